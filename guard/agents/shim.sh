#!/bin/sh
# Asks the guard, then starts REAL. Made by guard shim; see guard/agents/shim.py for its limits.

guard_asks() {
    answer=$(printf '%s' "$1" | GUARD check --shell NAME - 2>&1)
    code=$?
    [ $code -eq 0 ] && return 0
    printf 'guard: %s\n' "$answer" >&2
    if [ $code -eq 10 ] && { : < /dev/tty; } 2> /dev/null; then
        printf 'Run it? [y/N] ' > /dev/tty
        read -r yes < /dev/tty
        case $yes in y | Y | yes) return 0 ;; esac
    fi
    return 1
}

quoted() {
    printf '%s' "$1" | sed "s/'/'\\\\''/g; 1s/^/'/; \$s/\$/'/"
}

kind= command= skip= ended=
for word in "$@"; do
    if [ -n "$skip" ]; then
        skip=
        continue
    fi
    if [ -z "$ended" ]; then
        case $word in
            --) ended=yes && continue ;;
            --rcfile | --init-file) skip=yes && continue ;;
            --*) continue ;;
            -* | +*)
                case $word in
                    -*c*) kind=command ;;
                    -*s*) kind=${kind:-input} ;;
                esac
                case $word in *[oO]) skip=yes ;; esac
                continue
                ;;
        esac
    fi
    [ "$kind" = input ] && break
    command=$word
    if [ "$kind" != command ]; then
        kind=file
        command="NAME $(quoted "$word")"
    fi
    break
done

if [ "$kind" = input ] || { [ -z "$kind" ] && [ ! -t 0 ]; }; then
    command=$(cat)
    guard_asks "$command" || exit 126
    printf '%s\n' "$command" | BASH_ENV= REAL "$@"
    exit
fi
[ -z "$kind" ] || guard_asks "$command" || exit 126
[ "$GUARD_SHIM_ONLY_ASKS" = $PPID ] && exit 0
unset BASH_ENV
exec REAL "$@"
