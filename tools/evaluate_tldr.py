"""The generic rule against examples that somebody else described: tldr-pages, used here and never shipped.

    python tools/evaluate_tldr.py CHECKOUT [--show N] [--half tuned|frozen]

The label of an example is the first verb of its English description; only command lines with a sub-command
count. Pages fall into two halves by a hash of their name: words were tuned on one, the other is frozen. It
fails where the frozen half misses a figure: deletes called delete, deletes called read, reads called delete.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from guard.knowledge.command_words import act_of, like_a_command
from guard.knowledge.grammar import Record, read_line, record_of
from guard.model import known

CALLED, READ, FALSE = 0.85, 0.015, 0.003
LABELS = {
    "delete": "delete remove destroy erase uninstall purge wipe drop prune truncate unset deregister "
    "terminate undeploy discard unpublish",
    "read": "list show display print view get describe inspect check find search query count preview "
    "monitor watch tail dump examine retrieve compare verify fetch",
    "write": "create add update install start stop restart set upload deploy edit modify rename move copy "
    "run execute build enable disable push publish import apply change configure initialize attach clone "
    "open connect upgrade generate convert merge sync restore launch replace write send register",
}
VERBS = {verb: label for label, verbs in LABELS.items() for verb in verbs.split()}
WRAPPERS = ("sudo", "doas", "env", "time", "nohup", "xargs")
_EXAMPLE = re.compile(r"^- (.*?):?\n\n`([^`\n]+)`", re.M)
_PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}")
_WORD = re.compile(r"\"[^\"]*\"|'[^']*'|\S+")


def half_of(page: str) -> str:
    """``tuned`` or ``frozen``: by the name of the page, so that it never changes."""
    return "tuned" if hashlib.sha256(page.encode()).digest()[0] % 2 else "frozen"


def examples(checkout: Path) -> Iterator[tuple[str, str, str, list[str]]]:
    """(half, label, description, words) of every example that has a label and a sub-command."""
    for page in sorted((checkout / "pages").glob("*/*.md")):
        if page.parent.name in ("windows", "dos", "cisco-ios"):
            continue
        for about, line in _EXAMPLE.findall(page.read_text(errors="replace")):
            label = VERBS.get(re.split(r"[ ,/]", about.strip().lower())[0])
            words = words_of(line)
            if label is not None and has_subcommand(words):
                yield half_of(page.stem), label, about, words


def words_of(line: str) -> list[str]:
    """The words of an example: placeholders as operands, alternatives as the long one, up to a pipe."""
    line = re.sub(r"\{\{\[[^|\]]*\|([^\]]*)\]\}\}", r"\1", line)
    line = re.sub(r"\{\{(?:[a-z][a-z-]*\|)+([a-z][a-z-]*)\}\}", r"\1", line)
    line = _PLACEHOLDER.sub(lambda m: "X/" + re.sub(r"\W", "_", m.group(1)), line)
    words = [
        w.strip("'\"") if " " not in w else "X/quoted"
        for w in _WORD.findall(re.split(r"\s[|;&]+\s", line)[0])
    ]
    while words and (words[0] in WRAPPERS or "=" in words[0]):
        words = words[1:]
    return words


def has_subcommand(words: list[str]) -> bool:
    """Whether a bare word or an option that acts follows the program."""
    return len(words) > 1 and any(like_a_command(word) for word in words[1:3])


def answer_of(words: list[str]) -> str:
    """``delete``, ``read``, ``write`` or ``unknown``."""
    record = record_of(words[0].rsplit("/", 1)[-1]) or Record(words[0])
    act = act_of(record, read_line(record, [known(word) for word in words[1:]]))
    if act.operation in ("delete", "truncate", "unprotect"):
        return "delete"
    if act.operation in ("read", "reveal"):
        return "read" if act.verb else "unknown"
    return "unknown" if act.operation == "unknown" else "write"


def main() -> int:
    """Print both halves; 1 where the frozen one misses a figure."""
    checkout = Path(sys.argv[1])
    shown = int(sys.argv[sys.argv.index("--show") + 1]) if "--show" in sys.argv else 0
    told = sys.argv[sys.argv.index("--half") + 1] if "--half" in sys.argv else "tuned"
    counts: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    missed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for half, label, about, words in examples(checkout):
        answer = answer_of(words)
        counts[half][label, answer] += 1
        if half == told and answer != label:
            missed[label, answer].append(f"{' '.join(words)}   ({about})")
    for pair in (("delete", "read"), ("read", "delete"), ("delete", "unknown"), ("delete", "write")):
        for line in missed[pair][:shown]:
            print(f"{pair[0]} called {pair[1]}: {line}")
    return max(int(_figures(half, counts[half]) and half == "frozen") for half in ("tuned", "frozen"))


def _figures(half: str, count: Counter[tuple[str, str]]) -> bool:
    """Print a half's figures; whether one is missed."""
    sums = {label: sum(n for (own, _), n in count.items() if own == label) or 1 for label in LABELS}
    share = {pair: n / sums[pair[0]] for pair, n in count.items()}
    called, read = share.get(("delete", "delete"), 0.0), share.get(("delete", "read"), 0.0)
    false = share.get(("read", "delete"), 0.0)
    write, unknown = share.get(("delete", "write"), 0.0), share.get(("delete", "unknown"), 0.0)
    print(
        f"{half}: {sum(count.values())} examples, {sums['delete']} deletes: {called:.1%} called delete, "
        f"{write:.1%} write, {unknown:.1%} unknown, "
        f"{read:.1%} read; {sums['read']} reads: {false:.2%} called delete, "
        f"{share.get(('read', 'unknown'), 0.0):.1%} unknown"
    )
    return called < CALLED or read > READ or false > FALSE


if __name__ == "__main__":
    sys.exit(main())
