"""Which database a test run is pointed at: the variables that its set-up reads, in the environment and in the
env files that test runners load.

A set-up that reads a variable with *test* in its name uses that one alone. Facts: Vite and Jest set
``NODE_ENV=test`` and load ``.env.test`` before ``.env``; python-dotenv loads ``.env``; none overrides what is
exported.
"""

from __future__ import annotations

from guard.targets.database_signs import Found
from guard.targets.frameworks import URL_NAMES, nothing, of_variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation, Place
    from guard.world import World

FILES = (".env.test.local", ".env.test", ".env.testing", ".env")


def find(place: Place, by: Invocation | None, world: World) -> Found:
    """The endpoint that the first of the variables names."""
    names = tuple(value.text or "" for name, value in place.hints if name == "variable")
    return of_variables(by, world, names or URL_NAMES, FILES) or nothing("the tests")
