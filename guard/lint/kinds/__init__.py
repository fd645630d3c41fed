"""One file per kind of input: ``snippets(path, text)`` yields the code that it would run, with its places."""
