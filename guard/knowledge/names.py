"""Which names of variables and fields stand for secrets.

``GITHUB_TOKEN``, ``DB_PASSWORD``, ``STRIPE_SECRET_KEY``, ``DATABASE_URL`` (a DSN carries a password) do;
``PORT``, ``NODE_ENV``, ``SSH_AUTH_SOCK``, ``TOKENIZERS_PARALLELISM``, ``KEYBOARD`` do not.
"""

from __future__ import annotations

WORDS = frozenset(
    ("TOKEN", "TOKENS", "SECRET", "SECRETS", "PASSWORD", "PASSWORDS", "PASSWD", "PASS", "PASSPHRASE", "PWD",
     "APIKEY", "KEY", "KEYS", "CREDENTIAL", "CREDENTIALS", "CREDS", "AUTH", "DSN", "PAT", "BEARER", "JWT",
     "COOKIE", "SESSIONID", "PRIVATEKEY", "SECRETKEY", "ACCESSKEY", "AUTHTOKEN", "PGPASSWORD", "CONNSTR")
)  # fmt: skip
"""Pieces of a name, split at ``_`` and ``-`` and at the humps of camelCase."""

PHRASES = ("DATABASE_URL", "REDIS_URL", "MONGO_URL", "MONGODB_URI", "CONNECTION_STRING", "WEBHOOK_URL",
           "POSTGRES_URL", "DB_URL", "AMQP_URL", "SENTRY_DSN", "SERVICE_ACCOUNT", "PRIVATE_KEY")  # fmt: skip

HARMLESS = frozenset(
    (
        "PWD", "OLDPWD", "SSH_AUTH_SOCK", "XAUTHORITY", "GPG_KEY", "COLORTERM", "PUBLIC_KEY", "KEYMAP",
        "AUTH_MODE", "DBUS_SESSION_BUS_ADDRESS", "HOMEBREW_NO_AUTO_UPDATE", "SSH_ASKPASS", "GIT_ASKPASS",
        "SUDO_ASKPASS", "PIP_KEYRING_PROVIDER", "KEY", "KEYS", "AWS_SHARED_CREDENTIALS_FILE",
        "GOOGLE_APPLICATION_CREDENTIALS", "MAX_TOKENS", "VSCODE_GIT_ASKPASS_MAIN",
        "VSCODE_GIT_ASKPASS_NODE", "VSCODE_GIT_ASKPASS_EXTRA_ARGS",
    )
)  # fmt: skip

ENDINGS_OF_PLACES = (
    "_FILE", "_PATH", "_DIR", "_NAME", "_ID", "_TYPE", "_TTL", "_EXPIRY", "_SOCK", "_MODE", "_ALGORITHM",
    "_ENABLED", "_HEADER", "_URI_PREFIX", "_LIMIT", "_COUNT", "_SIZE",
)  # fmt: skip
"""A variable that says where a secret lies, or how it is used, is none."""


def secret_name(name: str) -> bool:
    """Whether a variable or field of this name usually holds a secret."""
    upper = name.upper().replace("-", "_")
    if upper in HARMLESS or upper.startswith(("NEXT_PUBLIC_", "VITE_", "PUBLIC_", "EXPO_PUBLIC_")):
        return False
    if upper.endswith(ENDINGS_OF_PLACES) and not upper.endswith("ACCESS_KEY_ID"):
        return False
    if any(phrase in upper for phrase in PHRASES):
        return True
    return any(piece in WORDS for piece in upper.split("_")) or any(p.upper() in WORDS for p in _humps(name))


def _humps(name: str) -> list[str]:
    """``githubAccessToken`` → ``github``, ``Access``, ``Token``."""
    pieces, current = [], ""
    for letter in name:
        if letter.isupper() and current and not current[-1].isupper():
            pieces.append(current)
            current = ""
        current += letter
    pieces.append(current)
    return pieces


SEARCHED = (
    "token", "secret", "passw", "api_key", "apikey", "api-key", "api[_-", "private_key", "private key",
    "credential", "access_key", "accesskey", "bearer", "akia", "asia[", "ghp_", "gho_", "gh[pousr]",
    "github_pat", "glpat", "sk_live", "sk-ant", "sk-proj", "xox", "npm_", "pypi-", "begin rsa",
    "begin openssh", "begin private", "_key=", "aws_secret", "auth_", "authtoken", "hvs.", "dop_v1",
    "railway_", "eyj",
)  # fmt: skip
"""What somebody looks for who looks for credentials."""

FORMATS_SEARCHED = (
    "akia", "ghp_", "gho_", "gh[pousr]", "github_pat", "glpat", "sk_live", "sk-ant", "sk-proj", "xox",
    "begin rsa", "begin openssh", "begin private", "hvs.", "dop_v1",
)  # fmt: skip


def searches_for_secrets(pattern: str) -> bool:
    """Whether a search pattern looks for credentials: ``(api)?token|secret``, ``AKIA[0-9A-Z]{16}``."""
    lower = pattern.lower()
    return any(word in lower for word in SEARCHED)
