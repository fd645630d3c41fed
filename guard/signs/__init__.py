"""What a name, a path, an address or a token says by itself, before anything is resolved."""
