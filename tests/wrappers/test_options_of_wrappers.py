"""Every option that a wrapper's own ``--help`` names: its value is not taken for the program, nor the program for
its value.

The rows of ``options_of_wrappers.txt`` (program, options, whether a value follows) were read from what the
programs print (Debian 12); ``python tests/wrappers/test_options_of_wrappers.py`` reads them anew.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

LIST = Path(__file__).parent / "data" / "options_of_wrappers.txt"
CALLS = {
    "nice": "{} mk", "ionice": "{} mk", "chrt": "{} 0 mk", "taskset": "{} 1 mk", "timeout": "{} 5 mk",
    "setsid": "{} mk", "stdbuf": "{} mk", "chroot": "{} / mk", "unshare": "{} mk", "nsenter": "{} mk",
    "setpriv": "{} mk", "prlimit": "{} mk", "choom": "{} mk", "env": "{} mk", "xargs": "{} mk",
    "flock": "{} lock mk", "script": "{} -c mk", "watch": "{} mk", "start-stop-daemon": "-S {} -x mk",
    "setarch": "x86_64 {} mk", "strace": "{} mk", "su": "{} -c mk", "runuser": "-u root {} mk", "bwrap": "{} mk",
    "systemd-run": "{} mk", "systemd-inhibit": "{} mk", "dbus-run-session": "{} -- mk", "fakeroot": "{} mk",
    "time": "{} mk", "sudo": "{} mk", "doas": "{} mk",
}  # fmt: skip
"""Where the options stand in a call of each program."""
OTHERWISE = {
    "all": "--help --version --usage -h -V -H",
    "ionice": "-p --pid -P --pgid -u --uid", "chrt": "-p --pid -m --max", "taskset": "-p --pid -c --cpu-list",
    "prlimit": "-p --pid", "choom": "-p --pid", "setpriv": "-d --dump",
    "env": "-S --split-string -0 --null", "flock": "-c --command", "script": "-c --command -V",
    "watch": "-v", "start-stop-daemon": "-S -K -T -H --start --stop --status -x --exec -a --startas -t --test",
    "su": "-c --command --session-command -s --shell", "runuser": "-c --command --session-command -u --user -l -s --shell"
    " --login -", "xargs": "-a --arg-file -I -i --replace -r --no-run-if-empty -E -e --eof -l -L --max-lines",
    "systemd-run": "-S --shell --version -h -M -H --machine --host", "systemd-inhibit": "--list", "setarch": "--list",
    "chroot": "", "time": "", "nsenter": "-a",
}  # fmt: skip
"""Options that make it something else than a wrapper, or run what other tests speak of."""
Row = tuple[str, str, int]


def rows() -> list[Row]:
    """Program, option, how many words follow it: ``-1`` where a value may be attached only."""
    found = []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        program, names, count = line.split("\t")
        found += [(program, name, int(count)) for name in names.split()]
    return found


def spellings(option: str, count: int) -> list[str]:
    """How an option may be written."""
    long = option.startswith("--")
    if count == 0:
        return [option]
    if count < 0:
        return [option, f"{option}=V" if long else f"{option}V"]
    apart = " ".join([option, *["V"] * count])
    return [apart] if count > 1 else [apart, f"{option}=V" if long else f"{option}V"]


@pytest.mark.parametrize(("program", "option", "count"), rows())
def test_an_option_takes_its_own_words_and_no_more(
    program: str, option: str, count: int, answers: Callable[..., list[str]]
) -> None:
    for spelling in spellings(option, 1 if program == "bwrap" and count == 1 else count):
        if program == "bwrap" and spelling.endswith("=V"):
            continue
        found = answers(f"{program} {CALLS[program].format(spelling)}", "")
        assert [each.lstrip("@") for each in found] in (["argv mk"], ["text mk"]), spelling


NAME = r"(?:-[A-Za-z0-9]\b|--[a-z][\w-]+)"
TRACED = re.compile(r"\s+-(\w) ([A-Z]+)(?:\[UNIT\])?, --([\w-]+)=\2")


def read_help(program: str) -> list[tuple[str, int]]:
    """Options and how many words follow each, as ``--help`` has them."""
    run = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)
    found = []
    for line in (run.stdout + run.stderr).splitlines():
        if program == "strace":  # ``-o FILE, --output=FILE``
            found += [(f"-{short} --{long}", 1) for short, _, long in TRACED.findall(line)]
            plain = re.match(r"\s+-(\w), --([a-z-]+)$", line)
            found += [(f"-{plain[1]} --{plain[2]}", 0)] if plain else []
        elif match := re.match(rf"\s+((?:{NAME}[,.]? *)*{NAME})(.*)", line):
            rest = match[2]
            count = (
                -1 if rest.startswith("[") else 1 if re.match(r"=\S| ?<| [A-Z][A-Z]+\b| \w+\|", rest) else 0
            )
            if program == "bwrap" and count:
                count = len(re.findall(r" [A-Z]+\b", rest.split("  ")[0]))
            found.append((" ".join(re.findall(NAME, match[1])), count))
    return found


def record() -> None:
    """Read the help of every program that is here."""
    lines = []
    for program, _ in CALLS.items():
        left = {*OTHERWISE["all"].split(), *OTHERWISE.get(program, "").split()}
        for names, count in read_help(program) if shutil.which(program) else ():
            kept = [name for name in names.split() if name not in left]
            if kept and not set(names.split()) & left:
                lines.append(f"{program}\t{' '.join(kept)}\t{count}")
    LIST.write_text("\n".join(dict.fromkeys(lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
