"""Requests to the interfaces of some hundred providers, by every client that people use.

``apis/*.txt``: a line that begins with ``-`` takes something away and asks, ``+`` is quiet; method, URL, body.
The curl of every line is judged; each other client sends every seventh of them.
"""

from __future__ import annotations

import json
import pathlib
import shlex

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from guard.world import World

TABLES = sorted((pathlib.Path(__file__).parent / "apis").glob("*.txt"))


def lines(sign):
    for path in TABLES:
        for line in path.read_text().splitlines():
            if line.startswith(sign + " "):
                method, url, *body = line[2:].split(" ", 2)
                yield method, url, body[0] if body else None


DESTRUCTIVE, HARMLESS = list(lines("-")), list(lines("+"))


def curl(method, url, body):
    sent = f" -d {shlex.quote(body)}" if body is not None else ""
    return f"curl -s -X {method} {shlex.quote(url)}{sent}"


def wget(method, url, body):
    sent = f" --body-data={shlex.quote(body)}" if body is not None else ""
    return f"wget -qO- --method={method}{sent} {shlex.quote(url)}"


def httpie(method, url, body):
    sent = f" --raw={shlex.quote(body)}" if body is not None else ""
    return f"http{sent} {method} {shlex.quote(url)}"


def xh(method, url, body):
    sent = f" --raw {shlex.quote(body)}" if body is not None else ""
    return f"xh{sent} {method} {shlex.quote(url)}"


def requests(method, url, body):
    sent = f", data={body!r}" if body is not None else ""
    return f"python3 -c {shlex.quote(f'import requests; requests.{method.lower()}({url!r}{sent})')}"


def httpx(method, url, body):
    sent = f", content={body!r}" if body is not None else ""
    return f"python3 -c {shlex.quote(f'import httpx; httpx.request({method!r}, {url!r}{sent})')}"


def urllib(method, url, body):
    sent = f", data={body.encode()!r}" if body is not None else ""
    code = f"from urllib.request import Request, urlopen; urlopen(Request({url!r}{sent}, method={method!r}))"
    return f"python3 -c {shlex.quote(code)}"


def fetch(method, url, body):
    options = {"method": method, **({"body": body} if body is not None else {})}
    return f"node -e {shlex.quote(f'fetch({json.dumps(url)}, {json.dumps(options)})')}"


def by_input(method, url, body):
    return f"curl -s --request {method} --data-binary @- {shlex.quote(url)} <<< {shlex.quote(body or '')}"


CLIENTS = [wget, httpie, xh, requests, httpx, urllib, fetch, by_input]
OF_A_PROVIDER = [
    ("https://api.github.com/", lambda m, path, url: f"gh api -X {m} {shlex.quote('/' + path)}"),
    ("https://gitlab.com/api/v4/", lambda m, path, url: f"glab api -X {m} {shlex.quote(path)}"),
    ("https://management.azure.com/", lambda m, path, url: f"az rest --method {m.lower()} --url {shlex.quote(url)}"),
    ("https://graph.microsoft.com/", lambda m, path, url: f"az rest -m {m.lower()} -u {shlex.quote(url)}"),
    ("https://api.vercel.com/", lambda m, path, url: f"vercel api {shlex.quote('/' + path)} -X {m}"),
]  # fmt: skip
RAW = {"GET": "get", "DELETE": "delete", "PUT": "replace", "POST": "create"}


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    place = tmp_path_factory.mktemp("work")

    def decision(command):
        proposal = Proposal(text=command, cwd=str(place), env={"HOME": str(home), "PATH": "/usr/bin:/bin"})
        return judge(proposal, World(str(home), start=str(place)), NoSession(), Config())

    return decision


def shown(cases):
    return [pytest.param(*case, id=" ".join(str(part) for part in case if part)) for case in cases]


def test_there_are_enough_of_them():
    assert len(DESTRUCTIVE) >= 700 and len(HARMLESS) >= 250


@pytest.mark.parametrize(("method", "url", "body"), shown(DESTRUCTIVE))
def test_what_takes_something_away_asks(method, url, body, decided):
    assert decided(curl(method, url, body)).decision != "allow"


@pytest.mark.parametrize(("method", "url", "body"), shown(HARMLESS))
def test_what_reads_or_makes_is_quiet(method, url, body, decided):
    verdict = decided(curl(method, url, body))
    assert verdict.decision == "allow", verdict.summary


BY_CLIENT = [
    pytest.param(client, *case, id=f"{client.__name__} {case[0]} {case[1]}")
    for at, client in enumerate(CLIENTS)
    for case in DESTRUCTIVE[at::7]
]


@pytest.mark.parametrize(("client", "method", "url", "body"), BY_CLIENT)
def test_every_client_sends_the_same(client, method, url, body, decided):
    command = client(method, url, body)
    assert decided(command).decision != "allow", command


QUIET_BY_CLIENT = [
    pytest.param(client, *case, id=f"{client.__name__} {case[0]} {case[1]}")
    for at, client in enumerate(CLIENTS)
    for case in HARMLESS[at::7]
    if client is not by_input
]


@pytest.mark.parametrize(("client", "method", "url", "body"), QUIET_BY_CLIENT)
def test_every_client_may_read(client, method, url, body, decided):
    command = client(method, url, body)
    verdict = decided(command)
    assert verdict.decision == "allow", f"{command}: {verdict.summary}"


def of_providers(cases):
    for method, url, body in cases:
        for prefix, command in OF_A_PROVIDER:
            if url.startswith(prefix) and body is None:
                yield command(method, url.removeprefix(prefix), url)
        if url.startswith("https://k8s.acme.com:6443/") and method in RAW and body is None:
            yield f"kubectl {RAW[method]} --raw {url.removeprefix('https://k8s.acme.com:6443')}"


@pytest.mark.parametrize("command", list(of_providers(DESTRUCTIVE)))
def test_a_provider_s_own_client_sends_the_same(command, decided):
    assert decided(command).decision != "allow"


@pytest.mark.parametrize("command", list(of_providers(HARMLESS)))
def test_a_provider_s_own_client_may_read(command, decided):
    verdict = decided(command)
    assert verdict.decision == "allow", verdict.summary
