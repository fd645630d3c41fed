"""Which branch of this repository is deployed when it is pushed.

Read from ``.github/workflows/*.yml`` and ``.gitlab-ci.yml`` by lines, not as YAML: what matters is
whether a file starts on a push to a branch and whether it deploys. Catches a workflow with ``on: push``
for the branch and an ``environment: production`` or a deploying step. Quiet: test workflows, workflows on
tags or pull requests.

Facts: GitHub's workflow syntax (``on.push.branches``, ``jobs.*.environment``), GitLab CI's
``environment:``.
"""

from __future__ import annotations

import os

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.world import World

FILES = 40
"""Workflow files that are read."""


@frozen
class Workflow:
    """A workflow that deploys a branch."""

    path: str
    name: str
    branch: str
    environment: str = ""


def deploying_workflow(root: str, branches: Sequence[str], world: World) -> Workflow | None:
    """The first workflow that a push to one of these branches would start and that deploys."""
    folder = os.path.join(root, ".github/workflows")
    for name in (world.list(folder) or ())[:FILES]:
        if not name.endswith((".yml", ".yaml")):
            continue
        text = world.read(os.path.join(folder, name))
        if text is None or not _on_push(text):
            continue
        environment = _environment(text)
        if not environment and not _deploys(name, text):
            continue
        for branch in branches:
            if _starts_on(text, branch):
                return Workflow(f".github/workflows/{name}", name, branch, environment)
    return None


def _on_push(text: str) -> bool:
    flat = " ".join(text.split())
    return "push" in flat and ("on:" in flat or '"on":' in flat or "'on':" in flat)


def _environment(text: str) -> str:
    """The value of the first ``environment:``, or of the ``name:`` below it."""
    lines = text.replace("{", "\n").splitlines()
    for index, line in enumerate(lines):
        key, colon, value = line.strip().lstrip("- ").partition(":")
        if key != "environment" or not colon:
            continue
        value = value.split("#")[0].strip().strip("'\"")
        if value:
            return value
        for below in lines[index + 1 : index + 3]:
            name, _, inner = below.strip().partition(":")
            if name == "name":
                return inner.strip().strip("'\"")
    return ""


_DEPLOYING = (
    "vercel deploy", "vercel --prod", "netlify deploy", "flyctl deploy", "fly deploy", "railway up",
    "kubectl apply", "helm upgrade", "terraform apply", "aws s3 sync", "serverless deploy", "sls deploy",
    "firebase deploy", "wrangler deploy", "wrangler publish", "gcloud run deploy", "gcloud app deploy",
    "cdk deploy", "heroku container:release", "cap production", "ansible-playbook", "aws ecs update-service",
    "deploy-pages", "amazon-ecs-deploy", "azure/webapps-deploy", "kamal deploy",
)  # fmt: skip


def _deploys(name: str, text: str) -> bool:
    words = name.lower().replace("-", " ").replace("_", " ").replace(".", " ").split()
    return any(
        word in ("deploy", "deployment", "release", "cd", "production", "prod") for word in words
    ) and any(step in text for step in _DEPLOYING)


def _starts_on(text: str, branch: str) -> bool:
    """Whether ``on.push`` takes the branch. Without a list of branches it takes every one."""
    flat = text.replace("\n", " \n ").replace("{", " ").replace("}", " ")
    push = flat.find("push")
    rest = flat[push + 4 :]
    at = rest.find("branches:")
    jobs = rest.find("jobs:")
    if at < 0 or (0 <= jobs < at):
        tags = rest.find("tags:")
        return not (0 <= tags < (jobs if jobs >= 0 else len(rest)))
    listed = _listed(rest[at + len("branches:") :])
    return any(_fits(pattern, branch) for pattern in listed)


def _listed(text: str) -> list[str]:
    text = text.lstrip(" ")
    if text.startswith("["):
        inside = text[1 : text.find("]")] if "]" in text else text[1:]
        return [item.strip().strip("'\"") for item in inside.replace("\n", " ").split(",") if item.strip()]
    names: list[str] = []
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("- "):
            names.append(bare[2:].split("#")[0].strip().strip("'\""))
        elif bare:
            break
    return names


def _fits(pattern: str, branch: str) -> bool:
    from guard.shell.patterns import matches

    return pattern == branch or matches(pattern.replace("**", "*"), branch) is True
