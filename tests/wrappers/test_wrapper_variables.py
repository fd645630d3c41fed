"""Variables that run programs, where they are set and where a program reads them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    pytest.param("git diff", {"PAGER": "curl"}, ["text curl", "opaque"], id="an odd pager"),
    pytest.param("git log", {"PAGER": "cat"}, [], id="cat as the pager"),
    pytest.param("ls", {"PAGER": "rm x"}, [], id="a program that reads no pager"),
    pytest.param("git fetch", {"GIT_SSH_COMMAND": "sh -c 'rm x'"}, ["text sh -c 'rm x'", "opaque"], id="git's"
    " transport"),
    pytest.param("git fetch", {"GIT_SSH_COMMAND": "ssh -i key"}, ["text ssh -i key"], id="ssh with a key"),
    pytest.param("git commit", {"EDITOR": "vim"}, [], id="an editor"),
    pytest.param("git rebase", {"GIT_EDITOR": "true"}, [], id="an editor that says yes"),
    pytest.param("ls", {"LD_PRELOAD": "/tmp/e.so"}, ["opaque"], id="a preloaded library"),
    pytest.param("ls", {"LD_PRELOAD": "/usr/lib/libjemalloc.so.2"}, [], id="an allocator"),
    pytest.param("node a.js", {"NODE_OPTIONS": "--require /tmp/e.js"}, ["opaque"], id="a module loaded"
    " into node"),
    pytest.param("npm test", {"NODE_OPTIONS": "--max-old-space-size=4096"}, [], id="more memory for node"),
    pytest.param("pytest", {"PYTHONPATH": "src"}, [], id="a search path"),
    pytest.param("bash x", {"BASH_ENV": "/tmp/x"}, ["file bash /tmp/x"], id="a file that bash reads first"),
    pytest.param("bash x", {"ENV": "production"}, [], id="ENV as the name of an environment"),
    pytest.param("", {"PS1": "$(rm x)"}, ['text : "$(rm x)"'], id="a substitution in the prompt"),
    pytest.param("", {"PS1": "$ "}, [], id="a plain prompt"),
    pytest.param("", {"PAGER": "open -a X"}, ["text open -a X", "opaque"], id="a pager that is kept"),
    pytest.param("", {"EDITOR": "nano"}, [], id="an editor that is kept"),
    pytest.param("", {"PROMPT_COMMAND": "rm x"}, ["text rm x"], id="a command before each prompt"),
    pytest.param("bash -c ls", {"BASH_FUNC_ls__": "() { rm x; }"}, ["text ls () { rm x; }\nls"],
    id="an exported function"),
    pytest.param("git log", {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.pager",
    "GIT_CONFIG_VALUE_0": "rm x"},
                 ["text rm x", "opaque"], id="a setting of git by the environment"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "variables", "expected"), CASES)
def test_a_variable_runs(
    line: str, variables: dict[str, str], expected: list[str], because_of: Callable[..., list[str]]
) -> None:
    assert because_of(line, **variables) == expected
