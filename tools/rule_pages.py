"""Write the rules' pages in Markdown, from the docstrings of the files that define them.

    python tools/rule_pages.py [FOLDER]

One page for each file, ``programs/remove`` as ``programs-remove.md``, and an index by room. A test holds the
committed pages against the docstrings.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from guard.lint.catalogue import page_name, page_of, pages, rules
from guard.lint.pages import OPTIONAL, REQUIRED, read

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "rules"
ROOMS = {
    "programs": "Programs",
    "sql": "SQL",
    "http": "Requests",
    "tools": "Tools of agents",
    "session": "What the session itself made",
    "lint": "Files, for the linter alone",
}
"""The rooms that have rules, in the order of the index."""
WRITTEN = "<!-- Written by tools/rule_pages.py from the docstring of guard/{module}.py -->\n\n"


def written(module: str) -> str:
    """The page of one file."""
    page = read(module)
    names = [rule.id for rule in rules() if rule.module == module]
    lines = [f"# {_marked(page.title)}\n\n"]
    lines.append(f"Defined in [guard/{module}.py](../../guard/{module}.py)")
    lines.append(": " + ", ".join(f"`{name}`" for name in names) + ".\n\n" if names else ".\n\n")
    lines.extend(_marked(text) + "\n\n" for text in page.text[1:])
    for label, meaning in (REQUIRED | OPTIONAL).items():
        if label in page.parts:
            lines.append(f"## {meaning}\n\n{_sentence(label, page.parts[label])}\n\n")
    return WRITTEN.format(module=module) + "".join(lines).rstrip("\n") + "\n"


def index() -> str:
    """Every page, by room and by family of rules."""
    lines = [
        "<!-- Written by tools/rule_pages.py. -->\n\n# Rules\n\n",
        "`guard rules` lists them, `guard rules show fs.rm` prints a page. ",
        "An id that ends in `*` is a family: ",
        "the rest of it is what the command line says.\n",
    ]
    for room, title in ROOMS.items():
        lines.append(f"\n## {title}\n\n")
        for module in pages():
            if module.partition("/")[0] == room and page_of(module):
                named = f"[{module.partition('/')[2]}]({page_name(module)})"
                lines.append(f"* {named}: {_marked(read(module).title)}{_families(module)}\n")
    return "".join(lines)


def _families(module: str) -> str:
    """The first words of the ids, each once."""
    found = dict.fromkeys(rule.id.partition(".")[0] for rule in rules() if rule.module == module)
    return " (" + ", ".join(f"`{name}`" for name in found) + ")" if found else ""


def _marked(text: str) -> str:
    """Code of a docstring as Markdown has it; a piece with backticks keeps the double ones."""
    return re.sub(r"``([^`]+)``", r"`\1`", text)


def _sentence(label: str, text: str) -> str:
    """As it begins behind a headline; the names that facts begin with stay as they are."""
    return _marked(text if label in ("Facts", "Related") else text[0].upper() + text[1:])


def write(folder: Path) -> None:
    """All pages into a folder; those of rules that are no more go."""
    texts = {"README.md": index(), **{page_name(module): written(module) for module in pages()}}
    for old in folder.glob("*.md"):
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    target.mkdir(parents=True, exist_ok=True)
    write(target)
