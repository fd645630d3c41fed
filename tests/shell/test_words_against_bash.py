"""What words come to, as bash itself says: every script of a list is run by it and unfolded by us.

The scripts call ``m``, which in bash writes down its words. Ours have to be the same words, and known. Only
what has meant the same since bash 4.4 is asked.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from guard.model import Invocation, Proposal
from guard.shell.evaluate import unfold
from guard.shell.values import unescaped
from guard.world import World

BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="no bash here")
LIST = Path(__file__).parent / "data" / "words_of_bash.txt"
DRIVER = r"""
m() { [ $# -eq 0 ] || printf '%s\022' "$@"; printf '\023'; }
for script do printf '\021'; (set --; eval "$script"; :) 2>/dev/null; done
"""
FILES = ("a.txt", "b.txt", "c.md", ".hidden", "d1/c.txt", "d2/c.md", "d2/e", "sp ace")
Calls = list[list[str]]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a few files."""
    folder = tmp_path_factory.mktemp("words") / "w"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def environment() -> dict[str, str]:
    return {"HOME": "/home/u", "PATH": os.defpath, "LC_ALL": "C.UTF-8"}


def by_bash(scripts: list[str], work: Path) -> list[Calls]:
    """For each script the words of each ``m`` that bash ran."""
    assert BASH
    run = subprocess.run(
        [BASH, "--norc", "-c", DRIVER, "bash", *scripts],
        cwd=work, env=environment(), capture_output=True, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    answers = run.stdout.decode("utf-8", "surrogateescape").split("\021")[1:]
    assert len(answers) == len(scripts), run.stderr
    return [[call.split("\022")[:-1] for call in answer.split("\023")[:-1]] for answer in answers]


def by_us(script: str, work: Path) -> list[list[str | None]]:
    """The same by unfolding: a word that is not known is ``None``."""
    proposal = Proposal(text=script, dialect="bash", cwd=str(work), env=environment())
    found: list[list[str | None]] = []
    for event in unfold(proposal, World("/home/u")).events:
        if isinstance(event, Invocation) and event.program == "m":
            words = event.argv[1:]
            found.append([unescaped(w.text) if w.glob and w.text else w.text for w in words])
    return found


def groups() -> dict[str, list[str]]:
    """The scripts by the heading that they stand under."""
    found: dict[str, list[str]] = {}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            scripts = found[line[2:]] = []
        elif line:
            scripts.append(line.replace("⏎", "\n"))
    return found


@pytest.mark.parametrize("group", groups())
def test_words_come_to_what_bash_makes_of_them(group: str, work: Path) -> None:
    scripts = groups()[group]
    wrong = []
    for script, theirs in zip(scripts, by_bash(scripts, work), strict=True):
        ours = by_us(script, work)
        if ours != theirs:
            wrong.append(f"{script!r}\n  bash {theirs}\n  ours {ours}")
    assert not wrong, "\n".join(wrong)


MANY = (
    "${x}",
    "$((1))",
    "$[1]",
    "$(printf y)",
    "`printf y`",
    '"q"',
    "$'z'",
    "${x:-d}",
    "${a[0]}",
    '"${x#a}"',
    "{p,q}",
)


@pytest.mark.parametrize("construct", MANY)
def test_many_of_a_construct_are_no_nesting(construct: str, work: Path) -> None:
    script = f"x=1; a=(2); m {' '.join([construct] * 100)}"
    assert by_us(script, work) == by_bash([script], work)[0]


TEXTS = ("", "a", "abc", "aXbXc", "a b  c", "/usr/lib/x.tar.gz", "*", "a*b", "[ab]", "a]b", "-a-", "é\tz")
PATTERNS = (
    "a", "*", "?", "a*", "*a", "*b*", "[a-c]", "[!a-c]", "[^X]*", "[]a]", "[a-]", "[[:alpha:]]", "[[:space:]]*",
    "X?", "*.*", "\\*", "[*]", "*/", "\\a\\b", "[", "[a", "b]", "??", "", "[[:upper:][:digit:]]", "*[!c]",
)  # fmt: skip


@pytest.mark.parametrize("operator", ["#", "##", "%", "%%", "/", "//", "/#", "/%", "^", "^^", ",", ",,"])
def test_every_pattern_fits_what_it_fits_in_bash(operator: str, work: Path) -> None:
    last = "/<>" if operator[0] == "/" else ""
    pairs = list(itertools.product(TEXTS, PATTERNS))
    scripts = [f"x='{text}'; m \"${{x{operator}{pattern}{last}}}\"" for text, pattern in pairs]
    whole = by_bash(["\n".join(scripts)], work)[0]
    assert len(whole) == len(scripts)
    wrong = [
        f"{script}: bash {theirs}, ours {ours}"
        for script, theirs in zip(scripts, whole, strict=True)
        if (ours := by_us(script, work)) != [theirs]
    ]
    assert not wrong, "\n".join(wrong)


AFTER_A_BACKSLASH = [
    pytest.param("m a\\%sb", id="in a word"),
    pytest.param('m "a\\%sb"', id="in double quotes"),
    pytest.param("m $'a\\%sb'", id="in quotes with escapes"),
    pytest.param("m ${u:-a\\%sb}", id="in a default"),
    pytest.param('m "${u:-a\\%sb}"', id="in a quoted default"),
    pytest.param("x='a%sb\\c'; m \"${x#a\\%s}\"", id="in a pattern"),
    pytest.param('x=axb; m "${x/x/\\%s}"', id="in what replaces"),
    pytest.param("m \"`printf %%s 'a\\%sb'`\"", id="in quoted backquotes"),
    pytest.param("x=`printf %%s 'a\\%sb'`; m \"$x\"", id="in backquotes"),
    pytest.param('while read -r l; do m "$l"; done <<X\na\\%sb\nX', id="in a document"),
    pytest.param("x='a\\%sb'; m \"${x@E}\"", id="in a text whose escapes are read"),
]


@pytest.mark.parametrize("template", AFTER_A_BACKSLASH)
def test_a_backslash_does_before_every_character_what_it_does_in_bash(template: str, work: Path) -> None:
    left_out = "c'\"`" if "%%" in template or "@E" in template or "#a" in template else "c"
    scripts = [
        template.replace("%%", "\0").replace("%s", chr(code)).replace("\0", "%")
        for code in range(33, 127)
        if chr(code) not in left_out
    ]
    wrong = [
        f"{script!r}\n  bash {theirs}\n  ours {ours}"
        for script, theirs in zip(scripts, by_bash(scripts, work), strict=True)
        if (ours := by_us(script, work)) != theirs
    ]
    assert not wrong, "\n".join(wrong)
