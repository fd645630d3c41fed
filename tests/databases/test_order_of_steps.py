"""Where a tool's earlier step settles what a later one would say, and what a configuration puts together."""

from __future__ import annotations

import json

import pytest

from guard.findings import Finding
from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.recorded import RecordedWorld

LINK = {"~/.railway/config.json": json.dumps({"projects": {"/home/u/proj": {"name": "shop", "environmentName": "production"}}})}  # fmt: skip
FLY = {"fly.toml": 'app = "shop-prod"\n', "stage.toml": 'app = "shop-stage"\n'}
HEROKU = {"branch": "main", "remotes": {"staging": "https://git.heroku.com/shop-stage.git", "live": "https://git.heroku.com/shop-prod.git"}}  # fmt: skip
CLOUDS = {"~/.config/hcloud/cli.toml": 'active_context = "prod"\n'}
MC = {"~/.mc/config.json": json.dumps({"aliases": {"one": {"url": "https://s3.prod.acme.com"}, "here": {"url": "http://localhost:9000"}}})}  # fmt: skip
DRIZZLE = "export default {{ dialect: 'postgresql', dbCredentials: {0} }}\n"
PARTS = {".env": "DB_HOST=prod-db.acme.com\nDB_NAME=shop\n"}


def finding(command: str, files: dict[str, str], env: dict[str, str], git: object = None) -> Finding:
    world = RecordedWorld({"files": files, "git": git})
    around = {"HOME": "/home/u", "PATH": "/usr/bin", **env}
    proposal = Proposal(text=command, cwd="/home/u/proj", env=around)
    found = judge(proposal, world, NoSession(), Config()).findings
    assert found, command
    return found[0]


CASES = [
    pytest.param("railway volume delete --volume x", LINK, {}, None, "E4", id="railway: the link"),
    pytest.param("railway volume delete --volume x -e staging", LINK, {}, None, "E3", id="railway: the flag before it"),
    pytest.param("railway environment staging && railway volume delete --volume x", LINK, {}, None, "E3", id="railway: a switch before it"),
    pytest.param("fly volumes destroy v", FLY, {}, None, "E4", id="fly: fly.toml"),
    pytest.param("fly volumes destroy v", FLY, {"FLY_APP": "shop-stage"}, None, "E3", id="fly: FLY_APP before it"),
    pytest.param("fly volumes destroy v -a shop-prod", FLY, {"FLY_APP": "shop-stage"}, None, "E4", id="fly: -a before FLY_APP"),
    pytest.param("fly ssh console -C 'rm -rf /data/x'", FLY, {}, None, "E4", id="fly ssh: fly.toml"),
    pytest.param("fly ssh console -c stage.toml -C 'rm -rf /data/x'", FLY, {}, None, "E3", id="fly ssh: another file"),
    pytest.param("fly ssh console -C 'rm -rf /data/x'", FLY, {"FLY_APP": "shop-stage"}, None, "E3", id="fly ssh: FLY_APP"),
    pytest.param("heroku pg:reset DATABASE", {}, {}, HEROKU, "E4", id="heroku: the worst of its remotes"),
    pytest.param("heroku pg:reset DATABASE -r staging", {}, {}, HEROKU, "E3", id="heroku: -r"),
    pytest.param("heroku pg:reset DATABASE", {}, {"HEROKU_APP": "shop-stage"}, HEROKU, "E3", id="heroku: HEROKU_APP before the remotes"),
    pytest.param("heroku run -r live -- rails db:reset", {}, {}, HEROKU, "E4", id="heroku run: the app of the remote"),
    pytest.param("firebase use live && firebase firestore:delete --all-collections", {".firebaserc": '{"projects":{"default":"a-stage","live":"a-prod"}}'}, {}, None, "E4", id="firebase: a switch to an alias"),
    pytest.param("firebase firestore:delete --all-collections", {".firebaserc": '{"projects":{"default":"a-stage","live":"a-prod"}}'}, {}, None, "E3", id="firebase: the default alias"),
    pytest.param("hcloud volume delete x", CLOUDS, {}, None, "E4", id="hcloud: the active context"),
    pytest.param("hcloud context use dev && hcloud volume delete x", CLOUDS, {}, None, "E3", id="hcloud: a switch before it"),
    pytest.param("hcloud context use dev && hcloud volume delete x", CLOUDS, {"HCLOUD_CONTEXT": "prod"}, None, "E4", id="hcloud: the variable before the switch"),
    pytest.param("openstack --os-cloud dev volume delete x", {}, {"OS_CLOUD": "prod"}, None, "E3", id="openstack: the flag before OS_CLOUD"),
    pytest.param("npx serverless remove --stage dev", {"serverless.yml": "provider:\n  stage: production\n"}, {}, None, "E3", id="serverless: the flag before the file"),
    pytest.param("mc rb --force one/x", MC, {}, None, "E4", id="mc: the alias's server"),
    pytest.param("mc rb --force here/x", MC, {}, None, "E1", id="mc: a server on this machine"),
    pytest.param("mc rb --force two/x", MC, {"MC_HOST_two": "https://a:b@s3.live.acme.com"}, None, "E4", id="mc: an alias in a variable"),
    pytest.param("wp db reset", {"wp-config.php": "define('DB_HOST', 'prod-db.acme.com');\n"}, {}, None, "E4", id="wp: wp-config.php"),
    pytest.param("wp db reset", {"wp-config.php": "define( 'DB_HOST', 'localhost' );\n"}, {}, None, "E1", id="wp: a local host"),
    pytest.param("node ace migration:fresh", {"ace.js": "", **PARTS}, {}, None, "E4", id="ace: DB_HOST of the env file"),
    pytest.param("npx drizzle-kit push --force", {**PARTS, "drizzle.config.ts": DRIZZLE.format("{ host: process.env.DB_HOST!, database: process.env.DB_NAME! }")}, {}, None, "E4", id="drizzle: parts out of variables"),
    pytest.param("npx drizzle-kit push --force", {**PARTS, "drizzle.config.ts": DRIZZLE.format("{ host: process.env.SHOP_HOST ?? 'localhost', database: 'shop' }")}, {}, None, "E1", id="drizzle: the default of a variable that is not set"),
    pytest.param("npx drizzle-kit push --force", {**PARTS, "drizzle.config.ts": DRIZZLE.format("{ url: `postgres://app:x@${process.env.DB_HOST}/${process.env.DB_NAME}` }")}, {}, None, "E4", id="drizzle: a URL put together"),
    pytest.param("npx typeorm schema:drop -d src/ds.ts", {"src/ds.ts": "new DataSource({ type: 'postgres', host: process.env.DB_HOST, database: process.env.DB_NAME })\n", ".env": "DB_HOST=localhost\nDB_NAME=shop_test\n"}, {}, None, "E0", id="typeorm: a test database out of variables"),
    pytest.param("terraform destroy", {"main.tf": 'provider "aws" {\n  profile = "acme-prod"\n}\n'}, {}, None, "E4", id="terraform: the provider's profile"),
    pytest.param("terraform destroy", {"main.tf": 'resource "x" "y" {\n  profile = "acme-prod"\n}\n'}, {}, None, "E3", id="terraform: a resource's word is none"),
    pytest.param("terraform destroy", {"main.tf": "", "terraform.tfvars": 'environment = "prod"\n'}, {}, None, "E4", id="terraform: terraform.tfvars"),
    pytest.param("terraform destroy", {"main.tf": "", "prod.tfvars": 'environment = "prod"\n'}, {}, None, "E3", id="terraform: a file that is not loaded by itself"),
    pytest.param("aws --profile l s3 rb s3://x --force", {"~/.aws/config": "[profile l]\nendpoint_url = http://localhost:4566\n"}, {}, None, "E0", id="aws: the profile's emulator"),
    pytest.param("aws --profile l s3 rb s3://x --force", {"~/.aws/config": "[profile l]\nrole_arn = arn:aws:iam::111122223333:role/prod-admin\n"}, {}, None, "E4", id="aws: the role's name"),
    pytest.param("aws --profile l s3 rb s3://x --force", {"~/.aws/config": "[profile l]\nrole_arn = arn:aws:iam::111122223333:role/admin\n"}, {}, None, "E3", id="aws: a role that says nothing"),
    pytest.param("aws s3 rb s3://x --force --endpoint-url https://s3.prod.acme.com", {}, {}, None, "E4", id="aws: another server"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "files", "env", "git", "environment"), CASES)
def test_the_step_that_comes_first_decides(
    command: str, files: dict[str, str], env: dict[str, str], git: object, environment: str
) -> None:
    found = finding(command, files, env, git)
    assert found.target.environment == environment, found.target


def test_a_password_out_of_a_variable_of_the_session_is_its_own() -> None:
    """However short it is: the variable holds the whole URL."""
    url = "postgresql://app:pw1234@prod-db.acme.com/shop"
    found = finding('supabase db push --db-url "$DATABASE_URL"', {}, {"DATABASE_URL": url})
    assert found.decision == "ask"
    assert found.credential is None or not found.credential.foreign


KUBE = "apiVersion: v1\nclusters:\n- name: c\n  cluster:\n    server: {0}\ncontexts:\n- name: c\n  context:\n    cluster: c\ncurrent-context: c\n"
LOCAL, LIVE = "https://127.0.0.1:6443", "https://api.prod.acme.com"
DISK = {
    ".env": "DATABASE_URL=postgres://localhost/shop_test\n", ".env.live": "DATABASE_URL=postgres://prod-db.acme.com/shop\n",
    "~/.kube/config": KUBE.format(LOCAL), "live.yaml": KUBE.format(LIVE), ".terraform/environment": "dev", "main.tf": "",
}  # fmt: skip
RESET = "npx prisma migrate reset"
WRITTEN = [
    pytest.param(RESET, "E0", id="as it lies on the disk"),
    pytest.param(f"cp .env.live .env && {RESET}", "E4", id="copied over before"),
    pytest.param(f"echo DATABASE_URL=postgres://prod-db.acme.com/shop > .env; {RESET}", "E4", id="written before"),
    pytest.param(f"echo DATABASE_URL=postgres://prod-db.acme.com/shop >> .env; {RESET}", "E4", id="added to before: the last of a name wins"),
    pytest.param(f"sed -i s/localhost/x/ .env; {RESET}", "E3", id="edited before: it is not known"),
    pytest.param(f"wc -l .env.example; {RESET}", "E0", id="read before"),
    pytest.param(f"{RESET}; cp .env.live .env", "E0", id="written afterwards"),
    pytest.param("cp live.yaml ~/.kube/config && kubectl delete ns shop", "E4", id="a kubeconfig copied over"),
    pytest.param("echo prod > .terraform/environment && terraform destroy", "E4", id="a workspace written"),
    pytest.param("cat > compose.yaml <<'X'\nservices:\n  web:\n    environment:\n      PGHOST: prod-db.acme.com\nX\ndocker compose run web psql -c 'DROP TABLE o'", "E4", id="a compose file written"),
    pytest.param("echo PGHOST=prod-db.acme.com > .env.x && dotenv -e .env.x -- psql -c 'DROP TABLE o'", "E4", id="a file for a wrapper written"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "environment"), WRITTEN)
def test_what_decides_the_place_is_read_as_it_is_by_then(command: str, environment: str) -> None:
    world = RecordedWorld({"files": DISK})
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin"})
    found = judge(proposal, world, NoSession(), Config()).findings
    worst = max((f.target.environment for f in found if f.effect.place.kind != "path"), default="none")
    assert worst == environment, [f.target for f in found]


def test_what_alembic_is_told_counts() -> None:
    files = {"alembic.ini": "[alembic]\nsqlalchemy.url = postgresql://localhost/shop_test\n"}
    assert finding("alembic -x env=prod downgrade base", files, {}).target.environment == "E4"


def test_a_command_about_groups_takes_no_default_group() -> None:
    files = {"~/.azure/config": "[defaults]\ngroup = rg-prod\n"}
    assert finding("az group delete -n rg-x", files, {}).target.environment == "E3"
    assert finding("az vm delete -n web", files, {}).target.environment == "E4"
