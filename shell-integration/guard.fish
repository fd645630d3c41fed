# guard for interactive fish (>= 3.6). Loaded by:  guard init fish | source
#
# Advisory. fish lets nothing stop a command once it was accepted (fish_preexec cannot, and fish ignores a SIGINT
# sent to itself), so the guard holds the keys: Enter and C-j in every mode judge the line first. Whoever binds
# Enter anew is not asked until the next prompt, before which the keys are put back. A key of a plugin that runs
# `commandline -f execute` (atuin's) is asked: the function `commandline` stands before the builtin.
# fish can keep no coprocess; a process beside it is asked through two named pipes (guard/prompt/pipes.py), and
# where that one is not there a line waits for a short process of its own.
#
# `guard init` puts __guard_python (an absolute interpreter) and __guard_state (a folder) in front of this file.

function __guard_known --description 'definitions of this shell that the text names'
    set -l __g_words (string match -ar '[A-Za-z0-9_.:+@%,-]+' -- $argv[1])
    set -l __g_seen
    for __g_round in 1 2 3 4
        set -l __g_more
        for __g_word in $__g_words
            contains -- $__g_word $__g_seen; and continue
            set -a __g_seen $__g_word
            if string match -q -- '__g_*' $__g_word # a variable of ours may hide the person's
                printf '\0set -g %s (__guard_unread)\n' $__g_word
                continue
            end
            string match -q -- '__guard_*' $__g_word; and functions -q -- $__g_word; and continue
            if functions -q -- $__g_word
                # What fish ships is not the person's, and the guard knows it by its name.
                string match -q -- "$__fish_data_dir/*" (functions --details -- $__g_word); and continue
                contains -- $__g_word (builtin -n); and continue
                set -l __g_body (functions --no-details -- $__g_word | string collect)
                test (string length -- "$__g_body") -le 8192; or continue
                printf '\0%s\n' $__g_body
                set -a __g_more (string match -ar '[A-Za-z0-9_.:+@%,-]+' -- $__g_body)
            else if string match -qr '^[A-Za-z_][A-Za-z0-9_]*$' -- $__g_word; and set -q $__g_word; and not set -qx $__g_word
                contains -- $__g_word argv status pipestatus version history PWD; and continue
                printf '\0set -g %s %s\n' $__g_word (string join ' ' -- (string escape -- $$__g_word))
            end
        end
        test (count $__g_more) -gt 0; or break
        set __g_words $__g_more
    end
end

function __guard_start --description 'a warm guard beside this shell, asked through two named pipes'
    set -l place
    for place in $XDG_RUNTIME_DIR /dev/shm $TMPDIR /tmp
        test -d "$place"; and test -w "$place"; and break
    end
    set -g __guard_folder $place/guard.$fish_pid.(random)(random)
    set -g __guard_patience 3
    set -q GUARD_PATIENCE; and set __guard_patience $GUARD_PATIENCE
    command $__guard_python -I -m guard.prompt.pipes $fish_pid $__guard_folder $__guard_patience </dev/null >/dev/null 2>&1 &
    set -g __guard_pid $last_pid
    disown $last_pid 2>/dev/null
end

function __guard_there --description 'whether somebody holds the pipes: opening one waits for the other side'
    if test -d /proc/self/fd # it is the process that has the pipe, and not another one of its number
        test "$(path resolve /proc/$__guard_pid/fd/0)" = "$(path resolve $__guard_folder)/in"
    else
        test -p $__guard_folder/in; and test -O $__guard_folder; and command kill -0 $__guard_pid 2>/dev/null
    end
end

function __guard_ask_beside --description 'the decision and the verdict on a line, without starting a process'
    set -l __g_id (random)(random)
    set -l __g_variables
    for __g_name in (set --names --export)
        set -a __g_variables "$__g_name=$$__g_name"
    end
    set -l __g_here (pwd -P)
    test -n "$__g_here"; or set __g_here $PWD
    set -l __g_fields fish false $__g_here $argv[1] (count $__g_variables) $__g_variables
    begin
        printf '\1%s\0' $__g_id
        printf '%s\0' $__g_fields
        __guard_known $argv[1]
        printf '\0\1/%s\0' $__g_id
    end >$__guard_folder/in 2>/dev/null
    or return 1
    set -l answer
    while read answer <$__guard_folder/out 2>/dev/null
        set answer (string split -m 2 ' ' -- $answer)
        if test "$answer[1]" = $__g_id; or test "$answer[1]" = '*'
            printf '%s\n' $answer[2..]
            return 0
        end
    end
    return 1
end

function __guard_judge --description 'the decision and the verdict on a line'
    if __guard_there
        set -l answer (__guard_ask_beside $argv[1])
        if test (count $answer) -gt 0; and test "$answer[1]" != dead
            printf '%s\n' $answer
            return
        end
    end
    if test -d /proc/self/fd; and not test -e /proc/$__guard_pid/fd/0; or not command kill -0 $__guard_pid 2>/dev/null
        __guard_start # it died: another one for the next line
    end
    set -l limit
    if command -q timeout
        set limit timeout -k 1 10
    end
    begin
        printf '%s' $argv[1]
        __guard_known $argv[1]
    end | command $limit $__guard_python -I -m guard.prompt.once fish 2>/dev/null
end

function __guard_plain --description 'a yes/no question without the guard; default no'
    set -l modes (command stty -g </dev/tty)
    command stty -icanon -echo icrnl opost min 0 time 0 </dev/tty
    command dd bs=65536 count=1 </dev/tty >/dev/null 2>&1 # what was typed before is no answer
    printf '\nguard cannot judge this line: %s.\n  %s\n' $argv[2] (string escape -- $argv[1]) >/dev/tty
    printf 'Run it all the same? [y/N] ' >/dev/tty
    command stty min 0 time 250 </dev/tty
    set -l key
    for round in 1 2 3 4 5 # 25 seconds each
        set key (command dd bs=1 count=1 </dev/tty 2>/dev/null)
        test -n "$key"; and break
    end
    command stty $modes </dev/tty
    if contains -- "$key" y Y
        echo yes >/dev/tty
        return 0
    end
    echo no >/dev/tty
    return 1
end

function __guard_expand --description 'put the abbreviation at the cursor out, as Enter will'
    set -l token (builtin commandline -t)
    test (count $token) -eq 1; and test -n "$token"; or return 0
    set -l name (string escape --style=regex -- $token)
    for line in (abbr --show | string match -r -- "^.* -- $name(?: .*)?\$|^.* --regex .*\$")
        eval set -l words $line # as `abbr --show` has quoted it
        set -e words[1]
        argparse -i 'a/add' 'position=' 'regex=' 'function=' 'set-cursor=?' -- $words 2>/dev/null; or continue
        set -l pattern (test -n "$_flag_regex"; and echo $_flag_regex; or echo $name)
        string match -qr -- "^(?:$pattern)\$" $token; or continue
        test "$_flag_position" = anywhere; or test "$(builtin commandline -po)[1]" = "$token"; or continue
        set -l text (string join ' ' -- $argv[2..])
        if test -n "$_flag_function"
            set text ($_flag_function $token | string collect); or continue
        end
        if set -q _flag_set_cursor
            set -l mark $_flag_set_cursor
            test -n "$mark"; or set mark %
            set text (string replace -- $mark '' $text | string collect)
        end
        builtin commandline -tr -- $text
        return
    end
end

function __guard_enter --description 'Enter: judge the line, then run it, or keep it'
    if test "$(status current-command)" = read # an answer to a running command, and no line of the shell
        builtin commandline -f execute
        return
    end
    __guard_expand
    set -l line (builtin commandline -b | string collect)
    builtin commandline --is-valid
    if test $status -ne 0; or string match -qr '^\s*$' -- $line
        builtin commandline -f execute # unfinished, wrong or empty: fish says so itself
        return
    end
    set -l answer (__guard_judge $line)
    switch "$answer[1]"
        case allow
            builtin commandline -f execute
            return
        case ask deny
            set -l said (printf '%s\n%s' $answer[2] $line | command $__guard_python -I -m guard.prompt.ask 2>/dev/null)
            switch "$answer[1]:$said"
                case ask:run
                    builtin commandline -f execute
                    return
                case 'ask:safer ?*'
                    set -l safer (string sub -s 7 -- $said)
                    builtin commandline -r -- $safer
                    set answer (__guard_judge $safer)
                    test "$answer[1]" = allow; and builtin commandline -f execute
                    builtin commandline -f repaint
                    return
                case ask:cancel
                    builtin commandline -r ''
                    builtin commandline -f repaint
                    return
                case '*:edit' '*:cancel'
                    builtin commandline -f repaint
                    return
                case 'deny:*'
                    printf '\nguard: denied, and the reason could not be shown (guard check says it)\n' >/dev/tty
                    builtin commandline -f repaint
                    return
            end
    end
    set -l why 'it gave no answer that can be read'
    test "$answer[1]" = late; and set why "it did not answer in $__guard_patience seconds"
    if __guard_plain $line $why
        builtin commandline -f execute
    else
        builtin commandline -f repaint
    end
end

function commandline --description 'keys of others that accept a line go through the guard'
    if contains -- execute $argv; and string match -qr '^(-[a-zA-Z]*f|--function)$' -- $argv
        set -l others (string match -v -- execute $argv)
        test (count $others) -gt 1; and builtin commandline $others
        __guard_enter
    else
        builtin commandline $argv
    end
end

function __guard_bind --on-event fish_prompt --description 'hold Enter in every mode'
    set -l after
    if test "$fish_key_bindings" != fish_default_key_bindings
        set after -m insert # where vi's Enter leads
    end
    bind -M default $after \r __guard_enter
    bind -M default $after \n __guard_enter
    for mode in insert visual replace replace_one
        bind -M $mode \r __guard_enter
        bind -M $mode \n __guard_enter
    end 2>/dev/null
end

function __guard_off --on-event fish_prompt --description 'in front of the prompt while the guard is off'
    set -g __guard_segment
    test -e $__guard_state/off; or return 0
    set -g __guard_segment (command $__guard_python -I -m guard.prompt.off $fish_pid $__guard_state 2>/dev/null | string collect)
    if test -n "$__guard_segment"; and not functions -q __guard_their_prompt
        functions -q fish_prompt; or return 0
        functions -c fish_prompt __guard_their_prompt
        function fish_prompt
            printf %s $__guard_segment
            __guard_their_prompt
        end
    end
end

if status is-interactive
    __guard_start
    __guard_bind
end
