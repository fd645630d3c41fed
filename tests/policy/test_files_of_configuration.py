"""Where configuration may stand, what is read of it, and what is said where it cannot be."""

from __future__ import annotations

import os
import stat
import sys

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

from guard.errors import ConfigError
from guard.policy.config import Config, EnvironmentRule, PolicyRule
from guard.policy.editing import add_environments, user_file, with_environments
from guard.policy.files import Source, project_of, signature, sources
from guard.policy.layers import ignored, lay, load, read
from guard.policy.table import TABLE
from guard.policy.trust import digest, is_trusted, trust

RULE = {
    "id": "acme.x", "match": {"operation": "delete", "kind": ["table", "database"]}, "decision": "deny",
    "reason": "because", "instead": "ask Ann", "expires": "2027-01-31",
    "examples": {"match": ["rm x"], "no_match": "ls"},
}  # fmt: skip
USER = Source("user", "/c/guard/config.toml")


# --------------------------------------------------------------------------------------- where it stands


@pytest.mark.parametrize(
    ("env", "user"),
    [
        ({"XDG_CONFIG_HOME": "/c", "HOME": "/h"}, "/c/guard/config.toml"),
        ({"HOME": "/h"}, "/h/.config/guard/config.toml"),
        ({}, "/nonexistent/.config/guard/config.toml"),
    ],
)
def test_the_users_file_stands_where_xdg_says(env, user):
    assert user_file(env) == user
    assert sources(env, "") == (Source("user", user), Source("organisation", "/etc/guard/config.toml"))


def test_the_layers_come_weakest_first():
    assert sources({"HOME": "/h"}, "/p")[1:] == (
        Source("project", "/p/pyproject.toml"), Source("project", "/p/.guard.toml"),
        Source("organisation", "/etc/guard/config.toml"),
    )  # fmt: skip


@pytest.mark.parametrize("name", ["pyproject.toml", ".guard.toml"])
def test_the_project_is_the_nearest_folder_with_a_file_of_it(tmp_path, name):
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    (tmp_path / name).write_text("")
    assert project_of(str(tmp_path / "a" / "b")) == str(tmp_path)
    (tmp_path / "a" / name).write_text("")
    assert project_of(str(tmp_path / "a" / "b" / "c")) == str(tmp_path / "a")
    assert project_of(str(tmp_path / "a")) == str(tmp_path / "a")


def test_a_folder_without_files_above_is_no_project():
    assert project_of("/") == "" and project_of("/nonexistent/a") == ""
    assert project_of("/x" * 60) == ""


def test_a_state_of_the_files_is_told_from_another(tmp_path):
    file, absent = tmp_path / "config.toml", Source("user", str(tmp_path / "none"))
    file.write_text("x")
    here = Source("user", str(file))
    found = os.stat(file)
    assert signature((absent, here)) == ((str(file), found.st_mtime_ns, 1, found.st_ino),)
    below = Source("user", str(file / "below"))
    assert signature((below,)) == ((below.path, 0, 0, 0),)


# ------------------------------------------------------------------------------------------- what is read


def test_a_rule_is_read_whole():
    rule = read({"rule": [RULE]}, USER).rules[0]
    assert rule == PolicyRule(
        "acme.x", "deny", "because", {"operation": ("delete",), "kind": ("table", "database")}, "ask Ann",
        "2027-01-31", ("rm x",), ("ls",), USER.path,
    )  # fmt: skip
    plain = read({"rule": [{k: v for k, v in RULE.items() if k not in ("instead", "expires")}]}, USER).rules[
        0
    ]
    assert (plain.instead, plain.expires) == ("", "")


@pytest.mark.parametrize(
    ("word", "environment"),
    [("ephemeral", "E0"), ("local", "E1"), ("development", "E1"), ("personal", "E2"), ("shared", "E3"),
     ("staging", "E3"), ("production", "E4"), *((f"E{n}", f"E{n}") for n in range(5))],
)  # fmt: skip
def test_every_word_for_an_environment(word, environment):
    row = {"match": "*.acme.com", "is": word}
    assert read({"environment": [row]}, USER).environments == (
        EnvironmentRule("any", "*.acme.com", environment, USER.path),
    )
    assert read({"environment": [{**row, "kind": "host"}]}, USER).environments[0].kind == "host"


def test_rows_of_the_table_are_replaced_one_by_one():
    strict = ["deny"] * 5
    assert read({"table": {"R0": strict}}, USER).table == {**TABLE, "R0": tuple(strict)}
    assert read({}, USER).table is TABLE


def test_one_domain_need_not_be_a_list():
    assert read({"own_domains": "acme.com"}, USER).own_domains == ("acme.com",)
    assert read({"own_domains": []}, USER).origins == {"own_domains": USER.path}


def without(key):
    return {k: v for k, v in RULE.items() if k != key}


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        ({"rules": []}, "unknown key 'rules'", "did you mean 'rule'?"),
        ({"zzz": 1}, "unknown key 'zzz'", "one of environment, rule, table, own_domains"),
        ({"environment": {}}, "environment must be a list of tables", "write [[environment]]"),
        ({"rule": [1]}, "rule must be a list of tables", "write [[rule]]"),
        ({"own_domains": [1]}, "own_domains must be text or a list of texts", ""),
        ({"environment": [{"match": "a"}]}, "an environment has the keys kind, match and is", ""),
        ({"environment": [{"is": "local"}]}, "an environment has the keys kind, match and is", ""),
        ({"environment": [{"match": "a", "is": "local", "x": 1}]}, "an environment has the keys kind, match and is", ""),
        ({"environment": [{"match": "a", "is": "prod"}]}, "'prod' is no environment",
         "one of ephemeral, local, development, personal, shared, staging, production, E0, E1, E2, E3, E4"),
        ({"rule": [{**RULE, "reasons": 1}]}, "unknown key 'reasons' in a rule", "did you mean 'reason'?"),
        *(({"rule": [without(key)]}, f"a rule needs {key}", "") for key in ("id", "match", "decision", "reason", "examples")),
        ({"rule": [{**RULE, "match": {}}]}, "match must be a table of nouns", ""),
        ({"rule": [{**RULE, "match": "rm"}]}, "match must be a table of nouns", ""),
        ({"rule": [{**RULE, "match": {"targets": "x"}}]}, "unknown noun 'targets' in match", "did you mean 'target'?"),
        ({"rule": [{**RULE, "match": {"kind": 3}}]}, "kind must be text or a list of texts", ""),
        ({"rule": [{**RULE, "decision": "maybe"}]}, "'maybe' is no decision", "allow, ask or deny"),
        ({"rule": [{**RULE, "expires": "2027-02-30"}]}, "expires is '2027-02-30', which is no day", "write 2027-01-31"),
        ({"rule": [{**RULE, "expires": "20270131"}]}, "expires is '20270131', which is no day", "write 2027-01-31"),
        ({"rule": [{**RULE, "examples": {"match": "x"}}]}, "a rule needs examples.match and examples.no_match", ""),
        ({"rule": [{**RULE, "examples": {"match": [], "no_match": "x"}}]},
         "a rule needs examples.match and examples.no_match", ""),
        ({"rule": [{**RULE, "examples": ["x"]}]}, "a rule needs examples.match and examples.no_match", ""),
        ({"rule": [{**RULE, "examples": {"match": 3, "no_match": "x"}}]}, "examples.match must be text or a list of texts", ""),
        ({"rule": [{**RULE, "examples": {"match": "x", "no_match": 3}}]}, "examples.no_match must be text or a list of texts", ""),
        ({"table": [1]}, "table must be a table of rows", ""),
        ({"table": {"R9": ["ask"] * 5}}, "unknown row 'R9'", "R0, R1, R2, R3 or R4"),
        ({"table": {"R1": ["ask"] * 4}}, "row R1 needs five decisions, for E0 to E4", ""),
        ({"table": {"R1": ["ask"] * 4 + ["no"]}}, "row R1 needs five decisions, for E0 to E4", ""),
        ({"table": {"R1": "ask"}}, "row R1 needs five decisions, for E0 to E4", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_what_is_right(data, message, hint):
    with pytest.raises(ConfigError) as caught:
        read(data, USER)
    assert (caught.value.message, caught.value.hint) == (message, hint)


# ----------------------------------------------------------------------------------------------- layers


def config(environment, decision, **fields):
    rules = (PolicyRule("x", decision, "r", {"kind": ("a",)}),)
    return Config(
        (EnvironmentRule("any", "a", environment),), ("a.com",), rules, origins={"rule": "a"}, **fields
    )


@pytest.mark.parametrize("environment", ["E0", "E1", "E2", "E3", "E4"])
def test_an_untrusted_project_only_calls_things_graver(environment):
    laid = lay(Config(), config(environment, "deny"), "project")
    assert bool(laid.environments) is (environment in ("E3", "E4"))
    assert laid.own_domains == () and len(laid.rules) == 1 and laid.origins == {"rule": "a"}


@pytest.mark.parametrize(("decision", "kept"), [("allow", 0), ("ask", 1), ("deny", 1)])
def test_an_untrusted_project_has_no_rule_that_lets_pass(decision, kept):
    assert len(lay(Config(), config("E1", decision), "project").rules) == kept
    assert len(lay(Config(), config("E1", decision), "project", True).rules) == 1
    assert len(lay(Config(), config("E1", decision), "user").rules) == 1


def test_what_is_laid_above_comes_first_in_the_map_and_last_in_the_rules():
    low, high = config("E1", "ask", broken="x"), config("E4", "deny")
    laid = lay(low, high, "user")
    assert [e.environment for e in laid.environments] == ["E4", "E1"]
    assert [r.decision for r in laid.rules] == ["ask", "deny"]
    assert laid.own_domains == ("a.com", "a.com") and laid.broken == "x"


def test_a_table_is_laid_row_by_row():
    low = Config(table={**TABLE, "R0": ("ask",) * 5})
    assert lay(low, Config(), "user").table == low.table
    assert lay(low, Config(table={**TABLE, "R1": ("deny",) * 5}), "organisation").table["R1"] == ("deny",) * 5
    tight = lay(low, Config(table={**TABLE, "R0": ("allow",) * 5}), "project")
    assert tight.table["R0"] == ("ask",) * 5


# --------------------------------------------------------------------------------------- files as they are


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "config" / "guard"
    folder.mkdir(parents=True)
    (tmp_path / "state").mkdir()
    return (
        {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")},
        folder / "config.toml",
        str(tmp_path / "state"),
    )


def test_a_file_that_cannot_be_looked_at_is_said(place):
    env, file, state = place
    file.parent.rmdir()
    file.parent.write_text("no folder")
    assert load(env, "", state).broken == f"{file}: cannot be read (Not a directory)"


def test_a_folder_in_the_place_of_a_file_is_said(place):
    env, file, state = place
    file.mkdir(mode=0o700)
    assert load(env, "", state).broken == f"{file}: cannot be read (Is a directory)"


@pytest.mark.parametrize(("size", "fits"), [(262_144, True), (262_145, False)])
def test_a_file_may_have_256_kib(place, size, fits):
    env, file, state = place
    file.write_text("#" * size)
    file.chmod(0o600)
    assert load(env, "", state).broken == ("" if fits else f"{file}: is larger than 256 KiB")


@pytest.mark.parametrize(("mode", "owner", "said"), [
    (0o644, 0, ""), (0o664, 0, "is not root's own file"), (0o646, 0, "is not root's own file"),
    (0o644, 1000, "is not root's own file"),
])  # fmt: skip
def test_the_organisations_file_is_roots_own(mode, owner, said):
    from guard.policy.layers import _check_owner

    found = os.stat_result((stat.S_IFREG | mode, 1, 1, 1, owner, 0, 10, 0, 0, 0))
    if not said:
        _check_owner(Source("organisation", "x"), found)
        return
    with pytest.raises(ConfigError) as caught:
        _check_owner(Source("organisation", "x"), found)
    assert (caught.value.message, caught.value.hint) == (said, "chown root and chmod go-w")


def test_what_is_kept_of_a_file_does_not_outlive_a_spoilt_store(place):
    env, file, state = place
    file.write_text('own_domains = ["acme.com"]')
    file.chmod(0o600)
    kept = os.path.join(state, "config.json")
    for spoilt in ("", "[]", "{}", "\xff"):
        with open(kept, "w", encoding="latin-1") as store:
            store.write(spoilt)
        assert load(env, "", state).own_domains == ("acme.com",)


def test_what_is_kept_is_what_is_asked(place):
    env, file, state = place
    file.write_text('own_domains = ["acme.com"]')
    file.chmod(0o600)
    load(env, "", state)
    kept = os.path.join(state, "config.json")
    with open(kept, encoding="utf-8") as store:
        text = store.read()
    with open(kept, "w", encoding="utf-8") as store:
        store.write(text.replace("acme.com", "kept.org"))
    assert load(env, "", state).own_domains == ("kept.org",)
    assert load(env, "").own_domains == ("acme.com",)


def test_each_layer_is_parsed_once(place, tmp_path, monkeypatch):
    env, file, state = place
    file.write_text('own_domains = ["acme.com"]')
    file.chmod(0o600)
    project = tmp_path / "project"
    project.mkdir()
    (project / ".guard.toml").write_text("[[environment]]\nkind = 'host'\nmatch = 'db7'\nis = 'production'\n")
    first = load(env, str(project), state)
    monkeypatch.setattr("guard.policy.layers._parse", lambda path: pytest.fail(f"{path} is parsed again"))
    assert load(env, str(project), state) == first
    assert first.own_domains and first.environments


def test_what_lies_in_the_directory_is_not_taken_for_what_was_kept(place, monkeypatch):
    env, file, state = place
    file.write_text('own_domains = ["acme.com"]')
    file.chmod(0o600)
    load(env, "", state)
    kept = os.path.join(state, "config.json")
    with open(kept, encoding="utf-8") as store:
        text = store.read()
    with open(kept, "w", encoding="utf-8") as store:
        store.write(text.replace("acme.com", "kept.org"))
    monkeypatch.chdir(state)
    assert load(env, "").own_domains == ("acme.com",)


def test_dates_that_cannot_be_kept_are_parsed_each_time(place):
    env, file, state = place
    file.write_text("own_domains = 2027-01-31")
    file.chmod(0o600)
    assert "own_domains must be text" in load(env, "", state).broken
    assert "own_domains must be text" in load(env, "", state).broken


# ------------------------------------------------------------------------------------------------ trust


def test_trust_is_of_a_content_in_a_place(tmp_path):
    file, other, state = tmp_path / "a", tmp_path / "b", str(tmp_path)
    file.write_text("x")
    other.write_text("x")
    assert not is_trusted(str(file), state)
    trust(str(file), state)
    assert is_trusted(str(file), state) and not is_trusted(str(other), state)
    assert stat.S_IMODE(os.stat(tmp_path / "trusted").st_mode) == 0o600
    file.write_text("y")
    assert not is_trusted(str(file), state)
    trust(str(other), state)
    trust(str(file), state)
    assert is_trusted(str(file), state) and is_trusted(str(other), state)


def test_a_file_that_is_not_there_is_never_trusted(tmp_path):
    gone = str(tmp_path / "gone")
    assert digest(gone) == ""
    trust(gone, str(tmp_path))
    assert not is_trusted(gone, str(tmp_path))


def test_only_a_project_is_trusted_by_its_content(tmp_path):
    from guard.policy.layers import _trusted

    file = tmp_path / ".guard.toml"
    file.write_text("x")
    trust(str(file), str(tmp_path))
    assert _trusted(Source("project", str(file)), str(tmp_path)) is True
    assert _trusted(Source("user", str(file)), str(tmp_path)) is False
    assert _trusted(Source("project", str(file)), "") is False


# ---------------------------------------------------------------------------------------------- editing


def test_a_line_is_added_and_the_rest_kept():
    text = "# mine\nown_domains = ['a.com']"
    made = with_environments(text, (("host", "db", "production"), ("any", "x", "local")))
    assert made.startswith(text + "\n")
    assert tomllib.loads(made)["environment"] == [
        {"kind": "host", "match": "db", "is": "production"}, {"kind": "any", "match": "x", "is": "local"},
    ]  # fmt: skip
    assert with_environments("", (("host", "db", "local"),)).startswith("[[environment]]")


def test_a_name_that_is_there_gets_its_new_environment_in_its_place():
    text = "[[environment]]\nmatch = 'db'\nis = 'local' # said Ann\n\n[[environment]]\nkind = 'host'\nmatch = 'db'\nis = 'local'\n"
    made = tomllib.loads(with_environments(text, (("any", "db", "production"),)))["environment"]
    assert [row["is"] for row in made] == ["production", "local"]
    made = tomllib.loads(with_environments(text, (("host", "db", "production"),)))["environment"]
    assert [row["is"] for row in made] == ["local", "production"]
    made = tomllib.loads(with_environments(text, (("host", "other", "production"),)))["environment"]
    assert [row["match"] for row in made] == ["db", "db", "other"]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("= x", "is not TOML", ""),
        ("environment = 3", "environment must be a list of tables", "write [[environment]]"),
    ],
)
def test_what_cannot_be_added_to_is_said(text, message, hint):
    with pytest.raises(ConfigError) as caught:
        with_environments(text, (("any", "x", "local"),))
    assert caught.value.message.startswith(message) and caught.value.hint == hint


def test_a_new_file_is_made_for_its_owner_alone(tmp_path):
    file = tmp_path / "config" / "guard" / "config.toml"
    add_environments(str(file), (("any", "x", "local"),))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    file.chmod(0o640)
    add_environments(str(file), (("any", "y", "local"),))
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [row["match"] for row in tomllib.loads(file.read_text())["environment"]] == ["x", "y"]
    assert os.listdir(file.parent) == ["config.toml"]


def test_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real.toml", tmp_path / "link.toml"
    real.write_text("")
    link.symlink_to(real)
    add_environments(str(link), (("any", "x", "local"),))
    assert link.is_symlink() and "environment" in real.read_text()


@pytest.mark.parametrize(
    ("content", "row", "said"),
    [
        (b"\xff\xfe", ("any", "x", "local"), "cannot be read"),
        (b"= x", ("any", "x", "local"), "is not TOML"),
        (b"zzz = 1", ("any", "x", "local"), "unknown key 'zzz'"),
        (b"", ("any", "x", "prod"), "'prod' is no environment"),
    ],
)
def test_a_file_that_would_not_be_valid_is_left_alone(tmp_path, content, row, said):
    file = tmp_path / "config.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        add_environments(str(file), (row,))
    assert caught.value.message.startswith(f"{file} {said}")
    assert file.read_bytes() == content


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError) as caught:
        add_environments(str(tmp_path / "file" / "config.toml"), (("any", "x", "local"),))
    assert "cannot be" in caught.value.message


def test_what_a_project_would_loosen_is_told(tmp_path):
    loosening = '[table]\nR4 = ["allow", "allow", "allow", "allow", "allow"]\n\n[[rule]]\nid = "acme.x"\n' \
        'decision = "allow"\nreason = "we do that"\nmatch = {program = ["rm"]}\n' \
        '[rule.examples]\nmatch = ["rm x"]\nno_match = ["ls"]\n'  # fmt: skip
    (tmp_path / ".guard.toml").write_text(loosening)
    env = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    (said,) = ignored(env, str(tmp_path), str(tmp_path / "state"))
    assert said.startswith(
        f"{tmp_path}/.guard.toml: what could loosen the policy does not count: table, rule acme.x ("
    )
    assert "table" not in load(env, str(tmp_path), str(tmp_path / "state")).origins


def test_what_only_tightens_needs_no_word(tmp_path):
    (tmp_path / ".guard.toml").write_text(
        '[[environment]]\nkind = "host"\nmatch = "db7"\nis = "production"\n'
    )
    env = {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    assert ignored(env, str(tmp_path), str(tmp_path / "state")) == ()
