"""The question in a terminal, with prompt-toolkit. What is dangerous stands on top and stays there.

Default no. Esc, Ctrl-C, Ctrl-D, end of input and time-out are no. A key counts as an answer only where it was
pressed by itself: keys that come in a burst are a paste, not an answer.
"""

from __future__ import annotations

import os
import time

from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Size
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.input.vt100 import Vt100Input
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.containers import HSplit, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.layout.layout import Layout
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.styles import Style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from prompt_toolkit.key_binding import KeyPressEvent

    from guard.prompt.question import Question, Styled

    Choices = Sequence[tuple[str, str]]

APART_SECONDS = 0.04
"""Keys closer together than this come from a paste or a program, not from a person who has read."""
READ_SECONDS = 0.25
"""Earlier than this nobody can have read the question."""
STYLE = Style.from_dict({
    "danger": "bold ansired", "hidden": "reverse", "foreign": "underline", "label": "bold",
    "loss": "bold ansiyellow", "instead": "ansigreen", "dim": "ansibrightblack",
    "title": "bold ansiblack bg:ansiyellow", "chosen": "reverse bold", "key": "bold underline",
})  # fmt: skip


class Dialog:
    """One question. ``answer`` is ``run``, ``safer <command>``, ``always``, ``edit`` or ``cancel``, or the
    word of one of the choices that are given; the last of those is no."""

    def __init__(
        self, question: Question, seconds: float, *, always: bool = False, choices: Choices = ()
    ) -> None:
        self.question = question
        self.seconds = seconds
        self.choices = list(choices) or [
            ("run", "Run once"), *((f"safer {s}", f"Safer: {s}") for s in question.safer[:2]),
            *([("always", "Always: do not ask again")] if always and not question.typed else ()),
            ("edit", "Edit"), ("cancel", "No, cancel"),
        ]  # fmt: skip
        self.at = len(self.choices) - 1
        self.typing: str | None = None
        self.top = 0
        self.began = self.last = time.monotonic()

    def ask(self, source: TextIO, sink: TextIO) -> str:
        """Put the question on a terminal and wait for the answer."""
        # Where the cursor stands is not asked: the answer would be one more thing that comes as keys.
        output = Vt100_Output(sink, lambda: _size(sink), term=os.environ.get("TERM"), enable_cpr=False)
        application: Application[str] = Application(
            layout=self._layout(output), key_bindings=self._keys(), style=STYLE, input=Vt100Input(source),
            output=output, full_screen=False, erase_when_done=True, mouse_support=False,
        )  # fmt: skip
        application.ttimeoutlen = 0.05
        application.timeoutlen = 0.05

        def start() -> None:
            loop = application.loop
            if loop is not None:
                loop.call_later(self.seconds, _end, application)

        try:
            return application.run(pre_run=start, handle_sigint=True)
        except (EOFError, KeyboardInterrupt):
            return "cancel"

    # ---- what stands there

    def _layout(self, output: Vt100_Output) -> Layout:
        rows = output.get_size().rows
        head = Window(
            FormattedTextControl(self._head), wrap_lines=True, dont_extend_height=True,
            height=Dimension(min=3, max=max(3, rows - 6)),
        )  # fmt: skip
        body = Window(
            FormattedTextControl(self._body), wrap_lines=True, dont_extend_height=True,
            height=Dimension(min=0, max=max(1, rows // 2)),
        )  # fmt: skip
        foot = Window(
            FormattedTextControl(self._foot),
            wrap_lines=True,
            dont_extend_height=True,
            height=Dimension(min=2),
        )
        return Layout(HSplit([head, body, foot]))

    def _head(self) -> FormattedText:
        title: Styled = [("title", " guard asks "), ("", " nothing of this line has run")]
        return _formatted([title, *self.question.head])

    def _body(self) -> FormattedText:
        return _formatted(list(self.question.body[self.top :]))

    def _foot(self) -> FormattedText:
        if self.typing is not None:
            return _formatted([[
                ("label", "Type "), ("danger", self.question.typed),
                ("label", " and Enter to run it (Esc: no): "), ("", self.typing),
            ]])  # fmt: skip
        line: Styled = []
        for number, (word, shown) in enumerate(self.choices):
            mark = "chosen" if number == self.at else ""
            line += [(f"key {mark}", f"[{word[0]}]"), (mark, " " + shown), ("", "   ")]
        return _formatted([line, [("dim", "arrows and Enter, or a letter; Enter alone, Esc, Ctrl-C: no")]])

    # ---- what is pressed

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        for name in ("escape", "c-c", "c-d", "c-z", "c-\\"):
            keys.add(name)(lambda event: event.app.exit(result="cancel"))
        keys.add("enter")(self._enter)
        keys.add("left")(lambda event: self._move(-1))
        keys.add("s-tab")(lambda event: self._move(-1))
        keys.add("right")(lambda event: self._move(1))
        keys.add("tab")(lambda event: self._move(1))
        for name, by in (("up", -1), ("down", 1), ("pageup", -5), ("pagedown", 5)):
            keys.add(name)(lambda event, by=by: self._scroll(by))
        keys.add("backspace")(lambda event: self._erase())
        keys.add(Keys.BracketedPaste)(lambda event: None)
        keys.add(Keys.Any)(self._letter)
        return keys

    def _alone(self, event: KeyPressEvent, act: Callable[[], None]) -> None:
        """Act on a key that was pressed by itself, by somebody who can have read. What comes before it or
        right behind it says that it is part of a paste, so a moment is waited."""
        now = time.monotonic()
        alone = now - self.last >= APART_SECONDS and now - self.began >= READ_SECONDS
        self.last = now
        loop = event.app.loop
        if alone and loop is not None:
            loop.call_later(APART_SECONDS, lambda: act() if self.last == now else None)

    def _enter(self, event: KeyPressEvent) -> None:
        if self.typing is not None:
            answer = "run" if self.typing == self.question.typed else "cancel"
            self._alone(event, lambda: _end(event.app, answer))
        else:
            self._alone(event, lambda: self._choose(self.choices[self.at][0], event))

    def _letter(self, event: KeyPressEvent) -> None:
        if self.typing is not None:
            self.last = time.monotonic()
            self.typing += event.data if event.data.isprintable() else ""
            return
        letter = event.data.lower()
        words = [word for word, _ in self.choices if word[0] == letter]
        if letter in ("n", "q"):
            words = ["cancel"]
        self._alone(event, lambda: self._choose(words[0], event) if words else None)

    def _choose(self, word: str, event: KeyPressEvent) -> None:
        if word == "run" and self.question.typed:
            self.typing = ""
            event.app.invalidate()
        else:
            _end(event.app, word)

    def _move(self, by: int) -> None:
        self.last = time.monotonic()
        self.at = (self.at + by) % len(self.choices)

    def _scroll(self, by: int) -> None:
        self.top = min(max(0, self.top + by), max(0, len(self.question.body) - 1))

    def _erase(self) -> None:
        if self.typing:
            self.typing = self.typing[:-1]


def _size(sink: TextIO) -> Size:
    try:
        columns, rows = os.get_terminal_size(sink.fileno())
    except OSError:
        columns, rows = 80, 24
    return Size(rows=rows or 24, columns=columns or 80)


def _end(application: Application[str], answer: str = "cancel") -> None:
    if application.is_running and application.future is not None and not application.future.done():
        application.exit(result=answer)


def _formatted(lines: list[Styled]) -> FormattedText:
    shown: list[tuple[str, str]] = []
    for number, line in enumerate(lines):
        if number:
            shown.append(("", "\n"))
        shown += [(" ".join(f"class:{s}" for s in style.split()), text) for style, text in line]
    return FormattedText(shown)
