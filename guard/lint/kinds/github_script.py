"""``actions/github-script``: what its JavaScript asks of GitHub's client and of the toolkit.

The client's calls are said in ``gh``'s words, so that the engine's own rules judge them; file and process
calls of Node itself are read as Node's.

Caught: ``github.rest.repos.delete({owner, repo})``, ``github.request("DELETE /repos/{owner}/{repo}")``,
``exec.exec("kubectl", ["delete", "ns", "shop"])``. Near misses: ``github.rest.issues.deleteComment``,
``github.rest.repos.listReleases``. Facts: docs.github.com/rest (methods as
octokit/plugin-rest-endpoint-methods names them), github.com/actions/toolkit (exec, io).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guard.lint.following import placeholder
from guard.lint.positions import Assembled, Origin

METHODS: dict[str, str] = {
    "repos.delete": "DELETE repos/{owner}/{repo}",
    "repos.deleteRelease": "DELETE repos/{owner}/{repo}/releases/{release_id}",
    "repos.deleteReleaseAsset": "DELETE repos/{owner}/{repo}/releases/assets/{asset_id}",
    "repos.deleteBranchProtection": "DELETE repos/{owner}/{repo}/branches/{branch}/protection",
    "repos.deleteAdminBranchProtection":
        "DELETE repos/{owner}/{repo}/branches/{branch}/protection/enforce_admins",
    "repos.deleteRepoRuleset": "DELETE repos/{owner}/{repo}/rulesets/{ruleset_id}",
    "repos.deleteOrgRuleset": "DELETE orgs/{org}/rulesets/{ruleset_id}",
    "repos.deleteAnEnvironment": "DELETE repos/{owner}/{repo}/environments/{environment_name}",
    "git.deleteRef": "DELETE repos/{owner}/{repo}/git/refs/{ref}",
    "actions.deleteRepoSecret": "DELETE repos/{owner}/{repo}/actions/secrets/{secret_name}",
    "actions.deleteOrgSecret": "DELETE orgs/{org}/actions/secrets/{secret_name}",
    "actions.deleteEnvironmentSecret":
        "DELETE repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}",
    "packages.deletePackageForOrg": "DELETE orgs/{org}/packages/{package_type}/{package_name}",
    "packages.deletePackageForUser": "DELETE users/{username}/packages/{package_type}/{package_name}",
    "packages.deletePackageForAuthenticatedUser": "DELETE user/packages/{package_type}/{package_name}",
    "orgs.delete": "DELETE orgs/{org}",
    "teams.deleteInOrg": "DELETE orgs/{org}/teams/{team_slug}",
    "migrations.deleteArchiveForOrg": "DELETE orgs/{org}/migrations/{migration_id}/archive",
    "codespaces.deleteForAuthenticatedUser": "DELETE user/codespaces/{codespace_name}",
    "gists.delete": "DELETE gists/{gist_id}",
}  # fmt: skip
"""Calls of the client that lose something of worth, as requests."""
_OWN = re.compile(r"\b(?:github|octokit)(?=\.)")
_CLIENT = re.compile(r"\b(?:github|octokit)\.(?:rest\.)?([a-zA-Z]+\.[a-zA-Z]+)\s*\(")
_REQUEST = re.compile(r"\b(?:github|octokit)\.request\(\s*([\"'`])\s*(DELETE|PUT|PATCH|POST)\s+/?(.*?)\1")
_GRAPHQL = re.compile(r"\b(?:github|octokit)\.graphql\(\s*([\"'`])(.*?)\1", re.S)
_EXEC = re.compile(r"\bexec\.(?:exec|getExecOutput)\(\s*([\"'`])(.*?)\1\s*(?:,\s*\[(.*?)\])?", re.S)
_STRING = re.compile(r"([\"'`])((?:\\.|(?!\1).)*)\1", re.S)
_RMRF = re.compile(r"\bio\.rmRF\(\s*([\"'`])(.*?)\1")
_TEMPLATE = re.compile(r"\$\{[^{}]*\}")
_NAMED = re.compile(r"\{(\w+)\}")
LONGEST = 4000
"""Characters of one call's arguments that are looked at."""

Made = tuple[str, Origin, tuple[str, ...]]


def without_client(text: str) -> str:
    """The script as plain Node: the calls of the client are said by ``commands``, each in its own place."""
    return _OWN.sub(lambda found: "_" * len(found.group()), text)


def commands(text: str, origin: Origin, holes: tuple[str, ...]) -> Iterator[Made]:
    """Command lines that say what the calls of a script do, each with the place of its call."""
    for found in _CLIENT.finditer(text):
        method = METHODS.get(found.group(1))
        if method is not None:
            end = _closing(text, found.end())
            verb, _, path = method.partition(" ")
            given = text[found.end() : end]
            path = _addressed(path, given)
            yield _standing(f"gh api -X {verb} {path}", text, origin, holes, found.start(), end)
    for found in _REQUEST.finditer(text):
        end = _closing(text, found.end())
        given = text[found.end() : end]
        path = _addressed(found.group(3), given)
        yield _standing(f"gh api -X {found.group(2)} {path}", text, origin, holes, found.start(), end)
    for found in _GRAPHQL.finditer(text):
        query = " ".join(found.group(2).split()).replace("'", "'\\''")
        line = f"gh api graphql -f query='{query}'"
        yield _standing(line, text, origin, holes, found.start(), _closing(text, found.end()))
    for found in _RMRF.finditer(text):
        line = f"rm -rf '{found.group(2)}'"
        yield _standing(line, text, origin, holes, found.start(), found.end() + 1)
    for found in _EXEC.finditer(text):
        words = [w.group(2) for w in _STRING.finditer(found.group(3) or "")]
        line = " ".join((found.group(2), *("'" + w.replace("'", "'\\''") + "'" for w in words)))
        yield _standing(line, text, origin, holes, found.start(), _closing(text, found.end()))


def _standing(line: str, text: str, origin: Origin, holes: tuple[str, ...], start: int, end: int) -> Made:
    """The command line, every character of which stands for the whole call."""
    named = list(holes)

    def hole(found: re.Match[str]) -> str:
        named.append(found.group()[2:-1])
        return placeholder(len(named) - 1)

    begin = origin.begin(start)
    made = Assembled()
    made.stand(_TEMPLATE.sub(hole, line), begin, origin.end(min(end, len(text))) - begin)
    return made.text, made.origin, tuple(named)


def _addressed(path: str, given: str) -> str:
    return _NAMED.sub(lambda name: _given(given, name.group(1)), path)


def _given(arguments: str, name: str) -> str:
    """The literal that an argument has, or a template that stays open."""
    found = re.search(rf"\b{name}\s*:\s*([\"'`])(.*?)\1", arguments)
    return found.group(2) if found is not None else "${" + name + "}"


def _closing(text: str, at: int) -> int:
    """Behind the bracket that closes a call whose opening one lies before ``at``."""
    depth = 1
    for index in range(at, min(len(text), at + LONGEST)):
        if text[index] in "([{":
            depth += 1
        elif text[index] in ")]}":
            depth -= 1
            if not depth:
                return index + 1
    return min(len(text), at + 1)
