"""ansible's ad hoc modules that run a command: ``ansible web -m shell -a 'rm -rf /var/x'``.

``command`` (also the default) splits its words without a shell, ``shell`` and ``raw`` hand them to one.
Quiet: ``-m ping``, ``-a uptime``, ``--check``, ``--list-hosts``.

Facts: docs.ansible.com (ansible.builtin.command, .shell, .raw).
"""

from __future__ import annotations

from guard.programs.options import read_options
from guard.shell.unwrap import RunText

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

_MODULES = ("command", "shell", "raw", "win_shell", "win_command")


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The command that every host of the pattern would run."""
    from guard.programs.ansible import DRY, VALUED

    options = read_options(invocation.argv[1:], VALUED)
    module = options.value("-m", "--module-name")
    name = "command" if module is None else (module.text or "shell").rsplit(".", 1)[-1]
    text = options.value("-a", "--args")
    if options.has(*DRY) or text is None or name not in _MODULES:
        return
    local = options.value("-c", "--connection")
    yield RunText(text, "sh", elsewhere=local is None or local.text != "local", source="ansible")
