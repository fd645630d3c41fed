"""Labelled cases as proposals: what a row's ``setup`` says becomes a recorded machine and a real ledger.

Beyond the keys of ``recorded.py``: ``env{NAME: value|null}``, ``kube{current_context, server, namespace}``,
``shell``, ``mode``, ``tool{name, input, annotations}`` and ``session{prior_commands[[text, exit]],
files_created[], branches_created[], objects_created[], processes_started[], secrets_seen[{hash, file}],
last_user_turn, user_constraints[], denied[]}``. What happened in a session goes through the recorders that
the hooks use, so that feeding the ledger is tested with it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

from guard.batch import proposal_from
from guard.frozen import replace
from guard.model import Proposal, Verdict
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session import recorders
from guard.session.ledger import Ledger
from tests.recorded import RecordedWorld

TOKENS = {
    "ghp_own…": "ghp_" + "aB3d" * 9,
    "ghp_other…": "ghp_" + "Zz9y" * 9,
    "ghp_url…": "ghp_" + "a1B2" * 9,
    "7f3e…": "7f3e1c22-9a41-4c55-8b1d-0c3f5d1e2a77",
    "sk_live_…": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "sk_test_…": "sk_test_" + "4eC39HqLyjWDarjtT1zdp7dc",
}
"""What stands for a token in a row, and a token of that form. None of them was ever anybody's."""


def rows_of(path: str) -> Iterator[dict[str, Any]]:
    """The rows of a file, tokens filled in."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            for short, token in TOKENS.items():
                line = line.replace(short, token)
            yield json.loads(line)


def world_of(setup: Mapping[str, Any]) -> RecordedWorld:
    """The machine that a setup describes."""
    return RecordedWorld({**setup, "files": {**(setup.get("files") or {}), **_kubeconfig(setup)}})


def _kubeconfig(setup: Mapping[str, Any]) -> dict[str, str]:
    kube = setup.get("kube")
    if not kube:
        return {}
    name = kube["current_context"]
    context = {"cluster": name, "user": "u", "namespace": kube.get("namespace") or "default"}
    content = {
        "apiVersion": "v1", "kind": "Config", "current-context": name,
        "clusters": [{"name": name, "cluster": {"server": kube.get("server") or "https://10.0.0.1:6443"}}],
        "contexts": [{"name": name, "context": context}], "users": [{"name": "u", "user": {"token": "t"}}],
    }  # fmt: skip
    return {"~/.kube/config": json.dumps(content)}


def proposal_of(row: Mapping[str, Any], command: str = "") -> Proposal:
    """What the row proposes; ``command`` in its place where something else ran in the same session."""
    setup = row["setup"]
    env = {"HOME": "/home/u", "PATH": "/usr/local/bin:/usr/bin:/bin", "USER": "u", "SHELL": "/bin/bash"}
    env |= {k: v for k, v in (setup.get("env") or {}).items() if isinstance(v, str)}
    line = {
        "id": row["id"], "tool": "shell", "command": command or row["command"],
        "shell": setup.get("shell", "bash"), "cwd": setup.get("cwd") or "/home/u/proj", "env": env,
        "session": row["id"], "mode": setup.get("mode", "interactive"),
    }  # fmt: skip
    tool = setup.get("tool")
    if tool and not command:
        line |= {"tool": "agent", "tool_name": tool["name"], "tool_input": tool.get("input") or {},
                 "tool_annotations": tool.get("annotations") or {}}  # fmt: skip
    return proposal_from(line)


def verdict_of(row: Mapping[str, Any], state: str) -> Verdict:
    """The guard's answer to a row.

    Args:
        state: the guard's folder for the ledger.
    """
    ledger = Ledger(state, row["id"])
    session = row["setup"].get("session")
    if session:
        feed(ledger, row, session)
    return judge(proposal_of(row), world_of(row["setup"]), ledger, Config())


def feed(ledger: Ledger, row: Mapping[str, Any], session: Mapping[str, Any]) -> None:
    """Tell the ledger what happened, in the way in which the hooks tell it."""
    cwd = row["setup"].get("cwd") or "/home/u/proj"
    for text in (session.get("last_user_turn"), *(session.get("user_constraints") or ())):
        if text:
            recorders.record_prompt(ledger, text)
    for text, code in session.get("prior_commands") or ():
        recorders.record_ran(ledger, proposal_of(row, text), "", code)
    for path in session.get("files_created") or ():
        recorders.record_made(ledger, "path", os.path.join(cwd, path))
    for name in session.get("branches_created") or ():
        recorders.record_made(ledger, "branch", name)
    for named in session.get("objects_created") or ():
        kind, _, name = named.partition(":")
        recorders.record_made(ledger, kind if name else "", name or kind)
    for process in session.get("processes_started") or ():
        recorders.record_made(ledger, "process", str(process))
    for secret in session.get("secrets_seen") or ():
        recorders.record_output(ledger, f"token = {secret['hash']}\n", secret["file"])
    for text in session.get("denied") or ():
        verdict = judge(proposal_of(row, text), world_of(row["setup"]), ledger, Config())
        refused = tuple(replace(f, decision="deny") for f in verdict.findings if f.decision != "allow")
        recorders.record_refusals(ledger, replace(verdict, findings=refused))
