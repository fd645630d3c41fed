"""Files that hold secrets: what a person would not want to see in a transcript.

``secret_file`` names the file's content for a sentence. Caught: ``.env``, ``~/.aws/credentials``,
``~/.ssh/id_ed25519``, ``/proc/1/environ``. Quiet: ``.env.example``, ``*.pub``, ``~/.ssh/config``,
``~/.ssh/known_hosts``, ``cert.pem`` under a system's public trust store.

Facts: each tool's documentation of where it stores credentials; cross-checked with xdg-ninja's list of
dotfile places and gitleaks' path rules. About ninety places.
"""

from __future__ import annotations

from guard.knowledge.place_index import PlaceIndex
from guard.knowledge.protected import fits_place, short_place


def secret_file(path: str, home: str) -> str | None:
    """What secret a file holds (``AWS credentials``), or ``None`` where it is not known to hold any.

    Args:
        path: absolute or relative, ``.`` and ``..`` removed. Only the name decides, nothing is read.
        home: the home directory of whoever would run the command; ``~`` is understood too.
    """
    place = short_place(path, home)
    name = place.rsplit("/", 1)[-1].lower()
    if _is_harmless(place, name):
        return None
    if _is_env_file(name):
        return "an environment file"
    number = _index().find(place)
    return None if number is None else PLACES[number][0]


def _index() -> PlaceIndex:
    if not _made:
        _made.append(PlaceIndex(patterns for _, patterns in PLACES))
    return _made[0]


_made: list[PlaceIndex] = []
"""The index of ``PLACES``, made when it is first asked."""


def secret_directory(path: str, home: str) -> str | None:
    """What the secrets in a directory are, where the whole directory is about them (``~/.ssh``)."""
    place = short_place(path, home)
    for what, folder in FOLDERS:
        if fits_place(place, folder):
            return what
    return None


def env_family(path: str) -> bool:
    """Whether a file is one that a project loads its variables from (``.env``, ``.env.local``)."""
    name = path.rsplit("/", 1)[-1].lower()
    return _is_env_file(name) and not _is_harmless(path, name)


TEMPLATES = ("example", "sample", "template", "dist", "tpl", "defaults", "default", "schema", "examples")
"""The endings under which a project commits the names of its variables without their values."""


def _is_env_file(name: str) -> bool:
    if name in (".env", ".envrc", ".dev.vars", ".flaskenv", "_env", ".environment"):
        return True
    if name.startswith((".env.", ".env-", ".env_", ".dev.vars.")):
        return True
    return name.endswith(".env") and len(name) > 4


def _is_harmless(place: str, name: str) -> bool:
    pieces = name.replace("-", ".").replace("_", ".").split(".")
    if pieces[-1] in TEMPLATES or (len(pieces) > 2 and "env" in pieces and set(pieces) & set(TEMPLATES)):
        return True
    if name.endswith((".pub", ".d.ts", ".md", ".enc", ".gpg.pub", ".sops", ".vault.md", ".pem.pub")):
        return True
    return place.startswith(PUBLIC_TRUST) or (
        name in PUBLIC_NAMES and not place.startswith("~/.cloudflared/")
    )


PUBLIC_TRUST = ("/etc/ssl/certs/", "/usr/share/ca-certificates/", "/usr/local/share/ca-certificates/",
                "/etc/pki/tls/certs/", "/etc/pki/ca-trust/")  # fmt: skip
PUBLIC_NAMES = frozenset((
    "cert.pem", "fullchain.pem", "chain.pem", "ca.pem", "cacert.pem", "ca-bundle.pem", "ca-cert.pem",
    "public.pem", "pubkey.pem", "public_key.pem", "global-bundle.pem", "known_hosts", "dhparam.pem",
    "server.crt", "rds-ca-bundle.pem", "isrgrootx1.pem",
))  # fmt: skip

FOLDERS: tuple[tuple[str, str], ...] = (
    ("SSH keys", "~/.ssh"),
    ("AWS credentials", "~/.aws"),
    ("GPG keys", "~/.gnupg"),
    ("GPG keys", "~/.gnupg/private-keys-v1.d"),
    ("gcloud credentials", "~/.config/gcloud"),
    ("Azure credentials", "~/.azure"),
    ("Kubernetes credentials", "~/.kube"),
    ("Docker credentials", "~/.docker"),
    ("stored passwords", "~/.password-store"),
    ("1Password data", "~/.config/op"),
    ("a login keyring", "~/.local/share/keyrings"),
    ("a login keyring", "~/Library/Keychains"),
    ("Kubernetes service account tokens", "/var/run/secrets/kubernetes.io/serviceaccount"),
    ("container secrets", "/run/secrets"),
    ("browser logins", "~/.mozilla/firefox"),
    ("TLS private keys", "/etc/ssl/private"),
    ("TLS private keys", "/etc/letsencrypt/live"),
)

PLACES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "an SSH private key",
        (
            "~/.ssh/id_*", "~/.ssh/*.pem", "~/.ssh/*.key", "~/.ssh/*_rsa", "~/.ssh/*_ed25519",
            "~/.ssh/identity", "id_rsa", "id_ed25519", "id_ecdsa", "id_dsa", "/etc/ssh/ssh_host_*_key",
        ),
    ),
    (
        "AWS credentials",
        (
            "~/.aws/credentials", "~/.aws/sso/cache/**", "~/.aws/cli/cache/**", ".aws/credentials",
            "~/.boto", "~/.s3cfg", "~/.passwd-s3fs",
        ),
    ),
    (
        "gcloud credentials",
        (
            "~/.config/gcloud/credentials.db", "~/.config/gcloud/access_tokens.db",
            "~/.config/gcloud/application_default_credentials.json",
            "~/.config/gcloud/legacy_credentials/**", "service-account*.json", "service_account*.json",
            "gcp-key*.json", "credentials.json", "client_secret*.json", "serviceAccountKey.json",
            "*-firebase-adminsdk-*.json",
        ),
    ),
    (
        "Azure credentials",
        (
            "~/.azure/msal_token_cache*", "~/.azure/accessTokens.json",
            "~/.azure/service_principal_entries*", "~/.azure/azureProfile.json",
        ),
    ),
    (
        "Kubernetes credentials",
        (
            "~/.kube/config", "~/.kube/cache/**", "kubeconfig", "*.kubeconfig", "kubeconfig.yaml",
            "~/.config/argocd/config",
            "/etc/kubernetes/*.conf", "/etc/rancher/k3s/k3s.yaml", "/etc/rancher/rke2/rke2.yaml",
            "/var/run/secrets/kubernetes.io/**", "/run/secrets/kubernetes.io/**",
        ),
    ),
    (
        "registry credentials",
        (
            "~/.docker/config.json", "~/.config/containers/auth.json", "~/.npmrc", "~/.yarnrc.yml",
            "~/.pypirc", "~/.cargo/credentials.toml", "~/.cargo/credentials", "~/.gem/credentials",
            "~/.m2/settings.xml", "~/.m2/settings-security.xml", "~/.gradle/gradle.properties",
            "~/.nuget/NuGet.Config", "~/.nuget/NuGet/NuGet.Config",
            "~/.config/helm/registry/config.json", "~/.composer/auth.json", "~/.config/composer/auth.json",
            "~/.bundle/config", "~/.hex/hex.config", "auth.json", "/run/user/*/containers/auth.json",
            "~/.twine", "~/.config/pypoetry/auth.toml", "~/.conda/.condarc", "~/.helm/registry",
        ),
    ),
    (
        "git credentials",
        (
            "~/.git-credentials", "~/.config/git/credentials", "~/.netrc", "~/_netrc", ".netrc",
            "~/.config/gh/hosts.yml", "~/.config/glab-cli/config.yml", "~/.config/hub", "~/.config/tea",
            "~/.config/tea/config.yml",
            "~/.authinfo", "~/.authinfo.gpg",
        ),
    ),
    (
        "a database password",
        (
            "~/.pgpass", ".pgpass", "~/.pg_service.conf", "~/.my.cnf", ".my.cnf", "~/.mylogin.cnf",
            "~/.snowsql/config", "~/.snowflake/*.toml", "~/.databrickscfg", "~/.dbt/profiles.yml",
            "~/.clickhouse-client/config.xml", "/etc/mysql/debian.cnf", "~/.mongorc.js", "database.yml.key",
            "~/.rediscli_auth",
        ),
    ),
    (
        "infrastructure state or secrets",
        (
            "~/.terraform.d/credentials.tfrc.json", "~/.terraformrc", "*.tfvars", "*.tfvars.json",
            "~/.pulumi/credentials.json", ".vault_pass", ".vault_pass.txt", ".vault-password",
            "vault_password*", "*.tfstate",
        ),
    ),
    (
        "a platform's access token",
        (
            "~/.railway/config*.json", "~/.fly/config.yml", "~/.local/share/com.vercel.cli/auth.json",
            "~/Library/Application Support/com.vercel.cli/auth.json", "~/.config/netlify/config.json",
            "~/Library/Preferences/netlify/config.json", "~/.netlify/config.json",
            "~/.config/.wrangler/config/default.toml",
            "~/.wrangler/config/default.toml", "~/.config/configstore/*.json", "~/.supabase/access-token",
            "~/.config/neon/credentials.json", "~/.config/neonctl/credentials.json",
            "~/.config/planetscale/access-token", "~/.config/turso/settings.json", "~/.convex/config.json",
            "~/.config/doctl/config.yaml", "~/.config/hcloud/cli.toml", "~/.config/linode-cli",
            "~/.config/openstack/clouds.yaml",
            "~/.oci/config", "~/.oci/*.pem", "~/.config/stripe/config.toml", "~/.config/heroku/**",
            "~/.render/cli.yaml", "~/.config/scw/config.yaml", "~/.config/exercism/user.json",
            "~/.sentryclirc", "~/.config/ngrok/ngrok.yml", "~/.ngrok2/ngrok.yml", "~/.cloudflared/*.json",
            "~/.cloudflared/cert.pem", "~/.config/rclone/rclone.conf", "~/.rclone.conf",
            "~/.bluemix/config.json", "~/.circleci/cli.yml", "~/.travis/config.yml",
            "~/.config/huggingface/token", "~/.cache/huggingface/token", "~/.huggingface/token",
            "~/.kaggle/kaggle.json", "~/.config/openai/**", "~/.config/anthropic/**",
        ),
    ),
    (
        "a secrets manager's token",
        (
            "~/.vault-token", "~/.doppler/.doppler.yaml", "~/.config/op/**", "~/.config/sops/age/keys.txt",
            "~/.config/age/**", "~/.age/**", "~/.gnupg/*.gpg", "~/.gnupg/private-keys-v1.d/**",
            "~/.gnupg/secring.gpg", "~/.password-store/**", "~/.infisical/**", "~/.bitwarden*",
            "~/.config/Bitwarden CLI/**",
        ),
    ),
    (
        "an agent's own credentials",
        (
            ".claude/.credentials.json", "~/.codex/auth.json", "~/.config/github-copilot/**",
            "~/.gemini/oauth_creds.json", "~/.gemini/google_accounts.json", "~/.qwen/oauth_creds.json",
            "~/.local/share/opencode/auth.json", "~/.aider.conf.yml", "~/.config/goose/secrets.yaml",
            "~/.factory/auth.json", "~/.cline/data/settings/providers.json",
            "~/.config/io.datasette.llm/keys.json", "~/.claude.json",
        ),
    ),
    (
        "a private key or key store",
        (
            "*.pem", "*.p12", "*.pfx", "*.jks", "*.kdbx", "*.keystore", "*.ppk", "*.p8", "*.asc.key",
            "privkey*.pem", "*_rsa", "/etc/ssl/private/**", "/etc/letsencrypt/live/**",
            "/etc/letsencrypt/archive/**", "server.key", "tls.key", "private.key", "signing.key", "ca.key",
            "client.key", "*.private.key", "guard/fingerprint.key", "guard/http.json",
        ),
    ),
    (
        "an application's secrets",
        (
            "wp-config.php", "config/master.key", "config/credentials/*.key", "config/credentials.yml.key",
            "secrets.y*ml", "secrets.json", "secrets.toml", "secrets.env", ".secrets", ".secret",
            "appsettings.production.json", "local.settings.json", "secret.y*ml", ".htpasswd", "token.json",
            ".token", "tokens.json", "secret", "secrets", "secret.txt", "secrets.txt", "passwords.txt",
            "password.txt", "token.txt", "token", "api_key", "api_key.txt", "apikey.txt", "credentials.txt",
            "/run/secrets/**", "keystore.properties",
        ),
    ),
    (
        "password hashes or system keys",
        (
            "/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/master.passwd", "/etc/krb5.keytab",
            "/etc/sudoers", "/var/lib/sss/db/**", "/etc/wireguard/**", "/etc/openvpn/**",
            "/etc/NetworkManager/system-connections/**",
        ),
    ),
    (
        "a process's environment",
        (
            "/proc/*/environ", "/proc/*/task/*/environ",
        ),
    ),
    (
        "a browser's logins or cookies",
        (
            "logins.json", "key4.db", "cookies.sqlite", "Login Data", "Cookies",
            "~/.config/google-chrome/**", "~/.mozilla/firefox/**",
        ),
    ),
    (
        "a login keyring",
        (
            "~/.local/share/keyrings/**", "~/Library/Keychains/**", "*.keychain-db", "*.keychain",
        ),
    ),
    (
        "what was typed at a shell, secrets included",
        (
            "~/.bash_history", "~/.zsh_history", "~/.psql_history", "~/.mysql_history", "~/.python_history",
            "~/.node_repl_history", "~/.rediscli_history", "~/.local/share/fish/fish_history",
        ),
    ),
)  # fmt: skip
"""What a place holds, and the places. The patterns are those of ``knowledge/protected.py``."""
