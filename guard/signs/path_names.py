"""What the name of a file says about what it holds: made again by a tool, or held nowhere else.

An example: ``node_modules``, ``__pycache__``, ``*.pyc`` come back by themselves; ``dist`` and ``build``
do where git ignores them or a build file stands beside them; ``.env``, ``*.sqlite``, ``uploads/`` come
back from nowhere. A near miss: an ignored ``data/`` is not regenerable because it is ignored.

Facts: the output folders that the tools' own documentation names, cross-checked with the ignore files
that GitHub offers per language.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Kept = Literal["generated", "output", "data", "plain"]

GENERATED = frozenset((
        "node_modules", "bower_components", "jspm_packages", "__pycache__", ".pytest_cache", ".mypy_cache",
        ".ruff_cache", ".tox", ".nox", ".hypothesis", ".ipynb_checkpoints", ".eggs", ".next", ".nuxt",
        ".svelte-kit", ".astro", ".turbo", ".parcel-cache", ".angular", ".docusaurus", ".vite",
        ".vitepress", ".output", ".vercel_build_output", ".cache", ".sass-cache", ".eslintcache",
        ".stylelintcache", ".nyc_output", ".terraform", ".terragrunt-cache", ".gradle", ".dart_tool",
        ".venv", "venv", ".virtualenv", ".bundle", "cmakefiles", ".pnpm-store", ".yarn-cache", ".npm",
        ".serverless", ".aws-sam", "cdk.out", ".webpack", ".rollup.cache", ".rpt2_cache", ".expo",
        ".metro-cache", "deriveddata", ".build", ".zig-cache", "zig-cache", "zig-out", ".stack-work",
        "dist-newstyle", ".ccls-cache", ".clangd", ".elixir_ls", "_build", "erl_crash.dump",
        ".rebar3", ".phpunit.cache",
        ".phpunit.result.cache", ".php-cs-fixer.cache", ".coverage", "htmlcov", ".scannerwork",
        ".tsbuildinfo", "pip-wheel-metadata", "storybook-static", ".storybook-static", ".import-cache",
        ".pyre", ".pytype", ".dmypy.json", ".esbuild", ".swc", ".cargo-cache", ".pixi", ".direnv", ".bloop",
        ".metals", ".pio", "compile_commands.json", ".cpcache", ".lsp", ".shadow-cljs", "elm-stuff", ".spago",
        ".psci_modules",
        ".jekyll-cache", ".hugo_build.lock", ".quarto", ".ds_store", "thumbs.db",
    ))  # fmt: skip
"""Names that only tools give. Lost and made again, whatever git says, unless they are tracked."""

OUTPUT = frozenset((
        "dist", "build", "out", "target", "coverage", "bin", "obj", "lib-cov", "tmp", "temp", ".tmp",
        ".temp", "logs", "log", "output", "public/build", "public/assets",
        "public/packs", "public/packs-test", "public/vite", "app/assets/builds", "staticfiles", "release",
        "debug", "pkg", "site", "_site",
        "vendor", "deps", "cmake-build-debug", "cmake-build-release", "artifacts", "test-results",
        "playwright-report", "reports", "report", "generated", "gen", "cache", "caches", ".output",
        "wheels", "wheelhouse", "bazel-out", "bazel-bin", "bazel-testlogs", "www/build", "android/build",
        "ios/build", "pods", "typings", "compiled", "lib", "es", "esm", "cjs", "umd", "docs/_build",
        "docs/api", "doc/api", "docs/html", "doc/html", "storage/logs", "storage/framework",
        "bootstrap/cache", "public/hot",
        "perf.data", "perf.data.old", "flamegraph.svg", "test_output",
        "junit", "allure-results", "allure-report", "screenshots/diff", ".nx", ".rush", ".wireit",
    ))  # fmt: skip
"""Names that builds usually write to. Made again where git ignores them."""

BUILD_FOLDERS = frozenset((
        "dist", "build", "out", "target", "coverage", "_site", "cmake-build-debug", "cmake-build-release",
        "bazel-out", "bazel-bin", "bazel-testlogs", "dist-types", "storybook-static", "playwright-report",
        "test-results",
    ))  # fmt: skip
"""Of those, the ones that nobody keeps sources in: believed without an ignore rule beside a build file."""

GENERATED_ENDINGS = (
    ".pyc", ".pyo", ".o", ".obj", ".class", ".tsbuildinfo", ".egg-info", ".dist-info", ".gcda", ".gcno",
    ".gcov", ".pid", ".lcov", ".d.ts.map", ".snap.new",
)  # fmt: skip
OUTPUT_ENDINGS = (
    ".log", ".tmp", ".temp", ".cache", ".map", ".min.js", ".tgz", ".whl", ".so", ".dylib", ".dll", ".a",
    ".exe", ".out", ".test", ".prof", ".trace", ".coverage", ".xml", ".html", ".js", ".css", ".jar", ".war",
    ".lock", "~", ".orig", ".rej", ".ll", ".bc", ".wasm", ".nupkg", ".gem", ".vsix", ".swp", ".swo",
)  # fmt: skip

DATA_ENDINGS = (
    ".db", ".sqlite", ".sqlite3", ".db3", ".mdb", ".sql", ".dump", ".bak", ".pem", ".key", ".p12", ".pfx",
    ".jks",
    ".keystore", ".kdbx", ".gpg", ".asc", ".tfstate", ".tfvars", ".rdb", ".aof", ".parquet", ".h5", ".hdf5",
    ".pt", ".pth", ".ckpt", ".safetensors", ".pkl", ".npz", ".npy", ".csv", ".tsv", ".xlsx", ".docx", ".pptx",
    ".odt", ".ods", ".psd", ".ai", ".mp4", ".mov", ".wav", ".raw", ".backup", ".tfstate.backup", ".mbox",
    ".pst",
    ".qcow2", ".vdi", ".vmdk", ".img", ".ovpn", ".age", ".secret", ".secrets",
)  # fmt: skip
DATA_NAMES = frozenset((
        "data", "uploads", "upload", "backups", "backup", "media", "storage", "secrets", "secret",
        "private", "keys", "certs", "credentials", "volumes", "db", "database", "databases", "postgres",
        "pgdata", "mysql", "mongo", "redis", "dumps", "dump", "datasets", "dataset", "models",
        "checkpoints", "weights", "snapshots", "archive", "archives", "userdata", "user_data", "notes",
        "drafts", "recordings", ".data", ".secrets", ".ssh", ".gnupg", ".aws", ".kube",
    ))  # fmt: skip

BUILD_FILES = (
    "package.json", "Cargo.toml", "pyproject.toml", "setup.py", "Makefile", "CMakeLists.txt", "build.gradle",
    "build.gradle.kts", "pom.xml", "go.mod", "Gemfile", "composer.json", "mix.exs", "build.sbt",
    "meson.build",
    "BUILD.bazel", "WORKSPACE", "tsconfig.json", "Package.swift", "pubspec.yaml", "angular.json", "deno.json",
    "stack.yaml", "dune-project", "build.zig", "Rakefile", "justfile", "Taskfile.yml", "rebar.config",
    "requirements.txt", "makefile", "GNUmakefile", "CMakeCache.txt", "configure.ac",
)  # fmt: skip

_RUNS = ("core", "vgcore", "callgrind.out", "cachegrind.out", "massif.out", "dhat.out", "helgrind.out")
_TEST_FOLDERS = ("__snapshots__", "tests", "test", "spec", "specs", "__tests__", "e2e", "cypress")
BACKUP_WORDS = ("backup", "backups", "snapshot", "snapshots")
BACKUP_ENDINGS = (".dump", ".backup", ".sql.gz", ".dump.gz", ".sql.zst", ".bak.gz")


def kept(name: str) -> Kept:
    """What a base name says: ``generated``, ``output``, ``data`` or nothing (``plain``)."""
    low = name.lower()
    if low in GENERATED or low.endswith(GENERATED_ENDINGS) or low.endswith((".egg-info", ".dist-info")):
        return "generated"
    if _tests_database(low):
        return "output"
    if _is_env(low) or low.endswith(DATA_ENDINGS) or low in DATA_NAMES or low.startswith("id_"):
        return "data"
    if low in OUTPUT or low.endswith(OUTPUT_ENDINGS) or _rotated_log(low) or _of_a_run(low):
        return "output"
    return "plain"


def kept_path(relative: str) -> Kept:
    """What a path says: a folder that only a tool fills, then one that holds data, then the name itself."""
    parts = [part for part in relative.split("/") if part]
    if parts and _tests_database(parts[-1].lower()):
        return "output"
    words = [kept(part) for part in parts]
    for at in range(len(parts) - 1):
        if words[at] == "data" and "/".join(parts[at : at + 2]).lower() in OUTPUT:
            words[at] = "output"
    for word in ("generated", "data"):
        if word in words:
            return word
    own = words[-1] if words else "plain"
    if own == "plain" and ("output" in words[:-1] or _built_below(parts)):
        return "output"
    return own


def _built_below(parts: list[str]) -> bool:
    """``public/assets``: a folder that is written to by builds where another one holds it."""
    return any("/".join(parts[at : at + 2]).lower() in OUTPUT for at in range(len(parts) - 1))


def names_backup(path: str) -> bool:
    """Whether a path is called a backup: by a word of its own name, or by the folder it lies in."""
    parts = [part.lower() for part in path.split("/") if part]
    if not parts:
        return False
    last = parts[-1]
    if last.endswith(BACKUP_ENDINGS) and last not in GENERATED:
        return True
    words = BACKUP_WORDS if not _of_tests(parts) else BACKUP_WORDS[:2]
    return any(_has_word(part, words) for part in parts[-3:] if part not in ("home", "users"))


def _of_tests(parts: list[str]) -> bool:
    """``tests/snapshots/help.snap``, ``__snapshots__``, ``home.spec.ts-snapshots``: what a test compares its
    output with."""
    return any(
        part in _TEST_FOLDERS
        or (".spec." in part and "snapshots" in part)
        or part.endswith((".snap", ".ambr"))
        for part in parts[-5:]
    )


def _is_env(low: str) -> bool:
    if low in (".env", ".envrc", ".netrc", ".pgpass", ".npmrc", ".dev.vars"):
        return True
    template = low.endswith((".example", ".sample", ".template", ".dist", ".defaults"))
    return low.startswith(".env.") and not template


def _tests_database(low: str) -> bool:
    """``test.sqlite3``, ``app_test.db``: what a test run makes for itself."""
    stem, dot, ending = low.rpartition(".")
    return bool(dot) and ending in ("db", "sqlite", "sqlite3", "db3") and _has_word(stem, ("test", "tests"))


def _rotated_log(low: str) -> bool:
    return ".log." in low


def _of_a_run(low: str) -> bool:
    """``core.4711``, ``vgcore.12``, ``callgrind.out.3``: what one run of a program leaves behind."""
    stem, dot, number = low.rpartition(".")
    return bool(dot) and number.isdigit() and stem in _RUNS


def _has_word(part: str, words: tuple[str, ...]) -> bool:
    piece = ""
    for char in part + "_":
        if char.isalpha():
            piece += char
            continue
        if piece in words:
            return True
        piece = ""
    return False
