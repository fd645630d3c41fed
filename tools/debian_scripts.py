"""Shell scripts out of Debian's packages, for ``tools/parse_coverage.py`` and the tests of the parser.

    python tools/debian_scripts.py FOLDER [PACKAGES]

Downloads so many packages (3,500 unless told) of sections with many scripts, drawn with a fixed seed, by
``apt-get download``, and keeps of each what its first line or name says to be sh or bash: maintainer
scripts, programs, examples. Nothing is installed or run. Needs Debian and its archive.
"""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from guard.shell.parse import MAX_LENGTH
from tools.parse_coverage import is_script

SECTIONS = (
    "admin", "utils", "net", "mail", "httpd", "database", "vcs", "shells", "games", "web", "kernel", "misc",
    "text", "devel", "news", "comm",
)  # fmt: skip
SIZES = range(3_000, 160_000)
"""Bytes of a package: large ones hold few scripts for their size."""
AT_ONCE = 100


def packages(count: int) -> list[str]:
    """Names of packages to look into."""
    listed = subprocess.run(["apt-cache", "dumpavail"], capture_output=True, text=True, check=True).stdout
    found = []
    for paragraph in listed.split("\n\n"):
        fields = dict(
            line.split(": ", 1) for line in paragraph.split("\n") if ": " in line and line[0] != " "
        )
        if fields.get("Section") in SECTIONS and int(fields.get("Size", "0")) in SIZES:
            found.append(fields["Package"])
    found = sorted(set(found))
    random.Random(3).shuffle(found)
    return found[:count]


def scripts(package: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the shell scripts of a package."""
    for part in ("--ctrl-tarfile", "--fsys-tarfile"):
        done = subprocess.run(["dpkg-deb", part, package], capture_output=True, check=True)
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            for member in archive:
                file = archive.extractfile(member) if member.isfile() and member.size < MAX_LENGTH else None
                data = file.read() if file is not None else b""
                if data and b"\0" not in data and is_script(member.name, data[:200]):
                    yield member.name.strip("./").replace("/", "_"), data


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    names = packages(int(sys.argv[2]) if len(sys.argv) > 2 else 3_500)
    seen: set[bytes] = set()
    with tempfile.TemporaryDirectory() as place:
        for at in range(0, len(names), AT_ONCE):
            subprocess.run(["apt-get", "download", "-qq", *names[at : at + AT_ONCE]], cwd=place, check=False)
            for package in Path(place).glob("*.deb"):
                for name, data in scripts(package):
                    if data not in seen:
                        seen.add(data)
                        (
                            folder
                            / f"{package.name.split('_')[0]}__{name}"[: os.pathconf("/", "PC_NAME_MAX")]
                        ).write_bytes(data)
                package.unlink()
            print(f"{at + AT_ONCE} packages, {len(seen)} scripts", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
