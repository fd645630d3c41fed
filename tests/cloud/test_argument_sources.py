"""What adds arguments to a command line from elsewhere: aliases, variables, files of arguments. Each is resolved,
or what could not be resolved is named."""

from __future__ import annotations

import pathlib

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.world import World


@pytest.fixture
def judged(tmp_path):
    def verdict(command, home=(), files=(), env=()):
        place, folder = tmp_path / "home", tmp_path / "work"
        for base, contents in ((place, home), (folder, files)):
            base.mkdir(exist_ok=True)
            for name, text in dict(contents).items():
                path = pathlib.Path(base, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        environment = {"HOME": str(place), "PATH": "/usr/bin:/bin", "USER": "u", **dict(env)}
        proposal = Proposal(text=command, cwd=str(folder), env=environment)
        return judge(proposal, World(str(place), start=str(folder)), NoSession(), Config())

    return verdict


AWS = """[toplevel]
nuke = ec2 terminate-instances --instance-ids i-1
who = sts get-caller-identity
boom = !f() { aws s3 rb s3://data --force; }; f
looks =
  !f() {
    aws s3 ls
  }; f
wipe-home = !rm -rf ~
again = nuke
[command s3]
wipe = rm --recursive
"""
GH = "git_protocol: ssh\naliases:\n    nukerepo: repo delete --yes\n    co: pr checkout\n    boom: '!rm -rf ~'\n"
KUBERC = """apiVersion: kubectl.config.k8s.io/v1beta1
kind: Preference
aliases:
- name: rmns
  command: delete
  prependArgs:
  - namespace
- name: see
  command: get
  options:
  - name: output
    default: json
"""
RESOLVED = [
    pytest.param("aws nuke", {".aws/cli/alias": AWS}, {}, {}, "i-1", id="an alias of aws"),
    pytest.param("aws again", {".aws/cli/alias": AWS}, {}, {}, "i-1", id="an alias that stands for an alias"),
    pytest.param("aws boom", {".aws/cli/alias": AWS}, {}, {}, "s3://data", id="an alias that a shell runs"),
    pytest.param("aws wipe-home", {".aws/cli/alias": AWS}, {}, {}, "home directory", id="a shell without aws"),
    pytest.param("aws s3 wipe s3://b", {".aws/cli/alias": AWS}, {}, {}, "s3://b", id="an alias of an operation"),
    pytest.param("gh nukerepo o/r", {".config/gh/config.yml": GH}, {}, {}, "o/r", id="an alias of gh"),
    pytest.param("gh boom", {".config/gh/config.yml": GH}, {}, {}, "home directory", id="gh's shell alias"),
    pytest.param("gh boom", {"x/config.yml": GH}, {}, {"GH_CONFIG_DIR": "{home}/x"}, "home directory",
                 id="gh's settings elsewhere"),
    pytest.param("glab gone", {".config/glab-cli/aliases.yml": "gone: repo delete\n"}, {}, {}, "project",
                 id="an alias of glab"),
    pytest.param("kubectl rmns shop", {".kube/kuberc": KUBERC}, {}, {}, "namespace shop", id="kuberc"),
    pytest.param("git wipe", {".gitconfig": "[alias]\n\twipe = !rm -rf ~\n"}, {}, {}, "home directory",
                 id="an alias of git"),
    pytest.param("terraform apply", {}, {}, {"TF_CLI_ARGS": "-destroy"}, "everything in the state",
                 id="TF_CLI_ARGS"),
    pytest.param("TF_CLI_ARGS_apply='-destroy -auto-approve' terraform apply", {}, {}, {}, "everything in the state",
                 id="TF_CLI_ARGS_apply in front"),
    pytest.param("docker volume rm data", {}, {}, {"DOCKER_HOST": "ssh://prod.acme.com"}, "prod.acme.com",
                 id="DOCKER_HOST"),
    pytest.param("wget https://api.acme.com/x", {".wgetrc": "method = DELETE\n"}, {}, {}, "api.acme.com",
                 id="wgetrc"),
    pytest.param("curl https://api.acme.com/x", {".curlrc": "request = DELETE\n"}, {}, {}, "api.acme.com",
                 id="curlrc"),
    pytest.param("gcloud sql instances delete i --flags-file=f.yaml", {}, {"f.yaml": "--project: acme-production\n"},
                 {}, "acme-production", id="gcloud's file of flags"),
    pytest.param("az group delete -n @name.txt", {}, {"name.txt": "acme-production\n"}, {}, "acme-production",
                 id="az's @file"),
    pytest.param("aws rds delete-db-instance --cli-input-json file://i.json", {},
                 {"i.json": '{"DBInstanceIdentifier":"shop","SkipFinalSnapshot":true}'}, {}, "shop",
                 id="aws's file of input"),
    pytest.param("aws route53 change-resource-record-sets --hosted-zone-id Z --change-batch file://c.json", {},
                 {"c.json": '{"Changes":[{"Action":"DELETE","ResourceRecordSet":{"Name":"acme.com.","Type":"A"}}]}'},
                 {}, "acme.com", id="a change batch"),
    pytest.param("curl https://api.github.com/repos/o/r -K c.cfg", {}, {"c.cfg": "request = DELETE\n"}, {}, "o/r",
                 id="curl's configuration"),
    pytest.param("consul kv delete -recurse app/", {}, {}, {"CONSUL_HTTP_ADDR": "https://consul.prod.acme.com"},
                 "production", id="an address in a variable"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "home", "files", "env", "named"), RESOLVED)
def test_what_is_added_is_resolved(command, home, files, env, named, judged, tmp_path):
    env = {name: value.replace("{home}", str(tmp_path / "home")) for name, value in env.items()}
    verdict = judged(command, home, files, env)
    assert verdict.decision != "allow"
    assert named in verdict.summary + "".join(finding.loss for finding in verdict.findings), verdict.summary


NAMED = [
    pytest.param("aws nosuch", "aws nosuch", id="an alias of aws that no file has"),
    pytest.param("gh nosuch", "gh nosuch", id="an extension or alias of gh"),
    pytest.param("kubectl nosuch", "kubectl nosuch", id="a plugin of kubectl"),
    pytest.param("docker nosuch", "docker nosuch", id="a plugin of docker"),
    pytest.param("TF_CLI_ARGS=\"$(cat x)\" terraform apply", "TF_CLI_ARGS", id="a computed TF_CLI_ARGS"),
    pytest.param("az group delete -n @none.txt", "none.txt", id="az's @file that is missing"),
    pytest.param("az @none.txt", "none.txt", id="a sub-command in a file"),
    pytest.param("gcloud sql instances delete i --flags-file=none.yaml", "none.yaml", id="flags that are missing"),
    pytest.param("aws dynamodb delete-table --cli-input-json file://none.json", "delete-table", id="input missing"),
    pytest.param("heroku $(cat x) -a shop", "heroku", id="a computed sub-command"),
    pytest.param("curl https://api.acme.com/graphql -d @none.json", "GraphQL", id="a body that is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "named"), NAMED)
def test_what_cannot_be_resolved_is_named(command, named, judged):
    verdict = judged(command)
    assert verdict.decision != "allow"
    told = verdict.summary + " ".join(
        f"{f.loss} {f.effect.why} {f.target.unresolved}" for f in verdict.findings
    )
    assert named in told or named in str(verdict.findings), told


QUIET = [
    pytest.param("aws who", {".aws/cli/alias": AWS}, {}, {}, id="an alias that reads"),
    pytest.param("aws looks", {".aws/cli/alias": AWS}, {}, {}, id="a shell alias that reads"),
    pytest.param("aws s3 ls", {".aws/cli/alias": AWS}, {}, {}, id="no alias"),
    pytest.param("gh co 3", {".config/gh/config.yml": GH}, {}, {}, id="a harmless alias of gh"),
    pytest.param("kubectl see pods", {".kube/kuberc": KUBERC}, {}, {}, id="a harmless alias of kubectl"),
    pytest.param("terraform plan", {}, {}, {"TF_CLI_ARGS_plan": "-lock=false"}, id="arguments of a plan"),
    pytest.param("wget -qO- https://acme.com", {".wgetrc": "timeout = 3\nuser_agent = x\n"}, {}, {}, id="wgetrc"),
    pytest.param("wget --no-config https://acme.com -qO-", {".wgetrc": "method = DELETE\n"}, {}, {},
                 id="wgetrc that is not read"),
    pytest.param("curl -q https://acme.com", {".curlrc": "request = DELETE\n"}, {}, {}, id="curlrc not read"),
    pytest.param("gcloud sql instances list --flags-file=none.yaml", {}, {}, {}, id="reading with missing flags"),
    pytest.param("az group list --query @q.txt", {}, {}, {}, id="a query from a file"),
    pytest.param("docker ps", {}, {}, {"DOCKER_HOST": "ssh://prod.acme.com"}, id="reading on another host"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "home", "files", "env"), QUIET)
def test_what_only_reads_is_quiet(command, home, files, env, judged):
    verdict = judged(command, home, files, env)
    assert verdict.decision == "allow", verdict.summary
