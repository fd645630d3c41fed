"""Requests that mean something else than method and path suggest, wherever they are sent.

One row: methods, provider (or kind of host, or ``*``), path, what it comes to. In a path ``*`` is one
segment, ``*deploy*`` one with that word in it, ``**`` any number of them. The first row that fits decides;
``quiet`` rows end the search.

Caught: ``curl -X POST https://es.example.com/orders/_delete_by_query -d '{"query":{"match_all":{}}}'``;
``curl -X DELETE https://api.github.com/repos/o/r``; ``curl -X POST https://api.stripe.com/v1/refunds -d
charge=ch_1``; ``curl -X DELETE https://x.supabase.co/rest/v1/users`` without a filter.
Quiet: ``curl -X POST https://es.example.com/orders/_search -d '{}'``; ``curl
https://api.github.com/repos/o/r``.

Lost: what the row says: every document that fits, a repository, money that was paid out.
Back: from the vendor's own backups or snapshots, where the row says so; a refund not at all.
Instead: the endpoint that only looks (``_search``, ``_count``, a GET), or the same with a filter that names
one thing.

Facts: the vendors' API references: Elasticsearch, PostgREST, GitHub REST, GitLab REST, Docker Engine API
1.47, Kubernetes API conventions, HashiCorp Vault ``sys/``, Cloudflare, Stripe, Heroku Platform API.
"""

from __future__ import annotations

from guard.http.act import Act
from guard.http.request import segments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.http.hosts import Host
    from guard.http.request import Address
    from guard.model import Blast, Mark, Operation, Recoverability

    Row = tuple[
        str, str, str, Operation, str, Recoverability, Blast, tuple[Mark, ...], str
    ]  # methods, host, path, operation, kind, recoverability, blast, marks, loss

QUIET: Operation = "read"

ROWS: tuple[Row, ...] = (
    # ---- Elasticsearch and OpenSearch
    ("POST", "*", "**/_delete_by_query", "delete", "index", "R4", "B1", ("unbounded",),
     "every document the query matches"),
    ("POST", "*", "**/_update_by_query", "update", "index", "R4", "B1", ("unbounded",),
     "the old state of every match"),
    ("POST", "*", "**/_search", QUIET, "", "R0", "B0", (), ""),
    ("POST", "*", "**/_search/**", QUIET, "", "R0", "B0", (), ""),
    ("POST", "*", "**/_msearch", QUIET, "", "R0", "B0", (), ""),
    ("POST", "*", "**/_count", QUIET, "", "R0", "B0", (), ""),
    ("POST", "*", "**/_refresh", QUIET, "", "R0", "B0", (), ""),
    ("POST", "*", "**/_analyze", QUIET, "", "R0", "B0", (), ""),
    ("POST", "*", "**/_close", "stop", "index", "R1", "B1", (),
     "access to the index until it is opened again"),
    ("DELETE", "*", "_snapshot/**", "delete", "snapshot repository", "R4", "B1", ("backup",), "the snapshot"),
    ("DELETE", "*", "_all", "delete", "index", "R4", "B2", ("unbounded",), "every index of the cluster"),
    ("DELETE", "*", "_data_stream/*", "delete", "data stream", "R4", "B1", (),
     "the data stream and its indices"),
    ("DELETE", "*", "_search/scroll", QUIET, "", "R0", "B0", (), ""),
    # ---- GitHub, GitLab, Gitea
    ("DELETE", "forge", "repos/*/*", "delete", "repository", "R4", "B2", ("foreign-object",),
     "the repository with its issues, releases, wiki and Actions history"),
    ("POST", "forge", "repos/*/*/transfer", "grant", "repository", "R3", "B2", ("foreign-object",),
     "the ownership of the repository"),
    ("DELETE", "forge", "repos/*/*/branches/*/protection/**",
     "unprotect", "branch protection", "R3", "B2", (),
     "the protection of the branch"),
    ("DELETE", "forge", "repos/*/*/rulesets/*", "unprotect", "ruleset", "R3", "B2", (),
     "the rules that guard the branches"),
    ("DELETE", "forge", "orgs/*/rulesets/*", "unprotect", "ruleset", "R3", "B2", (),
     "the rules that guard the branches"),
    ("DELETE", "forge", "repos/*/*/branch_protections/*", "unprotect", "branch protection", "R3", "B2", (),
     "the protection of the branch"),
    ("DELETE", "forge", "repos/*/*/vulnerability-alerts", "unprotect", "alerting", "R3", "B1", (),
     "the warnings about vulnerable dependencies"),
    ("DELETE", "forge", "repos/*/*/git/refs/**", "delete", "ref", "R3", "B1", (),
     "the ref and commits that only it reaches"),
    ("PATCH", "forge", "repos/*/*/git/refs/**", "overwrite", "ref", "R3", "B1", (),
     "where the ref points now"),
    ("DELETE", "forge", "repos/*/*/releases/*", "delete", "release", "R3", "B1", (),
     "the release with its downloads"),
    ("DELETE", "forge", "repos/*/*/issues/*/labels/**", QUIET, "", "R0", "B0", (), ""),
    ("DELETE", "forge", "repos/*/*/*/*/reactions/*", QUIET, "", "R0", "B0", (), ""),
    ("DELETE", "forge", "repos/*/*/pulls/*/requested_reviewers", QUIET, "", "R0", "B0", (), ""),
    ("DELETE", "forge", "repos/*/*/issues/*/assignees", QUIET, "", "R0", "B0", (), ""),
    ("DELETE", "forge", "user/starred/*/*", QUIET, "", "R0", "B0", (), ""),
    ("PUT", "forge", "user/starred/*/*", QUIET, "", "R0", "B0", (), ""),
    ("POST", "forge", "repos/*/*/actions/workflows/*/dispatches", "deploy", "workflow", "R3", "B1", (), ""),
    ("POST", "forge", "repos/*/*/dispatches", "deploy", "workflow", "R3", "B1", (), ""),
    ("PUT", "forge", "repos/*/*/pulls/*/merge", "update", "pull request", "R2", "B1", (), ""),
    ("PUT", "forge", "repos/*/*/collaborators/*", "grant", "collaborator", "R3", "B1", (), ""),
    ("DELETE", "forge", "orgs/*", "delete", "organization", "R4", "B3", ("foreign-object",),
     "the organization and all its repositories"),
    ("DELETE", "forge", "user/keys/*", "delete", "key", "R3", "B1", (), ""),
    ("DELETE", "forge", "api/v4/projects/*", "delete", "repository", "R3", "B2", ("foreign-object",),
     "the project with its issues and pipelines"),
    ("DELETE", "forge", "api/v4/groups/*", "delete", "group", "R3", "B3", ("foreign-object",),
     "the group and every project in it"),
    ("DELETE", "*", "api/v4/projects/*/protected_branches/*",
     "unprotect", "branch protection", "R3", "B2", (),
     "the protection of the branch"),
    ("DELETE", "forge", "2.0/repositories/*/*", "delete", "repository", "R4", "B2", ("foreign-object",),
     "the repository with its history"),
    ("DELETE", "*", "api/v1/repos/*/*", "delete", "repository", "R4", "B2", ("foreign-object",),
     "the repository with its history"),
    # ---- platforms
    ("DELETE", "heroku", "apps/*/dynos/**", "stop", "dyno", "R1", "B1", (), ""),
    ("DELETE", "heroku", "apps/*/addons/*", "delete", "addon", "R4", "B1", (), ""),
    ("DELETE", "heroku", "addons/*", "delete", "addon", "R4", "B1", (), ""),
    ("PATCH", "heroku", "apps/*/config-vars", "overwrite", "config variable", "R3", "B1", (),
     "the values set now"),
    ("DELETE", "vercel", "*/projects/*", "delete", "project", "R4", "B2",
     ("foreign-object",), "the project with its deployments, domains and variables"),
    ("POST", "cloudflare", "**/purge_cache", "delete", "cache", "R1", "B1", (),
     "the cached copies; every request hits the origin"),
    ("DELETE", "cloudflare", "client/v4/zones/*", "delete", "zone", "R4", "B2", ("foreign-object",),
     "every DNS record of the zone"),
    ("DELETE", "cloudflare", "client/v4/zones/*/dns_records/*", "delete", "dns record", "R3", "B1", (),
     "the record"),
    ("DELETE", "supabase", "v1/projects/*", "delete", "project", "R4", "B2", ("foreign-object",),
     "the project"),
    ("POST", "supabase", "v1/projects/*/pause", "stop", "project", "R1", "B2", ("outage",), ""),
    ("DELETE", "fly", "v1/apps/*/machines/*", "delete", "machine", "R3", "B1", (), "the machine"),
    ("POST", "gcp", "**/instances/*/restorebackup", "overwrite", "sql instance", "R4", "B2", (),
     "what the instance holds now"),
    ("POST", "gcp", "**/instances/*/import", "overwrite", "sql instance", "R3", "B2", (),
     "what the target tables hold now"),
    ("DELETE", "netlify", "api/v1/sites/*", "delete", "site", "R4", "B2", ("foreign-object",),
     "the site with its deploys, forms and settings"),
    ("DELETE", "render", "v1/services/*", "delete", "service", "R4", "B2", ("foreign-object",),
     "the service with its disk and settings"),
    ("DELETE", "render", "v1/postgres/*", "delete", "database", "R4", "B2", ("foreign-object", "backup"),
     "the database and its backups"),
    ("DELETE", "planetscale", "v1/organizations/*/databases/*", "delete", "database", "R4", "B2",
     ("foreign-object", "backup"), "the database"),
    ("DELETE", "dns", "**/domains/*", "delete", "domain", "R4", "B2", ("foreign-object",),
     "the registration: anybody may take the name"),
    # ---- a deployment that is started
    ("POST", "netlify", "build_hooks/*", "deploy", "site", "R2", "B1", (), ""),
    ("POST", "vercel", "*/integrations/deploy/**", "deploy", "project", "R2", "B1", (), ""),
    ("POST", "render", "v1/services/*/deploys", "deploy", "service", "R2", "B1", (), ""),
    ("POST GET", "render", "deploy/*", "deploy", "service", "R2", "B1", (), ""),
    ("POST", "heroku", "apps/*/builds", "deploy", "app", "R2", "B1", (), ""),
    ("POST", "heroku", "apps/*/releases", "deploy", "app", "R2", "B1", (), ""),
    ("POST", "*", "api/v1/applications/*/sync", "deploy", "application", "R2", "B1", (), ""),
    *(("POST", "*", f"**/job/*{word}*/{build}", "deploy", "job", "R2", "B1", (), "")
      for word in ("deploy", "release", "prod") for build in ("build", "buildwithparameters")),
    # ---- money
    ("POST", "stripe", "v1/refunds", "send", "refund", "R4", "B0", ("by-key",),
     "the money that is paid back"),
    ("POST", "stripe", "v1/charges/*/refund", "send", "refund", "R4", "B0", ("by-key",),
     "the money that is paid back"),
    ("POST", "stripe", "v1/payouts", "send", "payout", "R4", "B0", ("by-key",),
     "the money that is paid out"),
    ("POST", "stripe", "v1/transfers", "send", "transfer", "R4", "B0", ("by-key",),
     "the money that is sent"),
    ("POST", "paypal", "**/refund", "send", "refund", "R4", "B0", ("by-key",),
     "the money that is paid back"),
    # ---- servers that are told over HTTP
    ("POST", "*", "actuator/shutdown", "stop", "server", "R1", "B1", ("outage",), ""),
    ("POST", "*", "**/actuator/shutdown", "stop", "server", "R1", "B1", ("outage",), ""),
    ("POST", "*", "api/v1/admin/tsdb/delete_series", "delete", "time series", "R4", "B1", (),
     "the metrics that match"),
    ("POST", "*", "api/v2/delete", "delete", "bucket", "R4", "B1", ("unbounded",), "the points that match"),
    ("DELETE", "*", "api/queues/*/*/contents", "delete", "queue", "R4", "B1", (),
     "every message in the queue"),
    ("DELETE", "*", "api/queues/*/*", "delete", "queue", "R4", "B1", (), "the queue and its messages"),
    ("DELETE", "*", "api/vhosts/*", "delete", "vhost", "R4", "B2", (), "every queue of the virtual host"),
    ("POST", "*", "**/points/delete", "delete", "collection", "R4", "B1", (), "the points that match"),
    ("POST", "*", "scriptText", "execute", "Jenkins controller", "R4", "B2", ("unknown-code",), ""),
    ("POST", "*", "script", "execute", "Jenkins controller", "R4", "B2", ("unknown-code",), ""),
    ("POST", "*", "quietDown", "stop", "Jenkins controller", "R1", "B2", (), ""),
    ("POST", "*", "-/quit", "stop", "server", "R1", "B1", ("outage",), ""),
    ("POST", "*", "exit", "stop", "Jenkins controller", "R1", "B2", ("outage",), ""),
    ("POST", "*", "safeexit", "stop", "Jenkins controller", "R1", "B2", ("outage",), ""),
    ("POST", "*", "saferestart", "stop", "Jenkins controller", "R1", "B2", (), ""),
    ("POST", "*", "api/definitions/**", "overwrite", "broker", "R3", "B2", (), "settings of the same names"),
    ("POST", "*", "api/exchanges/*/*/publish", QUIET, "", "R0", "B0", (), ""),
    ("POST", "*", "_snapshot/*/*/_restore", "overwrite", "index", "R3", "B1", (),
     "what indices of the same names hold now"),
    ("POST", "*", "api/v4/projects/*/archive", "stop", "repository", "R1", "B1", (), ""),
    ("POST", "*", "api/v2/job_templates/*/launch", "deploy", "playbook", "R2", "B1", (), ""),
    ("POST", "kubernetes", "**/pods/*/eviction", "stop", "pod", "R1", "B1", (), ""),
    ("POST", "terraform-cloud", "**/actions/force-unlock", "unprotect", "lock", "R2", "B1", (), ""),
    ("POST", "tailscale", "api/v2/tailnet/*/acl", "overwrite", "access list", "R2", "B2", (),
     "who may reach what now"),
    ("POST", "turso", "**/auth/rotate", "overwrite", "key", "R2", "B1", ("outage",),
     "the tokens that are given out now"),
    ("POST", "*", "**/reset_password", "overwrite", "password", "R2", "B1", (),
     "the password that is used now"),
    ("POST", "*", "**/reset-password/**", "overwrite", "password", "R2", "B1", (),
     "the password that is used now"),
    ("POST", "*", "**/b2_hide_file", "delete", "file", "R1", "B0", ("by-key",), "the file's visibility"),
    ("PUT", "discord", "api/*/guilds/*/bans/*", "stop", "member", "R1", "B0", ("by-key",), ""),
    ("POST", "datadog", "**/mute", "stop", "monitor", "R1", "B1", (), "the alerts"),
    ("POST", "mailchimp", "**/campaigns/*/actions/send", "send", "campaign", "R4", "B2", (),
     "what everybody on the list gets"),
    ("POST", "sendgrid", "v3/marketing/singlesends/*/schedule", "send", "campaign", "R4", "B2", (),
     "what everybody on the list gets"),
    ("POST", "hubspot", "**/batch/archive", "delete", "record", "R3", "B1", (),
     "the records that are listed"),
    ("POST", "shopify", "**/orders/*/refunds.json", "send", "refund", "R4", "B0", ("by-key",),
     "the money that is paid back"),
    ("POST", "shopify", "**/orders/*/cancel.json", "stop", "order", "R3", "B0", ("by-key",), ""),
    # ---- HashiCorp Vault, Consul, etcd, Nomad
    ("PUT POST", "*", "v1/sys/step-down", "stop", "vault", "R1", "B2", ("outage",), ""),
    ("PUT POST", "*", "v1/sys/rekey/**", "overwrite", "vault keys", "R3", "B2", (),
     "the keys that unseal the vault now"),
    ("PUT POST", "*", "v1/sys/storage/raft/snapshot-force", "overwrite", "vault", "R4", "B2", (),
     "every secret that the vault holds now"),
    ("PUT POST", "*", "v1/sys/storage/raft/snapshot", "overwrite", "vault", "R4", "B2", (),
     "every secret that the vault holds now"),
    ("PUT POST", "*", "v1/transit/**", QUIET, "", "R0", "B0", (), ""),
    ("PUT", "*", "v1/snapshot", "overwrite", "cluster", "R4", "B2", (), "what the cluster holds now"),
    ("PUT POST", "*", "v1/operator/snapshot", "overwrite", "cluster", "R4", "B2", (),
     "what the cluster holds now"),
    ("PUT", "*", "v1/agent/service/register", QUIET, "", "R0", "B0", (), ""),
    ("PUT", "*", "v1/catalog/register", QUIET, "", "R0", "B0", (), ""),
    ("PUT", "*", "v1/agent/check/**", QUIET, "", "R0", "B0", (), ""),
    ("POST PUT", "*", "v1/node/*/drain", "stop", "node", "R1", "B1", (), ""),
    ("POST", "*", "v3/kv/compaction", "delete", "revision", "R3", "B1", (), "older revisions of every key"),
    ("PUT POST", "*", "v1/sys/seal", "stop", "vault", "R3", "B2", ("outage",),
     "access to every secret until it is unsealed"),
    ("DELETE", "*", "v1/sys/mounts/**", "delete", "secrets engine", "R4", "B2", (),
     "every secret under the mount"),
    ("DELETE", "*", "v1/sys/audit/*", "unprotect", "audit device", "R3", "B2", (), "the audit trail"),
    ("DELETE", "*", "v1/sys/raw/**", "delete", "storage entry", "R4", "B2", (), "raw storage of the vault"),
    ("DELETE", "*", "v1/sys/policies/**", "delete", "policy", "R3", "B1", (), "the policy"),
    ("DELETE", "*", "v1/*/metadata/**", "delete", "secret", "R4", "B1", (), "every version of the secret"),
    ("PUT POST", "*", "v1/*/destroy/**", "delete", "secret", "R4", "B1", (),
     "the named versions of the secret"),
    ("DELETE", "*", "v1/kv/**", "delete", "key", "R4", "B1", (),
     "the key, and with recurse everything below"),
    ("POST", "*", "v3/kv/deleterange", "delete", "key range", "R4", "B2", ("unbounded",),
     "every key in the range"),
    # ---- secrets that a machine tells to whoever asks
    ("GET PUT", "metadata", "latest/meta-data/iam/security-credentials/**",
     "reveal", "instance credentials", "R4", "B1", (), ""),
    ("GET", "metadata", "**/user-data/**", "reveal", "the machine's start-up script", "R3", "B1", (), ""),
    ("GET", "metadata", "computemetadata/v1/**/token", "reveal", "instance credentials", "R4", "B1", (), ""),
    ("GET", "metadata", "metadata/identity/oauth2/token", "reveal", "instance credentials", "R4", "B1", (),
     ""),
)  # fmt: skip

METADATA_HOSTS = (
    "169.254.169.254",
    "metadata.google.internal",
    "169.254.170.2",
    "[fd00:ec2::254]",
    "100.100.100.200",
)


def special_act(method: str, address: Address, host: Host) -> Act | None:
    """The row that a request fits; an act of the operation *read* where the row says that it is harmless."""
    parts = segments(address.path)
    owner = "metadata" if address.host in METADATA_HOSTS else ""
    for methods, whose, path, operation, kind, recoverability, blast, marks, loss in ROWS:
        if method not in methods.split():
            continue
        if whose != "*" and whose not in (host.provider, host.kind, owner):
            continue
        if fits(path.split("/"), parts):
            return Act(
                "http.special", operation, kind, identity_in(parts), recoverability, blast, loss,
                marks=marks, source=f"{methods} /{path}",
            )  # fmt: skip
    return None


def identity_in(parts: Sequence[str]) -> str:
    """How to call what a path names: ``owner/name`` for a repository, else its last segments."""
    if len(parts) >= 3 and parts[0] == "repos":
        return "/".join((*parts[1:3], *parts[3:]))
    return "/".join(parts[-2:])


def fits(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a path fits a pattern; the case of fixed segments does not count."""
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(fits(pattern[1:], parts[skip:]) for skip in range(len(parts) + 1))
    if not parts:
        return False
    head = pattern[0]
    within = len(head) > 2 and head[0] == head[-1] == "*" and head[1:-1] in parts[0].lower()
    return (within or head in ("*", parts[0].lower(), parts[0])) and fits(pattern[1:], parts[1:])
