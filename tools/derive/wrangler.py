"""wrangler (npm, MIT or Apache-2.0): the command registry inside of its bundle."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.derive.commands import SWITCH, VALUE, Command
from tools.derive.fetch import npm

VERSION = "4.86.0"

_REGISTERED = re.compile(r'command:\s*"wrangler ([\w :-]+)",\s*definition:\s*(\w+)')
_DEFINED = re.compile(r"(\w+) = create(?:Command|Namespace)\(\{(.*?)\n    \}\);", re.S)
_ABOUT = re.compile(r"description:\s*[\"'`]([^\"'`]*)")
_ARGUMENT = re.compile(r"^        \"?([\w-]+)\"?: \{(.*?)^        \}", re.M | re.S)
_ALIAS = re.compile(r"alias:\s*(\[[^\]]*\]|\"[^\"]*\")")
_POSITIONAL = re.compile(r"positionalArgs:\s*\[([^\]]*)\]")


def commands() -> Iterator[Command]:
    """Every registered command.

    Raises:
        Unreachable: no npm or no package.
    """
    text = (npm("wrangler", VERSION) / "wrangler-dist" / "cli.js").read_text(errors="replace")
    bodies = {match.group(1): match.group(2) for match in _DEFINED.finditer(text)}
    for match in _REGISTERED.finditer(text):
        words, name = match.groups()
        body = bodies.get(name, "")
        about = _ABOUT.search(body)
        yield Command(
            "wrangler", tuple(words.split()), (), _options(body), about=about.group(1) if about else "",
            confirms="skip-confirmation" in body or "await confirm(" in body,
        )  # fmt: skip


def _options(body: str) -> dict[str, str]:
    options: dict[str, str] = {}
    positional = _POSITIONAL.search(body)
    operands = re.findall(r'"([^"]+)"', positional.group(1)) if positional else []
    for name, facts in _ARGUMENT.findall(
        body.partition("args: {")[2].partition("\n      },")[0] + "\n        }"
    ):
        if name in operands:
            continue
        arity = SWITCH if 'type: "boolean"' in facts else VALUE
        names = [name, *re.findall(r'"([^"]+)"', " ".join(_ALIAS.findall(facts)))]
        options.update({("--" if len(n) > 1 else "-") + n: arity for n in names})
    return options
