"""Configuration: layers, who may loosen, and what a broken file does."""

from __future__ import annotations

import os
import sys

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from guard.errors import ConfigError
from guard.policy import trust
from guard.policy.layers import Source, load, read
from guard.policy.rules import like

RULE = """
[[rule]]
id = "acme.quiet"
match = { operation = ["delete"] }
decision = "%s"
reason = "because"
examples.match = ["rm x"]
examples.no_match = ["ls"]
"""


@pytest.fixture
def homes(tmp_path):
    state, user, project = tmp_path / "state", tmp_path / "config" / "guard", tmp_path / "project"
    for folder in (state, user, project):
        folder.mkdir(parents=True)
    env = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    return env, user / "config.toml", project / ".guard.toml", state


def write(path, text):
    path.write_text(text)
    path.chmod(0o600)


def in_force(homes):
    env, _, project, state = homes
    return load(env, str(project.parent), str(state))


def test_without_files_the_built_in_policy_holds(homes):
    assert in_force(homes).rules == ()
    assert in_force(homes).broken == ""


def test_the_user_may_loosen_and_the_project_may_not(homes):
    _, user, project, _ = homes
    write(user, RULE % "allow")
    assert [r.decision for r in in_force(homes).rules] == ["allow"]
    write(user, "")
    write(project, RULE % "allow")
    assert in_force(homes).rules == ()
    write(project, RULE % "deny")
    assert [r.decision for r in in_force(homes).rules] == ["deny"]


def test_the_project_can_call_a_place_production_but_not_harmless(homes):
    _, _, project, _ = homes
    write(
        project,
        '[[environment]]\nmatch = "db*"\nis = "production"\n[[environment]]\nmatch = "x"\nis = "local"\n',
    )
    assert [e.environment for e in in_force(homes).environments] == ["E4"]


def test_a_trusted_project_may_loosen_until_its_content_changes(homes):
    _, _, project, state = homes
    write(project, RULE % "allow")
    trust.trust(str(project), str(state))
    assert [r.decision for r in in_force(homes).rules] == ["allow"]
    write(project, RULE % "allow" + "\n")
    assert in_force(homes).rules == ()


def test_the_users_map_comes_before_the_projects(homes):
    _, user, project, _ = homes
    write(user, '[[environment]]\nmatch = "db"\nis = "local"\n')
    write(project, '[[environment]]\nmatch = "db"\nis = "production"\n')
    assert [e.environment for e in in_force(homes).environments] == ["E4", "E1"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("rul = []", "did you mean 'rule'", id="a misspelt key is named with what was meant"),
        pytest.param("[[environment]]\nmatch = 'a'\nis = 'prod'", "production", id="an unknown environment"),
        pytest.param("[table]\nR4 = ['allow']", "five decisions", id="a row with too few cells"),
        pytest.param("[table]\nR9 = []", "R0, R1", id="an unknown row"),
        pytest.param("[[rule]]\nid = 'x'", "needs match", id="a rule without a match"),
        pytest.param(RULE.replace("operation", "oparation") % "deny", "operation", id="an unknown noun"),
        pytest.param(RULE % "maybe", "allow, ask or deny", id="an unknown decision"),
        pytest.param("rule = 3", "[[rule]]", id="a rule that is no table"),
        pytest.param("own_domains = 3", "text", id="domains that are no texts"),
    ],
)
def test_a_wrong_value_is_an_error_with_a_hint(text, named):
    with pytest.raises(ConfigError) as caught:
        read(tomllib.loads(text), Source("user", "x"))
    assert named in caught.value.message + caught.value.hint


@pytest.mark.parametrize("content", [b"= broken", b"\xff\xfe", b"a = 1\n" + b"#" * 300_000])
def test_a_broken_file_leaves_the_built_in_policy_at_its_strictest(homes, content):
    _, user, _, _ = homes
    user.write_bytes(content)
    user.chmod(0o600)
    found = in_force(homes)
    assert str(user) in found.broken
    assert found.rules == ()


def test_a_file_that_everybody_may_write_is_not_used(homes):
    _, user, _, _ = homes
    write(user, RULE % "allow")
    user.chmod(0o666)
    found = in_force(homes)
    assert "everybody" in found.broken
    assert found.rules == ()


def test_what_was_parsed_once_is_kept_and_a_change_is_seen(homes):
    _, user, _, state = homes
    write(user, 'own_domains = ["acme.com"]')
    assert in_force(homes).own_domains == ("acme.com",)
    assert oct(os.stat(state / "config.json").st_mode & 0o777) == "0o600"
    assert in_force(homes).own_domains == ("acme.com",)
    write(user, 'own_domains = ["other.org", "third.net"]')
    assert in_force(homes).own_domains == ("other.org", "third.net")


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("prod*", "prod-db", True), ("*prod*", "a-prod-b", True), ("prod", "prod-db", False), ("*", "", True),
        ("a*a", "a", False), ("*.acme.com", "db.ACME.com", True), ("a*b*c", "axxbyyc", True),
        ("a*b*c", "acb", False),
    ],
)  # fmt: skip
def test_a_star_stands_for_any_run_of_characters(pattern, text, expected):
    assert like(pattern, text) is expected


def test_the_project_may_write_its_rules_into_pyproject(homes):
    _, _, project, _ = homes
    write(project.parent / "pyproject.toml", "[project]\nname = 'x'\n")
    assert in_force(homes).rules == ()
    write(
        project.parent / "pyproject.toml",
        "[tool.guard]\n" + RULE.replace("[[rule]]", "[[tool.guard.rule]]") % "deny",
    )
    assert [r.decision for r in in_force(homes).rules] == ["deny"]
