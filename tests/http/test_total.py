"""Any words to the programs of this room: effects or none, never an error."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from guard.model import Hole, Invocation, Stream, Value, known, unknown
from guard.policy.config import Config
from guard.programs.registry import effects_of
from guard.session.interface import NoSession
from guard.targets.interface import locate
from guard.world import World

PROGRAMS = (
    "curl", "wget", "http", "aws", "gh", "glab", "gcloud", "az", "railway", "heroku", "fly", "vercel", "wrangler",
    "firebase", "supabase", "stripe", "turso", "bq", "gsutil", "mc", "grpcurl", "lwp-request", "some-tool",
)  # fmt: skip
PIECES = (
    "-X", "DELETE", "-d", "@-", "@", "--json", '{"query":"mutation{a(b:{c:[$x]})}"}', '{"query":"mutation{', "-K", "-F",
    "a=@b", "-T", "-", "https://", "https://[::1", "http://a{b,c}d/", "//", "--next", "-G", "--unix-socket", "s3", "rm",
    "--recursive", "--cli-input-json", '{"A":1}', "route53", "change-resource-record-sets", "--change-batch",
    '{"Changes":[1,{"Action":2}]}', "api", "graphql", "-f", "query=", "repos/", "--", "%zz", "\x00", "。", "d1", "execute",
    "--command", "--resolve", "a:b", "::", "file://nope", "-e", "method=DELETE", ":3000/x", "a:=1", "delete",
)  # fmt: skip

texts = st.sampled_from(PIECES) | st.text(max_size=12)
values = texts.map(known) | st.just(unknown("a hole")) | texts.map(lambda t: Value((t, Hole("a hole"), t)))
streams = (
    st.none()
    | st.builds(Stream)
    | values.map(lambda v: Stream(text=v))
    | values.map(lambda v: Stream(path=v))
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PROGRAMS), st.lists(values, max_size=9), streams)
def test_no_words_break_the_interpretation(program, words, stream):
    invocation = Invocation((known(program), *words), "/tmp", environment={"HOME": "/nowhere"}, stdin=stream)
    world = World("/nowhere", looks=100_000)
    for effect in effects_of(invocation, world):
        locate(effect, world, NoSession(), Config())
