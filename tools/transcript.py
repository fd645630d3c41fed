"""Run the commands quoted in README.md and docs/messages.md, and write or check what they print.

    python tools/transcript.py [--write] [FILE ...]

The commands run in a demonstration home. Every ``console`` block is a transcript: lines that begin with
``$ `` are run (a line ending in ``\\`` goes on), what follows is what they printed. The home lies in
``.demo`` of this repository and is shown as ``/home/ana``, so that the text is the same on every machine.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEMO = ROOT / ".demo"
SHOWN = "/home/ana"
PAGES = [str(ROOT / "README.md"), str(ROOT / "docs" / "messages.md")]
FILES = {
    "shop/package.json": '{"name": "shop", "scripts": {"test": "node --test"}}\n',
    "shop/src/app.js": "console.log('shop')\n",
    "shop/.gitignore": "node_modules/\ndist/\n.env\n",
    "shop/prisma/schema.prisma": 'datasource db {\n  url = env("DATABASE_URL")\n}\n',
}
AFTERWARDS = {
    "shop/.env": "DATABASE_URL=postgresql://shop@prod-db.acme.com:5432/shop\n",
    "shop/dist/app.js": "built\n",
    "shop/node_modules/left-pad/index.js": "x\n",
    "shop/notes.md": "the only copy\n",
    "shop/src/app.js": "console.log('shop, half changed')\n",
}


def lay_out() -> dict[str, str]:
    """A home with a small project in it; answers the environment of whoever lives there."""
    shutil.rmtree(DEMO, ignore_errors=True)
    for name, text in FILES.items():
        _write(name, text)
    env = {
        "HOME": str(DEMO), "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}", "SHELL": "/bin/bash",
        "USER": "ana", "NO_COLOR": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    }  # fmt: skip
    shop = DEMO / "shop"
    for words in (
        ["init", "-q", "-b", "main"], ["add", "-A"],
        ["-c", "user.name=Ana", "-c", "user.email=ana@acme.com", "commit", "-q", "-m", "start"],
        ["remote", "add", "origin", "git@github.com:acme/shop.git"],
    ):  # fmt: skip
        subprocess.run(["git", *words], cwd=shop, env=env, check=True)
    for name, text in AFTERWARDS.items():
        _write(name, text)
    return env


def _write(name: str, text: str) -> None:
    path = DEMO / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def run(command: str, env: dict[str, str]) -> list[str]:
    """What a command prints in the project, line by line, the home shown as ``/home/ana``."""
    done = subprocess.run(
        ["bash", "-c", command], cwd=DEMO / "shop", env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False, timeout=120,
    )  # fmt: skip
    return done.stdout.replace(str(DEMO), SHOWN).rstrip("\n").split("\n") if done.stdout.strip() else []


def rendered(text: str, env: dict[str, str]) -> str:
    """The same page with every transcript run again."""
    out: list[str] = []
    lines = iter(text.split("\n"))
    for line in lines:
        out.append(line)
        if line != "```console":
            continue
        block = []
        for inside in lines:
            if inside == "```":
                break
            block.append(inside)
        out.extend(_transcript(block, env))
        out.append("```")
    return "\n".join(out)


def _transcript(block: list[str], env: dict[str, str]) -> list[str]:
    out: list[str] = []
    lines = iter(block)
    for line in lines:
        if not line.startswith("$ "):
            continue
        if out:
            out.append("")
        out.append(line)
        command = line[2:]
        while command.endswith("\\"):
            more = next(lines)
            out.append(more)
            command = command[:-1] + more
        out.extend(run(command, env))
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the pages instead of comparing them")
    parser.add_argument("files", nargs="*", default=PAGES)
    args = parser.parse_args()
    env, stale = lay_out(), 0
    for name in args.files:
        page = pathlib.Path(name)
        before = page.read_text()
        after = rendered(before, env)
        if args.write:
            page.write_text(after)
        elif before != after:
            stale += 1
            print(
                f"{name} does not show what the commands print; run tools/transcript.py --write",
                file=sys.stderr,
            )
    shutil.rmtree(DEMO, ignore_errors=True)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
