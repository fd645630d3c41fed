"""Codex runs a hook only after somebody trusted exactly this text of it; until then it says nothing.

``guard install codex`` is a person saying so. The trust is given, and asked for by the doctor, the way
Codex's own surfaces do it: ``codex app-server`` over standard input, ``hooks/list`` and
``config/batchWrite`` (measured with 0.169.0)."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time

from guard.agents.forms import is_own
from guard.errors import GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.agents.change import Change

PATIENCE = 15
"""Seconds given to the whole conversation."""


def untrusted(program: str, cwd: str, env: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of the guard's hooks that Codex would skip; none where it would run them all.

    Raises:
        GuardError: Codex does not answer, or does not see the guard's hooks at all.
    """
    with _Server(program, cwd, env) as server:
        return tuple(hook["key"] for hook in _own_hooks(server, cwd) if hook.get("trustStatus") != "trusted")


def trust(program: str, cwd: str, env: Mapping[str, str]) -> None:
    """Trust the guard's own hooks, and nobody else's.

    Raises:
        GuardError: Codex does not answer, or does not trust them afterwards.
    """
    with _Server(program, cwd, env) as server:
        state = {hook["key"]: {"trusted_hash": hook["currentHash"]} for hook in _own_hooks(server, cwd)}
        edit = {"keyPath": "hooks.state", "mergeStrategy": "upsert", "value": state}
        server.ask("config/batchWrite", {"edits": [edit], "reloadUserConfig": True})
        left = [hook for hook in _own_hooks(server, cwd) if hook.get("trustStatus") != "trusted"]
    if left:
        raise GuardError("Codex does not trust the guard's hooks", "start codex and trust them with /hooks")


def forgotten(path: str) -> Change:
    """What taking the trust back changes in ``config.toml``: the tables of the hooks in ``path``."""
    from guard.agents.change import Change, read_text

    config = os.path.join(os.path.dirname(path), "config.toml")
    before = read_text(config)
    if before is None:
        return Change(config, None, None)
    ours, kept, cut = f'[hooks.state."{path}:', [], False
    for line in before.splitlines(keepends=True):
        if line.lstrip().startswith("["):
            cut = line.strip().startswith(ours)
        if not cut:
            kept.append(line)
    after = "".join(kept)
    if after != before and "[hooks.state." not in after:
        after = after.replace("[hooks.state]\n", "")
        after = after.replace("[hooks]\n\n", "") if after.rstrip().endswith("[hooks]") else after
        after = after.rstrip("\n") + "\n" if after.strip() else ""
    return Change(config, before, after or None)


def _own_hooks(server: _Server, cwd: str) -> list[dict[str, Any]]:
    answer = server.ask("hooks/list", {"cwds": [cwd]})
    listed = answer.get("data")
    own = [
        hook
        for place in (listed if isinstance(listed, list) else ())
        for hook in place.get("hooks", ())
        if is_own(hook.get("command")) and hook.get("currentHash")
    ]
    if not own:
        raise GuardError("Codex does not see the guard's hooks", "guard install codex")
    return own


class _Server:
    """``codex app-server``: one JSON object per line, in both directions."""

    def __init__(self, program: str, cwd: str, env: Mapping[str, str]) -> None:
        self.until = time.monotonic() + PATIENCE
        self.number = 0
        self.kept = b""
        try:
            self.process = subprocess.Popen(
                [program, "app-server"], cwd=cwd, env=dict(env), stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except OSError as error:
            raise GuardError(f"{program} cannot be started ({error.strerror})") from None
        self.output = self.process.stdout.fileno() if self.process.stdout is not None else -1

    def __enter__(self) -> _Server:
        about = {"name": "guard", "title": "guard", "version": "0.1.0"}
        self.ask("initialize", {"clientInfo": about})
        self._send({"method": "initialized"})
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """Ask, and wait for the answer to just that.

        Raises:
            GuardError: there is none, or it is an error.
        """
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        while True:
            line = self._line()
            if line.get("id") == self.number and "method" not in line:
                break
        result = line.get("result")
        if not isinstance(result, dict):
            raise GuardError(f"codex app-server does not know {method}", "trust the hooks with /hooks")
        return result

    def _send(self, message: dict[str, Any]) -> None:
        if self.process.stdin is None:
            return
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            raise GuardError("codex app-server ended", "trust the hooks with /hooks") from None

    def _line(self) -> dict[str, Any]:
        """The next message, within the time."""
        while b"\n" not in self.kept:
            ready, _, _ = select.select([self.output], [], [], max(0.0, self.until - time.monotonic()))
            piece = os.read(self.output, 65536) if ready else b""
            if not piece:
                self.process.kill()
                raise GuardError("codex app-server does not answer", "trust the hooks with /hooks")
            self.kept += piece
        line, _, self.kept = self.kept.partition(b"\n")
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        return found if isinstance(found, dict) else {}
