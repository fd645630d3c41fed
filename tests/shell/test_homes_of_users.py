"""What a tilde comes to: one's own home, others' from the table of users, zsh's named directories, another host's.

``m`` is called with words; ``~`` behind one says that it is only taken for that.
"""

from __future__ import annotations

import pytest
from recorded import RecordedWorld

from guard.model import Invocation, Proposal
from guard.shell.evaluate import unfold

USERS = """root:x:0:0:root:/root:/bin/bash
eve:x:1:1:Eve
amy:x:2:2:Amy:/srv/amy
bobby:x:4:4::/srv/bobby:/bin/sh

bob:x:3:3:Bob:/srv/bob:/bin/sh
uma:x:5:5:Uma:/srv/uma:/bin/sh
"""


def comes_to(script: str, dialect: str, home: str = "/home/u", **environment: str) -> str:
    """The words of each ``m``."""
    world = RecordedWorld({"home": home, "files": {"/etc/passwd": USERS}})
    proposal = Proposal(text=script, dialect=dialect, cwd="/home/u", env={"PATH": "/bin", **environment})
    calls = [e for e in unfold(proposal, world).events if isinstance(e, Invocation) and e.program == "m"]
    return " | ".join(" ".join(v.skeleton + "~" * len(v.notes) for v in call.argv[1:]) for call in calls)


EVERYWHERE = [
    ("m ~ ~/x", "/home/u /home/u/x"),
    ("m ~bob ~bob/x ~bobby", "/srv/bob /srv/bob/x /srv/bobby"),
    ("m ~amy ~eve ~none ~none/x", "/srv/amy /home/eve~ /home/none~ /home/none/x~"),
    ("m ~root ~root/x", "/root /root/x"),
    (
        "m ~b.o-b_1 ~1bob ~b,b ~bob:x ~bo\\b ~'bob' ~bob'x'",
        "/home/b.o-b_1~ ~1bob ~b,b ~bob:x ~bob ~bob ~bobx",
    ),
    ("m ~bob/'x y' ~'/x' ~/$u ~/'*'", "/srv/bob/x y ~/x /home/u/~ /home/u/*"),
    ("HOME=/h; m ~ ~/x ~bob", "/h /h/x /srv/bob"),
    ("USER=zoe; m ~zoe ~zoe/x ~bob", "/home/u /home/u/x /srv/bob"),
    ("LOGNAME=zoe; m ~zoe; HOME=/h; m ~zoe; USER=bob; m ~bob", "/home/u | /h | /h"),
    ("USER=$(id); m ~zoe", "/home/zoe~"),
    ("ssh h 'm ~ ~/x ~bob ~root'", "~~ ~/x~ /home/bob~ /root"),
    ("ssh h 'HOME=/h; m ~; m $HOME'", "/h | /h"),
    ("ssh h 'm $HOME $HOME/x'", "~~ ~/x~"),
]


@pytest.mark.parametrize("dialect", ["bash", "zsh"])
@pytest.mark.parametrize(("script", "expected"), EVERYWHERE)
def test_a_tilde_is_a_home(script: str, expected: str, dialect: str) -> None:
    assert comes_to(script, dialect) == expected


def test_a_home_that_nobody_knows_is_a_hole() -> None:
    assert comes_to("m ~ ~/x", "bash", home="") == "⟨the home directory⟩ ⟨the home directory⟩/x"
    assert comes_to("m ~ ~/x", "bash", home="", HOME="/e") == "/e /e/x"


NAMED = [
    ("hash -d p=/srv/p; m ~p ~p/x", "/srv/p /srv/p/x", "/home/p~ /home/p/x~"),
    ("p=/srv/p; m ~p ~p/x", "/srv/p /srv/p/x", "/home/p~ /home/p/x~"),
    ("p=rel; m ~p", "/home/p~", "/home/p~"),
    ("p=/srv/$(id); m ~p", "/srv/⟨output of id⟩", "/home/p~"),
    ("hash -d p=/srv/p; p=/other; m ~p", "/srv/p", "/home/p~"),
    ("hash -d bob=/z; root=/r; m ~bob ~root", "/z /r", "/srv/bob /root"),
]


@pytest.mark.parametrize(("script", "zsh", "bash"), NAMED)
def test_only_zsh_names_directories(script: str, zsh: str, bash: str) -> None:
    assert comes_to(script, "zsh") == zsh
    assert comes_to(script, "bash") == bash
