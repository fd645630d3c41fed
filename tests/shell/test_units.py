"""A person's own systemd units, started by a command."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict

UNITS = "~/.config/systemd/user/"
FILES = {
    UNITS + "tidy.service": "[Service]\nType=oneshot\nExecStart=-/bin/rm -rf %h/Documents\n",
    UNITS + "tidy.timer": "[Timer]\nOnCalendar=daily\n",
    UNITS + "nightly.timer": "[Timer]\nOnCalendar=daily\nUnit=tidy.service\n",
    UNITS
    + "app.service": "[Service]\nExecStartPre=/bin/rm -f %t/app.sock\nExecStart=/usr/bin/node %h/app/server.js\n",
}


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        ("systemctl --user start tidy.service", "deny"),
        ("systemctl --user restart tidy", "deny"),
        ("systemctl --user enable --now tidy.timer", "deny"),
        ("systemctl --user start nightly.timer", "deny"),
        ("systemctl --user start app", "allow"),
        ("systemctl --user restart app.service", "allow"),
        ("systemctl --user status tidy", "allow"),
        ("systemctl --user cat tidy.service", "allow"),
        ("systemctl --user start missing", "allow"),
    ],
)
def test_what_a_unit_runs_is_judged_where_it_is_started(
    command: str, decision: str, judged: Callable[..., Verdict]
) -> None:
    assert judged(command, files=FILES).decision == decision
