"""Every option that a tool's manual names and that does not decide what runs: its value is not taken for the
program (the task, the file), nor the program for its value.

A row of ``options_by_manual.txt`` is a call with a place for the option, a word that would count there by
itself, and the options that take a value, from the manual that the heading names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.wrappers.test_documented_wrappers import runs

LIST = Path(__file__).parent / "data" / "options_by_manual.txt"


def rows() -> list[Any]:
    """Call, word and option."""
    found: list[Any] = []
    for line in LIST.read_text(encoding="utf-8").splitlines():
        call, bar, rest = line.partition(" | ")
        word, _, options = rest.partition(" | ")
        for option in options.split() if bar else ():
            found.append(pytest.param(call, word, option, id=call.format(option)))
    return found


@pytest.mark.parametrize(("call", "word", "option"), rows())
def test_a_value_is_no_word_of_the_call(
    call: str, word: str, option: str, shown: Callable[[Any], str]
) -> None:
    def run(place: str) -> str:  # what a search selects is named by the whole call
        return re.sub("selects: [^⟩]*", "selects", runs(call.format(place), shown))

    alone = run("")
    assert run(word) != alone, "by itself the word would count"
    assert run(f"{option} {word}") == alone
    if option.startswith("--"):
        assert run(f"{option}={word}") == alone
