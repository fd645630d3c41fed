"""What git knows, asked without letting a repository run anything."""
