# guard for interactive bash. Loaded by:  eval "$(guard init bash)"
#
# Before a line runs, the guard sees it as bash will. Two gates, each of which blocks alone (bash >= 4.4):
#   1. Enter (and C-j, C-o) is a readline macro of two keys: the first judges what was typed since the last
#      prompt, the second is bound to accept-line or, after a no, to a mere redraw. Nothing of the line has run.
#   2. PS0 is expanded after a whole command was read and before it runs. It costs nothing where gate 1 has
#      judged; otherwise it judges there and stops the command with SIGINT.
# C-x C-e and vi's `v` edit and come back to the line instead of running it. The DEBUG trap is not used: it
# leaks, slows every function down and ends a shell under `set -e`.
# bash 4.0 to 4.3 have no PS0 (gate 1 alone); nor has 3.2, which needs guard-3.bash besides: see docs/shells.md.
#
# `guard init` puts __guard_python (an absolute interpreter), __guard_state (a folder) and guard-3.bash in front.

# ---- the coprocess: a warm `guard batch`, not a job of this shell, deaf to Ctrl-C, ends with the shell ----

__guard_start() {
    local monitor=0 pid=''
    __guard_stop
    if [[ ! -O ${__guard_folder-} ]]; then __guard_make_folder; fi
    if ((BASH_VERSINFO[0] < 4)); then __guard_old_start; return 0; fi
    if [[ $- == *m* ]]; then monitor=1; set +m; fi
    # The outer process goes as soon as the descriptors are copied, so that the name `coproc` is free for the
    # person. Copies of a coprocess's descriptors are closed in programs that the shell starts.
    { builtin eval 'coproc __GUARD { __guard_beside; }'; } 2>/dev/null # as text: bash 3.2 cannot read it
    if builtin eval 'exec {__guard_to}>&"${__GUARD[1]}" {__guard_from}<&"${__GUARD[0]}"' 2>/dev/null; then
        pid=$__GUARD_PID
        IFS= builtin read -r -t 2 -u "$__guard_from" __guard_pid 2>/dev/null || __guard_pid=
    fi
    if [[ -n $pid ]]; then
        builtin kill -PIPE "$pid" 2>/dev/null
        builtin wait "$pid" 2>/dev/null
    fi
    if ((monitor)); then set -m; fi
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
    local place
    for place in "${XDG_RUNTIME_DIR-}" /dev/shm "${TMPDIR-}" /tmp; do
        if [[ -n $place && -d $place && -w $place ]]; then
            if __guard_folder=$(command mktemp -d "$place/guard.XXXXXXXX" 2>/dev/null); then return 0; fi
        fi
    done
    __guard_folder=/nonexistent
}

__guard_restart() { # within a key, where starting a coprocess would leave the terminal in another mode than readline's
    local modes
    modes=$(command stty -g </dev/tty 2>/dev/null)
    __guard_start
    if [[ -n $modes ]]; then modes=$(command stty "$modes" </dev/tty 2>/dev/null); fi
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

__guard_text() { # JSON text of $1 into REPLY, byte by byte (LC_ALL=C)
    REPLY=$1
    case $REPLY in *[\\\"[:cntrl:]]*) ;; *) return 0 ;; esac
    REPLY=${REPLY//\\/\\\\}
    REPLY=${REPLY//\"/\\\"}
    case $REPLY in *[[:cntrl:]]*) ;; *) return 0 ;; esac
    local code character
    for code in 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f; do
        builtin printf -v character '\x'"$code"
        REPLY=${REPLY//"$character"/\\u00$code}
    done
}

__guard_known() { # into KNOWN: definitions of this shell that the text $1 names, pieces separated by \u0000
    local text=$1 round name body words before seen=' ' options
    KNOWN=
    options=${BASHOPTS-}
    options=${options//:/ }
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 401)); then __guard_old_options; options=$REPLY; fi
    __guard_text "shopt -s $options"
    KNOWN=$REPLY
    for round in 1 2 3 4; do
        before=$text
        case $((BASH_VERSINFO[0] < 4))" $options " in 1*' expand_aliases '*) __guard_old_aliases ;; *' expand_aliases '*)
            for name in "${!BASH_ALIASES[@]}"; do
                if [[ $text != *"$name"* || $seen == *" a:$name "* ]]; then continue; fi
                seen+="a:$name "
                builtin printf -v body '%q' "${BASH_ALIASES[$name]}"
                __guard_text "alias -- $name=$body"
                KNOWN+=\\u0000$REPLY text+=" ${BASH_ALIASES[$name]}"
            done
        esac
        words=${text//[^a-zA-Z0-9_.:+@%,-]/ }
        for name in $words; do
            if [[ $seen == *" f:$name "* ]]; then continue; fi
            seen+="f:$name "
            case $name in -*|__guard_*) continue ;; esac
            if builtin declare -F -- "$name" >/dev/null; then
                body=$(builtin declare -f -- "$name")
                if ((${#body} <= 8192)); then
                    __guard_text "$body"
                    KNOWN+=\\u0000$REPLY text+=" $body"
                fi
            fi
        done
        if [[ $text == "$before" ]]; then break; fi
    done
    case $text in *'$'*|*'(('*|*let*) ;; *) return 0 ;; esac
    words=${text//[^a-zA-Z0-9_]/ }
    for name in $words; do
        if [[ $seen == *" v:$name "* ]]; then continue; fi
        seen+="v:$name "
        case $name in [0-9]*|_|__guard_*|BASH*|REPLY|KNOWN|LC_ALL|IFS) continue ;; esac
        if [[ -z ${!name+set} && -z $(builtin declare -p -- "$name" 2>/dev/null) ]]; then continue; fi
        body=$(builtin declare -p -- "$name" 2>/dev/null) || continue
        case $body in 'declare -'*x*' '*) case ${body%% "$name"*} in *x*) continue ;; esac ;; esac
        if ((${#body} > 8192)); then continue; fi
        __guard_text "$body"
        KNOWN+=\\u0000$REPLY
    done
}

__guard_exported() { # into NAMES: the exported variables, without starting a process
    NAMES=()
    if { compgen -e >|"$__guard_folder/names" && builtin mapfile -t NAMES <"$__guard_folder/names"; } 2>/dev/null; then
        return 0
    fi
    local name
    while IFS= builtin read -r name; do NAMES+=("$name"); done <<<"$(compgen -e)"
}

__guard_send() { # $1 to the coprocess, so that neither its death nor its silence can hold or end this shell
    local LC_ALL=C piped=
    if ((${#1} >= 60000)); then # more than a pipe holds: written beside
        (builtin printf '%s\n' "$1" >&"$__guard_to" &) 2>/dev/null
        return 0
    fi
    if { builtin trap -p PIPE >|"$__guard_folder/trap" && IFS= builtin read -r -d '' piped <"$__guard_folder/trap"; } 2>/dev/null; then :; fi
    builtin trap : PIPE
    builtin printf '%s\n' "$1" 2>/dev/null >&"$__guard_to" || set -- failed
    if [[ -n $piped ]]; then builtin eval "$piped"; else builtin trap - PIPE; fi
    [[ $1 != failed ]]
}

__guard_request() { # $1 text, $2 true while a person may type on, $3 seconds; the verdict into __guard_answer
    local status=0 options=$- # `local -` came with bash 4.4
    set +eux
    set -f
    __guard_requested "$@" || status=$?
    case $options in *f*) ;; *) set +f ;; esac
    case $options in *u*) set -u ;; esac
    case $options in *e*) set -e ;; esac
    case $options in *x*) set -x ;; esac
    return $status
}

__guard_requested() {
    local REPLY='' KNOWN='' NAMES name line first='' here=$PWD id=${2//\"/}-$$-$RANDOM
    NAMES=()
    __guard_answer=
    if [[ -z $__guard_to || -z $__guard_from ]]; then return 1; fi
    if [[ ! $here -ef . ]]; then here=$(builtin pwd -P); fi
    local IFS=$' \t\n' LC_ALL=C
    __guard_text "$1"
    line="{\"id\":\"$id\",\"tool\":\"shell\",\"shell\":\"bash\",\"agent\":\"person\",\"mode\":\"interactive\",\"typing\":$2,\"command\":\"$REPLY\""
    __guard_text "$here"
    line+=",\"cwd\":\"$REPLY\",\"env\":{"
    __guard_exported
    for name in "${NAMES[@]}"; do
        REPLY=${!name}
        case $name:$REPLY in LC_ALL:*) continue ;; *[\\\"[:cntrl:]]*) __guard_text "$REPLY" ;; esac
        line+="$first\"$name\":\"$REPLY\"" first=,
    done
    __guard_known "$1"
    line+="},\"prelude\":\"$KNOWN\"}"
    __guard_send "$line" || return 1
    while :; do
        IFS= builtin read -r -t "$3" -u "$__guard_from" line 2>/dev/null || {
            if (($? > 128)); then return 2; fi # bash 3.2 says 1 of both
            if ((BASH_VERSINFO[0] < 4)) && builtin kill -0 "$__guard_pid" 2>/dev/null; then return 2; fi
            return 1
        }
        case $line in "{\"id\": \"$id\", \"decision\": \""*) __guard_answer=$line; return 0 ;; esac
    done
}

__guard_judge() { # $1 text, $2 typing; sets __guard_answer and __guard_decision (allow, more, ask, deny, broken)
    local status=0
    __guard_request "$1" "$2" "${GUARD_PATIENCE:-3}" || status=$?
    if ((status != 0 && status != 2)); then # it died: another one, once
        __guard_restart
        status=0
        __guard_request "$1" "$2" "${GUARD_PATIENCE:-3}" || status=$?
    fi
    __guard_why=
    # The decision is the second field: what findings and reasons say further on is not the decision.
    __guard_decision=${__guard_answer#'{"id": "'*'", "decision": "'}
    __guard_decision=${__guard_decision%%\"*}
    case $__guard_decision in
        allow|more|ask|deny) ;;
        *) __guard_decision=broken __guard_why="it gave no answer that can be read" ;;
    esac
    if ((status == 2)); then
        __guard_decision=broken __guard_why="it did not answer in ${GUARD_PATIENCE:-3} seconds"
        __guard_restart
    elif ((status != 0)); then
        __guard_decision=broken __guard_why="it could not be started"
    fi
}

# ---- what a person is asked ----

__guard_plain() { # a yes/no question without the guard's help; default no
    local key='' shown modes round
    builtin printf -v shown '%q' "$1"
    # `read -n` would leave the terminal in another mode than readline put it in, so stty and dd do it, beside.
    key=$(
        modes=$(command stty -g </dev/tty)
        command stty -icanon -echo icrnl opost min 0 time 0 </dev/tty
        command dd bs=65536 count=1 </dev/tty >/dev/null 2>&1 # what was typed before is no answer
        builtin printf '\nguard cannot judge this line: %s.\n  %s\nRun it all the same? [y/N] ' "$2" "$shown" >/dev/tty
        command stty min 0 time 250 </dev/tty
        for round in 1 2 3 4 5; do # 25 seconds each
            key=$(command dd bs=1 count=1 </dev/tty 2>/dev/null)
            if [[ -n $key ]]; then break; fi
        done
        command stty "$modes" </dev/tty
        builtin printf '%s' "$key"
    ) || key=
    case $key in y|Y) builtin printf 'yes\n' >/dev/tty; return 0 ;; esac
    builtin printf 'no\n' >/dev/tty
    return 1
}

__guard_decide() { # $1 text: 0 run it, 1 no; __guard_instead is a command to have in its place
    local said
    __guard_instead='' __guard_drop=
    case $__guard_decision in
        allow|more) return 0 ;;
        ask|deny)
            said=$(builtin printf '%s\n%s' "$__guard_answer" "$1" |
                "$__guard_python" -I -m guard.prompt.ask 2>/dev/null) || said=
            case $__guard_decision:$said in
                ask:run) return 0 ;;
                ask:safer\ ?*) __guard_instead=${said#safer }; return 1 ;;
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

# ---- gate 1: the keys ----

__guard_second() { # what the second key of the macro does
    if [[ ${__guard_key-} == "$1" ]]; then return 0; fi
    __guard_key=$1
    if ((BASH_VERSINFO[0] < 4)); then return 0; fi
    local map
    for map in emacs vi-insert vi-command; do
        builtin bind -m "$map" '"\C-x\C-_a": '"$1"
    done
    if [[ $1 == accept-line ]]; then set -- operate-and-get-next; fi
    builtin bind -m emacs '"\C-x\C-_o": '"$1"
}

__guard_enter() {
    local line=$READLINE_LINE text joined
    __guard_ok=0
    __guard_armed
    if ((__guard_busy)) || [[ $line != *[![:space:]]* && ${#__guard_lines[@]} -eq 0 ]]; then
        __guard_second accept-line # `read -e` in a running command, or nothing typed
        return 0
    fi
    if [[ $- == *H* ]]; then
        case $line in *'!'*|'^'*) line=$(builtin history -p -- "$line" 2>/dev/null) || line=$READLINE_LINE ;; esac
    fi
    joined=
    for text in ${__guard_lines[@]+"${__guard_lines[@]}"}; do joined+=$text$'\n'; done
    text=$joined$line
    __guard_judge "$text" "$__guard_typing"
    if __guard_decide "$text"; then
        if [[ $__guard_decision != more ]]; then __guard_ok=1; fi
    elif [[ -n $__guard_instead && -z $joined ]]; then
        READLINE_LINE=$__guard_instead READLINE_POINT=${#__guard_instead}
        line=$READLINE_LINE
        __guard_judge "$line" false
        if [[ $__guard_decision != allow ]]; then __guard_second redraw-current-line; return 0; fi
        __guard_ok=1
    else
        # No: the line leaves the editor for the history (a denied one, and one to edit, stays in the editor).
        if [[ -n $__guard_drop && -z $joined && $READLINE_LINE != [[:space:]]* && -o history ]]; then
            builtin history -s -- "$READLINE_LINE"
            READLINE_LINE='' READLINE_POINT=0
        fi
        __guard_second redraw-current-line
        return 0
    fi
    __guard_lines+=("$line")
    __guard_second accept-line
    return 0
}

__guard_edit() { # C-x C-e and `v`: edit the line, and come back to it instead of running it
    local file
    file=$(command mktemp "${TMPDIR:-/tmp}/guard-edit.XXXXXXXX") || return 0
    builtin printf '%s\n' "$READLINE_LINE" >|"$file"
    ${VISUAL:-${EDITOR:-vi}} "$file" </dev/tty >/dev/tty
    READLINE_LINE=$(<"$file")
    READLINE_POINT=${#READLINE_LINE}
    command rm -f -- "$file"
}

__guard_bind() {
    local map enter='\C-x\C-_g\C-x\C-_a'
    if ((BASH_VERSINFO[0] < 4)); then enter=$__guard_old_keys; fi
    # atuin keeps in a variable what accepts the line that it found; where there is no second gate it needs the first.
    case ${__atuin_macro_accept_line-} in
        accept-line) __atuin_macro_accept_line="\"$enter\"" ;;
        '"\C-x\C-_A10\a\C-x\C-_A5\a"') __atuin_macro_accept_line="\"\\C-x\\C-_A10\\a$enter\"" ;;
    esac
    if ((BASH_VERSINFO[0] < 4)); then __guard_old_bind; return 0; fi
    for map in emacs vi-insert vi-command; do
        builtin bind -m "$map" -x '"\C-x\C-_g": __guard_enter || :'
        builtin bind -m "$map" '"\C-m": "'"$enter"'"'
        builtin bind -m "$map" '"\C-j": "'"$enter"'"'
    done
    builtin bind -m emacs '"\C-o": "\C-x\C-_g\C-x\C-_o"'
    builtin bind -m emacs -x '"\C-x\C-e": __guard_edit || :'
    builtin bind -m vi-command -x '"v": __guard_edit || :'
} 2>/dev/null

# ---- gate 2: PS0 ----

__guard_late() { # a whole command is about to run that gate 1 has not judged
    local line all=() text=
    set +eu
    for line in "${__guard_lines[@]}"; do text+=${text:+$'\n'}$line; done
    if [[ -n $text ]]; then all+=("$text"); fi
    line=$(HISTTIMEFORMAT='' builtin history 1)
    line=${line#"${line%%[![:space:]]*}"}
    line=${line#*[0-9]}; line=${line#"${line%%[!0-9]*}"}; line=${line#?}
    line=${line#"${line%%[![:space:]]*}"}
    # Before bash 5.1 HISTCMD is right in PS0 itself, and 1 in what it runs and in PROMPT_COMMAND.
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 501)); then
        if ((__guard_now == __guard_before)); then line=; fi
    elif [[ $HISTCMD == "$__guard_history" ]]; then
        line=
    fi
    if [[ -n $line ]]; then all+=("$line"); fi
    if ((${#all[@]} == 0)); then
        if __guard_plain "(a line that came by a key of its own)" "it was not shown to the guard"; then return 0; fi
        builtin kill -INT "$$"
        return 0
    fi
    for text in "${all[@]}"; do
        __guard_judge "$text" false
        if ! __guard_decide "$text"; then builtin kill -INT "$$"; return 0; fi
    done
}

# ---- before each prompt ----

__guard_off() { # in front of the prompt while the guard is off at this terminal (guard off 10m)
    if [[ -n ${__guard_segment-} ]]; then PS1=${PS1#"$__guard_segment"}; fi
    __guard_segment=
    if [[ -e $__guard_state/off ]]; then
        __guard_segment=$("$__guard_python" -I -m guard.prompt.off "$$" "$__guard_state" 2>/dev/null)
        if [[ -n $__guard_segment ]]; then PS1=$__guard_segment${PS1-}; fi
    fi
}

__guard_prompt() {
    __guard_lines=() __guard_ok=0 __guard_busy=0 __guard_history=$HISTCMD
    __guard_off
    __guard_bind
    case ${PS0-} in *__guard_late*) ;; *) PS0=$__guard_ps0${PS0-} ;; esac
    return 0 # under `set -e` a status of another command would end the shell here
}

__guard_armed() { # put back what was taken away; a prompt that did not pass here has begun anew
    case "${PROMPT_COMMAND[*]-}" in
        *__guard_prompt*) ;;
        *)
            # The last of the commands, on a line of its own: those before it see the status of the person's.
            PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}__guard_prompt
            __guard_lines=() __guard_busy=0 ;;
    esac
    case ${PS0-} in *__guard_late*) ;; *) PS0=$__guard_ps0${PS0-} ;; esac
}

if [[ $- != *i* ]]; then
    :
else
    __guard_void=' ' __guard_now=0 __guard_before=0 __guard_ok=0 __guard_busy=0 __guard_lines=() __guard_gate=(x) __guard_history=
    __guard_ps0='${__guard_void:$((__guard_busy=1,__guard_before=__guard_now,__guard_now=HISTCMD)):0}${__guard_gate[__guard_ok]:+$(__guard_late)}'
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
        builtin printf 'guard: bash %s has no PS0; only Enter is guarded\n' "$BASH_VERSION" >&2
    fi
    __guard_typing=true
    if ((BASH_VERSINFO[0] < 4)); then __guard_typing='"unseen"'; fi
    { __guard_start && __guard_armed && __guard_bind && __guard_second accept-line; } || : # also under `set -e`
fi
