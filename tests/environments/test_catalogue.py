"""Every group of the environment catalogue: flag, variable, file and what is absent, each to its environment.

The list of groups is that of ``docs/environments.md``; a row says what is on the machine and what follows.
"""

from __future__ import annotations

import json
import pathlib
from hashlib import sha1, sha256
from typing import Any

import pytest

PROJECT = "/home/u/proj"
PROD, SHARED, LOCAL, GONE = "E4", "E3", "E1", "E0"


def case(
    group: str, step: str, command: str, expected: str, *, files: Any = None, env: Any = None, git: Any = None
):
    return pytest.param(group, command, expected, files or {}, env or {}, git, id=f"{group}: {step}")


def kubeconfig(
    name: str, server: str = "https://10.1.2.3:6443", namespace: str = "default", exec_: str = ""
) -> str:
    user: dict[str, Any] = {"token": "t"}
    if exec_:
        user = {"exec": {"command": "aws", "args": exec_.split()}}
    return json.dumps({
        "current-context": name, "contexts": [{"name": name, "context": {"cluster": name, "user": "u", "namespace": namespace}}],
        "clusters": [{"name": name, "cluster": {"server": server}}], "users": [{"name": "u", "user": user}],
    })  # fmt: skip


def pulumi(stack: str) -> dict[str, str]:
    digest = sha1(f"{PROJECT}/Pulumi.yaml".encode(), usedforsecurity=False).hexdigest()
    return {
        "Pulumi.yaml": "name: web\n",
        f"~/.pulumi/workspaces/web-{digest}-workspace.json": json.dumps({"stack": stack}),
    }


def docker_context(name: str, host: str) -> dict[str, str]:
    meta = f"~/.docker/contexts/meta/{sha256(name.encode()).hexdigest()}/meta.json"
    return {meta: json.dumps({"Name": name, "Endpoints": {"docker": {"Host": host}}}),
            "~/.docker/config.json": json.dumps({"currentContext": name})}  # fmt: skip


RDS = "aws rds delete-db-instance --db-instance-identifier x"
NS = "kubectl delete ns x"
SQL = "-c 'DROP TABLE users'"
RAILWAY = {"~/.railway/config.json": json.dumps(
    {"projects": {PROJECT: {"name": "web", "environment": "id", "environmentName": "production"}}})}  # fmt: skip
PG = "postgres://u:p@{0}/app"

CASES = [
    # ------------------------------------------------------------------------------- clouds
    case("aws", "--profile", f"{RDS} --profile acme-prod", PROD),
    case("aws", "AWS_PROFILE", RDS, PROD, env={"AWS_PROFILE": "prod"}),
    case("aws", "nothing says", RDS, SHARED),
    case("aws", "--endpoint-url", f"{RDS} --endpoint-url http://localhost:4566", GONE),
    case("aws", "AWS_ENDPOINT_URL", RDS, GONE, env={"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}),
    case("gcloud", "--project", "gcloud sql instances delete x --project acme-prod", PROD),
    case("gcloud", "CLOUDSDK_CORE_PROJECT", "gcloud sql instances delete x", PROD, env={"CLOUDSDK_CORE_PROJECT": "acme-prod"}),
    case("gcloud", "the active configuration", "gcloud sql instances delete x", PROD, files={
        "~/.config/gcloud/active_config": "live", "~/.config/gcloud/configurations/config_live": "[core]\nproject = acme-prod\n"}),
    case("gcloud", "another configuration", "gcloud sql instances delete x --configuration dev", SHARED, files={
        "~/.config/gcloud/active_config": "live", "~/.config/gcloud/configurations/config_live": "[core]\nproject = acme-prod\n",
        "~/.config/gcloud/configurations/config_dev": "[core]\nproject = acme-dev\n"}),
    case("gcloud", "gsutil's bucket", "gsutil -m rm -r gs://acme-prod-data", PROD),
    case("gcloud", "bq's project", "bq rm -r -f --project_id acme-prod ds", PROD),
    case("az", "--subscription", "az group delete -n x --yes --subscription Production", PROD),
    case("az", "the default subscription", "az group delete -n x --yes", PROD, files={
        "~/.azure/azureProfile.json": "\ufeff" + json.dumps({"subscriptions": [{"name": "Production", "isDefault": True}]})}),
    case("az", "the group", "az group delete -n rg-prod --yes", PROD),
    case("az", "nothing says", "az group delete -n rg1 --yes", SHARED),
    # --------------------------------------------------------------------------- Kubernetes
    case("kubectl", "--context", f"{NS} --context prod-eu", PROD),
    case("kubectl", "KUBECONFIG", NS, PROD, env={"KUBECONFIG": f"{PROJECT}/k"}, files={"k": kubeconfig("prod")}),
    case("kubectl", "the namespace", "kubectl delete deploy x", PROD, files={"~/.kube/config": kubeconfig("c", namespace="prod")}),
    case("kubectl", "the arguments of its user", "kubectl delete deploy x", PROD, files={
        "~/.kube/config": kubeconfig("c", exec_="eks get-token --cluster-name prod")}),
    case("kubectl", "kind", NS, GONE, files={"~/.kube/config": kubeconfig("kind-a", "https://127.0.0.1:6443")}),
    case("kubectl", "no file at all", NS, SHARED),
    case("helm", "--kube-context", "helm uninstall x --kube-context prod", PROD),
    case("helm", "HELM_KUBECONTEXT", "helm uninstall x", PROD, env={"HELM_KUBECONTEXT": "prod"}),
    case("helm", "the values file", "helm upgrade x ./c -f values-prod.yaml", PROD),
    case("helm", "helmfile's environment", "helmfile -e production destroy", PROD),
    case("argocd", "--server", "argocd app delete web --server argocd.prod.acme.com", PROD),
    case("argocd", "ARGOCD_SERVER", "argocd app delete web", PROD, env={"ARGOCD_SERVER": "argocd.prod.acme.com"}),
    case("argocd", "its configuration", "argocd app delete web", PROD, files={
        "~/.config/argocd/config": "contexts:\n- name: a\n  server: argocd.prod.acme.com\n  user: a\ncurrent-context: a\n"}),
    case("argocd", "flux's context", "flux delete kustomization web --context prod", PROD),
    # ---------------------------------------------------------------------------- containers
    case("docker", "-H", "docker -H ssh://prod-1.acme.com volume rm data", PROD),
    case("docker", "DOCKER_HOST", "docker volume rm data", PROD, env={"DOCKER_HOST": "tcp://prod-1.acme.com:2376"}),
    case("docker", "the chosen context", "docker volume rm data", PROD, files=docker_context("web", "ssh://prod-1.acme.com")),
    case("docker", "nothing chosen", "docker volume rm data", LOCAL),
    case("docker", "the compose file", "docker compose -f compose.prod.yml down -v", PROD),
    case("podman", "--url", "podman --url ssh://root@prod-1.acme.com/run/p.sock volume rm data", PROD),
    case("podman", "CONTAINER_HOST", "podman volume rm data", PROD, env={"CONTAINER_HOST": "ssh://root@prod-1.acme.com/run/p.sock"}),
    case("podman", "--connection", "podman -c prod volume rm data", PROD),
    case("podman", "the default connection", "podman --remote volume rm data", PROD, files={
        "~/.config/containers/podman-connections.json": json.dumps(
            {"Connection": {"Default": "web", "Connections": {"web": {"URI": "ssh://root@prod-1.acme.com/run/p.sock"}}}})}),
    case("podman", "nothing chosen", "podman volume rm data", LOCAL),
    # ------------------------------------------------------------------------- infrastructure
    case("terraform", "TF_WORKSPACE", "terraform destroy -auto-approve", PROD, env={"TF_WORKSPACE": "prod"}),
    case("terraform", "the selected workspace", "terraform destroy -auto-approve", PROD, files={".terraform/environment": "production"}),
    case("terraform", "the backend", "terraform destroy -auto-approve", PROD, files={
        ".terraform/terraform.tfstate": json.dumps({"backend": {"type": "s3", "config": {"bucket": "tf", "key": "prod/web.tfstate"}}})}),
    case("terraform", "the variable file", "terraform destroy -var-file=prod.tfvars", PROD),
    case("terraform", "the folder", "terraform -chdir=envs/prod destroy -auto-approve", PROD),
    case("terraform", "a cloud block's workspace", "terraform destroy -auto-approve", PROD, files={
        "main.tf": 'terraform {\n  cloud {\n    organization = "acme"\n    workspaces {\n      name = "web-prod"\n    }\n  }\n}\n'}),
    case("terraform", "nothing says", "terraform destroy -auto-approve", SHARED),
    case("terragrunt", "the working directory", "terragrunt run-all destroy --terragrunt-working-dir live/prod", PROD),
    case("terragrunt", "TERRAGRUNT_WORKING_DIR", "terragrunt destroy -auto-approve", PROD, env={"TERRAGRUNT_WORKING_DIR": "live/prod"}),
    case("terragrunt", "cd into the folder", "cd live/prod && terragrunt destroy -auto-approve", PROD),
    case("pulumi", "-s", "pulumi destroy -y -s prod", PROD),
    case("pulumi", "PULUMI_STACK", "pulumi destroy -y", PROD, env={"PULUMI_STACK": "acme/web/prod"}),
    case("pulumi", "the selected stack", "pulumi destroy -y", PROD, files=pulumi("prod")),
    # ----------------------------------------------------------------------------- platforms
    case("railway", "-e", "railway down -y -e production", PROD),
    case("railway", "the linked environment", "railway down -y", PROD, files=RAILWAY),
    case("railway", "nothing is linked", "railway down -y", SHARED),
    case("fly", "-a", "fly apps destroy acme-prod -y", PROD),
    case("fly", "FLY_APP", "fly machine destroy x --force", PROD, env={"FLY_APP": "acme-production"}),
    case("fly", "fly.toml", "fly volumes destroy vol_1 -y", PROD, files={"fly.toml": 'app = "acme-prod"\n'}),
    case("heroku", "-a", "heroku pg:reset DATABASE_URL -a acme-prod --confirm acme-prod", PROD),
    case("heroku", "HEROKU_APP", "heroku pg:reset DATABASE_URL", PROD, env={"HEROKU_APP": "acme-prod"}),
    case("heroku", "the git remote", "heroku pg:reset DATABASE_URL", PROD, git={
        "remotes": {"heroku": "https://git.heroku.com/acme-prod.git"}}),
    case("vercel", "--prod", "vercel --prod --yes", PROD),
    case("vercel", "the variable's target", "vercel env rm KEY production -y", PROD),
    case("vercel", "the linked project", "vercel remove web --yes", SHARED, files={".vercel/project.json": json.dumps({"projectName": "web"})}),
    case("netlify", "--prod", "netlify deploy --prod", PROD),
    case("netlify", "--context", "netlify env:unset KEY --context production", PROD),
    case("netlify", "nothing says", "netlify sites:delete x --force", SHARED),
    case("wrangler", "no --env", "wrangler delete --force", PROD),
    case("wrangler", "--env", "wrangler delete --env staging --force", SHARED),
    case("wrangler", "--local", "wrangler d1 execute app --local --command 'DROP TABLE x'", LOCAL),
    case("wrangler", "--remote", "wrangler d1 execute app --remote --command 'DROP TABLE x'", PROD),
    case("firebase", "-P", "firebase firestore:delete --all-collections -f -P acme-prod", PROD),
    case("firebase", ".firebaserc", "firebase firestore:delete --all-collections -f", PROD, files={
        ".firebaserc": json.dumps({"projects": {"default": "acme-prod"}})}),
    case("firebase", "the alias that was chosen", "firebase firestore:delete --all-collections -f", PROD, files={
        ".firebaserc": json.dumps({"projects": {"default": "acme-dev", "live": "acme-prod"}}),
        "~/.config/configstore/firebase-tools.json": json.dumps({"activeProjects": {PROJECT: "live"}})}),
    case("firebase", "an emulator", "firebase firestore:delete --all-collections -f", LOCAL, env={"FIRESTORE_EMULATOR_HOST": "localhost:8080"}),
    case("supabase", "--linked", "supabase db reset --linked", PROD),
    case("supabase", "the local stack", "supabase db reset", LOCAL),
    case("supabase", "--db-url", "supabase db reset --db-url postgres://u:p@db.prod.acme.com/x", PROD),
    case("neon", "the branch's name", "neonctl branches delete production", PROD),
    case("neon", "NEON_BRANCH", "neonctl databases delete app", PROD, env={"NEON_BRANCH": "production"}),
    case("neon", ".neon", "neonctl databases delete app", PROD, files={".neon": json.dumps({"branch": "production"})}),
    case("planetscale", "the branch", "pscale branch delete app production --force", PROD),
    case("planetscale", "a development branch", "pscale branch delete app dev-1 --force", SHARED),
    case("turso", "the name", "turso db destroy acme-prod --yes", PROD),
    case("turso", "a name without a sign", "turso db destroy acme --yes", SHARED),
    case("convex", "--prod", "npx convex import --replace-all --prod d.zip", PROD),
    case("convex", "CONVEX_DEPLOY_KEY", "npx convex import --replace-all d.zip", PROD, env={"CONVEX_DEPLOY_KEY": "prod:acme|x"}),
    case("convex", ".env.local", "npx convex import --replace-all d.zip", LOCAL, files={".env.local": "CONVEX_DEPLOYMENT=dev:acme-1\n"}),
    # ---------------------------------------------------------------------------- migrations
    case("prisma", ".env", "npx prisma migrate reset --force", PROD, files={
        "prisma/schema.prisma": 'datasource db {\n url = env("DATABASE_URL")\n}\n', ".env": f"DATABASE_URL={PG.format('prod-db.acme.com')}\n"}),
    case("prisma", "the environment before .env", "npx prisma migrate reset --force", LOCAL, files={
        "prisma/schema.prisma": 'datasource db {\n url = env("DATABASE_URL")\n}\n', ".env": f"DATABASE_URL={PG.format('prod-db.acme.com')}\n"},
        env={"DATABASE_URL": PG.format("localhost")}),
    case("drizzle", "the variable of its file", "npx drizzle-kit push --force", PROD, files={
        "drizzle.config.ts": "export default { dbCredentials: { url: process.env.DATABASE_URL! } }"},
        env={"DATABASE_URL": PG.format("prod-db.acme.com")}),
    case("drizzle", "knex --env", "npx knex migrate:rollback --all --env production", PROD, files={
        "knexfile.js": "module.exports = { production: { connection: 'postgres://db.acme.com/app' } }"}),
    case("drizzle", "sequelize NODE_ENV", "npx sequelize-cli db:drop", PROD, env={"NODE_ENV": "production"}, files={
        "config/config.json": json.dumps({"production": {"host": "db.acme.com", "database": "app", "dialect": "postgres"}})}),
    case("rails", "RAILS_ENV", "bin/rails db:drop", PROD, env={"RAILS_ENV": "production", "DISABLE_DATABASE_ENVIRONMENT_CHECK": "1"}),
    case("rails", "DATABASE_URL", "bin/rails db:drop", PROD, env={"DATABASE_URL": PG.format("prod-db.acme.com")}),
    case("rails", "config/database.yml", "bin/rails db:drop", PROD, files={
        "config/database.yml": "development:\n  adapter: postgresql\n  host: prod-db.acme.com\n  database: app\n"}),
    case("django", "--settings", "python manage.py flush --no-input --settings app.settings.production", PROD),
    case("django", "DJANGO_SETTINGS_MODULE", "python manage.py flush --no-input", PROD, env={"DJANGO_SETTINGS_MODULE": "app.settings.prod"}),
    case("django", "alembic.ini", "alembic downgrade base", PROD, files={
        "alembic.ini": "[alembic]\nsqlalchemy.url = postgresql://u@prod-db.acme.com/app\n"}),
    case("django", "flask's variable", "flask db downgrade base", PROD, env={"SQLALCHEMY_DATABASE_URI": PG.format("prod-db.acme.com")}),
    case("laravel", "--env", "php artisan migrate:fresh --force --env=production", PROD),
    case("laravel", ".env", "php artisan migrate:fresh --force", PROD, files={".env": "APP_ENV=production\nDB_HOST=db.acme.com\n"}),
    case("laravel", "a local .env", "php artisan migrate:fresh", LOCAL, files={".env": "APP_ENV=local\nDB_HOST=127.0.0.1\nDB_DATABASE=app\n"}),
    case("flyway", "-url", "flyway clean -url=jdbc:postgresql://prod-db.acme.com/app", PROD),
    case("flyway", "FLYWAY_URL", "flyway clean", PROD, env={"FLYWAY_URL": "jdbc:postgresql://prod-db.acme.com/app"}),
    case("flyway", "flyway.conf", "flyway clean", PROD, files={"flyway.conf": "flyway.url=jdbc:postgresql://prod-db.acme.com/app\n"}),
    case("flyway", "liquibase.properties", "liquibase drop-all", PROD, files={
        "liquibase.properties": "url: jdbc:postgresql://prod-db.acme.com/app\n"}),
    case("flyway", "dbmate", "dbmate drop", PROD, env={"DATABASE_URL": PG.format("prod-db.acme.com")}),
    case("flyway", "goose", "goose reset", PROD, env={"GOOSE_DRIVER": "postgres", "GOOSE_DBSTRING": PG.format("prod-db.acme.com")}),
    case("flyway", "atlas --env", "atlas schema clean --env prod --auto-approve", PROD, files={
        "atlas.hcl": 'env "prod" {\n  url = "postgres://db.acme.com/app"\n}\n'}),
    case("dbt", "-t", "dbt run --full-refresh -t prod", PROD),
    case("dbt", "DBT_TARGET", "dbt run --full-refresh", PROD, env={"DBT_TARGET": "prod"}),
    case("dbt", "profiles.yml", "dbt run --full-refresh", PROD, files={
        "dbt_project.yml": "profile: web\n",
        "~/.dbt/profiles.yml": "web:\n  target: prod\n  outputs:\n    prod:\n      host: db.acme.com\n      dbname: app\n"}),
    # ------------------------------------------------------------------------------ databases
    case("psql", "-h", f"psql -h prod-db.acme.com app {SQL}", PROD),
    case("psql", "PGHOST", f"psql app {SQL}", PROD, env={"PGHOST": "prod-db.acme.com"}),
    case("psql", "a service", f"psql service=live {SQL}", PROD, files={"~/.pg_service.conf": "[live]\nhost=db.acme.com\n"}),
    case("psql", "the local socket", f"psql app_dev {SQL}", LOCAL),
    case("psql", "a hosted service", f"psql -h ep-x.eu-central-1.aws.neon.tech app {SQL}", SHARED),
    case("mysql", "-h", "mysql -h prod-db.acme.com app -e 'DROP TABLE x'", PROD),
    case("mysql", "~/.my.cnf", "mysql app -e 'DROP TABLE x'", PROD, files={"~/.my.cnf": "[client]\nhost = prod-db.acme.com\n"}),
    case("mysql", "nothing", "mysql app_dev -e 'DROP TABLE x'", LOCAL),
    case("redis", "-h", "redis-cli -h prod-cache.acme.com FLUSHALL", PROD),
    case("redis", "-u", "redis-cli -u redis://prod-cache.acme.com FLUSHALL", PROD),
    case("redis", "nothing", "redis-cli FLUSHALL", LOCAL),
    case("mongo", "a URL", "mongosh mongodb+srv://prod.abc.mongodb.net/app --eval 'db.dropDatabase()'", PROD),
    case("mongo", "a hosted service", "mongosh mongodb+srv://c0.abc.mongodb.net/app --eval 'db.dropDatabase()'", SHARED),
    case("mongo", "nothing", "mongosh app_dev --eval 'db.dropDatabase()'", LOCAL),
    case("clickhouse", "--host", "clickhouse-client --host prod-ch.acme.com -q 'DROP TABLE x'", PROD),
    case("clickhouse", "CLICKHOUSE_HOST", "clickhouse-client -q 'DROP TABLE x'", PROD, env={"CLICKHOUSE_HOST": "prod-ch.acme.com"}),
    case("clickhouse", "sqlite's file", "sqlite3 app.db 'DROP TABLE x'", LOCAL, files={"app.db": "x"}),
    case("clickhouse", "duckdb in memory", "duckdb :memory: 'DROP TABLE x'", GONE),
    case("snowflake", "-c", "snow sql -c prod -q 'DROP DATABASE a'", PROD),
    case("snowflake", "SNOWFLAKE_DEFAULT_CONNECTION_NAME", "snow sql -q 'DROP DATABASE a'", PROD,
         env={"SNOWFLAKE_DEFAULT_CONNECTION_NAME": "prod"}),
    case("snowflake", "the default connection", "snow sql -q 'DROP DATABASE a'", PROD, files={
        "~/.snowflake/config.toml": 'default_connection_name = "prod"\n[connections.prod]\naccount = "acme"\n'}),
    case("snowflake", "nothing says", "snow sql -q 'DROP DATABASE a'", SHARED),
    case("databricks", "-p", "databricks clusters permanent-delete 1 -p prod", PROD),
    case("databricks", "-t", "databricks bundle destroy -t prod --auto-approve", PROD),
    case("databricks", "DATABRICKS_CONFIG_PROFILE", "databricks clusters permanent-delete 1", PROD, env={"DATABRICKS_CONFIG_PROFILE": "prod"}),
    case("databricks", "DATABRICKS_HOST", "databricks clusters permanent-delete 1", PROD, env={"DATABRICKS_HOST": "https://acme-prod.cloud.databricks.com"}),
    # ------------------------------------------------------------------ secrets and small clouds
    case("vault", "-address", "vault kv metadata delete -address=https://vault.prod.acme.com secret/x", PROD),
    case("vault", "VAULT_ADDR", "vault kv metadata delete secret/x", PROD, env={"VAULT_ADDR": "https://vault.prod.acme.com"}),
    case("vault", "a server on loopback", "vault kv metadata delete secret/x", LOCAL, env={"VAULT_ADDR": "http://127.0.0.1:8200"}),
    case("vault", "CONSUL_HTTP_ADDR", "consul kv delete -recurse app", PROD, env={"CONSUL_HTTP_ADDR": "https://consul.prod.acme.com"}),
    case("vault", "NOMAD_ADDR", "nomad job stop -purge web", PROD, env={"NOMAD_ADDR": "https://nomad.prod.acme.com"}),
    case("doctl", "--context", "doctl databases delete 1 --force --context prod", PROD),
    case("doctl", "DIGITALOCEAN_CONTEXT", "doctl databases delete 1 --force", PROD, env={"DIGITALOCEAN_CONTEXT": "prod"}),
    case("doctl", "its configuration", "doctl databases delete 1 --force", PROD, files={"~/.config/doctl/config.yaml": "context: prod\n"}),
    case("hcloud", "HCLOUD_CONTEXT", "hcloud server delete web", PROD, env={"HCLOUD_CONTEXT": "prod"}),
    case("hcloud", "its configuration", "hcloud server delete web", PROD, files={"~/.config/hcloud/cli.toml": 'active_context = "prod"\n'}),
    case("linode-cli", "--as-user", "linode-cli linodes delete 1 --as-user acme-prod", PROD),
    case("linode-cli", "the default user", "linode-cli linodes delete 1", PROD, files={"~/.config/linode-cli": "[DEFAULT]\ndefault-user = acme-prod\n"}),
    case("linode-cli", "nothing says", "linode-cli linodes delete 1", SHARED),
    case("oci", "--profile", "oci db autonomous-database delete --autonomous-database-id x --force --profile PROD", PROD),
    case("oci", "OCI_CLI_PROFILE", "oci db autonomous-database delete --autonomous-database-id x --force", PROD, env={"OCI_CLI_PROFILE": "PROD"}),
    case("openstack", "--os-cloud", "openstack --os-cloud prod server delete web", PROD),
    case("openstack", "OS_CLOUD", "openstack server delete web", PROD, env={"OS_CLOUD": "prod"}),
    case("openstack", "OS_PROJECT_NAME", "openstack server delete web", PROD, env={"OS_PROJECT_NAME": "acme-prod"}),
    case("openstack", "clouds.yaml", "openstack --os-cloud web server delete x", PROD, files={
        "clouds.yaml": "clouds:\n  web:\n    auth:\n      auth_url: https://c.acme.com\n      project_name: acme-prod\n"}),
    # ------------------------------------------------------------------------------ code hosts
    case("gh", "-R", "gh release delete v1 -y -R acme/app", SHARED),
    case("gh", "GH_REPO", "gh release delete v1 -y", PROD, env={"GH_REPO": "acme/production-config"}),
    case("git", "the remote", "git push --force origin topic", SHARED, git={"branch": "topic", "remotes": {"origin": "git@github.com:acme/app.git"}}),
    case("git", "a remote on this machine", "git push --force origin topic", GONE, git={"branch": "topic", "remotes": {"origin": "/tmp/r.git"}}),
    case("ansible", "-i", "ansible-playbook -i inventories/production site.yml", PROD),
    case("ansible", "ANSIBLE_INVENTORY", "ansible all -m command -a 'rm -rf /srv/data'", PROD, env={"ANSIBLE_INVENTORY": "inventories/production"}),
    case("ansible", "ansible.cfg", "ansible all -m command -a 'rm -rf /srv/data'", PROD, files={
        "ansible.cfg": "[defaults]\ninventory = inventories/production\n"}),
    case("ansible", "-l", "ansible-playbook -i hosts -l production site.yml", PROD),
    case("ssh", "the alias", "ssh web 'rm -rf /srv/data'", PROD, files={"~/.ssh/config": "Host web\n  HostName prod-1.acme.com\n"}),
    case("ssh", "a jump host", "ssh web 'rm -rf /srv/data'", PROD, files={"~/.ssh/config": "Host web\n  HostName 10.1.2.3\n  ProxyJump bastion.prod.acme.com\n"}),
    case("ssh", "the name", "rsync -a --delete ./ deploy@prod-1.acme.com:/srv/app/", PROD),
    # --------------------------------------------------------------------------- deployment
    case("serverless", "--stage", "serverless remove --stage prod", PROD),
    case("serverless", "SLS_STAGE", "serverless remove", PROD, env={"SLS_STAGE": "prod"}),
    case("serverless", "provider.stage", "serverless remove", PROD, files={"serverless.yml": "service: a\nprovider:\n  name: aws\n  stage: prod\n"}),
    case("serverless", "sst", "npx sst remove --stage production", PROD),
    case("serverless", "sst's stage file", "npx sst remove", PROD, files={".sst/stage": "production"}),
    case("serverless", "cdk --profile", "cdk destroy --all --force --profile prod", PROD),
    case("serverless", "cdk's stack", "cdk destroy WebProd --force", PROD),
    case("serverless", "sam", "sam delete --config-env prod --no-prompts", PROD),
    case("serverless", "amplify's environment", "amplify delete --force", PROD, files={
        "amplify/.config/local-env-info.json": json.dumps({"envName": "prod"})}),
    case("serverless", "copilot -e", "copilot env delete -n prod --yes", PROD),
    case("serverless", "eb", "eb terminate acme-prod --force", PROD),
    case("serverless", "eb's branch default", "eb terminate --force", PROD, git={"branch": "main"}, files={
        ".elasticbeanstalk/config.yml": "branch-defaults:\n  main:\n    environment: acme-prod\n"}),
    case("kamal", "-d", "kamal app remove -d production", PROD),
    case("kamal", "KAMAL_DESTINATION", "kamal app remove", PROD, env={"KAMAL_DESTINATION": "production"}),
    case("kamal", "the servers of deploy.yml", "kamal app remove", PROD, files={
        "config/deploy.yml": "service: a\nservers:\n  web:\n    - prod-1.acme.com\n"}),
    case("stripe", "--live", "stripe customers delete cus_1 --live", PROD),
    case("stripe", "STRIPE_API_KEY", "stripe customers delete cus_1", PROD, env={"STRIPE_API_KEY": "sk_live_4eC39HqLyjWDarjtT1zdp7dc"}),
    case("stripe", "the test mode", "stripe customers delete cus_1", LOCAL),
    case("doppler", "-c", "doppler secrets delete A -y -c prd", PROD),
    case("doppler", "DOPPLER_CONFIG", "doppler secrets delete A -y", PROD, env={"DOPPLER_CONFIG": "prd"}),
    case("doppler", "the directory's scope", "doppler secrets delete A -y", PROD, files={
        "~/.doppler/.doppler.yaml": "scoped:\n  /:\n    token: t\n  /home/u/proj:\n    enclave.project: web\n    enclave.config: prd\n"}),
    case("argocd", "the chosen context of several", "argocd app delete web", SHARED, files={
        "~/.config/argocd/config": "contexts:\n- name: a\n  server: argocd.prod.acme.com\n- name: b\n  server: argocd.acme.com\ncurrent-context: b\n"}),
    case("vault", "no address", "vault kv metadata delete secret/x", LOCAL),
    case("doppler", "doppler.yaml", "doppler secrets delete A -y", PROD, files={"doppler.yaml": "setup:\n  project: web\n  config: prd\n"}),
    case("doppler", "infisical --env", "infisical secrets delete A --env prod", PROD),
    case("eas", "--channel", "eas update --channel production -m x", PROD),
    case("eas", "--branch", "eas update --branch production -m x", PROD),
    case("npm", "--registry", "npm publish --registry http://localhost:4873", LOCAL),
    case("npm", ".npmrc", "npm publish", LOCAL, files={"package.json": "{}", ".npmrc": "registry=http://localhost:4873/\n"}),
    case("npm", "the public registry", "npm publish", SHARED, files={"package.json": json.dumps({"name": "a", "version": "1.0.0"})}),
    case("npm", "twine's repository", "twine upload -r testpypi dist/*", GONE),
    case("dotenv", "dotenv -f", f"npx dotenv -e .env.production -- psql \"$DATABASE_URL\" {SQL}", PROD, files={
        ".env.production": f"DATABASE_URL={PG.format('db.acme.com')}\n"}),
    case("dotenv", "source", f"source .env.production && psql \"$DATABASE_URL\" {SQL}", PROD, files={
        ".env.production": f"DATABASE_URL={PG.format('prod-db.acme.com')}\n"}),
    case("ci", "a database of a CI job", f"psql -h localhost app {SQL}", GONE, env={"CI": "true"}),
    case("ci", "the tier of the job's environment", "terraform destroy -auto-approve", PROD, env={"CI": "true", "CI_ENVIRONMENT_TIER": "production"}),
    case("ci", "the job's environment", "npx serverless remove", PROD, env={"CI": "true", "CI_ENVIRONMENT_NAME": "production"}),
]  # fmt: skip


@pytest.mark.parametrize(("group", "command", "expected", "files", "env", "git"), CASES)
def test_a_group_is_resolved(
    judged: Any, group: str, command: str, expected: str, files: Any, env: Any, git: Any
) -> None:
    verdict = judged(command, files=files, env=env, git=git)
    assert verdict.findings, "nothing was found"
    assert max(f.target.environment for f in verdict.findings) == expected, verdict.findings[0].target


def test_every_group_of_the_catalogue_has_its_rows() -> None:
    page = pathlib.Path(__file__).resolve().parents[2] / "docs" / "environments.md"
    rows = [line for line in page.read_text().splitlines() if line.startswith("| `")]
    listed = {line.split("`")[1] for line in rows}
    assert len(listed) == 55
    assert {case.values[0] for case in CASES} == listed
