"""Adding to the user's configuration file: a line of the environment map, or a rule at its end.

The file keeps its comments, its order and its form (``tomlkit``); it is written in one step, 0600 where it
is new, and only where it could be read before and is valid afterwards. Off the way of a hook.
"""

from __future__ import annotations

import os
import stat

from guard.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def user_file(env: Mapping[str, str]) -> str:
    """The user's configuration file, whether it is there or not."""
    from guard.policy.files import sources

    return next(source.path for source in sources(env, "") if source.layer == "user")


def with_environments(text: str, rows: tuple[tuple[str, str, str], ...]) -> str:
    """A configuration's text with more lines in its environment map; what stands there stays as it is.

    A name that the map has already under the same kind gets its new environment in its old place.

    Args:
        rows: kind, name and environment of each.

    Raises:
        ConfigError: the text is no TOML, or its ``environment`` is no list of tables.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError
    from tomlkit.items import AoT

    try:
        document = tomlkit.parse(text if text.endswith("\n") or not text else text + "\n")
    except (TOMLKitError, RecursionError) as error:
        raise ConfigError(f"is not TOML ({error})") from None
    there = document.get("environment")
    if there is None:
        there = document["environment"] = tomlkit.aot()
    elif not isinstance(there, AoT):
        raise ConfigError("environment must be a list of tables", "write [[environment]]")
    for kind, name, environment in rows:
        same = [row for row in there if row.get("match") == name and row.get("kind", "any") == kind]
        if same:
            same[0]["is"] = environment
            continue
        table = tomlkit.table()
        table.update({"kind": kind, "match": name, "is": environment})
        there.append(table)
    return tomlkit.dumps(document)


def add_environments(path: str, rows: tuple[tuple[str, str, str], ...]) -> None:
    """Write lines into the environment map of a file, which is made where it is not there.

    Raises:
        ConfigError: it cannot be read or written, or would not be valid afterwards.
    """
    rewrite(path, lambda text: with_environments(text, rows))


def rewrite(path: str, change: Callable[[str], str]) -> None:
    """Change a configuration's text in one step; the file keeps its mode and, where it is a link, its place.

    Args:
        change: from the present text (empty where there is no file) to the next.

    Raises:
        ConfigError: it cannot be read or written, or would not be valid afterwards.
    """
    from guard.policy.files import Source
    from guard.policy.layers import read
    from guard.toml import loads

    real = os.path.realpath(path)
    try:
        with open(real, encoding="utf-8", newline="") as file:
            text = file.read()
        mode = stat.S_IMODE(os.stat(real).st_mode)
    except FileNotFoundError:
        text, mode = "", 0o600
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read ({error})") from None
    try:
        made = change(text)
        read(loads(made), Source("user", path))
    except ConfigError as error:
        raise ConfigError(f"{path} {error.message}", error.hint) from None
    except ValueError as error:
        raise ConfigError(f"{path} is not TOML ({error})") from None
    _replace(real, made, mode)


def _replace(path: str, text: str, mode: int) -> None:
    fresh = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.replace(fresh, path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error.strerror})") from None
