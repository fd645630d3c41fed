"""Where a path lies: scratch space, the project, a person's own things, the system.

An example: ``/tmp/x`` → E0, ``src/a.py`` in the project → E1, ``~/Documents`` → E2, ``/etc/app.conf`` → E3,
``/var/lib/postgresql`` → E4. A near miss: ``/tmp`` itself and ``~/proj/../`` are not below what they name.

Facts: hier(7), the Filesystem Hierarchy Standard 3.0, file-hierarchy(7), Apple's File System Programming
Guide (``/Users``, ``/Volumes``, ``/System``), WSL's mount points (``/mnt/c``).
"""

from __future__ import annotations

import os

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from guard.model import Blast, Environment
    from guard.world import World

SCRATCH = ("/tmp", "/var/tmp", "/private/tmp", "/private/var/tmp", "/dev/shm", "/var/folders",  # noqa: S108
           "/private/var/folders")  # fmt: skip
"""What lies below is thrown away by the system."""

SINKS = ("/dev/null", "/dev/zero", "/dev/full", "/dev/stdout", "/dev/stderr", "/dev/stdin", "/dev/tty",
         "/dev/random", "/dev/urandom", "/dev/ptmx")  # fmt: skip
SINK_FOLDERS = ("/dev/fd", "/dev/pts", "/dev/tcp", "/dev/udp", "/proc/self/fd")

ROOTS = frozenset((
        "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/media", "/mnt", "/nix",
        "/opt", "/proc", "/root", "/run", "/sbin", "/snap", "/srv", "/sys", "/tmp", "/usr", "/var",  # noqa: S108
        "/usr/bin", "/usr/lib", "/usr/local", "/usr/sbin", "/usr/share", "/var/lib", "/var/log", "/var/www",
        "/var/opt", "/Users", "/System", "/Library", "/Applications", "/Volumes", "/private", "/cores",
        "/efi", "/boot/efi",
    ))  # fmt: skip
"""Directories whose loss is the loss of the machine or of everybody's things."""

SYSTEM: tuple[tuple[str, Environment], ...] = (
    ("/var/lib/apt/lists", "E1"),
    ("/var/cache", "E1"),
    ("/var/lib", "E4"),
    ("/var/opt", "E4"),
    ("/var/www", "E4"),
    ("/var/backups", "E4"),
    ("/var/spool", "E3"),
    ("/var/snap", "E3"),
    ("/var", "E3"),
    ("/srv/www", "E4"),
    ("/srv/http", "E4"),
    ("/srv", "E3"),
    ("/etc", "E3"),
    ("/usr", "E3"),
    ("/opt", "E3"),
    ("/bin", "E3"),
    ("/sbin", "E3"),
    ("/lib", "E3"),
    ("/lib64", "E3"),
    ("/boot", "E3"),
    ("/efi", "E3"),
    ("/dev", "E3"),
    ("/proc", "E3"),
    ("/sys", "E3"),
    ("/run", "E3"),
    ("/nix", "E3"),
    ("/System", "E3"),
    ("/Library", "E3"),
    ("/Applications", "E3"),
    ("/private/etc", "E3"),
    ("/private/var", "E3"),
)
"""The longest prefix stands first where one holds another."""

DRIVES = ("/mnt", "/media", "/Volumes", "/run/media")
"""Below these stand whole file systems."""
HOMES = ("/home", "/Users")
DISKS = ("sd", "hd", "vd", "xvd", "nvme", "mmcblk", "disk", "rdisk", "dm-", "md", "mapper/", "mem", "kmem",
         "port", "nbd", "zd", "sr", "pmem", "bcache", "drbd")  # fmt: skip

DOCUMENTS = frozenset((
        "documents", "desktop", "downloads", "pictures", "photos", "music", "movies", "videos", "dropbox",
        "onedrive", "nextcloud",
    ))  # fmt: skip
"""Directories directly below a home that hold what people made, not what they program."""

CACHES = (
    ".cache", ".npm/_cacache", ".npm/_npx", ".npm/_logs", ".cargo/registry", ".cargo/git", ".gradle/caches",
    ".gradle/daemon", ".gradle/wrapper/dists",
    ".m2/repository", ".ivy2/cache", ".pnpm-store", ".yarn/cache", ".yarn/berry/cache", ".bun/install/cache",
    "Library/Caches", "Library/Developer/Xcode/DerivedData", ".local/share/pnpm/store", "go/pkg/mod",
    ".deno", ".nuget/packages", ".terraform.d/plugin-cache", ".composer/cache", ".pub-cache", ".rustup/tmp",
    ".local/share/Trash", ".npm", ".cocoapods/repos", ".ccache", ".electron", ".node-gyp", ".conda/pkgs",
    ".android/cache",
)  # fmt: skip
"""Below the home: what tools download again by themselves."""


APPLICATION_DATA = (
    ".local/share", ".local/state", "Library/Application Support", "Library/Preferences",
    "Library/Containers", "AppData/Roaming", "AppData/Local", "Library/Messages", "Library/Mail",
    "Library/Keychains", "Library/Calendars", "Library/Mobile Documents", "Library/CloudStorage",
)  # fmt: skip
"""Below the home: where every application keeps what it knows (XDG Base Directory, Apple, Windows)."""
LIBRARIES = (".photoslibrary", ".musiclibrary", ".tvlibrary", ".aplibrary", ".imovielibrary", ".fcpbundle")
"""Folders that look like one file and hold everything of their kind."""


@frozen
class Surroundings:
    """What decides how near a path is: the home, the project, the scratch folders."""

    home: str
    project: str
    """Top of the repository around the place of work; empty where work is in a home or at the root."""
    cwd: str
    scratch: tuple[str, ...]


@frozen
class Spot:
    """How near a path is, and what a loss of it would be."""

    environment: Environment
    what: str
    """For the chain of evidence: ``inside the project``."""
    blast: Blast = "B?"
    """How far it reaches where the place alone says so."""
    fatal: str = ""
    """Why no recursive act may ever touch it: root, home, drive, device, the project itself."""
    cache: bool = False


def surroundings(cwd: str | None, world: World, variables: Mapping[str, str]) -> Surroundings:
    """Where work is done. ``cwd`` is the directory in which the act would happen."""
    home = world.realpath(world.home) if world.home else ""
    scratch = list(SCRATCH)
    for name in ("TMPDIR", "TMP", "TEMP", "RUNNER_TEMP"):
        folder = variables.get(name, "").rstrip("/")
        usable = folder.startswith("/") and folder not in ROOTS
        if usable and not (_holds(folder, home) or _holds(folder, world.start or cwd or "")):
            scratch += [folder, world.realpath(folder)]
    project = _project(world.start, home, world) or _project(cwd or "", home, world)
    return Surroundings(home, project, cwd or "", tuple(scratch))


def _project(start: str, home: str, world: World) -> str:
    if not start:
        return ""
    real = world.realpath(start)
    repository = world.repository(real)
    if repository is not None and not _holds(repository.root, home) and repository.root not in ROOTS:
        return repository.root
    return "" if real in ROOTS or _holds(real, home) or _is_home(real) else real


def spot_of(path: str, around: Surroundings) -> Spot:
    """Where an absolute path (links resolved) lies."""
    if path in SINKS or any(_below(path, folder) for folder in SINK_FOLDERS):
        return Spot("E0", "a sink that keeps nothing", "B0")
    for folder in around.scratch:
        if _below(path, folder) and not (_below(around.home, folder) and _inside(path, around.home)):
            return Spot("E0", f"below {folder}")
    fatal = _fatal(path, around)
    if path.startswith("/dev/"):
        return Spot("E3", "a device", "B3" if fatal else "B0", fatal)
    if _inside(path, around.project) and not is_system(around.project):
        return Spot("E1", "inside the project", "B2" if path == around.project else "B?", fatal)
    if around.home and _inside(path, around.home):
        return _spot_at_home(path, around.home, fatal)
    for folder, environment in SYSTEM:
        if _inside(path, folder):
            cache = environment == "E1"
            return Spot(environment, f"system files below {folder}", "B3" if fatal else "B?", fatal, cache)
    if fatal:
        return Spot("E2", "outside the project", "B3", fatal)
    return Spot("E2", "outside the project", _outside_blast(path))


def _spot_at_home(path: str, home: str, fatal: str) -> Spot:
    rest = path[len(home) :].strip("/")
    cache = any(rest == known or rest.startswith(known + "/") for known in CACHES)
    blast: Blast = "B?"
    if fatal:
        blast = "B3"
    elif rest and (
        "/" not in rest
        or rest in APPLICATION_DATA
        or rest.endswith(LIBRARIES)
        or (not cache and _holds_secrets(path, home))
    ):
        blast = "B2"
    return Spot("E2", "in the home directory, outside the project", blast, fatal, cache)


def _holds_secrets(path: str, home: str) -> bool:
    """A folder of keys or logins, wherever below the home it stands (``~/.gnupg/private-keys-v1.d``)."""
    from guard.knowledge.secrets import secret_directory

    return secret_directory(path, home) is not None


def _outside_blast(path: str) -> Blast:
    parts = path.strip("/").split("/")
    of_user = _below_windows_user(path)
    if of_user is not None and len(of_user) <= 1:
        return "B2"
    if len(parts) <= 2 or ("/" + parts[0] in (*DRIVES, *HOMES) and len(parts) <= 3):
        return "B2"
    return "B?"


def _fatal(path: str, around: Surroundings) -> str:
    if path == "/":
        return "the root of the file system"
    if path in ROOTS:
        return f"the system directory {path}"
    if around.home and path == around.home:
        return "the home directory"
    if around.home and _inside(around.home, path):
        return f"{path}, which holds the home directory"
    if _is_home(path):
        return f"a home directory ({path})"
    if any(os.path.dirname(path) == folder for folder in DRIVES) or _is_windows_drive(path):
        return f"a whole drive ({path})"
    if path.startswith("/dev/") and path[5:].startswith(DISKS):
        return f"the device {path}"
    if path == "/proc/sysrq-trigger":
        return "the running kernel, which does at once what is written there"
    if around.project and path == around.project:
        return "the project itself with its history"
    if around.project and _inside(around.project, path):
        return f"{path}, which holds the project"
    return ""


def _is_home(path: str) -> bool:
    return os.path.dirname(path) in HOMES or path in ("/root", "/var/root") or _below_windows_user(path) == []


def _below_windows_user(path: str) -> list[str] | None:
    """What follows ``/mnt/c/Users/NAME`` of WSL, ``/c/Users/NAME`` of git-bash, ``/cygdrive/c/Users/NAME``;
    ``None`` elsewhere."""
    parts = path.strip("/").split("/")
    if parts[0] in ("mnt", "cygdrive"):
        parts = parts[1:]
    if len(parts) < 3 or len(parts[0]) != 1 or not parts[0].isalpha() or parts[1].lower() != "users":
        return None
    return parts[3:]


def _is_windows_drive(path: str) -> bool:
    """``C:\\`` as a word, ``/c`` of git-bash, ``/cygdrive/c``."""
    last = path.rsplit("/", 1)[-1]
    bare = last.rstrip("\\/.*")
    if len(bare) == 2 and bare[1] == ":" and bare[0].isalpha():
        return True
    return len(last) == 1 and last.isalpha() and os.path.dirname(path) in ("/", "/cygdrive")


def is_system(path: str) -> bool:
    """Whether a directory belongs to the system."""
    return path == "/" or any(_inside(path, folder) for folder, _ in SYSTEM)


def _below(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip("/") + "/")


def _inside(path: str, folder: str) -> bool:
    return bool(folder) and (path == folder or _below(path, folder))


def _holds(folder: str, path: str) -> bool:
    """Whether ``path`` is the folder or lies below it."""
    return bool(path) and _inside(path, folder)
