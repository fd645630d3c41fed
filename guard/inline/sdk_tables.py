"""Which calls of service clients take something away, and the command that does the same.

A row is (words of which one stands in the code, the end of the call's chain, the command). A chain is what
a call hangs on, in small letters and without ``_``, ``!``, ``?``: ``docker.from_env().volumes.prune()``
ends in ``volumes.prune``. In a command ``{0}`` is the first text among the arguments, ``{get}`` the text
given to that part of the chain, ``{owner}`` the text given under that name, ``{@redis}`` the connection that
the code opens. What is not found is a hole.

Facts: the manuals of redis-py, ioredis, redis-rb, phpredis; PyMongo, the drivers of MongoDB for Node, Ruby
and PHP; docker-py, dockerode; google-cloud-storage, -bigquery; PyGithub, Octokit; firebase-admin; Stripe's
libraries; Elasticsearch's and OpenSearch's clients; GitPython.
"""

from __future__ import annotations

_REDIS = ("redis", "Redis", "valkey")
_MONGO = ("mongo", "Mongo")
DOCKER = ("import docker", "from docker", "dockerode", "Docker.")
_GITHUB = ("github", "Github", "octokit", "Octokit")
_SEARCH = ("elasticsearch", "Elasticsearch", "opensearch", "OpenSearch")
_FIREBASE = ("firebase-admin", "firebase_admin")
_STRIPE = ("stripe", "Stripe")
_KEY = "-u {@stripe}:"
_AZURE = ("azure.mgmt", "azure.storage", "@azure/arm", "@azure/storage")

ROWS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (_REDIS, "flushall", "redis-cli {@redis} FLUSHALL"),
    (_REDIS, "flushdb", "redis-cli {@redis} FLUSHDB"),
    (_MONGO, "dropdatabase", "mongosh {@mongo} --eval db.dropDatabase()"),
    (_MONGO, "database.drop", "mongosh {@mongo} --eval db.dropDatabase()"),
    (_MONGO, "deletemany", "mongosh {@mongo} --eval db.rows.deleteMany({given})"),
    (_MONGO, "dropcollection", "mongosh {@mongo} --eval db.rows.drop()"),
    (_MONGO, "drop", "mongosh {@mongo} --eval db.rows.drop()"),
    (_MONGO, "command", "mongosh {@mongo} --eval db.runCommand('{0}')"),
    (_REDIS, "executecommand", "redis-cli {@redis} {*}"),
    (_REDIS, "sendcommand", "redis-cli {@redis} {*}"),
    (_REDIS, "redis.call", "redis-cli {@redis} {*}"),
    (_REDIS, "delete", "redis-cli {@redis} DEL {every}"),
    (("googleapiclient",), "instances.delete", "gcloud sql instances delete {instance} --quiet"),
    (("googleapiclient",), "projects.delete", "gcloud projects delete {projectid} --quiet"),
    (_AZURE, "resourcegroups.begindelete", "az group delete --name {0} --yes"),
    (_AZURE, "begindelete", "az resource delete --ids {0}"),
    (_AZURE, "deletecontainer", "az storage container delete --name {0}"),
    (("s3fs", "fsspec"), "rm", "aws s3 rm s3://{0} --recursive"),
    (("gcsfs",), "rm", "gsutil rm -r gs://{0}"),
    (_GITHUB, "octokit.request", "gh api -X {method} {route}"),
    (("supabase",), "from.delete", "psql {@postgres} -c DELETE\tFROM\t{from}"),
    (DOCKER, "volumes.prune", "docker volume prune -a -f"),
    (DOCKER, "prunevolumes", "docker volume prune -a -f"),
    (DOCKER, "containers.prune", "docker container prune -f"),
    (DOCKER, "volumes.get.remove", "docker volume rm {get}"),
    (DOCKER, "getvolume.remove", "docker volume rm {getvolume}"),
    (DOCKER, "containers.get.remove", "docker rm -f {get}"),
    (("google.cloud", "@google-cloud/storage"), "bucket.delete", "gsutil rm -r gs://{bucket}"),
    (("google.cloud", "@google-cloud/storage"), "getbucket.delete", "gsutil rm -r gs://{getbucket}"),
    (("google.cloud", "@google-cloud/storage"), "deletefiles", "gsutil rm -r gs://{bucket}"),
    (("bigquery",), "deletedataset", "bq rm -r -f -d {0}"),
    (("bigquery",), "deletetable", "bq rm -f -t {0}"),
    (_GITHUB, "getrepo.delete", "gh repo delete {getrepo} --yes"),
    (_GITHUB, "repos.delete", "gh repo delete {owner}/{repo} --yes"),
    (_GITHUB, "deletebranchprotection", "gh api -X DELETE repos/{owner}/{repo}/branches/{branch}/protection"),
    (_GITHUB, "git.deleteref", "gh api -X DELETE repos/{owner}/{repo}/git/refs/{ref}"),
    (_FIREBASE, "recursivedelete", "firebase firestore:delete --all-collections -f"),
    (_FIREBASE, "deleteusers", "firebase auth:delete --all -f"),
    (_SEARCH, "indices.delete", "curl -X DELETE {@search}/{index}"),
    (_SEARCH, "deletebyquery", "curl -X POST {@search}/{index}/_delete_by_query -d {}"),
    (_STRIPE, "customer.delete", f"curl -X DELETE https://api.stripe.com/v1/customers/{{0}} {_KEY}"),
    (_STRIPE, "customers.del", f"curl -X DELETE https://api.stripe.com/v1/customers/{{0}} {_KEY}"),
    (_STRIPE, "refund.create", f"curl -X POST https://api.stripe.com/v1/refunds {_KEY}"),
    (_STRIPE, "refunds.create", f"curl -X POST https://api.stripe.com/v1/refunds {_KEY}"),
    (_STRIPE, "subscription.cancel", f"curl -X DELETE https://api.stripe.com/v1/subscriptions/{{0}} {_KEY}"),
    (_STRIPE, "subscriptions.cancel", f"curl -X DELETE https://api.stripe.com/v1/subscriptions/{{0}} {_KEY}"),
    (("paramiko", "ssh2", "Net::SSH"), "execcommand", "ssh {@ssh} {0}"),
    (("ssh2", "Net::SSH", "node-ssh"), "exec", "ssh {@ssh} {0}"),
    (("fabric",), "connection.run", "ssh {connection} {0}"),
    (("fabric",), "connection.sudo", "ssh {connection} {0}"),
    (("import git", "from git"), "git.reset", "git reset {0} {1}"),
    (("import git", "from git"), "git.clean", "git clean {0} {1}"),
    (("import git", "from git"), "git.push", "git push {0} {1} {2}"),
    (("import git", "from git"), "origin.push", "git push {force} origin {0}"),
    (("import git", "from git"), "remote.push", "git push {force} {remote} {0}"),
    (("import git", "from git"), "git.checkout", "git checkout {0} {1}"),
)  # fmt: skip

OPENED: dict[str, tuple[tuple[str, ...], str, tuple[str, ...], tuple[str, ...]]] = {
    "redis": (("redis://", "rediss://"), "-u", ("-h",), ("REDIS_URL",)),
    "mongo": (
        ("mongodb://", "mongodb+srv://"), "", ("--host",), ("MONGODB_URI", "MONGO_URL", "DATABASE_URL"),
    ),
    "search": (("http://", "https://"), "", (), ("ELASTICSEARCH_URL",)),
    "ssh": ((), "", ("",), ()),
    "postgres": (("postgres://", "postgresql://"), "-d", ("-h",), ("DATABASE_URL", "SUPABASE_DB_URL")),
    "stripe": ((), "", (), ("STRIPE_SECRET_KEY", "STRIPE_API_KEY")),
}  # fmt: skip
"""Connection → schemes of its URL, the option before it, the option before a host, variables with a URL."""

AWS_SERVICES: dict[str, str] = {
    "s3": "s3api", "cloudwatchlogs": "logs", "cognitoidentityprovider": "cognito-idp", "sfn": "stepfunctions",
    "cognitoidentity": "cognito-identity", "elasticloadbalancingv2": "elbv2", "elasticloadbalancing": "elb",
    "databasemigrationservice": "dms", "configservice": "configservice", "eventbridge": "events",
    "acmpca": "acm-pca", "resourcegroupstaggingapi": "resourcegroupstaggingapi", "docdb": "docdb",
}  # fmt: skip
"""Names of AWS's clients, small and without hyphens, where the command is called otherwise."""

BYTES = (
    "smtplib", "ftplib", "telnetlib", "socket", "Net::SMTP", "Net::FTP", "TCPSocket", "fsockopen",
    "IO::Socket", "net.connect", "nodemailer", "websocket", "WebSocket", "dgram",
)  # fmt: skip
"""What sends bytes as they are."""
NETWORK = (
    *BYTES, "gethostbyname", "getaddrinfo", "dns.lookup", "dns.resolve", "'dns'", '"dns"', "Resolv",
    "'https'", '"https"', "https.request", "node:https", "http.client",
)  # fmt: skip
"""What sends bytes away without being a client of HTTP."""

SENDERS = ("send", "sendall", "sendto", "sendmail", "end", "write", "post", "put", "request", "storbinary",
           "storlines", "syswrite", "fwrite", "urlopen")  # fmt: skip
"""Calls that hand on what they are given."""
READING = ("readFile", "open(", "File.read", "IO.read", "file_get_contents", "read_text", "read_bytes",
           "createReadStream", "slurp", "fopen", "Bun.file")  # fmt: skip
"""How code reads a file as a whole; ``dotenv`` only loads it."""
LOOKUPS = ("gethostbyname", "getaddrinfo", "dns.lookup", "dns.resolve", "'dns'", '"dns"', "Resolv")
"""Of them what asks for a host's name, so that the name itself carries what is sent."""

METHOD_KEYS = ("method", "customrequest", "curloptcustomrequest", "request", "open", "type", "verb")
"""Words near which the text DELETE is a request's method."""

MARKERS = (
    "redis", "mongo", "docker", "google.cloud", "@google-cloud", "bigquery", "github", "octokit", "firebase",
    "search", "stripe", "paramiko", "ssh", "fabric", "import git", "from git", "kubernetes", "aws", "delete",
    "valkey", "http://", "https://", "googleapiclient", "azure", "s3fs", "fsspec", "gcsfs", "supabase",
)  # fmt: skip
"""One of these, whatever its case, stands in every code that this reader has a row for."""


def may_name_clients(text: str) -> bool:
    """Whether the reader of clients (``sdks.py``) could find anything in a code."""
    low = text.lower()
    return sends_bytes(text) or any(word in low for word in MARKERS)


def sends_bytes(text: str) -> bool:
    """Whether bytes may leave without a client of HTTP."""
    return any(word in text for word in NETWORK)
