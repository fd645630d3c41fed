"""Programs whose purpose is to hand out a secret: password managers, vaults, keychains, ``gh auth token``.

Caught: ``op read op://prod/db/password``, ``security find-generic-password -w -s aws``, ``gpg
--export-secret-keys``, ``age -d secrets.age``, ``ssh-keygen -f ~/.ssh/id_ed25519`` over an existing key.
Quiet: ``op whoami``, ``vault status``, ``gh auth status``, ``pass ls``, ``op run -- npm start``, ``TOKEN=$(gh
auth token)`` and ``gh auth token | docker login --password-stdin`` (nobody sees the token).

Lost: the secret's secrecy.
Back: what was shown has to be rotated; a key that was written over is gone.
Instead: hand the secret to the program that needs it (``op run -- npm start``, ``--password-stdin``) without
printing it.

Facts: op(1), vault(1), security(1), gpg(1), pass(1) and the command references of doppler, gcloud, aws, az,
gh, kubectl, heroku, fly, supabase and npm.
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.model import Effect, Place, Resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.world import World


@frozen
class Printed:
    """A secret that a program prints."""

    program: str
    what: str
    where: str
    hunt: bool = False
    """It opens a store of all the user's secrets rather than one of the project's."""


def printed_secret(invocation: Invocation) -> Printed | None:
    """What secret this program prints by its purpose; ``None`` where it prints none."""
    row = _row(invocation, PRINTERS)
    if row is None or row.what == NAMES_ONLY:
        return None
    if row.leading == ("config:get",) and _plain_name(invocation):
        return None
    if row.leading in BY_NAME and not _names_a_secret(invocation):
        return None
    return Printed(invocation.program, row.what, " ".join((invocation.program, *row.leading)), row.hunt)


NAMES_ONLY = "-"
"""Stands in a row for nothing: the names alone are printed."""
BY_NAME = (("output",), ("config", "get"))
"""Rows that print whatever is asked for: ``terraform output NAME``, ``npm config get KEY``."""


def _names_a_secret(invocation: Invocation) -> bool:
    """Whether something is asked for that is called a secret."""
    from guard.knowledge.names import secret_name

    return any(w.text and not w.text.startswith("-") and secret_name(w.text) for w in invocation.argv[2:])


def _plain_name(invocation: Invocation) -> bool:
    """Whether the one variable that is asked for is none of a secret (``LOG_LEVEL``)."""
    from guard.knowledge.names import secret_name

    words = [w.text for w in invocation.argv[2:]]
    names = [
        w for i, w in enumerate(words) if w is None or not (w.startswith("-") or words[i - 1] in ("-a", "-r"))
    ]
    return bool(names) and all(n is not None and n.isupper() and not secret_name(n) for n in names)


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """A secret shown, a whole key store opened, a key overwritten."""
    from guard.programs.readers import reveal_effects

    yield from reveal_effects(invocation, world)
    if invocation.program == "ssh-keygen":
        yield from _keygen(invocation, world)
    yield from _removed(invocation)


@frozen
class _Row:
    leading: tuple[str, ...]
    options: tuple[str, ...]
    what: str
    hunt: bool


def _row(invocation: Invocation, table: str) -> _Row | None:
    """The first line of a table that says what this command line does."""
    name = invocation.program
    if not name or name + " " not in table:
        return None
    words = [w.text or "" for w in invocation.argv[1:]]
    if any(w in ("--help", "-h", "--version") for w in words):
        return None
    operands = [w for w in words if w and not w.startswith("-")]
    for line in table.split("\n"):
        if line.removeprefix("!").startswith(name + " "):
            row = _read(line)
            if _begins(operands, row.leading) and _has(words, row.options):
                return row
    return None


def _read(line: str) -> _Row:
    command, _, what = line.removeprefix("!").partition(": ")
    words = command.split()[1:]
    leading = tuple(w for w in words if not w.startswith("-"))
    options = tuple(o for w in words if w.startswith("-") for o in w.split("|"))
    return _Row(leading, options, what, line.startswith("!"))


def _begins(operands: list[str], leading: tuple[str, ...]) -> bool:
    """Whether the subcommand's words stand in the operands in this order, at the beginning; values of
    global options (``aws --profile prod secretsmanager``) may stand between them."""
    position = 0
    for word in operands[: len(leading) + 3]:
        if position < len(leading) and word in leading[position].split("|"):
            position += 1
    return position == len(leading)


def _has(words: list[str], options: tuple[str, ...]) -> bool:
    return not options or any(w == o or w.startswith(o + "=") for w in words for o in options)


def _keygen(invocation: Invocation, world: World) -> Iterator[Effect]:
    from guard.programs.options import read_options
    from guard.programs.seen_paths import absolute, home_of

    options = read_options(invocation.argv[1:], KEYGEN_VALUES)
    file = options.value("-f")
    if file is None or options.has(*KEYGEN_READS):
        return
    if file.text is not None and world.stat(absolute(file.text, invocation, home_of(invocation))) is None:
        return
    yield Effect(
        "credential.overwrite-key", "overwrite", Resource("file", file.skeleton, file),
        Place("path", "ssh-keygen"), invocation, "R4", "B1", loss=f"the private key {file.skeleton}",
        why="ssh-keygen writes a new key over the one that opens your machines",
        instead=f"ssh-keygen -t ed25519 -f {file.skeleton}_new", tags=("T1531",), span=invocation.span,
    )  # fmt: skip


KEYGEN_VALUES = ("-f", "-t", "-b", "-C", "-N", "-P", "-m", "-O", "-a", "-Z", "-R", "-F")
KEYGEN_READS = ("-l", "-y", "-e", "-i", "-B", "-F", "-R", "-H", "-D", "-p", "-c", "-Y", "-L")
"""What ssh-keygen does with an existing key besides writing a new one (``-p`` changes its passphrase)."""


SERVED = ("vault", "bao", "doppler", "infisical")
"""Programs whose secrets lie on a server, which flags, variables and files name."""


def _removed(invocation: Invocation) -> Iterator[Effect]:
    row = _row(invocation, REMOVERS)
    if row is None:
        return
    words = [w for v in row.leading for w in v.split("|")]
    given = (w.text or "" for w in invocation.argv[1:])
    name = next((t for t in given if t and not t.startswith("-") and t not in words), "")
    yield Effect(
        "credential.delete", "delete", Resource("secret", name or row.what),
        Place("paas" if invocation.program in SERVED else "host", invocation.program),
        invocation, "R4", "B1", loss=f"{name}, {row.what}" if name else row.what,
        why="a secret that is kept nowhere else cannot be made again", tags=("T1485",), span=invocation.span,
    )  # fmt: skip


PRINTERS = """
op read: a secret from 1Password
op item get: an item of 1Password
op document get: a document of 1Password
op inject: secrets of 1Password
op signin --raw: a session token of 1Password
vault policy read: -
vault kv metadata get: -
vault read: a secret from Vault
netlify env:list: the site's variables with their values
netlify env:get: a variable of the site
vault kv get: a secret from Vault
vault print token: the Vault token
vault token create: a Vault token
bao policy read: -
bao kv metadata get: -
bao read: a secret from OpenBao
bao kv get: a secret from OpenBao
!security find-generic-password -w|-g: a password from the keychain
!security find-internet-password -w|-g: a password from the keychain
!security dump-keychain: the keychain
!security export: keys of the keychain
!secret-tool lookup: a password from the keyring
!secret-tool search: passwords from the keyring
!keyring get: a password from the keyring
!kwallet-query -r|--read-password: a password from the wallet
keyctl read|print|pipe: a key of the kernel keyring
pass show: a password from the password store
gopass show: a password from the password store
bw get: an item of Bitwarden
!bw export: the vault of Bitwarden
!bw list items: the vault of Bitwarden
bw unlock --raw: a session key
lpass show: a password of LastPass
!lpass export: the vault of LastPass
!gpg --export-secret-keys|--export-secret-subkeys: private GPG keys
gpg -d|--decrypt: what is encrypted in a file
!gpg2 --export-secret-keys|--export-secret-subkeys: private GPG keys
age -d|--decrypt: what is encrypted in a file
sops -d|--decrypt: the secrets of an encrypted file
sops decrypt: the secrets of an encrypted file
ansible-vault view|decrypt: the secrets of an encrypted file
doppler secrets get: a secret from Doppler
doppler secrets --only-names: -
doppler secrets download --no-file: the secrets from Doppler
doppler secrets: the secrets from Doppler
doppler configure get token: the Doppler token
infisical secrets folders: -
infisical secrets: the secrets from Infisical
infisical export: the secrets from Infisical
chamber read|export|env: secrets from chamber
gh auth token: the GitHub token
gh auth status -t|--show-token: the GitHub token
glab auth status -t|--show-token: the GitLab token
hub api --show-token: the GitHub token
aws secretsmanager get-secret-value: a secret from AWS Secrets Manager
aws secretsmanager batch-get-secret-value: secrets from AWS Secrets Manager
aws ssm get-parameter|get-parameters|get-parameters-by-path --with-decryption: a decrypted parameter
aws ecr get-login-password|get-authorization-token: a registry password
aws ecr-public get-login-password: a registry password
aws sts get-session-token|get-federation-token: temporary AWS credentials
aws configure export-credentials: AWS credentials
aws configure get aws_secret_access_key: AWS credentials
aws iam create-access-key: a new AWS access key
aws codeartifact get-authorization-token: a registry token
aws rds generate-db-auth-token: a database token
aws lambda get-function-configuration: the variables of a function
gcloud auth print-access-token|print-identity-token: a Google access token
gcloud auth application-default print-access-token: a Google access token
gcloud secrets versions access: a secret from Secret Manager
gcloud iam service-accounts keys create: a new service account key
az account get-access-token: an Azure access token
az keyvault secret show|download: a secret from Key Vault
az storage account keys list: storage account keys
az acr credential show: registry credentials
az ad sp create-for-rbac: a new service principal's password
kubectl create token: a service account token
kubectl config view --raw: the credentials of the kubeconfig
heroku auth:token: the Heroku token
heroku config: the app's variables
heroku config:get: a variable of the app
terraform output: an output of the state
tofu output: an output of the state
fly auth token: the Fly token
fly tokens create: a new Fly token
flyctl auth token: the Fly token
flyctl tokens create: a new Fly token
npm token create: a new npm token
npm config get: a setting that holds a token
supabase projects api-keys: the project's API keys
neonctl connection-string|cs: a connection string with its password
railway variables|variable: the variables of the environment
terraform state pull: the state with its secrets
tofu state pull: the state with its secrets
pulumi config --show-secrets: the secrets of the stack
pulumi stack export --show-secrets: the secrets of the stack
wg genkey|showconf: a private key
step crypto key format: a private key
"""
"""What a program prints: its words, ``|`` between alternatives, options of which one must be there, and
what it is; ``!``: a store of all the user's secrets rather than one of the project's."""

REMOVERS = """
security delete-generic-password|delete-internet-password: a password of the keychain
security delete-keychain: the keychain
security delete-certificate: a certificate
secret-tool clear: a password of the keyring
keyring del: a password of the keyring
keyctl clear|revoke|unlink|purge: keys of the kernel keyring
pass rm|remove|delete: a password
gopass rm|remove|delete: a password
op item delete: an item of 1Password
op vault delete: a vault of 1Password
op document delete: a document of 1Password
vault kv metadata delete: every version of a secret of Vault
vault kv delete|destroy: a secret of Vault
vault delete: a secret of Vault
vault secrets disable: a secrets engine with everything in it
bw delete: an item of Bitwarden
lpass rm: a password of LastPass
gpg --delete-secret-keys|--delete-secret-and-public-key|--delete-secret-key: a private GPG key
doppler secrets delete: a secret of Doppler
doppler projects delete: a project of Doppler
doppler environments|configs delete: a configuration of Doppler
infisical secrets delete: a secret of Infisical
chamber delete: a secret of chamber
"""
"""What a program removes, in the same form."""
