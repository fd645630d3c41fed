"""What code given to an interpreter does to files: ``python -c``, ``node -e``, ``perl -e``, awk …

What the code runs or sends is said by ``shell/wrappers/interpreters.py``, so that those programs' own rules
judge it.

Caught: ``python3 -c "import shutil; shutil.rmtree('/')"``, ``ruby -e 'FileUtils.rm_rf("/")' -rfileutils``,
``perl -pi -e 's/a/b/' notes.txt`` (rewrites the operands), ``gawk -i inplace '{print}' notes.txt``.
Quiet: ``python3 -c "print('rm -rf /')"``, ``node -e 'console.log(1)'``, ``awk '{print > "/dev/stderr"}'``.

Lost: what git does not hold.
Back: ``git restore`` brings tracked files back, nothing brings the others.
Instead: ``perl -pi.bak`` keeps the old file; print what would be deleted before deleting it.

Facts: perlrun(1), gawk(1) (``-i inplace``), node(1), python3(1), ruby(1); the calls are named in
``guard/inline``.
"""

from __future__ import annotations

from guard.inline.acts import FileAct, acts_of
from guard.inline.code import code_of
from guard.programs.files import path_effect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World

STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/null", "/dev/tty", "/dev/fd/1", "/dev/fd/2", "-", "")


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The files that the code deletes, overwrites or changes."""
    perl = invocation.program == "perl"
    if perl:
        from guard.programs.overwrite import READERS

        yield from READERS["perl"](invocation, world)
    code = code_of(invocation)
    if code is None:
        return
    if code.in_place and not perl:
        operands = code.arguments
        for word in operands:
            yield path_effect("inline.in-place", "overwrite", word, invocation, follow=True)
    if code.text is None:
        return
    for act in acts_of(code.text, code.language, invocation, code.arguments):
        if not isinstance(act, FileAct) or act.path.text in STREAMS:
            continue
        yield path_effect(
            f"inline.{code.language}",
            act.operation,
            act.path,
            invocation,
            act="substitute" if act.edits else "",
            recursive=act.recursive,
            kind=act.kind,
            follow=act.operation in ("overwrite", "truncate", "update"),
            why=f"{act.call} in the {code.language} code",
        )
