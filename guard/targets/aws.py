"""Which AWS account a command would reach, in the order in which the CLI and the SDKs look.

``--profile`` · ``AWS_ACCESS_KEY_ID`` · ``AWS_PROFILE`` and ``AWS_DEFAULT_PROFILE`` · ``[default]``. Of the
two variables version 1 of the CLI takes the second, version 2 and the SDKs the first, so both count. A
profile leads to an account by ``role_arn``, ``sso_account_id`` or the access key in the credentials file; an
access key's id holds the account number. Where the call goes is said in ``aws_endpoints.py``.

Caught: ``AWS_PROFILE=dev`` with the keys of the production account in the environment: the keys win.
Quiet: ``--endpoint-url http://localhost:4566``: LocalStack keeps nothing.

The environment: the owner's map by account and profile, then the words of the profile, else E3.
Facts: docs.aws.amazon.com/cli (configuration precedence), botocore ``credentials.py`` (Apache-2.0);
``tests/precedence/test_aws.py`` asks both versions. The account in an access key:
base32(key[4:])[:6] & 0x7fffffffff80 >> 7.
"""

from __future__ import annotations

from guard.findings import Located
from guard.model import Target
from guard.targets.aws_endpoints import config_of, endpoint_of, host_of, local_target, profiles_of
from guard.targets.cloud_signs import Sign, environment_of_signs, home_of, located, setting, text_of, variable
from guard.targets.made import made_marks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect
    from guard.policy.config import Config
    from guard.session.interface import Session
    from guard.world import World

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
ROLE_CHAIN = 4
"""Profiles whose source_profile names a further one."""


def locate(effect: Effect, world: World, session: Session, config: Config) -> Located:
    """The account, and what the session knows about the object."""
    marks = made_marks(effect, session)
    endpoint = endpoint_of(effect, world)
    local = local_target(endpoint)
    if local is not None:
        return Located(local, effect.recoverability, effect.blast, marks=marks)
    unresolved = ""
    profile = effect.place.hint("profile")
    if profile is not None and profile.text is None:
        unresolved = f"the profile {profile.skeleton}"
    signs = [*host_of(endpoint), *_signs(effect, world), *_names(effect)]
    environment, evidence = environment_of_signs(
        signs, config, "E3", "the account is not in the environment map"
    )
    named = [s.name for s in signs if s.kind in ("host", "account")] or [
        s.name for s in signs if s.kind != "resource"
    ]
    identity = "aws/" + named[0] if named else "an AWS account that nothing here names"
    return Located(
        Target(environment, identity, evidence, unresolved), effect.recoverability, effect.blast, marks=marks
    )


def _signs(effect: Effect, world: World) -> Iterator[Sign]:
    chosen = profiles_of(effect)
    if not text_of(effect.place.hint("profile")):
        key, _ = variable(effect, "AWS_ACCESS_KEY_ID")
        if key:
            account = account_of_key(key)
            yield Sign("account", account or f"the account of the key …{key[-4:]}", "AWS_ACCESS_KEY_ID")
            yield Sign("access-key", key, "AWS_ACCESS_KEY_ID")
            return
    for profile, where in chosen:
        yield Sign("profile", profile, where)
        yield from _profile(profile, effect, world)
    if not chosen:
        yield from _profile("default", effect, world)


def _names(effect: Effect) -> Iterator[Sign]:
    """The object's own name can only make it worse: a bucket *acme-prod* in an account nobody knows."""
    from guard.signs.environments import sign_of_words

    names = {effect.resource.identity, *(text_of(v) for n, v in effect.place.hints if n == "operand")}
    for name in sorted(names):
        sign = sign_of_words(name)
        if sign is not None and sign[0] == "E4":
            yield Sign("resource", name, "the command line")


def _profile(name: str, effect: Effect, world: World, depth: int = 0) -> Iterator[Sign]:
    home = home_of(effect, world)
    text, section = config_of(name, effect, world)
    role = setting(text, section, "role_arn")
    named = role.partition(":role/")[2] or setting(text, section, "sso_role_name")
    if named:
        yield Sign("role", named.rpartition("/")[2], f"~/.aws/config [{section}]")
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
