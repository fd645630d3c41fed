"""The question about one line, as a process of its own: ``python -I -m guard.prompt.ask``.

Standard input: the verdict's JSON on one line, then the command as the shell would run it. (Not an
argument: a command line may hold a secret, and arguments are there for everybody to read.) Standard
output: ``run``, ``safer <command>``, ``edit`` or ``cancel``. The question itself is on /dev/tty. A
denied line is explained, not asked about. Any other end of this process is no answer, and the shell asks
by itself.
"""

from __future__ import annotations

import os
import sys
import time

from guard.errors import GuardError
from guard.prompt.question import Question, question_of
from guard.prompt.standing import standing
from guard.prompt.terminal import is_plain, say, typed_before
from guard.prompt.visible import visible
from guard.wire import loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from guard.prompt.question import Styled
    from guard.prompt.standing import Standing

SECONDS = 120.0
"""How long the question waits before it is a no."""


def main() -> None:
    """Ask, and print the answer."""
    reply, _, line = sys.stdin.buffer.read().decode("utf-8", "surrogateescape").partition("\n")
    verdict = loads(reply)
    if not isinstance(verdict, dict):
        raise SystemExit(3)
    question = question_of(verdict, line)
    if question.decision != "ask":
        denied: list[Styled] = [[("deny", " guard denied this line "), ("", " nothing of it has run")]]
        say([*denied, *question.head, *question.body])
        answer = "cancel"
    else:
        answer = ask(question, standing(verdict, line, _cwd(), time.time()))
    sys.stdout.buffer.write(answer.encode("utf-8", "surrogateescape") + b"\n")


def ask(question: Question, rules: Standing | None = None) -> str:
    """Put the question on the terminal. What was typed before it is shown again, and is no answer.

    Args:
        rules: what could be written so that it is not asked again.
    """
    with (
        open("/dev/tty", encoding="utf-8", errors="surrogateescape") as source,
        open("/dev/tty", "w") as sink,
    ):
        early = _drained(source.fileno())
        answer = _by_line(question) if is_plain() else _by_dialog(question, rules, source, sink)
    title: Styled = [("ask", " guard asked "), ("", f" {_said(answer)}")]
    shown = [title, *question.head]
    if early:
        shown.append([("dim", f"typed before the question, not run: {visible(early)}")])
    say(shown)
    return answer


def _by_dialog(question: Question, rules: Standing | None, source: TextIO, sink: TextIO) -> str:
    from guard.prompt.dialog import Dialog

    answer = Dialog(question, seconds(), always=rules is not None).ask(source, sink)
    return _always(rules, source, sink) if answer == "always" and rules is not None else answer


def _always(rules: Standing, source: TextIO, sink: TextIO) -> str:
    """Show the rule, and write it where the person says so; then the line runs."""
    from guard.policy.editing import user_file
    from guard.prompt.dialog import Dialog
    from guard.prompt.standing import write

    path = user_file(os.environ)
    head: list[Styled] = [
        [("label", "This would be written to "), ("", visible(path))],
        [("label", f"until {rules.expires}, for exactly this and nothing else:")],
    ]
    body: list[Styled] = [[("", visible(text))] for text in rules.text.strip().split("\n")]
    choices = (("write", "Write it and run the line"), ("cancel", "No, cancel"))
    shown = Question("ask", tuple(head), tuple(body))
    if Dialog(shown, seconds(), choices=choices).ask(source, sink) != "write":
        return "cancel"
    try:
        write(rules, path)
    except GuardError as error:
        say([[("deny", " not written "), ("", f" {visible(error.message)}")]])
        return "cancel"
    say([[("ask", " written "), ("", f" to {visible(path)}; it ends on {rules.expires}")]])
    return "run"


def _cwd() -> str:
    try:
        return os.getcwd()
    except OSError:
        return "/"


def _by_line(question: Question) -> str:
    """The question where a terminal knows no more than lines."""
    import select

    name = question.typed or "run"
    say([[("ask", " guard asks "), ("", " nothing of this line has run")], *question.head, *question.body,
         [("label", f"Type {name} and Enter to run it once; anything else is no:")]])  # fmt: skip
    descriptor = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    try:
        ready, _, _ = select.select([descriptor], [], [], seconds())
        said = os.read(descriptor, 4096).decode("utf-8", "replace").strip() if ready else ""
    finally:
        os.close(descriptor)
    return "run" if said == name else "cancel"


def _drained(descriptor: int) -> str:
    """What lies unread on the terminal, read in character mode so that half a line is found too."""
    import termios

    before = termios.tcgetattr(descriptor)
    now = termios.tcgetattr(descriptor)
    now[3] &= ~(termios.ICANON | termios.ECHO)
    termios.tcsetattr(descriptor, termios.TCSANOW, now)
    try:
        return typed_before(descriptor).decode("utf-8", "surrogateescape").replace("\r", "\n")
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)


def seconds() -> float:
    """``GUARD_ASK_SECONDS``, never longer than the ordinary time."""
    try:
        return min(SECONDS, max(1.0, float(os.environ.get("GUARD_ASK_SECONDS", ""))))
    except ValueError:
        return SECONDS


def _said(answer: str) -> str:
    if answer.startswith("safer "):
        return "you chose: " + visible(answer[6:])
    return {"run": "you let it run once:", "edit": "edit the line:"}.get(answer, "not run:")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.stdout.write("cancel\n")
