"""Which programs print what they read, and what their options leave of it.

The grammars behind ``flows.py``: where the files stand among the words (``grep PATTERN FILE``), which
filters let only names through, which searches find no secret, which commands list variables.

Caught: ``grep TOKEN .env``, ``env``, ``ps auxe``. Quiet: ``grep -q TOKEN .env``, ``printenv PATH``, ``set
-e``. Facts: the manual pages of GNU coreutils, grep, sed, gawk, ripgrep, jq and ps; bash(1) for the
builtins."""

from __future__ import annotations

from guard.knowledge.names import searches_for_secrets, secret_name
from guard.model import Evidence, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation

ECHOES = ("echo", "printf", "print")
DUMPS = ("env", "printenv", "set", "declare", "typeset", "export", "ps", "compgen", "local", "readonly")

SWALLOWS = frozenset(
    (
        "wc", "sha256sum", "sha1sum", "md5sum", "sha512sum", "shasum", "b2sum", "cksum", "sum", "cmp",
        "file", "true", "test", "[", "ls", "stat", "du", "kubectl", "docker", "podman", "gh", "psql",
        "mysql", "ssh", "ssh-add", "gpg", "git", "npm", "helm", "vault", "aws", "sponge", "pbcopy",
        "xclip", "wl-copy", "keyctl", "dotenv", "read", "mapfile", "readarray", "source", ".", "sh",
        "bash", "pv",
    )
)  # fmt: skip
"""Programs that take a secret on their input and do not print it."""

_CONTEXT = ("-e", "-f", "-m", "-A", "-B", "-C")
READERS: dict[str, tuple[int, tuple[str, ...]]] = {
    # operands that are no files, options that take a value
    **dict.fromkeys((
        "cat", "rev", "more", "most", "view", "comm", "pr", "expand", "zcat", "gunzip",
    ), (
        0, (),
    )),
    **dict.fromkeys((
        "gzip", "bzip2", "xz", "tee", "dd", "type", "gc", "get-content", "Get-Content",
    ), (
        0, (),
    )),
    **dict.fromkeys(("xargs", "python", "python3", "node", "ruby", "csvcut", "fx", "glow"), (0, ())),
    **dict.fromkeys(("grep", "egrep", "fgrep", "zgrep", "ugrep"), (1, _CONTEXT)),
    **dict.fromkeys(("awk", "gawk", "mawk"), (1, ("-F", "-v", "-f"))),
    **dict.fromkeys(("bat", "batcat"), (0, ("-l", "-r"))),
    "tac": (0, ("-s",)), "nl": (0, ("-b", "-w", "-s")), "head": (0, ("-n", "-c")),
    "tail": (0, ("-n", "-c", "-s")), "less": (0, ("-p", "-x")), "strings": (0, ("-n", "-t", "-e")),
    "xxd": (0, ("-l", "-s", "-c")), "hexdump": (0, ("-n", "-s", "-e")), "hd": (0, ("-n", "-s")),
    "od": (0, ("-A", "-t", "-N", "-j", "-w")), "base64": (0, ("-w", "-i")), "base32": (0, ("-w",)),
    "sort": (0, ("-k", "-t", "-o")), "uniq": (0, ("-f", "-s", "-w")), "cut": (0, ("-d", "-f", "-c", "-b")),
    "paste": (0, ("-d",)), "fold": (0, ("-w",)), "fmt": (0, ("-w",)), "column": (0, ("-s", "-t")),
    "diff": (0, ("-U", "-C")), "join": (0, ("-t",)), "iconv": (0, ("-f", "-t")),
    "rg": (1, (*_CONTEXT, "-g", "-t", "-T", "-r", "-j", "--glob", "--type")),
    "ag": (1, ("-A", "-B", "-C", "-G", "-m")), "ack": (1, ("-A", "-B", "-C", "-m")),
    "sed": (1, ("-e", "-f", "-l")), "jq": (1, ("--arg", "--argjson", "--indent")), "yq": (1, ("-o", "-p")),
    "openssl": (
        1, (),
    ), "sqlite3": (
        0, ("-cmd", "-init"),
    ), "tar": (
        0, ("-C", "-f", "--exclude"),
    ), "zip": (
        1, (),
    ), "perl": (
        1, ("-e",),
    ),
    "date": (1, ("-d", "-r", "-f")), "look": (1, ()), "ul": (0, ()), "m4": (0, ()),
    "tr": (2, ()), "dasel": (1, ("-f",)), "pygmentize": (0, ("-l",)),
}  # fmt: skip
"""Programs that print what they read."""

SEARCHES = ("grep", "egrep", "fgrep", "zgrep", "rg", "ag", "ack", "ugrep")
WRITES_FILES = (
    "tar",
    "zip",
    "gzip",
    "bzip2",
    "xz",
    "gunzip",
    "tee",
    "python",
    "python3",
    "node",
    "ruby",
    "perl",
)
"""Readers whose operands end in another file, not in what is shown, or are code."""


def read_files(invocation: Invocation) -> tuple[Value, ...]:
    """The files whose content this program prints, as far as its own grammar says."""
    name = invocation.program
    if name == "dd":
        return tuple(
            Value((w.text[3:],))
            for w in invocation.argv[1:]
            if w.text is not None and w.text.startswith("if=")
        )
    skip, valued = READERS[name]
    if name in WRITES_FILES and not _to_output(invocation):
        return ()
    from guard.programs.options import read_options

    options = read_options(invocation.argv[1:], valued)
    if name in SEARCHES or name in ("sed", "awk", "gawk", "mawk"):
        given = options.has("-e", "-f", "--regexp", "--file", "--files", "--expression")
        skip = 0 if given else skip
    if name == "date":
        value = options.value("-f", "--file")
        return (value,) if value is not None else ()
    if name == "openssl":
        if any(word.text in _CERTIFICATES for word in invocation.argv[1:2]):
            return ()
        value = options.value("-in") or _after(invocation, "-in")
        return (value,) if value is not None else ()
    files = options.operands[skip:]
    if name == "sed":
        files = (*files, *_read_by_script(invocation))
    if not files and invocation.stdin is not None and invocation.stdin.path is not None:
        return (invocation.stdin.path,)
    return files


def _read_by_script(invocation: Invocation) -> tuple[Value, ...]:
    """The files that a sed script puts in (``r FILE``)."""
    from guard.programs.options import read_options
    from guard.shell.wrappers.sed import steps_of

    options = read_options(invocation.argv[1:], ("-e", "-f", "-l", "--expression", "--file"))
    scripts = options.values("-e", "--expression") or options.operands[:1]
    return tuple(
        Value((step.text,))
        for script in scripts
        for step in steps_of(script.text or "")
        if step.letter == "r" and step.text
    )


_CERTIFICATES = ("x509", "crl", "ocsp", "verify")
"""Commands of openssl that print certificates, of which a private key in the same file is no part."""


def _after(invocation: Invocation, option: str) -> Value | None:
    for index, word in enumerate(invocation.argv[:-1]):
        if word.text == option:
            return invocation.argv[index + 1]
    return None


def _to_output(invocation: Invocation) -> bool:
    """Whether an archiver writes to its standard output (``tar cf - .env``, ``gzip -c``)."""
    words = [w.text or "" for w in invocation.argv[1:]]
    if invocation.program == "tar":
        first = words[0] if words else ""
        return ("-" in words or "f" not in first) and any(c in first for c in ("c", "-c"))
    return "-" in words or "-c" in words or "--stdout" in words


def only_names(invocation: Invocation) -> bool:
    """Whether this filter lets names through and no values (``cut -d= -f1``, ``grep -c``, ``sed
    s/=.*//``)."""
    name, words = invocation.program, [w.text or "" for w in invocation.argv[1:]]
    joined = " ".join(words)
    if name == "cut":
        fields = _short_value(words, "-f", "--fields")
        delimiter = _short_value(words, "-d", "--delimiter")
        return fields == "1" and delimiter in ("=", ":")
    if name in ("awk", "gawk", "mawk"):
        return _short_value(words, "-F", "--field-separator") in (
            "=",
            ":",
            "[=:]",
        ) and "{print $1}" in joined.replace("{ ", "{").replace(" }", "}").replace("print($1)", "print $1")
    if name == "sed":
        return any(w.strip("'\"").startswith(("s/=.*/", "s|=.*|", "s/=.\\+/", "s/=[^")) for w in words)
    if name in SEARCHES:
        letters = "".join(w[1:] for w in words if w.startswith("-") and not w.startswith("--"))
        if any(c in letters for c in "cqlL") or any(
            w in ("--count", "--quiet", "--files-with-matches", "--silent", "--files") for w in words
        ):
            return True
        return "o" in letters and any(
            w.strip("'\"") in ("^[^=]*", "^[^=]+", "^[A-Z_]*", "^[A-Z_]+") for w in words
        )
    if name == "jq":
        return any(
            w.rpartition("|")[2].strip().startswith(("keys", "length", "type", "to_entries[].key", "paths"))
            and "," not in w
            for w in words
        )
    if name in ("diff", "cmp"):
        return "-q" in words or "--brief" in words
    return name == "compgen"


def _short_value(words: list[str], short: str, long: str) -> str:
    for index, word in enumerate(words):
        if word in (short, long):
            return words[index + 1] if index + 1 < len(words) else ""
        if word.startswith(long + "="):
            return word[len(long) + 1 :]
        if word.startswith(short) and len(word) > len(short) and not word.startswith("--"):
            return word[len(short) :]
    return ""


def search_pattern(invocation: Invocation) -> str:
    """What a search program looks for; empty where it is unknown or none."""
    from guard.programs.options import read_options

    _, valued = READERS.get(invocation.program, (1, ()))
    options = read_options(invocation.argv[1:], valued)
    given = [v.text or "" for v in options.values("-e", "--regexp")]
    if given:
        return "|".join(given)
    return (options.operands[0].text or "") if options.operands else ""


def harmless_search(invocation: Invocation) -> bool:
    """A search whose pattern names only variables that hold no secrets (``grep PORT .env``, ``grep -i
    node``)."""
    if invocation.program not in SEARCHES:
        return False
    words = [w.text or "" for w in invocation.argv[1:]]
    if any(w in ("-v", "--invert-match") for w in words):
        return False
    pattern = search_pattern(invocation)
    names = [n.strip("^$=\\\"' ").removesuffix("=.*") for n in pattern.replace("\\|", "|").split("|")]
    return bool(pattern) and all(_plain(n) and not secret_name(n) and not _part_of_secret(n) for n in names)


def _plain(name: str) -> bool:
    return len(name) >= 3 and name.replace("_", "a").replace("-", "a").isalnum()


def _part_of_secret(name: str) -> bool:
    """Whether a search for a piece of a name finds secrets too: ``AWS`` finds ``AWS_SECRET_ACCESS_KEY``."""
    upper = name.upper()
    return (
        searches_for_secrets(name)
        or upper in PROVIDERS
        or upper in ("KEY", "AUTH", "URL", "API", "PASS", "PRIVATE")
    )


PROVIDERS = (
    "AWS", "GITHUB", "GH", "STRIPE", "OPENAI", "ANTHROPIC", "RAILWAY", "DATABASE", "POSTGRES", "REDIS",
    "SLACK", "TWILIO", "SUPABASE", "CLOUDFLARE", "VERCEL", "NPM", "GITLAB", "MYSQL", "MONGO", "SENDGRID",
    "GOOGLE", "AZURE", "SENTRY", "HEROKU", "FLY", "NETLIFY", "DB", "PG", "SMTP", "JWT",
)  # fmt: skip


def variables_dumped(invocation: Invocation) -> Evidence | None:
    name, words = invocation.program, [w.text or "" for w in invocation.argv[1:]]
    if name == "ps":
        wants = any(
            ("e" in w and not w.startswith("-")) or w in ("-E", "eww", "-eww", "-Ewwo") for w in words[:1]
        )
        return Evidence("ps prints the environments of processes", "ps e") if wants else None
    if name == "printenv" and any(not w.startswith("-") for w in words):
        asked = [w for w in words if not w.startswith("-") and secret_name(w)]
        return Evidence(f"printenv prints {asked[0]}", asked[0]) if asked else None
    if name in ("declare", "typeset", "export") and words[:1] == ["-p"] and words[1:]:
        named = [w for w in words[1:] if secret_name(w)]
        return Evidence(f"{name} prints {named[0]}", named[0]) if named else None
    if not dumps_variables(invocation):
        return None
    held = _secret_variables(invocation)
    return Evidence(f"{name} prints every variable, {held[0]} included", held[0]) if held else None


def dumps_variables(invocation: Invocation) -> bool:
    """Whether this program lists every variable with its value."""
    name, words = invocation.program, [w.text or "" for w in invocation.argv[1:]]
    if name == "printenv" and any(not w.startswith("-") for w in words):
        return False
    dumps = {
        "env": all(w.startswith("-") and w in ("-0", "--null") for w in words),
        "printenv": True,
        "set": not words,
        "export": words in ([], ["-p"]),
        "declare": words in ([], ["-p"], ["-x"], ["-px"], ["-xp"]),
        "typeset": words in ([], ["-p"], ["-x"]),
        "readonly": words in ([], ["-p"]),
    }
    return dumps.get(name, False)


def _secret_variables(invocation: Invocation) -> list[str]:
    names = [n for n, v in invocation.environment.items() if v and secret_name(n)]
    names += [n for n, v in invocation.variables.items() if secret_name(n) and v.value.text != ""]
    if not invocation.environment and invocation.program in DUMPS:
        names.append("variables that are not known here")
    return names
