"""The command ``guard``. The hook and the batch reader first and light, the rest when it is asked for."""

import sys


def main() -> None:
    """Run the command line."""
    words = sys.argv[1:]
    if words[:1] == ["hook"] and len(words) == 2 and not words[1].startswith("-"):
        sys.argv = ["guard", words[1]]
        from guard.gate import main as hook

        hook()
    elif words == ["batch"]:
        from guard.batch import main as batch

        batch()
    else:
        from guard.cli.main import cli

        cli(prog_name="guard")


if __name__ == "__main__":
    main()
