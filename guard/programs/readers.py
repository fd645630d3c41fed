"""Secrets that would be shown, and searches for secrets where they are none of the task's business.

Caught: ``cat .env``, ``head -3 ~/.aws/credentials``, ``env`` where a variable holds a token, ``echo
$API_KEY``, ``cat /proc/*/environ`` (ask); ``grep -rE 'token|secret' ~``, ``find / -name id_rsa`` (deny: a
sweep).
Quiet: ``cut -d= -f1 .env``, ``cat .env.example``, ``cat ~/.ssh/config``, ``test -f .env``, ``. ./.env``,
``grep -rn token src/``, ``find . -name '.env*'`` in the project.

Lost: a secret's secrecy: in a transcript it has left the machine.
Back: it can only be rotated.
Instead: the names without their values (``cut -d= -f1 .env``), or giving the file to the program that needs
it (``set -a; . ./.env``).

Facts: ``knowledge/secrets.py``, ``programs/printing.py``; ATT&CK T1552.001.
"""

from __future__ import annotations

from guard.knowledge.names import FORMATS_SEARCHED, searches_for_secrets
from guard.knowledge.secrets import secret_directory, secret_file
from guard.model import Effect, Evidence, Place, Resource, known
from guard.programs.flows import revealed
from guard.programs.printing import SEARCHES, search_pattern
from guard.programs.seen_paths import absolute, home_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.world import World


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What would be shown, and what would be searched for."""
    hunt = _hunt(invocation, world)
    if hunt is not None:
        yield hunt
        return
    from guard.programs.flows import INTERPRETERS

    awk = invocation.program.endswith("awk")
    if awk or invocation.program in INTERPRETERS:
        from guard.programs.inline_reveal import sent_by_awk, sent_by_code
        from guard.programs.sinks import sent

        found = sent_by_awk(invocation) if awk else sent_by_code(invocation)
        if found is not None:
            yield sent(invocation, found[0], True, known(found[1]), rule="exfil.code")
            return
    yield from reveal_effects(invocation, world)


def reveal_effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """The secret that somebody would see: neither the next program nor a file takes what is printed."""
    if invocation.piped or not _seen(invocation):
        return
    found = revealed(invocation)
    if found is None:
        return
    from guard.programs.secrets_tools import printed_secret

    printed = printed_secret(invocation)
    where = found.where
    if printed is not None and where.startswith(invocation.program + " "):
        where = f"what {where} prints"
    wide = (printed is not None and printed.hunt) or any(store in found.what for store in STORES)
    yield Effect(
        rule="credential.hunt" if wide else "credential.reveal",
        operation="reveal",
        resource=Resource("secret", where or found.what),
        place=Place("none", invocation.program),
        by=invocation,
        recoverability="R4",
        blast="B3" if wide else "B1",
        loss=f"the secrecy of {where or 'it'}",
        why=f"{found.what}; what is shown here leaves the machine with the conversation",
        instead=_instead(invocation, found),
        marks=("credential-hunt",) if wide else (),
        evidence=(found,),
        tags=("T1552.001",),
        span=invocation.span,
        certainty=invocation.certainty,
    )


STORES = ("a browser's logins", "browser logins")
"""Files that hold all that a person has ever logged in to: read like a keyring."""


def _seen(invocation: Invocation) -> bool:
    files = [v.text or "" for v in invocation.stdout]
    return not files or any(f in ("/dev/stdout", "/dev/stderr", "/dev/tty") for f in files)


def _instead(invocation: Invocation, found: Evidence) -> str:
    from guard.knowledge.secrets import env_family

    if invocation.program in ("env", "printenv", "set", "export", "declare"):
        return "env | cut -d= -f1"
    if env_family(found.where):
        if invocation.program == "git":
            return f"git show {found.where} | cut -d= -f1"
        return f"cut -d= -f1 {found.where}"
    return f"ls -l {found.where}" if found.where.startswith(("/", "~", ".")) else ""


# ------------------------------------------------------------------------------------- searches


def _hunt(invocation: Invocation, world: World) -> Effect | None:
    name = invocation.program
    if name in ("find", "fd", "fdfind", "locate", "mdfind", "plocate"):
        what = _names_sought(invocation)
    elif name in SCANNERS:
        what = "credentials"
    elif name in SEARCHES and _recursive(invocation):
        pattern = search_pattern(invocation)
        what = pattern if searches_for_secrets(pattern) else ""
    else:
        return None
    if not what:
        return None
    breadth = _breadth(invocation, world, what)
    if not breadth:
        return None
    return Effect(
        rule="credential.hunt",
        operation="reveal",
        resource=Resource("secret", f"every credential under {breadth}"),
        place=Place("none", name),
        by=invocation,
        recoverability="R4",
        blast="B3",
        loss="their secrecy",
        why=f"it searches {breadth} for {what}, far beyond the project",
        instead=f"{name} {_narrower(name)}",
        marks=("credential-hunt",),
        evidence=(Evidence(f"{name} looks for {what}", breadth),),
        tags=("T1552.001", "T1083"),
        span=invocation.span,
        certainty=invocation.certainty,
    )


def _narrower(name: str) -> str:
    """The same search in the project alone."""
    if name in SCANNERS:
        return {"trufflehog": "filesystem .", "gitleaks": "dir ."}.get(name, "scan .")
    return "-rn TOKEN ." if name in SEARCHES else ". -name .env"


SCANNERS = ("trufflehog", "gitleaks", "noseyparker", "detect-secrets", "kingfisher", "whispers")
"""Programs whose business is to find credentials: in the project that is care, beyond it a hunt."""


def _recursive(invocation: Invocation) -> bool:
    if invocation.program in ("rg", "ag", "ack", "ugrep"):
        return True
    for word in (w.text or "" for w in invocation.argv[1:]):
        if word in ("--recursive", "--dereference-recursive", "--directories=recurse"):
            return True
        if word.startswith("-") and not word.startswith("--") and ("r" in word or "R" in word):
            return True
    return False


def _names_sought(invocation: Invocation) -> str:
    """The secret files that ``find`` looks for by name."""
    words = [w.text or "" for w in invocation.argv[1:]]
    if invocation.program == "find":
        sought = [
            words[i + 1]
            for i, w in enumerate(words[:-1])
            if w in ("-name", "-iname", "-path", "-ipath", "-wholename", "-regex", "-iregex")
        ]
    else:
        sought = [w for w in words if w and not w.startswith("-")]
    for pattern in sought:
        name = pattern.rsplit("/", 1)[-1].strip("*?.\\$^")
        plain = pattern.rsplit("/", 1)[-1].replace("\\", "")
        if any(secret_file(form, "") for form in (plain, plain.strip("*"), "." + name, f"/x/{name}")):
            return pattern
        if searches_for_secrets(pattern) or plain.strip("*.") in (
            "env",
            "pem",
            "key",
            "credentials",
            "kdbx",
            "p12",
        ):
            return pattern
    return ""


BROAD = (
    "/",
    "/home",
    "/root",
    "/Users",
    "/etc",
    "/var",
    "/opt",
    "/srv",
    "/mnt",
    "/media",
    "/usr",
    "/proc",
    "/data",
)
"""Directories that hold far more than one project."""


def _breadth(invocation: Invocation, world: World, what: str) -> str:
    """The place searched, where it goes beyond the project; empty where it does not."""
    home = home_of(invocation)
    cwd = invocation.cwd or ""
    if invocation.program in ("locate", "mdfind", "plocate"):
        return "the whole machine"
    for text in _places(invocation):
        if text is None:
            return "a place that could not be resolved" if _formats(what) else ""
        path = absolute(text, invocation, home)
        if _beyond(path, cwd, home, _formats(what)):
            return text
    return ""


def _beyond(path: str, cwd: str, home: str, by_format: bool) -> bool:
    """Whether a search that starts here goes beyond the project."""
    if path in BROAD or (home and (path == home or home.startswith(path.rstrip("/") + "/"))):
        return True
    if path.startswith(TEMPORARY) or (cwd and (path == cwd or path.startswith(cwd.rstrip("/") + "/"))):
        return False
    if secret_directory(path, home) or path.startswith(("/etc/", "/root/", "/proc/")):
        return True
    if home and path.startswith(home + "/."):
        return True
    return by_format and bool(cwd) and not cwd.startswith(path)


TEMPORARY = ("/tmp", "/var/tmp", "/private/tmp")  # noqa: S108


def _formats(what: str) -> bool:
    lower = what.lower()
    return any(f in lower for f in FORMATS_SEARCHED)


def _places(invocation: Invocation) -> list[str | None]:
    """Where the search starts; the current directory where nothing is said."""
    from guard.programs.options import read_options
    from guard.programs.printing import READERS

    if invocation.program == "find":
        starts: list[str | None] = []
        for word in invocation.argv[1:]:
            if word.prefix.startswith(("-", "(", "!")):
                if word.text in ("-H", "-L", "-P"):
                    continue
                break
            starts.append(word.text)
        return starts or ["."]
    skip, valued = READERS.get(invocation.program, (1, ()))
    options = read_options(invocation.argv[1:], valued)
    if options.has("-e", "-f", "--regexp", "--file"):
        skip = 0
    return [w.text for w in options.operands[skip:]] or ["."]
