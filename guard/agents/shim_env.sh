# Asks the guard before a bash -c that was started by its full path. Made by guard shim.
if [ -n "${BASH_EXECUTION_STRING:-}" ]; then
    if ! GUARD_SHIM_ONLY_ASKS=$$ PLACE/bash -c "$BASH_EXECUTION_STRING"; then
        exit 126
    fi
    unset BASH_ENV
fi
