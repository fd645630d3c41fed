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
# Variables of functions begin with __g_: a person's of the same name would be hidden, or be read-only.
#
# `guard init` puts __guard_python (an absolute interpreter) and __guard_state (a folder) in front of this file.

# ---- the coprocess: a warm `guard batch`, not a job of this shell, deaf to Ctrl-C, ends with the shell ----

__guard_start() {
    builtin emulate -LR zsh
    builtin setopt no_monitor no_notify no_bg_nice
    local __g_to __g_from __g_fresh __g_outer
    __guard_stop
    builtin zmodload zsh/system zsh/parameter 2>/dev/null
    {
        coproc {
            trap '' INT QUIT TSTP HUP
            exec 3<&0
            "$__guard_python" -I -m guard.prompt.coprocess $$ <&3 3<&- 2>/dev/null &
            builtin print -r -- $!
            exec 1>&-
            wait
        }
        __g_outer=$!
        exec {__g_to}>&p {__g_from}<&p
    } 2>/dev/null
    IFS= builtin read -r -t 2 -u $__g_from __guard_pid 2>/dev/null || __guard_pid=
    builtin kill -PIPE $__g_outer 2>/dev/null
    builtin wait $__g_outer 2>/dev/null
    { coproc :; builtin wait $!; } 2>/dev/null # the name `coproc` is the person's again
    # Programs that the shell starts must not get the descriptors: open them again, to be closed on exec.
    if builtin sysopen -w -o cloexec -u __g_fresh /dev/fd/$__g_to 2>/dev/null; then exec {__g_to}>&-; __g_to=$__g_fresh; fi
    if builtin sysopen -r -o cloexec -u __g_fresh /dev/fd/$__g_from 2>/dev/null; then exec {__g_from}<&-; __g_from=$__g_fresh; fi
    typeset -g __guard_to=$__g_to __guard_from=$__g_from
    return 0
}

__guard_stop() {
    builtin emulate -LR zsh
    if [[ -n $__guard_pid ]]; then builtin kill -KILL $__guard_pid; fi 2>/dev/null
    if [[ -n $__guard_to ]]; then exec {__guard_to}>&-; fi 2>/dev/null
    if [[ -n $__guard_from ]]; then exec {__guard_from}<&-; fi 2>/dev/null
    typeset -g __guard_pid= __guard_to= __guard_from=
    return 0
}

# ---- what is asked: one JSON object, made of builtins ----

__guard_text() { # JSON text of $1 into __g_REPLY, byte by byte (no_multibyte)
    __g_REPLY=$1
    [[ $__g_REPLY == *[\\\"$'\x01'-$'\x1f']* || $__g_REPLY == *$'\0'* ]] || return 0
    __g_REPLY=${__g_REPLY//\\/\\\\}
    __g_REPLY=${__g_REPLY//\"/\\\"}
    [[ $__g_REPLY == *[$'\x01'-$'\x1f']* || $__g_REPLY == *$'\0'* ]] || return 0
    local -i __g_code
    local __g_character __g_escape
    for ((__g_code = 0; __g_code < 32; __g_code++)); do
        builtin printf -v __g_character "\\x$(([##16] __g_code))"
        builtin printf -v __g_escape '\\u%04x' $__g_code
        __g_REPLY=${__g_REPLY//"$__g_character"/$__g_escape}
    done
}

__guard_known() { # into __g_KNOWN: definitions of this shell that the text $1 names, pieces separated by \u0000
    local __g_text=$1 __g_scan=$1 __g_name __g_body __g_kind __g_more
    local -i __g_round
    local -A __g_seen
    for ((__g_round = 0; __g_round < 4; __g_round++)); do
        __g_more=
        for __g_name in ${(k)galiases}; do
            [[ -n $__g_seen[g:$__g_name] || $__g_scan != *"$__g_name"* ]] && continue
            __g_seen[g:$__g_name]=1
            __guard_text "alias -g -- ${(qq)__g_name}=${(qq)galiases[$__g_name]}"
            __g_KNOWN+=\\u0000$__g_REPLY __g_more+=" $galiases[$__g_name]"
        done
        for __g_name in ${=__g_scan//[^a-zA-Z0-9_.:+@%,~-]/ }; do
            [[ -n $__g_seen[f:$__g_name] ]] && continue
            __g_seen[f:$__g_name]=1
            if (( $+aliases[$__g_name] )); then
                __guard_text "alias -- ${(qq)__g_name}=${(qq)aliases[$__g_name]}"
                __g_KNOWN+=\\u0000$__g_REPLY __g_more+=" $aliases[$__g_name]"
            fi
            if [[ $__g_name == *.* ]] && (( $+saliases[${__g_name##*.}] )); then
                __guard_text "alias -s -- ${(qq)__g_name##*.}=${(qq)saliases[${__g_name##*.}]}"
                __g_KNOWN+=\\u0000$__g_REPLY __g_more+=" $saliases[${__g_name##*.}]"
            fi
            if (( $+functions[$__g_name] )) && [[ $__g_name != (__guard_*|__g_*) ]]; then
                __g_body=$functions[$__g_name]
                [[ $__g_body == *'builtin autoload'* ]] || (( $#__g_body > 8192 )) && continue
                __guard_text "$__g_name () {"$'\n'"$__g_body"$'\n}'
                __g_KNOWN+=\\u0000$__g_REPLY __g_more+=" $__g_body"
            fi
        done
        [[ -n $__g_more ]] || break
        __g_text+=$__g_more __g_scan=$__g_more
    done
    [[ $__g_text == *(\$|\(\(|let)* ]] || return 0
    for __g_name in ${=__g_text//[^a-zA-Z0-9_]/ }; do
        [[ -n $__g_seen[v:$__g_name] || $__g_name == ([0-9]*|_) ]] && continue
        __g_seen[v:$__g_name]=1
        if [[ $__g_name == __g_* ]]; then # one of ours hides what the person's may hold
            __g_KNOWN+="\\u0000$__g_name=\$(__guard_unread)"
            continue
        fi
        (( $+parameters[$__g_name] )) || continue
        __g_kind=$parameters[$__g_name]
        case $__g_kind in
            *(export|special|hide)*) continue ;;
            array*) __g_body="$__g_name=( ${(j: :)${(@qq)${(@P)__g_name}}} )" ;;
            association*) __g_body="typeset -A $__g_name; $__g_name=( ${(j: :)${(@qq)${(@kvP)__g_name}}} )" ;;
            *) __g_body="$__g_name=${(qq)${(P)__g_name}}" ;;
        esac
        (( $#__g_body > 8192 )) && continue
        __guard_text "$__g_body"
        __g_KNOWN+=\\u0000$__g_REPLY
    done
}

__guard_request() { # $1 text, $2 true while a person may type on, $3 seconds; verdict into __guard_answer
    builtin emulate -LR zsh
    builtin setopt no_multibyte no_err_exit no_err_return no_xtrace
    local __g_REPLY __g_KNOWN __g_name __g_line __g_answer __g_first __g_here=$PWD __g_id=$2-$$-$RANDOM
    __guard_answer=
    [[ -n $__guard_to && -n $__guard_from ]] || return 1
    [[ $__g_here -ef . ]] || __g_here=$(builtin pwd -r)
    (( $#__guard_set )) && __g_KNOWN="setopt $__guard_set"
    __guard_text "$1"
    __g_line="{\"id\":\"$__g_id\",\"tool\":\"shell\",\"shell\":\"zsh\",\"agent\":\"person\",\"mode\":\"interactive\",\"typing\":$2,\"command\":\"$__g_REPLY\""
    __guard_text "$__g_here"
    __g_line+=",\"cwd\":\"$__g_REPLY\",\"env\":{"
    for __g_name in ${(k)parameters[(R)*export*]}; do
        __g_REPLY=${(P)__g_name}
        if [[ $__g_REPLY == *[\\\"[:cntrl:]]* || $__g_REPLY == *$'\0'* ]]; then __guard_text "$__g_REPLY"; fi
        __g_line+="$__g_first\"$__g_name\":\"$__g_REPLY\"" __g_first=,
    done
    __guard_known "$1"
    __g_line+="},\"prelude\":\"$__g_KNOWN\"}"
    # The pipe is empty here and holds 64 KiB; what is longer is written beside, so that a guard that does
    # not read cannot hold the shell.
    if (( $#__g_line < 60000 )); then
        builtin print -r -u $__guard_to -- "$__g_line" 2>/dev/null || return 1
    else
        builtin print -r -u $__guard_to -- "$__g_line" 2>/dev/null &!
    fi
    while :; do
        local -F __g_began=EPOCHREALTIME
        if ! IFS= builtin read -r -t $3 -u $__guard_from __g_answer 2>/dev/null; then
            (( EPOCHREALTIME - __g_began >= $3 - 0.05 )) && return 2
            return 1
        fi
        if [[ $__g_answer == "{\"id\": \"$__g_id\", "* ]]; then __guard_answer=$__g_answer; return 0; fi
    done
}

__guard_judge() { # $1 text, $2 typing; sets __guard_answer and __guard_decision (allow, more, ask, deny, broken)
    builtin emulate -LR zsh
    local -i __g_status=0
    typeset -g __guard_answer= __guard_decision=broken __guard_why=
    __guard_request "$1" $2 ${GUARD_PATIENCE:-3} || __g_status=$?
    if (( __g_status != 0 && __g_status != 2 )); then # it died: another one, once
        __guard_start
        __g_status=0
        __guard_request "$1" $2 ${GUARD_PATIENCE:-3} || __g_status=$?
    fi
    case $__g_status in
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
    builtin emulate -LR zsh
    local __g_key= __g_modes
    __g_modes=$(command stty -g </dev/tty)
    command stty -icanon -echo min 1 time 0 </dev/tty
    builtin print -r -- $'\n'"guard cannot judge this line: $2."$'\n'"  ${(V)1}" >/dev/tty
    builtin print -rn -- "Run it all the same? [y/N] " >/dev/tty
    while sysread -t 0.01 __g_key </dev/tty; do :; done # what was typed before is no answer
    __g_key=
    builtin sysread -s 1 -t 120 __g_key </dev/tty || __g_key=
    command stty $__g_modes </dev/tty
    if [[ $__g_key == [yY] ]]; then builtin print yes >/dev/tty; return 0; fi
    builtin print no >/dev/tty
    return 1
}

__guard_decide() { # $1 text: 0 run it, 1 no; __guard_instead is a command to have in its place
    builtin emulate -LR zsh
    local __g_said=
    typeset -g __guard_instead= __guard_drop=
    case $__guard_decision in
        allow|more) return 0 ;;
        ask|deny)
            __g_said=$(builtin print -rn -- "$__guard_answer"$'\n'"$1" | "$__guard_python" -I -m guard.prompt.ask 2>/dev/null) || __g_said=
            case $__guard_decision:$__g_said in
                ask:run) return 0 ;;
                ask:safer\ ?*) __guard_instead=${__g_said#safer }; return 1 ;;
                ask:cancel) __guard_drop=1; return 1 ;;
                *:(edit|cancel)) return 1 ;;
                deny:*)
                    builtin print -r -- $'\nguard: denied, and the reason could not be shown (guard check says it)' >/dev/tty
                    return 1 ;;
            esac
            __guard_why="its question could not be shown" ;;
    esac
    __guard_plain "$1" "$__guard_why"
}

# ---- gate 1: the widgets ----

__guard_options() { # those of the person's options that change what a text means
    local __g_option
    typeset -ga __guard_set=()
    for __g_option in extendedglob globdots nullglob shwordsplit ksharrays globsubst rcexpandparam banghist histverify; do
        if [[ -o $__g_option ]]; then __guard_set+=($__g_option); fi
    done
}

__guard_whole() { # into __guard_line: the edited text with its history expanded
    builtin emulate -LR zsh
    typeset -g __guard_line=$BUFFER
    if (( ! $__guard_set[(Ie)banghist] )) || [[ $BUFFER != *['!^']* ]]; then return 0; fi
    local __g_buffer=$BUFFER
    local -i __g_cursor=$CURSOR
    builtin zle .expand-history
    __guard_line=$BUFFER
    BUFFER=$__g_buffer CURSOR=$__g_cursor
    return 0
}

__guard_may() { # whether the edited line may be accepted
    builtin emulate -LR zsh
    __guard_ok=0
    __guard_armed
    if [[ $CONTEXT != (start|cont) || ( -z $PREBUFFER && $BUFFER != *[^[:space:]]* ) ]]; then return 0; fi
    __guard_whole
    local __g_text=$PREBUFFER$__guard_line
    __guard_judge "$__g_text" true
    if [[ $__guard_decision == more ]]; then return 0; fi
    if [[ $__guard_decision != allow ]]; then
        builtin zle -I
        if ! __guard_decide "$__g_text"; then
            # No: the line leaves the editor for the history (a denied one, and one to edit, stays).
            if [[ -n $__guard_drop && -z $PREBUFFER && $BUFFER != [[:space:]]* ]]; then
                builtin print -rs -- "$BUFFER"
                BUFFER=
            fi
            if [[ -z $__guard_instead || -n $PREBUFFER ]]; then return 1; fi
            BUFFER=$__guard_instead CURSOR=$#__guard_instead
            __g_text=$BUFFER
            __guard_judge "$BUFFER" false
            if [[ $__guard_decision != allow ]]; then return 1; fi
        fi
    fi
    typeset -g __guard_judged=$__g_text
    __guard_ok=1
    return 0
}

__guard_accept() { # $1 the wrapped widget (WIDGET names the one that called it), then its arguments
    local __g_widget=$1 __g_go=
    builtin shift
    {
        __guard_options
        if __guard_may; then __g_go=1; fi
    } always {
        # An error would end the editor, and the line would run.
        if (( TRY_BLOCK_ERROR )); then
            TRY_BLOCK_ERROR=0
            builtin zle -I
            if __guard_plain "$PREBUFFER$BUFFER" "there was an error in this shell"; then __g_go=1; fi
        fi
    }
    if [[ -n $__g_go ]]; then
        __guard_line=$BUFFER
        builtin zle ${__guard_beneath[$__g_widget]} -- "$@" || :
        if [[ $BUFFER != "$__guard_line" ]]; then __guard_ok=0; fi # a widget beneath put another line there
    fi
}

__guard_runs() { # whether completing the word at the cursor (into __guard_word) may run something
    builtin emulate -LR zsh
    local -a __g_words
    __g_words=(${(z)LBUFFER})
    typeset -g __guard_word=${__g_words[-1]}
    if [[ $LBUFFER == *[[:space:]] && $__guard_word != *[[:space:]] ]]; then __guard_word=; fi
    __guard_word+=${RBUFFER%%[[:space:]]*}
    [[ $__guard_word == *(\$\(|\`|\<\(|\>\(|=\(|\$\{\(|\(*[e+]*\))* && $CONTEXT == (start|cont) ]]
}

__guard_expand() { # $1 a widget that runs what stands in `$( )` as soon as its key is pressed
    local __g_go=1
    {
        if __guard_runs; then
            __guard_options
            __guard_judge ": $__guard_word" true
            case $__guard_decision in
                allow) ;;
                more) __g_go= ;; # what is not whole cannot be told
                *) builtin zle -I; __guard_decide ": $__guard_word" || __g_go= ;;
            esac
        fi
    } always {
        if (( TRY_BLOCK_ERROR )); then TRY_BLOCK_ERROR=0 __g_go=; fi
    }
    if [[ -n $__g_go ]]; then builtin zle ${__guard_beneath[$1]}; else builtin zle .redisplay; fi
}

__guard_wrap() { # $1 accept or expand, $2 the widget
    # No second name for a widget of zsh's own: plugins that wrap everything take it for one that has a `.` in front.
    if [[ $widgets[$2] == builtin ]]; then
        __guard_beneath[$2]=.$2
    else
        builtin zle -A $2 __guard_was_$2
        __guard_beneath[$2]=__guard_was_$2
    fi
    functions[__guard_$1_$2]="__guard_$1 $2 \"\$@\""
    builtin zle -N $2 __guard_$1_$2
}

__guard_bind() { # wrap what accepts a line, or runs a part of it; what was put back to zsh's own is wrapped again
    builtin emulate -LR zsh
    local __g_name
    for __g_name in accept-line accept-and-hold accept-line-and-down-history accept-and-infer-next-history accept-search; do
        if [[ $widgets[$__g_name] == builtin || ( -z $__guard_wrapped && -n $widgets[$__g_name] ) ]]; then
            __guard_wrap accept $__g_name
        fi
    done
    for __g_name in expand-or-complete expand-or-complete-prefix expand-word list-expand \
        complete-word menu-complete menu-expand-or-complete reverse-menu-complete list-choices delete-char-or-list; do
        if [[ $widgets[$__g_name] == (builtin|completion:*) || ( -z $__guard_wrapped && -n $widgets[$__g_name] ) ]]; then
            __guard_wrap expand $__g_name
        fi
    done
    if (( $+functions[_expand] )) && [[ $functions[_expand] != *__guard_runs* ]]; then # the completion system's
        if builtin autoload +X -Uz _expand && functions -c _expand __guard_was_expand; then
            functions[_expand]='if __guard_runs; then
                __guard_options
                __guard_judge ": $__guard_word" true
                [[ $__guard_decision == allow ]] || return 1
            fi
            __guard_was_expand "$@"'
        fi 2>/dev/null
    fi
    __guard_wrapped=1
}

# ---- gate 2: preexec ----

__guard_preexec() {
    local __g_go=
    # Spelling is corrected behind the first gate.
    if (( __guard_ok )) && [[ ! ( -o correct || -o correctall ) || $1 == "$__guard_judged" ]]; then return 0; fi
    {
        __guard_options
        if __guard_late "$1" "$3"; then __g_go=1; fi
    } always {
        if (( TRY_BLOCK_ERROR )); then
            TRY_BLOCK_ERROR=0
            if __guard_plain "$1" "there was an error in this shell"; then __g_go=1; fi
        fi
    }
    if [[ -n $__g_go ]]; then return 0; fi
    if [[ -n $1 ]]; then builtin print -rz -- "$1"; fi
    if [[ -o err_exit ]]; then builtin unsetopt err_exit; __guard_errexit=1; fi # the signal must not end the shell
    builtin kill -INT $$
    return 0
}

__guard_late() { # a whole command is about to run that gate 1 has not judged; $2 has its aliases expanded
    builtin emulate -LR zsh
    local __g_text=${2:-$1}
    if [[ -z $__g_text ]]; then return 0; fi
    __guard_judge "$__g_text" false
    __guard_decide "$__g_text"
}

# ---- before each prompt ----

__guard_off() { # in front of the prompt while the guard is off at this terminal (guard off 10m)
    builtin emulate -LR zsh
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
    if (( __guard_errexit )); then __guard_errexit=0; builtin setopt err_exit; fi
    __guard_armed
}

__guard_armed() { # put back what was taken away
    builtin emulate -LR zsh
    typeset -ga preexec_functions precmd_functions
    if (( ! $preexec_functions[(Ie)__guard_preexec] )); then preexec_functions=(__guard_preexec $preexec_functions); fi
    if (( ! $precmd_functions[(Ie)__guard_precmd] )); then precmd_functions+=(__guard_precmd); fi
    __guard_bind
}

if [[ -o interactive ]]; then
    autoload -Uz is-at-least
    builtin zmodload zsh/system zsh/parameter zsh/datetime zsh/zleparameter 2>/dev/null
    typeset -g __guard_wrapped= __guard_pid= __guard_to= __guard_from= __guard_line= __guard_judged= __guard_instead= __guard_segment=
    typeset -gi __guard_ok=0 __guard_errexit=0
    typeset -gA __guard_beneath
    if ! is-at-least 5.8; then builtin print -r -u 2 -- "guard: zsh $ZSH_VERSION is older than what is tested (5.8)"; fi
    __guard_start
    __guard_armed
fi
