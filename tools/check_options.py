"""The option grammar against the help of the tools that are installed here.

    python tools/check_options.py [--verbose] [--packages-alone] [TOOL …]

Every tool of ``TOOLS`` that is on PATH is asked for its help (nothing else of it is run), sub-commands
included where a few are named. An option is *covered* where the record of the program has it, *wrong* where
the record says that it takes a value in the next word and the help says that it takes none, or the reverse.
Fails below 95 % covered or above 1 % wrong.

Some of these tools were asked for their help while deriving, so that their part of the figure is circular.
With ``--packages-alone`` the records are made anew without any tool's help (it takes some minutes and the
packages), and nothing is written.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from guard.knowledge.grammar import Record, record_of
from guard.knowledge.help_text import read_help

COVERED, WRONG, LEAST = 0.95, 0.01, 25
TOOLS = (
    "az basename cargo cat chgrp chmod chown cksum comm cp csplit cut date df diff dir dircolors docker "
    "du env expand file fmt fold grep gzip head hostname id install join journalctl jq kubectl ln ls "
    "lsblk make mkdir mktemp mv nl node nohup npm numfmt od paste patch pip pr ps pytest readlink rg rm "
    "rmdir rsync rustc rustup sed seq shred sort split stat strings sudo systemctl tac tail tar tee "
    "terraform touch tr tree truncate tsc uname unexpand uniq unzip wc wget who xargs xz yes zip"
)
PATHS: dict[str, tuple[str, ...]] = {
    "cargo": ("", "build", "test"),
    "docker": ("", "run", "ps", "build", "volume rm", "compose up"),
    "kubectl": ("get", "delete", "apply", "logs", "scale"),
    "pip": ("install", "list", "download"),
    "rustup": ("", "toolchain install"),
}
"""The sub-commands that are asked for their help too."""


def help_of(tool: str, path: str) -> str:
    """What a tool prints for ``--help``; empty where it does not."""
    try:
        done = subprocess.run(
            [tool, *path.split(), "--help"], capture_output=True, text=True, timeout=20, check=False,
            stdin=subprocess.DEVNULL, errors="replace",
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout or done.stderr


def compare(record: Record, path: str, text: str) -> tuple[list[str], list[str], int]:
    """The options that are not covered, those that are wrong, and how many there are."""
    missing, wrong = [], []
    options = read_help(text).options
    for name, said in options.items():
        known = record.takes(tuple(path.split()), name)
        if not known:
            missing.append(name)
        elif (known == "=") != (said == "="):
            wrong.append(f"{name}: help {said}, record {known}")
    return missing, wrong, len(options)


HELP_ITSELF = ("crawl", "pypi")
"""Sources that ask a tool for its help."""


def without_help() -> None:
    """Let the records be those that packages alone give."""
    from guard.knowledge import grammar
    from tools.derive import __main__ as derive
    from tools.derive import pack

    found, skipped = derive.collect([name for name in derive.SOURCES if name not in HELP_ITSELF])
    if skipped:
        sys.exit(f"skipped: {', '.join(skipped)}")
    folder = tempfile.mkdtemp(prefix="guard-records-")
    pack.FOLDER = grammar.FOLDER = folder
    pack.write(found, derive.SERVICES)
    grammar._CACHE.clear()


def main() -> int:
    """Print one line per tool and the sum."""
    verbose = "--verbose" in sys.argv
    if "--packages-alone" in sys.argv:
        without_help()
    wanted = [a for a in sys.argv[1:] if not a.startswith("-")] or TOOLS.split()
    tools = total = missing_all = wrong_all = 0
    for tool in wanted:
        record = record_of(tool)
        if shutil.which(tool) is None or record is None:
            continue
        missing, wrong, count = [], [], 0
        for path in PATHS.get(tool, ("",)):
            m, w, n = compare(record, path, help_of(tool, path))
            missing, wrong, count = missing + m, wrong + w, count + n
        if not count:
            continue
        tools += 1
        total, missing_all, wrong_all = total + count, missing_all + len(missing), wrong_all + len(wrong)
        print(f"{tool}: {count} options, {len(missing)} missing, {len(wrong)} wrong")
        if verbose and (missing or wrong):
            print("   missing", *missing, "\n   wrong", *wrong, sep="  ")
    covered, off = 1 - missing_all / max(total, 1), wrong_all / max(total, 1)
    print(f"{tools} tools, {total} options: {covered:.2%} covered, {off:.2%} wrong")
    return int(tools < LEAST or covered < COVERED or off > WRONG)


if __name__ == "__main__":
    sys.exit(main())
