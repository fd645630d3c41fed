#!/bin/sh
# Installs the real clients that tests/clients drives, at pinned versions, into .clients/ (not tracked).
# Needs npm and 400 MB. No install scripts are run. `make clients` calls this; the tests skip without it.
set -eu

CLAUDE_CODE=2.1.328

cd "$(dirname "$0")/../.."
mkdir -p .clients
cd .clients
[ -f package.json ] || printf '{"private":true}\n' > package.json

machine=$(uname -m)
case "$machine" in
    x86_64) architecture=x64 ;;
    aarch64 | arm64) architecture=arm64 ;;
    *) echo "no client is built for $machine" >&2; exit 1 ;;
esac

npm install --no-audit --no-fund --ignore-scripts --no-save \
    "@anthropic-ai/claude-code-linux-$architecture@$CLAUDE_CODE"
printf '%s\n' "$CLAUDE_CODE" > claude-code.version
