"""Where a program takes its credential from, in its own order: literal, variable, file.

Per program: the variables it reads and the files that hold its login. The first that is there is used, as
each vendor's documentation says (``gh``: GH_TOKEN before GITHUB_TOKEN before hosts.yml; ``aws``: the
environment before the profile; ``railway``: RAILWAY_TOKEN, a project token, before RAILWAY_API_TOKEN, an
account token)."""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation, Value


@frozen
class Source:
    """A credential that stands in reach of a program."""

    secret: str
    """Its value; never leaves this room. Empty where only its place is known."""
    origin: str
    """``literal in the command``, ``variable GH_TOKEN``, ``~/.config/gh/hosts.yml``."""
    given: bool = False
    """It stands in the command itself: a literal, or a variable set inline."""
    variable: str = ""
    file: str = ""
    """The file whose content fills it (``$(cat token.txt)``)."""


VARIABLES: dict[str, tuple[str, ...]] = {
    "gh": ("GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"),
    "glab": ("GITLAB_TOKEN", "GLAB_TOKEN"),
    "git": ("GH_TOKEN", "GITHUB_TOKEN", "GIT_TOKEN"),
    "aws": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
    "railway": ("RAILWAY_TOKEN", "RAILWAY_API_TOKEN"),
    "vercel": (
        "VERCEL_TOKEN",
    ), "netlify": (
        "NETLIFY_AUTH_TOKEN",
    ), "fly": (
        "FLY_API_TOKEN", "FLY_ACCESS_TOKEN",
    ),
    "flyctl": ("FLY_API_TOKEN", "FLY_ACCESS_TOKEN"), "heroku": ("HEROKU_API_KEY",),
    "supabase": (
        "SUPABASE_ACCESS_TOKEN",
    ), "neonctl": (
        "NEON_API_KEY",
    ), "pscale": (
        "PLANETSCALE_SERVICE_TOKEN",
    ),
    "turso": ("TURSO_API_TOKEN", "TURSO_AUTH_TOKEN"), "wrangler": ("CLOUDFLARE_API_TOKEN", "CF_API_TOKEN"),
    "doctl": ("DIGITALOCEAN_ACCESS_TOKEN",), "hcloud": ("HCLOUD_TOKEN",), "linode-cli": ("LINODE_CLI_TOKEN",),
    "terraform": (
        "TF_TOKEN_app_terraform_io", "AWS_ACCESS_KEY_ID", "CLOUDFLARE_API_TOKEN", "DIGITALOCEAN_TOKEN",
    ),
    "tofu": ("AWS_ACCESS_KEY_ID",), "pulumi": ("PULUMI_ACCESS_TOKEN",), "vault": ("VAULT_TOKEN",),
    "gcloud": ("CLOUDSDK_AUTH_ACCESS_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS"),
    "az": (
        "AZURE_CLIENT_SECRET",
    ), "npm": (
        "NPM_TOKEN", "NODE_AUTH_TOKEN",
    ), "pnpm": (
        "NPM_TOKEN", "NODE_AUTH_TOKEN",
    ),
    "yarn": ("NPM_TOKEN", "NODE_AUTH_TOKEN"), "twine": ("TWINE_PASSWORD",), "uv": ("UV_PUBLISH_TOKEN",),
    "cargo": ("CARGO_REGISTRY_TOKEN",), "stripe": ("STRIPE_API_KEY", "STRIPE_SECRET_KEY"),
    "convex": ("CONVEX_DEPLOY_KEY",), "firebase": ("FIREBASE_TOKEN",), "docker": ("DOCKER_AUTH_CONFIG",),
    "psql": (
        "PGPASSWORD",
    ), "mysql": (
        "MYSQL_PWD",
    ), "redis-cli": (
        "REDISCLI_AUTH",
    ), "doppler": (
        "DOPPLER_TOKEN",
    ),
    "render": ("RENDER_API_KEY",), "kubectl": ("KUBE_TOKEN",), "op": ("OP_SERVICE_ACCOUNT_TOKEN",),
    "sentry-cli": ("SENTRY_AUTH_TOKEN",), "eas": ("EXPO_TOKEN",), "databricks": ("DATABRICKS_TOKEN",),
}  # fmt: skip

FILES: dict[str, tuple[str, ...]] = {
    "gh": (".config/gh/hosts.yml",), "glab": (".config/glab-cli/config.yml",), "aws": (".aws/credentials",),
    "railway": (".railway/config.json",), "fly": (".fly/config.yml",), "flyctl": (".fly/config.yml",),
    "vercel": (".local/share/com.vercel.cli/auth.json",), "netlify": (".config/netlify/config.json",),
    "heroku": (".netrc",), "supabase": (".supabase/access-token",), "doctl": (".config/doctl/config.yaml",),
    "wrangler": (".config/.wrangler/config/default.toml",), "git": (".git-credentials", ".netrc"),
    "npm": (".npmrc",), "twine": (".pypirc",), "cargo": (".cargo/credentials.toml",),
    "gcloud": (".config/gcloud/credentials.db",), "az": (".azure/msal_token_cache.json",),
    "kubectl": (".kube/config", ), "docker": (".docker/config.json", ), "psql": (".pgpass", ),
    "mysql": (".my.cnf", ), "terraform": (".terraform.d/credentials.tfrc.json",),
    "pulumi": (".pulumi/credentials.json",), "vault": (".vault-token", ),
    "stripe": (".config/stripe/config.toml", ), "doppler": (".doppler/.doppler.yaml", ),
}  # fmt: skip

TOKEN_OPTIONS = (
    "--token", "--api-key", "--apikey", "--auth-token", "--access-token", "--api-token", "--password",
    "--secret", "--authToken", "--key", "-t", "--oauth2-bearer", "--private-token", "--service-token",
    "--_authToken", "--auth",
)  # fmt: skip
HEADERS = (
    "authorization", "private-token", "x-api-key", "api-key", "x-auth-token", "x-auth-key",
    "x-access-token", "apikey", "x-token", "x-figma-token", "x-shopify-access-token", "x-vault-token",
    "cookie", "x-vercel-token", "x-hasura-admin-secret", "project-access-token", "team-access-token",
)  # fmt: skip
SCHEMES = ("bearer", "token", "basic", "apikey", "api-key", "digest", "key")


def sources_of(invocation: Invocation) -> Iterator[Source]:
    """What this program could authenticate with, the one it would use first."""
    for word_index, word in enumerate(invocation.argv[1:], 1):
        yield from _in_word(word, invocation, word_index)
    names = VARIABLES.get(invocation.program, ())
    for name in names:
        variable = invocation.variable(name)
        if variable is None or variable.value.text == "":
            continue
        inline = name in invocation.variables
        text = variable.value.text
        if inline and text is not None and text in invocation.environment.values():
            inline = False
        where = f"variable {name}" + (" set in the command" if inline else "")
        yield Source(text or "", where, inline and text is not None, name, _filled_from(variable.value))


def file_of(program: str, home: str, exists: object) -> str:
    """The file with a program's login, as the first that exists; empty where none does."""
    for path in FILES.get(program, ()):
        if callable(exists) and exists(f"{home}/{path}"):
            return f"~/{path}"
    return ""


def _in_word(word: Value, invocation: Invocation, index: int) -> Iterator[Source]:
    """A literal in a header, in an option, in a URL, in a piece of code."""
    text = word.text
    if text is None:
        head = word.prefix.lower()
        if any(head.startswith(h) or f"{h}:" in head for h in HEADERS) or _is_token_option(invocation, index):
            file = _filled_from(word)
            why = word.holes[0].why if word.holes else word.skeleton
            yield Source("", file if file else f"output of {why}", bool(file), file=file)
        return
    for secret in _literals(text) or (_option_value(text, invocation, index),):
        if not secret:
            continue
        name = _own_variable(secret, invocation)
        if name:
            yield Source(secret, f"variable {name}", False, name)
        else:
            yield Source(secret, "literal in the command", True)


def _literals(text: str) -> tuple[str, ...]:
    """The secrets that stand in a text: after a header's name, in a URL, as ``Bearer X`` in code."""
    found: list[str] = []
    lower = text.lower()
    for header in HEADERS:
        position = lower.find(header)
        if position >= 0:
            rest = text[position + len(header) :].lstrip("\"' ")
            if rest[:1] in (":", "=", ","):
                found.append(_first_token(rest[1:]))
    for scheme in ("Bearer ", "bearer "):
        if scheme in text and not found:
            found.append(_first_token(text.split(scheme, 1)[1]))
    for piece in text.split("://")[1:]:
        authority = piece.split("/", 1)[0].split(" ", 1)[0]
        user, at, _ = authority.rpartition("@")
        if at and user:
            found.append(user.split(":", 1)[1] if ":" in user else user)
    return tuple(f for f in found if f and f not in ("git", "root", "oauth2", "admin"))


def _first_token(text: str) -> str:
    words = text.replace('"', " ").replace("'", " ").replace("`", " ").replace("\\", " ").split()
    if words and words[0].lower().rstrip(":") in SCHEMES and len(words) > 1:
        words = words[1:]
    return words[0].rstrip(",;})") if words else ""


def _is_token_option(invocation: Invocation, index: int) -> bool:
    return index > 0 and (invocation.argv[index - 1].text or "") in TOKEN_OPTIONS


USER_OPTIONS = {
    "curl": ("-u", "--user"),
    "http": ("-a", "--auth"),
    "https": ("-a", "--auth"),
    "xh": ("-a", "--auth"),
}
"""Options whose value is ``user:password``; services take a token in either place."""


def _of_user(text: str, invocation: Invocation, index: int) -> str:
    """The token in ``-u TOKEN:``, ``-u user:TOKEN``, ``-uTOKEN:``; an ordinary password is none."""
    from guard.signs.tokens import format_of, is_uuid, looks_random

    options = USER_OPTIONS.get(invocation.program, ())
    before = invocation.argv[index - 1].text if index > 1 else ""
    attached = next(
        (text[len(o) :].removeprefix("=") for o in options if text.startswith(o) and text != o), ""
    )
    given = text if before in options else attached
    halves = [half for half in given.split(":") if len(half) >= 6]
    return next((h for h in reversed(halves) if format_of(h) or is_uuid(h) or looks_random(h)), "")


def _option_value(text: str, invocation: Invocation, index: int) -> str:
    user = _of_user(text, invocation, index)
    if user:
        return user
    name, equals, value = text.partition("=")
    if equals and name in TOKEN_OPTIONS and len(value) >= 6:
        return value
    if not _is_token_option(invocation, index) or text.startswith("-") or len(text) < 6:
        return ""
    if invocation.argv[index - 1].text in ("-t", "--key", "--auth"):
        from guard.signs.tokens import format_of, is_uuid

        return text if format_of(text) is not None or is_uuid(text) else ""
    return text


def _own_variable(secret: str, invocation: Invocation) -> str:
    """The variable of the session's own environment that holds this secret; empty where none does."""
    for name, value in invocation.environment.items():
        if value and (value == secret or (len(secret) >= 8 and secret in value) or f":{secret}@" in value):
            return name
    return ""


def _filled_from(value: Value) -> str:
    """The file whose content a substitution puts into a word (``$(cat token.txt)``, ``$(< token)``)."""
    for hole in value.holes:
        for producer in hole.producers:
            operands = [w for w in producer.argv[1:] if not w.prefix.startswith("-")]
            if (
                producer.program in ("cat", "head", "tail", "tr", "cut", "awk", "sed", "grep", "jq", "yq")
                and operands
            ):
                from guard.programs.seen_paths import absolute, home_of

                return absolute(operands[-1].skeleton, producer, home_of(producer))
    return ""
