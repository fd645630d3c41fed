"""Commands in the containers of a site that is developed here: ddev, lando, Laravel's sail, wp-env, warden.

Caught: ``ddev drush sql-drop -y``, ``lando mysql -e 'drop database x'``, ``sail down -v``, ``wp-env run cli
wp db reset --yes``.
Quiet: ``ddev composer install``, ``lando start``, ``sail up -d``, ``sail artisan test``, ``wp-env run cli wp
plugin list``.

Facts: ddev.readthedocs.io “Commands”, docs.lando.dev “CLI”, laravel.com “Sail”, developer.wordpress.org
“wp-env”, docs.warden.dev “Commands”.
"""

from __future__ import annotations

from guard.model import Value, known
from guard.programs.options import read_options
from guard.shell.unwrap import RunArgv, RunText
from guard.shell.wrappers.grammar import joined, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

TOOLS = frozenset((
    "drush", "wp", "artisan", "composer", "mysql", "mariadb", "psql", "php", "npm", "npx", "yarn", "pnpm",
    "node", "typo3", "craft", "magento", "cake", "console", "python", "redis-cli", "mysqldump", "pg_dump",
    "bash", "sh",
))  # fmt: skip
"""Programs that stand behind the stack's name as if they were its own sub-commands."""
COMPOSE = frozenset(
    ("up", "down", "stop", "start", "restart", "ps", "logs", "build", "pull", "rm", "exec", "run")
)


def unwrap(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The program inside."""
    words = list(invocation.argv[1:])
    if not words:
        return
    head, rest = text_of(words[0]), words[1:]
    if invocation.program == "ddev" and head in ("exec", "."):
        inside = read_options(rest, ("-s", "--service", "-d", "--dir"), permute=False).operands
        if inside:
            yield RunText(joined(inside), "sh", elsewhere=True)
    elif invocation.program in ("lando", "warden") and head in ("ssh", "shell"):
        text = read_options(rest, ("-c", "--command", "-s", "--service", "-u", "--user")).value(
            "-c", "--command"
        )
        if text is not None:
            yield RunText(text, "sh", elsewhere=True)
    elif invocation.program == "wp-env":
        if head == "run":
            inside = read_options(rest, ("--env-cwd", "--config"), permute=False).operands[1:]
            if inside:
                yield RunArgv(tuple(inside), elsewhere=True)
    elif invocation.program == "sail":
        yield from _sail(head, rest)
    elif head in TOOLS:
        yield RunArgv((words[0], *rest), elsewhere=True)


def _sail(head: str, rest: Sequence[Value]) -> Iterator[Inner]:
    """``artisan`` is read by its own rule; the words of compose go to compose, in the project's folder."""
    if head in COMPOSE:
        yield RunArgv((known("docker"), known("compose"), known(head), *rest))
    elif head == "redis":
        yield RunArgv((known("redis-cli"), *rest), elsewhere=True)
    elif head in TOOLS and head != "artisan":
        yield RunArgv((known(head), *rest), elsewhere=True)
