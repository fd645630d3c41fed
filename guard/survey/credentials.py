"""Every credential that an agent on this machine could reach: known places, the environment, the project.

Only what a credential is, where it lies, what it reaches and how long it lives is kept, never its value: two
that are the same are told to be by their fingerprint. Bounded: files over 256 KiB are named and not read, a
project is looked through up to ``MOST_FILES`` files.
"""

from __future__ import annotations

import os

from guard.errors import GuardError, LimitReached
from guard.frozen import replace
from guard.signs.environments import matches
from guard.survey.held import Held, is_secret
from guard.survey.identified import Credential, identified
from guard.survey.places import SPOTS, Spot
from guard.survey.providers import PROVIDERS
from guard.survey.readers import READERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from guard.policy.config import Config
    from guard.survey.names import Ground
    from guard.world import Stat

MOST_FILES = 20_000
"""Files of a project that are looked at."""
LARGEST_PROSE = 131_072
"""Bytes up to which a file that is not known to hold secrets is searched for tokens."""


class Survey:
    """One look over the machine."""

    def __init__(self, ground: Ground, config: Config, state: str) -> None:
        self.ground, self.config, self.state = ground, config, state
        self.unread: list[str] = []
        """Places that hold something and could not be read, each with the reason."""
        self._seen: set[str] = set()
        self._open: dict[str, bool] = {}

    def steps(self) -> tuple[Callable[[], Iterator[Credential]], ...]:
        """What there is to look at, for whoever shows progress."""
        spots = [lambda spot=spot: self._at(spot) for spot in SPOTS]
        files = self._project_files()
        size = max(1, len(files) // 50)
        chunks = [files[at : at + size] for at in range(0, len(files), size)]
        project = [lambda chunk=chunk: self._in_project(chunk) for chunk in chunks]
        return (self._variables, self._agents, *spots, *project)

    def everything(self) -> tuple[Credential, ...]:
        """All of it, in one go."""
        return tuple(found for step in self.steps() for found in step())

    # ------------------------------------------------------------------------ known places

    def _at(self, spot: Spot) -> Iterator[Credential]:
        for path in self._matching(spot.path):
            yield from self._file(path, spot)

    def _matching(self, pattern: str) -> Iterator[str]:
        """The paths that a pattern stands for, at most one ``*`` a name."""
        if pattern.startswith("~/") and not self.ground.home:
            return
        found = [self.ground.home if pattern.startswith("~/") else ""]
        for part in pattern.removeprefix("~/").strip("/").split("/"):
            deeper: list[str] = []
            for folder in found:
                if "*" not in part:
                    deeper.append(f"{folder}/{part}")
                    continue
                names = self._names(folder or "/")
                deeper.extend(f"{folder}/{n}" for n in names if matches(part, n) and not n.endswith(".pub"))
            found = deeper[:500]
        yield from found

    def _names(self, folder: str) -> tuple[str, ...]:
        try:
            return self.ground.world.list(folder) or ()
        except LimitReached as error:
            self.unread.append(error.message)
            return ()

    def _file(self, path: str, spot: Spot) -> Iterator[Credential]:
        world = self.ground.world
        real = world.realpath(path)
        found = world.stat(real)
        if found is None or real in self._seen:
            return
        self._seen.add(real)
        risks = self._risks(path, found)
        if spot.reader in ("file", "folder", "socket"):
            if found.size or found.kind != "file":
                bare = Credential(spot.provider, self.shown(path), path, modified=found.modified, risks=risks)
                yield identified(bare, Held(""), spot, None, self.config)
            return
        if found.kind != "file":
            return
        text = world.read(real)
        if text is None:
            self.unread.append(f"{self.shown(path)}: {self._reason(real, found)}")
            return
        for held in READERS[spot.reader](text, spot.keys):
            if any(example in held.secret for example in EXAMPLES):
                continue
            yield self._credential(held, path, found, spot, risks)

    def _reason(self, path: str, found: Stat) -> str:
        if found.size > 262_144:
            return "larger than 256 KiB"
        return "may not be read" if not os.access(path, os.R_OK) else "cannot be read"

    def _risks(self, path: str, found: Stat) -> tuple[str, ...]:
        risks = []
        link = self.ground.world.stat(path)
        if link is not None and link.kind == "link":
            risks.append("it is a link")
        open_to_all = found.kind == "file" and found.mode & 0o006 and self._passable(os.path.dirname(path))
        if open_to_all and found.mode & 0o004:
            risks.append("every user of this machine can read it")
        if open_to_all and found.mode & 0o002:
            risks.append("every user of this machine can change it")
        return tuple(risks)

    def _passable(self, folder: str) -> bool:
        """Whether every user may walk down to a folder."""
        if folder not in self._open:
            found = self.ground.world.stat(folder)
            above = os.path.dirname(folder)
            may = found is not None and (found.kind == "link" or bool(found.mode & 0o001))
            self._open[folder] = may and (above == folder or self._passable(above))
        return self._open[folder]

    # --------------------------------------------------------------------- the environment

    def _variables(self) -> Iterator[Credential]:
        from guard.knowledge.names import secret_name

        for name, value in self.ground.env.items():
            if not is_secret(value) or not secret_name(name):
                continue
            for held in READERS["env"](f"{name}='{value}'", ()):
                spot = Spot(name, "opaque", "env")
                yield self._credential(
                    replace(held, line=0), "", None, spot, ("every program that runs sees it",)
                )

    def _agents(self) -> Iterator[Credential]:
        """Keys that are used and never read: an SSH agent's socket, git's credential helper."""
        socket = self.ground.env.get("SSH_AUTH_SOCK", "")
        if socket and self.ground.world.stat(socket) is not None:
            yield Credential(
                "SSH agent", "variable SSH_AUTH_SOCK", socket, 0, PROVIDERS["ssh"],
                "every host that trusts a key in it", "as long as the agent runs",
            )  # fmt: skip
        from guard.git.repository import personal_configuration

        for key, value in personal_configuration(self.ground.world):
            if key.startswith("credential") and key.endswith(".helper") and value:
                yield Credential(
                    "git's credential helper", f"~/.gitconfig: {key} = {value.split()[0]}", "", 0,
                    PROVIDERS["git"], PROVIDERS["git"].scope, note="it gives the login to whoever asks git",
                )  # fmt: skip

    # -------------------------------------------------------------------------- the project

    def _project_files(self) -> list[str]:
        """The files of the project, those that tools make again left out."""
        from guard.signs.path_names import GENERATED

        pending = [self.ground.folder]
        files: list[str] = []
        while pending and len(files) < MOST_FILES:
            folder = pending.pop()
            for name in self._names(folder):
                path = f"{folder.rstrip('/')}/{name}"
                found = self.ground.world.stat(path)
                if found is None or name == ".git" or name.lower() in GENERATED:
                    continue
                if found.kind == "directory" and path != self.ground.home:
                    pending.append(path)
                elif found.kind in ("file", "link"):
                    files.append(path)
        if len(files) >= MOST_FILES:
            self.unread.append(
                f"{self.ground.folder}: more than {MOST_FILES} files, the rest was not looked at"
            )
        return files

    def readers_of(self, variables: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The files of the project that name a variable, those that hold it left out."""
        import re

        names = sorted({name for name in variables if name})
        if not names:
            return {}
        pattern = re.compile(r"\b(" + "|".join(re.escape(name) for name in names) + r")\b")
        found: dict[str, list[str]] = {}
        for path in self._project_files():
            stat = self.ground.world.stat(path)
            if stat is None or stat.kind != "file" or not 0 < stat.size <= LARGEST_PROSE:
                continue
            for name in set(pattern.findall(self.ground.world.read(path) or "")):
                if not _holds(path, self.ground.home):
                    found.setdefault(name, []).append(self.shown(path))
        return {name: tuple(paths) for name, paths in found.items()}

    def _in_project(self, files: list[str]) -> Iterator[Credential]:
        found = [one for path in files for one in self._file_of_project(path)]
        tracked = self._tracked([one.path for one in found])
        for one in found:
            yield replace(one, risks=(*one.risks, "git tracks it")) if one.path in tracked else one

    def _file_of_project(self, path: str) -> Iterator[Credential]:
        from guard.knowledge.secrets import env_family, secret_file

        name = path.rsplit("/", 1)[-1].lower()
        what = secret_file(path, self.ground.home)
        if env_family(path):
            yield from self._file(path, Spot(path, "app", "env"))
        elif what is not None:
            yield from self._file(path, Spot(path, *_reader_of(name, what)))
        else:
            found = self.ground.world.stat(path)
            if found is not None and found.kind == "file" and 0 < found.size <= LARGEST_PROSE:
                yield from self._file(path, Spot(path, "opaque", "tokens"))

    def _tracked(self, paths: list[str]) -> set[str]:
        repository = self.ground.world.repository(self.ground.folder) if paths else None
        if repository is None:
            return set()
        inside = [p for p in paths if p.startswith(repository.root + "/")][:1000]
        answer = repository.ask("ls-files", "-z", "--full-name", "--", *inside) if inside else None
        names = (answer or b"").decode("utf-8", "surrogateescape").split("\0")
        return {f"{repository.root}/{name}" for name in names if name}

    # ---------------------------------------------------------------------------- one of them

    def _credential(
        self, held: Held, path: str, found: Stat | None, spot: Spot, risks: tuple[str, ...]
    ) -> Credential:
        from guard.signs.tokens import format_of

        form = format_of(held.secret) if held.secret else None
        name = held.name if not held.secret or held.name != held.secret else ""
        file = spot.path if not path else self.shown(path)
        where = f"variable {spot.path}" if not path else f"{file} ({name})" if name else file
        bare = Credential(
            "", where, path, held.line, modified=found.modified if found else 0.0, note=held.note,
            risks=risks, variable=held.name if spot.reader == "env" else "",
            fingerprint=self._fingerprint(held.secret),
        )  # fmt: skip
        return identified(bare, held, spot, form, self.config)

    def _fingerprint(self, secret: str) -> str:
        from guard.credentials.fingerprint import fingerprint

        try:
            return fingerprint(secret, self.state) if secret and self.state else ""
        except GuardError:
            return ""

    def shown(self, path: str) -> str:
        """A path as a person would write it."""
        home = self.ground.home.rstrip("/")
        if path.startswith(self.ground.folder.rstrip("/") + "/") and self.ground.folder != home:
            return path[len(self.ground.folder.rstrip("/")) + 1 :]
        return "~" + path[len(home) :] if home and path.startswith(home + "/") else path


EXAMPLES = ("EXAMPLE", "4eC39HqLyjWDarjtT1zdp7dc", "xxxxxxxx", "XXXXXXXX", "00000000-0000-0000")
"""What the services' own documentation writes in the place of a secret."""


def _holds(path: str, home: str) -> bool:
    from guard.knowledge.secrets import secret_file

    return secret_file(path, home) is not None


def _reader_of(name: str, what: str) -> tuple[str, str]:
    """Who a secret file of the project speaks to, and its reader."""
    if name.endswith((".tfstate", ".tfvars", ".tfvars.json")):
        return "state", "tokens"
    if "private key" in what or "SSH" in what or name.endswith((".pem", ".key", ".p8")):
        return "tls", "file" if name.endswith((".p12", ".pfx", ".jks", ".kdbx", ".keystore")) else "pem"
    if "gcloud" in what:
        return "gcp", "gcp"
    if "Kubernetes" in what:
        return "kubernetes", "kube"
    if name == ".npmrc":
        return "npm", "npmrc"
    if name.endswith((".key", "token", ".token", "token.txt", "secret.txt", "secret")):
        return "app", "text"
    return "app", "tokens"
