"""Service command lines that nobody wrote a table for: what takes away asks, what looks or makes is quiet."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.world import World


def verdict_of(command, tmp_path):
    proposal = Proposal(text=command, cwd=str(tmp_path), env={"HOME": str(tmp_path), "PATH": "/usr/bin"})
    return judge(proposal, World(str(tmp_path)), NoSession(), Config())


ASKED = [
    pytest.param("fastly service delete --service-id abc", id="a CDN service is deleted"),
    pytest.param(
        "fastly --profile prod backend delete --name b", id="a global option before the sub-command"
    ),
    pytest.param("vultr-cli instance delete 5f0a", id="a server is deleted"),
    pytest.param("vultr-cli bare-metal destroy 5f0a", id="an alias of delete"),
    pytest.param("eas project:delete", id="a verb nobody has listed in that program"),
    pytest.param("cf delete-space prod -f", id="a space with all its apps"),
    pytest.param("cf delete my-db", id="an app is deleted"),
    pytest.param("nomad job stop -purge api", id="a job is stopped at a service without a known tree"),
    pytest.param("kafka-topics.sh --bootstrap-server k:9092 --delete --topic orders", id="an option deletes"),
    pytest.param("consul kv delete -recurse app/", id="keys of a key-value store"),
    pytest.param("appwrite databases delete --databaseId main", id="a database"),
    pytest.param("twilio api:core:recordings:remove --sid RE1", id="recordings"),
    pytest.param("shopify theme delete --theme 123 --force", id="a theme, question answered"),
    pytest.param("hub delete owner/repo", id="a repository"),
    pytest.param("rabbitmqctl delete_queue orders", id="a queue with its messages"),
    pytest.param("northflank delete project --project prod", id="the verb comes first"),
    pytest.param("fastly frobnicate the-lot", id="a sub-command nobody has heard of"),
    pytest.param("vultr-cli $(cat action) 5f0a", id="the sub-command cannot be resolved"),
    pytest.param("wp db reset --yes", id="a site's database"),
    pytest.param("wp post delete 1 --force", id="a post, past the trash"),
    pytest.param(
        "rosa edit cluster -c prod --enable-delete-protection=false", id="a protection is switched off"
    ),
    pytest.param("pscale api --method DELETE organizations/a/databases/b", id="a request that is passed on"),
]


@pytest.mark.parametrize("command", ASKED)
def test_what_takes_away_asks(command, tmp_path):
    assert verdict_of(command, tmp_path).decision != "allow"


QUIET = [
    pytest.param(
        "rosa edit cluster -c prod --enable-delete-protection=true", id="a protection is switched on"
    ),
    pytest.param("pscale api --method GET organizations/a/databases", id="a request that only asks"),
    pytest.param("fastly service delete --help", id="help"),
    pytest.param("fastly service search --name delete", id="the verb is the value of an option"),
    pytest.param("fastly service-version list --service-id delete", id="the same with another option"),
    pytest.param("vultr-cli instance create --region ewr --plan vc2-1c-1gb --os 1743", id="making something"),
    pytest.param("cf apps", id="a list"),
    pytest.param("cf logout", id="leaving"),
    pytest.param("twilio plugins:remove x", id="the tool's own set-up"),
    pytest.param("twilio profiles:list", id="profiles"),
    pytest.param("wp plugin list --status=inactive", id="plugins of a site"),
    pytest.param("consul kv get app/delete", id="a key named like a verb"),
    pytest.param("asdf uninstall nodejs 16", id="a version manager removes all day"),
    pytest.param("trivy clean --all", id="a scanner's cache"),
]


@pytest.mark.parametrize("command", QUIET)
def test_what_looks_or_makes_is_quiet(command, tmp_path):
    verdict = verdict_of(command, tmp_path)
    assert verdict.decision == "allow", verdict.summary
