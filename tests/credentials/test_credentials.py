"""Which credential an act would use, what its form says, and whether it belongs to the task."""

from __future__ import annotations

import base64
import json
import os

import pytest

from guard.credentials.fingerprint import fingerprint
from guard.credentials.interface import credential_of
from guard.credentials.redaction import redact
from guard.errors import GuardError
from guard.findings import Located
from guard.model import Effect, Hole, Invocation, Place, Resource, Target, Value, Variable, known
from guard.programs.credential_words import sources_of
from guard.session.interface import NoSession
from guard.signs.tokens import account_of, format_of, is_uuid, looks_random, tokens_in
from guard.world import World

TOKEN = "ghp_" + "a1B2" * 9
UUID = "3d2c42fb-1f5a-4c0e-9a77-0123456789ab"


def jwt(**claims: object) -> str:
    """A token as RFC 7519 writes it, unsigned."""
    parts = [json.dumps({"alg": "HS256"}), json.dumps(claims), "signature"]
    return ".".join(base64.urlsafe_b64encode(p.encode()).decode().rstrip("=") for p in parts)


@pytest.mark.parametrize(
    ("token", "kind", "environment"),
    [
        pytest.param(TOKEN, "GitHub token (classic)", "", id="a classic GitHub token"),
        pytest.param("github_pat_" + "a" * 82, "GitHub token (fine-grained)", "", id="a fine-grained one"),
        pytest.param("AKIAIOSFODNN7EXAMPLE", "AWS access key (long-lived)", "", id="a long-lived AWS key"),
        pytest.param("ASIAQNZGKIQY56JQ7WML", "AWS access key (temporary)", "", id="a temporary AWS key"),
        pytest.param("sk_live_" + "a1" * 12, "Stripe secret key", "production", id="a live Stripe key"),
        pytest.param("sk_test_" + "a1" * 12, "Stripe secret key", "test", id="a test Stripe key"),
        pytest.param("prod:quick-otter-1|" + "a1" * 12, "Convex deploy key", "production", id="a Convex key"),
        pytest.param("sbp_" + "a1" * 20, "Supabase account token", "", id="a Supabase account token"),
    ],
)
def test_what_the_form_of_a_token_says(token, kind, environment):
    found = format_of(token)
    assert found is not None
    assert (found.kind, found.environment) == (kind, environment)


def test_the_account_inside_an_aws_key():
    assert account_of("ASIAQNZGKIQY56JQ7WML") == "029608264753"
    found = format_of("ASIAQNZGKIQY56JQ7WML")
    assert found is not None and "029608264753" in found.scope


def test_a_web_token_names_its_role_and_its_end():
    found = format_of(jwt(iss="supabase", role="service_role", ref="abcdef", exp=1_800_000_000))
    assert found is not None
    assert found.kind == "Supabase key"
    assert "service_role" in found.scope
    assert found.expires.startswith("2027-01-15")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("eyJhbGciOi.broken.x", id="a token that cannot be decoded"),
        pytest.param("main", id="a branch"),
        pytest.param("sk_live_", id="a prefix alone"),
        pytest.param("a-very-long-but-ordinary-name-of-something", id="a long name"),
    ],
)
def test_what_is_no_token(text):
    assert format_of(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("aB3dE5fG7hI9jK1lM3nO5pQ7rS", True, id="letters and digits"),
        pytest.param("0123456789abcdef0123456789abcdef", True, id="128 bits in hexadecimal"),
        pytest.param("node_modules/.bin/some-long-program", False, id="a path"),
        pytest.param("ThisIsALongCamelCaseIdentifier", False, id="an identifier"),
        pytest.param("2026-11-20T05:24:07.000000Z", False, id="a time"),
    ],
)
def test_what_looks_random(text, expected):
    assert looks_random(text) is expected


def test_tokens_are_found_wherever_they_stand():
    text = f'RAILWAY="{UUID}" # and {TOKEN}, see (https://x.example?key={TOKEN})'
    assert {token for token, _ in tokens_in(text)} == {UUID, TOKEN}
    assert is_uuid(UUID)


# --------------------------------------------------------------------------------------- redaction


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        pytest.param(f"GH_TOKEN={TOKEN} gh pr list", TOKEN, id="a variable"),
        pytest.param("DB_PASSWORD=hunter22 make", "hunter22", id="a short password by its name"),
        pytest.param(f"curl -H 'Authorization: Bearer {UUID}' x", UUID, id="a header"),
        pytest.param("psql postgres://app:s3cr3t@db/x", "s3cr3t", id="a connection string"),
        pytest.param("tool --token abcdef123456", "abcdef123456", id="an option"),
        pytest.param(
            "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----", "MIIabc", id="a key"
        ),
        pytest.param("echo '-----BEGIN PRIVATE KEY-----\nMIIabc", "MIIabc", id="a key that is cut off"),
        pytest.param(f'T={UUID}; curl -H "Authorization: Bearer $T" x', UUID, id="a UUID in a variable"),
        pytest.param(f"python3 -c \"t = '{UUID}'; post(t)\"", UUID, id="a UUID in a variable of code"),
        pytest.param('{"password": "hunter22x"}', "hunter22x", id="a field of JSON"),
        pytest.param('{"password": "two words"}', "two words", id="a field of JSON with two words"),
        pytest.param(
            "export DB_PASS='two words of it'", "two words of it", id="a variable with several words"
        ),
        pytest.param("api_key = hunter22x", "hunter22x", id="a setting with spaces around the sign"),
        pytest.param(
            "kubectl create secret generic x --from-literal=password=hunter22", "hunter22", id="a literal"
        ),
        pytest.param("mysql -u root -phunter22 app", "hunter22", id="mysql's -p"),
        pytest.param("curl -u me:hunter22 https://x", "hunter22", id="curl's -u"),
        pytest.param("curl -ume:hunter22 https://x", "hunter22", id="curl's -u without a space"),
        pytest.param("sshpass -p hunter22 ssh x", "hunter22", id="sshpass"),
        pytest.param("docker login -u x -p hunter22 r.acme.com", "hunter22", id="docker login"),
        pytest.param("redis-cli -h x -a hunter22 flushall", "hunter22", id="redis-cli's -a"),
        pytest.param("sqlcmd -S x -P hunter22 -Q y", "hunter22", id="sqlcmd's -P"),
        pytest.param(
            "aws configure set aws_secret_access_key hunter22/x", "hunter22/x", id="a setting by two words"
        ),
        pytest.param(
            "echo hunter22 | docker login --password-stdin", "hunter22", id="what is piped into a login"
        ),
        pytest.param("echo hunter22 | sudo -S rm x", "hunter22", id="what is piped into sudo"),
        pytest.param("gh secret set DEPLOY -b hunter22", "hunter22", id="the body of a secret"),
    ],
)
def test_a_secret_is_blotted_out(text, secret):
    assert secret not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("git commit -m 'rotate the token: later'", id="a message about tokens"),
        pytest.param("curl -H 'Authorization: Bearer $TOKEN' https://x.example", id="a variable's name"),
        pytest.param(f"railway volume delete {UUID}", id="an object's id"),
        pytest.param("ls -la src/components", id="an ordinary command"),
        pytest.param("git commit -m 'rotate token handling code'", id="a message about handling tokens"),
        pytest.param(f"PROJECT_ID={UUID} make", id="an object's id in a variable"),
        pytest.param(f"volume={UUID}", id="an object's UUID by its noun"),
        pytest.param("docker run -p 8080:8080 nginx", id="a port"),
        pytest.param("mkdir -p dist && cp -p a b", id="other programs' -p"),
        pytest.param("sort -u names.txt", id="another program's -u"),
        pytest.param("password: string;", id="a type"),
        pytest.param("gh pr create -b 'all done'", id="the body of a pull request"),
        pytest.param("echo hello there", id="what is only printed"),
        pytest.param("the password: must be long", id="a sentence"),
    ],
)
def test_what_is_no_secret_stays(text):
    assert redact(text) == text


# ------------------------------------------------------------------------------------- fingerprints


def test_a_fingerprint_is_the_same_for_one_user_and_another_for_the_next(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = fingerprint("secret", str(tmp_path / "a"))
    assert fingerprint("secret", str(tmp_path / "a")) == first
    assert fingerprint("secret2", str(tmp_path / "a")) != first
    assert fingerprint("secret", str(tmp_path / "b")) != first
    assert os.stat(tmp_path / "a" / "fingerprint.key").st_mode & 0o777 == 0o600


def test_a_damaged_key_is_an_error(tmp_path):
    (tmp_path / "fingerprint.key").write_bytes(b"short")
    os.chmod(tmp_path / "fingerprint.key", 0o600)
    with pytest.raises(GuardError, match="damaged"):
        fingerprint("secret", str(tmp_path))


# ------------------------------------------------------------------------------------------ origin


class Remembering(NoSession):
    """A session that saw one secret, and was told one environment."""

    def __init__(self, source: str = "", environment: str = "") -> None:
        self.source, self.environment = source, environment

    def fingerprint(self, secret: str) -> str:
        return "f"

    def source_of_secret(self, fingerprint: str) -> str:
        return self.source

    def task_environment(self) -> str:
        return self.environment


ENV = {"RAILWAY_TOKEN": UUID, "HOME": "/home/u"}


def curl(header: str | Value, environment: dict[str, str] | None = None) -> Invocation:
    word = known(header) if isinstance(header, str) else header
    words = (known("curl"), known("-H"), word, known("https://backboard.railway.app/graphql/v2"))
    return Invocation(words, "/home/u/proj", {}, ENV if environment is None else environment)


@pytest.mark.parametrize(
    ("invocation", "session", "environment", "foreign", "said"),
    [
        pytest.param(
            curl(f"Authorization: Bearer {UUID}"),
            Remembering(),
            "E3",
            False,
            "variable RAILWAY_TOKEN",
            id="the value of an own variable",
        ),
        pytest.param(
            curl(f"Authorization: Bearer {UUID}", {}),
            Remembering(),
            "E3",
            True,
            "literal in the command",
            id="a literal that is in no variable",
        ),
        pytest.param(
            curl(f"Authorization: Bearer {UUID}", {}),
            Remembering("/home/u/proj/scripts/domains.md"),
            "E3",
            True,
            "/home/u/proj/scripts/domains.md",
            id="a literal found in an unrelated file",
        ),
        pytest.param(
            curl(f"Authorization: Bearer {UUID}", {}),
            Remembering("/home/u/proj/.env"),
            "E3",
            False,
            "/home/u/proj/.env",
            id="a literal that stands in the project's own env file",
        ),
        pytest.param(
            curl(f"Authorization: Bearer {UUID}", {}),
            Remembering("/home/u/other/.env"),
            "E3",
            True,
            "/home/u/other/.env",
            id="a literal from another project's env file",
        ),
        pytest.param(
            curl("Authorization: Bearer dev-token-12345", {}),
            Remembering(),
            "E1",
            False,
            "literal in the command",
            id="a literal for a local server",
        ),
        pytest.param(
            curl("Authorization: Bearer " + "sk_live_" + "a1" * 12, {"K": "sk_live_" + "a1" * 12}),
            Remembering("", "staging"),
            "E3",
            True,
            "variable K",
            id="a live key where the task said staging",
        ),
        pytest.param(
            curl("Authorization: Bearer " + "sk_test_" + "a1" * 12, {"K": "sk_test_" + "a1" * 12}),
            Remembering("", "test"),
            "E3",
            False,
            "variable K",
            id="a test key where the task said test",
        ),
    ],
)
def test_whether_a_credential_belongs_to_the_task(
    invocation, session, environment, foreign, said, monkeypatch, tmp_path
):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    effect = Effect("x", "delete", Resource("volume", "v"), Place("http", "railway"), invocation)
    located = Located(Target(environment), "R4", "B1")
    found = credential_of(effect, located, World("/home/u"), session)
    assert found is not None
    assert found.foreign is foreign
    assert said in found.origin + " " + found.seen_in
    assert UUID not in repr(found)


def test_a_token_out_of_a_file_names_the_file():
    reader = Invocation((known("cat"), known("/srv/share/token")), "/home/u/proj", {}, {})
    word = Value(("Authorization: Bearer ", Hole("output of cat", (reader,))))
    (source,) = sources_of(curl(word, {}))
    assert source.file == "/srv/share/token"


@pytest.mark.parametrize(
    ("program", "variables", "expected"),
    [
        pytest.param(
            "gh",
            {"GITHUB_TOKEN": "b" * 20, "GH_TOKEN": "a" * 20},
            "variable GH_TOKEN",
            id="gh: its own first",
        ),
        pytest.param(
            "railway",
            {"RAILWAY_API_TOKEN": "b" * 20, "RAILWAY_TOKEN": "a" * 20},
            "variable RAILWAY_TOKEN",
            id="railway: the project's before the account's",
        ),
    ],
)
def test_the_order_of_a_program(program, variables, expected):
    invocation = Invocation((known(program), known("x")), "/p", {}, variables)
    assert next(iter(sources_of(invocation))).origin == expected


def test_a_variable_set_in_the_command_goes_before_the_environment():
    given = {"GH_TOKEN": Variable(known(TOKEN), "inline")}
    invocation = Invocation((known("gh"), known("x")), "/p", given, {"GH_TOKEN": "b" * 30})
    first = next(iter(sources_of(invocation)))
    assert first.given
    assert first.origin == "variable GH_TOKEN set in the command"


def test_a_path_needs_no_credential():
    invocation = Invocation((known("rm"), known("x")), "/p", {}, ENV)
    effect = Effect("fs.rm", "delete", Resource("file", "x"), Place("path"), invocation)
    assert credential_of(effect, Located(Target("E1"), "R4", "B1"), World(""), NoSession()) is None


STRIPE = "sk_live_" + "a1" * 12


@pytest.mark.parametrize(
    ("words", "secret"),
    [
        pytest.param(("curl", "-u", f"{STRIPE}:"), STRIPE, id="a token in place of the user"),
        pytest.param(("curl", f"-u{STRIPE}:"), STRIPE, id="attached"),
        pytest.param(("curl", f"--user=api:{TOKEN}"), TOKEN, id="a token in place of the password"),
        pytest.param(("http", "-a", f"{UUID}:"), UUID, id="httpie"),
        pytest.param(("curl", "-u", "alice:hunter22"), "", id="an ordinary password"),
        pytest.param(("curl", "-u", "alice"), "", id="a user"),
        pytest.param(("sort", "-u", f"{STRIPE}:"), "", id="another program's option"),
    ],
)
def test_a_token_in_place_of_user_or_password(words, secret):
    found = [
        s.secret for s in sources_of(Invocation(tuple(known(w) for w in words), "/", {}, {})) if s.secret
    ]
    assert found == ([secret] if secret else [])
