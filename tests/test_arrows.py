"""One direction, no way back: which room may import which (docs/architecture.md).

The import graph is read from the source, imports inside functions included.
"""

from __future__ import annotations

import ast
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent / "guard"

GROUND = {
    "frozen",
    "errors",
    "model",
    "findings",
    "wire",
    "world",
    "git",
    "knowledge",
    "signs",
    "state",
    "toml",
}
"""What every room may use. ``signs`` says what a name, a path or a token says by itself."""
MAY = {
    "frozen": set(),
    "errors": set(),
    "plain_json": set(),
    "wire": {"plain_json"},
    "toml": {"third_party"},
    "state": {"errors"},
    "model": {"frozen"},
    "findings": {"frozen"},
    "knowledge": GROUND,
    "signs": GROUND,
    "git": GROUND,
    "world": GROUND,
    "shell": GROUND | {"inline", "programs"},
    "inline": GROUND | {"shell", "programs"},
    "sql": GROUND | {"shell", "programs", "third_party"},
    "http": GROUND | {"sql", "programs"},
    "programs": GROUND | {"shell", "sql", "http", "inline"},
    "tools": GROUND | {"shell", "programs", "sql", "http", "inline"},
    "targets": GROUND | {"shell", "programs", "http", "session"},
    "credentials": GROUND | {"shell", "programs", "http", "targets", "session"},
    "session": GROUND | {"shell", "programs", "credentials", "policy.keys", "tools", "targets"},
    "policy": GROUND | {"targets", "credentials", "session"},
    "audit": GROUND | {"credentials"},
    "pipeline": GROUND | {"shell", "programs", "sql", "tools", "targets", "credentials", "session", "policy"},
    "approvals": GROUND | {"credentials", "policy.sentences", "session"},
    "service": GROUND | {"pipeline", "policy", "session", "audit", "credentials", "shell", "approvals"},
    "batch": GROUND | {"service", "policy.sentences"},
}
"""A room → what it may import. What belongs to the process and not to judging may import all."""
EXCEPTIONS = {
    ("guard.programs.migrations_jvm", "guard.targets.frameworks_files"),  # flyway's own file forbids clean
    ("guard.programs.packages_node", "guard.targets.registry"),  # npm's own file forbids publishing
}
LEAVES = {
    "agents",
    "cli",
    "lint",
    "prompt",
    "survey",
    "hook",
    "gate",
    "bundle",
    "image",
    "cold",
    "observed",
    "thin_os",
    "third_party",
    "__main__",
    "__init__",
}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def imports(path: pathlib.Path) -> set[str]:
    """The modules of ours that a file imports, type-only imports left out."""
    tree = ast.parse(path.read_text())
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for child in node.body
        for inner in ast.walk(child)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("guard."):
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(a.name for a in node.names if a.name.startswith("guard."))
    return found


def allowed(importer: str, imported: str) -> bool:
    mine, theirs = room(importer), room(imported)
    if mine == theirs or mine in LEAVES or (importer, imported) in EXCEPTIONS:
        return True
    rest = imported.removeprefix("guard.")
    return any(rest == name or rest.startswith(name + ".") for name in MAY[mine])


FILES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_what_stands_before_it(path):
    name = "guard." + ".".join(path.relative_to(ROOT).with_suffix("").parts)
    wrong = sorted(i for i in imports(path) if not allowed(name, i))
    assert not wrong


def test_the_model_imports_nothing_but_the_form_of_its_records():
    assert imports(ROOT / "model.py") == {"guard.frozen"}


@pytest.mark.parametrize(
    "path",
    [
        p
        for p in FILES
        if room("guard." + p.relative_to(ROOT).parts[0].removesuffix(".py")) not in LEAVES
        and p.name != "batch.py"
    ],
    ids=lambda p: str(p.relative_to(ROOT)),
)
def test_no_stage_imports_an_agent_or_the_command_line(path):
    assert not [i for i in imports(path) if room(i) in ("agents", "cli", "lint", "prompt", "hook", "gate")]
