"""What leaves the machine by git: pushes in every form.

Caught: ``git push --force`` (on a shared branch; on the default branch it is denied), ``git push origin
+main``, ``git push -f origin HEAD:main``, ``git push --mirror``, ``git push origin --delete release``, ``git
push origin :release``, ``git push heroku main`` (a deployment), a push to an address that is none of the
project's remotes (``git_remote.py`` reads the addresses that the same text gives them), ``git -c
http.extraHeader='Authorization: Basic …' push`` (a key that is in no variable of the session).
Quiet: ``git push``, ``git push -u origin feature/x``, ``git push --force-with-lease origin feature/x``, ``git
push --dry-run --force``, remotes below ``/tmp``.

Lost: the commits that only the remote branch had; with a foreign address, the secrecy of the repository.
Back: from any clone that still has the branch, while its reflog lasts.
Instead: ``git push --force-with-lease origin feature/x``, or a new branch and a pull request.

Facts: git-push(1) (refspecs, ``push.default``, ``remote.pushDefault``), gitworkflows(7);
Heroku's, Dokku's, Clever Cloud's and Azure's documentation of deployment by push.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.git.addresses import has_token, is_local, looks_like_url, owner_of, without_token
from guard.model import Effect, Resource, known
from guard.programs.git_history import skipped_hooks
from guard.programs.git_remote import place_of, readdressed
from guard.programs.options import Options, read_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guard.git import Repository
    from guard.model import Blast, Mark, Operation, Recoverability, Value
    from guard.programs.git import Call
    from guard.world import World

_LONG = (
    "--all", "--branches", "--mirror", "--tags", "--follow-tags", "--dry-run", "--porcelain", "--delete",
    "--prune",
    "--force", "--force-if-includes", "--verbose", "--quiet", "--set-upstream", "--no-verify", "--verify",
    "--thin",
    "--atomic", "--progress", "--no-force-with-lease", "--signed", "--no-signed", "--force-with-lease",
    "--ipv4",
    "--ipv6", "--no-thin",
)  # fmt: skip
_VALUED = ("--repo", "-o", "--push-option", "--receive-pack", "--exec", "--recurse-submodules")

SHARED_BRANCHES = ("main", "master", "trunk", "production", "prod", "release", "stable", "live")
"""Branches that others build on, whatever the repository's default is."""


@frozen
class Update:
    """One ref that a push would change."""

    name: str
    """Short name on the remote; empty where it is not known."""
    force: bool = False
    delete: bool = False
    lease: bool = False
    tag: bool = False


def effects_of(call: Call, world: World) -> Iterator[Effect]:
    """What is pushed over, deleted, deployed or sent away."""
    if call.subcommand not in ("push", "send-pack"):
        return
    options = read_options(call.words, _VALUED, _LONG)
    if options.has("-n", "--dry-run"):
        return
    yield from skipped_hooks(call)
    for key, value in call.settings:
        if key.startswith("remote.") and key.endswith("url"):
            readdressed(call.repository, key.split(".")[1], value.skeleton)
    said = {key: value.skeleton for key, value in call.settings}
    remote, named = _remote_of(options, call.repository, said)
    url = _url(remote, call.repository, said)
    updates = tuple(_updates(options, named, call.repository, remote))
    remote = without_token(remote)
    yield from _sent(call, remote, url, options)
    yield from _with_another_key(call, remote, url)
    if options.has("--mirror") or _is_mirror(remote, call.repository):
        yield _pushed(call, remote, url, "git.push-mirror", "overwrite", "every ref", "R4", "B2",
                      "every branch and tag that is not here", ("default-branch",))  # fmt: skip
        return
    for update in updates:
        yield from _changed(call, remote, url, update)
    if options.has("--prune"):
        yield _pushed(call, remote, url, "git.push-prune", "delete", "branches that are not here", "R4", "B2",
                      "every remote branch without a local one")  # fmt: skip
    yield from _deployed(call, remote, url, updates, world)
    yield _pushed(call, remote, url, "git.push", "create", "commits", "R1", "B1", "", instead="git status")


# ------------------------------------------------------------------------------- reading it


def _remote_of(
    options: Options, repository: Repository | None, said: Mapping[str, str]
) -> tuple[str, tuple[Value, ...]]:
    """The remote and the refspecs, by git's own order of precedence; ``said`` by ``-c``."""
    operands = options.operands
    if operands:
        return operands[0].skeleton, operands[1:]
    repo = options.value("--repo")
    if repo is not None:
        return repo.skeleton, ()
    if repository is None:
        return "origin", ()
    branch = repository.branch
    for key in (f"branch.{branch}.pushremote", "remote.pushdefault", f"branch.{branch}.remote"):
        found = said.get(key) or repository.configured(key)
        if found:
            return found, ()
    names = list(repository.remotes)
    return (names[0] if len(names) == 1 else "origin"), ()


def _url(remote: str, repository: Repository | None, said: Mapping[str, str]) -> str:
    """The address, the longest rewriting that fits applied (``insteadOf``; ``pushInsteadOf`` goes first, but
    not over an address that is for pushing alone)."""
    if repository is None:
        return remote if looks_like_url(remote) else ""
    url = repository.remotes.get(remote, remote if looks_like_url(remote) else "")
    endings = (".insteadof",) if repository.configured(f"remote.{remote}.pushurl") else REWRITING
    settings = (*repository.personal, *repository.entries, *said.items())
    for ending in endings:
        fitting = [
            (value, key[4 : -len(ending)])
            for key, value in settings
            if key.startswith("url.") and key.endswith(ending) and value and url.startswith(value)
        ]
        if fitting:
            value, base = max(fitting, key=_length)
            return base + url[len(value) :]
    return url


REWRITING = (".pushinsteadof", ".insteadof")


def _length(rewriting: tuple[str, str]) -> int:
    return len(rewriting[0])


def _is_mirror(remote: str, repository: Repository | None) -> bool:
    return repository is not None and repository.configured(f"remote.{remote}.mirror") == "true"


def _updates(
    options: Options, refspecs: tuple[Value, ...], repository: Repository | None, remote: str
) -> Iterator[Update]:
    force = options.has("-f", "--force")
    lease = options.has("--force-with-lease", "--force-if-includes") and not force
    delete = options.has("-d", "--delete")
    if options.has("--all", "--branches"):
        yield Update(_default(repository), force, delete, lease)
        return
    if not refspecs:
        yield from _implied(repository, remote, force, lease, options)
        return
    words = list(refspecs)
    while words:
        word = words.pop(0)
        if word.text == "tag" and words:
            yield Update(words.pop(0).skeleton, force, delete, lease, True)
            continue
        yield _update(word, force, lease, delete, repository)


def _implied(
    repository: Repository | None, remote: str, force: bool, lease: bool, options: Options
) -> Iterator[Update]:
    """A push without refspecs: the current branch, or what ``push.default`` and ``remote.*.push`` say."""
    if repository is None:
        yield Update("", force, False, lease)
        return
    configured = repository.configured(f"remote.{remote}.push")
    if configured:
        yield _update(known(configured), force, lease, False, repository)
        return
    branch = repository.branch
    if repository.configured("push.default") in ("upstream", "tracking"):
        merge = repository.configured(f"branch.{branch}.merge") or ""
        branch = merge.removeprefix("refs/heads/") or branch
    if repository.configured("push.default") == "matching":
        branch = repository.default_branch
    if not (options.has("--tags") and not force and not lease):
        yield Update(branch, force, False, lease)


def _update(word: Value, force: bool, lease: bool, delete: bool, repository: Repository | None) -> Update:
    head = word.prefix
    force = force or head.startswith("+")
    spec = word.skeleton.removeprefix("+")
    source, colon, target = spec.partition(":")
    if word.text is None and not (colon and "⟨" not in target):
        return Update("", force, delete, lease)
    name = target if colon else source
    if colon and not source:
        if not target:
            return Update(_default(repository), force, False, lease)
        delete = True
    if name in ("HEAD", "@"):
        name = repository.branch if repository is not None else ""
    tag = name.startswith("refs/tags/")
    for lead in ("refs/heads/", "refs/tags/", "heads/"):
        name = name.removeprefix(lead)
    if repository is not None and not tag and repository.has_ref("refs/tags/" + name):
        tag = not repository.has_ref("refs/heads/" + name)
    return Update(name, force, delete, lease, tag)


def _default(repository: Repository | None) -> str:
    return repository.default_branch if repository is not None else "main"


# --------------------------------------------------------------------------------- judging it


def _changed(call: Call, remote: str, url: str, update: Update) -> Iterator[Effect]:
    if not (update.force or update.delete or update.lease):
        return
    default = not update.tag and _is_shared(update.name, call.repository)
    marks: tuple[Mark, ...] = ("default-branch",) if default else ()
    name = update.name or "a branch that could not be resolved"
    if update.delete:
        kind = "tag" if update.tag else "branch"
        yield _pushed(call, remote, url, "git.push-delete", "delete", name, "R3", "B1",
                      f"the {kind} {name} on {remote}", marks, f"git ls-remote {remote} {name}",
                      kind)  # fmt: skip
    elif update.tag and (update.force or update.lease):
        yield _pushed(call, remote, url, "git.push-force", "overwrite", name, "R3", "B1",
                      f"the published tag {name}", (), f"git ls-remote {remote} {name}", "tag")  # fmt: skip
    elif default or update.force:
        loss = f"commits on {remote}/{name} that are not here"
        instead = f"git push {remote} HEAD:refs/heads/fix" if default else "git push --force-with-lease"
        blast: Blast = "B2" if default else "B1"
        yield _pushed(
            call, remote, url, "git.push-force", "overwrite", name, "R3", blast, loss, marks, instead,
            "branch",
        )  # fmt: skip
    elif not update.name:
        yield _pushed(
            call, remote, url, "git.push-force", "overwrite", name, "R3", "B1", "commits that are not here",
            kind="branch",
        )  # fmt: skip


def _is_shared(name: str, repository: Repository | None) -> bool:
    if name in SHARED_BRANCHES or "*" in name:
        return True
    return repository is not None and bool(name) and name == repository.default_branch


def _pushed(
    call: Call,
    remote: str,
    url: str,
    rule: str,
    operation: Operation,
    identity: str,
    recoverability: Recoverability,
    blast: Blast,
    loss: str,
    marks: tuple[Mark, ...] = (),
    instead: str = "",
    kind: str = "refs",
    why: str = "",
) -> Effect:
    return Effect(
        rule=rule, operation=operation, resource=Resource(kind, identity), place=place_of(call, remote, url),
        by=call.invocation, recoverability=recoverability, blast=blast, loss=loss, marks=marks, why=why,
        instead=instead or "git push --dry-run …", tags=("T1485",), span=call.invocation.span,
        certainty=call.invocation.certainty,
    )  # fmt: skip


# ------------------------------------------------------------------------------- sending away


FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "dev.azure.com", "sr.ht", "gitea.com")
"""Where people keep forks: a remote that is added there is how they contribute."""


def _sent(call: Call, remote: str, url: str, options: Options) -> Iterator[Effect]:
    """A push to an address that is none of the project's own."""
    repository = call.repository
    token = has_token(url)
    foreign = "" if repository is None else repository.configured(f"remote.{remote}.guard-foreign") or ""
    others = [] if repository is None else list(repository.remotes.values())
    stranger = (
        looks_like_url(remote) and not is_local(url) and all(owner_of(url) != owner_of(o) for o in others)
    )
    if not (foreign or (token and looks_like_url(remote)) or (stranger and others)):
        return
    whole = options.has("--all", "--mirror", "--branches") and not any(forge in url for forge in FORGES)
    certain = foreign == "changed" or (foreign and whole) or (token and (stranger or not others))
    yield _pushed(
        call, remote, without_token(url), "git.push-foreign", "send", without_token(url) or remote, "R4",
        "B3" if certain else "B2", "the source code: what is sent cannot be called back",
        kind="repository", instead="git remote -v",
        why="the address is none of this project's remotes" + (" and carries a token" if token else ""),
    )  # fmt: skip


def _with_another_key(call: Call, remote: str, url: str) -> Iterator[Effect]:
    """A push that shows the server a token written in the command in place of the user's own login."""
    if is_local(url) or not any(
        key.startswith("http.") and key.endswith(".extraheader") for key, _ in call.settings
    ):
        return
    from guard.programs.credential_words import sources_of

    if not any(source.given and source.secret for source in sources_of(call.invocation)):
        return
    yield _pushed(
        call, remote, url, "git.push-foreign", "update", remote, "R1", "B1", "",
        ("control-plane",), "git push", "repository",
        "the header carries a token that is in no variable of the session",
    )  # fmt: skip


# --------------------------------------------------------------------------------- deploying


DEPLOYS = (
    "git.heroku.com", "heroku.com", "dokku", "clever-cloud.com", "azurewebsites.net", "gigalixir.com", "piku",
    "caprover", "scalingo.com", "appharbor.com", "scm.azure", "wpengine.com", "pantheonsite.io", "acquia",
    "platform.sh", "upsun.com", "codecommit-deploy",
)  # fmt: skip
"""Hosts (or users) where a push is a deployment."""
DEPLOY_NAMES = (
    "heroku", "dokku", "clever", "gigalixir", "scalingo", "piku", "azure", "caprover", "production", "prod",
    "live", "deploy", "pantheon", "wpengine", "platform", "staging",
)  # fmt: skip


def _deployed(
    call: Call, remote: str, url: str, updates: tuple[Update, ...], world: World
) -> Iterator[Effect]:
    target = f"{remote} {url}".lower()
    if any(host in url.lower() for host in DEPLOYS) or remote.split("-")[0].lower() in DEPLOY_NAMES:
        yield _pushed(call, remote, url, "git.push-deploy", "deploy", remote, "R1", "B1",
                      f"the version that runs now on {target.strip()}",
                      why="a push to this remote is a deployment",
                      instead="git push --dry-run …", kind="release")  # fmt: skip
        return
    names = [update.name for update in updates if not update.delete and update.name]
    if call.repository is None or not names:
        return
    from guard.programs.git_workflows import deploying_workflow

    workflow = deploying_workflow(call.repository.root, names, world)
    if workflow is not None:
        yield _pushed(call, remote, url, "git.push-deploy", "deploy", workflow.name, "R1", "B1",
                      "the version that runs now", marks=(), kind="release",
                      why=f"a push to {workflow.branch} starts {workflow.path}, which deploys to "
                      f"{workflow.environment or 'its environment'}",
                      instead="git push --dry-run …")  # fmt: skip
