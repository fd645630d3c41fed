"""Reference pages that projects make from their own command lines, one page per sub-command.

A tool that writes them (cobra's ``doc``, or a script of the project) knows the whole tree: the path stands in
a heading, in the title, or where the usage begins; the options stand in a block below, printed as the help
prints them. Only names, whether an option takes a value and the verb of the first sentence are used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from guard.knowledge.help_text import read_help
from tools.derive.commands import OPTIONAL, SWITCH, VALUE, Command
from tools.derive.fetch import git

PAGES = tuple(
    tuple(line.split())
    for line in """\
hcloud hetznercloud/cli 1255e9561567 docs/reference/manual MIT
argo argoproj/argo-workflows f016ad89eb26 docs/cli Apache-2.0
tkn tektoncd/cli 95ae329e13ba docs/cmd Apache-2.0
kops kubernetes/kops 268927e26409 docs/cli Apache-2.0
harbor goharbor/harbor-cli d98afec5a3b9 doc/cli-docs Apache-2.0
crane google/go-containerregistry 3f4ff3ca60f5 cmd/crane/doc Apache-2.0
cosign sigstore/cosign d6d86c224e58 doc Apache-2.0
grafanactl grafana/grafanactl 9bbefbd1e061 docs/reference/cli Apache-2.0
ovhcloud ovh/ovhcloud-cli 546f3c828123 doc Apache-2.0
stackit stackitcloud/stackit-cli f14e531189fd docs Apache-2.0
ecctl elastic/ecctl 8b83e7ca8d84 docs/reference Apache-2.0
ionosctl ionos-cloud/ionosctl 0e4141a5bb5d docs/subcommands Apache-2.0
auth0 auth0/auth0-cli ed5622c4259c docs MIT
glab gitlabhq/cli 45aa37be0045 docs/source MIT
koyeb koyeb/koyeb-cli fb893932fc80 docs Apache-2.0
scw scaleway/scaleway-cli c2d470d86b4e docs/commands Apache-2.0
atlas mongodb/mongodb-atlas-cli 8ddea41a82ec docs/command Apache-2.0""".splitlines()
)
"""Program, repository of GitHub, commit, the folder of its pages, licence."""
ENDINGS = (".md", ".txt")
_FENCE = re.compile(r"^```.*$")
_ROW = re.compile(r"^ {3}\* - (-[^\n]*)\n {5}- *(\S*)", re.M)
_WORD = re.compile(r"[a-z0-9][\w:.-]*")
_NOTHING = re.compile(r"^(?:#|<!--|```|\||---|===|\.\.|:|\s*$)")
_ARITY = {"-": SWITCH, "=": VALUE, "?": OPTIONAL}
_ASKS = re.compile(r"skip\w* (?:the )?confirmation|without (?:requiring )?confirm", re.I)


def commands() -> Iterator[Command]:
    """Every sub-command of every program above.

    Raises:
        Unreachable: no git or no repository.
    """
    for cli, repository, commit, folder, _ in PAGES:
        for path in sorted((git(repository, commit, ENDINGS, folder) / folder).rglob("*")):
            if path.suffix in ENDINGS:
                for text in sections(cli, path):
                    command = of_page(cli, text)
                    if command is not None:
                        yield command


def sections(cli: str, path: Path) -> Iterator[str]:
    """The parts of a file that tell of one sub-command each: a page, or the headings of a page of many."""
    text = path.read_text(errors="replace")
    if len(re.findall(rf"^(?:{cli} [^\n]*)$", text, re.M)) > 1 and "**Usage:**" in text:
        yield from re.split(r"^(?=### )", text, flags=re.M)
    elif len(re.findall(rf"^## {cli} ", text, re.M)) > 1:
        yield from re.split(r"^(?=## )", text, flags=re.M)
    else:
        yield text


def of_page(cli: str, text: str) -> Command | None:
    """The sub-command that a page tells of; ``None`` where it tells of none."""
    said = _path(cli, text)
    if said is None:
        return None
    options, inherited = _options(text)
    confirms = bool(_ASKS.search(text)) and any(n in options for n in ("--force", "--yes", "-y", "-f"))
    return Command(
        cli, said, _aliases(said, text), options, inherited, about=_about(cli, text), confirms=confirms
    )


def _path(cli: str, text: str) -> tuple[str, ...] | None:
    for pattern in (rf"^#+ `?({cli}\b[^\n`]*)", rf"^title: \"?`?({cli}\b[^\n\"`]*)", rf"^({cli} [^\n]*)\n=+$",
                    rf"^\*\*Usage:\*\*\s+```\w*\n({cli}\b[^\n]*)", rf"^\s*({cli}\b[^\n]*)\n```"):  # fmt: skip
        found = re.search(pattern, text, re.M)
        if found:
            words: list[str] = []
            for word in found.group(1).split()[1:]:
                if not _WORD.fullmatch(word):
                    break
                words.append(word)
            return tuple(words)
    return None


def _aliases(path: tuple[str, ...], text: str) -> tuple[str, ...]:
    found = (
        re.search(rf"^For `{re.escape(path[-1])}` command:\s+```\w*\n\[([^\]\n]*)\]", text, re.M)
        if path
        else None
    )
    if found is None:
        found = re.search(r"^#+ Aliases\s+```\w*\n([^`]*)```", text, re.M)
        names = re.findall(r"(\S+)(?: \[flags\])?$", found.group(1), re.M) if found else []
        return tuple(n for n in names if path and n != path[-1] and _WORD.fullmatch(n))
    return tuple(found.group(1).split())


def _options(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """The options of a page, and those that it says come from the commands above."""
    own: dict[str, str] = {}
    inherited: dict[str, str] = {}
    heading, block, inside = "", [], False
    for line in text.splitlines():
        if _FENCE.match(line):
            if inside and re.search(r"options|flags", heading, re.I):
                into = inherited if re.search(r"inherited|global", heading, re.I) else own
                into.update(_read("\n".join(block)))
            inside, block = not inside, []
        elif inside:
            block.append(line)
        elif line.startswith("#"):
            heading = line
    for names, kind in _ROW.findall(text):
        into = dict.fromkeys(re.findall(r"--?[\w-]+", names), VALUE if kind else SWITCH)
        own.update(into)
    return own, inherited


def _read(block: str) -> dict[str, str]:
    return {name: _ARITY[takes] for name, takes in read_help(block).options.items()}


def _about(cli: str, text: str) -> str:
    """The first line that is a sentence of the page's own."""
    body = re.sub(r"\A---\n.*?\n---\n|<!--.*?-->", "", text, flags=re.S)
    told = re.search(r"^#+ Description\s+(\S[^\n]*)", body, re.M) or re.search(
        r"\Adescription: \"?([^\n\"]*)", text.removeprefix("---\n")
    )
    if told:
        return told.group(1)
    lines = (line for line in body.splitlines() if not _NOTHING.match(line))
    return next((line for line in lines if line[:1].isalpha() and line.split()[0] != cli), "")
