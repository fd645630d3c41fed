#!/usr/bin/env bash
# Build older and newer shells for tests/shells/test_versions.py, from git repositories of their sources.
#
#   tests/shells/build_versions.sh INTO BASH_GIT ZSH_GIT
#   GUARD_TEST_SHELLS=INTO pytest tests/shells/test_versions.py
#
# BASH_GIT, ZSH_GIT: bare or ordinary clones with the tags bash-4.4 … and zsh-5.8 (mirrors of GNU bash and of
# zsh). Nothing is installed: INTO holds bash-4.4, bash-5.0, …, zsh-5.8 as programs that run where they lie.
# Needs a C compiler, ncurses' headers, bison and, for zsh, autoconf.
set -eu
into=$(mkdir -p "$1" && cd "$1" && pwd) bash_git=$2 zsh_git=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for version in ${GUARD_TEST_BASHES-4.3 4.4 5.0 5.1 5.3}; do
    [ -x "$into/bash-$version" ] && continue
    mkdir "$work/bash"
    git --git-dir="$bash_git" archive "bash-$version" | tar -x -C "$work/bash"
    # Old sources and a new compiler: what was a warning then is an error now.
    if (cd "$work/bash" && CFLAGS='-O1 -w -std=gnu89 -fcommon' ./configure --without-bash-malloc -q >../log 2>&1 && make -s bash >>../log 2>&1); then
        cp "$work/bash/bash" "$into/bash-$version"
    else
        echo "bash $version could not be built:" && tail -3 "$work/log"
    fi
    rm -rf "$work/bash"
done

for version in ${GUARD_TEST_ZSHES-5.8}; do
    [ -x "$into/zsh-$version/bin/zsh" ] && continue
    mkdir "$work/zsh"
    git --git-dir="$zsh_git" archive "zsh-$version" | tar -x -C "$work/zsh"
    if (cd "$work/zsh" && sh Util/preconfig >../log 2>&1 && CFLAGS='-O1 -w -std=gnu99' ./configure --with-tcsetpgrp --prefix="$into/zsh-$version" >>../log 2>&1 &&
        make -s >>../log 2>&1 && make -s install.bin install.modules install.fns >>../log 2>&1); then
        :
    else
        echo "zsh $version could not be built:" && tail -3 "$work/log"
    fi
    rm -rf "$work/zsh"
done
ls "$into"
