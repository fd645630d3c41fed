"""fastlane: the actions and the Ruby of the lane that is named.

Caught: ``fastlane beta`` whose lane says ``upload_to_testflight``; ``fastlane wipe`` with ``sh("rm -rf ~")``.
Quiet: ``fastlane test`` whose lane says ``scan``; ``fastlane lanes``.

A lane that another one calls by its name is read too. An upload becomes ``fastlane ACTION``, which the rows
of ``knowledge/operators/f.txt`` judge; what a plugin's action does is not known.

Facts: docs.fastlane.tools (lanes, actions ``upload_to_testflight``, ``upload_to_play_store``, ``sh``).
"""

from __future__ import annotations

from guard.model import known
from guard.programs.options import read_options
from guard.shell.follow import found_at
from guard.shell.unwrap import RunArgv
from guard.shell.wrappers.grammar import placed, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

FILES = ("fastlane/Fastfile", ".fastlane/Fastfile", "Fastfile")
PLATFORMS = ("ios", "mac", "android")
DEEP = 4
"""How far lanes that call lanes are followed."""
UPLOADS = frozenset((
    "deliver", "appstore", "upload_to_app_store", "pilot", "testflight", "upload_to_testflight", "supply",
    "upload_to_play_store", "upload_to_play_store_internal_app_sharing", "firebase_app_distribution",
    "appcenter_upload", "hockey", "testfairy", "deploygate",
))  # fmt: skip


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The uploads of the lane, and its body as Ruby."""
    words = [text_of(word) for word in read_options(invocation.argv[1:], ("--env",)).operands]
    words = [word for word in words if ":" not in word]
    platform = words.pop(0) if words[:1] and words[0] in PLATFORMS else ""
    if not words:
        return
    for name in FILES:
        path = placed(name, invocation.cwd)
        text = world.read(path) if path else None
        if text is not None:
            yield from _of_lane(words[0], platform, _lanes(text), path, world)
            return


def _of_lane(
    goal: str, platform: str, lanes: dict[tuple[str, str], list[str]], path: str, world: World
) -> Iterator[Inner]:
    reached = [goal]
    body: list[str] = []
    for _ in range(DEEP):
        for name in reached:
            lines = lanes.get((platform, name)) or lanes.get(("", name)) or []
            body += (
                lines if platform else [line for key, own in lanes.items() if key[1] == name for line in own]
            )
        called = {_called(line) for line in body}
        more = [n for n in dict.fromkeys(name for _, name in lanes) if n in called and n not in reached]
        if not more:
            break
        reached, body = [*reached, *more], []
    for action in dict.fromkeys(_called(line) for line in body):
        if action in UPLOADS:
            yield RunArgv((known("fastlane"), known(action)))
    if body:
        yield RunArgv((known("ruby"), known("-e"), found_at(path, world, "\n".join(body))))


def _called(line: str) -> str:
    """``upload_to_testflight`` of ``upload_to_testflight(skip: true)``."""
    end = next((at for at, c in enumerate(line) if not (c.isalnum() or c == "_")), len(line))
    return line[:end]


def _lanes(text: str) -> dict[tuple[str, str], list[str]]:
    """Platform and name of each lane, and the lines between its ``do`` and its ``end``."""
    found: dict[tuple[str, str], list[str]] = {}
    platform, current, depth = "", None, -1
    for line in text.split("\n"):
        stripped = line.strip()
        indent = len(line) - len(line.lstrip())
        words = stripped.replace(",", " ").split()
        if current is not None and indent > depth:
            found[current].append(stripped)
        elif current is not None and stripped == "end":
            current = None
        elif words[:1] == ["platform"] and len(words) > 1:
            platform = words[1].lstrip(":")
        elif words[:1] and words[0] in ("lane", "private_lane") and len(words) > 1:
            current, depth = (platform, words[1].strip(":\"'")), indent
            found.setdefault(current, [])
        elif stripped == "end" and indent == 0:
            platform = ""
    return found
