"""What a word comes to where a part of it is not known: the hole, and whether it may be several words.

Each line of ``words_not_known.txt`` is a script that calls ``m``, and behind ``⇒`` the words of each call: ``⟨why⟩``
for a hole, with ``…`` where it may be any number of words and ``!`` where it holds nothing that a shell would
heed; ``*`` behind a word that is a pattern; a note in brackets. ``? why`` is said to be unresolved. The date
stands for any output.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.model import Hole, Invocation, Proposal, Unresolved, Value
from guard.shell.evaluate import unfold
from guard.world import World

LIST = Path(__file__).parent / "data" / "words_not_known.txt"
ENVIRONMENT = {"HOME": "/home/u", "PATH": "/bin"}


def told(value: Value) -> str:
    """A word with everything that is known about it."""
    parts = [f"⟨{p.why}{'…' * p.splits}{'!' * p.tame}⟩" if isinstance(p, Hole) else p for p in value.parts]
    return ("".join(parts) or "''") + "*" * value.glob + "".join(f" ({note})" for note in value.notes)


def comes_to(script: str) -> str:
    """The words of each ``m``, and what is unresolved."""
    dialect, colon, text = script.partition(": ")
    if not colon or dialect not in ("zsh", "fish", "sh"):
        dialect, text = "bash", script
    proposal = Proposal(text=text.replace("⏎", "\n"), dialect=dialect, cwd="/w", env=ENVIRONMENT)  # type: ignore[arg-type]
    found = []
    for event in unfold(proposal, World("/home/u")).events:
        if isinstance(event, Invocation) and event.program == "m":
            found.append(" · ".join(map(told, event.argv[1:])))
        elif isinstance(event, Unresolved):
            found.append(f"? {event.why}")
    return " | ".join(found).replace("\n", "⏎").strip()


@pytest.mark.parametrize("line", LIST.read_text(encoding="utf-8").splitlines())
def test_a_word_says_what_is_not_known_of_it(line: str) -> None:
    script, _, expected = line.partition(" ⇒")
    assert comes_to(script) == expected.strip()


def test_of_very_many_words_the_first_are_told() -> None:
    few, many = (comes_to(f"x='{'a ' * number}'; m $x").split(" · ") for number in (4096, 4097))
    assert few == ["a"] * 4096
    assert many == ["a"] * 16 + ["⟨very many words…⟩"]


@pytest.mark.parametrize(
    "operation", ["%b", "#" + "*a" * 30 + "b", "%" + "*a" * 30 + "b", "/" + "*a" * 30 + "b/c", "/%b/c"]
)
def test_what_costs_too_much_to_cut_is_not_known(operation: str) -> None:
    kept = f"x={'a' * 60}; m ${{x#a}} ${{x{operation}}}"
    assert comes_to(kept).startswith("a" * 59 + " · ")
    assert "⟨${x" in comes_to(kept.replace("a" * 60, "a" * 401))
