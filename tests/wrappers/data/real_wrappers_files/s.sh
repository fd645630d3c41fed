mk script "$@"
