"""What a platform's command line runs on a machine there, and what runs nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.knowledge.platform_shells import PLATFORMS, ways_of
from guard.model import Verdict
from guard.shell.wrappers.tool_aliases import CARRYING

RUNS = [
    ("aws --profile prod ecs execute-command --cluster c --task t --interactive --command 'mk a'", "mk a"),
    ("aws ssm start-session --target i-1 --document-name AWS-StartInteractiveCommand --parameters command='mk a'", "mk a"),
    ("aws ssm send-command --document-name AWS-RunShellScript --parameters commands='mk a'", "mk a"),
    ("""aws ssm send-command --parameters '{"commands":["mk a","mk b"]}'""", "mk a\nmk b"),
    ("""aws ssm send-command --parameters 'commands=["mk a","mk b"]'""", "mk a\nmk b"),
    ("az container exec -g rg -n c --exec-command 'mk a'", "mk a"),
    ("az containerapp exec -n app -g rg --command 'mk a'", "mk a"),
    ("az vm run-command invoke -g rg -n vm --command-id RunShellScript --scripts 'mk a'", "mk a"),
    ("cf ssh app -c 'mk a'", "mk a"),
    ("eb ssh env --command 'mk a'", "mk a"),
    ("copilot svc exec -n api -c 'mk a'", "mk a"),
    ("kamal app exec -d production --reuse 'mk a'", "mk a"),
    ("kamal accessory exec db 'mk a'", "mk a"),
    ("et h:8080 -c 'mk a'", "mk a"),
    ("tsh ssh --cluster c root@h mk -rf a", "mk -rf a"),
    ("tailscale ssh root@h mk -rf a", "mk -rf a"),
    ("gh codespace ssh -c x -- mk -rf a", "mk -rf a"),
    ("mssh -r eu-west-1 i-1 'mk a'", "mk a"),
    ("doctl compute ssh web --ssh-command 'mk a'", "mk a"),
    ("hcloud server ssh web mk -rf a", "mk -rf a"),
    ("scw instance server ssh x command='mk a'", "mk a"),
    ("platform ssh -e main 'mk a'", "mk a"),
    ("upsun environment:ssh 'mk a'", "mk a"),
    ("render ssh srv-1 -- mk -rf a", "mk -rf a"),
    ("coder ssh ws -- mk a", "mk a"),
    ("fab -H h1,h2 -- mk a", "mk a"),
    ("gcloud compute instances add-metadata vm --metadata startup-script='mk a'", "mk a"),
    ("terminus remote:drush site.live -- mk a", "drush mk a"),
]  # fmt: skip
RUNS_NOTHING = [
    "aws ecs execute-command --cluster c --task t --interactive", "aws ecs list-tasks --cluster c", "aws ssm send-command",
    "aws ssm send-command --parameters '{\"commands\": 1}'", "aws ssm send-command --parameters '{'",
    "az vm run-command list --location x", "cf ssh app", "eb deploy", "kamal app logs", "kamal accessory exec db",
    "tsh ssh root@h", "tailscale ssh root@h", "tailscale status", "gh codespace list", "hcloud server ssh web",
    "hcloud server list", "scw instance server ssh x", "platform ssh -e main", "doctl compute ssh web", "fab deploy",
    "gcloud compute instances add-metadata vm --metadata enable-oslogin=true", "terminus remote:drush site.live",
]  # fmt: skip


@pytest.mark.parametrize(("line", "text"), RUNS)
def test_what_runs_over_there(line: str, text: str, answers: Callable[..., list[str]]) -> None:
    assert answers(line) == [f"@text {text}"]


@pytest.mark.parametrize("line", RUNS_NOTHING)
def test_what_runs_nothing(line: str, answers: Callable[..., list[str]]) -> None:
    assert answers(line) == []


PLACES = [
    pytest.param("aws ecs execute-command --cluster prod --task t --command 'rm -rf /data'", "deny", id="a cluster"),
    pytest.param("aws ecs execute-command --cluster staging --task t --command 'rm -rf /data'", "ask", id="a kinder one"),
    pytest.param("aws ecs execute-command --cluster prod --task t --command 'ls /data'", "allow", id="what only looks"),
    pytest.param("kamal app exec -d production 'rm -rf /data'", "deny", id="a destination"),
    pytest.param("gcloud compute ssh prod-vm --command 'rm -rf /data'", "deny", id="an instance"),
    pytest.param("pdsh -w prod[1-9] rm -rf /data", "deny", id="many hosts"),
    pytest.param("multipass exec vm -- rm -rf /data", "ask", id="a machine of one's own"),
    pytest.param("railway ssh -- rm -rf /data", "ask", id="a service whose environment nobody names"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "decision"), PLACES)
def test_where_it_runs(command: str, decision: str, judged: Callable[..., Verdict]) -> None:
    verdict = judged(command)
    assert verdict.decision == decision
    assert "outside the project" not in verdict.summary


def test_tools_with_aliases_are_asked_by_every_word_of_theirs_that_carries_a_command() -> None:
    for program in ("aws", "gh"):
        assert all(way.path[-1] in CARRYING for way in ways_of(program))


def test_every_line_of_the_table_can_be_read() -> None:
    for program in PLATFORMS:
        ways = list(ways_of(program))
        assert ways
        assert all(way.command and all(name.startswith("-") for name in way.names) for way in ways)
