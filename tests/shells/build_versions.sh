#!/usr/bin/env bash
# Build older and newer shells for tests/shells/test_versions.py, from git repositories of their sources.
#
#   tests/shells/build_versions.sh INTO BASH_GIT ZSH_GIT
#   GUARD_TEST_SHELLS=INTO pytest tests/shells/test_versions.py
#
# BASH_GIT, ZSH_GIT: bare or ordinary clones with the tags bash-4.4 … and zsh-5.8 (mirrors of GNU bash and of
# zsh); bash 3.2 has no tag there and is the import of 3.2.48, as macOS has it but for later patches. Nothing is
# installed: INTO holds bash-3.2, bash-4.3, …, zsh-5.8 as programs that run where they lie.
# Needs a C compiler, ncurses' headers, bison and, for zsh, autoconf.
set -eu
into=$(mkdir -p "$1" && cd "$1" && pwd) bash_git=$2 zsh_git=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for version in ${GUARD_TEST_BASHES-3.2 4.3 4.4 5.0 5.1 5.3}; do
    [ -x "$into/bash-$version" ] && continue
    mkdir "$work/bash"
    tag=bash-$version
    [ "$version" = 3.2 ] && tag=$(git --git-dir="$bash_git" log --all --format=%H --grep='bash-3\.2\.48\.tar' -1)
    git --git-dir="$bash_git" archive "$tag" | tar -x -C "$work/bash"
    [ "$version" = 3.2 ] && rm -f "$work/bash/y.tab.c" "$work/bash/y.tab.h" # older than what they are made from
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
