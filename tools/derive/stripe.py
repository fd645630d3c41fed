"""stripe (GitHub, Apache-2.0): the commands that its generator writes from Stripe's API description.

Two generated Go files tell them: one joins namespaces, resources and operations, the other says each
operation's method and parameters. They are read with expressions; nothing of them is run. What its authors
wrote by hand (``listen``, ``trigger``, ``delete PATH``) comes from their ``Use`` and ``Short``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tools.derive.commands import SWITCH, VALUE, Command
from tools.derive.fetch import git

REPOSITORY, COMMIT = "stripe/stripe-cli", "f5f390bc37295ec9b69b94a0ca1c195448a30042"
FOLDER = "pkg/cmd"
COMMON = {
    **dict.fromkeys(
        ("--confirm", "-c", "--live", "--dry-run", "--dark-style", "--show-headers", "-s"), SWITCH),
    **dict.fromkeys(
        ("--data", "-d", "--expand", "-e", "--idempotency", "-i", "--stripe-account", "--stripe-context",
         "--stripe-version", "-v", "--limit", "-l", "--starting-after", "-a", "--ending-before", "-b",
         "--api-base"), VALUE),
}  # fmt: skip
"""What every operation accepts (``requests.Base``)."""
EVERYWHERE = {"--api-key": VALUE, "--color": VALUE, "--config": VALUE, "--device-name": VALUE,
              "--log-level": VALUE, "--project-name": VALUE, "-p": VALUE, "--help": SWITCH, "-h": SWITCH,
              "--version": SWITCH}  # fmt: skip
"""What the program itself accepts."""
_SCOPE = re.compile(r"^func (\w+)\(|^\t(?:(\w+) :?= |_ = )?resource\.New(Namespace|Resource|Operation)Cmd\("
                    r"(\w+)(?:\.Cmd)?, (?:\"(\w*)\"|&(\w+))", re.M)  # fmt: skip
_SPEC = re.compile(r"^var (\w+) = resource\.OperationSpec\{\n(.*?)^\}", re.M | re.S)
_PARAMETER = re.compile(r'^\t\t"([\w.]+)": \{\n\t\t\tType:\s+"(\w+)"', re.M)
_FACT = re.compile(r'^\t(Name|Method):\s+"([^"]*)"', re.M)
_OWN = re.compile(r"&cobra\.Command\{\s+Use:\s+\"([\w-]+)[^\"]*\"(.*?)\n\t\}", re.S)
_SHORT = re.compile(r'Short:\s+"([^"]*)"')
_ROOTS = {
    "addV1ResourcesCmds": (),
    "addV2ResourcesCmds": ("v2",),
    "addV2PreviewResourcesCmds": ("preview", "v2"),
}


def commands() -> Iterator[Command]:
    """Every operation, and the commands written by hand.

    Raises:
        Unreachable: no git or no repository.
    """
    folder = git(REPOSITORY, COMMIT, ".go", FOLDER) / FOLDER
    yield Command("stripe", (), (), dict(EVERYWHERE), dict(EVERYWHERE))
    yield from operations(folder / "resources")
    for path in sorted(folder.glob("*.go")):
        own = _OWN.search(path.read_text(errors="replace"))
        if own is not None and own.group(1) != "stripe" and not path.name.endswith("_test.go"):
            short = _SHORT.search(own.group(2))
            yield Command("stripe", (own.group(1),), about=short.group(1) if short else "")


def operations(folder: Path) -> Iterator[Command]:
    """The operations of its generated files: `specs_gen.go` and `resources_gen.go` of a folder."""
    specs = dict(_SPEC.findall((folder / "specs_gen.go").read_text()))
    places: dict[str, tuple[str, ...]] = {}
    for function, variable, kind, parent, name, spec in _SCOPE.findall(
        (folder / "resources_gen.go").read_text()
    ):
        if function:
            places = {"rootCmd": _ROOTS.get(function, ())}
            continue
        above = places.get(parent)
        if above is None:
            continue
        if kind != "Operation":
            places[variable] = (*above, name) if name else above
            continue
        facts = dict(_FACT.findall(specs[spec]))
        about = {"DELETE": "Delete", "GET": "Retrieve"}.get(facts["Method"], "")
        options = {"--" + p.replace("_", "-").replace(".", "-"): SWITCH if kind == "boolean" else VALUE
                   for p, kind in _PARAMETER.findall(specs[spec]) if "." not in p}  # fmt: skip
        asks = facts["Method"] == "DELETE"
        yield Command(
            "stripe", (*above, facts["Name"]), (), {**options, **COMMON}, about=about, confirms=asks
        )
