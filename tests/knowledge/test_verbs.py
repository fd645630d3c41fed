"""From names to operations: verbs first, last, in phrases; and names that only hold a verb."""

from __future__ import annotations

import pytest

from guard.knowledge.gravity import gravity_of, noun_row, protects, singular
from guard.knowledge.verbs import operation_of, reading_of, split_name

SPLITS = [
    pytest.param("volumeDelete", ("volume", "delete"), id="camel case"),
    pytest.param("DeleteDBInstance", ("delete", "db", "instance"), id="an acronym before a word"),
    pytest.param("delete-db-instance", ("delete", "db", "instance"), id="kebab case"),
    pytest.param("mcp__git__delete_file", ("mcp", "git", "delete", "file"), id="snake case"),
    pytest.param("pg:reset", ("pg", "reset"), id="a topic and a command"),
    pytest.param("", (), id="nothing"),
]


@pytest.mark.parametrize(("name", "words"), SPLITS)
def test_names_fall_apart_into_words(name, words):
    assert split_name(name) == words


NAMES = [
    ("volumeDelete", "delete"), ("deleteRef", "delete"), ("apps:destroy", "delete"), ("terminate-instances", "delete"),
    ("projectScheduleDeleteForce", "delete"), ("projectScheduleDeleteCancel", "update"),
    ("schedule-key-deletion", "delete"), ("cancel-key-deletion", "update"), ("findOneAndDelete", "delete"),
    ("list-deleted-items", "read"), ("getDeletionStatus", "read"), ("describe-instances", "read"),
    ("postDelete", "delete"), ("commentRemove", "delete"), ("createComment", "create"), ("get_secret_value", "reveal"),
    ("write_file", "update"), ("read_file", "read"), ("execute_sql", "execute"), ("send_email", "send"),
    ("stop-instances", "stop"), ("serviceInstanceRedeploy", "deploy"), ("addCollaborator", "grant"),
    ("frobnicate", "unknown"), ("", "unknown"), ("accountRemoval", "delete"), ("batchDeleteUsers", "delete"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "operation"), [pytest.param(*row, id=row[0] or "no name") for row in NAMES])
def test_a_name_says_what_it_does(name, operation):
    assert operation_of(name) == operation


def test_a_command_path_is_read_from_its_leaf():
    assert operation_of(("sql", "instances", "delete")) == "delete"
    assert operation_of(("search", "issues")) == "read"
    assert reading_of(("sql", "instances", "delete")).nouns == ("sql", "instances")


GRAVITIES = [
    pytest.param(("volume",), ("R4", "B1"), id="a volume"),
    pytest.param(("db", "instance"), ("R4", "B2"), id="a database instance"),
    pytest.param(("organization",), ("R4", "B3"), id="an organization"),
    pytest.param(("cache",), ("R1", "B0"), id="a cache can be filled again"),
    pytest.param(("frob",), ("R3", "B1"), id="something unheard of is not harmless"),
]


@pytest.mark.parametrize(("nouns", "expected"), GRAVITIES)
def test_what_a_thing_costs_to_lose(nouns, expected):
    gravity = gravity_of("delete", nouns)
    assert (gravity.recoverability, gravity.blast) == expected


def test_the_head_of_a_compound_stands_last():
    assert gravity_of("delete", ("volume", "instance", "backup")).marks == ("backup",)
    assert noun_row(("db", "snapshots"))[0] == "db snapshot"
    assert protects(("branch", "protection")) and not protects(("branch",))


@pytest.mark.parametrize(
    ("plural", "word"),
    [("volumes", "volume"), ("policies", "policy"), ("addresses", "address"), ("databases", "database"),
     ("caches", "cache"), ("status", "status"), ("apps", "app"), ("is", "is")],
)  # fmt: skip
def test_plurals(plural, word):
    assert singular(plural) == word


@pytest.mark.parametrize(
    ("name", "operation"),
    [
        pytest.param(("organizations", "apiKeys", "list"), "read", id="a group named like a phrase"),
        pytest.param(("organizations", "apiKeys", "delete"), "delete", id="and what is deleted there"),
        pytest.param(("projects", "api-keys"), "reveal", id="the phrase itself"),
        pytest.param(("nats", "get-credentials"), "reveal", id="the phrase in the last word"),
        pytest.param(("apiKeys", "!"), "reveal", id="a last word without letters"),
        pytest.param(("server", "rebuild"), "overwrite", id="a server that is built anew"),
        pytest.param(("index", "rebuild"), "update", id="an index that is built anew"),
    ],
)
def test_a_phrase_in_a_path(name, operation):
    assert operation_of(name) == operation
