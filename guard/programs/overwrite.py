"""Programs that write into an existing file: dd, truncate, tee, sponge, sed -i, perl -i, sort -o, split and
their kin.

Caught: ``dd if=x of=/dev/sda``, ``truncate -s 0 app.db``, ``tee notes.txt`` over an untracked file, ``sed -i
s/a/b/ src/a.py`` of files with uncommitted changes, ``sort -o f notes.txt``.
Quiet: ``dd if=x of=/dev/null``, ``tee -a notes.txt``, ``sed -n 1p f``, ``sed 's/a/b/' f`` (it prints), ``sed
-i s/a/b/ README.md`` of a file that git holds unchanged, ``truncate --help``.

Lost: the old content.
Back: ``git restore`` where it is tracked, else nothing.
Instead: ``sed -i.bak`` keeps it, ``tee -a`` adds to it, dd to an image in place of a device.

Related: ShellCheck SC2094 (a file that is read and written by one pipeline).
Facts: dd(1), truncate(1), tee(1), sort(1), split(1) of coreutils 9; sed(1) of GNU 4.9 and BSD; perlrun(1)
(``-i``); sponge(1) of moreutils; patch(1).
"""

from __future__ import annotations

from guard.model import known
from guard.programs.files import asks_for_help, path_effect
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Effect, Invocation, Value
    from guard.programs.options import Options
    from guard.world import World


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What the program writes into."""
    reader = READERS.get(invocation.program)
    if reader is not None:
        yield from reader(invocation, world)


def _written(
    rule: str, word: Value, by: Invocation, act: str = "overwrite", hints: tuple[tuple[str, Value], ...] = ()
) -> Effect:
    operation = "update" if act in ("append", "substitute", "edit") else "overwrite"
    return path_effect(rule, operation, word, by, act=act, follow=True, hints=hints)  # type: ignore[arg-type]


def _dd(invocation: Invocation, world: World) -> Iterator[Effect]:
    words = invocation.argv[1:]
    kept = any(
        (word.text or "").startswith(("conv=", "oflag=")) and _keeps(word.text or "") for word in words
    )
    for word in words:
        if word.prefix.startswith("of="):
            yield _written("fs.dd", _tail(word, 3), invocation, "append" if kept else "overwrite")


def _keeps(text: str) -> bool:
    name, _, flags = text.partition("=")
    return (name == "oflag" and "append" in flags.split(",")) or (
        name == "conv" and "excl" in flags.split(",")
    )


def _tail(word: Value, start: int) -> Value:
    from guard.frozen import replace

    head = word.prefix[start:]
    return replace(word, parts=((head,) if head else ()) + word.parts[1:])


def _truncate(invocation: Invocation, world: World) -> Iterator[Effect]:
    options = read_options(
        invocation.argv[1:],
        ("-s", "--size", "-r", "--reference"),
        ("--no-create", "--io-blocks", "--help", "--version"),
    )
    size = options.value("-s", "--size")
    if asks_for_help(options) or (size is not None and (size.text or "").startswith(("+", ">"))):
        return
    for word in options.operands:
        yield path_effect("fs.truncate", "truncate", word, invocation, act="overwrite", follow=True,
                          hints=(("empties", known("yes")),))  # fmt: skip


def _tee(invocation: Invocation, world: World) -> Iterator[Effect]:
    options = read_options(
        invocation.argv[1:], (), ("--append", "--ignore-interrupts", "--help", "--version")
    )
    if asks_for_help(options):
        return
    appends = options.has("-a", "--append")
    nothing = () if appends or not _reads_nothing(invocation) else (("empties", known("yes")),)
    for word in options.operands:
        if word.text not in ("-", "/dev/null", "/dev/stderr", "/dev/tty", "/dev/stdout"):
            yield _written(
                "fs.append" if appends else "fs.tee", word, invocation, "append" if appends else "overwrite",
                nothing,
            )  # fmt: skip


def _reads_nothing(invocation: Invocation) -> bool:
    """``tee f < /dev/null``, ``: | tee f``: an empty input empties the file."""
    stdin = invocation.stdin
    if stdin is None:
        return False
    from_null = stdin.path is not None and stdin.path.text == "/dev/null"
    return from_null or (stdin.text is not None and stdin.text.text == "")


def _sponge(invocation: Invocation, world: World) -> Iterator[Effect]:
    options = read_options(invocation.argv[1:])
    for word in options.operands[:1]:
        appends = options.has("-a")
        made = "append" if appends else "substitute" if _passed_on(invocation, word) else "overwrite"
        yield _written("fs.sponge", word, invocation, made)


def _passed_on(invocation: Invocation, word: Value) -> bool:
    """Whether what comes in is made from the very file (``jq . f | sponge f``)."""
    stream = invocation.stdin
    if stream is None:
        return False
    return any(operand.text == word.text for p in stream.producers for operand in p.argv[1:])


# ------------------------------------------------------------------------------ edited in place


def _sed(invocation: Invocation, world: World) -> Iterator[Effect]:
    words = _attached_suffix(invocation.argv[1:], invocation)
    options = read_options(
        words, ("-e", "-f", "-l", "--expression", "--file", "--line-length"),
        (
            "--in-place", "--quiet", "--silent", "--regexp-extended", "--separate", "--null-data", "--posix",
            "--debug", "--sandbox", "--follow-symlinks", "--unbuffered", "--help", "--version",
        ),
    )  # fmt: skip
    scripts = options.values("-e", "--expression")
    operands = list(options.operands)
    if not scripts and not options.has("-f", "--file") and operands:
        scripts = (operands.pop(0),)
    yield from _sed_writes(scripts, invocation)
    given = [value for name, value in options.given if name in ("-i", "--in-place")]
    if not given or asks_for_help(options):
        return
    if any(value is not None and value.skeleton for value in given):
        return
    act = (
        "edit" if any(_deletes(script) for script in scripts) or options.has("-f", "--file") else "substitute"
    )
    if _many(operands):
        act = "edit"
    for word in operands:
        yield _written("fs.sed", word, invocation, act)
        yield from _put_in(scripts, word, options.has("-E", "-r", "--regexp-extended"), invocation, world)


def _put_in(
    scripts: Sequence[Value], word: Value, extended: bool, invocation: Invocation, world: World
) -> Iterator[Effect]:
    """What the script puts into a file that something else runs later (``package.json``, a Makefile)."""
    from guard.programs.path_operands import absolute
    from guard.programs.planted import planted_effects
    from guard.programs.written import worth_reading

    path = absolute(word.text or "", invocation.cwd)
    if not path or word.text is None or not worth_reading(path):
        return
    from guard.model import FileWrite, Proposal
    from guard.shell.pure_sed import edited

    before = world.read(path) or ""
    start = Proposal(cwd=invocation.cwd or "/", env=invocation.environment)
    for script in scripts:
        new, after = edited(script.text or "", before, extended)
        if new:
            write = FileWrite(word, "append", invocation.cwd, known(new), invocation, span=invocation.span)
            yield from planted_effects(path, new, write, start, world, before if after else "", after)


FEW = 6
"""As many files, each called by its name, are edited by somebody who has them in mind."""


def _many(operands: Sequence[Value]) -> bool:
    """Whether files are edited that nobody has named one by one."""
    return len(operands) > FEW or any(word.glob or word.holes for word in operands)


def _attached_suffix(words: tuple[Value, ...], invocation: Invocation) -> list[Value]:
    """``-i.bak`` keeps the old file; ``-ni``, ``-i -e`` do not. BSD's ``-i ''`` takes an empty word."""
    found: list[Value] = []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        text = word.text or ""
        if text == "--":
            return [*found, word, *rest]
        if text.startswith("-") and not text.startswith("--") and "i" in text[1:]:
            letters, _, suffix = text.partition("i")
            if len(letters) > 1 and not any(letter in "efl" for letter in letters[1:]):
                found.append(known(letters))
            if any(letter in "efl" for letter in letters[1:]):
                found.append(word)
                continue
            found.append(known("--in-place=" + suffix if suffix else "--in-place"))
            if not suffix and rest and rest[0].text == "":
                rest.pop(0)
            continue
        found.append(word)
    return found


def _deletes(script: Value) -> bool:
    """Whether a sed script does more than substitute or take out chosen lines: deletes, replaces or
    writes lines."""
    text = script.text
    if text is None:
        return True
    bare = text.strip()
    if any(piece.strip() in ("d", "D", "z") for piece in bare.replace("\n", ";").split(";")):
        return True
    if _takes_out(bare):
        return False
    return not (bare.startswith(("s", "/", "y")) or bare[:1].isdigit()) or (
        not bare.startswith("s") and bare.rstrip("}; ").endswith(("d", "D", "c"))
    )


EVERY_LINE = ("", ".", ".*", "^", "$", "^.*$", "^.*", ".*$")


def _takes_out(script: str) -> bool:
    """``/console.log/d``, ``5d``, ``3,7d``: the lines that an address chooses, as an editor would."""
    address = script[:-1]
    if not script.endswith("d") or any(mark in script for mark in ("!", ";", "{", "\n")):
        return False
    if address.startswith("/"):
        return len(address) > 1 and address.endswith("/") and address[1:-1] not in EVERY_LINE
    return address[:1].isdigit() and "$" not in address


def _sed_writes(scripts: tuple[Value, ...], invocation: Invocation) -> Iterator[Effect]:
    """``w FILE`` as a command or as a flag of ``s``."""
    from guard.shell.wrappers.sed import steps_of

    for script in scripts:
        for step in steps_of(script.text or ""):
            if step.letter == "w" and step.text:
                yield _written("fs.sed-write", known(step.text), invocation)


def _perl(invocation: Invocation, world: World) -> Iterator[Effect]:
    """``perl -pi -e``: everything after the script is edited in place."""
    in_place = keeps = script = prints = False
    operands: list[Value] = []
    scripts: list[Value] = []
    words = list(invocation.argv[1:])
    while words:
        word = words.pop(0)
        text = word.text or word.skeleton
        if operands or not text.startswith("-") or text in ("-", "--"):
            operands.append(word)
            continue
        letters = text[1:]
        prints = prints or "p" in letters.split("e")[0]
        if "i" in letters.split("e")[0].split("E")[0]:
            in_place = True
            suffix = letters.partition("i")[2]
            keeps = suffix[:1] in (".", "~", "*")
        if letters[-1:] in ("e", "E"):
            script = True
            if words:
                scripts.append(words.pop(0))
    for word in (operands if script else operands[1:]) if in_place else ():
        yield from _put_in(scripts, word, True, invocation, world)
    if not in_place or keeps:
        return
    files = operands if script else operands[1:]
    many = _many(files)
    for word in files:
        act = "substitute" if prints and not many else "edit"
        yield _written("fs.perl-in-place", word, invocation, act)


# ------------------------------------------------------------------------------ named by an option


_OUTPUT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sort": (
        ("-o", "--output"),
        (
            "-k", "-t", "-S", "-T", "--key", "--field-separator", "--buffer-size", "--temporary-directory",
            "--compress-program", "--parallel", "--files0-from",
        ),
    ),
    "iconv": (("-o", "--output"), ("-f", "-t", "--from-code", "--to-code")),
    "shuf": (("-o", "--output"), ("-n", "-i", "-e")),
}  # fmt: skip


def _named(invocation: Invocation, world: World) -> Iterator[Effect]:
    outputs, valued = _OUTPUT[invocation.program]
    options: Options = read_options(invocation.argv[1:], outputs + valued, outputs)
    path = options.value(*outputs) if outputs else None
    if path is None:
        return
    same = invocation.program == "sort" and any(
        word.text == path.text and word.text for word in options.operands
    )
    yield _written(f"fs.{invocation.program}-output", path, invocation, "substitute" if same else "overwrite")


READERS = {
    "dd": _dd, "gdd": _dd, "dcfldd": _dd, "dc3dd": _dd, "truncate": _truncate, "gtruncate": _truncate,
    "tee": _tee,
    "gtee": _tee, "sponge": _sponge, "sed": _sed, "gsed": _sed, "perl": _perl, "sort": _named, "shuf": _named,
    "iconv": _named,
}  # fmt: skip
