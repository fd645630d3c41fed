"""Whose host is it: provider, what kind of interface, and what that says about the environment.

A pattern is a host or ``*.suffix`` (the suffix itself included). The kind decides how an unnamed
operation there is weighed:

* ``control-plane``: creates and destroys infrastructure (Railway, Vercel, AWS, a kube API).
* ``forge``: repositories and what belongs to them.
* ``data``: a database or object store behind HTTP.
* ``payment``, ``messaging``, ``dns``: the outer world notices at once.
* ``model``: inference that is paid by the call.
* ``drop``: takes anything from anybody and hands it to the public: file drops, paste sites, request bins.

Caught: ``backboard.railway.app`` and ``.com`` are the same control plane.
Quiet: ``docs.railway.com`` has no row of its own kind; a GET is a read on any host.

Facts: the vendors' API references, named by their hosts.
"""

from __future__ import annotations

from guard.frozen import frozen


@frozen
class Host:
    """One row."""

    provider: str
    kind: str


_ROWS: tuple[tuple[str, str, str], ...] = (
    ("railway", "control-plane", "backboard.railway.app backboard.railway.com"),
    ("vercel", "control-plane", "api.vercel.com api.zeit.co"),
    ("netlify", "control-plane", "api.netlify.com"),
    ("fly", "control-plane", "api.fly.io api.machines.dev _api.internal"),
    ("heroku", "control-plane", "api.heroku.com api.data.heroku.com postgres-api.heroku.com"),
    ("render", "control-plane", "api.render.com"),
    ("cloudflare", "control-plane", "api.cloudflare.com"),
    ("supabase", "control-plane", "api.supabase.com api.supabase.io"),
    ("supabase-data", "data", "*.supabase.co *.supabase.in"),
    ("neon", "control-plane", "console.neon.tech api.neon.tech"),
    ("planetscale", "control-plane", "api.planetscale.com"),
    ("turso", "control-plane", "api.turso.tech"),
    ("turso", "data", "*.turso.io"),
    ("convex", "data", "*.convex.cloud"),
    ("convex", "control-plane", "api.convex.dev provision.convex.dev"),
    ("mongodb-atlas", "control-plane", "cloud.mongodb.com"),
    ("upstash", "control-plane", "api.upstash.com"),
    ("upstash", "data", "*.upstash.io"),
    ("digitalocean", "control-plane", "api.digitalocean.com"),
    ("hcloud", "control-plane", "api.hetzner.cloud robot-ws.your-server.de dns.hetzner.com"),
    ("linode", "control-plane", "api.linode.com"),
    ("vultr", "control-plane", "api.vultr.com"),
    ("scaleway", "control-plane", "api.scaleway.com"),
    ("ovh", "control-plane", "eu.api.ovh.com ca.api.ovh.com api.ovh.com"),
    ("equinix", "control-plane", "api.equinix.com"),
    ("aws", "control-plane", "*.amazonaws.com *.amazonaws.com.cn *.api.aws"),
    ("gcp", "control-plane", "*.googleapis.com"),
    ("azure", "control-plane",
     "management.azure.com management.chinacloudapi.cn management.usgovcloudapi.net"),
    ("azure", "data",
     "*.blob.core.windows.net *.queue.core.windows.net *.table.core.windows.net "
     "*.file.core.windows.net *.documents.azure.com *.vault.azure.net *.search.windows.net"),
    ("azure-devops", "forge", "dev.azure.com vssps.dev.azure.com *.visualstudio.com"),
    ("microsoft-graph", "control-plane", "graph.microsoft.com"),
    ("firebase", "data", "*.firebaseio.com *.firebasedatabase.app"),
    ("github", "forge", "api.github.com uploads.github.com"),
    ("gitlab", "forge", "gitlab.com"),
    ("bitbucket", "forge", "api.bitbucket.org"),
    ("codeberg", "forge", "codeberg.org"),
    ("terraform-cloud", "control-plane", "app.terraform.io"),
    ("pulumi", "control-plane", "api.pulumi.com"),
    ("circleci", "control-plane", "circleci.com"),
    ("buildkite", "control-plane", "api.buildkite.com"),
    ("docker-hub", "registry", "hub.docker.com registry-1.docker.io"),
    ("datadog", "observability", "api.datadoghq.com api.datadoghq.eu"),
    ("sentry", "observability", "sentry.io *.sentry.io"),
    ("pagerduty", "observability", "api.pagerduty.com events.pagerduty.com"),
    ("grafana", "observability", "*.grafana.net grafana.com"),
    ("newrelic", "observability", "api.newrelic.com"),
    ("auth0", "control-plane", "*.auth0.com"),
    ("okta", "control-plane", "*.okta.com"),
    ("clerk", "control-plane", "api.clerk.com api.clerk.dev"),
    ("stripe", "payment", "api.stripe.com"),
    ("paypal", "payment", "api.paypal.com api-m.paypal.com"),
    ("square", "payment", "connect.squareup.com"),
    ("adyen", "payment", "*.adyen.com"),
    ("slack", "messaging", "slack.com hooks.slack.com api.slack.com"),
    ("discord", "messaging", "discord.com discordapp.com"),
    ("telegram", "messaging", "api.telegram.org"),
    ("twilio", "messaging", "api.twilio.com"),
    ("sendgrid", "messaging", "api.sendgrid.com"),
    ("mailgun", "messaging", "api.mailgun.net api.eu.mailgun.net"),
    ("postmark", "messaging", "api.postmarkapp.com"),
    ("resend", "messaging", "api.resend.com"),
    ("notion", "workspace", "api.notion.com"),
    ("linear", "workspace", "api.linear.app"),
    ("airtable", "workspace", "api.airtable.com"),
    ("atlassian", "workspace", "*.atlassian.net api.atlassian.com"),
    ("shopify", "control-plane", "*.myshopify.com"),
    ("godaddy", "dns", "api.godaddy.com"),
    ("namecheap", "dns", "api.namecheap.com"),
    ("dnsimple", "dns", "api.dnsimple.com"),
    ("algolia", "data", "*.algolia.net *.algolianet.com"),
    ("pinecone", "data", "*.pinecone.io"),
    ("elastic-cloud", "data", "*.es.io *.elastic-cloud.com *.found.io"),
    ("snowflake", "data", "*.snowflakecomputing.com"),
    ("databricks", "data", "*.cloud.databricks.com *.azuredatabricks.net"),
    ("qdrant", "data", "*.qdrant.io *.qdrant.tech"),
    ("weaviate", "data", "*.weaviate.network *.weaviate.cloud"),
    ("typesense", "data", "*.typesense.net"),
    ("meilisearch", "data", "*.meilisearch.io *.meilisearch.com"),
    ("clickhouse", "data", "*.clickhouse.cloud"),
    ("neo4j", "data", "*.databases.neo4j.io api.neo4j.io"),
    ("xata", "data", "*.xata.sh api.xata.io"),
    ("confluent", "control-plane", "*.confluent.cloud"),
    ("mongodb-atlas", "data", "*.mongodb-api.com"),
    ("exoscale", "control-plane", "*.exoscale.com"),
    ("upcloud", "control-plane", "api.upcloud.com"),
    ("civo", "control-plane", "api.civo.com"),
    ("oracle", "control-plane", "*.oraclecloud.com"),
    ("ibm", "control-plane", "*.cloud.ibm.com"),
    ("alibaba", "control-plane", "*.aliyuncs.com"),
    ("tencent", "control-plane", "*.tencentcloudapi.com"),
    ("tailscale", "control-plane", "api.tailscale.com"),
    ("fastly", "control-plane", "api.fastly.com"),
    ("bunny", "control-plane", "api.bunny.net *.bunnycdn.com"),
    ("backblaze", "data", "*.backblazeb2.com"),
    ("gandi", "dns", "api.gandi.net"),
    ("porkbun", "dns", "api.porkbun.com"),
    ("ns1", "dns", "api.nsone.net"),
    ("desec", "dns", "desec.io"),
    ("dynu", "dns", "api.dynu.com"),
    ("quay", "registry", "quay.io"),
    ("cloudsmith", "registry", "api.cloudsmith.io"),
    ("huggingface", "registry", "huggingface.co"),
    ("launchdarkly", "control-plane", "app.launchdarkly.com"),
    ("workos", "control-plane", "api.workos.com"),
    ("stytch", "control-plane", "api.stytch.com"),
    ("descope", "control-plane", "api.descope.com"),
    ("onelogin", "control-plane", "*.onelogin.com"),
    ("jumpcloud", "control-plane", "jumpcloud.com console.jumpcloud.com"),
    ("mollie", "payment", "api.mollie.com"),
    ("razorpay", "payment", "api.razorpay.com"),
    ("paddle", "payment", "api.paddle.com"),
    ("lemonsqueezy", "payment", "api.lemonsqueezy.com"),
    ("recurly", "payment", "*.recurly.com"),
    ("chargebee", "payment", "*.chargebee.com"),
    ("wise", "payment", "api.wise.com api.transferwise.com"),
    ("braintree", "payment", "*.braintreegateway.com"),
    ("plaid", "payment", "*.plaid.com"),
    ("mailchimp", "messaging", "*.api.mailchimp.com mandrillapp.com"),
    ("brevo", "messaging", "api.brevo.com"),
    ("klaviyo", "messaging", "a.klaviyo.com"),
    ("convertkit", "messaging", "api.convertkit.com"),
    ("twilio", "messaging", "*.twilio.com"),
    ("webex", "messaging", "webexapis.com"),
    ("zoom", "workspace", "api.zoom.us"),
    ("trello", "workspace", "api.trello.com"),
    ("asana", "workspace", "app.asana.com"),
    ("clickup", "workspace", "api.clickup.com"),
    ("monday", "workspace", "api.monday.com"),
    ("dropbox", "workspace", "api.dropboxapi.com content.dropboxapi.com"),
    ("box", "workspace", "api.box.com"),
    ("figma", "workspace", "api.figma.com"),
    ("hubspot", "workspace", "api.hubapi.com"),
    ("salesforce", "workspace", "*.salesforce.com *.force.com"),
    ("zendesk", "workspace", "*.zendesk.com"),
    ("intercom", "workspace", "api.intercom.io"),
    ("pipedrive", "workspace", "*.pipedrive.com"),
    ("calendly", "workspace", "api.calendly.com"),
    ("contentful", "workspace", "api.contentful.com"),
    ("sanity", "workspace", "*.api.sanity.io api.sanity.io"),
    ("webflow", "workspace", "api.webflow.com"),
    ("n8n", "workspace", "*.app.n8n.cloud"),
    ("statuspage", "observability", "api.statuspage.io"),
    ("opsgenie", "observability", "api.opsgenie.com"),
    ("honeycomb", "observability", "api.honeycomb.io"),
    ("posthog", "observability", "us.posthog.com eu.posthog.com app.posthog.com"),
    ("elevenlabs", "model", "api.elevenlabs.io"),
    ("anthropic", "model", "api.anthropic.com"),
    ("openai", "model", "api.openai.com"),
    ("replicate", "model", "api.replicate.com"),
    ("drop", "drop",
     "transfer.sh file.io 0x0.st bashupload.com temp.sh oshi.at catbox.moe litterbox.catbox.moe "
     "gofile.io *.gofile.io tmpfiles.org anonfiles.com wetransfer.com uguu.se x0.at ix.io sprunge.us "
     "termbin.com pastebin.com paste.rs dpaste.com dpaste.org paste.ee hastebin.com rentry.co "
     "ghostbin.com controlc.com webhook.site requestbin.com *.requestbin.net pipedream.net "
     "*.pipedream.net *.m.pipedream.net requestcatcher.com *.requestcatcher.com beeceptor.com "
     "*.beeceptor.com hookbin.com postb.in interact.sh *.interact.sh oast.fun *.oast.fun *.oast.me "
     "*.oast.live *.oast.pro *.oast.online *.oast.site *.oastify.com *.burpcollaborator.net "
     "*.ngrok.io *.ngrok.app *.ngrok-free.app *.trycloudflare.com *.loca.lt *.serveo.net dnslog.cn "
     "*.dnslog.cn ceye.io *.ceye.io canarytokens.com *.canarytokens.com api.pastebin.com ptpb.pw "
     "clbin.com envs.sh filebin.net ufile.io send.vis.ee pixeldrain.com *.webhook.site"),
)  # fmt: skip

_EXACT: dict[str, Host] = {}
_SUFFIX: dict[str, Host] = {}
for _provider, _kind, _patterns in _ROWS:
    for _pattern in _patterns.split():
        if _pattern.startswith("*."):
            _SUFFIX[_pattern[2:]] = Host(_provider, _kind)
        else:
            _EXACT[_pattern] = Host(_provider, _kind)

UNKNOWN = Host("", "unknown")


_SPELLED = {
    "digitalocean": "DigitalOcean", "hcloud": "Hetzner Cloud", "planetscale": "PlanetScale",
    "github": "GitHub", "gitlab": "GitLab", "aws": "AWS", "gcp": "Google Cloud", "npm": "npm",
    "mongodb-atlas": "MongoDB Atlas", "circleci": "CircleCI", "pagerduty": "PagerDuty",
}  # fmt: skip


def spelled(provider: str) -> str:
    """A provider as it writes its own name."""
    return _SPELLED.get(provider) or provider.capitalize()


def host_of(name: str) -> Host:
    """The row of a host (lower case), ``UNKNOWN`` without one. Longer suffixes go first."""
    exact = _EXACT.get(name)
    if exact is not None:
        return exact
    labels = name.split(".")
    for index in range(len(labels)):
        row = _SUFFIX.get(".".join(labels[index:]))
        if row is not None:
            return row
    return UNKNOWN


def is_infrastructure(row: Host) -> bool:
    """Whether one call there can take down what others rely on."""
    return row.kind in ("control-plane", "forge", "data", "payment", "dns", "kubernetes")
