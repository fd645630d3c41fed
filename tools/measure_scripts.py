"""How noisy the guard is about scripts that lie on the disk: what share of them it interrupts, and why.

    python tools/measure_scripts.py [PROJECT…] [--only KIND…] [--show N] [--grep TEXT] [--jsonl FILE]

Two populations. *System*: the shell scripts of this machine (programs below ``/usr`` and ``/etc``, the
maintainer scripts of Debian packages, pyenv, node packages, git's own), each copied into a small project
under git and run as ``bash script.sh``. *Project*: for every PROJECT directory given (a checkout; without
one, the packages of node on this machine), a copy under git and in it ``bash path`` for every shell script,
``make goal`` for every ordinary goal of its Makefiles, ``npm run name`` for every script of its
``package.json``. Nothing is run: each line goes through ``guard.check`` in this process.

Printed: for each kind the decisions, then the rules and reasons that interrupt most, internal errors, time.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from guard import Proposal, check
from guard.model import Verdict

sys.path.insert(0, str(Path(__file__).parent))
from parse_coverage import script_text, scripts

SYSTEM = ("/usr", "/etc", "/var/lib/dpkg/info", os.path.expanduser("~/.pyenv"))
GOALS = (
    "all", "build", "compile", "test", "tests", "check", "lint", "fmt", "format", "vet", "docs", "doc",
    "clean", "distclean", "install", "dist", "package", "generate", "deps", "dev", "run", "start", "ci",
    "coverage", "bench", "help", "tidy", "vendor", "release",
)  # fmt: skip
SKIPPED = (".git", "node_modules", ".venv", "vendor")
LONGEST = 65_536
"""Bytes: longer scripts are not followed by the guard."""

MEMORY = 1 << 30
"""Bytes: a script that makes the guard need more is one of its mistakes, and shows as an internal error."""


@dataclass
class Line:
    """One command to judge: where, and what it stands for."""

    kind: str
    command: str
    cwd: Path
    origin: str


@dataclass
class Tally:
    """What came of the lines of one kind."""

    decisions: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("projects", nargs="*", type=Path, metavar="PROJECT")
    parser.add_argument("--only", nargs="*", default=[], help="system maintainer script make npm")
    parser.add_argument("--limit", type=int, default=0, help="at most so many lines of each kind")
    parser.add_argument("--show", type=int, default=15, help="how many reasons to print for each kind")
    parser.add_argument("--grep", default="", help="print the lines whose summary holds this text")
    parser.add_argument(
        "--folder",
        default="/home",
        help="where the copies go: not below /tmp, which the guard lets be emptied",
    )
    parser.add_argument("--jsonl", type=Path, help="one verdict for each line goes here")
    return parser.parse_args()


def git(folder: Path, *words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=m", "-c", "user.email=m@localhost", "-C", str(folder), *words],
        check=False, capture_output=True,
    )  # fmt: skip


def committed(folder: Path) -> None:
    """Put a folder under git as it is."""
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "as it was")


def system_lines(work: Path) -> Iterator[Line]:
    """Every shell script of the machine, in a project of its own kind."""
    project = work / "system"
    (project / "src").mkdir(parents=True)
    (project / "src" / "main.py").write_text("print('hello')\n")
    found: list[tuple[str, str, str]] = []
    for number, (path, text) in enumerate(scripts(SYSTEM)):
        if len(text.encode()) > LONGEST or "/node_modules/" in path:
            continue
        kind = "maintainer" if path.startswith("/var/lib/dpkg") else "system"
        name = f"s{number}.sh"
        (project / name).write_text(text, errors="surrogateescape")
        found.append((kind, name, path))
    committed(project)
    for kind, name, path in found:
        yield Line(kind, f"bash {name}", project, path)


def node_packages() -> list[Path]:
    """Folders with a ``package.json`` that has scripts."""
    root = Path("/usr/lib/node_modules")
    return [p.parent for p in root.rglob("package.json") if '"scripts"' in p.read_text(errors="replace")]


def project_lines(work: Path, projects: list[Path]) -> Iterator[Line]:
    """The scripts, make goals and npm scripts of each project, in a copy under git."""
    for number, project in enumerate(projects):
        copy = work / f"p{number}" / project.name
        shutil.copytree(
            project, copy, symlinks=True, ignore=shutil.ignore_patterns(*SKIPPED), dirs_exist_ok=True
        )
        committed(copy)
        for root, folders, files in os.walk(copy):
            folders[:] = sorted(f for f in folders if f not in SKIPPED)
            for name in sorted(files):
                path = Path(root) / name
                yield from _lines_of(path, path.relative_to(copy), copy, project)


def _lines_of(path: Path, inside: Path, copy: Path, project: Path) -> Iterator[Line]:
    if path.name in ("Makefile", "GNUmakefile"):
        for goal in _goals(path.read_text(errors="replace")):
            yield Line("make", f"make {goal}", path.parent, f"{project / inside} {goal}")
    elif path.name == "package.json":
        for name in _npm_scripts(path):
            yield Line("npm", f"npm run {name}", path.parent, f"{project / inside} {name}")
    elif script_text(str(path)) and path.stat().st_size <= LONGEST and " " not in str(inside):
        yield Line("script", f"bash {inside}", copy, str(project / inside))


def _goals(text: str) -> list[str]:
    heads = [
        line.partition(":")[0].split() for line in text.splitlines() if ":" in line and line[:1].isalpha()
    ]
    named = {name for head in heads for name in head}
    return [goal for goal in GOALS if goal in named]


def _npm_scripts(path: Path) -> list[str]:
    try:
        found = json.loads(path.read_text(errors="replace")).get("scripts") or {}
    except (ValueError, AttributeError):
        return []
    return [name for name, text in found.items() if isinstance(text, str) and " " not in name]


def judged(line: Line, env: dict[str, str]) -> tuple[Verdict, float]:
    start = time.perf_counter()
    verdict = check(Proposal(text=line.command, cwd=str(line.cwd), env=env), env)
    return verdict, time.perf_counter() - start


def reason(verdict: Verdict) -> str:
    """Rule and reason of what interrupts, without what is different in each script."""
    if not verdict.findings:
        return verdict.summary[:100]
    worst = verdict.findings[0]
    ground = worst.grounds[0] if worst.grounds else ""
    return f"{verdict.decision} {worst.effect.rule} | {ground[:70]} | {(worst.why or worst.loss)[:80]}"


def main() -> int:
    options = arguments()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    home = work = Path(tempfile.mkdtemp(prefix="scripts.", dir=options.folder))
    env = {"HOME": str(home), "PATH": "/usr/local/bin:/usr/bin:/bin", "USER": "dev", "TERM": "xterm"}
    tallies: dict[str, Tally] = {}
    reasons: dict[str, Counter[str]] = {}
    internal: list[str] = []
    out = options.jsonl.open("w") if options.jsonl else None
    wanted = options.only or ["system", "maintainer", "script", "make", "npm"]
    sources: list[Iterator[Line]] = []
    if {"system", "maintainer"} & set(wanted):
        sources.append(system_lines(work))
    if {"script", "make", "npm"} & set(wanted):
        sources.append(project_lines(work, options.projects or node_packages()))
    try:
        for line in (line for source in sources for line in source):
            tally = tallies.setdefault(line.kind, Tally())
            if line.kind not in wanted or 0 < options.limit <= tally.decisions.total():
                continue
            verdict, seconds = judged(line, env)
            tally.decisions[verdict.decision] += 1
            tally.seconds += seconds
            everything = verdict.summary + " ".join(f.why for f in verdict.findings)
            if "internal error" in everything or "could not be worked out (" in everything:
                internal.append(f"{line.origin}: {verdict.summary[:200]}")
            if verdict.decision != "allow":
                reasons.setdefault(line.kind, Counter())[reason(verdict)] += 1
            if out is not None:
                out.write(json.dumps(as_row(line, verdict, seconds)) + "\n")
                out.flush()
            if options.grep and options.grep in everything:
                print(f"{verdict.decision} {line.origin}\n    {verdict.summary[:300]}")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    report(tallies, reasons, internal, options.show)
    return 1 if internal else 0


def as_row(line: Line, verdict: Verdict, seconds: float) -> dict[str, object]:
    return {
        "kind": line.kind, "origin": line.origin, "command": line.command, "decision": verdict.decision,
        "summary": verdict.summary, "seconds": round(seconds, 4),
        "findings": [
            {"rule": f.effect.rule, "decision": f.decision, "grounds": f.grounds, "why": f.why,
             "loss": f.loss, "resource": f.effect.resource.identity[:120],
             "source": getattr(f.effect.by, "source", ""),
             "words": " ".join(getattr(f.effect.by, "words", ()))[:200]}
            for f in verdict.findings if f.decision != "allow"
        ],
    }  # fmt: skip


def report(
    tallies: dict[str, Tally], reasons: dict[str, Counter[str]], internal: list[str], show: int
) -> None:
    print(f"{'kind':12}{'lines':>7}{'allow':>7}{'ask':>7}{'deny':>7}{'quiet':>8}{'ms each':>9}")
    for kind, tally in tallies.items():
        count = tally.decisions.total()
        if count:
            allow, ask, deny = (tally.decisions[d] for d in ("allow", "ask", "deny"))
            print(
                f"{kind:12}{count:7}{allow:7}{ask:7}{deny:7}{100 * allow / count:7.1f}%"
                f"{1000 * tally.seconds / count:9.1f}"
            )
    print(f"internal errors: {len(internal)}")
    for text in internal[:show]:
        print("   ", text)
    for kind, counts in reasons.items():
        print(f"\n{kind}: why")
        for text, count in counts.most_common(show):
            print(f"  {count:4} {text}")


if __name__ == "__main__":
    sys.exit(main())
