"""``dotnet ef``: what drops, what rolls back, and which settings say where."""

from __future__ import annotations

import json

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.targets.frameworks_dotnet import of_connection
from tests.recorded import RecordedWorld

FILES = {
    "appsettings.json": '// ours\n{"ConnectionStrings": {"Default": "Host=localhost;Database=app_dev"}}',
    "appsettings.Production.json": json.dumps(
        {"ConnectionStrings": {"Default": "Server=tcp:prod-db.acme.com,1433;Initial Catalog=app"}}
    ),
    "tests/appsettings.json": json.dumps({"ConnectionStrings": {"Default": "Data Source=:memory:"}}),
}


def decision(command: str, files: dict[str, str] | None = None) -> str:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin"})
    world = RecordedWorld({"files": FILES if files is None else files})
    return judge(proposal, world, NoSession(), Config()).decision


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("dotnet ef database drop --force", "ask"),
        ("dotnet-ef database drop -f", "ask"),
        ("dotnet ef database drop --force --dry-run", "allow"),
        ("dotnet ef database drop -f --project tests", "allow"),
        ("dotnet ef database update", "allow"),
        ("dotnet ef database update AddUsers", "ask"),
        ("dotnet ef database update 0", "ask"),
        ("ASPNETCORE_ENVIRONMENT=Production dotnet ef database drop -f", "deny"),
        ("DOTNET_ENVIRONMENT=Production dotnet ef database update 0", "deny"),
        ("dotnet ef database update -- --environment Production", "ask"),
        ("dotnet ef database update 0 --connection 'Host=prod-db.acme.com;Database=app'", "deny"),
        ("ConnectionStrings__Default='Host=prod-db.acme.com;Database=a' dotnet ef database drop -f", "deny"),
        ("dotnet ef migrations add AddUsers", "allow"),
        ("dotnet ef migrations script", "allow"),
        ("dotnet ef dbcontext info", "allow"),
        ("dotnet test", "allow"),
    ],
)
def test_the_tool_is_judged_by_the_database_that_its_settings_name(command: str, expected: str) -> None:
    assert decision(command) == expected


def test_without_settings_only_what_adds_goes_on() -> None:
    assert decision("dotnet ef database update", {}) == "allow"
    assert decision("dotnet ef database drop -f", {}) != "allow"


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Server=(localdb)\\mssqllocaldb;Database=a", "localhost"),
        ("Server=.;Database=a", "localhost"),
        ("Data Source=db.acme.com,1433;Initial Catalog=a", "db.acme.com"),
        ("postgresql://u@db.acme.com/a", "db.acme.com"),
    ],
)
def test_a_connection_string_names_its_host(text: str, host: str) -> None:
    found = of_connection(text, "here")
    assert found.endpoint is not None
    assert found.endpoint.hosts == (host,)
