"""No grammar raises, whatever the words are."""

from __future__ import annotations

import random

import pytest

from guard.model import Hole, Invocation, Stream, Value, known
from guard.shell.unwrap import unwrap
from guard.shell.wrappers.registry import GRAMMARS, VERSIONED
from guard.world import World

WORDS = [
    "", "-", "--", "-c", "-e", "-x", "-o", "-f", "-C", "-S", "-i", "-u", "-p", "-m", "-I", "-n", "-ex",
    "-exec", "-X", "-T",
    "-TT", "--exec", "--help", "--eval", "run", "exec", "x", "{}", ";", "+", ":::", "::::", "a=b", "=",
    "A=", "-c=", "-oX=y",
    "rm", "-rf", "/", "!", "!x", "$(x)", "'", '"', "\\", "s/a/b/e", "1e x", "w f", "@", "a@b", "-v",
    "/a:/b", "compose", "-enc",
    "AAAA", "/c", "/", "foreach", "bisect", "-1", "0", "*", "\ud800", "ext::x", "alias.x=!y", "core.pager=",
    "send-keys",
]  # fmt: skip


def random_word(dice: random.Random) -> Value:
    if dice.random() < 0.1:
        return Value((Hole("$X"),))
    if dice.random() < 0.1:
        return Value((dice.choice(WORDS), Hole("$Y"), dice.choice(WORDS)))
    return known(dice.choice(WORDS))


@pytest.mark.parametrize("program", sorted({*GRAMMARS.all(), *(name + "1" for name, _ in VERSIONED)}))
def test_no_words_raise(program: str) -> None:
    dice = random.Random(program)
    world = World("/nowhere", looks=1_000_000)
    for _ in range(40):
        words = tuple(random_word(dice) for _ in range(dice.randrange(7)))
        stdin = dice.choice(
            [
                None,
                Stream(known("a b\n!c\n")),
                Stream(Value((Hole("$Z"),))),
                Stream(),
                Stream(path=known("x")),
            ]
        )
        for where in ("/nowhere", None):
            unwrap(Invocation((known(program), *words), cwd=where, stdin=stdin), world)
