#!/bin/sh
# Asks the guard before every tool of Cline; made by guard install.
answer=$(guard hook cline)
case "$?:$answer" in 0: | *:"{"*"}") printf "%s\n" "$answer" ;;
*) printf '%s\n' '{"cancel":true,"errorMessage":"guard: no answer, so it is refused; guard doctor says more"}' ;; esac
