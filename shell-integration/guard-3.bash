# What bash 3.2 (macOS's own) has in place of what came with bash 4: a coprocess and READLINE_LINE. The functions
# stand in front of guard.bash, which calls them there and nowhere else.
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
    local said=
    __guard_pid=
    if [[ ! -d $__guard_folder ]]; then return 0; fi
    {
        command rm -f -- "$__guard_folder/in" "$__guard_folder/out"
        command mkfifo -m 600 "$__guard_folder/in" "$__guard_folder/out" || return 0
        # Opened for both directions first, which waits for nobody.
        exec 191<>"$__guard_folder/in" 192<>"$__guard_folder/out"
        __guard_pid=$(__guard_old_beside & builtin printf '%s' "$!")
        IFS= builtin read -r -t 2 -u 192 said || said=
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

__guard_old_options() { # into REPLY: the options of shopt that are on
    local name value all
    REPLY=
    all=$(builtin shopt)
    while builtin read -r name value; do
        if [[ $value == on ]]; then REPLY+="$name "; fi
    done <<<"$all"
}

__guard_old_aliases() { # into KNOWN and `text`: aliases that the text names
    local name body
    if [[ -z $(builtin alias -p) ]]; then return 0; fi
    for name in ${text//[^a-zA-Z0-9_.:+@%,-]/ }; do
        if [[ $seen == *" a:$name "* ]]; then continue; fi
        seen+="a:$name "
        body=$(builtin alias -- "$name" 2>/dev/null) || continue
        __guard_text "$body"
        KNOWN+=\\u0000$REPLY text+=" ${body#*=}"
    done
}

__guard_old_document() { # the line may begin a here-document: 0 go on with a plain Enter, 1 no
    local map key
    if [[ $__guard_decision == more && $__guard_answer != *', "document": "shown"'* ]]; then
        __guard_plain "$1" "bash $BASH_VERSION cannot show it the lines of a here-document" || return 1
    fi
    for map in emacs vi-insert vi-command; do
        for key in '\C-m' '\C-j' '\C-o'; do builtin bind -m "$map" "\"$key\": accept-line"; done
    done
}

__guard_old_enter() {
    local status=$? typed='' modes tail READLINE_LINE READLINE_POINT=0
    IFS= builtin read -e -r typed >/dev/null 2>&1 || :
    # Without echo readline draws nothing: the line stands on the screen as it was typed.
    modes=$(command stty -g </dev/tty 2>/dev/null; command stty -echo </dev/tty 2>/dev/null) || :
    typed=${typed%?}
    READLINE_LINE=$typed
    __guard_enter || :
    if [[ $__guard_key == accept-line && ${typed//<<</} == *'<<'* ]]; then
        __guard_old_document "$typed" || __guard_key=redraw-current-line
    fi
    tail='\C-x\C-_n'
    if [[ $__guard_key == accept-line && $READLINE_LINE == "$typed" ]]; then
        tail='\C-x\C-_y\C-x\C-_d'$tail
    elif [[ $__guard_key == accept-line ]]; then
        typed=${READLINE_LINE//\\/\\\\}
        tail=${typed//\"/\\\"}$tail
    elif [[ -n $READLINE_LINE ]]; then
        tail+='\C-x\C-_y\C-x\C-_d'
    fi
    if [[ $tail != "${__guard_tail-}" ]]; then
        __guard_tail=$tail
        for map in emacs vi-insert vi-command; do builtin bind -m "$map" '"\C-x\C-_1": "'"$tail"'"'; done
    fi
    IFS= builtin read -e -r typed >/dev/null 2>&1 || :
    if [[ -n $modes ]]; then command stty "$modes" </dev/tty 2>/dev/null || :; fi
    case $- in *e*) status=0 ;; esac
    return $status
}

__guard_old_keys='\C-x\C-_b\C-x\C-_m\C-x\C-_e\C-x\C-_#\C-x\C-_w\C-x\C-_d\C-x\C-]\C-x\C-_y\C-x\C-_n\C-x\C-_1'

__guard_old_bind() {
    local map name
    for map in emacs vi-insert vi-command; do
        for name in b:beginning-of-line m:set-mark e:end-of-line '#:self-insert' w:copy-region-as-kill \
            d:backward-delete-char y:yank n:accept-line; do
            builtin bind -m "$map" '"\C-x\C-_'"${name%%:*}"'": '"${name#*:}"
        done
        builtin bind -m "$map" -x '"\C-x\C-]": __guard_old_enter'
        builtin bind -m "$map" '"\C-m": "'"$__guard_old_keys"'"'
        builtin bind -m "$map" '"\C-j": "'"$__guard_old_keys"'"'
    done
    builtin bind -m vi-command '"\C-x\C-_e": vi-append-eol' # there the cursor cannot stand behind the line
    builtin bind -m emacs '"\C-o": "'"$__guard_old_keys"'"'
    # An editor's text could not be given back to the line.
    builtin bind -m emacs '"\C-x\C-e": redraw-current-line'
    builtin bind -m vi-command '"v": redraw-current-line'
} 2>/dev/null

fi
