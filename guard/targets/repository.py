"""Where a backup repository or a remote folder lies: a path, ``user@host:path``, ``s3:…``, ``remote:bucket``.

A path is on this machine; a host is judged by its name; a named remote by its words, else it is shared.
"""

from __future__ import annotations

from guard.model import Evidence, Target
from guard.signs.environments import environment_of_host, environment_of_words, mapped
from guard.targets.elsewhere import remote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation, Value
    from guard.policy.config import Config
    from guard.world import World

_SCHEMES = (
    "s3",
    "gs",
    "azure",
    "b2",
    "swift",
    "rest",
    "rclone",
    "gcs",
    "minio",
    "webdav",
    "http",
    "https",
    "file",
)


def repository(
    value: Value, invocation: Invocation | None, here: Target, world: World, config: Config
) -> Target:
    """The target that a repository's address names; ``here`` is this machine."""
    if value.text is None:
        return Target(
            environment_of_words(value.skeleton) or "E3",
            value.skeleton,
            (),
            f"the repository {value.skeleton}",
        )
    text = "this machine" if value.text == "this machine:" else value.text
    evidence = (Evidence(f"repository {text}", "command line"),)
    rule = mapped(("bucket", "host", "repository"), text, config)
    if rule is not None:
        return Target(rule.environment, text, evidence)
    if text.startswith(("/", "./", "../", "~")) or ":" not in text or text == "this machine":
        words = environment_of_words(text)
        return Target("E4" if words == "E4" else here.environment, text, evidence)
    scheme, _, rest = text.partition(":")
    if scheme in ("sftp", "ssh") or ("@" in scheme and not rest.startswith("//")):
        from guard.model import known

        address = rest.lstrip("/") if scheme in ("sftp", "ssh") else text
        return remote(known(address.split(":", 1)[0].split("/", 1)[0]), invocation, world, config)
    if scheme in _SCHEMES and "/" in rest:
        host = rest.split("://", 1)[-1].lstrip("/").split("/", 1)[0].rsplit(":", 1)[0]
        words = environment_of_words(text)
        return Target("E4" if words == "E4" else environment_of_host(host) or "E3", text, evidence)
    return Target(environment_of_words(text) or "E3", text, evidence)
