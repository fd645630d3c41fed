"""Arguments that stand in files: ``gcloud --flags-file=f.yaml``, ``bq --flagfile=f``, ``az … -n @name.txt``.

Caught: ``gcloud sql instances delete i --flags-file=f.yaml`` where the file names a production project;
``az group delete -n @name.txt`` by the name that the file holds. A file that cannot be read leaves a hole,
which is named. Quiet: the same with a reading command.

Facts: gcloud topic flags-file; bq's ``--flagfile`` (absl flags); Azure CLI, “Load parameters from a file”.
"""

from __future__ import annotations

from guard.frozen import replace
from guard.model import Value, known, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.programs.options import Options
    from guard.world import World

LINES = 500


def with_files(tool: str, options: Options, invocation: Invocation, world: World) -> Options:
    """The options with what their files add."""
    if tool == "az":
        return replace(
            options,
            given=tuple((n, None if v is None else _loaded(v, invocation, world)) for n, v in options.given),
            operands=tuple(_loaded(v, invocation, world) for v in options.operands),
        )
    more: list[tuple[str, Value | None]] = []
    for path in options.values("--flags-file", "--flagfile"):
        from guard.programs.curl import content_of

        content = content_of(path, invocation, world)
        if content is None or content.text is None:
            more.append(("--project", unknown(f"what {path.skeleton} adds")))
        else:
            more.extend(_lines(content.text))
    return replace(options, given=(*options.given, *more)) if more else options


def _loaded(value: Value, invocation: Invocation, world: World) -> Value:
    """``@file`` stands for what the file holds."""
    if not value.prefix.startswith("@") or len(value.prefix) < 2:
        return value
    from guard.programs.curl import content_of

    path = Value((value.prefix[1:], *value.parts[1:]))
    content = content_of(path, invocation, world)
    if content is None or content.text is None:
        return unknown(f"what {path.skeleton} holds")
    return known(content.text.strip())


def _lines(text: str) -> Iterator[tuple[str, Value | None]]:
    """``--flag: value`` of YAML and ``--flag=value`` of a flag file."""
    for line in text.splitlines()[:LINES]:
        bare = line.strip().removeprefix("- ").strip()
        if not bare.startswith("-"):
            continue
        cut = min((at for at in map(bare.find, ":=") if at > 0), default=len(bare))
        name, rest = bare[:cut].strip(), bare[cut + 1 :].strip().strip("'\"")
        yield name, known(rest) if rest and rest not in ("true", "True") else None
