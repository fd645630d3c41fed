"""Files among the arguments of an MCP tool: what it would delete, write, move or read of them.

Caught: ``delete_directory`` with a home, ``write_file`` over ``.claude/settings.json``, ``push_files`` with a
workflow. Quiet: ``write_file`` of a new file, ``read_text_file`` of a source. None of ours is a document of a
database that is called like a path (``firestore_delete_document`` with ``a/b``): the name says what goes.
"""

from __future__ import annotations

import os

from guard.frozen import replace
from guard.model import known
from guard.tools.servers import is_local, known_server

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Proposal
    from guard.world import World

PATH_KEYS = ("path", "file_path", "filepath", "file", "filename", "source", "destination", "uri")


def path_effects(proposal: Proposal, server: str, tool: str, world: World) -> Iterator[Effect]:
    """Files that the tool would delete, write or read."""
    from guard.knowledge.verbs import operation_of

    if known_server(server):
        yield from _planted(proposal, world)
        return
    paths = [v for k in PATH_KEYS if isinstance(v := proposal.tool_input.get(k), str) and _is_path(v)]
    if not paths:
        return
    operation = operation_of(tool)
    as_file = replace(
        proposal, tool_input={**proposal.tool_input, "file_path": paths[0].removeprefix("file://")}
    )
    if operation == "delete":
        if is_local(server) or not server or _is_file(paths[0], proposal, world):
            yield from _deleted(as_file, tool, world)
    elif operation in ("update", "overwrite", "create") and _text_given(proposal):
        from guard.tools.files import interpret as files

        yield from files(as_file, world)[1]
    elif _moves(tool) and len(paths) > 1:
        from guard.programs.foresight import foresee_text
        from guard.shell.values import shell_quoted

        words = " ".join(shell_quoted(path.removeprefix("file://")) for path in paths[-2:])
        program = "cp -r" if "copy" in tool.lower() else "mv"
        text = f"{program} -- {words}"
        yield from foresee_text(replace(proposal, tool="shell", text=text, dialect="bash"), world)[1]
    elif operation == "read":
        from guard.tools.reads import interpret as reads

        yield from reads(replace(as_file, tool_name="Read"), world)[1]


def _is_file(path: str, proposal: Proposal, world: World) -> bool:
    """Whether it names a file of this machine, and is not only written like one."""
    rooted = path.startswith(("/", "~", "./", "../", "file://"))
    return rooted or world.exists(os.path.join(proposal.cwd, path))


FOLDERS = ("directory", "directories", "dir", "folder", "folders", "tree", "rmtree", "rmdir")


def _deleted(as_file: Proposal, tool: str, world: World) -> Iterator[Effect]:
    """A file as every tool deletes it; a folder as ``rm -r`` does, where the call says so."""
    from guard.knowledge.verbs import split_name

    given = as_file.tool_input
    if given.get("recursive") is True or any(word in FOLDERS for word in split_name(tool)):
        from guard.programs.foresight import foresee_text
        from guard.shell.values import shell_quoted

        text = f"rm -rf -- {shell_quoted(str(given['file_path']))}"
        yield from foresee_text(replace(as_file, tool="shell", text=text, dialect="bash"), world)[1]
        return
    from guard.tools.files import interpret as files

    yield from files(replace(as_file, tool_name="Delete"), world)[1]


def _planted(proposal: Proposal, world: World) -> Iterator[Effect]:
    """What somebody else's machine will run of the files that are written at a service (a workflow)."""
    from guard.model import FileWrite
    from guard.programs.planted import planted_effects

    given = proposal.tool_input
    files = given.get("files")
    for row in (given, *(files if isinstance(files, list) else ())):
        path, text = (row.get("path"), row.get("content")) if isinstance(row, dict) else (None, None)
        if isinstance(path, str) and isinstance(text, str):
            full = f"{proposal.cwd.rstrip('/')}/{path.lstrip('/')}"
            write = FileWrite(known(full), "truncate", proposal.cwd, known(text))
            yield from planted_effects(full, text, write, proposal, world)


def _moves(tool: str) -> bool:
    return any(word in tool.lower() for word in ("move", "rename", "copy"))


def _is_path(text: str) -> bool:
    return text.startswith(("/", "./", "../", "~", "file://", ".")) or ("/" in text and "://" not in text)


def _text_given(proposal: Proposal) -> bool:
    return any(
        isinstance(proposal.tool_input.get(k), str)
        for k in (
            "content",
            "new_string",
            "text",
            "file_text",
        )
    )
