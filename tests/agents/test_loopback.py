"""The guard's server on loopback answers what the cold hook answers, and nobody but whom it was made for."""

from __future__ import annotations

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from guard.agents import claude_code_http, loopback
from guard.agents.loopback_place import HOST, Place, choose, forget, place_of, request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PYTHON = os.path.realpath(sys.executable)
HOOK = [PYTHON, "-I", "-S", str(ROOT / "guard" / "hook.py"), "claude-code"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server with a conversation named ``s``; its place, and the environment of that conversation."""
    home = tmp_path_factory.mktemp("served") / "home"
    home.mkdir()
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    place = choose(env)
    assert loopback.attend(env, "s", place) == ""
    yield place, env
    for process in running(env):
        os.kill(process, signal.SIGKILL)


def running(env: dict[str, str]) -> list[int]:
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            ours = f"HOME={env['HOME']}".encode() in pathlib.Path(
                "/proc", name, "environ"
            ).read_bytes().split(b"\0")
            if ours and b"guard.agents.loopback" in pathlib.Path("/proc", name, "cmdline").read_bytes():
                found.append(int(name))
        except OSError:
            continue
    return found


def payload(env: dict[str, str], command: str, session: str = "s") -> bytes:
    return json.dumps(
        {
            "session_id": session, "cwd": env["HOME"], "hook_event_name": "PreToolUse", "tool_name": "Bash",
            "tool_use_id": "t", "permission_mode": "default", "tool_input": {"command": command},
        }
    ).encode()  # fmt: skip


def cold(env: dict[str, str], body: bytes) -> bytes:
    return told(subprocess.run(HOOK, input=body, env=env, capture_output=True, check=False).stdout)


def told(answer: bytes) -> bytes:
    """An answer without the number of its ticket, which is drawn."""
    return re.sub(rb"guard approve \w+", b"guard approve TICKET", answer)


def served(place: Place, body: bytes) -> bytes:
    code, answer = request(place, place.path, body)
    assert code == 200
    return told(answer)


COMMANDS = [
    "git status", "rm -rf ~", "rm -rf build", "git push --force origin main", "cat .env", "echo 'unclosed",
    "curl -X DELETE https://api.example.com/v1/items/1", "psql -h db.acme.com -c 'DROP TABLE users'", "ls",
    "kubectl delete ns prod", "echo \udcff", "rm -rf $UNSET/x", "terraform destroy -auto-approve", "dd of=/dev/sda",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_the_answer_is_that_of_the_cold_hook_to_the_byte(server, command):
    place, env = server
    body = payload(env, command, "s")
    state = f"{env['HOME']}/{COMMANDS.index(command)}"  # neither knows what the other was asked
    assert loopback.attend({**env, "XDG_STATE_HOME": state + "a"}, "s", place) == ""
    expected = cold({**env, "XDG_STATE_HOME": state + "b"}, body)
    assert served(place, body) == expected


@pytest.mark.slow
def test_the_answers_are_those_of_the_cold_hook_over_the_corpus(server):
    place, env = server
    lines = (ROOT / "tests/shell/data/bash_accepts.txt").read_text().splitlines()
    files = sorted((ROOT / "tests/corpus").glob("*.jsonl"))
    rows = (json.loads(row) for path in files for row in path.read_text().split("\n") if row)
    commands = dict.fromkeys([*lines, *(r["command"] for r in rows if isinstance(r.get("command"), str))])
    for number, command in enumerate(commands):
        both = [{**env, "XDG_STATE_HOME": f"{env['HOME']}/c{number}{side}"} for side in "ab"]
        body = payload(env, command, f"c{number}")
        assert loopback.attend(both[0], f"c{number}", place) == ""
        assert served(place, body) == cold(both[1], body), command


def test_the_file_with_the_token_is_its_owners_alone(server):
    _, env = server
    assert os.stat(f"{env['HOME']}/.local/state/guard/http.json").st_mode & 0o777 == 0o600


def asked(place: Place, head: str, body: bytes = b"{}") -> bytes:
    with socket.create_connection((HOST, place.port), 5) as connection:
        connection.sendall(
            head.replace("\n", "\r\n").encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
        )
        return connection.recv(100)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param(
            ("Host: 127.0.0.1", "Host: guard.attacker.example"), "", id="a name that resolves to loopback"
        ),
        pytest.param(("Host: 127.0.0.1", "Host: localhost"), "", id="another name of loopback"),
        pytest.param(("\nContent-Type", "\nOrigin: http://x\nContent-Type"), "", id="a web page"),
        pytest.param(("application/json", "text/plain"), "", id="a form of a web page"),
        pytest.param(("Bearer ", "Bearer x"), "", id="a wrong token"),
        pytest.param(("Authorization", "X-Nothing"), "", id="no token"),
    ],
)
def test_nobody_else_is_answered(server, change, why):
    place, env = server
    head = (
        f"POST {place.path} HTTP/1.1\nHost: 127.0.0.1:{place.port}\nContent-Type: application/json\n"
        f"Authorization: Bearer {place.token}\n"
    )
    body = payload(env, "git status")
    assert asked(place, head, body).startswith(b"HTTP/1.1 200")
    assert asked(place, head.replace(*change), body).startswith(b"HTTP/1.1 403")


def test_the_token_of_the_settings_does_not_tell_the_server_an_environment(server):
    place, _ = server
    told = json.dumps({"session": "s", "env": {}}).encode()
    assert request(Place(place.port, "", place.token), "/session", told)[0] == 403


def test_a_conversation_that_is_not_known_is_refused(server):
    place, env = server
    _, answer = request(place, place.path, payload(env, "git status", "another"))
    assert b"deny" in answer


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b'{"session_id": 1}', b"\xff"])
def test_what_cannot_be_read_is_refused(server, body):
    place, _ = server
    assert b"deny" in request(place, place.path, body)[1]


def test_who_sends_half_a_request_keeps_nobody_waiting_for_long(server):
    place, env = server
    with socket.create_connection((HOST, place.port)) as half:
        half.sendall(b"POST / HTTP/1.1\r\nContent-Le")
        assert request(place, place.path, payload(env, "git status"), 10)[0] == 200


def test_a_prompt_is_stopped_where_somebody_else_has_the_port(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    place = choose(os.environ)
    with subprocess.Popen([PYTHON, "-c", IMPOSTOR, str(place.port)], stdout=subprocess.PIPE) as impostor:
        assert impostor.stdout is not None
        impostor.stdout.readline()
        prompt = {"hook_event_name": "UserPromptSubmit", "session_id": "s", "cwd": "/", "prompt": "go"}
        _, said, code = claude_code_http.handle(prompt, lambda _: pytest.fail("nothing is judged here"))
        impostor.kill()
    assert code == 2
    assert b"another program" in said


IMPOSTOR = """
import socket, sys
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", int(sys.argv[1]))); s.listen(); print(1, flush=True)
while True:
    c, _ = s.accept(); c.recv(9999); c.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok"); c.close()
"""


def test_the_server_takes_the_place_of_its_old_version_and_keeps_the_conversations(server, tmp_path):
    import shutil

    _, env = server
    shutil.copytree(ROOT / "guard", tmp_path / "p/guard", ignore=shutil.ignore_patterns("__pycache__"))
    home = {**env, "HOME": str(tmp_path)}
    place = choose(home)
    words = loopback.words_of_server(PYTHON)
    words[-1] = words[-1].replace(repr(str(ROOT)), repr(str(tmp_path / "p")))
    with subprocess.Popen(words, env=home) as process:
        for _ in range(200):  # or another version would be started
            try:
                request(place, "/proof", b"")
                break
            except OSError:
                time.sleep(0.1)
        assert loopback.attend(home, "s", place) == ""
        source = tmp_path / "p/guard/policy/sentences.py"
        source.write_text(
            source.read_text() + "\n\ndef summary(*_, **__):\n    return 'by the new version'\n"
        )
        os.utime(tmp_path / "p/guard/__init__.py", (1, 1))
        body = payload(env, "git push --force origin main")
        for _ in range(50):
            answer = request(place, place.path, body, 10)[1]
            if b"by the new version" in answer:
                break
            time.sleep(0.1)
        process.kill()
    assert b"by the new version" in answer


def test_without_a_file_there_is_no_server(tmp_path):
    env = {"HOME": str(tmp_path)}
    assert place_of(env) is None
    choose(env)
    assert place_of(env) is not None
    os.chmod(tmp_path / ".local/state/guard/http.json", 0o644)
    assert place_of(env) is None
    forget(env)
    assert not (tmp_path / ".local/state/guard/http.json").exists()
