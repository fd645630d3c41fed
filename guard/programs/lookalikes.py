"""Names that are made to look like others: a program or a host written with letters of another script.

Caught: ``./ｒｍ -rf /`` (full width), ``bin/еval`` (Cyrillic е), ``./r<U+200B>m`` (an invisible character),
``git clone https://gіthub.com/x`` (Cyrillic і among Latin letters). Quiet: ``touch 'файл.txt'``, ``echo
'日本語'``, ``curl https://bücher.example``, ``./скрипт.sh``: a name wholly of one other script. A bare name
that is looked up in PATH is the shell's room (``shell/external.py``).

Such a program is not found, or is another one than the reader takes it for; such a host is somebody else's.
Nothing but imitation mixes scripts within one name. Write the name in plain letters.

Facts: Unicode Technical Standard 39 (confusables, mixed-script detection), Annex 15 (NFKC); a selection of
the letters of UTS 39 that have the shape of a Latin one.
"""

from __future__ import annotations

from guard.model import Effect, Place, Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Value

SHAPES = str.maketrans(
    "аеорсухіјѕԁԛԝһѵьɡɑııοανρτυικԍӏհոսօքցԼ"
    "АВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdqwhvbgaiiovvptuikgLhnuoqgL"
    "ABEKMHOPCTXIJSABEZHIKMNOPTYX",
)  # fmt: skip
"""Cyrillic, Greek, Armenian and Latin letters with the shape of an ASCII one."""


def imitations(invocation: Invocation) -> Iterator[Effect]:
    """A question about a program or a host whose name imitates another."""
    name = invocation.argv[0].text if invocation.argv else None
    if name is not None and "/" in name and not name.isascii():
        name = name.rstrip("/").rsplit("/", 1)[-1]
        meant = _meant(name)
        if meant or mixed(name):
            why = f"it looks like {meant or _plain(name)} and is written in other letters"
            yield _question(invocation, "lookalike.program", "program", name, why)
    for word in invocation.argv[1:]:
        host = host_of(word)
        if host and not host.isascii() and mixed(host):
            why = f"{host} mixes scripts to look like {_plain(host)}"
            yield _question(invocation, "lookalike.host", "host", host, why)


def _question(invocation: Invocation, rule: str, kind: str, name: str, why: str) -> Effect:
    return Effect(
        rule, "unknown", Resource(kind, name), Place("none"), invocation, why=why, tags=("T1036",),
        span=invocation.span, certainty=invocation.certainty,
    )  # fmt: skip


def _plain(name: str) -> str:
    """The name as it looks, in ASCII as far as that goes."""
    import unicodedata

    shown = "".join(c for c in name if unicodedata.category(c) not in ("Cf", "Mn"))
    return unicodedata.normalize("NFKC", shown).translate(SHAPES)


def _meant(name: str) -> str:
    """The ASCII name that a reader sees, where it is another one; empty for an honest name."""
    plain = " ".join(_plain(name).split())
    return plain if plain.isascii() and plain != name else ""


def host_of(word: Value) -> str:
    """The host of a URL or of ``user@host:path``, where the word holds one."""
    text = word.prefix
    if text.isascii():
        return ""
    _, mark, rest = text.partition("://")
    if not mark:
        return ""
    return rest.split("/", 1)[0].rsplit("@", 1)[-1].partition(":")[0]


def mixed(host: str) -> bool:
    """Whether a label of the host has letters of Latin and of a script with the same shapes."""
    import unicodedata

    for label in host.split("."):
        scripts = {unicodedata.name(c, "?").split(" ")[0] for c in label if c.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "FULLWIDTH"}) > 1:
            return True
        if label and not label.isascii() and _plain(label).isascii() and "LATIN" not in scripts:
            return True
    return False
