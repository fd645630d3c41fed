"""What goes out to registries, and the backups that everything else comes back from."""

from __future__ import annotations

import pytest

STOPPED = [
    pytest.param("npm publish", "ask", id="a public registry"), pytest.param("pnpm publish --access public",
        "ask", id="the same by pnpm"),
    pytest.param("yarn npm publish", "ask", id="the same by yarn"), pytest.param("npm unpublish left-pad "
        "--force", "deny", id="a version that others use"),
    pytest.param("npm owner add eve pkg", "ask", id="who may publish"), pytest.param("npm dist-tag add "
        "pkg@1 latest", "ask", id="what latest is"),
    pytest.param("npm token create", "ask", id="a new token"), pytest.param("npm pkg set scripts.test='rm "
        "-rf ~'", "deny", id="a planted command"),
    pytest.param("npm config set ignore-scripts false", "ask", id="a setting of later installs"),
    pytest.param("twine upload dist/*", "ask", id="a Python package"), pytest.param("uv publish", "ask",
        id="the same by uv"),
    pytest.param("cargo publish", "ask", id="a crate"), pytest.param("cargo yank --version 1.0.0", "ask",
        id="a yank"),
    pytest.param("gem push x.gem", "ask", id="a gem"), pytest.param("gem yank x -v 1", "deny", id="a gem is "
        "taken back"), pytest.param("mvn clean deploy", "ask", id="an artefact"),
    pytest.param("restic forget --keep-last 0 --prune", "deny", id="a policy that keeps nothing"),
    pytest.param("restic forget abc123", "deny", id="one snapshot by name"),
    pytest.param("restic -r sftp:u@prod.acme.com:/b forget --keep-daily 7", "ask", id="a retention run on "
        "production"),
    pytest.param("borg delete /mnt/repo", "deny", id="a whole repository"), pytest.param("velero backup "
        "delete --all", "deny", id="a cluster's backups"),
    pytest.param("pgbackrest --stanza=x stanza-delete", "deny", id="a stanza"), pytest.param("tmutil delete "
        "/x", "deny", id="a Mac's backup"),
    pytest.param("rclone sync empty/ remote:bucket", "ask", id="an empty source empties the target"),
    pytest.param("rclone purge remote:bucket", "ask", id="a purge"),
    pytest.param("rclone purge prod:bucket", "deny", id="a purge of production"), pytest.param("kopia "
        "snapshot delete x", "deny", id="a snapshot"),
    pytest.param("tmutil disable", "deny", id="no more backups"), pytest.param("etcdctl del --prefix /",
        "ask", id="a cluster's own store"),
]  # fmt: skip

QUIET = [
    pytest.param("npm install", id="installing"), pytest.param("npm ci", id="installing from the lock "
        "file"), pytest.param("npm pack", id="a local archive"),
    pytest.param("npm publish --dry-run", id="a dry run"), pytest.param("npm publish --registry "
        "http://localhost:4873", id="a local registry"),
    pytest.param("npm run build", id="a script"), pytest.param("npm pkg get scripts", id="reading scripts"),
    pytest.param("npm pkg set name=x", id="a name"),
    pytest.param("npm view react versions", id="looking up"), pytest.param("npm config set fund false",
        id="a harmless setting"),
    pytest.param("twine check dist/*", id="a local check"), pytest.param("twine upload -r testpypi dist/*",
        id="the test index"),
    pytest.param("cargo build --release", id="a build"), pytest.param("cargo publish --dry-run", id="a dry "
        "run of cargo"), pytest.param("cargo yank --undo --version 1", id="undoing a yank"),
    pytest.param("gem build x.gemspec", id="building a gem"), pytest.param("mvn verify", id="a local "
        "build"), pytest.param("uv run pytest", id="running tests"),
    pytest.param("pip install -r requirements.txt", id="Python packages"), pytest.param("pip uninstall -y "
        "flask", id="an ordinary package"),
    pytest.param("restic snapshots", id="listing snapshots"), pytest.param("restic check", id="checking"),
    pytest.param("restic forget --dry-run --keep-last 1", id="a dry run of restic"),
    pytest.param("borg list /mnt/repo", id="listing archives"), pytest.param("borg prune -n --keep-daily 7 "
        "/mnt/repo", id="a dry run of borg"),
    pytest.param("rclone copy a remote:b", id="a copy deletes nothing"), pytest.param("rclone sync "
        "--dry-run a remote:b", id="a dry run of rclone"),
    pytest.param("rclone lsf remote:", id="listing"), pytest.param("velero backup get", id="listing "
        "backups"), pytest.param("tmutil listbackups", id="listing on a Mac"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "decision"), STOPPED)
def test_is_stopped(machine, command, decision):
    assert machine.decide(command) == decision


@pytest.mark.parametrize("command", QUIET)
def test_stays_quiet(machine, command):
    assert machine.decide(command) == "allow"


def test_a_private_package_cannot_be_published(machine):
    machine.write("package.json", '{"private": true}')
    assert machine.decide("npm publish") == "allow"
    machine.write("package.json", '{"private": false}')
    assert machine.decide("npm publish") == "ask"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(".npmrc", "registry=http://localhost:4873\n", id="the project's file"),
        pytest.param("~/.npmrc", "registry = http://127.0.0.1:4873/\n", id="the home's file"),
        pytest.param(
            "package.json",
            '{"publishConfig": {"registry": "http://localhost:4873"}}',
            id="the package's own setting",
        ),
    ],
)
def test_a_local_registry_is_found(machine, path, text):
    machine.write(path, text)
    assert machine.decide("npm publish") == "allow"
    assert machine.decide("npm publish --registry https://npm.acme.com") == "ask"
