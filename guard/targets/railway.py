"""Railway's link file: the project and the environment that a directory is linked to.

Facts: Railway CLI, ``railway link``: ``projects`` of ``~/.railway/config.json`` has for each linked directory
``name``, ``environment`` (an identifier) and ``environmentName``; the nearest one at or above the present
directory counts.
"""

from __future__ import annotations

from guard.targets.cloud_signs import json_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.world import World

SHOWN = "~/.railway/config.json"


def config_path(home: str) -> str:
    return f"{home.rstrip('/')}/.railway/config.json"


def links(world: World, home: str, folder: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The links that hold in a directory, the nearest first: the linked directory and the link's texts."""
    document = json_file(world, config_path(home))
    projects = document.get("projects") if isinstance(document, dict) else None
    if not isinstance(projects, dict) or not folder.startswith("/"):
        return
    given = {str(linked).rstrip("/"): link for linked, link in projects.items()}
    folder = folder.rstrip("/")
    while True:
        link = given.get(folder)
        if isinstance(link, dict):
            yield folder or "/", {key: v for key, v in link.items() if isinstance(v, str) and v}
        if not folder:
            return
        folder = folder.rpartition("/")[0]


def unread(world: World, home: str) -> str:
    """The file's text where it is not JSON (any more); empty where it is, or is missing."""
    path = config_path(home)
    return (world.read(path) or "").strip() if json_file(world, path) is None else ""
