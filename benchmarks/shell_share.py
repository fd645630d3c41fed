"""What of a hook's start goes into bringing ``guard.shell``, in bare starts of the same interpreter.

    python benchmarks/shell_share.py [RUNS]

The hook is started from its bundle as an agent starts it, with ``git status``. Counted is processor time:
that of running each module of the room, and of the bundle's first part the room's share by its size.
Bare starts are interleaved; figures are medians.
"""

from __future__ import annotations

import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROBE = r"""
import marshal, posix, sys, time
root = sys.argv[1]
sys.path.append(root)
clock = time.process_time
bundle = posix.open(f"{root}/guard/__pycache__/guard.{sys.implementation.cache_tag}.bundle", posix.O_RDONLY)
head = posix.read(bundle, 8)
image = {"__name__": "guard.image"}
exec(marshal.loads(posix.read(bundle, int.from_bytes(head[4:], "little"))), image)
spent = {"running": 0.0, "reading": 0.0, "room": 0, "all": 0}
class Reader:
    def loads(self, data):
        began = clock()
        found = marshal.loads(data)
        if not spent["reading"]:
            spent["reading"] = clock() - began
            for entry in found:
                size = len(marshal.dumps(entry))
                spent["all"] += size
                spent["room"] += size * entry[0].startswith("guard.shell")
        return found
image["marshal"] = Reader()
own = image["Finder"].run
inside = []
def run(self, name, *rest):
    began = clock()
    inside.append(0.0)
    own(self, name, *rest)
    whole = clock() - began
    below = inside.pop()
    if inside:
        inside[-1] += whole
    if name.startswith("guard.shell"):
        spent["running"] += whole - below
image["Finder"].run = run
image["start"](root, bundle)
from guard.model import Proposal
from guard.shell.evaluate import unfold
from guard.world import World
unfold(Proposal(text="git status", cwd="/", env={}), World("/"))
share = spent["room"] / max(1, spent["all"])
modules = sum(name.startswith("guard.shell") for name in sys.modules)
print([spent["running"] * 1000, spent["reading"] * share * 1000, modules])
"""


def started(*words: str) -> tuple[float, str]:
    """Processor milliseconds of a process, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-I", "-S", *words], check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return spent * 1000, done.stdout


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    subprocess.run([sys.executable, "-m", "guard.bundle"], check=True, cwd=ROOT, env={**os.environ})
    bare, running, reading, modules = [], [], [], 0
    with tempfile.NamedTemporaryFile("w", suffix=".py") as probe:
        probe.write(PROBE)
        probe.flush()
        for _ in range(runs):
            bare.append(started("-c", "pass")[0])
            ran, read, modules = json.loads(started(probe.name, str(ROOT))[1])
            running.append(ran)
            reading.append(read)
    start, ran, read = map(statistics.median, (bare, running, reading))
    print(
        f"bare start {start:.1f} ms; {modules} modules of guard.shell: read {read:.2f} ms, run {ran:.2f} ms, "
        f"{(ran + read) / start:.2f} of a bare start"
    )


if __name__ == "__main__":
    main()
