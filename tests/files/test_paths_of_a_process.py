"""What ``/proc/self`` names is the process of the command, never the guard's own."""

from __future__ import annotations

import os

import pytest

from guard.world import World


@pytest.mark.parametrize(
    ("path", "real"),
    [
        ("/proc/self", "/proc/self"),
        ("/proc/self/status", "/proc/self/status"),
        ("/proc/thread-self/../../status", "/proc/self/status"),
        ("/proc/self/root/", "/"),
        ("/proc/self/root/usr/..", "/"),
        ("/proc/selfish", "/proc/selfish"),
        ("/proc/1", "/proc/1"),
    ],
)
def test_the_number_of_the_guards_own_process_is_in_no_path(path, real):
    assert World({}).realpath(path) == real


def test_another_process_keeps_its_number():
    assert World({}).realpath(f"/proc/{os.getppid()}") == f"/proc/{os.getppid()}"
