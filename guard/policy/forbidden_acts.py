"""Acts that take nothing away and that the user said must not be done all the same.

Caught: ``git rebase main`` after “never rebase”, ``npm install left-pad`` after “do not install new
packages”, ``git stash`` after “don't use git stash”. Quiet: ``pip install x`` after “do not run npm install”,
``npm run build`` after “don't touch src, run the build instead”: the verb has to stand behind the negation,
in the same clause, and a program that is named beside it has to be the one that runs.

Lost: nothing but what was agreed. Back: as the tool undoes it. Instead: ask the user.
"""

from __future__ import annotations

from guard.model import Effect, Invocation, Place, Resource
from guard.policy.decide import ACTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Event
    from guard.session.interface import Session

INSTALLERS = (
    "npm", "pnpm", "yarn", "bun", "pip", "pip3", "uv", "poetry", "cargo", "gem", "bundle", "composer", "brew",
    "apt", "apt-get", "go", "pipx", "conda",
)  # fmt: skip
SPOKEN = (*INSTALLERS, "git", "docker", "make", "terraform", "kubectl", "helm")
NEGATIONS = ("not", "never", "no", "don't", "dont", "don’t", "avoid", "without", "stop")
ENDINGS = ("", "s", "ing", "ed", "d", "ling", "ging", "ning")
REACH = 6
"""Words behind a negation that it still covers."""


def forbidden_acts(events: tuple[Event, ...], session: Session) -> Iterator[Effect]:
    """An effect for each program whose act the user has ruled out in so many words."""
    for event in events:
        if not isinstance(event, Invocation):
            continue
        act = next((ACTS[w.text] for w in event.argv[1:3] if w.text in ACTS), "")
        if not act or (act == "install" and event.program not in INSTALLERS):
            continue
        new = act == "install" and _adds(event)
        said = next((s for s in session.prohibitions() if _rules_out(s.lower(), act, event.program, new)), "")
        if said:
            yield Effect(
                "user.forbidden", "update", Resource("act", f"{event.program} {act}"),
                Place("none", event.program), event, "R1", "B0", why=f"you said: “{said}”",
                marks=("forbidden",), span=event.span,
            )  # fmt: skip


THINGS = ("dependency", "dependencies", "package", "packages", "library", "libraries")
FURTHER = ("new", "more", "extra", "additional", "further", "any", "other", "adding")


def _adds(invocation: Invocation) -> bool:
    """Whether an installation names what it adds: ``npm install``, ``pip install -r`` take what is listed."""
    words = [word.skeleton for word in invocation.argv[2:]]
    listed = any(word in ("-r", "--requirement", "-e", "--editable", ".") for word in words)
    return not listed and any(not word.startswith("-") for word in words)


def _rules_out(said: str, act: str, program: str, new: bool = False) -> bool:
    """Whether a sentence rules an act out; ``new``: it adds something to what the project needs."""
    for clause in said.replace(";", ",").replace(". ", ",").replace(" but ", ",").split(","):
        words = [word.strip("`'\"()*.!") for word in clause.split()]
        named = [word for word in words if word in SPOKEN]
        if named and program not in named:
            continue
        for index, word in enumerate(words):
            behind = words[index + 1 : index + 1 + REACH] if word in NEGATIONS else []
            if any(_is(w, act) for w in behind):
                return True
            if new and any(
                w in THINGS and b in (*NEGATIONS, *FURTHER)
                for b, w in zip([word, *behind], behind, strict=False)
            ):
                return True
    return False


def _is(word: str, act: str) -> bool:
    return any(word in (act + ending, act.rstrip("e") + ending) for ending in ENDINGS)
