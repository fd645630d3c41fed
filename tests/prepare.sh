#!/usr/bin/env bash
# Install what the tests drive for real: shells, databases, a jail, an agent. Debian packages where this is
# root on a Debian; elsewhere the tests that need a missing program say so and are skipped.
set -eu
cd "$(dirname "$0")/.."

debian() {
    local missing=()
    command -v bwrap >/dev/null || missing+=(bubblewrap)
    command -v zsh >/dev/null || missing+=(zsh)
    command -v dash >/dev/null || missing+=(dash)
    command -v fish >/dev/null || missing+=(fish)
    [ -d /usr/share/zsh-autosuggestions ] || missing+=(zsh-autosuggestions)
    [ -d /usr/share/zsh-syntax-highlighting ] || missing+=(zsh-syntax-highlighting)
    command -v tmux >/dev/null || missing+=(tmux)
    command -v fzf >/dev/null || missing+=(fzf)
    [ -x /usr/sbin/sshd ] || missing+=(openssh-server)
    command -v git >/dev/null || missing+=(git)
    command -v npm >/dev/null || missing+=(npm)
    command -v strace >/dev/null || missing+=(strace)
    command -v ruby >/dev/null || missing+=(ruby ruby-activerecord ruby-pg)
    command -v redis-server >/dev/null || missing+=(redis-server)
    command -v mariadbd >/dev/null || [ -x /usr/sbin/mariadbd ] || missing+=(mariadb-server)
    ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing+=(postgresql)
    [ "${#missing[@]}" -eq 0 ] && return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "not installed, and this is not root on Debian: ${missing[*]} (their tests are skipped)"
        return 0
    fi
    echo "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # No server is started by the package: the tests start their own on loopback.
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    rm -f /usr/sbin/policy-rc.d
}

debian
if [ -x tests/clients/install.sh ]; then
    tests/clients/install.sh || echo "the agents could not be installed (their tests are skipped)"
fi
