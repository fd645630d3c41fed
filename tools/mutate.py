"""Changes the code in small ways (``tools/mutants.py``) and asks whether a test notices.

    python -m tools.mutate policy --sample 250 --limit 5 --tests tests/policy
    python -m tools.mutate wrappers --sample 300 --seed 2 --jobs 2 --out /tmp/mutants.txt

The tests of a room are collected once and run once under coverage, which says which test reaches which
line. Then each mutant of a sample drawn with a fixed seed gets a forked process, in which the changed code
is put into the loaded modules, and the tests that reach it are run until one fails: every test function in
turn before a second row of any, the quick ones first, and before them all those that spell a word which the
mutant lost. What outlasts ``--limit`` seconds of tests has survived; a test that hangs has noticed. So the
figure is a floor: more tests could only kill more.

Tests that start the guard as another program see nothing of a mutant, and notice none. A mutant that compiles
to the same code, or that cannot be put into the loaded modules, is *unfit*: neither killed nor survived. As
many processes as ``--control`` says change nothing: where one of them fails, tests fail by themselves, and
the figure is worth nothing.
"""

from __future__ import annotations

import argparse
import ast
import gc
import glob
import importlib
import inspect
import io
import os
import pickle
import random
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

from tools.mutants import Mutant, changed_tree, mutants

WORDS = (
    *("guard/shell/words_syntax.py", "guard/shell/parameters_syntax.py", "guard/shell/ansi_quotes.py"),
    *("guard/shell/braces.py", "guard/shell/expand*.py", "guard/shell/operators.py", "guard/shell/values.py"),
    *("guard/shell/patterns.py", "guard/shell/globs.py"),
)
"""Words: how they are read, and what they come to."""
SCAN = ("guard/sql/scan.py", "guard/sql/unseparated.py", "guard/sql/routines.py")
"""From a text to its statements, and what they carry from one to the next."""
STATEMENTS = tuple(
    f"guard/sql/{name}.py"
    for name in (
        "bounds",
        "ddl",
        "dynamic",
        "names",
        "queries",
        "quotes",
        "server",
        "settings",
        "tokens",
        "writes",
    )
)
"""What each statement does, and where it ends."""
ROOMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "policy": (("guard/policy/*.py",), ("tests/policy", "tests/session", "tests/cli", "tests/corpus")),
    "scan": (SCAN, ("tests/sql", "tests/databases")),
    "statements": (STATEMENTS, ("tests/sql", "tests/databases")),
    "words": (WORDS, ("tests/shell", "tests/wrappers", "tests/corpus")),
    "wrappers": (("guard/shell/wrappers/*.py",), ("tests/wrappers", "tests/shell", "tests/corpus")),
}
"""Room: its files, and the tests that speak for it."""
LONGEST = 3.0
"""Seconds of processor. A test that takes longer unchanged, or five times that to wait for, is not asked."""


def _module_of(file: str) -> ModuleType:
    return importlib.import_module(file.removesuffix(".py").replace(os.sep, ".").removesuffix(".__init__"))


class Unimportable(Exception):
    """The module fails when the mutant is imported: every test would notice."""


def plant(mutant: Mutant) -> None:
    """Put the changed code into the loaded modules: old functions get new bodies, so that whoever holds one
    runs the mutant; tables are changed in place or replaced wherever their value was imported.

    Raises:
        Unimportable: importing it fails.
        Exception: anything else; the mutant is no change, or cannot be planted.
    """
    module = _module_of(mutant.file)
    compiled = compile(changed_tree(mutant), mutant.file, "exec")
    with open(mutant.file, encoding="utf-8") as source:
        if compiled == compile(source.read(), mutant.file, "exec", dont_inherit=True):
            raise ValueError("the same code")
    fresh: dict[str, Any] = {"__name__": module.__name__, "__file__": module.__file__}
    try:
        exec(compiled, fresh)  # the project's own source, one node changed
    except Exception as error:
        raise Unimportable from error
    for name, new in fresh.items():
        old = module.__dict__.get(name)
        if isinstance(old, type) or isinstance(new, ModuleType) or name.startswith("__"):
            if isinstance(old, type) and old.__module__ == module.__name__:
                _rewrite_class(old, new)
            continue
        plain, other = getattr(old, "__wrapped__", old), getattr(new, "__wrapped__", new)
        if isinstance(plain, FunctionType) and isinstance(other, FunctionType):
            if plain.__module__ == module.__name__:
                plain.__code__, plain.__defaults__ = other.__code__, other.__defaults__
                plain.__kwdefaults__ = other.__kwdefaults__
        elif isinstance(old, dict) and isinstance(new, dict):
            if name in mutant.names or old.keys() != new.keys() or repr(old) != repr(new):
                old.clear()
                old.update({k: module.__dict__.get(getattr(v, "__name__", ""), v) for k, v in new.items()})
        elif name in mutant.names or (repr(old) != repr(new) and " at 0x" not in repr(old)):
            for loaded in list(sys.modules.values()):
                held = getattr(loaded, "__dict__", {})
                if (
                    name in held
                    and held[name] is old
                    and str(held.get("__name__", "")).startswith(("guard", "test"))
                ):
                    held[name] = new
            module.__dict__[name] = new


def _rewrite_class(old: type, new: Any) -> None:
    for name, value in vars(new).items():
        mine = vars(old).get(name)
        if isinstance(mine, FunctionType) and isinstance(value, FunctionType):
            mine.__code__, mine.__defaults__ = value.__code__, value.__defaults__
            mine.__kwdefaults__ = value.__kwdefaults__
            for cell, other in zip(mine.__closure__ or (), value.__closure__ or (), strict=False):
                if isinstance(cell.cell_contents, dict):  # what the fields of a record are without a value
                    cell.cell_contents = other.cell_contents
        elif isinstance(value, (str, int, frozenset)) and not name.startswith("__"):
            setattr(old, name, value)


class Runner:
    """Takes the place of pytest's loop over the tests."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.failed = options, False
        self.files = sorted(f for pattern in ROOMS[options.room][0] for f in glob.glob(pattern))

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.failed = self.failed or report.failed

    def pytest_runtestloop(self, session: Any) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self.texts: dict[str, str] = {}
        for file in self.files:
            _module_of(file)
        started = time.time()
        self.reach, self.seconds = self._baseline()
        for test in self.items:
            self._text(test)
        gc.freeze()  # so that a child does not copy what it only looks over
        passed, whole = len(self.seconds), len(self.items)
        print(f"\n{passed} of {whole} tests pass alone in time ({time.time() - started:.0f} s)")
        every = [m for file in self.files for m in mutants(file)]
        sample = random.Random(self.options.seed).sample(every, min(self.options.sample, len(every)))
        self._report(sorted(sample, key=lambda m: (m.file, m.line)), len(every))
        return True

    def _baseline(self) -> tuple[dict[str, dict[int, list[str]]], dict[str, float]]:
        """Which tests reach which line, and how long each takes; in a process of its own, so that nothing is
        remembered in ours."""
        read, write = os.pipe()
        if not os.fork():
            os.close(read)
            _silence()
            import coverage

            watch = coverage.Coverage(
                data_file=None, include=[os.path.abspath(f) for f in self.files], config_file=False
            )
            watch.start()
            seconds = {}
            for name, item in self.items.items():
                watch.switch_context(name)
                began, started, self.failed = time.process_time(), time.time(), False
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
                used = time.process_time() - began
                if not self.failed and used < LONGEST and time.time() - started < 5 * LONGEST:
                    seconds[name] = used
            watch.stop()
            data = watch.get_data()
            reach = {f: dict(data.contexts_by_lineno(os.path.abspath(f))) for f in self.files}
            with open(write, "wb") as out:
                pickle.dump((reach, seconds), out)
            os._exit(0)
        os.close(write)
        with open(read, "rb") as answer:
            got: tuple[dict[str, dict[int, list[str]]], dict[str, float]] = pickle.load(answer)
        os.wait()
        return got

    def tests_of(self, mutant: Mutant) -> list[str]:
        """The tests that reach a mutant, the functions in turn and the quick ones first."""
        lines = self.reach[mutant.file]
        found = set(lines.get(mutant.line, ())) if not mutant.names else set()
        if not found - {""}:
            found = {test for line in self._users(mutant) for test in lines.get(line, ())}
        if mutant.names and not found - {""}:
            found = {test for file in self.files for tests in self.reach[file].values() for test in tests}
        turns: dict[str, int] = defaultdict(int)
        order = []
        for test in sorted(found & self.seconds.keys(), key=lambda t: self.seconds[t]):
            turns[test.partition("[")[0]] += 1
            spelt = sum(word in self._text(test) for word in mutant.words)
            order.append((-spelt, turns[test.partition("[")[0]], self.seconds[test], test))
        return [test for *_, test in sorted(order)]

    def _text(self, test: str) -> str:
        """What a test spells: the row that it is given, or its source."""
        if test not in self.texts:
            given = getattr(self.items[test], "callspec", None)
            self.texts[test] = (
                repr(given.params) if given is not None else inspect.getsource(self.items[test].function)
            )
        return self.texts[test]

    def _users(self, mutant: Mutant) -> Iterator[int]:
        """The lines of the functions that name what a statement of the module binds, or around a line."""
        with open(mutant.file, encoding="utf-8") as source:
            tree = ast.parse(source.read())
        wanted, before = set(mutant.names), 0
        while mutant.names and len(wanted) != before:
            before = len(wanted)
            for node in tree.body:
                if isinstance(node, (ast.Assign, ast.AnnAssign)) and wanted & _loaded(node):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    wanted |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            end = function.end_lineno or function.lineno
            if (mutant.names and wanted & _loaded(function)) or function.lineno <= mutant.line <= end:
                first = function.body[0].lineno
                yield from range(first if mutant.names else max(first, mutant.line - 3), end + 1)

    def _report(self, sample: list[Mutant], every: int) -> None:
        counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        lines: list[str] = []
        running: dict[int, tuple[Mutant, bool]] = {}
        left = [(mutant, True) for mutant in reversed(sample)]
        left += [(mutant, False) for mutant in sample[:: max(1, len(sample) // max(1, self.options.control))]]
        controls = {"killed": 0, "survived": 0, "unreached": 0, "unfit": 0}
        deadline = time.time() + self.options.minutes * 60
        while left or running:
            while left and len(running) < self.options.jobs and time.time() < deadline:
                mutant, planted = left.pop()
                running[self._start(mutant, planted)] = mutant, planted
            if not running:
                break
            child, status = os.wait()
            mutant, planted = running.pop(child)
            what = _ANSWERS.get(os.waitstatus_to_exitcode(status), "unfit")
            if not planted:
                controls[what] += 1
                continue
            counts[mutant.file][what] += 1
            if what != "killed":
                lines.append(f"{mutant.file}:{mutant.line}: {what}: {mutant.said}")
                print(lines[-1], flush=True)
        text = io.StringIO()
        total: dict[str, int] = defaultdict(int)
        for file, figures in sorted(counts.items()):
            print(f"{file}: {dict(figures)}", file=text)
            for what, number in figures.items():
                total[what] += number
        judged = total["killed"] + total["survived"] + total["unreached"]
        share = 100 * total["killed"] / max(judged, 1)
        print(f"{self.options.room}: {total['killed']} of {judged} killed ({share:.1f} %), "
              f"{total['survived']} survived, {total['unreached']} reached by no test; "
              f"sample of {every}, seed {self.options.seed}; {len(left)} not begun", file=text)  # fmt: skip
        print(f"control: {controls['killed']} of {sum(controls.values())} failed unchanged", file=text)
        print(text.getvalue())
        if self.options.out:
            with open(self.options.out, "w", encoding="utf-8") as out:
                out.write("\n".join((*sorted(lines), text.getvalue())))

    def _start(self, mutant: Mutant, planted: bool) -> int:
        """A process that ends with one of ``_ANSWERS``."""
        child = os.fork()
        if child:
            return child
        _silence()
        tests: list[str] = []
        try:
            tests = self.tests_of(mutant)
            for hanging in (signal.SIGALRM, signal.SIGPROF):
                signal.signal(hanging, signal.SIG_DFL)
            if planted:
                plant(mutant)
        except Unimportable:
            os._exit(1)
        except BaseException:
            os._exit(3)
        try:
            began = time.process_time()
            for test, following in zip(tests, [*tests[1:], None], strict=True):
                if time.process_time() - began > self.options.limit:
                    break
                item = self.items[test]
                signal.alarm(int(60 + 20 * self.seconds[test]))  # one that waits
                signal.setitimer(signal.ITIMER_PROF, 15 + 20 * self.seconds[test])  # one that works
                later = self.items[following] if following else None  # what it needs too is not made again
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=later)
                if self.failed:
                    os._exit(1)
            os._exit(0 if tests else 2)
        except BaseException:
            os._exit(1)


_ANSWERS = {0: "survived", 1: "killed", 2: "unreached", 3: "unfit",
            -signal.SIGALRM: "killed", -signal.SIGPROF: "killed"}  # fmt: skip
"""How the process of a mutant ends: every test passed; one failed; none reaches it; it is none; one hangs."""


def _loaded(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _silence() -> None:
    for descriptor in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("room", choices=ROOMS)
    parser.add_argument("--sample", type=int, default=200, help="mutants to draw")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=20, help="seconds of tests for a mutant")
    parser.add_argument("--minutes", type=float, default=60, help="after which no mutant is begun")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--control", type=int, default=10, help="processes that change nothing")
    parser.add_argument("--tests", nargs="*", help="other tests than the room's")
    parser.add_argument("--out", help="a file for the survivors and the figures")
    options = parser.parse_args()
    import pytest

    tests = options.tests or ROOMS[options.room][1]
    return int(pytest.main(["-q", "-p", "no:cacheprovider", "-s", *tests], plugins=[Runner(options)]))


if __name__ == "__main__":
    raise SystemExit(main())
