"""What the hooks of all agents have in common: an event, a tool, its arguments, a directory; a refusal.

An agent's file is a ``Shape``: under which names its payload has these things, what its tools are called,
and in which words it takes an answer. Everything else stands here once: reading, judging the worst of
several calls, remembering, and the rule that whatever cannot be read is refused in that agent's own form.

``ask`` is given only where the agent has it and obeys it in every mode. Where it has not, a question
becomes a refusal that tells the model to hand the command to the person."""

from __future__ import annotations

import os

from guard.agents.interface import handed_over, is_question, reason, way_past
from guard.agents.replies import QUIET, refusal
from guard.errors import ProposalError
from guard.frozen import frozen, replace
from guard.model import DECISIONS, Proposal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Union

    from guard.agents.interface import Answer, Reply
    from guard.model import Verdict

    Tools = Mapping[str, Union[str, Mapping[str, str]]]

SHELLS = ("bash", "zsh", "sh")
HARMLESS = ("PreCompact", "PreCompress", "BeforeAgent", "BeforeModel", "BeforeToolSelection", "Notification")
"""Events of any agent before which nothing is run."""


@frozen
class Call:
    """A tool call as its agent names it."""

    tool: str
    given: Mapping[str, Any]
    cwd: str
    session: str = ""
    id: str = ""


@frozen
class Shape:
    """How one agent speaks."""

    agent: str
    tools: Tools = {}
    """The agent's tool → the guard's name for it and the arguments it needs (``guard/agents/naming.py``)."""
    separator: str = ""
    """What stands between an MCP server and its tool where the agent does not write ``mcp__a__b``."""
    gates: tuple[str, ...] = ("PreToolUse",)
    observed: Mapping[str, str] = {}
    """Events that feed the ledger: ``after``, ``failed`` or ``prompt``."""
    event: str = "hook_event_name"
    tool: str = "tool_name"
    given: str = "tool_input"
    cwd: str = "cwd"
    session: str = "session_id"
    call: str = "tool_use_id"
    allow: Reply = QUIET
    """The agent's own *no opinion*."""
    deny: Callable[[str], Reply] = refusal
    ask: Callable[[str], Reply] | None = None
    persistent: bool = False
    """Whether its shell tool is one shell that lives on: a directory and variables hold for later calls, and
    the payload does not show them."""
    unattended: Callable[[], bool] | None = None
    """Whether this agent, which has questions, was started so that nobody is there to answer."""
    reads: Callable[[Shape, Mapping[str, Any]], tuple[str, tuple[Call, ...]]] | None = None
    """Reads a payload of another form: what kind of event it is, and its calls."""
    doubt: Callable[[Verdict], str] | None = None
    """Why a call is refused that the guard would let pass, in an agent that shows only a part of it."""


def answered(shape: Shape, payload: Any, answer: Answer) -> Reply:
    """Answer one event of an agent."""
    if not isinstance(payload, dict):
        return shape.deny("the guard cannot read this call: it is no JSON object")
    try:
        kind, calls = (shape.reads or read)(shape, payload)
        if kind == "gate":
            return judged(shape, calls, answer)
    except ProposalError as error:
        return shape.deny(f"the guard cannot read this call: {error.message}")
    if kind in ("after", "failed", "prompt"):
        from guard.agents.memory import observed

        return observed(shape, kind, payload, calls)
    return shape.allow


def read(shape: Shape, payload: Mapping[str, Any]) -> tuple[str, tuple[Call, ...]]:
    """The kind of a payload in Claude's form, and its call.

    Raises:
        ProposalError: it has no event, or is a call that lacks what it cannot do without.
    """
    event = payload.get(shape.event)
    if not isinstance(event, str) or not event:
        raise ProposalError(f"it has no {shape.event}")
    if event in shape.gates:
        return "gate", (call_of(shape, payload),)
    kind = shape.observed.get(event) or stray(event, payload, (shape.given,))
    if kind == "gate":
        return kind, (call_of(shape, payload),)
    if kind in ("after", "failed"):
        try:
            return kind, (call_of(shape, payload),)
        except ProposalError:
            return "other", ()
    return kind, (Call("", {}, "/", _text(payload.get(shape.session))),) if kind == "prompt" else ()


def stray(event: str, payload: Mapping[str, Any], carrying: tuple[str, ...] = ()) -> str:
    """What an event is that the agent is not known to send: ``other``, or a call under a name of its own.

    Args:
        carrying: fields of which one is there where something is about to be run.

    Raises:
        ProposalError: it comes before something, and what that is cannot be seen.
    """
    if event in HARMLESS:
        return "other"
    over = event.lower().startswith(("post", "after"))
    if "tool_name" in payload and "tool_input" in payload and not over:
        return "gate"
    carries = not over and any(payload.get(name) is not None for name in carrying)
    if carries or event.lower().startswith(("pre", "before", "tool")):
        raise ProposalError(f"this agent is not known to send {event[:40]}")
    return "other"


def call_of(shape: Shape, payload: Mapping[str, Any]) -> Call:
    """The call in a payload.

    Raises:
        ProposalError: a field is missing or of a wrong type.
    """
    name, given, cwd = payload.get(shape.tool), payload.get(shape.given), payload.get(shape.cwd)
    if not isinstance(name, str) or not name:
        raise ProposalError("it names no tool")
    if not isinstance(given, dict):
        raise ProposalError(f"its {shape.given} is not an object")
    return Call(
        name,
        given,
        directory(cwd, shape.cwd),
        _text(payload.get(shape.session)),
        _text(payload.get(shape.call)),
    )


def directory(cwd: object, name: str) -> str:
    """The directory of a call.

    Raises:
        ProposalError: it is not an absolute path.
    """
    if not isinstance(cwd, str) or not cwd.startswith("/"):
        raise ProposalError(f"it has no absolute {name}")
    return cwd


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def proposal_of(shape: Shape, call: Call) -> Proposal:
    """What a call proposes, in the guard's own names.

    Raises:
        ProposalError: an argument is missing, of a wrong type, or given in two ways.
    """
    name, given, cwd = call.tool, call.given, call.cwd
    if shape.tools or shape.separator:
        from guard.agents.naming import named

        name, given, cwd = named(shape, call)
    shell = os.environ.get("SHELL", "bash").rsplit("/", 1)[-1]
    return Proposal(
        tool="agent",
        dialect=shell if shell in SHELLS else "bash",
        cwd=cwd,
        env=dict(os.environ),
        session=call.session,
        agent=shape.agent,
        mode="interactive" if _attended(shape) else "headless",
        tool_name=name,
        tool_input=given,
    )


def _attended(shape: Shape) -> bool:
    """Whether the agent can put a question to somebody."""
    return shape.ask is not None and not (shape.unattended is not None and shape.unattended())


def judged(shape: Shape, calls: tuple[Call, ...], answer: Answer) -> Reply:
    """The answer to the worst of some calls.

    Raises:
        ProposalError: there is none, or one of them cannot be read.
    """
    if shape.tools:
        from guard.agents.naming import spread

        calls = tuple(one for call in calls for one in spread(shape, call))
    proposals = [(call, proposal_of(shape, call)) for call in calls]
    if shape.persistent:
        from guard.agents.lasting import as_it_stands

        proposals = [(call, one) for call, proposal in proposals for one in as_it_stands(proposal)]
    if not proposals:
        raise ProposalError("there is nothing in it to run")
    worst = None
    parked: list[str] = []
    for call, proposal in proposals:
        verdict = answer(proposal)
        if verdict.decision != "allow":
            parked.append(verdict.parked)
            from guard.agents.memory import remember

            remember(call, verdict, shape.ask is not None)
        if worst is None or DECISIONS.index(verdict.decision) > DECISIONS.index(worst.decision):
            worst = verdict
    if worst is None:
        return shape.deny("the guard has no answer")
    return spoken(shape, replace(worst, parked=" ".join(parked) if all(parked) else ""))


def spoken(shape: Shape, verdict: Verdict) -> Reply:
    """A verdict in the agent's own form."""
    if verdict.decision == "allow":
        doubt = shape.doubt(verdict) if shape.doubt is not None else ""
        return shape.deny(doubt) if doubt else shape.allow
    if is_question(verdict) and shape.ask is None:
        return shape.deny(handed_over(verdict))
    said = shape.ask if is_question(verdict) and shape.ask is not None else shape.deny
    return said(reason(verdict) + way_past(verdict))


def json_object(text: str, name: str) -> dict[str, Any]:
    """The object in a text of JSON.

    Raises:
        ProposalError: there is none.
    """
    from guard.wire import loads

    try:
        found = loads(text, unique=True)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProposalError(f"its {name} are not an object")
    return found


def json_list(text: str) -> list[Any]:
    """The list in a text of JSON; a text that is none is the one thing in it."""
    from guard.wire import loads

    try:
        found = loads(text, unique=True)
    except ValueError:
        found = None
    return found if isinstance(found, list) else [text]
