"""``package.json``: what ``npm run`` hands to ``sh -c`` (docs.npmjs.com, “scripts”).

Caught: ``"db:reset": "psql $PROD_URL -c 'DROP TABLE users'"``. Near miss: ``"clean": "rimraf dist"``.
"""

from __future__ import annotations

from collections.abc import Iterator

from guard.lint.json_nodes import JsonObject, JsonString, read_json
from guard.lint.snippets import Remark, Snippet, Unreadable


def snippets(path: str, text: str) -> Iterator[Snippet]:
    """One snippet per script."""
    root = read_json(text)
    if not isinstance(root, JsonObject):
        raise Unreadable("is no package.json: it holds no object")
    scripts = root.get("scripts")
    if not isinstance(scripts, JsonObject):
        return
    for key, value in scripts.members:
        if isinstance(value, JsonString):
            yield Snippet(
                value.text, value.origin, dialect="sh", optional=True,
                remarks=(Remark(f"run by npm run {key.text}", key.start, key.end),),
            )  # fmt: skip
