"""Reading a Makefile: variables, rules with prerequisites, recipes.

Enough of GNU make to say which shell texts a goal runs: the five assignments, ``define``, one level of
``include``, pattern rules not at all (their recipes are compilers in practice), conditionals both ways.

Facts: GNU make manual 4.4, “How make Reads a Makefile”, “Recipes”, “Two Flavors of Variables”.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from guard.world import World

DEPTH = 12
"""How deeply a variable may name others."""
EXPANSIONS = 2000
"""Variables that one text may lead to."""
TARGETS = 200
"""How many targets one goal may lead to."""

_CONDITIONALS = (
    "ifeq",
    "ifneq",
    "ifdef",
    "ifndef",
    "else",
    "endif",
    "-include",
    "sinclude",
    "vpath",
    "unexport",
)


@frozen
class Rule:
    """A target's prerequisites and its recipe lines with their line numbers."""

    needs: tuple[str, ...] = ()
    recipe: tuple[tuple[int, str], ...] = ()


@frozen
class Makefile:
    """What a Makefile says."""

    rules: Mapping[str, Rule]
    variables: Mapping[str, str]
    first: str = ""
    """The default goal."""
    shells: tuple[tuple[int, str], ...] = ()
    """Texts of ``$(shell …)`` and ``!=`` at the top level: they run while the file is read."""


class _Reader:
    def __init__(self, world: World) -> None:
        self.world = world
        self.rules: dict[str, Rule] = {}
        self.variables: dict[str, str] = {}
        self.first = ""
        self.shells: list[tuple[int, str]] = []
        self.targets: tuple[str, ...] = ()

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
                self.recipe(number, line[1:])
                continue
            line = line.replace("\\\n", " ").strip()
            if line.startswith("define "):
                index = self.define(line[7:].strip(), lines, index)
            elif line.startswith("include ") and depth < 2:
                self.include(line[8:], folder, depth)
            elif line and not line.startswith("#"):
                self.line(number, line)

    def define(self, name: str, lines: list[str], index: int) -> int:
        body = []
        while index < len(lines) and lines[index].strip() != "endef":
            body.append(lines[index])
            index += 1
        self.variables[name.rstrip(" =:")] = "\n".join(body)
        return index + 1

    def include(self, names: str, folder: str, depth: int) -> None:
        for name in expanded(names, self.variables).split()[:8]:
            text = self.world.read(name if name.startswith("/") else folder + "/" + name)
            if text is not None:
                self.targets = ()
                self.file(text, folder, depth + 1)

    def recipe(self, number: int, line: str) -> None:
        for target in self.targets:
            old = self.rules[target]
            self.rules[target] = Rule(old.needs, (*old.recipe, (number, line)))

    def line(self, number: int, line: str) -> None:
        word = line.split(None, 1)[0]
        if word in _CONDITIONALS:
            return
        for prefix in ("export ", "override ", "private "):
            line = line.removeprefix(prefix)
        if "$(shell " in line and self._assigns(line):
            self.shells.append((number, line[line.index("$(shell ") + 8 :].split(")")[0]))
        if self._assign(number, line):
            return
        head, colon, tail = _split_rule(line)
        if not colon:
            return
        recipe: tuple[tuple[int, str], ...] = ()
        tail, semicolon, inline = tail.partition(";")
        if semicolon:
            recipe = ((number, inline.strip()),)
        if self._assigns(tail):
            return
        needs = tuple(w for w in expanded(tail.lstrip(":"), self.variables).split() if w != "|")
        self.targets = tuple(expanded(head, self.variables).split())
        for target in self.targets:
            old = self.rules.get(target, Rule())
            self.rules[target] = Rule((*old.needs, *needs), (*old.recipe, *recipe))
            if not self.first and not target.startswith(".") and "%" not in target:
                self.first = target
        if ".DEFAULT_GOAL" in self.variables:
            self.first = self.variables[".DEFAULT_GOAL"]

    def _assigns(self, line: str) -> bool:
        return _operator(line)[0] > 0

    def _assign(self, number: int, line: str) -> bool:
        at, operator = _operator(line)
        if at <= 0:
            return False
        name, value = line[:at].strip(), line[at + len(operator) :].strip()
        if " " in name or not name:
            return False
        self.targets = ()
        if operator == "!=":
            self.shells.append((number, value))
            self.variables[name] = ""
        elif operator == "?=":
            self.variables.setdefault(name, value)
        elif operator == "+=":
            self.variables[name] = (self.variables.get(name, "") + " " + value).strip()
        else:
            self.variables[name] = expanded(value, self.variables) if operator in (":=", "::=") else value
        return True


def _operator(line: str) -> tuple[int, str]:
    """Where the assignment stands and which; ``(-1, "")`` where a rule comes first."""
    depth = 0
    for index, letter in enumerate(line):
        if letter in "({":
            depth += 1
        elif letter in ")}":
            depth -= 1
        elif depth == 0 and letter in "=:?+!#":
            if letter == "#":
                break
            for operator in ("::=", ":=", "?=", "+=", "!=", "="):
                if line.startswith(operator, index):
                    return index, operator
            if letter == ":":
                return -1, ""
    return -1, ""


def _split_rule(line: str) -> tuple[str, str, str]:
    depth = 0
    for index, letter in enumerate(line):
        if letter in "({":
            depth += 1
        elif letter in ")}":
            depth -= 1
        elif letter == ":" and depth == 0:
            return line[:index], ":", line[index + 1 :]
    return line, "", ""


def expanded(text: str, variables: Mapping[str, str], depth: int = 0, budget: list[int] | None = None) -> str:
    """``$(NAME)``, ``${NAME}`` and ``$X`` replaced; ``$$`` becomes ``$``; ``$(shell X)`` becomes
    the shell's own ``$(X)``, and any other function stays as an unset variable of the shell."""
    made: list[str] = []
    budget = budget if budget is not None else [EXPANSIONS]
    position = 0
    while position < len(text):
        at = text.find("$", position)
        if at < 0 or at + 1 >= len(text):
            break
        made.append(text[position:at])
        letter = text[at + 1]
        if letter == "$":
            made.append("$")
            position = at + 2
            continue
        if letter in "({":
            end = _closing(text, at + 1)
            name = text[at + 2 : end]
            position = end + 1
        else:
            name, position = letter, at + 2
        made.append(_value(name, variables, depth, budget))
    made.append(text[position:])
    return "".join(made)


def _closing(text: str, start: int) -> int:
    opening = text[start]
    closing = ")" if opening == "(" else "}"
    depth = 0
    for index in range(start, len(text)):
        if text[index] == opening:
            depth += 1
        elif text[index] == closing:
            depth -= 1
            if depth == 0:
                return index
    return len(text)


def _value(name: str, variables: Mapping[str, str], depth: int, budget: list[int]) -> str:
    budget[0] -= 1
    if depth > DEPTH or budget[0] < 0:
        return "${GUARD_UNRESOLVED_MAKE_VARIABLE}"
    if name.startswith("shell "):
        return "$(" + expanded(name[6:], variables, depth + 1, budget) + ")"
    if name in variables:
        return expanded(variables[name], variables, depth + 1, budget)
    if name == "MAKE":
        return "make"
    if name.isidentifier() and len(name) > 1:
        return "${" + name + "}"
    return "${GUARD_UNRESOLVED_MAKE_VARIABLE}" if " " in name or "," in name else ""


def read_makefile(text: str, folder: str, given: Mapping[str, str], world: World) -> Makefile:
    """Read a Makefile; ``given`` are the variables of make's command line, which win."""
    reader = _Reader(world)
    reader.file(text, folder)
    reader.variables.update(given)
    return Makefile(reader.rules, reader.variables, reader.first, tuple(reader.shells))


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
        if target in seen or target not in makefile.rules:
            continue
        seen.add(target)
        pending.append((target, True))
        pending += [(need, False) for need in reversed(makefile.rules[target].needs)]
    return order
