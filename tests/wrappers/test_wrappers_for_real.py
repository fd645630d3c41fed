"""What real wrappers run: each line of a list was run, and is foreseen by us.

``mk`` writes down its words, where it ran, and the variable ``V``. What it wrote down has to be what we foresaw,
neither less nor more: a word that the wrapper takes for itself may not be handed on, nor one of the program's
swallowed. A line that begins with ``≈`` runs it with words that the wrapper adds; one that begins with ``≥`` runs
it perhaps, and we foresee it.

What was written down stands in ``real_wrappers.jsonl`` (Debian 12: coreutils 9.1, util-linux 2.38, findutils 4.9,
bash 5.2, zsh 5.9, fish 3.6, git 2.39, GNU make 4.3, GNU sed 4.9, npm 10); ``pytest -m slow`` runs the lines of
what is installed here again, and ``python tests/wrappers/test_wrappers_for_real.py`` writes it anew.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from guard.model import Invocation, Proposal
from guard.shell.evaluate import unfold
from guard.world import World

LIST = Path(__file__).parent / "data" / "real_wrappers.txt"
RECORD = LIST.with_suffix(".jsonl")
FILES = Path(__file__).parent / "data" / "real_wrappers_files"
MARK = """#!/bin/sh
{ printf '%s\\022%s' "$(pwd -P)" "${V-unset}"; for a do printf '\\022%s' "$a"; done; printf '\\023'; } >>LOG
"""
DRIVER = """
lines=("$@")
set --
for line in "${lines[@]}"; do
    eval "(exec >/dev/null 2>&1 </dev/null; $line
)"
    printf '\\021' >>"$LOG"
done
"""
NAMED = frozenset(
    [
        "xargs",
        "sed",
        "awk",
        "sh",
        "bash",
        "dash",
        "zsh",
        "fish",
        "sqlite3",
        "ed",
        "vim",
        "fakeroot",
        "bwrap",
        "strace",
    ]
)
"""Programs that may stand behind a pipe or another wrapper."""
Ran = list[tuple[str, ...]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the files that the lines speak of, and ``mk``."""
    return laid_out(tmp_path_factory.mktemp("wrapped") / "w")


def laid_out(folder: Path) -> Path:
    shutil.copytree(FILES, folder)
    (folder / "bin").mkdir()
    mark = folder / "bin" / "mk"
    mark.write_text(MARK.replace("LOG", str(folder.parent / "log")), encoding="utf-8")
    for program in (mark, folder / "s.sh"):
        program.chmod(0o755)
    (folder / "f.txt").write_text("text\n", encoding="utf-8")
    return folder


def with_history(folder: Path) -> Path:
    """The same as a repository of three commits."""
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@x"]
    if shutil.which("git"):
        subprocess.run([*git, "init", "-q"], cwd=folder, env=environment(folder), check=True)
        for number in range(3):
            (folder / "f.txt").write_text(f"text {number}\n", encoding="utf-8")
            subprocess.run([*git, "add", "f.txt"], cwd=folder, env=environment(folder), check=True)
            subprocess.run([*git, "commit", "-qm", "c"], cwd=folder, env=environment(folder), check=True)
    return folder


def environment(folder: Path) -> dict[str, str]:
    return {
        "HOME": str(folder / "home"), "PATH": f"{folder}/bin:{os.defpath}:/usr/sbin:/usr/local/bin", "V": "outer",
        "LC_ALL": "C.UTF-8", "TERM": "dumb", "GIT_CONFIG_NOSYSTEM": "1", "LOG": str(folder.parent / "log"),
        "npm_config_update_notifier": "false", "FILTER_BRANCH_SQUELCH_WARNING": "1", "SHELL": "/bin/sh",
        "npm_config_offline": "true", "USER": "root", "LOGNAME": "root",
    }  # fmt: skip


def by_running(lines: list[str], folder: Path) -> list[Ran]:
    """What ``mk`` wrote down for each line."""
    log = folder.parent / "log"
    log.write_text("", encoding="utf-8")
    subprocess.run(
        ["bash", "--norc", "-c", DRIVER, "bash", *lines], cwd=folder, env=environment(folder), timeout=300,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    answers = log.read_text(encoding="utf-8").split("\021")[:-1]
    assert len(answers) == len(lines)
    return [sorted(tuple(call.split("\022")) for call in answer.split("\023")[:-1]) for answer in answers]


def foreseen(line: str, folder: Path) -> Ran:
    """The same of what we foresee."""
    proposal = Proposal(text=line, dialect="bash", cwd=str(folder), env=environment(folder))
    found = []
    for event in unfold(proposal, World(str(folder / "home"))).events:
        if isinstance(event, Invocation) and event.program == "mk":
            v = event.variable("V")
            value = "unset" if v is None else v.value.skeleton
            found.append((event.cwd or "?", value, *(word.skeleton for word in event.argv[1:])))
    return sorted(found)


def agree(ours: Ran, really: Ran, how: str) -> bool:
    """Whether what was foreseen is what happened. A hole stands for any text."""
    if how == "≥":
        return all(any(_fits(one, other) for one in ours) for other in really)
    if how == "≈":
        begun = [other[: len(one)] for one in ours for other in really if _fits(one[2:], other[2 : len(one)])]
        return bool(begun) and len(ours) == 1
    return len(ours) == len(really) and all(map(_fits, ours, really))


def _fits(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return len(one) == len(other) and all(
        a == b or (a[:1] + a[-1:]) == "⟨⟩" for a, b in zip(one, other, strict=True)
    )


def groups() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in LIST.read_text(encoding="utf-8").replace("\n\\", "\\").split("\n"):
        if line.startswith("# ") and not line.startswith("# e "):
            lines = found[line[2:]] = []
        elif line.strip():
            lines.append(line)
    return {name: lines for name, lines in found.items() if lines}


def wrong(lines: list[str], ran: list[Ran], place: Path) -> str:
    """The lines that ran something else than we foresee."""
    found = []
    for line, really in zip(lines, ran, strict=True):
        ours = foreseen(line.lstrip("≈≥ "), place)
        if not agree(ours, really, line[0]):
            found.append(f"{line!r}\n  ran     {really}\n  foresaw {ours}".replace(str(place), "W"))
    return "\n".join(found)


@pytest.mark.parametrize("group", groups())
def test_a_wrapper_runs_what_was_foreseen(group: str, place: Path) -> None:
    record = RECORD.read_text(encoding="utf-8").replace('"W', f'"{place}').replace(" W/", f" {place}/")
    recorded = dict(map(json.loads, record.splitlines()))
    lines = [line for line in groups()[group] if line in recorded]
    assert lines, "nothing of this was ever run: record it"
    assert not (how := wrong(lines, [[*map(tuple, recorded[line])] for line in lines], place)), how


@pytest.mark.slow
@pytest.mark.parametrize("group", groups())
def test_a_wrapper_of_this_machine_runs_what_was_foreseen(group: str, tmp_path: Path) -> None:
    lines = [line for line in groups()[group] if installed(line)]
    if not lines:
        pytest.skip(f"{group} is not installed here")
    place = with_history(laid_out(tmp_path / "w"))
    ran = by_running([line.lstrip("≈≥ ") for line in lines], place)
    assert not (how := wrong(lines, ran, place)), how


def installed(line: str) -> bool:
    """Whether every program that a line names before ``mk`` is there; a shell knows the rest by itself."""
    known = ("env", "time", "command", ".", "./s.sh", "mk")
    program = line.lstrip("≈≥ ").split("=")[0].split()[0] if line.strip("≈≥ ") else ""
    named = [word for word in line.split() if word in NAMED]
    return all(
        shutil.which(word)
        for word in (*named, *([program] if program.isalpha() else []))
        if word not in known
    )


def record() -> None:
    """Run every line whose programs are here, and write down what each ran; keep the rest."""
    kept = dict(map(json.loads, RECORD.read_text(encoding="utf-8").splitlines())) if RECORD.exists() else {}
    with tempfile.TemporaryDirectory() as root:
        for number, lines in enumerate(groups().values()):
            here = [line for line in lines if installed(line)]
            folder = with_history(laid_out(Path(root) / str(number) / "w"))
            for line, ran in zip(
                here, by_running([each.lstrip("≈≥ ") for each in here], folder), strict=True
            ):
                kept[line] = [[word.replace(str(folder), "W") for word in call] for call in ran]
    wanted = [line for lines in groups().values() for line in lines if line in kept]
    text = "\n".join(json.dumps([line, kept[line]], ensure_ascii=False) for line in wanted)
    RECORD.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
