# What bash 3.2 (macOS's own) has in place of what came with bash 4: a coprocess and READLINE_LINE. The functions
# stand in front of guard.bash and guard-asks.bash, which alone call them.
#
# A key that runs a function cannot see the line in bash 3.2. But `read -e` within that function has the same kill
# ring and goes on with the keys of the macro. So Enter is a macro that copies the line with a `#` behind it (an
# empty one could not be copied), and calls a function that reads it back with a first `read -e`. What a second
# `read -e` accepts is then what the line's own readline returns: the line again, or after a no an empty one,
# and the rest of the macro puts the line back behind the next prompt.
#
# Where a key runs a function while a here-document is read, bash 3.2 crashes. So Enter is put back to accept-line
# until the next prompt where one may be open, and a person is asked first where its lines would matter.

if ((BASH_VERSINFO[0] < 4)); then

__guard_old_start() { # the coprocess, by two pipes that have names for a moment
    local __g_said=
    __guard_pid=
    if [[ ! -d $__guard_folder ]]; then return 0; fi
    {
        command rm -f -- "$__guard_folder/in" "$__guard_folder/out"
        command mkfifo -m 600 "$__guard_folder/in" "$__guard_folder/out" || return 0
        # Opened for both directions first, which waits for nobody.
        exec 191<>"$__guard_folder/in" 192<>"$__guard_folder/out"
        __guard_pid=$(__guard_old_beside & builtin printf '%s' "$!")
        IFS= builtin read -r -t 2 -u 192 __g_said || __g_said=
        exec 193>"$__guard_folder/in" 194<"$__guard_folder/out" 191>&- 192>&-
        command rm -f -- "$__guard_folder/in" "$__guard_folder/out"
    } 2>/dev/null
    __guard_to=193 __guard_from=194
    return 0
}

__guard_old_beside() {
    trap '' INT QUIT TSTP HUP
    exec <"$__guard_folder/in" >"$__guard_folder/out" 191>&- 192>&-
    builtin printf 'there\n'
    exec "$__guard_python" -I -m guard.prompt.coprocess "$$" "$__guard_folder"
}

__guard_old_options() { # into __g_REPLY: the options of shopt that are on
    local __g_name __g_value __g_all
    __g_REPLY=
    __g_all=$(builtin shopt)
    while builtin read -r __g_name __g_value; do
        if [[ $__g_value == on ]]; then __g_REPLY+="$__g_name "; fi
    done <<<"$__g_all"
}

__guard_old_aliases() { # into __g_KNOWN and __g_text: aliases that the text names
    local __g_name __g_body
    if [[ -z $(builtin alias -p) ]]; then return 0; fi
    for __g_name in ${__g_text//[^a-zA-Z0-9_.:+@%,-]/ }; do
        if [[ $__g_seen == *" a:$__g_name "* ]]; then continue; fi
        __g_seen+="a:$__g_name "
        __g_body=$(builtin alias -- "$__g_name" 2>/dev/null) || continue
        __guard_text "$__g_body"
        __g_KNOWN+=\\u0000$__g_REPLY __g_text+=" ${__g_body#*=}"
    done
}

__guard_old_document() { # the line may begin a here-document: 0 go on with a plain Enter, 1 no
    local __g_map __g_key
    if [[ $__guard_decision == more && $__guard_answer != *', "document": "shown"'* ]]; then
        __guard_plain "$1" "bash $BASH_VERSION cannot show it the lines of a here-document" || return 1
    fi
    for __g_map in emacs vi-insert vi-command; do
        for __g_key in '\C-m' '\C-j' '\C-o'; do builtin bind -m "$__g_map" "\"$__g_key\": accept-line"; done
    done
}

__guard_old_enter() {
    local __g_status=$? __g_typed='' __g_modes __g_tail READLINE_LINE READLINE_POINT=0
    IFS= builtin read -e -r __g_typed >/dev/null 2>&1 || :
    # Without echo readline draws nothing: the line stands on the screen as it was typed.
    __g_modes=$(command stty -g </dev/tty 2>/dev/null; command stty -echo </dev/tty 2>/dev/null) || :
    __g_typed=${__g_typed%?}
    READLINE_LINE=$__g_typed
    __guard_enter || :
    if [[ $__guard_key == accept-line && ${__g_typed//<<</} == *'<<'* ]]; then
        __guard_old_document "$__g_typed" || __guard_key=redraw-current-line
    fi
    __g_tail='\C-x\C-_n'
    if [[ $__guard_key == accept-line && $READLINE_LINE == "$__g_typed" ]]; then
        __g_tail='\C-x\C-_y\C-x\C-_d'$__g_tail
    elif [[ $__guard_key == accept-line ]]; then
        __g_typed=${READLINE_LINE//\\/\\\\}
        __g_tail=${__g_typed//\"/\\\"}$__g_tail
    elif [[ -n $READLINE_LINE ]]; then
        __g_tail+='\C-x\C-_y\C-x\C-_d'
    fi
    if [[ $__g_tail != "${__guard_tail-}" ]]; then
        __guard_tail=$__g_tail
        for __g_map in emacs vi-insert vi-command; do builtin bind -m "$__g_map" '"\C-x\C-_1": "'"$__g_tail"'"'; done
    fi
    IFS= builtin read -e -r __g_typed >/dev/null 2>&1 || :
    if [[ -n $__g_modes ]]; then command stty "$__g_modes" </dev/tty 2>/dev/null || :; fi
    case $- in *e*) __g_status=0 ;; esac
    return $__g_status
}

__guard_old_keys='\C-x\C-_b\C-x\C-_m\C-x\C-_e\C-x\C-_#\C-x\C-_w\C-x\C-_d\C-x\C-]\C-x\C-_y\C-x\C-_n\C-x\C-_1'

__guard_old_bind() {
    local __g_map __g_name
    for __g_map in emacs vi-insert vi-command; do
        for __g_name in b:beginning-of-line m:set-mark e:end-of-line '#:self-insert' w:copy-region-as-kill \
            d:backward-delete-char y:yank n:accept-line; do
            builtin bind -m "$__g_map" '"\C-x\C-_'"${__g_name%%:*}"'": '"${__g_name#*:}"
        done
        builtin bind -m "$__g_map" -x '"\C-x\C-]": __guard_old_enter'
        builtin bind -m "$__g_map" '"\C-m": "'"$__guard_old_keys"'"'
        builtin bind -m "$__g_map" '"\C-j": "'"$__guard_old_keys"'"'
    done
    builtin bind -m vi-command '"\C-x\C-_e": vi-append-eol' # there the cursor cannot stand behind the line
    builtin bind -m emacs '"\C-o": "'"$__guard_old_keys"'"'
    # An editor's text could not be given back to the line.
    builtin bind -m emacs '"\C-x\C-e": redraw-current-line'
    builtin bind -m emacs '"\e\C-e": redraw-current-line' # it would run what stands in `$( )`
    builtin bind -m vi-command '"v": redraw-current-line'
} 2>/dev/null

fi
