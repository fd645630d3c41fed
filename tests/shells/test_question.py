"""What a person is shown, and what counts as an answer."""

from __future__ import annotations

import pytest

from guard.prompt.coprocess import reply as reply_to
from guard.prompt.coprocess import unfinished
from guard.prompt.question import as_text, question_of
from guard.prompt.visible import note, visible


def finding(**given):
    return {
        "decision": "ask", "operation": "delete", "resource": {"kind": "directory", "identity": "data"},
        "target": {"environment": "E1", "identity": "/w/data", "evidence": ["not tracked"], "unresolved": ""},
        "vector": "RV:R4/BR:B1/EN:E1/CR:none", "grounds": [], "loss": "12 files", "why": "", "instead": "ls data",
        "span": [0, 0], **given,
    }  # fmt: skip


def reply(*findings, **given):
    return {"id": "x", "decision": "ask", "summary": "deletes data", "findings": list(findings), **given}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("rm \x1b[2K x", "rm \\x1b[2K x", id="an escape sequence is written out"),
        pytest.param("rm \u202egpj.x", "rm \\u202egpj.x", id="a direction mark is written out"),
        pytest.param("rm \u200bx", "rm \\u200bx", id="a character without width is written out"),
        pytest.param("rm a\rb", "rm a\\x0db", id="a carriage return is written out"),
        pytest.param("rm \udcff", "rm \\xff", id="a byte that is no UTF-8 is written out"),
        pytest.param("rm caf\u00e9", "rm caf\u00e9", id="a letter keeps its shape"),
        pytest.param("rm e\u0301", "rm e\\u0301", id="a combining mark is written out"),
    ],
)
def test_nothing_hides(text, shown):
    assert visible(text) == shown


def test_letters_outside_ascii_are_named():
    assert "U+0430 CYRILLIC SMALL LETTER A" in note("rm d\u0430ta")
    assert note("rm data") == ""


def test_the_dangerous_part_of_a_long_line_comes_first_and_whole():
    line = "echo " + "a" * 5000 + "; rm -rf data; echo " + "b" * 5000
    start = line.index("rm -rf")
    question = question_of(reply(finding(span=[start, start + 11])), line)
    shown = "".join(text for _, text in question.head[0])
    assert "rm -rf data" in shown and len(shown) < 200
    assert ("danger", "rm -rf data") in question.head[0]


def test_a_question_says_what_where_why_and_what_instead():
    text = as_text(question_of(reply(finding(why="nothing brings it back")), "rm -rf data"))
    for said in ("12 files", "/w/data", "local", "not tracked", "nothing brings it back", "ls data"):
        assert said in text


@pytest.mark.parametrize(
    ("vector", "typed"),
    [
        pytest.param("RV:R3/BR:B1/EN:E4/CR:none", "data", id="production: its name is typed"),
        pytest.param("RV:R4/BR:B2/EN:E1/CR:none", "data", id="irrecoverable and wide: its name is typed"),
        pytest.param("RV:R4/BR:B1/EN:E1/CR:none", "", id="one local thing: a key is enough"),
    ],
)
def test_the_worst_class_is_typed(vector, typed):
    assert question_of(reply(finding(vector=vector)), "rm -rf data").typed == typed


def test_a_reply_without_findings_still_makes_a_question():
    assert "deletes data" in as_text(question_of({"decision": "ask", "summary": "deletes data"}, "x"))


@pytest.mark.parametrize(
    ("text", "more"),
    [
        pytest.param("for i in 1; do", True, id="a loop that goes on"),
        pytest.param('echo "a', True, id="an open quote"),
        pytest.param("ls |", True, id="a pipe to come"),
        pytest.param("rm -rf \\", True, id="a continued line"),
        pytest.param("cat <<E\nx", True, id="an open here-document"),
        pytest.param("ls", False, id="a whole line"),
        pytest.param("echo )", False, id="an error is no open end"),
        pytest.param("echo \\\\", False, id="a quoted backslash"),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_what_is_not_finished_is_typed_on(text, more, shell):
    assert unfinished(text, shell) is more


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        pytest.param("cat <<E", {"decision": "more", "document": "shown"}, id="shown by cat"),
        pytest.param("cat >x <<-'E' 2>&1", {"decision": "more"}, id="an ampersand could be a command's end"),
        pytest.param("tee x <<'A B'", {"decision": "more", "document": "shown"}, id="written by tee"),
        pytest.param("cat <<A - <<B", {"decision": "more", "document": "shown"}, id="two of them"),
        pytest.param("cat <<E | sh", {"decision": "more"}, id="handed on to a shell"),
        pytest.param("bash <<E", {"decision": "more"}, id="run by a shell"),
        pytest.param("for i in 1; do cat <<E", {"decision": "more"}, id="within a loop"),
        pytest.param("for i in 1; do", {"decision": "more"}, id="a loop without one"),
        pytest.param("cat <<E; rm -rf ~", {"decision": "deny"}, id="beside what is denied"),
        pytest.param("ls", {"decision": "allow"}, id="a whole line"),
    ],
)
def test_what_a_here_document_would_hide_is_told(text, answered, tmp_path):
    from guard.service import Guard
    from guard.wire import dumps

    line = {"id": "x", "tool": "shell", "shell": "bash", "typing": "unseen", "command": text,
            "cwd": str(tmp_path), "env": {"HOME": "/home/u"}}  # fmt: skip
    shown = reply_to(dumps(line).encode(), Guard(remember=False))
    assert {name: shown.get(name) for name in ("decision", "document") if name in shown} == answered


CONDA = 'conda() { local a; a="$(/opt/conda activate "$@")"; eval "$a"; }'


@pytest.mark.parametrize(
    ("line", "prelude", "decision"),
    [
        pytest.param(
            "conda activate x", CONDA, "allow", id="what a loaded function cannot be followed in is its own"
        ),
        pytest.param('eval "$(conda x)"', CONDA, "ask", id="what the line itself hides is asked about"),
        pytest.param("wipe", "wipe() { rm -rf ~; }", "deny", id="what a loaded function destroys is seen"),
        pytest.param(
            "wipe", 'wipe() { eval "$(x)"; rm -rf ~; }', "deny", id="also behind what cannot be followed"
        ),
    ],
)
def test_functions_of_the_shell(line, prelude, decision, tmp_path):
    from guard.prompt.coprocess import reply as answered
    from guard.service import Guard
    from guard.wire import dumps

    data = {
        "id": "x", "tool": "shell", "shell": "bash", "command": line, "cwd": str(tmp_path), "prelude": prelude,
        "env": {"HOME": str(tmp_path)}, "mode": "interactive",
    }  # fmt: skip
    found = answered(dumps(data).encode(), Guard({"HOME": str(tmp_path)}, remember=False, read_twice=True))
    assert found["decision"] == decision


def _asked(keys, question, seconds=5.0):
    """The answer of the dialog to keys that come one by one."""
    import os
    import pty
    import threading
    import time

    from guard.prompt.dialog import Dialog

    controller, terminal = pty.openpty()
    os.environ.setdefault("TERM", "xterm")
    drawn = []

    def press():
        time.sleep(0.45)
        for key in keys:
            os.write(controller, key.encode())
            time.sleep(0.08)

    def drain():
        while True:
            try:
                drawn.append(os.read(controller, 4096))
            except OSError:
                return

    for work in (press, drain):
        threading.Thread(target=work, daemon=True).start()
    with open(terminal, closefd=False) as source, open(terminal, "w", closefd=False) as sink:
        answer = Dialog(question, seconds).ask(source, sink)
    os.close(terminal)
    os.close(controller)
    return answer


ASKED = question_of(reply(finding(), safer=["ls data"]), "rm -rf data")
WORST = question_of(reply(finding(vector="RV:R4/BR:B2/EN:E4/CR:none")), "rm -rf data")


@pytest.mark.parametrize(
    ("keys", "question", "answer"),
    [
        pytest.param(["\r"], ASKED, "cancel", id="Enter alone is no", marks=pytest.mark.slow),
        pytest.param(["\x1b"], ASKED, "cancel", id="Esc is no"),
        pytest.param(["\x03"], ASKED, "cancel", id="Ctrl-C is no", marks=pytest.mark.slow),
        pytest.param(["\x04"], ASKED, "cancel", id="Ctrl-D is no", marks=pytest.mark.slow),
        pytest.param([], ASKED, "cancel", id="time-out is no"),
        pytest.param(["r"], ASKED, "run", id="r runs it once"),
        pytest.param(["s"], ASKED, "safer ls data", id="s runs the safer command", marks=pytest.mark.slow),
        pytest.param(["e"], ASKED, "edit", id="e goes back to the line", marks=pytest.mark.slow),
        pytest.param(
            ["\x1b[D", "\x1b[D", "\x1b[D", "\r"],
            ASKED,
            "run",
            id="arrows and Enter choose",
            marks=pytest.mark.slow,
        ),
        pytest.param(["rm -rf x\r"], ASKED, "cancel", id="a paste is no answer"),
        pytest.param(["r", "d", "a", "t", "a", "\r"], WORST, "run", id="the name is typed"),
        pytest.param(["r", "\r"], WORST, "cancel", id="the name is not typed"),
        pytest.param(["r", "x", "\r"], WORST, "cancel", id="another name is typed", marks=pytest.mark.slow),
    ],
)
def test_answers(keys, question, answer):
    assert _asked(keys, question, 1.5 if keys else 1.0) == answer
