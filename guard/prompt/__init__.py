"""The guard at an interactive prompt: the coprocess a shell keeps, and the question a person is asked."""
