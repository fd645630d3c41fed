"""Whose process ends."""

from __future__ import annotations

import pytest

from guard.model import Invocation, known, unknown

STOPPED = [
    pytest.param("kill 4711", "ask", id="a process that this session did not start"),
    pytest.param("kill -9 4711 4712", "ask", id="two of them"),
    pytest.param("kill -9 -1", "deny", id="everything that may be signalled"),
    pytest.param("kill -s KILL -- -1", "deny", id="the same with a named signal"),
    pytest.param("pkill node", "deny", id="a name that other projects share"),
    pytest.param("pkill -9 -f node", "deny", id="the same over whole command lines"),
    pytest.param("killall python3", "deny", id="every Python program"),
    pytest.param("pkill -u alice", "deny", id="every process of a user"),
    pytest.param("pkill -f .", "deny", id="a pattern that matches everything"),
    pytest.param("pkill -f 'vite --port 3000'", "ask", id="one project's server"),
    pytest.param("fuser -k 3000/tcp", "ask", id="who listens on a port"),
    pytest.param("npx kill-port 3000".removeprefix("npx "), "ask", id="the same by a tool"),
]
QUIET = [
    pytest.param("kill -0 4711", id="a probe"), pytest.param("kill -l", id="a list of signals"),
    pytest.param("kill %1", id="a job of this shell"),
    pytest.param("kill -s 0 4711", id="a probe with -s"), pytest.param("kill -CONT 4711", id="going on"),
    pytest.param("pkill -0 node", id="a probe by name"), pytest.param("fuser 3000/tcp", id="who uses a "
        "port"), pytest.param("killall -l", id="names"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "decision"), STOPPED)
def test_is_stopped(machine, command, decision):
    assert machine.decide(command) == decision


@pytest.mark.parametrize("command", QUIET)
def test_stays_quiet(machine, command):
    assert machine.decide(command) == "allow"


def output(text, why="output"):
    return unknown(why, (Invocation(tuple(known(w) for w in text.split())),), splits=True)


def test_a_pid_looked_up_by_its_port_is_named_by_the_port(machine):
    command = ["kill", output("lsof -ti :5432")]
    assert machine.decide(command) == "ask"
    machine.made = (("process", "port:5432"),)
    assert "made-in-session" in machine.located(command)[0][1].marks


def test_what_this_session_started_may_go(machine):
    machine.made = (("process", "48211"),)
    assert machine.decide("kill 48211") == "allow"
    assert machine.decide("kill 48212") == "ask"


def test_a_pid_from_a_file_of_the_project_is_its_own(machine):
    assert machine.decide(["kill", output("cat server.pid")]) == "allow"
    assert machine.decide(["kill", output("cat /run/nginx.pid")]) == "ask"


def test_the_last_background_job_is_this_shells_own(machine):
    assert machine.decide(["kill", unknown("$!")]) == "allow"


def test_a_broad_name_looked_up_is_as_broad(machine):
    assert machine.decide(["kill", "-9", output("pgrep node")]) == "deny"


def test_the_children_of_this_shell_are_its_own(machine):
    assert machine.decide(["pkill", "-P", unknown("$$")]) == "allow"
    assert machine.decide("pkill -P 4711") == "ask"
