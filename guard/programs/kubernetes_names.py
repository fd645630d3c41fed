"""What kubectl's words name, as a sentence says it: the objects, and what shows them before they go."""

from __future__ import annotations

from guard.programs.subcommands import names_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.programs.kubernetes_kinds import Kind
    from guard.programs.kubernetes_objects import Selection
    from guard.programs.subcommands import CommandLine


def objects(command: CommandLine) -> str:
    """What is named, as one word would name it: ``deploy web`` is ``deploy/web``."""
    named = [v.skeleton for v in command.operands if "=" not in v.skeleton and not v.skeleton.endswith("-")]
    if len(named) < 2 or "/" in named[0]:
        return ", ".join(named) or command.names
    return ", ".join(f"{named[0]}/{name}" for name in named[1:])


def named(command: CommandLine) -> str:
    """What a verb acts upon: the objects where it takes a kind and names, else its operands as they stand."""
    if command.path.startswith("adm prune "):
        return command.path.rpartition(" ")[2]
    if command.path == "taint":
        return names_of([v for v in command.operands[1:] if "=" not in v.skeleton and ":" not in v.skeleton])
    if (
        command.path.startswith(("create ", "adm ", "auth ", "config ", "set image"))
        or "cordon" in command.path
    ):
        return command.names
    return objects(command)


def look(chosen: Selection, command: CommandLine) -> str:
    """What shows the objects that would go, in the words that choose them; those of a file by the file."""
    if chosen.said.startswith(("the ", "every ")) and " in " in chosen.said:
        return f"kubectl get -f {chosen.said.partition(' in ')[2]}"
    if chosen.said.endswith("on standard input"):
        return ""
    return f"kubectl get {' '.join(v.skeleton for v in command.operands) or 'all'}"


def of_every(kind: Kind) -> str:
    """What is lost where all objects of a kind go: ``every claim`` for ``claim {name}``."""
    said = kind.loss.replace(f"the {kind.name} {{name}}", f"every {kind.name}")
    said = said.replace(f"{kind.name} {{name}}", f"every {kind.name}")
    words = said.replace("of the kind {name}", "of every kind of its own").split()
    for at, word in enumerate(words):
        if not word.startswith("{name}"):
            continue
        noun, rest = words[at - 1] if at else "", word.removeprefix("{name}")
        instead = [noun, "each" + rest] if noun in ("of", "to", "in", "") else ["every", noun + rest]
        words[max(at - 1, 0) : at + 1] = instead
        break
    return " ".join(words)


def of_files(kind: Kind) -> str:
    """What is lost of the objects that files describe."""
    return kind.loss.replace(
        "{name}", "every object in the files" if kind.loss == "{name}" else "in the files"
    )
