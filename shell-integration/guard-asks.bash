# Asking the guard, and asking the person: what the two gates of guard.bash stand on. It is read before them.

# ---- the coprocess: a warm `guard batch`, not a job of this shell, deaf to Ctrl-C, ends with the shell ----

__guard_start() {
    local __g_monitor=0 __g_pid=''
    __guard_stop
    if [[ ! -O ${__guard_folder-} ]]; then __guard_make_folder; fi
    if ((BASH_VERSINFO[0] < 4)); then __guard_old_start; return 0; fi
    if [[ $- == *m* ]]; then __g_monitor=1; set +m; fi
    # The outer process goes as soon as the descriptors are copied, so that the name `coproc` is free for the
    # person. Copies of a coprocess's descriptors are closed in programs that the shell starts.
    { builtin eval 'coproc __GUARD { __guard_beside; }'; } 2>/dev/null # as text: bash 3.2 cannot read it
    if builtin eval 'exec {__guard_to}>&"${__GUARD[1]}" {__guard_from}<&"${__GUARD[0]}"' 2>/dev/null; then
        __g_pid=$__GUARD_PID
        IFS= builtin read -r -t 2 -u "$__guard_from" __guard_pid 2>/dev/null || __guard_pid=
    fi
    if [[ -n $__g_pid ]]; then
        builtin kill -PIPE "$__g_pid" 2>/dev/null
        builtin wait "$__g_pid" 2>/dev/null
    fi
    if ((__g_monitor)); then set -m; fi
    return 0
}

__guard_beside() {
    trap '' INT QUIT TSTP HUP
    exec 3<&0
    "$__guard_python" -I -m guard.prompt.coprocess "$$" "$__guard_folder" <&3 3<&- 2>/dev/null &
    builtin printf '%s\n' "$!"
    exec 1>&-
    builtin wait
}

__guard_make_folder() { # a private folder in memory (a disk costs milliseconds); the coprocess removes it at its end
    local __g_place
    for __g_place in "${XDG_RUNTIME_DIR-}" /dev/shm "${TMPDIR-}" /tmp; do
        if [[ -n $__g_place && -d $__g_place && -w $__g_place ]]; then
            if __guard_folder=$(command mktemp -d "$__g_place/guard.XXXXXXXX" 2>/dev/null); then return 0; fi
        fi
    done
    __guard_folder=/nonexistent
}

__guard_restart() { # within a key, where starting a coprocess would leave the terminal in another mode than readline's
    local __g_modes
    __g_modes=$(command stty -g </dev/tty 2>/dev/null)
    __guard_start
    if [[ -n $__g_modes ]]; then __g_modes=$(command stty "$__g_modes" </dev/tty 2>/dev/null); fi
    return 0
}

__guard_stop() {
    if [[ -n ${__guard_pid-} ]]; then builtin kill -KILL "$__guard_pid" 2>/dev/null; fi
    if [[ -n ${__guard_to-} ]]; then builtin eval "exec $__guard_to>&-" 2>/dev/null; fi
    if [[ -n ${__guard_from-} ]]; then builtin eval "exec $__guard_from<&-" 2>/dev/null; fi
    __guard_pid='' __guard_to='' __guard_from=''
    return 0
}

# ---- what is asked: one JSON object, made of builtins ----

__guard_text() { # JSON text of $1 into __g_REPLY, byte by byte (LC_ALL=C)
    __g_REPLY=$1
    case $__g_REPLY in *[\\\"[:cntrl:]]*) ;; *) return 0 ;; esac
    __g_REPLY=${__g_REPLY//\\/\\\\}
    __g_REPLY=${__g_REPLY//\"/\\\"}
    case $__g_REPLY in *[[:cntrl:]]*) ;; *) return 0 ;; esac
    local __g_code __g_character
    for __g_code in 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f; do
        builtin printf -v __g_character '\x'"$__g_code"
        __g_REPLY=${__g_REPLY//"$__g_character"/\\u00$__g_code}
    done
}

__guard_known() { # into __g_KNOWN: definitions of this shell that the text $1 names, pieces separated by \u0000
    local __g_text=$1 __g_round __g_name __g_body __g_words __g_before __g_seen=' ' __g_options
    __g_KNOWN=
    __g_options=${BASHOPTS-}
    __g_options=${__g_options//:/ }
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 401)); then __guard_old_options; __g_options=$__g_REPLY; fi
    __guard_text "shopt -s $__g_options"
    __g_KNOWN=$__g_REPLY
    for __g_round in 1 2 3 4; do
        __g_before=$__g_text
        case $((BASH_VERSINFO[0] < 4))" $__g_options " in 1*' expand_aliases '*) __guard_old_aliases ;; *' expand_aliases '*)
            for __g_name in "${!BASH_ALIASES[@]}"; do
                if [[ $__g_text != *"$__g_name"* || $__g_seen == *" a:$__g_name "* ]]; then continue; fi
                __g_seen+="a:$__g_name "
                builtin printf -v __g_body '%q' "${BASH_ALIASES[$__g_name]}"
                __guard_text "alias -- $__g_name=$__g_body"
                __g_KNOWN+=\\u0000$__g_REPLY __g_text+=" ${BASH_ALIASES[$__g_name]}"
            done
        esac
        __g_words=${__g_text//[^a-zA-Z0-9_.:+@%,-]/ }
        for __g_name in $__g_words; do
            if [[ $__g_seen == *" f:$__g_name "* ]]; then continue; fi
            __g_seen+="f:$__g_name "
            case $__g_name in -*|__guard_*|__g_*) continue ;; esac
            if builtin declare -F -- "$__g_name" >/dev/null; then
                __g_body=$(builtin declare -f -- "$__g_name")
                if ((${#__g_body} <= 8192)); then
                    __guard_text "$__g_body"
                    __g_KNOWN+=\\u0000$__g_REPLY __g_text+=" $__g_body"
                fi
            fi
        done
        if [[ $__g_text == "$__g_before" ]]; then break; fi
    done
    case $__g_text in *'$'*|*'(('*|*let*) ;; *) return 0 ;; esac
    __g_words=${__g_text//[^a-zA-Z0-9_]/ }
    for __g_name in $__g_words; do
        if [[ $__g_seen == *" v:$__g_name "* ]]; then continue; fi
        __g_seen+="v:$__g_name "
        case $__g_name in
            [0-9]*|_|BASH*|LC_ALL|IFS) continue ;;
            # One of ours hides what the person's may hold.
            __g_*) __g_KNOWN+="\\u0000$__g_name=\$(__guard_unread)"; continue ;;
        esac
        if [[ -z ${!__g_name+set} && -z $(builtin declare -p -- "$__g_name" 2>/dev/null) ]]; then continue; fi
        __g_body=$(builtin declare -p -- "$__g_name" 2>/dev/null) || continue
        case $__g_body in 'declare -'*x*' '*) case ${__g_body%% "$__g_name"*} in *x*) continue ;; esac ;; esac
        if ((${#__g_body} > 8192)); then continue; fi
        __guard_text "$__g_body"
        __g_KNOWN+=\\u0000$__g_REPLY
    done
}

__guard_exported() { # into __g_NAMES: the exported variables, without starting a process
    __g_NAMES=()
    if { compgen -e >|"$__guard_folder/names" && builtin mapfile -t __g_NAMES <"$__guard_folder/names"; } 2>/dev/null; then
        return 0
    fi
    local __g_name
    while IFS= builtin read -r __g_name; do __g_NAMES+=("$__g_name"); done <<<"$(compgen -e)"
}

__guard_send() { # $1 to the coprocess, so that neither its death nor its silence can hold or end this shell
    local LC_ALL=C __g_piped=
    if ((${#1} >= 60000)); then # more than a pipe holds: written beside
        (builtin printf '%s\n' "$1" >&"$__guard_to" &) 2>/dev/null
        return 0
    fi
    if { builtin trap -p PIPE >|"$__guard_folder/trap" && IFS= builtin read -r -d '' __g_piped <"$__guard_folder/trap"; } 2>/dev/null; then :; fi
    builtin trap : PIPE
    builtin printf '%s\n' "$1" 2>/dev/null >&"$__guard_to" || set -- failed
    if [[ -n $__g_piped ]]; then builtin eval "$__g_piped"; else builtin trap - PIPE; fi
    [[ $1 != failed ]]
}

__guard_request() { # $1 text, $2 true while a person may type on, $3 seconds; the verdict into __guard_answer
    local __g_status __g_options
    __g_status=0 __g_options=$- # `local -` came with bash 4.4
    set +euxk
    set -f
    __guard_requested "$@" || __g_status=$?
    case $__g_options in *f*) ;; *) set +f ;; esac
    case $__g_options in *u*) set -u ;; esac
    case $__g_options in *e*) set -e ;; esac
    case $__g_options in *k*) set -k ;; esac
    case $__g_options in *x*) set -x ;; esac
    return $__g_status
}

__guard_requested() {
    local __g_REPLY='' __g_KNOWN='' __g_NAMES __g_name __g_line __g_first='' __g_here=$PWD __g_id=${2//\"/}-$$-$RANDOM
    __g_NAMES=()
    __guard_answer=
    if [[ -z $__guard_to || -z $__guard_from ]]; then return 1; fi
    if [[ ! $__g_here -ef . ]]; then __g_here=$(builtin pwd -P); fi
    local IFS=$' \t\n' LC_ALL=C
    __guard_text "$1"
    __g_line="{\"id\":\"$__g_id\",\"tool\":\"shell\",\"shell\":\"bash\",\"agent\":\"person\",\"mode\":\"interactive\",\"typing\":$2,\"command\":\"$__g_REPLY\""
    __guard_text "$__g_here"
    __g_line+=",\"cwd\":\"$__g_REPLY\",\"env\":{"
    __guard_exported
    for __g_name in "${__g_NAMES[@]}"; do
        __g_REPLY=${!__g_name}
        case $__g_name:$__g_REPLY in LC_ALL:*) continue ;; *[\\\"[:cntrl:]]*) __guard_text "$__g_REPLY" ;; esac
        __g_line+="$__g_first\"$__g_name\":\"$__g_REPLY\"" __g_first=,
    done
    __guard_known "$1"
    __g_line+="},\"prelude\":\"$__g_KNOWN\"}"
    __guard_send "$__g_line" || return 1
    while :; do
        IFS= builtin read -r -t "$3" -u "$__guard_from" __g_line 2>/dev/null || {
            if (($? > 128)); then return 2; fi # bash 3.2 says 1 of both
            if ((BASH_VERSINFO[0] < 4)) && builtin kill -0 "$__guard_pid" 2>/dev/null; then return 2; fi
            return 1
        }
        case $__g_line in "{\"id\": \"$__g_id\", \"decision\": \""*) __guard_answer=$__g_line; return 0 ;; esac
    done
}

__guard_judge() { # $1 text, $2 typing; sets __guard_answer and __guard_decision (allow, more, ask, deny, broken)
    local __g_status
    __g_status=0
    __guard_request "$1" "$2" "${GUARD_PATIENCE:-3}" || __g_status=$?
    if ((__g_status != 0 && __g_status != 2)); then # it died: another one, once
        __guard_restart
        __g_status=0
        __guard_request "$1" "$2" "${GUARD_PATIENCE:-3}" || __g_status=$?
    fi
    __guard_why=
    # The decision is the second field: what findings and reasons say further on is not the decision.
    __guard_decision=${__guard_answer#'{"id": "'*'", "decision": "'}
    __guard_decision=${__guard_decision%%\"*}
    case $__guard_decision in
        allow|more|ask|deny) ;;
        *) __guard_decision=broken __guard_why="it gave no answer that can be read" ;;
    esac
    if ((__g_status == 2)); then
        __guard_decision=broken __guard_why="it did not answer in ${GUARD_PATIENCE:-3} seconds"
        __guard_restart
    elif ((__g_status != 0)); then
        __guard_decision=broken __guard_why="it could not be started"
    fi
}

# ---- what a person is asked ----

__guard_plain() { # a yes/no question without the guard's help; default no
    local __g_key __g_shown __g_modes __g_round
    builtin printf -v __g_shown '%q' "$1"
    # `read -n` would leave the terminal in another mode than readline put it in, so stty and dd do it, beside.
    __g_key=$(
        set +k
        __g_modes=$(command stty -g </dev/tty)
        command stty -icanon -echo icrnl opost min 0 time 0 </dev/tty
        command dd bs=65536 count=1 </dev/tty >/dev/null 2>&1 # what was typed before is no answer
        builtin printf '\nguard cannot judge this line: %s.\n  %s\nRun it all the same? [y/N] ' "$2" "$__g_shown" >/dev/tty
        command stty min 0 time 250 </dev/tty
        for __g_round in 1 2 3 4 5; do # 25 seconds each
            __g_key=$(command dd bs=1 count=1 </dev/tty 2>/dev/null)
            if [[ -n $__g_key ]]; then break; fi
        done
        command stty "$__g_modes" </dev/tty
        builtin printf '%s' "$__g_key"
    ) || __g_key=
    case $__g_key in y|Y) builtin printf 'yes\n' >/dev/tty; return 0 ;; esac
    builtin printf 'no\n' >/dev/tty
    return 1
}

__guard_decide() { # $1 text: 0 run it, 1 no; __guard_instead is a command to have in its place
    local __g_said
    __guard_instead='' __guard_drop=
    case $__guard_decision in
        allow|more) return 0 ;;
        ask|deny)
            __g_said=$(builtin printf '%s\n%s' "$__guard_answer" "$1" |
                "$__guard_python" -I -m guard.prompt.ask 2>/dev/null) || __g_said=
            case $__guard_decision:$__g_said in
                ask:run) return 0 ;;
                ask:safer\ ?*) __guard_instead=${__g_said#safer }; return 1 ;;
                ask:cancel) __guard_drop=1; return 1 ;;
                *:edit|*:cancel) return 1 ;;
                deny:*)
                    builtin printf '\nguard: denied, and the reason could not be shown (guard check says it)\n' >/dev/tty
                    return 1 ;;
            esac
            __guard_why="its question could not be shown" ;;
    esac
    __guard_plain "$1" "$__guard_why"
}
