"""What usual commands bring into memory and call: it decides what the bundle (``guard/bundle.py``) has first.

The commands are judged the ordinary way, in processes of their own with a home of their own; nothing of them
is run.
"""

import sys

EVERYDAY = ("git status", "ls -la src", "cat README.md | head -5")
"""Commands that change nothing: what they need comes first."""
QUIET = (
    "for f in *.txt; do echo \"$f\"; done", "npm run build", "python3 -c 'print(1)'", "docker ps -a",
    "grep -rn TODO src | wc -l", "kubectl get pods -n shop", "aws s3 ls s3://data", "psql -c 'SELECT 1'",
    "curl -s https://api.example.com/v1/items | jq .",
)  # fmt: skip
"""Other commands of which nothing needs to be located."""
ACTS = (
    "rm -rf build", "git reset --hard", "git push --force origin main", "kubectl delete ns shop",
    "aws s3 rm s3://data --recursive", "curl -X DELETE https://api.example.com/v1/items/1",
    "psql -c 'DROP TABLE users'", "find /srv/data -delete", "terraform destroy -auto-approve",
    "docker volume rm data",
)  # fmt: skip
"""Commands that change something."""
MANY, SOME = 4, 3
"""A function comes together with others if so many of these call one of its module, and so many itself."""


class Observed:
    """What the usual commands bring into memory and call."""

    def __init__(self, package: str) -> None:
        """
        Args:
            package: the folder of the package ``guard``.
        """
        import os
        import tempfile

        self.everywhere: list[str] = []
        """The modules that every hook brings into memory."""
        self.everyday: set[tuple[str, int]] = set()
        """Functions that everyday commands call: file and first line."""
        self.quiet: set[tuple[str, int]] = set()
        """Functions that commands call which pass in silence."""
        self.acting: dict[tuple[str, int], int] = {}
        """How many commands that change something call a function."""
        root = os.path.dirname(package)
        with tempfile.TemporaryDirectory() as home:
            _furnish(home)
            for command in EVERYDAY:  # each in a process of its own, for the modules that it brings
                modules, (functions,) = _judged((command,), root, home)
                self.everywhere = [name for name in self.everywhere or modules if name in modules]
                self.everyday.update(functions)
            self.quiet.update(*_judged(QUIET, root, home)[1])
            for functions in _judged(ACTS, root, home)[1]:
                for function in functions:
                    self.acting[function] = self.acting.get(function, 0) + 1

    def always(self, path: str) -> set[int]:
        """The first lines of a file's functions that everyday commands call."""
        return {line for file, line in self.everyday if file == path}

    def often(self, path: str) -> set[int]:
        """The first lines of a file's functions that come together for acting commands."""
        counts = {line: count for (file, line), count in self.acting.items() if file == path}
        if max(counts.values(), default=0) < MANY:
            return set()
        return {line for line, count in counts.items() if count >= SOME}

    def quietly(self, path: str) -> set[int]:
        """The first lines of a file's functions that any quiet command calls."""
        return {line for file, line in self.everyday | self.quiet if file == path}

    def ever(self, path: str) -> set[int]:
        """The first lines of a file's functions that any acting command calls."""
        return {line for file, line in self.acting if file == path}


def _furnish(home: str) -> None:
    """Make a folder a git repository with something in it."""
    import os

    for folder in (".git/objects", ".git/refs", "build", "src"):
        os.makedirs(os.path.join(home, folder))
    for name, text in (
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".git/config", "[core]\n"),
        ("build/a.o", ""),
    ):
        with open(os.path.join(home, name), "w") as file:
            file.write(text)


def _judged(commands: tuple[str, ...], root: str, home: str) -> tuple[list[str], list[set[tuple[str, int]]]]:
    """Judge commands the ordinary way; the modules in memory afterwards, and the functions each called."""
    import json
    import subprocess

    payloads = [
        {
            "session_id": "bundle", "cwd": home, "hook_event_name": "PreToolUse", "tool_name": "Bash",
            "tool_use_id": "bundle", "tool_input": {"command": command},
        }
        for command in commands
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", OBSERVER, root], input=repr(payloads).encode(), timeout=120,
        check=False, capture_output=True, cwd=home,
        env={"HOME": home, "PATH": f"{home}/go/bin:/usr/bin:/bin"},  # as people's: a folder of theirs first
    )  # fmt: skip
    answer = json.loads(done.stdout or b"[[], []]")
    named = [name for name in answer[0] if name.split(".")[0] == "guard"]
    called = [{(path, line) for path, line in functions} for functions in answer[1]]
    return named, called or [set()] * len(commands)


OBSERVER = """
import os, sys
sys.path.insert(0, sys.argv[1])
from guard.gate import main
from guard.wire import dumps
payloads, output = eval(sys.stdin.read()), os.dup(1)
seen, called = set(), []
class Over(BaseException): pass
def over(code):
    sys.setprofile(None)
    raise Over
def watch(frame, event, argument):
    if event == "call":
        seen.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))
leave, os._exit = os._exit, over
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
sys.argv = ["hook", "claude-code"]
for payload in payloads:
    seen.clear()
    ours, theirs = os.pipe()
    os.write(theirs, dumps(payload).encode())
    os.close(theirs)
    os.dup2(ours, 0)
    sys.setprofile(watch)
    try:
        main()
    except Over:
        called.append([list(function) for function in seen])
os.write(output, dumps([list(sys.modules), called]).encode())
leave(0)
"""
