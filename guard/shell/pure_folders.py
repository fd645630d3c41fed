"""What a tool says of its own cache: ``go env GOCACHE``, ``pip cache dir``, ``npm config get cache``.

So ``rm -rf "$(go env GOCACHE)/fuzz"`` names a folder that is known. Where a variable of unknown content or a
settings file may say otherwise, nothing is answered.

Facts: ``go help environment`` (defaults of XDG), pip's, npm's and yarn's configuration pages.
"""

from __future__ import annotations

from guard.model import known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation, Value
    from guard.shell.machine import Machine
    from guard.shell.state import State

FOLDERS: dict[str, tuple[str, tuple[tuple[str, str], ...], str, str]] = {
    "go env GOCACHE": (
        "GOCACHE", (("GOCACHE", ""), ("XDG_CACHE_HOME", "/go-build")), ".config/go/env", ".cache/go-build",
    ),
    "go env GOMODCACHE": (
        "GO", (("GOMODCACHE", ""), ("GOPATH", "/pkg/mod")), ".config/go/env", "go/pkg/mod",
    ),
    "pip cache dir": (
        "cache", (("PIP_CACHE_DIR", ""), ("XDG_CACHE_HOME", "/pip")), ".config/pip/pip.conf", ".cache/pip",
    ),
    "npm config get cache": ("cache", (("npm_config_cache", ""),), ".npmrc", ".npm"),
    "yarn cache dir": ("cache", (("YARN_CACHE_FOLDER", ""),), ".yarnrc", ".cache/yarn"),
}  # fmt: skip
"""A command → what a settings file would say, the variables with what is put behind them, that file and the
usual folder below the home."""


def own_folder(machine: Machine, invocation: Invocation, state: State) -> Value | None:
    """The folder that a tool would name."""
    words = [invocation.program, *(word.text or "?" for word in invocation.argv[1:])]
    found = FOLDERS.get(" ".join(words))
    home = state.cell("HOME")
    if found is None or state.elsewhere or home is None or home.value is None or not home.value.text:
        return None
    mark, variables, settings, usual = found
    for name, behind in variables:
        cell = state.cell(name)
        if cell is not None:
            text = cell.value.text if cell.value is not None else None
            return known(text + behind + "\n") if text else None
    places = (f"{home.value.text}/{settings}", f"{state.cwd}/{settings}")
    if any(mark in (machine.world.read(place) or "") for place in places):
        return None
    return known(f"{home.value.text}/{usual}\n")
