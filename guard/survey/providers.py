"""Who a credential speaks to: the worst single act it allows, whether that reaches the backups, how to ask.

One line a service. ``act`` is the gravest thing that one call does; ``probe`` is a command that does it,
which guard itself is asked about (it is never run); ``backups`` is *yes*, *no* or *unknown* with the reason.

Facts: the services' own documentation: Railway (backups are kept inside the volume), Heroku (backups belong
to the database add-on), Supabase, Neon and PlanetScale (backups and history go with the project or
database), Hetzner Cloud (backups are bound to their server), Amazon RDS (automated backups go with the
instance, manual snapshots stay), Terraform Cloud and Pulumi (state versions belong to workspace and stack).
"""

from __future__ import annotations

from guard.frozen import frozen


@frozen
class Provider:
    """A service that a credential speaks to."""

    id: str
    title: str
    act: str
    """The worst single act, as the object of "can …"."""
    probe: str
    """A command line that does it; empty where there is none to ask about."""
    backups: str
    """``yes``, ``no`` or ``unknown``, a colon, and why."""
    scope: str = ""
    """What such a credential reaches where it does not say so itself."""
    lifetime: str = ""
    """How long such a credential usually lives, where it does not say so itself."""


_ROWS = """
aws|AWS|delete every instance, bucket and snapshot that its policy reaches|aws rds delete-db-instance --db-instance-identifier acme --skip-final-snapshot|unknown: automated backups go with the instance, snapshots and buckets of the account are as far as its policy reaches|the account, as far as its policies let it|until somebody rotates it
gcp|Google Cloud|delete the project|gcloud projects delete acme|unknown: backups in the same project go with it|what its roles reach|
azure|Azure|delete a resource group with everything in it|az group delete -n acme --yes|unknown: vaults in the same group go with it|the subscriptions of its owner|
kubernetes|Kubernetes|delete a namespace with every volume claim in it|kubectl delete namespace acme|unknown: volumes of a storage class that reclaims go with their claims; snapshots are objects of the same cluster|what its roles reach in the cluster|
railway|Railway|delete a volume with its backups|railway volume delete -v acme|yes: backups are kept inside the volume|every project and environment of its owner|until somebody revokes it
fly|Fly.io|destroy an app with its volumes|flyctl apps destroy acme --yes|unknown: snapshots belong to the volumes of the same organisation|the organisation, unless it is a deploy token|
heroku|Heroku|destroy an app with its database|heroku apps:destroy -a acme --confirm acme|yes: the backups belong to the database add-on|the account|a year, renewed by use
vercel|Vercel|remove a project with its deployments and settings|vercel project rm acme|unknown: what is stored with the project goes with it|everything of its owner|
netlify|Netlify|delete a site|netlify sites:delete acme --force|unknown: deploys go with the site|everything of its owner|
cloudflare|Cloudflare|delete a zone, a database or a bucket|wrangler d1 delete acme -y|unknown: a D1 database's history goes with it|the account, as far as its permissions reach|
firebase|Firebase|delete every document|firebase firestore:delete --all-collections --force|unknown: scheduled backups are in the same project|every project of its owner|
supabase|Supabase|delete a project with its database|supabase projects delete abcdefghijklmnopqrst|yes: backups are deleted with the project|every project of the account|
neon|Neon|delete a project with every branch|neonctl projects delete acme|yes: branches and history go with the project|every project of its owner|
planetscale|PlanetScale|delete a database|pscale database delete acme --force|yes: backups go with the database|what its organisation granted|
turso|Turso|destroy a database|turso db destroy acme --yes|yes: point-in-time copies go with the database|every database of its owner|
convex|Convex|overwrite every table of a deployment|npx convex import --replace-all --prod x.zip|unknown: backups are in the same deployment|one deployment|
digitalocean|DigitalOcean|delete servers, databases and volumes|doctl databases delete acme --force|yes: backups and snapshots belong to the same account, unless the token is scoped|the account, unless it is scoped|
hetzner|Hetzner Cloud|delete every server of a project|hcloud server delete acme|yes: backups are bound to their server, snapshots to the same project|one project|
linode|Linode|delete servers and volumes|linode-cli linodes delete 1|yes: backups are bound to their server|the account|
oci|Oracle Cloud|terminate instances and databases|oci db autonomous-database delete --autonomous-database-id ocid1 --force|unknown: backups are kept in the same tenancy|what its groups reach|
scaleway|Scaleway|delete servers and databases|scw instance server delete acme|unknown: snapshots are in the same project|the organisation|
openstack|OpenStack|delete servers and volumes|openstack server delete acme|unknown: backups are in the same project|one project|
render|Render|delete a service or database|render services delete acme|yes: backups go with the database|the account|
github|GitHub|delete a repository or overwrite its default branch|gh repo delete acme/app --yes|unknown: there are none but clones|the repositories of its owner|
gitlab|GitLab|delete a project|glab repo delete acme/app --yes|unknown: there are none but clones|the projects of its owner|
git|a git host|overwrite the default branch|git push --force origin main|unknown: there are none but clones|the repositories of its owner|
npm|the npm registry|publish a version that others install|npm publish|no: what was published stays|the packages of its owner|
pypi|the Python package index|publish a version that others install|twine upload dist/*|no: what was published stays|the packages of its owner|
registry|a package registry|publish what others install|cargo publish|no: what was published stays|the packages of its owner|
docker|a container registry|overwrite an image that others run|docker push acme/app:latest|unknown: a tag that is overwritten is gone|what its owner may push|
engine|the container engine|take over this machine and delete every volume|docker volume prune -af|unknown: volumes hold what was not copied elsewhere|this machine, as root|
database|a database|drop it|psql "$URL" -c 'DROP DATABASE acme'|no: backups outside the server are out of a database user's reach|what its user may do|until somebody changes it
snowflake|Snowflake|drop a database|snow sql -q 'DROP DATABASE acme'|unknown: Time Travel keeps what is dropped for its retention|what its role reaches|
databricks|Databricks|drop a catalog, delete a workspace's files|databricks clusters permanent-delete x|unknown: what the workspace keeps goes with it|what its user reaches|
terraform|Terraform Cloud|destroy a workspace's infrastructure|terraform destroy -auto-approve|yes: state versions belong to the workspace|the organisations of its owner|
pulumi|Pulumi Cloud|destroy or remove a stack|pulumi destroy -y -s acme|yes: the history belongs to the stack|the organisations of its owner|
state|infrastructure state|read every secret that was put into it|terraform state rm 'module.db'|unknown: it depends on what the secrets in it reach|whatever its secrets reach|
vault|Vault|delete or read every secret of its policies|vault kv metadata delete secret/acme|unknown: deleted metadata has no versions|what its policies reach|
secrets|a secrets manager|read every secret it may read|doppler secrets delete A -y|unknown: it depends on what the secrets reach|what its owner may read|
stripe|Stripe|refund or pay out money, delete customers|stripe customers delete cus_1 --live|no: there are no backups to reach|the account|
model|a model provider|spend money, read stored files|curl -X DELETE https://api.openai.com/v1/files/f -H "Authorization: Bearer $KEY"|no: nothing of the project's is kept there|the account or project|
chat|a chat service|post and delete messages|curl -X POST https://slack.com/api/chat.delete -H "Authorization: Bearer $KEY"|unknown: what is deleted there is gone|what its app was granted|
monitoring|a monitoring service|delete its projects and rules|sentry-cli projects delete x|unknown: nothing is kept outside it|what its owner granted|
ssh|hosts by SSH|run any command there|ssh prod 'rm -rf /srv/data'|unknown: whatever lies on those hosts|every host that trusts the key|until it is taken out of authorized_keys
tls|whoever trusts its certificate|speak in its name||no: it deletes nothing|the names in its certificate|
agent|an AI agent's account|spend money, start agents||no: it deletes nothing|the account|
browser|every site it is logged in to|act as its owner||unknown: it depends on the sites|every site in it|
keyring|every secret in it|read them all||unknown: it depends on what the secrets reach|every secret in it|
history|whatever was typed|read what was typed||unknown: it depends on what was typed|whatever was typed|
system|this machine|take over this machine||unknown: backups on this machine are reached|this machine|
app|the application's services|whatever the application may do||unknown: it depends on the services|whatever the application reaches|
opaque|nobody can tell|nobody can tell||unknown: it does not say what it is|nobody can tell|
"""  # noqa: E501

PROVIDERS: dict[str, Provider] = {
    fields[0]: Provider(*fields) for fields in (line.split("|") for line in _ROWS.strip().split("\n"))
}

OF_KIND: tuple[tuple[str, str], ...] = (
    ("AWS", "aws"), ("GitHub", "github"), ("GitLab", "gitlab"), ("Stripe", "stripe"),
    ("Supabase", "supabase"),
    ("Neon", "neon"), ("PlanetScale", "planetscale"), ("Render", "render"), ("Heroku", "heroku"),
    ("DigitalOcean", "digitalocean"), ("Doppler", "secrets"), ("Vault", "vault"), ("Pulumi", "pulumi"),
    ("Databricks", "databricks"), ("Grafana", "monitoring"), ("Sentry", "monitoring"), ("Anthropic", "model"),
    ("OpenAI", "model"), ("Slack", "chat"), ("npm", "npm"), ("PyPI", "pypi"), ("Fly", "fly"),
    ("Convex", "convex"), ("Google", "gcp"), ("Vercel", "vercel"), ("Netlify", "netlify"),
    ("Cloudflare", "cloudflare"), ("Railway", "railway"), ("Docker", "docker"), ("Hugging", "model"),
    ("Groq", "model"), ("xAI", "model"), ("Replicate", "model"), ("private key", "tls"),
)  # fmt: skip
"""The beginning of a token's kind (``signs/tokens.py``), and who it speaks to."""

OF_VARIABLE: tuple[tuple[str, str], ...] = (
    ("AWS_", "aws"), ("GOOGLE_", "gcp"), ("GCP_", "gcp"), ("GCLOUD_", "gcp"), ("AZURE_", "azure"),
    ("ARM_", "azure"), ("RAILWAY_", "railway"), ("FLY_", "fly"), ("HEROKU_", "heroku"), ("VERCEL_", "vercel"),
    ("NETLIFY_", "netlify"), ("CLOUDFLARE_", "cloudflare"), ("CF_", "cloudflare"), ("FIREBASE_", "firebase"),
    ("SUPABASE_", "supabase"), ("NEON_", "neon"), ("PLANETSCALE_", "planetscale"), ("TURSO_", "turso"),
    ("CONVEX_", "convex"), ("DIGITALOCEAN_", "digitalocean"), ("HCLOUD_", "hetzner"), ("LINODE_", "linode"),
    ("GH_", "github"), ("GITHUB_", "github"), ("GITLAB_", "gitlab"), ("NPM_", "npm"), ("NODE_AUTH_", "npm"),
    ("TWINE_", "pypi"), ("PYPI_", "pypi"), ("CARGO_", "registry"), ("DOCKER_", "docker"), ("PG", "database"),
    ("POSTGRES_", "database"), ("MYSQL_", "database"), ("DATABASE_", "database"), ("DB_", "database"),
    ("REDIS_", "database"), ("MONGO", "database"), ("SNOWFLAKE_", "snowflake"), ("DATABRICKS_", "databricks"),
    ("TF_", "terraform"), ("PULUMI_", "pulumi"), ("VAULT_", "vault"), ("DOPPLER_", "secrets"),
    ("OP_", "secrets"), ("INFISICAL_", "secrets"), ("STRIPE_", "stripe"), ("OPENAI_", "model"),
    ("ANTHROPIC_", "model"), ("SLACK_", "chat"), ("SENTRY_", "monitoring"), ("RENDER_", "render"),
    ("KUBE_", "kubernetes"), ("OCI_", "oci"), ("OS_", "openstack"), ("SCW_", "scaleway"), ("EXPO_", "app"),
)  # fmt: skip
"""How a variable's name begins, and who its value speaks to."""


def provider_of(kind: str, variable: str, default: str = "opaque") -> Provider:
    """Who a credential speaks to: by the form of the token, else by the variable's name, else as its place
    says."""
    for start, name in OF_KIND:
        if kind.startswith(start):
            return PROVIDERS[name]
    for start, name in OF_VARIABLE:
        if variable.upper().startswith(start):
            return PROVIDERS[name]
    return PROVIDERS[default]
