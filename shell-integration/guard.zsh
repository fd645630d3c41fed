# guard for interactive zsh (>= 5.8). Loaded by:  eval "$(guard init zsh)"
#
# Before a line runs, the guard sees it as zsh will. Two gates, each of which blocks alone:
#   1. Every widget that accepts a line is wrapped: the text so far (PREBUFFER and BUFFER, history expanded) is
#      judged first, and after a no the line simply stays in the editor.
#   2. preexec is called after a whole command was read and before it runs. It costs nothing where gate 1 has
#      judged; otherwise (C-r and Enter, a widget of somebody else's) it judges there, stops the command with
#      SIGINT and puts the line back for editing. A `return 1` from preexec would stop nothing.
# No debug trap: it slows every function down.
#
# `guard init` puts __guard_python (an absolute interpreter) and __guard_state (a folder) in front of this file.

# ---- the coprocess: a warm `guard batch`, not a job of this shell, deaf to Ctrl-C, ends with the shell ----

__guard_start() {
    emulate -LR zsh
    setopt no_monitor no_notify no_bg_nice
    local to from fresh outer
    __guard_stop
    zmodload zsh/system zsh/parameter 2>/dev/null
    {
        coproc {
            trap '' INT QUIT TSTP HUP
            exec 3<&0
            "$__guard_python" -I -m guard.prompt.coprocess $$ <&3 3<&- 2>/dev/null &
            print -r -- $!
            exec 1>&-
            wait
        }
        outer=$!
        exec {to}>&p {from}<&p
    } 2>/dev/null
    IFS= read -r -t 2 -u $from __guard_pid 2>/dev/null || __guard_pid=
    kill -PIPE $outer 2>/dev/null
    wait $outer 2>/dev/null
    { coproc :; wait $!; } 2>/dev/null # the name `coproc` is the person's again
    # Programs that the shell starts must not get the descriptors: open them again, to be closed on exec.
    if sysopen -w -o cloexec -u fresh /dev/fd/$to 2>/dev/null; then exec {to}>&-; to=$fresh; fi
    if sysopen -r -o cloexec -u fresh /dev/fd/$from 2>/dev/null; then exec {from}<&-; from=$fresh; fi
    typeset -g __guard_to=$to __guard_from=$from
    return 0
}

__guard_stop() {
    emulate -LR zsh
    if [[ -n $__guard_pid ]]; then kill -KILL $__guard_pid; fi 2>/dev/null
    if [[ -n $__guard_to ]]; then exec {__guard_to}>&-; fi 2>/dev/null
    if [[ -n $__guard_from ]]; then exec {__guard_from}<&-; fi 2>/dev/null
    typeset -g __guard_pid= __guard_to= __guard_from=
    return 0
}

# ---- what is asked: one JSON object, made of builtins ----

__guard_text() { # JSON text of $1 into REPLY, byte by byte (no_multibyte)
    REPLY=$1
    [[ $REPLY == *[\\\"$'\x01'-$'\x1f']* || $REPLY == *$'\0'* ]] || return 0
    REPLY=${REPLY//\\/\\\\}
    REPLY=${REPLY//\"/\\\"}
    [[ $REPLY == *[$'\x01'-$'\x1f']* || $REPLY == *$'\0'* ]] || return 0
    local -i code
    local character escape
    for ((code = 0; code < 32; code++)); do
        printf -v character "\\x$(([##16] code))"
        printf -v escape '\\u%04x' $code
        REPLY=${REPLY//"$character"/$escape}
    done
}

__guard_known() { # into KNOWN: definitions of this shell that the text $1 names, pieces separated by \u0000
    local text=$1 scan=$1 name body kind more
    local -i round
    local -A seen
    for ((round = 0; round < 4; round++)); do
        more=
        for name in ${(k)galiases}; do
            [[ -n $seen[g:$name] || $scan != *"$name"* ]] && continue
            seen[g:$name]=1
            __guard_text "alias -g -- ${(qq)name}=${(qq)galiases[$name]}"
            KNOWN+=\\u0000$REPLY more+=" $galiases[$name]"
        done
        for name in ${=scan//[^a-zA-Z0-9_.:+@%,~-]/ }; do
            [[ -n $seen[f:$name] ]] && continue
            seen[f:$name]=1
            if (( $+aliases[$name] )); then
                __guard_text "alias -- ${(qq)name}=${(qq)aliases[$name]}"
                KNOWN+=\\u0000$REPLY more+=" $aliases[$name]"
            fi
            if [[ $name == *.* ]] && (( $+saliases[${name##*.}] )); then
                __guard_text "alias -s -- ${(qq)name##*.}=${(qq)saliases[${name##*.}]}"
                KNOWN+=\\u0000$REPLY more+=" $saliases[${name##*.}]"
            fi
            if (( $+functions[$name] )) && [[ $name != __guard_* ]]; then
                body=$functions[$name]
                [[ $body == *'builtin autoload'* ]] || (( $#body > 8192 )) && continue
                __guard_text "$name () {"$'\n'"$body"$'\n}'
                KNOWN+=\\u0000$REPLY more+=" $body"
            fi
        done
        [[ -n $more ]] || break
        text+=$more scan=$more
    done
    [[ $text == *(\$|\(\(|let)* ]] || return 0
    for name in ${=text//[^a-zA-Z0-9_]/ }; do
        [[ -n $seen[v:$name] || $name == ([0-9]*|_|__guard_*|REPLY|KNOWN|text|scan|name|body|kind|more|round|seen|LC_ALL) ]] && continue
        seen[v:$name]=1
        (( $+parameters[$name] )) || continue
        kind=$parameters[$name]
        case $kind in
            *(export|special|hide)*) continue ;;
            array*) body="$name=( ${(j: :)${(@qq)${(@P)name}}} )" ;;
            association*) body="typeset -A $name; $name=( ${(j: :)${(@qq)${(@kvP)name}}} )" ;;
            *) body="$name=${(qq)${(P)name}}" ;;
        esac
        (( $#body > 8192 )) && continue
        __guard_text "$body"
        KNOWN+=\\u0000$REPLY
    done
}

__guard_request() { # $1 text, $2 true while a person may type on, $3 seconds; verdict into __guard_answer
    emulate -LR zsh
    setopt no_multibyte no_err_exit no_err_return no_xtrace
    local REPLY KNOWN name line answer first here=$PWD id=$2-$$-$RANDOM LC_ALL=C
    __guard_answer=
    [[ -n $__guard_to && -n $__guard_from ]] || return 1
    [[ $here -ef . ]] || here=$(builtin pwd -r)
    (( $#__guard_set )) && KNOWN="setopt $__guard_set"
    __guard_text "$1"
    line="{\"id\":\"$id\",\"tool\":\"shell\",\"shell\":\"zsh\",\"agent\":\"person\",\"mode\":\"interactive\",\"typing\":$2,\"command\":\"$REPLY\""
    __guard_text "$here"
    line+=",\"cwd\":\"$REPLY\",\"env\":{"
    for name in ${(k)parameters[(R)*export*]}; do
        [[ $name == LC_ALL ]] && continue
        REPLY=${(P)name}
        if [[ $REPLY == *[\\\"[:cntrl:]]* || $REPLY == *$'\0'* ]]; then __guard_text "$REPLY"; fi
        line+="$first\"$name\":\"$REPLY\"" first=,
    done
    __guard_known "$1"
    line+="},\"prelude\":\"$KNOWN\"}"
    # The pipe is empty here and holds 64 KiB; what is longer is written beside, so that a guard that does
    # not read cannot hold the shell.
    if (( $#line < 60000 )); then
        print -r -u $__guard_to -- "$line" 2>/dev/null || return 1
    else
        print -r -u $__guard_to -- "$line" 2>/dev/null &!
    fi
    while :; do
        local -F began=EPOCHREALTIME
        if ! IFS= read -r -t $3 -u $__guard_from answer 2>/dev/null; then
            (( EPOCHREALTIME - began >= $3 - 0.05 )) && return 2
            return 1
        fi
        if [[ $answer == "{\"id\": \"$id\", "* ]]; then __guard_answer=$answer; return 0; fi
    done
}

__guard_judge() { # $1 text, $2 typing; sets __guard_answer and __guard_decision (allow, more, ask, deny, broken)
    emulate -LR zsh
    local -i __guard_status=0
    typeset -g __guard_answer= __guard_decision=broken __guard_why=
    __guard_request "$1" $2 ${GUARD_PATIENCE:-3} || __guard_status=$?
    if (( __guard_status != 0 && __guard_status != 2 )); then # it died: another one, once
        __guard_start
        __guard_status=0
        __guard_request "$1" $2 ${GUARD_PATIENCE:-3} || __guard_status=$?
    fi
    case $__guard_status in
        0)
            case ${${__guard_answer#*\", }%%[,\}]*} in
                '"decision": "allow"') __guard_decision=allow ;;
                '"decision": "more"') __guard_decision=more ;;
                '"decision": "ask"') __guard_decision=ask ;;
                '"decision": "deny"') __guard_decision=deny ;;
                *) __guard_why="it gave no answer that can be read" ;;
            esac ;;
        2) __guard_why="it did not answer in ${GUARD_PATIENCE:-3} seconds"; __guard_start ;;
        *) __guard_why="it could not be started" ;;
    esac
    return 0
}

# ---- what a person is asked ----

__guard_plain() { # a yes/no question without the guard's help; default no
    emulate -LR zsh
    local key= modes
    modes=$(command stty -g </dev/tty)
    command stty -icanon -echo min 1 time 0 </dev/tty
    print -r -- $'\n'"guard cannot judge this line: $2."$'\n'"  ${(V)1}" >/dev/tty
    print -rn -- "Run it all the same? [y/N] " >/dev/tty
    while sysread -t 0.01 key </dev/tty; do :; done # what was typed before is no answer
    key=
    sysread -s 1 -t 120 key </dev/tty || key=
    command stty $modes </dev/tty
    if [[ $key == [yY] ]]; then print yes >/dev/tty; return 0; fi
    print no >/dev/tty
    return 1
}

__guard_decide() { # $1 text: 0 run it, 1 no; __guard_instead is a command to have in its place
    emulate -LR zsh
    local said=
    typeset -g __guard_instead= __guard_drop=
    case $__guard_decision in
        allow|more) return 0 ;;
        ask|deny)
            said=$(print -rn -- "$__guard_answer"$'\n'"$1" | "$__guard_python" -I -m guard.prompt.ask 2>/dev/null) || said=
            case $__guard_decision:$said in
                ask:run) return 0 ;;
                ask:safer\ ?*) __guard_instead=${said#safer }; return 1 ;;
                ask:cancel) __guard_drop=1; return 1 ;;
                *:(edit|cancel)) return 1 ;;
                deny:*)
                    print -r -- $'\nguard: denied, and the reason could not be shown (guard check says it)' >/dev/tty
                    return 1 ;;
            esac
            __guard_why="its question could not be shown" ;;
    esac
    __guard_plain "$1" "$__guard_why"
}

# ---- gate 1: the widgets ----

__guard_options() { # those of the person's options that change what a text means
    local option
    typeset -ga __guard_set=()
    for option in extendedglob globdots nullglob shwordsplit ksharrays globsubst rcexpandparam banghist histverify; do
        if [[ -o $option ]]; then __guard_set+=($option); fi
    done
}

__guard_whole() { # into __guard_line: the edited text with its history expanded
    emulate -LR zsh
    typeset -g __guard_line=$BUFFER
    if (( ! $__guard_set[(Ie)banghist] )) || [[ $BUFFER != *['!^']* ]]; then return 0; fi
    local buffer=$BUFFER
    local -i cursor=$CURSOR
    zle .expand-history
    __guard_line=$BUFFER
    BUFFER=$buffer CURSOR=$cursor
    return 0
}

__guard_may() { # whether the edited line may be accepted
    emulate -LR zsh
    __guard_ok=0
    __guard_armed
    if [[ $CONTEXT != (start|cont) || ( -z $PREBUFFER && $BUFFER != *[^[:space:]]* ) ]]; then return 0; fi
    __guard_whole
    local text=$PREBUFFER$__guard_line
    __guard_judge "$text" true
    if [[ $__guard_decision == more ]]; then return 0; fi
    if [[ $__guard_decision != allow ]]; then
        zle -I
        if ! __guard_decide "$text"; then
            # No: the line leaves the editor for the history (a denied one, and one to edit, stays).
            if [[ -n $__guard_drop && -z $PREBUFFER && $BUFFER != [[:space:]]* ]]; then
                print -rs -- "$BUFFER"
                BUFFER=
            fi
            if [[ -z $__guard_instead || -n $PREBUFFER ]]; then return 1; fi
            BUFFER=$__guard_instead CURSOR=$#__guard_instead
            __guard_judge "$BUFFER" false
            if [[ $__guard_decision != allow ]]; then return 1; fi
        fi
    fi
    __guard_ok=1
    return 0
}

__guard_accept() { # $1 the wrapped widget (WIDGET names the one that called it), then its arguments
    local __guard_widget=$1
    shift
    __guard_options
    if __guard_may; then zle __guard_was_$__guard_widget -- "$@" || :; fi
}

__guard_bind() { # wrap what accepts a line; what was put back to zsh's own is wrapped again
    emulate -LR zsh
    local name
    for name in accept-line accept-and-hold accept-line-and-down-history accept-and-infer-next-history accept-search; do
        if [[ $widgets[$name] == builtin || ( -z $__guard_wrapped && -n $widgets[$name] ) ]]; then
            zle -A $name __guard_was_$name
            functions[__guard_accept_$name]="__guard_accept $name \"\$@\""
            zle -N $name __guard_accept_$name
        fi
    done
    __guard_wrapped=1
}

# ---- gate 2: preexec ----

__guard_preexec() {
    if (( __guard_ok )); then return 0; fi
    __guard_options
    if __guard_late "$1" "$3"; then return 0; fi
    if [[ -n $1 ]]; then print -rz -- "$1"; fi
    if [[ -o err_exit ]]; then unsetopt err_exit; __guard_errexit=1; fi # the signal must not end the shell
    kill -INT $$
    return 0
}

__guard_late() { # a whole command is about to run that gate 1 has not judged; $2 has its aliases expanded
    emulate -LR zsh
    local text=${2:-$1}
    if [[ -z $text ]]; then return 0; fi
    __guard_judge "$text" false
    __guard_decide "$text"
}

# ---- before each prompt ----

__guard_off() { # in front of the prompt while the guard is off at this terminal (guard off 10m)
    emulate -LR zsh
    if [[ -n $__guard_segment ]]; then PROMPT=${PROMPT#"$__guard_segment"}; fi
    __guard_segment=
    if [[ -e $__guard_state/off ]]; then
        __guard_segment=$("$__guard_python" -I -m guard.prompt.off $$ "$__guard_state" 2>/dev/null)
        if [[ -n $__guard_segment ]]; then PROMPT=$__guard_segment$PROMPT; fi
    fi
    return 0
}

__guard_precmd() {
    __guard_ok=0
    __guard_off
    if (( __guard_errexit )); then __guard_errexit=0; setopt err_exit; fi
    __guard_armed
}

__guard_armed() { # put back what was taken away
    emulate -LR zsh
    typeset -ga preexec_functions precmd_functions
    if (( ! $preexec_functions[(Ie)__guard_preexec] )); then preexec_functions=(__guard_preexec $preexec_functions); fi
    if (( ! $precmd_functions[(Ie)__guard_precmd] )); then precmd_functions+=(__guard_precmd); fi
    __guard_bind
}

if [[ -o interactive ]]; then
    autoload -Uz is-at-least
    zmodload zsh/system zsh/parameter zsh/datetime zsh/zleparameter 2>/dev/null
    typeset -g __guard_wrapped= __guard_pid= __guard_to= __guard_from= __guard_line= __guard_instead= __guard_segment=
    typeset -gi __guard_ok=0 __guard_errexit=0
    if ! is-at-least 5.8; then print -r -u 2 -- "guard: zsh $ZSH_VERSION is older than what is tested (5.8)"; fi
    __guard_start
    __guard_armed
fi
