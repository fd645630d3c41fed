"""Getting the packages, each with its ecosystem's ordinary client, into a folder outside the project."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

WORK = Path(os.environ.get("GUARD_DERIVE", Path(os.environ.get("TMPDIR", "/tmp")) / "guard-derive"))
"""Where packages are kept between runs; ``GUARD_DERIVE`` says otherwise."""


class Unreachable(Exception):
    """A source cannot be had here: it is skipped, and the committed data stays."""


def _run(*command: str, cwd: Path | None = None, timeout: int = 600) -> str:
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreachable(f"{command[0]}: {error}") from error
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise Unreachable(f"{' '.join(command[:4])}: {''.join(last)}")
    return done.stdout


def npm(package: str, version: str) -> Path:
    """The unpacked folder of a package of the npm registry."""
    folder = WORK / "npm" / f"{package.strip('@').replace('/', '-')}-{version}"
    if not (folder / "package").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        name = _run("npm", "pack", "--silent", f"{package}@{version}", cwd=folder).split()[-1]
        with tarfile.open(folder / name) as archive:
            archive.extractall(folder, filter="data")
        (folder / name).unlink()
    return folder / "package"


def npm_programs(package: str, version: str) -> Path:
    """The folder of the programs of a package of the npm registry, installed with what it needs; none of the
    scripts that packages run while they are installed is run."""
    folder = WORK / "npm-installed" / f"{package.strip('@').replace('/', '-')}-{version}"
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}")
        quietly = ("--ignore-scripts", "--no-fund", "--no-audit", "--silent")
        _run("npm", "install", *quietly, f"{package}@{version}", cwd=folder)
        (folder / "ready").touch()
    return folder / "node_modules" / ".bin"


def git(repository: str, commit: str, ending: str | tuple[str, ...] = ".go", under: str = ".") -> Path:
    """The files of a public repository of GitHub at one commit, under a folder, whose names end so.

    A clone that lies in ``WORK/git/OWNER-NAME`` already is used as it is.
    """
    name = repository.replace("/", "-")
    part = f"-{under.replace('/', '-')}" if under != "." else ""
    clone, folder = WORK / "git" / name, WORK / "trees" / f"{name}-{commit[:12]}{part}"
    if not clone.exists():
        clone.parent.mkdir(parents=True, exist_ok=True)
        source = f"https://github.com/{repository}"
        _run("git", "clone", "--quiet", "--bare", "--filter=blob:none", source, str(clone))
    if not (folder / ".whole").exists():
        listed = _run("git", "-C", str(clone), "ls-tree", "-r", commit, "--", under).splitlines()
        files = [line.split(None, 3) for line in listed if line.endswith(ending)]
        asked = "\n".join(blob for _, _, blob, _ in files)
        read = ("git", "-C", str(clone), "cat-file", "--batch")
        done = subprocess.run(read, input=asked.encode(), capture_output=True, check=False, timeout=900)
        at = 0
        for _, _, _, path in files:
            head, _, _ = done.stdout[at:].partition(b"\n")
            at += len(head) + 1
            if head.endswith(b" missing"):
                continue
            size = int(head.split()[-1])
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(done.stdout[at : at + size])
            at += size + 1
        if not folder.exists():
            raise Unreachable(f"git: {repository} has no files at {commit[:12]}")
        (folder / ".whole").touch()
    return folder


def crate(name: str, version: str) -> Path:
    """The unpacked folder of a crate."""
    home = WORK / "cargo"
    (home / "src").mkdir(parents=True, exist_ok=True)
    (home / "src/lib.rs").write_text("")
    text = f'[package]\nname="x"\nversion="0.0.0"\nedition="2021"\n[dependencies]\n{name}="={version}"\n'
    (home / "Cargo.toml").write_text(text)
    listed = list((home / "vendor").glob(name)) or None
    if listed is None:
        _run("cargo", "info", f"{name}@{version}", cwd=home)
        cargo = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
        listed = sorted(cargo.glob(f"registry/src/*/{name}-{version}"))
    if not listed:
        raise Unreachable(f"cargo: {name} {version} was not unpacked")
    return listed[-1]


def python(*requirements: str) -> Path:
    """An interpreter in a virtual environment of its own that has some packages of PyPI installed."""
    folder = WORK / "python" / "-".join(r.replace("==", "-") for r in requirements)
    interpreter = folder / "bin" / "python"
    if not (folder / "ready").exists():
        _run(sys.executable, "-m", "venv", str(folder))
        _run(str(interpreter), "-m", "pip", "install", "--quiet", *requirements, timeout=1200)
        (folder / "ready").touch()
    return interpreter
