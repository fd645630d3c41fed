"""The guard and its peers, each as its own hook of Claude Code, side by side in one run.

    python benchmarks/peers.py [--runs N] [--cases N] [--scoreboard]

Peers are installed from the package registries into ``.peers/``, in versions that are pinned below; one that
cannot be had here is named and left out. (dcg is not among them: its licence keeps some people from
measuring it.) Every round starts the bare interpreters, then each hook on each payload, so that a busy
machine slows all alike. Then each hook answers labelled cases: dangerous lines that should be stopped, and
everyday work that should not. Nothing of a case is run, by us or by a peer.

``--scoreboard`` writes the table into ``docs/scoreboard.md`` and the plots into ``docs/pictures/``.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from everyday import everyday
from hook import median, once, payload
from installation import PYTHON, hook_of
from sections import write_measured

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".peers"
PICTURES = ROOT / "docs" / "pictures"
COMMANDS = ("git status", "rm -rf build", "git push --force origin main")


@dataclass(frozen=True)
class Peer:
    """Something that is started before a call."""

    name: str
    kind: str
    """``start`` of a bare program, ``interpreted`` or ``compiled``."""
    install: Callable[[], list[str]]
    """Makes it be there; answers its command line.

    Raises:
        OSError, subprocess.CalledProcessError: it cannot be had here.
    """
    settle: tuple[str, ...] = ()
    """What is run once in a new home, as its installation does."""


def of_pip(package: str, *words: str) -> list[str]:
    """A package with a program of its name."""
    name, _, _ = package.partition("==")
    place = FOLDER / name
    if not (place / "bin" / name).exists():
        _run(sys.executable, "-m", "venv", str(place))
        _run(str(place / "bin/pip"), "install", "-q", package)
    return [str(place / "bin" / name), *words]


def of_npm(package: str, program: str, *words: str) -> list[str]:
    """A package of node, without its install scripts."""
    name, _, _ = package.rpartition("@")
    place = FOLDER / name
    if not (place / "node_modules").exists():
        place.mkdir(parents=True, exist_ok=True)
        _run("npm", "install", "--silent", "--ignore-scripts", "--prefix", str(place), package)
    return [_path("node"), str(place / "node_modules" / name / program), *words]


def of_cargo(package: str, *words: str, locked: bool = True) -> list[str]:
    """A crate, compiled here.

    Args:
        locked: with the very versions that it was released with; not every registry still has them.
    """
    name, _, version = package.partition("@")
    place = FOLDER / name
    if not (place / "bin" / name).exists():
        versions = ("--locked",) if locked else ()
        _run("cargo", "install", "-q", *versions, "--root", str(place), name, "--version", version)
    return [str(place / "bin" / name), *words]


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


def _path(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise FileNotFoundError(program)
    return found


def ours() -> list[str]:
    """The guard, installed."""
    return hook_of(FOLDER / "guard")


TIRITH = str(FOLDER / "tirith/bin/tirith")


def tirith() -> list[str]:
    """The hook that it writes into a home: a script of Python that starts the program, which compiles for
    half an hour."""
    of_cargo("tirith@0.5.0", locked=False)
    return ["/bin/sh", "-c", f'TIRITH_BIN={TIRITH} exec {PYTHON} "$HOME/.claude/hooks/tirith-check.py"']


PEERS = (
    Peer("sh -c :", "start", lambda: ["/bin/sh", "-c", ":"]),
    Peer("python3 -I -S -c pass", "start", lambda: [PYTHON, "-I", "-S", "-c", "pass"]),
    Peer("node -e 0", "start", lambda: [_path("node"), "-e", "0"]),
    Peer("guard", "interpreted", ours),
    Peer("nah 0.11.0", "interpreted", lambda: of_pip("nah==0.11.0", "_claude-hook")),
    Peer(
        "cc-safety-net 2.4.5",
        "interpreted",
        lambda: of_npm("cc-safety-net@2.4.5", "dist/bin/cc-safety-net.js", "hook", "--claude-code"),
    ),
    Peer(
        "openmoat 0.12.1",
        "compiled",
        lambda: of_cargo("openmoat@0.12.1", "guard", "--host", "claude-code"),
        (str(FOLDER / "openmoat/bin/openmoat"), "init", "--yes", "--hosts", "claude-code"),
    ),
    Peer(
        "tirith 0.5.0",
        "interpreted",
        tirith,
        (TIRITH, "setup", "claude-code", "--scope", "user"),
    ),
)


def installed() -> tuple[dict[Peer, list[str]], list[str]]:
    """The command lines of the peers that can be had here, and what is to be said of the others."""
    found: dict[Peer, list[str]] = {}
    missing: list[str] = []
    for peer in PEERS:
        try:
            found[peer] = peer.install()
        except (OSError, subprocess.CalledProcessError) as error:
            missing.append(f"{peer.name} could not be installed here ({type(error).__name__})")
    return found, missing


def homes_of(words: dict[Peer, list[str]], folder: str) -> dict[Peer, str]:
    """A home for each, with a repository, where it has set itself up if it needs that."""
    homes = {peer: os.path.join(folder, str(number)) for number, peer in enumerate(words)}
    for peer, home in homes.items():
        subprocess.run(["git", "init", "-q", home], check=True)
        if peer.settle:
            subprocess.run(peer.settle, env=environment(home), cwd=home, check=True, capture_output=True)
    return homes


def timed(words: dict[Peer, list[str]], homes: dict[Peer, str], runs: int) -> dict[Peer, list[float]]:
    """Processor seconds of each start, all payloads together, interleaved; a busy machine disturbs the clock
    far more."""
    taken: dict[Peer, list[float]] = {peer: [] for peer in words}
    for number in range(runs + 1):
        for command in COMMANDS:
            for peer, argv in words.items():
                _, cpu = once(argv, payload(command, homes[peer]), environment(homes[peer]))
                if number:  # the first reads caches
                    taken[peer].append(cpu)
    return taken


def environment(home: str) -> dict[str, str]:
    return {"HOME": home, "PATH": os.environ["PATH"], "SHELL": "/bin/bash"}


def cases(count: int) -> list[tuple[str, bool]]:
    """Commands, and whether they should be stopped: the same ones every time."""
    corpus = ROOT / "tests" / "corpus"
    rows = [json.loads(line) for line in (corpus / "bypass_variants.jsonl").read_text().split("\n") if line]
    stop = [row["command"] for row in rows if row["expected"] == "block"]
    pass_ = everyday()
    chance = random.Random(1)  # the same sample every time
    chosen = [(c, True) for c in chance.sample(stop, min(count, len(stop)))]
    return chosen + [(c, False) for c in chance.sample(pass_, min(count, len(pass_)))]


def interrupts(argv: list[str], command: str, home: str) -> bool:
    """Whether a hook asks or refuses."""
    done = subprocess.run(
        argv,
        input=payload(command, home),
        env=environment(home),
        capture_output=True,
        check=False,
        timeout=60,
    )
    if done.returncode == 2:
        return True
    try:
        answer = json.loads(done.stdout or b"{}")
    except ValueError:
        return False  # Claude Code lets a call run whose hook prints something else
    said = answer.get("hookSpecificOutput") or {}
    return said.get("permissionDecision") in ("ask", "deny") or answer.get("decision") == "block"


def judged(
    words: dict[Peer, list[str]], homes: dict[Peer, str], count: int
) -> dict[Peer, tuple[float, float]]:
    """The share of dangerous lines that each stops, and of everyday ones that it interrupts."""
    labelled = cases(count)
    found: dict[Peer, tuple[float, float]] = {}
    for peer, argv in words.items():
        if peer.kind != "start":
            answers = [(danger, interrupts(argv, command, homes[peer])) for command, danger in labelled]
            shares = [[hit for danger, hit in answers if danger is kind] for kind in (True, False)]
            found[peer] = (sum(shares[0]) / len(shares[0]), sum(shares[1]) / len(shares[1]))
    return found


def table(taken: dict[Peer, list[float]], shares: dict[Peer, tuple[float, float]]) -> list[str]:
    """The figures as a table of Markdown."""
    bare = next(median(t) for peer, t in taken.items() if peer.name.startswith("python3"))
    rows = [
        "| started | kind | median | p10 to p90 | bare starts | dangerous stopped | everyday interrupted |",
        "|---|---|---|---|---|---|---|",
    ]
    for peer, seconds in taken.items():
        low, high = spread(seconds)
        caught = "".join(f" {100 * share:.0f} % |" for share in shares.get(peer, ())) or "  |  |"
        rows.append(
            f"| {peer.name} | {peer.kind} | {1000 * median(seconds):.1f} ms | {1000 * low:.1f} to "
            f"{1000 * high:.1f} ms | {median(seconds) / bare:.2f} |{caught}"
        )
    return rows


def spread(seconds: list[float]) -> tuple[float, float]:
    ordered = sorted(seconds)
    return ordered[len(ordered) // 10], ordered[len(ordered) * 9 // 10]


def draw(taken: dict[Peer, list[float]], shares: dict[Peer, tuple[float, float]]) -> None:
    """The plots."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "guard", "font.size": 10, "svg.fonttype": "none"})
    import matplotlib.pyplot as plt

    PICTURES.mkdir(exist_ok=True)
    colours = {"start": "#9aa5b1", "interpreted": "#3b6ea5", "compiled": "#5a9367"}
    figure, axes = plt.subplots(figsize=(7, 0.5 * len(taken) + 1))
    for place, (peer, seconds) in enumerate(reversed(taken.items())):
        low, high = spread(seconds)
        middle = median(seconds)
        own = "#c8553d" if peer.name == "guard" else colours[peer.kind]
        axes.barh(place, 1000 * middle, color=own)
        axes.hlines(place, 1000 * low, 1000 * high, color="#222222", linewidth=1)
        axes.text(1000 * high, place, f" {1000 * middle:.0f} ms", va="center")
    axes.set_yticks(range(len(taken)), [peer.name for peer in reversed(taken)])
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds of processor time to the answer (median; line: p10 to p90)")
    _saved(figure, "latency.svg")
    figure, axes = plt.subplots(figsize=(5.5, 4))
    for peer, (caught, interrupted) in shares.items():
        own = "#c8553d" if peer.name == "guard" else colours[peer.kind]
        axes.scatter(100 * interrupted, 100 * caught, color=own)
        axes.annotate(
            peer.name, (100 * interrupted, 100 * caught), xytext=(6, -4), textcoords="offset points"
        )
    axes.set_xlabel("everyday commands interrupted, %")
    axes.set_ylabel("dangerous commands stopped, %")
    axes.set_xlim(left=-1)
    axes.set_ylim(0, 105)
    axes.margins(x=0.25)
    _saved(figure, "catches-vs-interruptions.svg")


def _saved(figure: object, name: str) -> None:
    figure.tight_layout()  # type: ignore[attr-defined]
    figure.savefig(PICTURES / name, metadata={"Date": None})  # type: ignore[attr-defined]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--cases", type=int, default=100, help="of each kind")
    parser.add_argument("--scoreboard", action="store_true", help="write docs/scoreboard.md and the plots")
    asked = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    words, missing = installed()
    with tempfile.TemporaryDirectory() as folder:
        homes = homes_of(words, folder)
        taken = timed(words, homes, asked.runs)
        shares = judged(words, homes, asked.cases)
    rows = table(taken, shares)
    print("\n".join((*rows, *missing)))
    if asked.scoreboard:
        called = f"python benchmarks/peers.py --runs {asked.runs} --cases {asked.cases} --scoreboard"
        about = (
            "each as its own hook, interleaved, in processor time, on "
            f"{', '.join(f'`{c}`' for c in COMMANDS)}; then {asked.cases} lines of "
            "`tests/corpus/bypass_variants.jsonl` that should be stopped, as many of `everyday_work.txt` "
            "that should not, each peer as it is installed, without configuration. " + ". ".join(missing)
        )
        write_measured("Peers", called, about, rows)
        draw(taken, shares)


if __name__ == "__main__":
    main()
