"""The nouns every room shares. Frozen, documented, without behaviour that belongs elsewhere.

Closed vocabularies are ``Literal`` types: a type checker catches a misspelt member everywhere,
and the hook path pays nothing for them (importing ``enum`` costs half an interpreter start).
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, Union

    from guard.findings import Finding

    Decision = Literal["allow", "ask", "deny"]
    Mode = Literal["interactive", "headless"]
    ToolKind = Literal["shell", "agent", "sql"]
    Dialect = Literal["bash", "zsh", "sh", "fish", "powershell", "cmd"]

    Operation = Literal[
        "read", "create", "update", "delete", "overwrite", "truncate", "execute", "stop",
        "deploy", "publish", "grant", "reveal", "send", "unprotect", "unknown",
    ]  # fmt: skip
    Recoverability = Literal["R0", "R1", "R2", "R3", "R4", "R?"]
    Blast = Literal["B0", "B1", "B2", "B3", "B?"]
    Environment = Literal["E0", "E1", "E2", "E3", "E4"]

    PlaceKind = Literal[
        "path", "database", "kubernetes", "aws", "gcp", "azure", "terraform", "docker", "git",
        "git-remote", "ssh", "http", "paas", "registry", "process", "host", "guard", "none",
    ]  # fmt: skip

    Mark = Literal[
        # one step up (policy/steps.py)
        "backup", "auto-answered", "elevated", "ungated-delete", "stronger-retry", "foreign-object",
        "outage", "billable", "forced", "disguised",
        # deny whatever the table says (policy/predicates.py)
        "protection", "guard-tampered", "secret-sent", "unguarded-agent", "control-plane",
        "forbidden", "root-home-device", "default-branch", "evasion", "persistence",
        # one step down (policy/steps.py)
        "dry-run", "made-in-session", "verified-backup", "approved", "rolled-back", "derived",
        "only-if-absent", "remade",
        # facts that messages and predicates use
        "backups-inside", "by-key", "unbounded", "computed", "credential-hunt", "public",
        "unknown-code", "network-code", "local-bypass", "absent",
    ]  # fmt: skip

DECISIONS = ("allow", "ask", "deny")
"""From the quietest to the strictest: the position in this tuple is the order."""


def worst(decisions: tuple[Decision, ...]) -> Decision:
    """The strictest of some decisions; *allow* where there is none."""
    return max(decisions, key=DECISIONS.index, default="allow")


# --------------------------------------------------------------------------- what is proposed


@frozen
class Proposal:
    """What somebody wants to run, exactly as it came, with the circumstances it would run in."""

    tool: ToolKind = "shell"
    """``shell``: a command line. ``agent``: an agent's tool call. ``sql``: statements for a DSN."""
    text: str = ""
    """The command line or the SQL."""
    dialect: str = "bash"
    """The shell that will read the text (``Dialect``), or the SQL dialect where tool is ``sql``."""
    cwd: str = "/"
    """Absolute directory the command would start in."""
    env: Mapping[str, str] = {}
    """The whole environment the command would run with."""
    session: str = ""
    """Names the conversation, so that what was seen, made and refused in it can be remembered."""
    agent: str = ""
    """Who proposes: ``claude-code``, ``codex``, ``person`` …"""
    mode: Mode = "interactive"
    """``headless``: nobody can be asked, so every *ask* becomes *deny*."""
    tool_name: str = ""
    tool_input: Mapping[str, object] = {}
    tool_annotations: Mapping[str, object] = {}
    """An MCP server's own hints: they may raise a verdict, never lower it."""
    dsn: str = ""
    id: str = ""
    prelude: str = ""
    """What the live shell already holds, as shell text: aliases, functions, variables that are not
    exported. The text is read with it; it is not judged by itself."""


# --------------------------------------------------------------------------- what a word comes to


@frozen
class Hole:
    """A piece of a word that could not be resolved."""

    why: str
    """What it is, for the sentence: ``$DIR``, ``output of curl``, ``a loop variable``."""
    producers: tuple[Invocation, ...] = ()
    """The programs whose output fills it, where it is a substitution."""
    splits: bool = False
    """Unquoted: it may come to several words or to none."""
    tame: bool = False
    """A number, a date, a fresh temporary name: nothing that a shell would read as code."""


@frozen
class Value:
    """What a word of the shell comes to: text, text with holes, or nothing but a hole.

    ``parts`` holds known pieces and ``Hole`` s in order. One ``str`` part is a known word.
    *Unknown never becomes safe, and never silently becomes a string*: use ``text``, which is
    ``None`` as soon as there is a hole.
    """

    parts: tuple[Union[str, Hole], ...]
    glob: bool = False
    """Holds unquoted pattern characters; in the text, quoted ones are then escaped by ``\\``."""
    notes: tuple[str, ...] = ()
    """What explains it: ``$DIR is not set``, ``DATABASE_URL was assigned in this command``."""

    @property
    def text(self) -> str | None:
        """The word, where every piece of it is known."""
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0]
        if not self.parts:
            return ""
        return None

    @property
    def holes(self) -> tuple[Hole, ...]:
        return tuple(p for p in self.parts if not isinstance(p, str))

    @property
    def skeleton(self) -> str:
        """The word for a reader, each hole as ``⟨what it is⟩``."""
        return "".join(p if isinstance(p, str) else f"⟨{p.why}⟩" for p in self.parts)

    @property
    def prefix(self) -> str:
        """The known text before the first hole."""
        first = self.parts[0] if self.parts else ""
        return first if isinstance(first, str) else ""


def known(text: str, *notes: str) -> Value:
    """A word that is known."""
    return Value((text,), notes=notes)


def unknown(why: str, producers: tuple[Invocation, ...] = (), splits: bool = False) -> Value:
    """A word of which nothing is known but where it comes from."""
    return Value((Hole(why, producers, splits),))


# --------------------------------------------------------------------------- what would run


@frozen
class Span:
    """Where something stands in the proposal's text: offsets in characters, end exclusive."""

    start: int = 0
    end: int = 0


@frozen
class Variable:
    """An environment variable as a program would see it."""

    value: Value
    origin: str = "environment"
    """``environment``, ``inline`` (``X=1 cmd``), ``export`` (earlier in the text), or the wrapper
    that injects it (``railway run``)."""


@frozen
class Stream:
    """What a program reads on its standard input."""

    text: Value | None = None
    """The content, where it is known (heredoc, here-string, ``echo … |``)."""
    path: Value | None = None
    """The file it comes from (``< file``)."""
    producers: tuple[Invocation, ...] = ()
    """The programs upstream in the pipe, first one first."""


@frozen
class Invocation:
    """A program that would run."""

    argv: tuple[Value, ...]
    """The words after expansion. Words with unquoted patterns stay one Value with ``glob`` set."""
    cwd: str | None = None
    """Absolute; ``None`` where it could not be resolved."""
    variables: Mapping[str, Variable] = {}
    """What this text assigned or exported (or a wrapper set); laid over ``environment``."""
    environment: Mapping[str, str] = {}
    """The environment the proposal came with. Use ``variable`` to look something up."""
    stdin: Stream | None = None
    """``None``: inherited, so nothing that this text decides."""
    stdout: tuple[Value, ...] = ()
    """The files its output is sent to (``>``, ``>>``), ``/dev/null`` included."""
    piped: bool = False
    """Its output is read by the next program or becomes part of a word; nobody sees it as it is."""
    via: tuple[Invocation, ...] = ()
    """The wrappers it runs under, outermost first: ``sudo``, ``ssh web1``, ``railway run``, ``make``."""
    certainty: Literal["will", "may"] = "will"
    gate: Literal["always", "success", "failure"] = "always"
    """What must have happened before it: ``;`` always, ``&&`` success, ``||`` failure."""
    silenced: bool = False
    """Its errors are thrown away (``2>/dev/null``, ``|| true``)."""
    span: Span = Span()
    source: str = ""
    """The file it was read from (``cleanup.sh:3``) where it is not the proposal's own text."""
    laid: bool = False
    """It stands in a script that lay on this machine before, neither written nor fetched in this text or
    session: an ordinary program of the project, judged by what it names (``programs/laid.py``)."""
    endless: bool = False
    """It runs in a loop that nothing in the text ends."""

    @property
    def program(self) -> str:
        """The base name of what runs, lower-case extension removed; empty where unknown."""
        name = self.argv[0].text if self.argv else None
        return name.rstrip("/").rsplit("/", 1)[-1] if name else ""

    @property
    def words(self) -> tuple[str, ...]:
        """The arguments as text, unresolved ones as their skeleton. For reading, not for judging."""
        return tuple(v.skeleton for v in self.argv)

    def variable(self, name: str) -> Variable | None:
        """The variable as this program would see it, or ``None`` where it is not set."""
        if name in self.variables:
            return self.variables[name]
        text = self.environment.get(name)
        return None if text is None else Variable(known(text))

    def under(self, *programs: str) -> Invocation | None:
        """The innermost wrapper of that name it runs under."""
        for wrapper in reversed(self.via):
            if wrapper.program in programs:
                return wrapper
        return None


@frozen
class FileWrite:
    """A file that the shell itself would open for writing: ``> f``, ``>> f``, ``&> f``."""

    path: Value
    mode: Literal["truncate", "append", "read-write"]
    cwd: str | None = None
    content: Value | None = None
    """What would be written, where it is known."""
    by: Invocation | None = None
    """The program whose output goes there; ``None`` for a redirection without a command."""
    certainty: Literal["will", "may"] = "will"
    span: Span = Span()
    via: tuple[Invocation, ...] = ()
    laid: bool = False
    """As for an ``Invocation``."""


@frozen
class Unresolved:
    """A place where something could run that could not be worked out."""

    why: str
    span: Span = Span()
    via: tuple[Invocation, ...] = ()
    producers: tuple[Invocation, ...] = ()
    """The programs whose output would be run as code (``curl … | sh``)."""
    dangerous: bool = True
    """False where it is only worth a note in ``explain``."""


if TYPE_CHECKING:
    Event = Union[Invocation, FileWrite, Unresolved]


@frozen
class Unfolding:
    """Everything the text would run and write, in the order in which it would happen."""

    events: tuple[Event, ...] = ()
    shell_variables: Mapping[str, Variable] = {}


# --------------------------------------------------------------------------- what it would do


@frozen
class Evidence:
    """One link in the chain of reasons."""

    what: str
    """``DATABASE_URL names prod-db.acme.com``"""
    where: str = ""
    """``apps/api/.env:3``, ``--profile``, ``knowledge: aws rds``"""


@frozen
class Resource:
    """The thing that is acted upon."""

    kind: str
    """The field's own noun: file, directory, branch, table, database, volume, namespace, token …"""
    identity: str = ""
    """Its name as a person would say it."""
    value: Value | None = None
    """The word that named it, where its holes matter (paths)."""
    recursive: bool = False


@frozen
class Place:
    """Where an effect says it will land, before anything is resolved.

    ``hints`` are what stood on the command line, by the tool's own option names without dashes
    (``("profile", known("prod"))``). ``targets/<kind>.py`` turns it into a Target.
    """

    kind: PlaceKind
    tool: str = ""
    """The program or provider: psql, prisma, railway, aws, kubectl."""
    hints: tuple[tuple[str, Value], ...] = ()

    def hint(self, *names: str) -> Value | None:
        """The last hint of any of these names: the last flag on a command line wins."""
        found = None
        for name, value in self.hints:
            if name in names:
                found = value
        return found


@frozen
class Effect:
    """One thing that would happen."""

    rule: str
    """Stable id of the rule that says so: ``fs.rm``, ``git.reset-hard``, ``sql.drop``."""
    operation: Operation
    resource: Resource
    place: Place
    by: Invocation | FileWrite | None = None
    """What would do it."""
    recoverability: Recoverability = "R?"
    """``R?``: to be found where it lands (git state of a path, versioning of a bucket)."""
    blast: Blast = "B?"
    loss: str = ""
    """What would be gone, as the object of a sentence: ``every row of users``."""
    why: str = ""
    """What makes it dangerous, one sentence, where the loss does not say it."""
    instead: str = ""
    """A safer command that the guard itself allows."""
    marks: tuple[Mark, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    tags: tuple[str, ...] = ()
    """ATT&CK techniques: T1485, T1490, T1552.001 …"""
    span: Span = Span()
    certainty: Literal["will", "may"] = "will"


@frozen
class Target:
    """Where it lands, resolved in the tool's own order of precedence."""

    environment: Environment
    identity: str = ""
    """Account, cluster, host, database or directory: ``prod-db.acme.com/app``."""
    evidence: tuple[Evidence, ...] = ()
    unresolved: str = ""
    """The part that could not be resolved; empty where everything was."""


@frozen
class Verdict:
    """The answer."""

    decision: Decision
    findings: tuple[Finding, ...] = ()
    """Worst first."""
    summary: str = ""
    score: float = 0.0
    events: tuple[Event, ...] = ()
    """What was unfolded, for ``explain``."""
    parked: str = ""
    """The id under which a person may let exactly this pass once (``guard/approvals``)."""
    ticket: str = ""
    """The id of a person's ticket that let it pass."""
