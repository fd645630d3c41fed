"""Where a call to AWS goes: to AWS itself, to an emulator on this machine, to a server that speaks like it.

``--endpoint-url`` · ``AWS_ENDPOINT_URL_<SERVICE>`` · ``AWS_ENDPOINT_URL`` · the service's ``endpoint_url`` in
the profile's ``[services …]`` · the profile's own ``endpoint_url``. ``AWS_IGNORE_CONFIGURED_ENDPOINT_URLS``
and ``ignore_configured_endpoint_urls`` switch all but the flag off.

Caught: ``--endpoint-url https://s3.prod.acme.com``. Quiet: ``--profile local`` whose endpoint is LocalStack.
Facts: docs.aws.amazon.com/sdkref (service-specific endpoints), botocore ``configprovider.py`` (Apache-2.0).
"""

from __future__ import annotations

from guard.model import Evidence, Target
from guard.targets.cloud_signs import Sign, home_of, located, setting, text_of, variable
from guard.targets.made import runner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect
    from guard.world import World

EMULATORS = ("4566", "4571", "5000", "8000", "9324")
"""Ports of LocalStack, moto, DynamoDB local and ElasticMQ, which are filled anew at each start."""
EMULATING = ("awslocal", "tflocal", "cdklocal")


def profiles_of(effect: Effect) -> list[tuple[str, str]]:
    """The profiles that count, and what names each; none where it is the default one."""
    given = text_of(effect.place.hint("profile"))
    if given:
        return [(given, "--profile")]
    found = [
        (variable(effect, name)[0], name)
        for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_VAULT", "guard:aws-profile")
    ]
    named = [pair for pair in found if pair[0]]
    wrapper = _vault(effect)
    if not named and wrapper:
        return [(wrapper, "aws-vault")]
    return [pair for at, pair in enumerate(named) if pair[0] not in [name for name, _ in named[:at]]]


def _vault(effect: Effect) -> str:
    invocation = runner(effect)
    wrapper = invocation.under("aws-vault") if invocation is not None else None
    words = [w for w in wrapper.words[1:] if not w.startswith("-")] if wrapper is not None else []
    return words[1] if len(words) > 1 and words[0] in ("exec", "export") else ""


def config_of(profile: str, effect: Effect, world: World) -> tuple[str, str]:
    """The configuration file's text, and the name of the profile's section in it."""
    home = home_of(effect, world)
    path = located(effect, variable(effect, "AWS_CONFIG_FILE")[0], home) or f"{home}/.aws/config"
    return world.read(path) or "", "default" if profile == "default" else f"profile {profile}"


def endpoint_of(effect: Effect, world: World) -> tuple[str, str]:
    """The endpoint that is not AWS's own, and what names it; empty where there is none."""
    given = text_of(effect.place.hint("endpoint-url"))
    if given:
        return given, "--endpoint-url"
    invocation = runner(effect)
    if invocation is not None and invocation.program in EMULATING:
        return "http://localhost:4566", invocation.program
    if variable(effect, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")[0].lower() == "true":
        return "", ""
    service = _service(effect)
    names = (f"AWS_ENDPOINT_URL_{service.upper()}",) if service else ()
    found, where = variable(effect, *names, "AWS_ENDPOINT_URL")
    return (found, where) if found else _configured(service, effect, world)


def _configured(service: str, effect: Effect, world: World) -> tuple[str, str]:
    """The endpoint of the profile; where two profiles count, none of them is a reason to call it local."""
    found = profiles_of(effect) or [("default", "")]
    text, section = config_of(found[0][0], effect, world)
    if len(found) > 1 or setting(text, section, "ignore_configured_endpoint_urls").lower() == "true":
        return "", ""
    services = setting(text, section, "services")
    endpoint = _nested(text, f"services {services}", service) if services and service else ""
    endpoint = endpoint or setting(text, section, "endpoint_url")
    return endpoint, f"~/.aws/config [{section}]"


def _nested(text: str, section: str, service: str) -> str:
    """``endpoint_url`` among the indented lines below ``service =`` in a section."""
    inside = named = False
    for line in text.splitlines():
        key, _, value = line.strip().partition("=")
        if line.startswith("["):
            inside, named = line.strip("[] ") == section, False
        elif inside and line[:1] not in (" ", "\t"):
            named = key.strip() == service
        elif named and key.strip() == "endpoint_url":
            return value.strip()
    return ""


def _service(effect: Effect) -> str:
    """The service that is called, as variables and sections spell it: ``s3`` for *s3api* too."""
    invocation = runner(effect)
    if invocation is None or invocation.program != "aws":
        return ""
    from guard.programs.aws import GLOBAL_VALUED

    words = [w.text or "" for w in invocation.argv[1:]]
    at = 0
    while at < len(words) and words[at].startswith("-"):
        at += 2 if words[at] in GLOBAL_VALUED else 1
    return words[at].removesuffix("api").replace("-", "_") if at < len(words) else ""


def local_target(endpoint: tuple[str, str]) -> Target | None:
    """The emulator on this machine, or none."""
    from guard.http.request import address_of
    from guard.model import known
    from guard.signs.environments import sign_of_host

    given, where = endpoint
    if not given:
        return None
    address = address_of(known(given))
    sign = sign_of_host(address.host)
    if address.host.endswith("localstack.cloud"):
        return _local(address.host, where, "E0")
    if sign is None or sign[0] not in ("E0", "E1"):
        return None
    emulator = address.port in EMULATORS or "localstack" in address.host
    return _local(given, where, "E0" if emulator else "E1")


def _local(name: str, where: str, environment: str) -> Target:
    return Target(environment, name, (Evidence(f"an emulator at {name}", where),))  # type: ignore[arg-type]


def host_of(endpoint: tuple[str, str]) -> Iterator[Sign]:
    """A server elsewhere that speaks like AWS says by its name where it is."""
    from guard.http.request import address_of
    from guard.model import known

    host = address_of(known(endpoint[0])).host if endpoint[0] else ""
    if host and not host.endswith((".amazonaws.com", ".amazonaws.com.cn")):
        yield Sign("host", host, endpoint[1])
