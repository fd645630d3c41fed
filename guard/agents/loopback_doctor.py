"""What ``guard doctor`` asks of the guard's server: does it stand in the way, and what is it worth?"""

from __future__ import annotations

import json
import subprocess
import time

from guard.agents.canaries import DANGEROUS, HARMLESS, canary, refuses
from guard.agents.loopback import attend
from guard.agents.loopback_place import Place, place_of, request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Answer = tuple[str, bool, str, str]
    """What was asked, whether it holds, details, advice."""

SESSION = "guard-doctor"
ROUNDS = 15
WORTH = 10.0
"""Milliseconds a call from which on a person may notice: an agent makes hundreds of them."""


def served(env: Mapping[str, str]) -> Iterator[Answer]:
    """A dangerous and a harmless call through the server, one without the token, one from a web page."""
    advice = "guard install claude-code --http"
    place = place_of(env)
    trouble = "it was never set up" if place is None else attend(env, SESSION, place)
    yield "the server answers", not trouble, trouble, advice if trouble else ""
    if trouble or place is None:
        return
    refused = refuses(ask(place, DANGEROUS)[1].decode(), 0)
    yield "the server blocks", refused, "", "" if refused else advice
    quiet = ask(place, HARMLESS) == (200, b"")
    yield "the server lets ordinary commands pass", quiet, "", "" if quiet else advice
    code, _ = ask(Place(place.port, "wrong", "wrong"), HARMLESS)
    yield "the server answers nobody without its token", code == 403, f"code {code}", ""


def ask(place: Place, command: str) -> tuple[int, bytes]:
    """What the server says to a call."""
    payload = {**canary("claude-code", command), "session_id": SESSION}
    return request(place, place.path, json.dumps(payload).encode())


def times(words: tuple[str, ...], env: Mapping[str, str]) -> str:
    """How long a cold hook and a call of the server take here, in turns, and whether the server is worth it.

    Args:
        words: the command line of the hook.
    """
    payload = json.dumps({**canary("claude-code", HARMLESS), "session_id": SESSION}).encode()

    def cold() -> None:
        subprocess.run(words, input=payload, capture_output=True, check=False)

    place = place_of(env)
    if place is None or attend(env, SESSION, place):
        taken = sorted(_took(cold) for _ in range(ROUNDS))[ROUNDS // 2]
        return f"a cold hook takes {taken:.1f} ms; no server is set up: guard install claude-code --http"
    pairs = [(_took(cold), _took(lambda: request(place, place.path, payload))) for _ in range(ROUNDS)]
    hook, server = (sorted(pair[which] for pair in pairs)[ROUNDS // 2] for which in (0, 1))
    gain = hook - server
    verdict = "worth it" if gain >= WORTH else "not worth a process that stays: guard install claude-code"
    return f"a cold hook takes {hook:.1f} ms, the server {server:.1f} ms; {gain:.1f} ms a call are {verdict}"


def _took(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - began)
