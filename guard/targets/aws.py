"""Which AWS account a command would reach, in the order in which the CLI and the SDKs look.

``--endpoint-url`` (a local emulator) · ``--profile`` · ``AWS_ACCESS_KEY_ID`` · ``AWS_DEFAULT_PROFILE`` ·
``AWS_PROFILE`` · ``[default]``. A profile leads to an account by ``role_arn``, ``sso_account_id`` or the
access key in the credentials file; an access key's id holds the account number.

Caught: ``AWS_PROFILE=dev`` with the keys of the production account in the environment: the keys win.
Quiet: ``--endpoint-url http://localhost:4566``: LocalStack keeps nothing.

The environment: the owner's map by account and profile, then the words of the profile, else E3.
Facts: docs.aws.amazon.com/cli (configuration precedence), botocore ``credentials.py`` (Apache-2.0). The
account in an access key: base32(key[4:])[:6] & 0x7fffffffff80 >> 7.
"""

from __future__ import annotations

from guard.model import Evidence, Located, Target
from guard.targets.cloud_signs import (
    Sign,
    environment_of_signs,
    home_of,
    located,
    setting,
    text_of,
    variable,
)
from guard.targets.made import made_marks, runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
PROFILE_VARIABLES = ("AWS_DEFAULT_PROFILE", "AWS_PROFILE", "AWS_VAULT")
"""In botocore's order (``session.py``: the list of the variable *profile*; ``aws configure list`` agrees)."""
ROLE_CHAIN = 4
"""Profiles whose source_profile names a further one."""


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The account, and what the session knows about the object."""
    marks = made_marks(effect, session)
    local = _endpoint(effect, world)
    if local is not None:
        return Located(local, effect.recoverability, effect.blast, marks=marks)
    unresolved = ""
    profile = effect.place.hint("profile")
    if profile is not None and profile.text is None:
        unresolved = f"the profile {profile.skeleton}"
    signs = [*_signs(effect, world), *_names(effect)]
    environment, evidence = environment_of_signs(
        signs, config, "E3", "the account is not in the environment map"
    )
    named = [s.name for s in signs if s.kind == "account"] or [s.name for s in signs if s.kind != "resource"]
    identity = "aws/" + named[0] if named else "an AWS account that nothing here names"
    return Located(
        Target(environment, identity, evidence, unresolved), effect.recoverability, effect.blast, marks=marks
    )


def _endpoint(effect: Effect, world: World) -> Target | None:
    """An emulator of AWS on this machine."""
    from guard.http.request import address_of
    from guard.model import known
    from guard.signs.environments import sign_of_host

    given = text_of(effect.place.hint("endpoint-url"))
    where = "--endpoint-url"
    if not given:
        given, where = variable(effect, *_of_service(effect), "AWS_ENDPOINT_URL")
    invocation = runner(effect)
    if not given and invocation is not None and invocation.program in ("awslocal", "tflocal", "cdklocal"):
        given, where = "http://localhost:4566", invocation.program
    if not given:
        return None
    address = address_of(known(given))
    sign = sign_of_host(address.host)
    if sign is None or sign[0] not in ("E0", "E1"):
        return None if not address.host.endswith("localstack.cloud") else _local(address.host, where, "E0")
    emulator = address.port in EMULATORS or "localstack" in address.host
    return _local(given, where, "E0" if emulator else "E1")


def _of_service(effect: Effect) -> tuple[str, ...]:
    """``AWS_ENDPOINT_URL_S3``: the variable of the service that is called goes before the general one."""
    invocation = runner(effect)
    words = [w.text or "" for w in invocation.argv[1:]] if invocation is not None else []
    service = next((w for w in words if w and not w.startswith("-")), "").removesuffix("api")
    return (f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_')}",) if service else ()


EMULATORS = ("4566", "4571", "5000", "8000", "9324")
"""Ports of LocalStack, moto, DynamoDB local and ElasticMQ, which are filled anew at each start."""


def _local(name: str, where: str, environment: str) -> Target:
    return Target(environment, name, (Evidence(f"an emulator at {name}", where),))  # type: ignore[arg-type]


def _signs(effect: Effect, world: World) -> Iterator[Sign]:
    profile = text_of(effect.place.hint("profile"))
    where = "--profile"
    if not profile:
        key, _ = variable(effect, "AWS_ACCESS_KEY_ID")
        if key:
            account = account_of_key(key)
            yield Sign("account", account or f"the account of the key …{key[-4:]}", "AWS_ACCESS_KEY_ID")
            yield Sign("access-key", key, "AWS_ACCESS_KEY_ID")
            return
        profile, where = variable(effect, *PROFILE_VARIABLES)
    wrapper = _vault(effect)
    if not profile and wrapper:
        profile, where = wrapper, "aws-vault"
    if profile:
        yield Sign("profile", profile, where)
    other = variable(effect, "AWS_PROFILE")[0] if where == "AWS_DEFAULT_PROFILE" else ""
    if other and other != profile:
        yield Sign("profile", other, "AWS_PROFILE, which other SDKs read")
    yield from _profile(profile or "default", effect, world)


def _names(effect: Effect) -> Iterator[Sign]:
    """The object's own name can only make it worse: a bucket *acme-prod* in an account nobody knows."""
    from guard.signs.environments import sign_of_words

    names = {effect.resource.identity, *(text_of(v) for n, v in effect.place.hints if n == "operand")}
    for name in sorted(names):
        sign = sign_of_words(name)
        if sign is not None and sign[0] == "E4":
            yield Sign("resource", name, "the command line")


def _vault(effect: Effect) -> str:
    invocation = runner(effect)
    wrapper = invocation.under("aws-vault") if invocation is not None else None
    words = [w for w in wrapper.words[1:] if not w.startswith("-")] if wrapper is not None else []
    return words[1] if len(words) > 1 and words[0] in ("exec", "export") else ""


def _profile(name: str, effect: Effect, world: World, depth: int = 0) -> Iterator[Sign]:
    home = home_of(effect, world)
    path = located(effect, variable(effect, "AWS_CONFIG_FILE")[0], home) or f"{home}/.aws/config"
    text = world.read(path) or ""
    section = "default" if name == "default" else f"profile {name}"
    role = setting(text, section, "role_arn")
    account = setting(text, section, "sso_account_id") or _account_in_arn(role)
    if account:
        yield Sign("account", account, f"~/.aws/config [{section}]")
        return
    session = setting(text, section, "sso_session")
    if session:
        yield Sign("sso-session", session, f"~/.aws/config [{section}]")
    source = setting(text, section, "source_profile")
    if source and depth < ROLE_CHAIN and source != name:
        yield from _profile(source, effect, world, depth + 1)
        return
    shared = located(effect, variable(effect, "AWS_SHARED_CREDENTIALS_FILE")[0], home)
    shared = shared or f"{home}/.aws/credentials"
    key = setting(world.read(shared) or "", name, "aws_access_key_id") or setting(
        text, section, "aws_access_key_id"
    )
    account = account_of_key(key)
    if account:
        yield Sign("account", account, f"the access key in ~/.aws/credentials [{name}]")


def _account_in_arn(arn: str) -> str:
    parts = arn.split(":")
    return parts[4] if len(parts) > 4 and parts[4].isdigit() else ""


def account_of_key(key: str) -> str:
    """The account number in an access key id (``AKIA…``, ``ASIA…``); empty where it is not of that form."""
    body = key[4:]
    if len(key) != 20 or not key.startswith(("AKIA", "ASIA")) or any(c not in BASE32 for c in body):
        return ""
    number = 0
    for char in body:
        number = number << 5 | BASE32.index(char)
    first = number >> (len(body) * 5 - 48)
    account = (first & 0x7FFFFFFFFF80) >> 7
    return f"{account:012d}"
