#!/usr/bin/env bash
# Functions that nobody here calls, and words that come in from outside.
set -euo pipefail
wipe() {
  rm -rf "$1"/*
  psql "$DATABASE_URL" -c 'DROP TABLE users'
}
tidy() { rm -rf build dist "$TMPDIR/x" /tmp/work /run/app; }
main() {
  cd "$HOME/proj" && rm -rf node_modules
  echo "rm -rf /var/lib/mysql"
  grep -r 'DROP TABLE' .
  sudo rm -rf /var/lib/mysql
}
main "$@"
