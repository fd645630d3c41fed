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
# Variables of functions begin with __g_: a person's of the same name would be hidden, or be read-only.
#
# `guard init` puts __guard_python (an absolute interpreter), __guard_state (a folder), guard-3.bash and
# guard-asks.bash in front.

# ---- gate 1: the keys ----

__guard_second() { # what the second key of the macro does
    if [[ ${__guard_key-} == "$1" ]]; then return 0; fi
    __guard_key=$1
    if ((BASH_VERSINFO[0] < 4)); then return 0; fi
    local __g_map
    for __g_map in emacs vi-insert vi-command; do
        builtin bind -m "$__g_map" '"\C-x\C-_a": '"$1"
    done
    if [[ $1 == accept-line ]]; then set -- operate-and-get-next; fi
    builtin bind -m emacs '"\C-x\C-_o": '"$1"
}

__guard_enter() {
    local __g_line __g_text __g_joined # assigned apart: `set -k` takes what looks like an assignment away from local
    __g_line=$READLINE_LINE
    __guard_ok=0
    __guard_armed
    if ((__guard_busy)) || [[ $__g_line != *[![:space:]]* && ${#__guard_lines[@]} -eq 0 ]]; then
        __guard_second accept-line # `read -e` in a running command, or nothing typed
        return 0
    fi
    if [[ $- == *H* ]]; then
        case $__g_line in *'!'*|'^'*) __g_line=$(builtin history -p -- "$__g_line" 2>/dev/null) || __g_line=$READLINE_LINE ;; esac
    fi
    __g_joined=
    for __g_text in ${__guard_lines[@]+"${__guard_lines[@]}"}; do __g_joined+=$__g_text$'\n'; done
    __g_text=$__g_joined$__g_line
    __guard_judge "$__g_text" "$__guard_typing"
    if __guard_decide "$__g_text"; then
        if [[ $__guard_decision != more ]]; then __guard_ok=1; fi
    elif [[ -n $__guard_instead && -z $__g_joined ]]; then
        READLINE_LINE=$__guard_instead READLINE_POINT=${#__guard_instead}
        __g_line=$READLINE_LINE
        __guard_judge "$__g_line" false
        if [[ $__guard_decision != allow ]]; then __guard_second redraw-current-line; return 0; fi
        __guard_ok=1
    else
        # No: the line leaves the editor for the history (a denied one, and one to edit, stays in the editor).
        if [[ -n $__guard_drop && -z $__g_joined && $READLINE_LINE != [[:space:]]* && -o history ]]; then
            builtin history -s -- "$READLINE_LINE"
            READLINE_LINE='' READLINE_POINT=0
        fi
        __guard_second redraw-current-line
        return 0
    fi
    __guard_lines+=("$__g_line")
    __guard_second accept-line
    return 0
}

__guard_edit() { # C-x C-e and `v`: edit the line, and come back to it instead of running it
    local __g_file
    __g_file=$(command mktemp "${TMPDIR:-/tmp}/guard-edit.XXXXXXXX") || return 0
    builtin printf '%s\n' "$READLINE_LINE" >|"$__g_file"
    ${VISUAL:-${EDITOR:-vi}} "$__g_file" </dev/tty >/dev/tty
    READLINE_LINE=$(<"$__g_file")
    READLINE_POINT=${#READLINE_LINE}
    command rm -f -- "$__g_file"
}

__guard_expand() { # M-C-e expands the line, and so runs what stands in `$( )`
    local __g_key
    __g_key=redraw-current-line
    __guard_judge "$READLINE_LINE" true
    # A plug-in's key expands a call of its function so (fzf's M-c); what that prints is judged when it is accepted.
    case $__guard_decision:${READLINE_LINE//[$' \t']/} in ask:\`*[!a-zA-Z0-9_]*\`) ;; ask:\`?*\`) __guard_decision=allow ;; esac
    if [[ $__guard_decision != more ]] && __guard_decide "$READLINE_LINE"; then __g_key=shell-expand-line; fi
    builtin bind -m emacs '"\C-x\C-_x": '$__g_key
    return 0
}

__guard_bind() {
    local __g_map __g_enter
    __g_enter='\C-x\C-_g\C-x\C-_a'
    if ((BASH_VERSINFO[0] < 4)); then __g_enter=$__guard_old_keys; fi
    # atuin keeps in a variable what accepts the line that it found; where there is no second gate it needs the first.
    case ${__atuin_macro_accept_line-} in
        accept-line) __atuin_macro_accept_line="\"$__g_enter\"" ;;
        '"\C-x\C-_A10\a\C-x\C-_A5\a"') __atuin_macro_accept_line="\"\\C-x\\C-_A10\\a$__g_enter\"" ;;
    esac
    if ((BASH_VERSINFO[0] < 4)); then __guard_old_bind; return 0; fi
    for __g_map in emacs vi-insert vi-command; do
        builtin bind -m "$__g_map" -x '"\C-x\C-_g": __guard_enter || :'
        builtin bind -m "$__g_map" '"\C-m": "'"$__g_enter"'"'
        builtin bind -m "$__g_map" '"\C-j": "'"$__g_enter"'"'
    done
    builtin bind -m emacs '"\C-o": "\C-x\C-_g\C-x\C-_o"'
    builtin bind -m emacs -x '"\C-x\C-e": __guard_edit || :'
    builtin bind -m emacs -x '"\C-x\C-_s": __guard_expand || :'
    builtin bind -m emacs '"\e\C-e": "\C-x\C-_s\C-x\C-_x"'
    builtin bind -m vi-command -x '"v": __guard_edit || :'
} 2>/dev/null

# ---- gate 2: PS0 ----

__guard_late() { # a whole command is about to run that gate 1 has not judged
    set +euk
    local __g_line __g_all=() __g_text=
    for __g_line in "${__guard_lines[@]}"; do __g_text+=${__g_text:+$'\n'}$__g_line; done
    if [[ -n $__g_text ]]; then __g_all+=("$__g_text"); fi
    __g_line=$(HISTTIMEFORMAT='' builtin history 1) || __g_line="1 $(builtin fc -ln -0)" # where it is read-only
    __g_line=${__g_line#"${__g_line%%[![:space:]]*}"}
    __g_line=${__g_line#*[0-9]}; __g_line=${__g_line#"${__g_line%%[!0-9]*}"}; __g_line=${__g_line#?}
    __g_line=${__g_line#"${__g_line%%[![:space:]]*}"}
    # Before bash 5.1 HISTCMD is right in PS0 itself, and 1 in what it runs and in PROMPT_COMMAND.
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 501)); then
        if ((__guard_now == __guard_before)); then __g_line=; fi
    elif [[ $HISTCMD == "$__guard_history" ]]; then
        __g_line=
    fi
    if [[ -n $__g_line ]]; then __g_all+=("$__g_line"); fi
    if ((${#__g_all[@]} == 0)); then
        if __guard_plain "(a line that came by a key of its own)" "it was not shown to the guard"; then return 0; fi
        builtin kill -INT "$$"
        return 0
    fi
    for __g_text in "${__g_all[@]}"; do
        __guard_judge "$__g_text" false
        if ! __guard_decide "$__g_text"; then builtin kill -INT "$$"; return 0; fi
    done
}

# ---- before each prompt ----

__guard_off() { # in front of the prompt while the guard is off at this terminal (guard off 10m)
    if [[ -n ${__guard_segment-} ]]; then PS1=${PS1#"$__guard_segment"}; fi
    __guard_segment=
    if [[ -e $__guard_state/off ]]; then
        __guard_segment=$("$__guard_python" -I -m guard.prompt.off "$$" "$__guard_state" 2>/dev/null)
        if [[ -n $__guard_segment ]] && __guard_may_set PS1; then PS1=$__guard_segment${PS1-}; fi
    fi
}

__guard_prompt() {
    __guard_anew
    __guard_off
    __guard_bind
    __guard_armed
    return 0 # under `set -e` a status of another command would end the shell here
}

__guard_anew() {
    __guard_lines=() __guard_ok=0 __guard_busy=0 __guard_fresh=0 __guard_history=$HISTCMD
}

__guard_may_set() { # whether a variable can be assigned; an assignment to a read-only one would end the function
    case " $__guard_fixed " in *" $1 "*) return 1 ;; esac
    case $(builtin declare -p "$1" 2>/dev/null) in
        'declare -'*r*' '"$1"|'declare -'*r*' '"$1="*) __guard_fixed+=" $1"; return 1 ;;
    esac
}

__guard_armed() { # put back what was taken away; a prompt that did not pass here has begun anew
    case "${PROMPT_COMMAND[*]-}" in
        *__guard_prompt*) ;;
        *)
            if __guard_may_set PROMPT_COMMAND; then
                # The last of the commands, on a line of its own: those before it see the status of the person's. In a
                # shell to which it is handed down without the guard it is nothing.
                PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}'${__guard_state+__guard_prompt}'
                __guard_anew
            else
                case ${PS1-} in *__guard_fresh*) ;; *) if __guard_may_set PS1; then PS1=$__guard_ps1${PS1-}; fi ;; esac
                if ((__guard_fresh)); then __guard_anew; __guard_bind; fi
            fi ;;
    esac
    case ${PS0-} in *__guard_late*) ;; *) if __guard_may_set PS0; then PS0=$__guard_ps0${PS0-}; fi ;; esac
}

if [[ $- != *i* ]]; then
    :
elif shopt -q restricted_shell; then
    builtin printf 'guard: a restricted bash may not write to the guard; its lines are not guarded\n'
else
    __guard_void=' ' __guard_now=0 __guard_before=0 __guard_ok=0 __guard_busy=0 __guard_lines=() __guard_gate=(x) __guard_history=
    __guard_fixed='' __guard_fresh=0 __guard_ps1='${__guard_void:$((__guard_fresh=1,__guard_ok=0)):0}'
    __guard_ps0='${__guard_void:$((__guard_busy=1,__guard_before=__guard_now,__guard_now=HISTCMD)):0}${__guard_gate[__guard_ok]:+$(__guard_late)}'
    if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
        builtin printf 'guard: bash %s has no PS0; only Enter is guarded\n' "$BASH_VERSION" >&2
    fi
    __guard_typing=true
    if ((BASH_VERSINFO[0] < 4)); then __guard_typing='"unseen"'; fi
    { __guard_start && __guard_armed && __guard_bind && __guard_second accept-line; } || : # also under `set -e`
    if [[ $__guard_fixed == *PS0* ]]; then
        builtin printf 'guard: PS0 is read-only; only Enter is guarded\n' >&2
    fi
fi
