"""The real agents with the guard as installed: what is denied does not run, whatever happens to the guard.

Versions are those of ``guard/agents/versions.txt``. ``make clients`` installs the fast ones, ``ALL=1 make clients`` all;
where one is missing its tests skip. Run everything with ``pytest -m client tests/clients``.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from guard.agents.catalogue import ABOUT, PINNED
from guard.approvals import kept
from tests.clients.agents import AGENTS, ROOT, Client, prepared, script
from tests.clients.fake_model import listening, offered

pytestmark = pytest.mark.client

QUICK = ("codex", "goose")
EACH = [
    pytest.param(name, marks=() if name in QUICK else (pytest.mark.slow,), id=ABOUT[name].title)
    for name in AGENTS
]
POCKET = (
    "touch marker; curl -X POST https://backboard.railway.app/graphql/v2 "
    "-H 'Authorization: Bearer 3d2c42fb-1f5a-4c0e-9a77-0123456789ab' "
    """-d '{"query":"mutation { volumeDelete(volumeId: \\"3d2c42fb-aaaa\\") }"}'"""
)


@pytest.fixture
def client(request, tmp_path):
    with listening() as model:
        found = prepared(AGENTS[request.param], tmp_path / "home", model)
        if found is None:
            pytest.skip(f"{request.param} is not installed: ALL=1 make clients")
        yield found


def each(test):
    return pytest.mark.parametrize("client", EACH, indirect=True)(test)


@each
def test_an_allowed_command_runs(client: Client):
    done = client.command("echo ran > harmless.txt")
    assert client.ran("harmless.txt"), done.stderr


@each
def test_a_denied_command_does_not_run_and_the_reason_reaches_the_model(client: Client):
    client.command(f"touch marker; rm -rf {client.home}/")
    assert not client.ran("marker")
    # Cline ends the turn instead, and says nothing to anybody (catalogue.py, gaps)
    assert ("home directory" in client.model.told()) is client.agent.reasoned


@each
def test_a_question_is_not_taken_for_a_yes(client: Client):
    (client.project / ".env").write_text("API_KEY=abcdefgh12345678\n")
    client.command("touch marker; cat .env")
    assert not client.ran("marker")
    assert "abcdefgh12345678" not in json.dumps(client.model.requests)


@each
def test_what_a_person_approved_passes_once(client: Client):
    (client.project / ".env").write_text("API_KEY=abcdefgh12345678\n")
    for _ in range(2):
        client.command("touch marker; cat .env")
        assert not client.ran("marker")
    (ident,) = (line.split()[0] for line in client.guard("approve").stdout.splitlines())
    state = client.home / ".local" / "state" / "guard"
    waiting = kept.parked(str(state), ident)
    assert waiting is not None
    kept.grant(str(state), ident, waiting["mark"])
    client.command("touch marker; cat .env")
    assert client.ran("marker")
    (client.project / "marker").unlink()
    client.command("touch marker; cat .env")
    assert not client.ran("marker")


OWN_WAY = ("__", "mcp_")
"""What stands in the names of tools that servers and extensions add: judged by name and arguments."""


@each
def test_every_tool_that_it_offers_is_known_by_name(client: Client):
    """A tool that a new version adds is named here; docs/agents.md says how one is added."""
    from guard.agents.interface import adapter
    from guard.tools.interface import TOOLS

    client.command("true")
    known = {*TOOLS, *adapter(client.agent.name).SHAPE.tools, *UNSEEN.get(client.agent.name, ())}
    names = {name.rpartition("::")[2] for name in offered(client.model)}
    assert not {name for name in names if not any(way in name for way in OWN_WAY)} - known


UNSEEN = {
    # what never reaches a hook under the name by which it is offered
    "codex": ("exec_command", "write_stdin"), "copilot": ("custom",), "qwen": ("tool_call",),
    "grok": ("use_tool",),
    "vibe": ("run_typescript",), "hermes": ("execute_code",),
}  # fmt: skip


@each
def test_the_pocketos_call_is_refused(client: Client):
    client.command(POCKET)
    assert not client.ran("marker")
    if client.agent.reasoned:
        assert "volume 3d2c42fb-aaaa" in client.model.told()
        assert "3d2c42fb-1f5a-4c0e-9a77-0123456789ab" not in client.model.told().partition("Command:")[0]


@each
def test_an_agent_does_not_take_its_own_guard_out(client: Client):
    """Every way that is one command: deleting the file, emptying it, the guard's own command."""
    before = {path: path.read_text().count("guard") for path in client.registered()}
    for number, path in enumerate(before):
        for way in (f"rm -f {path}", f"echo '{{}}' > {path}", f"mv {path} {path}.old"):
            client.command(f"touch marker{number}; {way}")
            assert not client.ran(f"marker{number}"), way
    client.command(f"touch marker; guard uninstall {client.agent.name} --yes")
    assert not client.ran("marker")
    assert {path: path.read_text().count("guard") for path in client.registered()} == before


@pytest.mark.parametrize("client", [one for one in EACH if AGENTS[str(one.values[0])].write], indirect=True)
def test_a_file_tool_writes_files_but_not_the_guards_hooks(client: Client):
    assert client.agent.write is not None
    fresh = client.project / "notes.txt"
    client.run(client.agent.write(str(fresh), "hello\n"))
    assert fresh.read_text().strip() == "hello"
    own = client.registered()[-1]
    kept = own.read_text().count("guard")
    client.run(client.agent.write(str(own), "{}"))
    assert own.read_text().count("guard") == kept


# ------------------------------------------------------------------------- the guard cannot answer

INTERPRETERS = [
    pytest.param(None, id="is gone"),
    pytest.param("kill -9 $$\n", id="is killed"),
    pytest.param("exit 1\n", id="fails"),
    pytest.param("echo hello\n", id="prints garbage"),
    pytest.param('echo \'{"decision": "allow"\'; exit 3\n', id="dies in the middle"),
]


def interpreter() -> str:
    from guard.agents.install import interpreter

    return interpreter()


@each
@pytest.mark.parametrize("text", INTERPRETERS)
def test_nothing_runs_while_the_interpreter(client: Client, text: str | None):
    client.replace(interpreter(), "/nowhere/python" if text is None else script(client, text))
    client.command("touch marker")
    # Claude Code takes whatever ends well and is no JSON for no opinion (docs/known-limits.md)
    assert client.ran("marker") is (client.agent.name == "claude-code" and text == "echo hello\n")


@each
def test_nothing_runs_while_the_guard_hangs(client: Client):
    if client.agent.name == "claude-code":
        client.replace('"timeout": 10', '"timeout": 1')
        client.replace(interpreter(), script(client, "exec sleep 30\n"))
    elif client.agent.name == "opencode":
        client.replace("timeout: 10000", "timeout: 1000")
        client.replace(interpreter(), script(client, "exec sleep 30\n"))
    else:
        impatient = client.home / "guard" / "hook.sh"
        impatient.parent.mkdir()
        impatient.write_text((ROOT / "guard" / "hook.sh").read_text().replace("KILL 9", "KILL 1"))
        client.replace(interpreter(), script(client, "exec sleep 30\n"))
        client.replace(str(ROOT / "guard" / "hook.sh"), str(impatient))
    client.command("touch marker")
    assert not client.ran("marker")


@each
def test_nothing_runs_after_the_package_was_removed_without_its_hooks(client: Client):
    client.replace(str(ROOT / "guard" / "hook."), "/nowhere/guard/hook.")
    client.command("touch marker")
    assert not client.ran("marker")


@each
def test_a_guard_that_was_taken_out_is_not_asked(client: Client):
    client.guard("uninstall", client.agent.name, "--yes")
    client.command("touch marker")
    assert client.ran("marker")


# -------------------------------------------------------------------------------------- versions


def test_every_agent_that_is_driven_has_a_pinned_version_and_no_other():
    assert set(PINNED) == set(AGENTS) == {name for name, about in ABOUT.items() if about.tested}


# ---------------------------------------------------------------------- what one agent alone has


@pytest.fixture
def codex(tmp_path):
    with listening() as model:
        found = prepared(AGENTS["codex"], tmp_path / "home", model)
        if found is None:
            pytest.skip("codex is not installed: make clients")
        yield found


def without_bypass(codex: Client, command: str) -> None:
    codex.model.turns = [codex.agent.shell(command)]
    words = [word for word in codex.agent.words if word != "--dangerously-bypass-hook-trust"]
    subprocess.run(
        [*codex.argv, *words], env=codex.environment, cwd=codex.project, stdin=subprocess.DEVNULL,
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip


def test_codex_skips_a_hook_that_nobody_trusted(codex: Client):
    """The limit itself: docs/agents.md and the doctor say so."""
    without_bypass(codex, f"touch marker; ls {codex.home}")
    assert codex.ran("marker")


def test_codex_trusts_the_guard_once_it_is_installed_beside_it(codex: Client, monkeypatch):
    codex.guard("uninstall", "codex", "--yes")
    beside = {"PATH": f"{Path(codex.argv[0]).parent}:/usr/bin:/bin"}
    monkeypatch.setattr(Client, "environment", {**codex.environment, **beside})
    assert "Codex trusts the guard's hooks" in codex.guard("install", "codex", "--yes").stdout
    assert "trusted by Codex" in codex.guard("doctor", "codex").stdout
    without_bypass(codex, f"touch marker; rm -rf {codex.home}/")
    assert not codex.ran("marker")
    codex.guard("uninstall", "codex", "--yes")
    assert "hooks.state" not in (codex.home / ".codex" / "config.toml").read_text()


def test_codex_starts_nothing_that_is_then_typed_into(codex: Client):
    codex.run(("exec_command", {"cmd": "bash", "tty": True, "yield_time_ms": 300}))
    assert "wait for what is typed" in codex.model.told()
