#!/bin/sh
# What an agent runs that has no switch to fail closed: the guard, and a refusal whenever it cannot answer.
#
#   /bin/sh guard/hook.sh INTERPRETER AGENT     (a payload on standard input)
#
# A missing, killed, crashed or sleeping interpreter and an answer that is no JSON object end in a refusal
# that thirteen of fourteen agents understand. The limit lies between the guard's own watchdog (8 s) and
# the agents' (10 s); without timeout(1) the watchdog alone holds.

hook=${0%/*}/hook.py
limit='timeout -s KILL 9'
command -v timeout >/dev/null 2>&1 || limit=

answer=$($limit "$1" -I -S "$hook" "$2")
code=$?

case $code:$answer in
    0: | 0:'{'*'}' | 2: | 2:'{'*'}')
        [ -z "$answer" ] || printf '%s\n' "$answer"
        exit $code
        ;;
esac

why="guard: no answer (exit code $code), so it is refused; guard doctor says more"
printf '%s\n' "$why" >&2
printf '{"decision":"block","reason":"%s","action":"block","message":"%s","cancel":true,' "$why" "$why"
printf '"errorMessage":"%s","permission":"deny","permissionDecision":"deny",' "$why"
printf '"permissionDecisionReason":"%s","hookSpecificOutput":{"hookEventName":"PreToolUse",' "$why"
printf '"permissionDecision":"deny","permissionDecisionReason":"%s"}}\n' "$why"
exit 2
