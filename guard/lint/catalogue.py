"""Which rules there are, and the page of each: the docstring of the file that defines it.

Nothing is listed by hand. A rule's id stands in the source where its effect is made, either whole
(``"fs.rm"``) or with a part that the command line gives (``f"aws.{words}"``, listed as ``aws.*``); a family
that is read from tables belongs to the file that its program is registered to.
"""

from __future__ import annotations

import ast
import os
import re
from dataclasses import dataclass
from functools import lru_cache

ROOMS = ("programs", "sql", "http", "tools", "inline", "session", "lint")
_WHOLE = re.compile(r"(?<![\w.{])[\"']([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+)[\"']")
_PARTLY = re.compile(r"\bf[\"']([a-z][a-z0-9-]*\.[a-z0-9.-]*)\{")
_MADE = re.compile(
    r"(?:\brule=|\bEffect\(|\b\w*effect\w*\((?:invocation, )?|"
    r"\bact\(\s*\w+,|\b_written\(|\b_act\w*\(|\bto_registry\()\s*f?[\"']([a-z][a-z0-9-]*)\."
)
_FILE_ENDINGS = (
    ".json", ".toml", ".yml", ".yaml", ".py", ".js", ".ts", ".sh", ".exe", ".com", ".org", ".io", ".dev",
    ".ini", ".txt", ".conf", ".pem", ".key", ".sock", ".sqlite", ".lock", ".gradle", ".internal", ".app",
    ".tech", ".net", ".tfstate", ".tfvars", ".server",
)  # fmt: skip
_MADE_WHOLE = re.compile(_MADE.pattern.removesuffix(r"\.") + r"(\.[a-z0-9.-]+)[\"']")
_OTHERS = frozenset(("http.client", "http.sslverify", "process.env", "credential.helper"))
"""Names of libraries, variables and settings that look like ids."""
_TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GENERIC = "programs/known_cli"
"""Judges the programs of which only a table is known."""
OWN = {
    "lint.unused-ignore": "ignores", "lint.ignore-without-reason": "ignores",
    "lint.not-read": "other_languages", "protection.deleted": "removed_protections",
    "terraform.protection-removed": "kinds/terraform_files",
}  # fmt: skip
"""Rules that only the linter has."""


@dataclass(frozen=True)
class Rule:
    """A rule, or a family of rules whose ids end in what the command line says (``aws.*``)."""

    id: str
    module: str
    """The file below ``guard/`` that defines it."""
    title: str
    """The first sentence of its page."""


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every rule that there is, by id."""
    found: dict[str, str] = {}
    makers: dict[str, str] = {}
    families: set[str] = set()
    texts = dict(_sources())
    for text in texts.values():
        families.update(_MADE.findall(text))
    for module, text in texts.items():
        if module.startswith("lint/"):
            continue
        for name in _PARTLY.findall(text):
            if name.partition(".")[0] in families:
                found.setdefault(name + "*", module)
        for name in _WHOLE.findall(text) if not module.startswith("inline/") else ():
            if (
                name.partition(".")[0] in families
                and not name.endswith(_FILE_ENDINGS)
                and _is_rule(name, text)
            ):
                found.setdefault(name, module)
        for family, rest in _MADE_WHOLE.findall(text):
            if family + rest in found and family + rest not in makers:
                makers[family + rest] = module
    found.update(makers)
    found.update({name: f"lint/{module}" for name, module in OWN.items()})
    return tuple(Rule(name, module, _title(page_of(module))) for name, module in sorted(found.items()))


def _is_rule(name: str, text: str) -> bool:
    """Ids that end in a dash, stand in a call of a library (``fs.promises.rm``) or name a module of ours are
    none."""
    own = os.path.join(_TOP, *name.split(".")[1:]) if name.startswith("guard.") else ""
    if own and (os.path.isdir(own) or os.path.isfile(own + ".py")):
        return False
    return not name.endswith("-") and name.count(".") <= 2 and f"{name}(" not in text and name not in _OTHERS


def _sources() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for room in ROOMS:
        for folder, _, names in sorted(os.walk(os.path.join(_TOP, room))):
            for name in sorted(names):
                if name.endswith(".py"):
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as stream:
                        found.append((os.path.relpath(path, _TOP)[:-3].replace(os.sep, "/"), stream.read()))
    return found


def pages() -> tuple[str, ...]:
    """The files whose docstring is a page: those that define a rule or judge a program."""
    from guard.programs.registry import PROGRAMS

    judging = {"programs/" + module.replace(".", "/") for module in PROGRAMS.all().values()}
    return tuple(sorted({rule.module for rule in rules()} | judging | {GENERIC}))


def rule_of(name: str) -> Rule | None:
    """The rule of an id: itself, its family, or the file that its program is registered to."""
    listed = {rule.id: rule for rule in rules()}
    if name in listed:
        return listed[name]
    best = max(
        (r for r in listed.values() if r.id.endswith("*") and name.startswith(r.id[:-1])),
        key=lambda r: len(r.id), default=None,
    )  # fmt: skip
    if best is not None:
        module = _of_program(name.removeprefix(best.id[:-1]).split("-")[0]) or best.module
        return Rule(name, module, _title(page_of(module)))
    stem = max(
        (r for r in listed.values() if name.startswith(r.id + "-")), key=lambda r: len(r.id), default=None
    )
    if stem is not None:
        return Rule(name, stem.module, stem.title)
    return _registered(name)


def _registered(name: str) -> Rule | None:
    path = _of_program(name.partition(".")[0]) or (GENERIC if "." in name and _is_listed(name) else "")
    return Rule(name, path, _title(page_of(path))) if path else None


def _of_program(program: str) -> str:
    """The file that judges a program; empty where none is registered or it has no page."""
    from guard.programs.registry import PROGRAMS

    module = PROGRAMS.get(program)
    path = "programs/" + str(module).replace(".", "/") if module else ""
    return path if path and page_of(path) else ""


def _is_listed(name: str) -> bool:
    """Whether the program is one of those whose command lines are known from tables."""
    from guard.knowledge.grammar import record_of

    return record_of(name.partition(".")[0]) is not None


@lru_cache(maxsize=256)
def page_of(module: str) -> str:
    """The docstring of a file below ``guard/``; empty where there is none."""
    try:
        with open(os.path.join(_TOP, module + ".py"), encoding="utf-8") as stream:
            return ast.get_docstring(ast.parse(stream.read())) or ""
    except (OSError, SyntaxError):
        return ""


def page_name(module: str) -> str:
    """The name of a file's page in ``docs/rules``."""
    return module.replace("/", "-") + ".md"


def _title(page: str) -> str:
    first = " ".join(page.split("\n\n")[0].split())
    return first.split(". ")[0].rstrip(".:")
