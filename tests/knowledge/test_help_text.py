"""Help is read as its authors lay it out; what is prose stays out."""

from __future__ import annotations

import importlib.util
import pathlib
import stat

import pytest
from click.testing import CliRunner

from guard.errors import GuardError
from guard.knowledge.help_text import read_help
from guard.knowledge.learned import crawl, does, kind_of, record_text, store

LINES = [
    pytest.param("  -o, --output FILE   where to write", {"-o": "=", "--output": "="}, id="argparse"),
    pytest.param("  -a, --all           do not ignore", {"-a": "-", "--all": "-"}, id="a switch"),
    pytest.param("      --color[=WHEN]  colours", {"--color": "?"}, id="an attached value"),
    pytest.param("  -c, --bytes=[-]NUM  print the first", {"-c": "=", "--bytes": "="}, id="GNU head"),
    pytest.param("    --cascade='background':", {"--cascade": "="}, id="kubectl's default"),
    pytest.param("    --all=false:", {"--all": "-"}, id="kubectl's switch"),
    pytest.param("      --add-host list     Add a host", {"--add-host": "="}, id="docker's type"),
    pytest.param("  -auto-approve          Skip it", {"-auto-approve": "-"}, id="Go's flag package"),
    pytest.param("  -n, --name <value>  a name", {"-n": "=", "--name": "="}, id="commander"),
    pytest.param(
        "  --[no-]wait   wait for it", {"--wait": "-", "--no-wait": "-"}, id="a switch and its opposite"
    ),
    pytest.param("-V,  --version          print it", {"-V": "-", "--version": "-"}, id="wide blanks"),
    pytest.param("  -c  --format=FORMAT   use it", {"-c": "=", "--format": "="}, id="no comma"),
    pytest.param("--terse is equivalent to the following:", {}, id="a sentence"),
    pytest.param("---- ", {}, id="a ruler"),
    pytest.param("", {}, id="nothing"),
]


@pytest.mark.parametrize(("line", "options"), LINES)
def test_an_option_is_read_with_its_arity(line, options):
    assert dict(read_help(line).options) == options


YARGS = """acmectl branches <sub-command> [options]

Commands:
acmectl branches list
└────────────────>    List branches
acmectl branches schema-diff [base]
└────────────────>    Compare two branches [aliases: sd]

Options:
      --project-id
└────────────────>    Project ID [string]
      --json          Print JSON [boolean]
  -h, --help          Show help [boolean]
"""


def test_a_wrapped_description_is_no_option():
    text = "  --report FILE     write it; with\n                    --quiet option nothing is shown\n"
    assert dict(read_help(text).options) == {"--report": "="}


def test_sub_commands_stand_under_their_heading():
    text = "Usage: x COMMAND\n\nManagement Commands:\n  volume      Manage volumes\n  rm, remove  Remove it\n\nSee 'x help'.\n"
    assert [(c.name, c.aliases) for c in read_help(text).children] == [("volume", ()), ("rm", ("remove",))]


FAKE = """#!/bin/sh
case "$*" in
  "--help") printf 'Usage: acmectl COMMAND\\n\\nCommands:\\n  clusters  Manage clusters\\n  login     Log in\\n\\nOptions:\\n  --region NAME  where\\n  --token T  key\\n';;
  "clusters --help") printf 'Commands:\\n  list    List clusters\\n  rotate  Permanently destroy and make anew\\n  zap     Delete a cluster\\n\\nOptions:\\n  -y, --yes   do not ask\\n';;
  *--help) printf 'Options:\\n  --name NAME  which\\n';;
  *) touch "$0.ran";;
esac
"""


@pytest.fixture
def acmectl(tmp_path):
    program = tmp_path / "bin" / "acmectl"
    program.parent.mkdir()
    program.write_text(FAKE)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def test_a_program_is_learned_from_its_help_alone(acmectl, tmp_path):
    found = crawl(str(acmectl))
    assert found.complete and ("clusters", "zap") in found.abouts
    assert not acmectl.with_name("acmectl.ran").exists()
    assert kind_of(found) == "service"
    record = record_text(found, "service")
    assert "t clusters: list rotate=delete zap" in record
    path = store(str(tmp_path / "data"), "acmectl", record)
    assert store(str(tmp_path / "data"), "acmectl", record) == path
    assert pathlib.Path(path).read_text().count("@acmectl\n") == 1


def test_what_was_learned_decides(acmectl, tmp_path):
    from guard.model import Proposal
    from guard.pipeline import judge
    from guard.policy.config import Config
    from guard.session.interface import NoSession
    from guard.world import World

    home = tmp_path / "home"
    store(str(home / ".local/share/guard/knowledge"), "acmectl", record_text(crawl(str(acmectl)), "service"))

    def decision(command):
        proposal = Proposal(text=command, cwd=str(tmp_path), env={"HOME": str(home), "PATH": "/usr/bin"})
        return judge(proposal, World(str(home)), NoSession(), Config()).decision

    assert decision("acmectl --region delete clusters list") == "allow"
    assert decision("acmectl clusters rotate c1 --yes") != "allow"
    assert decision("acmectl clusters frobnicate c1") == "ask"


def test_a_damaged_record_of_ones_own_is_unknown_and_named(tmp_path):
    from guard.model import Invocation, known
    from guard.programs.unlisted import effects
    from guard.world import World

    folder = tmp_path / ".local/share/guard/knowledge"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("@acmectl\nk loc")
    call = Invocation((known("acmectl"), known("status")), "/", environment={"HOME": str(tmp_path)})
    (effect,) = effects(call, World(str(tmp_path)))
    assert effect.operation == "unknown" and str(folder / "a.txt") in effect.why
    with pytest.raises(GuardError, match="damaged"):
        store(str(folder), "acmectl", "@acmectl\nk local\n")


def test_the_command_says_what_it_understood(acmectl, tmp_path, monkeypatch):
    from guard.cli.main import cli

    monkeypatch.setenv("PATH", f"{acmectl.parent}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    done = CliRunner().invoke(cli, ["learn", "acmectl", "--service"])
    assert done.exit_code == 0, done.output
    assert "2 take something away: clusters rotate, clusters zap" in done.output
    assert (tmp_path / "data/guard/knowledge/a.txt").exists()
    assert CliRunner().invoke(cli, ["learn", "no-such-program"]).exit_code == 2


@pytest.mark.parametrize(
    ("path", "about", "expected"),
    [
        pytest.param(("rotate",), "Permanently destroy and make anew", "delete", id="the help says more"),
        pytest.param(("delete",), "Delete it", "", id="the name says it"),
        pytest.param(("frob",), "Frob it", "quiet", id="nothing speaks of destruction"),
        pytest.param(("frob",), "Frob it with care, which wipes the disk", "unknown", id="something does"),
        pytest.param(("list",), "Remove nothing, list all", "", id="a read stays a read"),
    ],
)
def test_the_help_completes_the_name(path, about, expected):
    assert does(path, about) == expected


@pytest.mark.slow
def test_the_grammar_agrees_with_the_help_of_the_tools_that_are_installed(monkeypatch):
    file = pathlib.Path(__file__).parents[2] / "tools" / "check_options.py"
    spec = importlib.util.spec_from_file_location("check_options", file)
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    monkeypatch.setattr("sys.argv", ["check_options"])
    assert check.main() == 0


def test_yargs_lists_what_is_below_with_the_program_and_types_its_options():
    page = read_help(YARGS, ("acmectl", "branches"))
    assert [(child.name, child.aliases) for child in page.children] == [
        ("list", ()),
        ("schema-diff", ("sd",)),
    ]
    assert page.children[1].about.startswith("Compare two branches")
    assert page.options == {"--project-id": "=", "--json": "-", "-h": "-", "--help": "-"}


def test_a_heading_may_say_subcommands_and_a_long_name_leave_one_blank():
    page = read_help(
        "SUBCOMMANDS\n  db                  Manage databases\n  network-restrictions Manage rules\n"
    )
    assert [child.name for child in page.children] == ["db", "network-restrictions"]
