"""Publishing and yanking outside npm: twine, poetry, uv, flit, hatch, cargo, gem, mvn, gradle, dotnet …

Caught: ``twine upload dist/*``, ``cargo publish``, ``cargo yank --version 1.0.0 x``, ``gem push x.gem``,
``mvn deploy``, ``helm push x.tgz oci://r.example.com``, ``dotnet nuget delete x 1.0.0``.
Quiet: ``twine check``, ``cargo publish --dry-run``, ``cargo build``, ``gem build``.

Lost: a version number for good.
Back: a yank can be undone (``cargo yank --undo``), a deletion cannot.
Instead: ``twine check``, ``cargo publish --dry-run``.

Facts: twine.readthedocs.io, doc.rust-lang.org/cargo, the guides of RubyGems, maven.apache.org/plugins.
"""

from __future__ import annotations

from guard.programs.publishing import DEPRECATE, OWNER, PUBLISH, UNPUBLISH, YANK, to_registry
from guard.programs.subcommands import read_command, word_set

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from guard.model import Effect, Invocation
    from guard.programs.options import Options
    from guard.programs.subcommands import Act
    from guard.world import World

_TABLE: Mapping[str, tuple[str, Mapping[str, Act], str]] = {
    # program → whose configuration names the registry, its acts, the safer command
    "twine": ("python", {"upload": PUBLISH, "register": PUBLISH}, "twine check dist/*"),
    "poetry": ("python", {"publish": PUBLISH}, "poetry publish --dry-run"),
    "uv": ("python", {"publish": PUBLISH}, "uv publish --dry-run"),
    "flit": ("python", {"publish": PUBLISH}, "flit build"),
    "hatch": ("python", {"publish": PUBLISH}, "hatch build"),
    "pdm": ("python", {"publish": PUBLISH}, "pdm build"),
    "maturin": ("python", {"publish": PUBLISH, "upload": PUBLISH}, "maturin build"),
    "cargo": ("cargo", {"publish": PUBLISH, "yank": YANK, "owner": OWNER}, "cargo publish --dry-run"),
    "gem": ("gem", {"push": PUBLISH, "yank": UNPUBLISH, "owner": OWNER}, "gem build"),
    "mvn": (
        "maven",
        {"deploy": PUBLISH, "release:perform": PUBLISH, "deploy:deploy-file": PUBLISH},
        "mvn verify",
    ),
    "mvnw": ("maven", {"deploy": PUBLISH, "release:perform": PUBLISH}, "mvn verify"),
    "gradle": (
        "maven",
        {"publish": PUBLISH, "publishPlugins": PUBLISH, "uploadArchives": PUBLISH},
        "gradle publishToMavenLocal",
    ),
    "gradlew": ("maven", {"publish": PUBLISH, "publishPlugins": PUBLISH}, "gradle publishToMavenLocal"),
    "sbt": ("maven", {"publish": PUBLISH, "publishSigned": PUBLISH}, "sbt publishLocal"),
    "dotnet": ("nuget", {"nuget push": PUBLISH, "nuget delete": UNPUBLISH}, "dotnet pack"),
    "nuget": ("nuget", {"push": PUBLISH, "delete": UNPUBLISH}, "nuget pack"),
    "vsce": ("vscode", {"publish": PUBLISH, "unpublish": UNPUBLISH}, "vsce package"),
    "ovsx": ("vscode", {"publish": PUBLISH}, "ovsx --help"),
    "jsr": ("npm", {"publish": PUBLISH}, "jsr publish --dry-run"),
    "anaconda": ("conda", {"upload": PUBLISH, "remove": UNPUBLISH}, "anaconda show"),
    "pod": (
        "cocoapods",
        {"trunk push": PUBLISH, "trunk delete": UNPUBLISH, "trunk deprecate": DEPRECATE},
        "pod lib lint",
    ),
    "dart": ("pub", {"pub publish": PUBLISH, "pub lish": PUBLISH}, "dart pub publish --dry-run"),
    "flutter": ("pub", {"pub publish": PUBLISH}, "flutter pub publish --dry-run"),
    "skopeo": ("docker", {"copy": PUBLISH, "delete": UNPUBLISH, "sync": PUBLISH}, "skopeo inspect"),
    "crane": (
        "docker",
        {"push": PUBLISH, "delete": UNPUBLISH, "copy": PUBLISH, "tag": PUBLISH},
        "crane digest",
    ),
    "oras": (
        "docker",
        {"push": PUBLISH, "manifest delete": UNPUBLISH, "copy": PUBLISH},
        "oras manifest fetch",
    ),
    "charm": ("charm", {"publish": PUBLISH}, ""),
    "snapcraft": ("snap", {"upload": PUBLISH, "release": PUBLISH}, ""),
    "goreleaser": ("release", {"release": PUBLISH}, "goreleaser release --snapshot"),
    "semantic-release": ("release", {"": PUBLISH}, "semantic-release --dry-run"),
    "changeset": ("npm", {"publish": PUBLISH}, "changeset status"),
    "lerna": ("npm", {"publish": PUBLISH}, "lerna diff"),
}
_VALUED = word_set(
    "-r --repository --repository-url --publish-url --index --registry -u --username -p "
    "--password --token --version --vers --host -k --key -s --source --api-key -P --manifest-path "
    "--config-file --package -f -D --features -j -c --config -i --identity --target --target-dir "
    "--profile"
)
_DRY = ("--dry-run", "-n", "--help", "-h", "--snapshot", "--undo", "-V", "--list", "-l", "--version-only")


_REGISTRY = (
    "--repository-url", "--publish-url", "--index", "--registry", "--host", "-r", "--repository", "-s",
    "--source",
)  # fmt: skip
_OWNERS = ("-a", "-r", "--add", "--remove")


def effects(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What a publishing tool sends or takes back; everything else of these tools is quiet here."""
    program = invocation.program.removesuffix(".cmd")
    tool, acts, instead = _TABLE[program]
    if tool == "maven" and any("flyway" in w.prefix or "liquibase" in w.prefix for w in invocation.argv[1:]):
        from guard.programs.migrations_jvm import of_build

        yield from of_build(invocation, world)
    if program == "dotnet":
        from guard.programs.migrations_dotnet import effects as of_ef

        yield from of_ef(invocation, world)
    groups = tuple({path.split(" ")[0] for path in acts if " " in path})
    command = read_command(invocation.argv[1:], _VALUED, groups)
    options = command.options
    path = command.path
    if options.has("--help") or _only_shows(program, path, options):
        return
    if path not in acts and tool == "maven":
        goals = [word.text.rsplit(":", 1)[-1] for word in command.operands if word.text]
        path = next((goal for goal in goals if goal in acts), path.rsplit(":", 1)[-1])
    act = acts.get(path)
    if act is None:
        return
    registry = options.value(*_REGISTRY)
    name = command.names or "this package"
    yield to_registry(
        f"publish.{program}-{path.replace(' ', '-') or 'run'}", act, tool, name, invocation, registry, instead
    )


def _only_shows(program: str, path: str, options: Options) -> bool:
    """Whether nothing is sent: a dry run, or owners that are listed."""
    dry, changes = options.has(*_DRY), options.has(*_OWNERS)
    if (program, path) == ("cargo", "owner"):
        return dry and not changes
    return dry or ((program, path) == ("gem", "owner") and not changes)
