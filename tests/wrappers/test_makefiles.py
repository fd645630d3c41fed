"""What a Makefile's expressions, conditionals and rules come to. The expressions are expected to be what GNU make printed for the
same files, in a folder that holds ``a.txt`` and ``s/b.txt``."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from guard.model import Invocation, Variable, known
from guard.shell.unwrap import RunText, unwrap
from guard.world import World

HEAD = r"""A := a.c b.c
F = $(1)-$(2)-$(0)
V = $(A)x
NM := nm
M := M
NM2 = x
S := s
T ?= t
S ?= no
U += u
U += v
W ::= w
X = $(S)$(S)
define DEF
one
endef
"""
PROJECT = "/home/u/proj/"


class Folder(World):
    """A machine that holds a few texts."""

    def __init__(self, **texts: str) -> None:
        super().__init__("/home/u")
        self.texts = {
            PROJECT + "a.txt": "",
            PROJECT + "s/b.txt": "",
            **{PROJECT + k: v for k, v in texts.items()},
        }

    def read(self, path: str, limit: int = 0) -> str | None:
        return self.texts.get(path)

    def exists(self, path: str) -> bool:
        return path in self.texts

    def list(self, path: str) -> Any:
        head = path.rstrip("/") + "/"
        return sorted({k.removeprefix(head).split("/")[0] for k in self.texts if k.startswith(head)})


def made(line: str, makefile: str, variables: dict[str, str] | None = None, **texts: str) -> list[str]:
    """The texts that a call of make runs."""
    invocation = Invocation(
        tuple(known(word) for word in shlex.split(line)),
        cwd="/home/u/proj",
        variables={name: Variable(known(text)) for name, text in (variables or {}).items()},
    )
    world = Folder(Makefile=makefile, **texts)
    return [
        i.text.skeleton if isinstance(i, RunText) else type(i).__name__ for i in unwrap(invocation, world)
    ]


EXPRESSIONS = [
    ("$(subst a,b,banana)", "bbnbnb"),
    ("$(patsubst %.c,%.o,a.c b.h)", "a.o b.h"),
    ("$(patsubst a.c,x,a.c b)", "x b"),
    ("$(A:.c=.o)", "a.o b.o"),
    ("$(A:%.c=o/%)", "o/a o/b"),
    ("$(strip  a   b )", "a b"),
    ("$(findstring a,bab)", "a"),
    ("$(findstring z,bab)", ""),
    ("$(filter %.c,$(A))", "a.c b.c"),
    ("$(filter-out %.c b,a.c b c)", "c"),
    ("$(sort b a b)", "a b"),
    ("$(word 2,a b c)", "b"),
    ("$(word 9,a b)", ""),
    ("$(words a b c)", "3"),
    ("$(wordlist 1,3,a b c)", "a b c"),
    ("$(firstword a b)", "a"),
    ("$(lastword a b)", "b"),
    ("$(dir s/a.c b)", "s/ ./"),
    ("$(notdir s/a.c b)", "a.c b"),
    ("$(suffix s/a.c b)", ".c"),
    ("$(basename s/a.c b)", "s/a b"),
    ("$(addprefix p/,a b)", "p/a p/b"),
    ("$(addsuffix .o,a b)", "a.o b.o"),
    ("$(join a b,1 2 3)", "a1 b2 3"),
    ("$(if x,y,z)", "y"),
    ("$(if ,y,z)", "z"),
    ("$(if ,y)", ""),
    ("$(or ,b,c)", "b"),
    ("$(or ,)", ""),
    ("$(and a,b)", "b"),
    ("$(and a,,c)", ""),
    ("$(foreach i,a b,$(i).o)", "a.o b.o"),
    ("$(call F,x,y)", "x-y-F"),
    ("$(call NOF,x)", ""),
    ("$(value V)", "$(A)x"),
    ("$(origin V)", "file"),
    ("$(origin NOV)", "undefined"),
    ("$(info hello)x", "x"),
    ("$(warning hello)x", "x"),
    ("$(eval E := made)$(E)", "made"),
    ("$(abspath a)", "/home/u/proj/a"),
    ("$(wildcard a.txt nofile)", "a.txt"),
    ("$(wildcard *.txt)", "a.txt"),
    ("$(wildcard s/*.txt)", "s/b.txt"),
    ("$(N$(M))", "nm"),
    ("${A}", "a.c b.c"),
    ("$@ $< $^", "all/x s/a.c s/a.c b"),
    ("$(@D) $(@F)", "all x"),
    ("$(CURDIR)", "/home/u/proj"),
    ("$(MAKECMDGOALS)x", "x"),
    ("$$HOME", "$HOME"),
    ("a$(NOV)b", "ab"),
    ("$(S) $(T) $(U) $(W) $(X)", "s t u v w ss"),
    ("$(DEF)", "one"),
    ("$(CC)", "cc"),
]


@pytest.mark.parametrize(("expression", "expected"), EXPRESSIONS)
def test_what_an_expression_comes_to(expression: str, expected: str) -> None:
    makefile = f"{HEAD}all/x: s/a.c b\n\t@echo '[{expression}]'\ns/a.c b:\n"
    assert made("make", makefile) == [f"echo '[{expected}]'"]


LIST = Path(__file__).parent / "data" / "makefiles.jsonl"
RECORDED = [json.loads(line) for line in LIST.read_text(encoding="utf-8").splitlines()]
"""What ``make -n`` of GNU make 4.3 printed: ``[expression, text]``, and ``[call, Makefile, lines]``."""


@pytest.mark.parametrize(("expression", "expected"), [row for row in RECORDED if len(row) == 2])
def test_an_expression_comes_to_what_make_printed(expression: str, expected: str) -> None:
    makefile = f"{HEAD}all/x: s/a.c b\n\t@echo '[{expression}]'\ns/a.c b:\n"
    assert made("make", makefile) == [f"echo '[{expected}]'"]


@pytest.mark.parametrize(("line", "makefile", "expected"), [row for row in RECORDED if len(row) == 3])
def test_a_file_runs_what_make_printed(line: str, makefile: str, expected: list[str]) -> None:
    assert made(line, makefile, **MORE) == expected


FILES = [
    pytest.param("make", "all: b\n\techo a\nb:\n\techo b\n", ["echo b", "echo a"], id="prerequisites first"),
    pytest.param("make b", "all:\n\techo a\nb:\n\techo b\n", ["echo b"], id="the goal that is named"),
    pytest.param("make", "a: a\n\techo a\n", ["echo a"], id="a circle"),
    pytest.param("make", "a: b b c | d\n\techo a\nb c d:\n\techo $@\n", ["echo b", "echo c", "echo d", "echo a"], id="each once"),
    pytest.param("make", ".PHONY: b\n%.o: x\n\techo o\nb:\n\techo b\n", ["echo b"], id="the first goal is no pattern"),
    pytest.param("make", ".DEFAULT_GOAL := b\na:\n\techo a\nb:\n\techo b\n", ["echo b"], id="the goal that is set"),
    pytest.param("make", "a: ; echo a\n", ["echo a"], id="a recipe behind a semicolon"),
    pytest.param("make", "a:\n\t-rm x\n\t@echo y\n\t+echo z\n", ["rm x || true", "echo y", "echo z"], id="marks of a line"),
    pytest.param("make", "a:\n\t# nothing\n\t\n\techo y\n", ["echo y"], id="a comment runs nothing"),
    pytest.param("make", "a:\n\techo y \\\n\t  z\n", ["echo y \\\n  z"], id="a continued line"),
    pytest.param("make", ".ONESHELL:\na:\n\tcd x\n\t@rm y\n", ["cd x\nrm y"], id="one shell for all lines"),
    pytest.param("make", "a:\n\techo a\na: b\nb:\n\techo b\n", ["echo b", "echo a"], id="prerequisites added later"),
    pytest.param("make", "a: X = 1\na:\n\techo a\n", ["echo a"], id="a variable of a target"),
    pytest.param("make", "X = \\\n  y\na:\n\techo $(X)\n", ["echo y"], id="a continued setting"),
    pytest.param("make", "X = y # z\na:\n\techo $(X)\n", ["echo y"], id="a comment behind a setting"),
    pytest.param("make", "X = y\\#z\na:\n\techo '$(X)'\n", ["echo 'y#z'"], id="no comment behind a backslash"),
    pytest.param("make", "export X = y\noverride Z := w\na:\n\techo $(X) $(Z)\n", ["echo y w"], id="export and override"),
    pytest.param("make X=z", "X = y\na:\n\techo $(X)\n", ["echo z"], id="the command line wins"),
    pytest.param("make", "a:\r\n\techo a\r\n", ["echo a"], id="lines of Windows"),
    pytest.param("make", "ifeq (a,a)\nX=1\nelse\nX=2\nendif\na:\n\techo $(X)\n", ["echo 1"], id="ifeq that holds"),
    pytest.param("make", "ifeq (a,b)\nX=1\nelse\nX=2\nendif\na:\n\techo $(X)\n", ["echo 2"], id="ifeq that does not"),
    pytest.param("make", "ifneq (a,b)\nX=1\nendif\na:\n\techo $(X)\n", ["echo 1"], id="ifneq"),
    pytest.param("make", "ifeq(a,a)\nX=1\nendif\na:\n\techo $(X)\n", ["echo 1"], id="ifeq without a blank"),
    pytest.param("make", "ifeq(a,b)\nX=1\nendif\na:\n\techo .$(X)\n", ["echo ."], id="ifeq without a blank that does not hold"),
    pytest.param("make", "ifneq 'a' 'a'\nX=1\nendif\na:\n\techo .$(X)\n", ["echo ."], id="ifneq with quotes"),
    pytest.param("make", "ifeq 'a' \"a\"\nX=1\nendif\na:\n\techo $(X)\n", ["echo 1"], id="ifeq with quotes"),
    pytest.param("make", "ifdef NO\nX=1\nelse ifeq (a,a)\nX=2\nelse\nX=3\nendif\na:\n\techo $(X)\n", ["echo 2"], id="else ifeq"),
    pytest.param("make", "ifdef NO\nX=1\nelse ifeq (a,b)\nX=2\nelse\nX=3\nendif\na:\n\techo $(X)\n", ["echo 3"], id="else after else ifeq"),
    pytest.param("make", "Y=1\nifdef Y\nX=1\nelse ifeq (a,a)\nX=2\nendif\na:\n\techo $(X)\n", ["echo 1"], id="else ifeq after what held"),
    pytest.param("make", "ifndef NO\nX=1\nendif\na:\n\techo $(X)\n", ["echo 1"], id="ifndef"),
    pytest.param("make", "ifdef NO\nifdef A\nX=1\nelse\nX=2\nendif\nb:\n\techo b\nendif\na:\n\techo a$(X)\n", ["echo a"], id="what stands in what does not hold"),
    pytest.param("make", "ifdef NO\ndefine X\n1\nendef\nelse\ndefine X =\n2\nendef\nendif\na:\n\techo $(X)\n", ["echo 2"], id="define under a condition"),
    pytest.param("make", "define X\necho 1\necho 2\nendef\na:\n\t$(X)\n", ["echo 1", "echo 2"], id="a recipe of several lines"),
    pytest.param("make -n", "a:\n\techo a\n", [], id="-n only prints"),
    pytest.param("make --version", "a:\n\techo a\n", [], id="--version"),
    pytest.param("make SHELL=x a", "a:\n\techo a\n", ["x", "echo a"], id="another shell"),
    pytest.param("make --eval='b: ; echo b'", "a:\n\techo a\n", ["echo b"], id="a rule on the command line comes first"),
    pytest.param("make --eval='b: ; echo b' a", "a:\n\techo a\n", ["echo a"], id="… and runs where it is the goal"),
    pytest.param("make -E 'X = 5'", "a:\n\techo a $(X)\n", ["echo a 5"], id="a setting on the command line"),
    pytest.param("make --eval='$(shell rm x)' -n", "a:\n\techo a\n", ["rm x"], id="a command on the command line"),
    pytest.param("make -n", "X := $(shell rm x)\na:\n\techo a\n\t+echo b\n\t@+echo c\n", ["rm x", "echo b", "echo c"],
                 id="-n runs what the file runs as it is read, and lines with a plus"),
    pytest.param("make -q", "a: b\n\techo a\nb:\n\t+echo b\n", ["echo b"], id="so does -q"),
    pytest.param("make -f other", "a:\n\techo a\n", ["echo other"], id="another file"),
    pytest.param("make -f /none", "a:\n\techo a\n", [], id="a file that is not there"),
    pytest.param("make a-x", "a-%: b-%\n\techo a $*\nb-%: c-%\n\techo b $*\nc-%:\n\techo c $*\n",
                 ["echo c x", "echo b x", "echo a x"], id="patterns that need one another"),
    pytest.param("make a-x", "a-%: a-a-%\n\techo a $*\n", [], id="a pattern that needs itself"),
    pytest.param("make", "X := $(shell rm x)\na:\n\techo \ue800\n", ["rm x", "echo "], id="a private character is no command"),
    pytest.param("make deploy-prod", "deploy-%: check-%\n\techo $* $@ $<\ncheck-%:\n\techo check $*\n",
                 ["echo check prod", "echo prod deploy-prod check-prod"], id="a pattern that needs what a pattern makes"),
    pytest.param("make a.txt", "%.txt:\n\techo $@\n", [], id="a pattern makes no file that is there"),
    pytest.param("make a.txt", ".PHONY: a.txt\na.txt: b\n%.txt:\n\techo $@\nb:\n\techo b\n", ["echo b"], id="a pattern is not for what is phony"),
    pytest.param("make x.txt", "%.txt: %.none\n\techo $@\n", [], id="a pattern whose need nothing makes"),
    pytest.param("make", "X :::= $(A)\nA = b\na:\n\techo .$(X)\n", ["echo ."], id="the assignment of make 4.4 that is expanded at once"),
    pytest.param("make", "include inc none\na:\n\techo $(MAKEFILE_LIST)\n", ["echo Makefile"], id="the name of the file"),
    pytest.param("make", "include inc none\na:\n\techo $(INC)\n", ["echo included"], id="an included file"),
    pytest.param("make", "ifeq ($(shell rm x),)\nX=1\nendif\na:\n\techo a\n", ["rm x", "echo a"], id="a command in a condition"),
    pytest.param("make", "ifdef NO\nX := $(shell rm x)\nendif\na:\n\techo a\n", ["echo a"], id="a command in what does not hold"),
    pytest.param("make", "include $(shell rm x) inc\na:\n\techo $(INC)\n", ["rm x", "echo included"], id="a command that names files"),
    pytest.param("make", "include shell.inc\na:\n\techo $(SH)\n", ["rm y", "export MAKE_SHELL_0=$(rm y\n); echo ${MAKE_SHELL_0}"],
                 id="a command in an included file, once"),
    pytest.param("make", "include s/*.mk\na:\n\techo $(ONE)$(TWO)\n", ["echo 12"], id="files by a pattern"),
    pytest.param("make", "include $(shell ls)/*.mk\na:\n\techo .$(ONE)\n", ["ls", "echo ."], id="a pattern that is not known"),
    pytest.param("make", "-include inc\na:\n\techo $(INC)\n", ["echo included"], id="a file that may be there"),
    pytest.param("make -C s", "a:\n\techo a\n", ["echo below"], id="another folder"),
]  # fmt: skip
MORE = {
    "shell.inc": "SH := $(shell rm y)\n",
    "s/one.mk": "ONE = 1\n",
    "s/two.mk": "TWO = 2\n",
    "other": "a:\n\techo other\n",
    "inc": "INC = included\n",
    "s/Makefile": "a:\n\techo below\n",
}


@pytest.mark.parametrize(("line", "makefile", "expected"), FILES)
def test_what_a_file_runs(line: str, makefile: str, expected: list[str]) -> None:
    assert made(line, makefile, **MORE) == expected


def test_the_environment_loses_against_the_file_and_fills_what_it_leaves_open() -> None:
    makefile = "X = file\nY ?= file\na:\n\techo $(X) $(Y) $(Z)\n"
    assert made("make", makefile, {"X": "out", "Y": "out", "Z": "out"}) == ["echo file out out"]
    assert made("make", "ifdef Z\nX=1\nendif\na:\n\techo $(X)\n", {"Z": "1"}) == ["echo 1"]


def test_what_a_command_prints_is_not_known_and_the_command_runs() -> None:
    found = made("make", "X := $(shell rm x)\nY != rm y\na:\n\techo $(X) $(Y)\n")
    assert found[:2] == ["rm x", "rm y"]
    assert "$(rm x" in found[2] and "$(rm y" in found[2] and "echo ${MAKE_SHELL_" in found[2]


def test_a_condition_that_is_not_known_holds_and_does_not() -> None:
    makefile = "ifeq ($(shell id),0)\na:\n\techo 1\nelse\nb:\n\techo 2\nendif\n"
    assert "echo 1" in made("make a", makefile) and "echo 2" in made("make b", makefile)
    makefile = "ifeq ($(shell id),0)\na:\n\techo 1\nelse ifeq (a,b)\nb:\n\techo 2\nendif\n"
    assert "echo 1" in made("make a", makefile) and "echo 2" not in made("make b", makefile)


def test_a_name_that_is_not_known_has_no_known_folder() -> None:
    found = made("make", "X := $(shell ls)\na:\n\trm $(dir $(X)) $(wildcard $(X)/*)\n")[-1]
    assert found.startswith("export MAKE_SHELL_") and "rm ${MAKE_SHELL_" in found


@pytest.mark.parametrize(
    "call",
    [
        "dir $(X)", "notdir $(X)", "suffix $(X)", "basename $(X)", "patsubst %.c,%.o,$(X)", "filter %.c,$(X)",
        "filter-out %.c,$(X)", "findstring a,$(X)", "word 1,$(X)", "words $(X)", "subst a,b,$(X)", "strip $(X)",
        "sort $(X)", "wordlist 1,2,$(X)", "firstword $(X)", "lastword $(X)", "addprefix p,$(X)", "addsuffix s,$(X)",
        "join $(X),a", "if x,$(X)", "or $(X)", "and $(X)", "foreach i,$(X),$(i)", "wildcard $(X)", "abspath $(X)",
        "realpath $(X)", "call F,$(X)", "value Y",
    ],
)  # fmt: skip
def test_what_a_function_makes_of_what_is_not_known_is_not_known(call: str) -> None:
    makefile = f"{HEAD}X := $(shell mk)\nY := $(X)\na:\n\techo $({call})\n"
    found = made("make a", makefile)
    assert found[0] == "mk"
    assert "${MAKE_SHELL_" in found[-1].partition("; echo ")[2]


@pytest.mark.parametrize("function", ["info", "warning", "error", "file", "guile", "eval", "none"])
def test_what_a_function_is_given_runs(function: str) -> None:
    assert made("make", f"X := $({function} $(shell mk))\na:\n\techo a$(X)\n") == ["mk", "echo a"]
