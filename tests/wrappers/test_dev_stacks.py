"""What runs in the containers of a site that is developed on this machine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict

RUNS = [
    ("ddev exec -s db mk -rf a", "@text mk -rf a"), ("ddev exec 'mk a'", "@text mk a"), ("ddev drush mk a", "@argv drush mk a"),
    ("lando ssh -s web -c 'mk a'", "@text mk a"), ("lando wp mk", "@argv wp mk"), ("warden shell -c 'mk a'", "@text mk a"),
    ("wp-env run cli wp mk", "@argv wp mk"), ("wp-env run --env-cwd=x cli wp mk", "@argv wp mk"),
    ("sail down -v", "argv docker compose down -v"), ("sail redis mk", "@argv redis-cli mk"), ("sail mysql mk", "@argv mysql mk"),
]  # fmt: skip
RUNS_NOTHING = ["ddev", "ddev start", "ddev exec", "lando start", "lando ssh", "wp-env start", "wp-env run cli", "sail artisan test",
                "warden env up", "sail open"]  # fmt: skip
DECIDED = [
    pytest.param("ddev drush sql-drop -y", "ask", id="drush inside"),
    pytest.param("lando mysql -e 'drop database x'", "ask", id="a client inside"),
    pytest.param("wp-env run cli wp db reset --yes", "ask", id="wp inside"),
    pytest.param("sail down -v", "ask", id="volumes of the stack"),
    pytest.param("ddev exec ls", "allow", id="near miss: a listing"),
    pytest.param("ddev composer install", "allow", id="near miss: packages"),
    pytest.param("sail artisan test", "allow", id="near miss: the tests"),
    pytest.param("wp-env run cli wp plugin list", "allow", id="near miss: a list"),
    pytest.param("lando mysql -e 'select 1'", "allow", id="near miss: a question"),
]


@pytest.mark.parametrize(("line", "inner"), RUNS)
def test_what_runs_inside(line: str, inner: str, answers: Callable[..., list[str]]) -> None:
    assert answers(line) == [inner]


@pytest.mark.parametrize("line", RUNS_NOTHING)
def test_what_runs_nothing_of_the_callers(line: str, answers: Callable[..., list[str]]) -> None:
    assert answers(line) == []


@pytest.mark.parametrize(("command", "decision"), DECIDED)
def test_a_stack_is_on_this_machine(command: str, decision: str, judged: Callable[..., Verdict]) -> None:
    verdict = judged(command)
    assert verdict.decision == decision
    assert decision == "allow" or "(local)" in verdict.summary
