"""A path in a container that ``docker run`` makes for this one command.

What is written there goes with the container, except through a mount: a bind mount leads back to this
machine, where the same command is judged by itself; a volume keeps data of its own, which nothing else holds.
Caught: ``docker run --rm -v pgdata:/v alpine rm -rf /v``. Quiet: ``docker run --rm alpine rm -rf /etc``.

Facts: docker-run(1), options ``-v``, ``--mount``, ``--privileged``, ``--device``.
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Evidence, Target
from guard.programs.options import read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Effect, Invocation, Value

ENGINES = ("docker", "podman", "nerdctl")
_GLOBAL = ("-c", "--context", "-H", "--host", "-l", "--log-level", "--config", "--connection", "--url")
_MOUNTS = ("-v", "--volume", "--mount")
_VALUED = (
    *_MOUNTS, "-w", "--workdir", "-e", "--env", "--env-file", "-u", "--user", "-p", "--publish", "--name",
    "--network", "--net", "--entrypoint", "-m", "--memory", "--cpus", "--platform", "-h", "--hostname", "-l",
    "--label", "--add-host", "--gpus", "--shm-size", "--ulimit", "--restart", "--pull", "--device", "--tmpfs",
    "--security-opt", "--cap-add", "--cap-drop", "--pid", "--ipc", "--log-driver", "--log-opt", "--dns",
)  # fmt: skip


def locate_in_new_container(effect: Effect) -> Located | None:
    """Where the path lies, if the innermost wrapper makes a new container; ``None`` where it does not, or
    where the path may lie in a mount that cannot be told."""
    wrapper = _run(effect)
    if wrapper is None:
        return None
    words = read_options(wrapper.argv[1:], _GLOBAL, permute=False).operands
    options = read_options(words[1:], _VALUED, permute=False)
    if options.has("--privileged", "--device"):
        return None
    path = effect.resource.value.text if effect.resource.value is not None else effect.resource.identity
    mounts = [mount for value in options.values(*_MOUNTS) for mount in _mount(value)]
    if not path or (mounts and not path.startswith("/")):
        return None
    for source, target in mounts:
        if _within(path, target) or _within(target, path.rstrip("*")):
            return _mounted(source, target)
    made = Target("E0", "a container made for this command", (Evidence("docker run makes it", "docker run"),))
    return Located(made, "R0", "B0", path)


def _run(effect: Effect) -> Invocation | None:
    if effect.by is None or effect.by.cwd is not None:
        return None
    for wrapper in reversed(effect.by.via):
        if wrapper.program in ENGINES:
            words = read_options(wrapper.argv[1:], _GLOBAL, permute=False).operands
            return wrapper if words and words[0].text == "run" else None
    return None


def _mount(value: Value) -> list[tuple[str, str]]:
    text = value.skeleton
    if "=" in text and ("target=" in text or "destination=" in text or "dst=" in text):
        pairs = dict(part.partition("=")[::2] for part in text.split(","))
        source = pairs.get("source") or pairs.get("src") or ""
        return [(source, pairs.get("target") or pairs.get("destination") or pairs.get("dst") or "")]
    pieces = text.split(":")
    return [(pieces[0], pieces[1])] if len(pieces) > 1 else []


def _within(path: str, folder: str) -> bool:
    folder = folder.rstrip("/")
    return path == folder or path.startswith(folder + "/")


def _mounted(source: str, target: str) -> Located:
    if source.startswith(("/", ".", "~", "⟨", "$")):
        why = (Evidence(f"{target} is {source} of this machine, which is judged by itself", "-v"),)
        return Located(Target("E0", source, why), "R0", "B0")
    why = (Evidence(f"{target} is the volume {source}", "-v"),)
    place = Target("E1", f"volume {source}", why)
    return Located(place, "R4", "B1", f"what lies in the volume {source}")
