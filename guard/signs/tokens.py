"""What a token is, by its form: kind, environment, scope and end of life, read without any network.

``ghp_…`` is a classic GitHub token, ``ASIA…`` a temporary AWS key, ``sk_live_…`` reaches production, a
JWT names its role and when it expires. A UUID says nothing (Railway's tokens are UUIDs), so only its
place decides.

Facts: each vendor's documentation of its token prefixes; cross-checked with the patterns of gitleaks
(MIT) and the examples of Kingfisher (Apache-2.0). RFC 7519 (JWT), AWS IAM identifiers (AKIA, ASIA)."""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen
class Format:
    """What the form of a token says."""

    kind: str
    scope: str = ""
    environment: str = ""
    expires: str = ""


PREFIXES = """
ghp_|36|GitHub token (classic)|every repository of its owner
github_pat_|60|GitHub token (fine-grained)|the repositories chosen for it
gho_|36|GitHub OAuth token|what its app was granted
ghu_|36|GitHub app user token|what its app was granted
ghs_|30|GitHub app installation token|one installation
ghr_|36|GitHub refresh token|
glpat-|20|GitLab token|
gldt-|20|GitLab deploy token|
glrt-|20|GitLab runner token|
glptt-|20|GitLab trigger token|
AKIA|20|AWS access key (long-lived)|
ASIA|20|AWS access key (temporary)|
sk_live_|20|Stripe secret key|the account||production
rk_live_|20|Stripe restricted key|||production
sk_test_|20|Stripe secret key|||test
rk_test_|20|Stripe restricted key|||test
whsec_|20|Stripe webhook secret|
rzp_live_|14|Razorpay key|||production
rzp_test_|14|Razorpay key|||test
live_|30|live API key|||production
sbp_|40|Supabase account token|every project of the account
sb_secret_|20|Supabase secret key|one project, past row level security
napi_|30|Neon API key|
pscale_tkn_|30|PlanetScale token|
pscale_oauth_|30|PlanetScale OAuth token|
pscale_pw_|30|PlanetScale password|one branch
rnd_|20|Render API key|the account
HRKU-|30|Heroku API key|the account
dop_v1_|60|DigitalOcean token|the account
doo_v1_|60|DigitalOcean OAuth token|
dp.pt.|30|Doppler personal token|everything of its owner
dp.ct.|30|Doppler CLI token|
dp.st.|30|Doppler service token|one configuration
dp.sa.|30|Doppler service account token|
hvs.|20|Vault token|
hvb.|20|Vault batch token|
pul-|40|Pulumi token|
dapi|32|Databricks token|
glsa_|30|Grafana service account token|
glc_|30|Grafana Cloud token|
sntrys_|30|Sentry token|
sk-ant-|30|Anthropic API key|
sk-proj-|30|OpenAI API key|one project
sk-admin-|30|OpenAI admin key|the organisation
sk-|40|API key|
xoxb-|20|Slack bot token|
xoxp-|20|Slack user token|
xapp-|20|Slack app token|
shpat_|30|Shopify token|one shop
shpss_|30|Shopify shared secret|
ATATT|30|Atlassian token|
npm_|36|npm token|
pypi-|50|PyPI token|
fm2_|30|Fly token|
FlyV1|20|Fly token|
prod:|20|Convex deploy key|||production
dev:|24|Convex deploy key|||development
preview:|24|Convex deploy key|||preview
SG.|60|SendGrid API key|
key-|32|Mailgun API key|
AIza|35|Google API key|
ya29.|20|Google access token|
GOCSPX-|24|Google OAuth client secret|
vercel_|20|Vercel token|
vcp_|20|Vercel token|
nfp_|30|Netlify token|
cfut_|30|Cloudflare token|
LTAI|16|Alibaba Cloud access key|
lin_api_|30|Linear API key|
ntn_|30|Notion token|
secret_|40|Notion token|
figd_|30|Figma token|
hf_|30|Hugging Face token|
r8_|30|Replicate token|
gsk_|30|Groq API key|
xai-|30|xAI API key|
tfp_|30|Typeform token|
dckr_pat_|20|Docker Hub token|
EAAC|40|Facebook token|
sq0csp-|30|Square secret|
shippo_live_|30|Shippo key|||production
access-production-|30|Plaid token|||production
access-sandbox-|30|Plaid token|||test
FLWSECK_TEST-|20|Flutterwave key|||test
FLWSECK-|20|Flutterwave key|||production
signkey-prod-|20|Inngest key|||production
tr_prod_|16|Trigger.dev key|||production
tr_dev_|16|Trigger.dev key|||development
AGE-SECRET-KEY-1|50|age private key|
-----BEGIN|10|private key|
"""
"""Prefix, shortest length, kind, scope, lifetime, environment."""

_SEPARATORS = " \t\r\n\"'`()[]{}<>,;|&\\!?*^#:=@"
_table = {ord(c): " " for c in _SEPARATORS}
HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
LONGEST_TEXT = 1_000_000
"""Characters of a text that are searched for secrets."""
SHORTEST = 14
"""Characters: what is shorter is no token, nor is any of ``PREFIXES`` that short."""


def format_of(token: str) -> Format | None:
    """What the form of a token says; ``None`` where it looks like no known kind of secret."""
    for line in _rows(token[:1]):
        if token.startswith(line[0]) and len(token) >= int(line[1]):
            fields = (*line, "", "", "")
            found = Format(fields[2], fields[3], fields[5], fields[4])
            return _aws(token, found) if token[:4] in ("AKIA", "ASIA") else found
    if token.startswith("eyJ") and token.count(".") == 2:
        return _jwt(token)
    return None


def prefixed(token: str) -> bool:
    """Whether a token begins as a known kind does, however short it is (a shortened or made-up one)."""
    return any(len(line[0]) >= 4 and token.startswith(line[0]) for line in _rows(token[:1]))


def prefixed_in(text: str) -> Iterator[str]:
    """The tokens of a known kind that are glued to something else (``db_ghp_…``, ``/srv/ghp_…``)."""
    pieces = text.replace("/", " ").split()  # a token's letters stand together
    if not any(len(piece) >= SHORTEST and ("_" in piece or "." in piece) for piece in pieces):
        return
    for prefix, least in _glued():
        at = text.find(prefix)
        while at >= 0:
            end = at + len(prefix)
            while end < len(text) and (text[end].isalnum() or text[end] in "_-."):
                end += 1
            if end - at >= least:
                yield text[at:end]
            at = text.find(prefix, end)


def _glued() -> list[tuple[str, int]]:
    """The prefixes that stand in no ordinary word, with the shortest length of a token."""
    if not _distinct:
        _distinct.extend(
            (line[0], int(line[1]))
            for line in _rows("")
            if len(line[0]) >= 4 and line[0][-1] in "_." and line[0] not in ("live_", "secret_")
        )
    return _distinct


_distinct: list[tuple[str, int]] = []
_parsed: dict[str, list[tuple[str, ...]]] = {}


def _rows(first: str) -> list[tuple[str, ...]]:
    """The rows of prefixes that begin with a character; all of them where it is empty."""
    rows = _parsed.get(first)
    if rows is None:
        lines = PREFIXES.split("\n")
        rows = _parsed[first] = [tuple(line.split("|")) for line in lines if line and line.startswith(first)]
    return rows


def is_uuid(text: str) -> bool:
    """Whether a text has the form of a UUID (8-4-4-4-12 hexadecimal digits)."""
    pieces = text.split("-")
    return [len(p) for p in pieces] == [8, 4, 4, 4, 12] and all(set(p) <= HEXADECIMAL for p in pieces)


def looks_random(text: str) -> bool:
    """Whether a text is long and mixed enough to be a token rather than a name: letters and digits, at
    least 24 of them, without words' separators."""
    if not 24 <= len(text) <= 512:
        return False
    plain = text.replace("_", "").replace("-", "").replace("+", "").replace("/", "").replace(".", "")
    if (
        not plain.isalnum()
        or not plain.isascii()
        or "/" in text[:1]
        or text.count("/") > 2
        or text.count(".") > 2
    ):
        return False
    digits = sum(c.isdigit() for c in plain)
    if set(plain) <= HEXADECIMAL:
        return digits >= 4 and len(plain) in (32, 40, 48, 56, 64, 96, 128)
    return (
        digits >= 4
        and any(c.isupper() for c in plain)
        and any(c.islower() for c in plain)
        and len(set(plain)) > 12
    )


def tokens_in(text: str) -> Iterator[tuple[str, str]]:
    """Every token in a text that may be a secret, with its kind: known forms, UUIDs, long random
    strings."""
    seen = set()
    for piece in text[:LONGEST_TEXT].translate(_table).split():
        piece = piece.strip(".~-/%$")
        if len(piece) < SHORTEST or piece in seen:
            continue
        seen.add(piece)
        found = format_of(piece)
        if found is not None:
            yield piece, found.kind
        elif is_uuid(piece):
            yield piece, "UUID"
        elif looks_random(piece):
            yield piece, "token"


def _aws(token: str, found: Format) -> Format:
    account = account_of(token)
    lifetime = "hours" if token.startswith("ASIA") else "until somebody rotates it"
    return Format(found.kind, f"account {account}" if account else "", "", lifetime)


def account_of(key: str) -> str:
    """The account id inside an AWS access key id: 12 digits, or nothing.

    The 40 bits after the first of what follows the prefix (base32), as described by Tal Be'ery 2023.
    """
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    number = 0
    for letter in key[4:14]:
        if letter not in alphabet:
            return ""
        number = number << 5 | alphabet.index(letter)
    if len(key) < 16:
        return ""
    # ten letters of base32 are fifty bits; the account is bits 1 to 40 of the first 48
    return f"{(number >> 2 & 0x7FFFFFFFFF80) >> 7:012d}"


def _jwt(token: str) -> Format | None:
    from binascii import Error, a2b_base64

    from guard.wire import loads

    body = token.split(".")[1].replace("-", "+").replace("_", "/")
    try:
        claims = loads(a2b_base64(body + "=" * (-len(body) % 4)).decode("utf-8", "replace"))
    except (Error, ValueError):
        return None
    if not isinstance(claims, dict):
        return None
    role = claims.get("role") or claims.get("scope") or ""
    issuer = str(claims.get("iss", ""))[:60]
    end = claims.get("exp")
    expires = _day(end) if isinstance(end, (int, float)) and 0 < end < 1e11 else "no end"
    kind = "Supabase key" if issuer == "supabase" else "JSON web token"
    about = ", ".join(str(x)[:60] for x in (role, issuer, claims.get("ref", "")) if x)
    return Format(kind, about, _environment(claims), expires)


def _environment(claims: dict[str, object]) -> str:
    value = claims.get("environment")
    return value[:40] if isinstance(value, str) else ""


def _day(seconds: float) -> str:
    import time

    return time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(seconds))
