#!/bin/sh
# Installs the real agents that tests/clients drives, at the versions of guard/agents/versions.txt, into .clients/ (not
# tracked), each in a folder of its own. Needs npm and,
# for three of them, Python 3.11 and 3.12; no install scripts of npm are run. The fast ones take 600 MB,
# ALL=1 takes 4 GB. `make clients` calls this; a test skips where its agent is missing.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../.clients
mkdir -p "$root"

case "$(uname -m)" in
    x86_64) architecture=x64 ;;
    aarch64 | arm64) architecture=arm64 ;;
    *) echo "no client is built for $(uname -m)" >&2; exit 1 ;;
esac

sed -e 's/#.*//' -e '/^ *$/d' "$here/../../guard/agents/versions.txt" | while read -r client version speed packages; do
    [ "$speed" = fast ] || [ "${ALL:-}" = 1 ] || continue
    [ "$(cat "$root/$client/version" 2>/dev/null)" = "$version" ] && continue
    packages=$(printf '%s' "$packages" | sed -e "s/VERSION/$version/g" -e "s/ARCH/$architecture/g")
    mkdir -p "$root/$client"
    printf '{"private":true}\n' > "$root/$client/package.json"
    # shellcheck disable=SC2086
    case "$packages" in
        pip:*)
            release=${packages#pip:}
            for python in "python${release%%:*}" "$HOME/.pyenv/versions/${release%%:*}".*/bin/python; do
                "$python" -c 'pass' 2> /dev/null && break
            done
            "$python" -m venv "$root/$client/venv" < /dev/null
            "$root/$client/venv/bin/pip" install --quiet --disable-pip-version-check "${release#*:}" < /dev/null
            printf '%s\n' "$version" > "$root/$client/version"
            continue
            ;;
    esac
    npm install --prefix "$root/$client" --no-audit --no-fund --ignore-scripts --no-save $packages < /dev/null
    # some ship their program compressed, to be unpacked by an install script
    find "$root/$client/node_modules" -path '*/bin/*.br' | while read -r packed; do
        node -e 'const fs = require("fs"), from = process.argv[1], to = from.slice(0, -3)
            fs.writeFileSync(to, require("zlib").brotliDecompressSync(fs.readFileSync(from)), { mode: 0o755 })' \
            "$packed" < /dev/null
    done
    printf '%s\n' "$version" > "$root/$client/version"
done
