"""Reading a Makefile: variables, conditionals, rules with prerequisites, recipes.

Enough of GNU make to say which shell texts a goal runs: the five assignments, ``define``, ``include`` two
levels deep, ``ifeq ifdef else endif`` (both ways where the condition is not known), rules with a pattern
(``deploy-%:``) for what is no file and has no rule of its own.

Facts: GNU make manual 4.4, “How make Reads a Makefile”, “Recipes”, “Conditional Parts of Makefiles”, “How
Patterns Match”, “Syntax of Static Pattern Rules”.
"""

from __future__ import annotations

from guard.frozen import frozen, replace
from guard.shell.wrappers.grammar import placed
from guard.shell.wrappers.make_lines import operator_of, sides_of, split_rule, unbroken, uncommented
from guard.shell.wrappers.make_text import Text, stem_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guard.world import World

TARGETS = 200
"""How many targets one goal may lead to."""
INCLUDED = 24
"""Files that one line includes."""
PATTERNS = 3
"""Rules with a pattern that follow from one another."""
RECIPES = 400
"""Lines of recipes that are followed for one call of make."""


@frozen
class Rule:
    """A target's prerequisites and its recipe lines with their line numbers."""

    needs: tuple[str, ...] = ()
    recipe: tuple[tuple[int, str], ...] = ()
    order: tuple[str, ...] = ()
    """The prerequisites behind ``|``, which only come first."""
    stem: str = ""
    """What ``%`` stood for, ``$*``."""


@frozen
class Makefile:
    """What a Makefile says."""

    rules: Mapping[str, Rule]
    text: Text
    first: str = ""
    """The default goal."""
    exported: Mapping[str, str] = {}
    """Variables that recipes find in their environment, expanded."""
    shells: tuple[tuple[int, str], ...] = ()
    """Commands of ``$(shell …)`` and ``!=`` that run while the file is read."""


class _Reader:
    def __init__(self, text: Text, name: str) -> None:
        self.text = text
        self.world = text.world
        self.rules: dict[str, Rule] = {}
        self.first = ""
        self.shells: list[tuple[int, str]] = []
        self.told = 0
        self.exported: set[str] = set()
        self.targets: tuple[str, ...] = ()
        self.ways: list[tuple[bool | None, bool]] = []
        """For each open conditional: whether its present part counts, whether an earlier one surely did."""
        text.variables["MAKEFILE_LIST"] = name
        text.read = self.evaluated

    @property
    def active(self) -> bool:
        return all(counts is not False for counts, _ in self.ways)

    def file(self, text: str, folder: str, depth: int = 0) -> None:
        """Read one file, continuation lines joined."""
        lines = text.replace("\r\n", "\n").split("\n")
        index = 0
        while index < len(lines):
            number, line = index + 1, lines[index]
            while line.endswith("\\") and index + 1 < len(lines):
                index += 1
                line = line + "\n" + lines[index]
            index += 1
            if line.startswith("\t") and self.targets:
                if self.active:
                    self.recipe(number, line[1:])
                continue
            line = uncommented(unbroken(line)).strip()
            if not line or self.conditional(line):
                self.tell(number)
                continue
            word = line.split(None, 1)[0]
            if word == "define" or line.startswith(("export define ", "override define ")):
                index = self.define(line.partition("define")[2].strip(), lines, index)
            elif not self.active:
                continue
            elif word in ("include", "-include", "sinclude"):
                if depth < 2:
                    self.include(line[len(word) :], folder, depth)
            else:
                self.line(number, line)
            self.tell(number)

    def tell(self, number: int) -> None:
        """The commands that a line has run while it was read."""
        self.shells += [(number, c) for c in self.text.commands[self.told :] if c != "locale"]
        self.told = len(self.text.commands)

    def evaluated(self, text: str) -> None:
        """``$(eval X := y)``: settings; rules that are made in this way are left out."""
        for line in text.split("\n")[:50]:
            self.assigns(0, line.strip())

    def conditional(self, line: str) -> bool:
        """``ifeq``, ``else`` and the like: which part of the file counts."""
        word, _, rest = line.partition(" ")
        if word.startswith(("ifeq(", "ifneq(")):
            word, rest = word.partition("(")[0], line[line.index("(") :]
        if word in ("ifeq", "ifneq", "ifdef", "ifndef"):
            counts = self.decided(word, rest.strip()) if self.active else False
            self.ways.append((counts, counts is True))
        elif word == "else" and self.ways:
            before, done = self.ways.pop()
            outside = self.active
            inner = rest.strip()
            counts = False if done or not outside else None if before is None else True
            if inner.startswith("if") and counts is not False:
                kind, _, condition = inner.partition(" ")
                if "(" in kind:
                    kind, condition = kind.partition("(")[0], inner[inner.index("(") :]
                decided = self.decided(kind, condition.strip())
                counts = False if decided is False else decided if counts is True else None
            self.ways.append((counts, done or counts is True))
        elif word == "endif" and self.ways:
            self.ways.pop()
        else:
            return False
        return True

    def decided(self, word: str, rest: str) -> bool | None:
        """Whether a condition holds; ``None`` where that is not known."""
        if word in ("ifdef", "ifndef"):
            name = self.text.expanded(rest)
            value = self.text.given.get(name, self.text.variables.get(name))
            value = self.text.outer(name) if value is None else value
            return bool(value) is (word == "ifdef")
        sides = sides_of(rest)
        if sides is None:
            return None
        one, other = (self.text.expanded(side).strip() for side in sides)
        if not (self.text.known(one) and self.text.known(other)):
            return None
        return (one == other) is (word == "ifeq")

    def define(self, name: str, lines: list[str], index: int) -> int:
        body = []
        while index < len(lines) and lines[index].strip() != "endef":
            body.append(lines[index])
            index += 1
        if self.active:
            self.text.variables[name.rstrip(" =:")] = "\n".join(body)
        return index + 1

    def include(self, names: str, folder: str, depth: int) -> None:
        words = self.text.expanded(names).split()
        found = [name for word in words[:INCLUDED] for name in self.text.files("wildcard", word).split()]
        for name in found[:INCLUDED]:
            text = self.world.read(placed(name, folder))
            if text is not None:
                self.targets = ()
                self.file(text, folder, depth + 1)

    def recipe(self, number: int, line: str) -> None:
        for target in self.targets:
            old = self.rules[target]
            self.rules[target] = replace(old, recipe=(*old.recipe, (number, line)))

    def line(self, number: int, line: str) -> None:
        export = line.startswith("export ")
        if line.startswith("override "):
            name = self.text.expanded(line[9 : max(operator_of(line)[0], 9)]).strip()
            self.text.given = {each: text for each, text in self.text.given.items() if each != name}
        for prefix in ("export ", "override ", "private ", "unexport "):
            line = line.removeprefix(prefix)
        if self.assigns(number, line):
            if export:
                self.exported.add(self.text.expanded(line[: operator_of(line)[0]].strip()))
            return
        if export:
            self.exported.update(self.text.expanded(line).split())
            return
        head, colon, tail = split_rule(line)
        if not colon:
            self.text.expanded(line)
            return
        recipe: tuple[tuple[int, str], ...] = ()
        if operator_of(tail)[0] > 0:
            self.targets = ()
            return
        tail, semicolon, inline = tail.partition(";")
        if semicolon:
            recipe = ((number, inline.strip()),)
        usual, _, first = self.text.expanded(tail.lstrip(":")).partition("|")
        pattern, static, rest = usual.partition(":")
        needs, order = tuple((rest if static else usual).split()), tuple(first.split())
        self.targets = tuple(self.text.expanded(head).split())
        for target in self.targets:
            old = self.rules.get(target, Rule())
            stem = (stem_of(pattern.strip(), target) or "") if static else ""  # a.o b.o: %.o: %.c
            mine = tuple(need.replace("%", stem, 1) for need in needs) if static else needs
            self.rules[target] = Rule(
                (*old.needs, *mine), (*old.recipe, *recipe), (*old.order, *order), stem or old.stem
            )
            if not self.first and not target.startswith(".") and "%" not in target:
                self.first = target

    def assigns(self, number: int, line: str) -> bool:
        """Whether a line sets a variable; then it is set."""
        at, operator = operator_of(line)
        if at <= 0:
            return False
        name, value = line[:at].strip(), line[at + len(operator) :].strip()
        if " " in name or not name:
            return False
        self.targets = ()
        name = self.text.expanded(name)
        variables = self.text.variables
        if operator == "!=":
            variables[name] = self.text.simple(f"$(shell {value})")
        elif operator == "?=":
            if self.text.outer(name) is None:
                variables.setdefault(name, value)
        elif operator == "+=":
            variables[name] = (variables.get(name, "") + " " + value).strip()
        else:
            variables[name] = self.text.simple(value) if operator in (":=", "::=", ":::=") else value
        return True


def read_makefile(
    text: str,
    folder: str,
    given: Mapping[str, str],
    world: World,
    name: str = "Makefile",
    outer: Callable[[str], str | None] = lambda name: None,
    before: str = "",
) -> Makefile:
    """Read a Makefile; ``given`` are the variables of make's command line, which win, ``outer`` those of the
    environment, which lose, ``before`` the text of ``--eval``, which is read first."""
    reader = _Reader(Text(folder, world, outer, given), name)
    reader.file(before, folder)
    if not text.isascii():
        text = "".join(c for c in text if not 0xE000 <= ord(c) <= 0xF8FF)
    reader.file(text, folder)
    first = reader.text.variables.get(".DEFAULT_GOAL", reader.first)
    inherited = {each for each in reader.text.variables if outer(each) is not None}
    exported = {
        each: reader.text.expanded(f"$({each})")
        for each in sorted(reader.exported | inherited)
        if each in reader.text.variables and each not in given
    }
    return Makefile(reader.rules, reader.text, first, exported, tuple(reader.shells))


def recipes_of(makefile: Makefile, goals: tuple[str, ...], forced: bool = False) -> list[tuple[int, str]]:
    """The shell texts that the goals run, in order, with their line numbers.

    Args:
        forced: only those whose line begins with ``+``, which ``make -n`` runs as well.
    """
    made: list[tuple[int, str]] = []
    whole = ".ONESHELL" in makefile.rules
    for target in ordered(makefile, goals or (makefile.first,)):
        rule = rule_of(makefile, target) or Rule()
        needs = " ".join(dict.fromkeys(rule.needs))
        local = {"@": target, "<": rule.needs[0] if rule.needs else "", "^": needs, "?": needs,
                 "+": " ".join(rule.needs), "*": rule.stem, "%": "", "|": " ".join(rule.order)}  # fmt: skip
        lines = [(n, text) for n, line in rule.recipe for text in _lines(makefile.text.expanded(line, local))]
        if whole and lines:
            lines = [(lines[0][0], "\n".join(text.lstrip(" \t@-+") for _, text in lines))]
        lines = [(n, text) for n, text in lines if _runs(text) and not (forced and not _is_forced(text))]
        made += [(n, _shell_line(text, makefile.text)) for n, text in lines]
        if len(made) > RECIPES:
            break
    return made[:RECIPES]


def _lines(text: str) -> list[str]:
    """A recipe's text line by line: a variable may hold several; a backslash joins them."""
    joined: list[str] = []
    for line in text.split("\n"):
        if joined and joined[-1].endswith("\\"):
            joined[-1] += "\n" + line
        else:
            joined.append(line)
    return joined


def _runs(text: str) -> bool:
    bare = text.lstrip(" \t@-+")
    return bool(bare) and not bare.startswith("#")


def _is_forced(text: str) -> bool:
    return "+" in text[: len(text) - len(text.lstrip(" \t@-+"))]


def _shell_line(line: str, text: Text) -> str:
    failing = line.lstrip(" \t@+")
    bare = line.lstrip(" \t@-+").replace("\\\n\t", "\\\n")
    return text.recipe(bare + " || true" if failing.startswith("-") and "\n" not in bare else bare)


def ordered(makefile: Makefile, goals: tuple[str, ...]) -> list[str]:
    """The targets that the goals lead to, prerequisites first, each once."""
    order: list[str] = []
    seen: set[str] = set()
    pending = [(goal, False) for goal in reversed(goals)]
    while pending and len(order) < TARGETS:
        target, done = pending.pop()
        if done:
            order.append(target)
            continue
        found = rule_of(makefile, target) if target not in seen else None
        if found is None:
            continue
        seen.add(target)
        pending.append((target, True))
        pending += [(need, False) for need in reversed((*found.needs, *found.order))]
    return order


def rule_of(makefile: Makefile, target: str, depth: int = 0) -> Rule | None:
    """A target's own rule, or that of the pattern that fits best where it has no recipe and is no file."""
    own = makefile.rules.get(target)
    if (own is not None and (own.recipe or target in _phony(makefile))) or makefile.text.is_there(target):
        return own
    best: Rule | None = None
    for pattern, rule in makefile.rules.items():
        stem = stem_of(pattern, target) if "%" in pattern and rule.recipe else None
        if stem is None or (best is not None and len(best.stem) <= len(stem)):
            continue
        needs, order = (tuple(n.replace("%", stem, 1) for n in each) for each in (rule.needs, rule.order))
        if depth < PATTERNS and all(
            makefile.text.is_there(need) or rule_of(makefile, need, depth + 1) is not None for need in needs
        ):
            before = own or Rule()
            best = Rule((*needs, *before.needs), rule.recipe, (*order, *before.order), stem)
    return best or own


def _phony(makefile: Makefile) -> tuple[str, ...]:
    return makefile.rules[".PHONY"].needs if ".PHONY" in makefile.rules else ()
