"""The layers of the configuration, weakest first: built-in, user, project, organisation.

A file that cannot be read or holds an unknown key is an error, and then the built-in policy stays at
its strictest (every *ask* is *deny*). The project's file can only make the guard stricter, unless a
human trusted exactly this content (``guard config trust``). TOML is read once and kept as JSON beside
the ledger, since importing a TOML reader costs more than a verdict.
"""

from __future__ import annotations

import os

from guard.errors import ConfigError
from guard.frozen import replace
from guard.policy.config import Config, EnvironmentRule, PolicyRule
from guard.policy.files import Source, sources
from guard.policy.table import TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from guard.policy.files import Layer

WORDS = {
    "ephemeral": "E0", "local": "E1", "development": "E1", "personal": "E2", "shared": "E3", "staging": "E3",
    "production": "E4", "E0": "E0", "E1": "E1", "E2": "E2", "E3": "E3", "E4": "E4",
}  # fmt: skip
KEYS = ("environment", "rule", "table", "own_domains")
RULE_KEYS = ("id", "match", "decision", "reason", "instead", "expires", "examples")
LARGEST = 262_144
FILES_KEPT = 8
"""Files of which it is remembered what they held, the last read ones."""


def load(env: Mapping[str, str], project: str, state: str = "") -> Config:
    """The configuration in force. Never raises: what is broken stands in ``Config.broken``."""
    config = Config()
    for source in sources(env, project):
        try:
            data = _content(source, state)
            if data is not None:
                config = lay(config, read(data, source), source.layer, _trusted(source, state))
        except ConfigError as error:
            hint = f", {error.hint}" if error.hint else ""
            config = replace(config, broken=f"{source.path}: {error.message}{hint}")
    return config


def read(data: Mapping[str, Any], source: Source) -> Config:
    """One file's content as a Config.

    Raises:
        ConfigError: a key is unknown or a value has the wrong form.
    """
    for key in data:
        if key not in KEYS:
            raise ConfigError(f"unknown key {key!r}", _suggest(key, KEYS))
    return Config(
        tuple(_environment(row, source) for row in _rows(data, "environment")),
        tuple(_strings(data.get("own_domains", []), "own_domains")),
        tuple(_rule(row, source) for row in _rows(data, "rule")),
        _table(data.get("table", {})),
        origins=dict.fromkeys(data, source.path),
    )


def lay(below: Config, above: Config, layer: Layer, trusted: bool = False) -> Config:
    """One layer over another. The project's only tightens, unless it is trusted."""
    if layer == "project" and not trusted:
        above = _tightening(above)
    return Config(
        above.environments + below.environments,
        below.own_domains + above.own_domains,
        below.rules + above.rules,
        {**below.table, **above.table} if above.table is not TABLE else below.table,
        below.broken,
        {**below.origins, **above.origins},
    )


def _tightening(project: Config) -> Config:
    counted = Config(
        tuple(e for e in project.environments if e.environment in ("E3", "E4")),
        (),
        tuple(r for r in project.rules if r.decision != "allow"),
    )
    kept = {"environment": counted.environments, "rule": counted.rules}
    return replace(counted, origins={key: where for key, where in project.origins.items() if kept.get(key)})


def ignored(env: Mapping[str, str], project: str, state: str = "") -> tuple[str, ...]:
    """What does not count of a project's file because it would loosen the policy, one sentence per file."""
    found = []
    for source in sources(env, project):
        if source.layer != "project" or _trusted(source, state):
            continue
        try:
            data = _content(source, state)
            above = read(data, source) if data is not None else Config()
        except ConfigError:
            continue
        counted = _tightening(above)
        parts = [key for key in ("own_domains", "table") if key in above.origins]
        parts += [f"rule {rule.id}" for rule in above.rules if rule not in counted.rules]
        parts += [f"environment {e.pattern}" for e in above.environments if e not in counted.environments]
        if parts:
            found.append(
                f"{source.path}: what could loosen the policy does not count: {', '.join(parts)} "
                f"(a person may trust the file: guard config trust {source.path})"
            )
    return tuple(found)


# ------------------------------------------------------------------------------ one file


def _content(source: Source, state: str) -> Mapping[str, Any] | None:
    try:
        found = os.stat(source.path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror})") from None
    _check_owner(source, found)
    key = f"{source.path}|{found.st_mtime_ns}|{found.st_size}|{found.st_ino}"
    kept = _kept(state).get(key)
    if kept is not None:
        return kept
    if source.path.endswith("pyproject.toml") and not _mentions_guard(source.path):
        return None
    data = _parse(source.path)
    if source.path.endswith("pyproject.toml"):
        data = data.get("tool", {}).get("guard", {})
    _keep(key, data, state)
    return data


def _mentions_guard(path: str) -> bool:
    """Whether a ``pyproject.toml`` has a table of ours: most have none, and need not be parsed."""
    try:
        with open(path, "rb") as file:
            return b"[tool.guard" in file.read(LARGEST)
    except OSError:
        return False


def _check_owner(source: Source, found: os.stat_result) -> None:
    if source.layer == "organisation" and (found.st_uid != 0 or found.st_mode & 0o022):
        raise ConfigError("is not root's own file", "chown root and chmod go-w")
    if found.st_mode & 0o002:
        raise ConfigError("can be written by everybody", "chmod o-w")
    if found.st_size > LARGEST:
        raise ConfigError("is larger than 256 KiB")


def _parse(path: str) -> Mapping[str, Any]:
    from guard.toml import loads

    try:
        with open(path, encoding="utf-8", newline="") as file:
            return loads(file.read())
    except ValueError as error:
        raise ConfigError(f"is not TOML ({error})") from None
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror})") from None


def _kept(state: str) -> dict[str, Mapping[str, Any]]:
    """The files that were read before: path and stamp, and what they held."""
    from guard.wire import loads

    if not state:
        return {}
    try:
        with open(os.path.join(state, "config.json"), encoding="utf-8") as file:
            kept = loads(file.read())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _keep(key: str, data: Mapping[str, Any], state: str) -> None:
    """Remember a file beside the others that were read last: the layers of one verdict are several files."""
    from guard.session.owned import put
    from guard.wire import dumps

    if not state:
        return
    path = key.partition("|")[0]
    others = [(k, v) for k, v in _kept(state).items() if k.partition("|")[0] != path]
    kept = dict([*others[1 - FILES_KEPT :], (key, data)])
    try:
        put(os.path.join(state, "config.json"), dumps(kept).encode())
    except (OSError, TypeError):
        return


def _trusted(source: Source, state: str) -> bool:
    if source.layer != "project" or not state:
        return False
    from guard.policy.trust import is_trusted

    return is_trusted(source.path, state)


# --------------------------------------------------------------------------- its content


def _rows(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = data.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{key} must be a list of tables", f"write [[{key}]]")
    return rows


def _strings(value: object, key: str) -> list[str]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise ConfigError(f"{key} must be text or a list of texts")
    return values


def _environment(row: Mapping[str, Any], source: Source) -> EnvironmentRule:
    if set(row) - {"kind", "match", "is"} or "match" not in row or "is" not in row:
        raise ConfigError("an environment has the keys kind, match and is")
    place = WORDS.get(str(row["is"]))
    if place is None:
        raise ConfigError(f"{row['is']!r} is no environment", "one of " + ", ".join(WORDS))
    return EnvironmentRule(str(row.get("kind", "any")), str(row["match"]), place, source.path)  # type: ignore[arg-type]


def _rule(row: Mapping[str, Any], source: Source) -> PolicyRule:
    from guard.policy.rules import NOUNS

    for key in row:
        if key not in RULE_KEYS:
            raise ConfigError(f"unknown key {key!r} in a rule", _suggest(key, RULE_KEYS))
    for key in ("id", "match", "decision", "reason", "examples"):
        if key not in row:
            raise ConfigError(f"a rule needs {key}")
    match, examples = row["match"], row["examples"]
    if not isinstance(match, dict) or not match:
        raise ConfigError("match must be a table of nouns")
    for noun in match:
        if noun not in NOUNS:
            raise ConfigError(f"unknown noun {noun!r} in match", _suggest(noun, NOUNS))
    if row["decision"] not in ("allow", "ask", "deny"):
        raise ConfigError(f"{row['decision']!r} is no decision", "allow, ask or deny")
    if "expires" in row and not _is_day(str(row["expires"])):
        raise ConfigError(f"expires is {str(row['expires'])!r}, which is no day", "write 2027-01-31")
    if not isinstance(examples, dict) or not examples.get("match") or "no_match" not in examples:
        raise ConfigError("a rule needs examples.match and examples.no_match")
    return PolicyRule(
        str(row["id"]), row["decision"], str(row["reason"]),
        {noun: tuple(_strings(value, noun)) for noun, value in match.items()},
        str(row.get("instead", "")), str(row.get("expires", "")),
        tuple(_strings(examples["match"], "examples.match")),
        tuple(_strings(examples["no_match"], "examples.no_match")), source.path,
    )  # fmt: skip


def _is_day(text: str) -> bool:
    """Whether this is a date (``2027-01-31``)."""
    from datetime import date

    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _table(rows: object) -> Mapping[str, Any]:
    if not rows:
        return TABLE
    if not isinstance(rows, dict):
        raise ConfigError("table must be a table of rows")
    for name, cells in rows.items():
        if name not in TABLE:
            raise ConfigError(f"unknown row {name!r}", "R0, R1, R2, R3 or R4")
        if not isinstance(cells, list) or len(cells) != 5 or set(cells) - {"allow", "ask", "deny"}:
            raise ConfigError(f"row {name} needs five decisions, for E0 to E4")
    return {**TABLE, **{name: tuple(cells) for name, cells in rows.items()}}


def _suggest(word: str, words: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, words, 1)
    return f"did you mean {near[0]!r}?" if near else "one of " + ", ".join(words)
