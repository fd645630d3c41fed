"""The environment map: what a person puts in, what is proposed from the machine, and what follows."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys

import pytest

from guard.errors import ConfigError
from guard.model import Proposal
from guard.policy.editing import add_environments, with_environments
from guard.service import Guard
from tests.terminal import at_terminal

KUBECONFIG = """apiVersion: v1
kind: Config
current-context: blue
contexts:
- name: blue
  context: {cluster: c1, user: u}
- name: kind-test
  context:
    cluster: kind-test
    user: u
- name: eu
  context:
    cluster: c1
    user: u
clusters:
- name: c1
  cluster:
    server: https://k8s7.acme.com:6443
"""


@pytest.fixture
def env(tmp_path: pathlib.Path) -> dict[str, str]:
    project = tmp_path / "app"
    files = {
        ".kube/config": KUBECONFIG,
        ".aws/config": "[default]\nregion=eu-west-1\n[profile ops]\nrole_arn=arn:aws:iam::029608264753:role/x\n",
        ".aws/credentials": "[acme-prod]\naws_access_key_id = ASIAQNZGKIQY56JQ7WML\naws_secret_access_key = s3cr3t\n",
        ".config/gcloud/configurations/config_default": "[core]\nproject = acme-staging-1\n",
        ".azure/azureProfile.json": "\ufeff" + json.dumps({"subscriptions": [{"name": "Payments", "id": "1"}]}),
        ".docker/contexts/meta/ab/meta.json": json.dumps({"Name": "builder"}),
        ".ssh/config": "Host web1 *.acme.com\n  HostName 10.0.0.1\n",
        "app/fly.toml": 'app = "acme-api"\n',
        "app/.vercel/project.json": json.dumps({"projectName": "shop", "orgId": "o"}),
        "app/.firebaserc": json.dumps({"projects": {"default": "acme-7"}}),
        "app/.env": "DATABASE_URL=postgres://u:hunter2hunter2@db7.acme.com/app\nLOCAL=postgres://localhost/x\n",
        "app/.terraform/environment": "blue",
        "app/Pulumi.prod.yaml": "config: {}\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q", str(project)], check=True, env={"PATH": os.environ["PATH"]})
    with open(project / ".git/config", "a", encoding="utf-8") as config:
        config.write('[remote "production"]\n\turl = https://git.heroku.com/acme-web.git\n')
    return {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "TERM": "dumb"}


def listed(env: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    done = subprocess.run(
        [sys.executable, "-m", "guard", "env", "list", "--json"], env=env, cwd=env["HOME"] + "/app",
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def config(env: dict[str, str]) -> pathlib.Path:
    return pathlib.Path(env["HOME"], ".config/guard/config.toml")


FOUND = [
    ("context", "blue", None), ("context", "kind-test", "E1"), ("host", "k8s7.acme.com", None),
    ("profile", "ops", None), ("profile", "acme-prod", "E4"), ("account", "029608264753", None),
    ("project", "acme-staging-1", "E3"), ("subscription", "Payments", None), ("context", "builder", None),
    ("host", "web1", None), ("app", "acme-api", None), ("project", "shop", None), ("project", "acme-7", None),
    ("host", "db7.acme.com", None), ("workspace", "blue", None), ("stack", "prod", "E4"),
    ("app", "acme-web", None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "says"), FOUND)
def test_names_on_the_machine_are_proposed_with_what_their_words_say(env, kind, name, says):
    found = {(n["kind"], n["name"]): n["says"] for n in listed(env)["found"]}
    assert found[kind, name] == says


def test_what_is_proposed_holds_no_secret_and_no_loopback(env):
    text = json.dumps(listed(env))
    assert "hunter2" not in text and "s3cr3t" not in text and "ASIAQ" not in text
    assert not any(n["name"] == "localhost" for n in listed(env)["found"])


def test_a_name_that_is_mapped_is_no_longer_proposed_and_decides(env):
    command = "psql -h db7.acme.com app -c 'DROP TABLE users'"
    proposal = Proposal(text=command, cwd=env["HOME"], env=env)
    assert Guard(env).answer(proposal).decision == "ask"
    code, seen = at_terminal(["env", "add", "host", "db7.acme.com", "production"], env, env["HOME"])
    assert code == 0, seen
    assert Guard(env).answer(proposal).decision == "deny"
    found = listed(env)
    assert not any(n["name"] == "db7.acme.com" for n in found["found"])
    assert found["map"][0] == {
        "kind": "host", "match": "db7.acme.com", "is": "E4", "origin": str(config(env)),
    }  # fmt: skip
    assert os.stat(config(env)).st_mode & 0o777 == 0o600


def test_a_person_is_asked_about_each_name(env):
    pathlib.Path(env["HOME"], "app/fly.toml").write_text('app = "acme-api"\n')
    typed = (("acme-api", "production"), ("shop", "skip"), ("acme-7", "stop"))
    code, seen = at_terminal(["env", "add", "--found"], env, env["HOME"] + "/app", typed)
    assert code == 0, seen
    assert [(r["kind"], r["match"], r["is"]) for r in listed(env)["map"]] == [("app", "acme-api", "E4")]


KEPT = """# mine
own_domains = [ "acme.com" ] # ours

[[environment]]
kind = "host"  # the old one
match = "db1.acme.com"
is = "staging"

[table]
R0 = ["allow", "allow", "allow", "allow", "allow"]
"""


def test_comments_order_and_form_of_the_file_stay(env):
    config(env).parent.mkdir(parents=True)
    config(env).write_text(KEPT)
    os.chmod(config(env), 0o640)
    assert at_terminal(["env", "add", "account", "1234", "production"], env, env["HOME"])[0] == 0
    text = config(env).read_text()
    for line in KEPT.splitlines():
        assert line in text
    assert text.index("# mine") < text.index("own_domains") < text.index("db1.acme.com")
    assert os.stat(config(env)).st_mode & 0o777 == 0o640


def test_the_same_name_again_changes_its_place_in_the_map():
    text = with_environments(KEPT, (("host", "db1.acme.com", "production"),))
    assert text == KEPT.replace('is = "staging"', 'is = "production"')


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[[environment", id="no TOML"),
        pytest.param('environment = "x"', id="another form"),
        pytest.param("colour = 1", id="a key that nobody knows"),
        pytest.param("[[environment]]\nmatch = 'x'", id="a row that is not whole"),
    ],
)
def test_a_file_that_is_broken_is_left_as_it_is(env, text):
    config(env).parent.mkdir(parents=True)
    config(env).write_text(text)
    with pytest.raises(ConfigError):
        add_environments(str(config(env)), (("host", "a", "production"),))
    assert config(env).read_text() == text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["hots", "a", "production"], "host?"),
        (["host", "a"], "say KIND NAME ENVIRONMENT"),
        (["host", "a", "moon"], "is not one of"),
        (["host", "a", "production", "--found"], "or --found"),
        ([], "or --found"),
    ],
)
def test_what_is_said_wrong_is_told(env, words, said):
    code, seen = at_terminal(["env", "add", *words], env, env["HOME"])
    assert code == 2 and said in seen.replace("\n", " ")
    assert not config(env).exists()


def test_nobody_but_a_person_may_add(env):
    words = [sys.executable, "-m", "guard", "env", "add", "host", "a", "local"]
    done = subprocess.run(
        words, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 1 and "only a person" in done.stderr
    assert not config(env).exists()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        pytest.param(".kube/config", b"a: &a [*a, *a]\n" * 1000, id="a YAML bomb"),
        pytest.param(".kube/config", b"\xff" * 10_000, id="no text"),
        pytest.param(".aws/config", b"[profile a]\nsource_profile = a\n", id="a profile of itself"),
        pytest.param(".azure/azureProfile.json", b"[" * 50_000, id="nested JSON"),
        pytest.param("app/fly.toml", b"a." * 20_000 + b"b = 1", id="nested TOML"),
        pytest.param("app/.env", b"A=$(touch /tmp/never)\n", id="an env file that would run"),
        pytest.param(".ssh/config", b"Host " + b"x " * 50_000, id="a line without an end"),
    ],
)
def test_bad_files_are_passed_over(env, file, content):
    pathlib.Path(env["HOME"], file).write_bytes(content)
    assert len(listed(env)["found"]) <= 300
