"""What only the order of acts makes grave or harmless: copies before deletes, retries, what was made before."""

from __future__ import annotations

import pytest

from guard.findings import Located
from guard.model import Effect, FileWrite, Invocation, Place, Resource, Span, Target, known
from guard.policy.config import Config
from guard.policy.decide import weigh
from guard.policy.sequence import derived, forcing, made_before, only_if_absent, retried, ungated
from guard.session.interface import NoSession, Ran


def ran(command, at=0, **fields):
    return Invocation(tuple(map(known, command.split())), "/w", span=Span(at, at + 5), **fields)


def delete(identity="data", by=None, operation="delete", place="path", kind="directory"):
    return Effect("fs.rm", operation, Resource(kind, identity), Place(place), by=by)


REMOVAL = "rm -rf data"


@pytest.mark.parametrize(
    "copy",
    [
        "cp -r data /mnt/b", "mv data /mnt/b", "rsync -a data /mnt/b", "tar cf /mnt/b.tar data",
        "scp -r data host:b", "robocopy data /mnt/b", "zip -r b.zip data", "ditto data /mnt/b",
        "rclone copy data remote:b", "gsutil cp data gs://b", "git bundle create b.git data",
        "gcloud storage cp data gs://b", "gcloud storage mv data gs://b", "gcloud storage rsync data gs://b",
        "gcloud sql export data gs://b", "aws s3 cp data s3://b", "aws s3 sync data s3://b",
        "aws s3 mv data s3://b", "tar --file /mnt/b.tar -c data", "cp -r ./data/ /mnt/b", "cp -r data/* /mnt/b",
    ],
)  # fmt: skip
def test_a_delete_that_runs_whether_or_not_the_copy_succeeded(copy):
    first, by = ran(copy), ran(REMOVAL, 10)
    assert ungated(delete(by=by), (first, by)) == f"rm runs whether or not {first.program} succeeded"


@pytest.mark.parametrize("dump", ["pg_dump app", "mysqldump app", "mongodump app"])
def test_a_dump_whose_errors_nobody_sees(dump):
    first, by = ran(dump, silenced=True), ran("dropdb app", 10)
    effect = delete("app", by, place="database", kind="database")
    assert (
        ungated(effect, (first, by))
        == f"the errors of {first.program} are thrown away, and the delete runs all the same"
    )
    assert ungated(effect, (ran(dump), by)) == ""


@pytest.mark.parametrize(
    ("events", "why"),
    [
        pytest.param((ran("ls data"),), "looking is no copy", id="looking"),
        pytest.param((ran("cp -r other /mnt/b"),), "another thing", id="a copy of another thing"),
        pytest.param((ran("cp -r /mnt/b data"),), "the copy goes", id="the destination of the copy goes"),
        pytest.param((ran("git status data"),), "git copies with bundle only", id="git that copies nothing"),
        pytest.param((ran("aws s3 ls data"),), "a listing", id="aws that copies nothing"),
        pytest.param((ran("gcloud info data"),), "nothing", id="gcloud that copies nothing"),
        pytest.param((ran("zip data.zip other"),), "the archive", id="an archive of another thing"),
        pytest.param((ran("tar -cf data other"),), "the archive goes", id="the archive goes"),
        pytest.param(
            (ran("tar --file data -c other"),), "the archive goes", id="the archive by its long option"
        ),
        pytest.param((), "nothing before", id="nothing before"),
    ],
)
def test_what_is_no_copy_of_it(events, why):
    by = ran(REMOVAL, 10)
    assert ungated(delete(by=by), (*events, by)) == "", why


def test_a_copy_that_comes_later_is_none():
    by = ran(REMOVAL, 0)
    assert ungated(delete(by=by), (by, ran("cp -r data /mnt/b", 10))) == ""


@pytest.mark.parametrize(
    ("between", "gate", "why"),
    [
        pytest.param((), "success", "", id="after its success"),
        pytest.param((), "failure", "rm runs whether or not cp succeeded", id="after its failure"),
        pytest.param(
            (ran("true", 5, gate="failure"),), "success", "the failure of cp is ignored", id="|| true"
        ),
        pytest.param((ran(":", 5, gate="failure"),), "success", "the failure of cp is ignored", id="|| :"),
        pytest.param((ran("exit 1", 5, gate="failure"),), "success", "", id="|| exit 1"),
        pytest.param((ran("true", 5),), "success", "", id="true that follows nothing"),
    ],
)
def test_the_gap_between_a_copy_and_the_delete(between, gate, why):
    by = ran(REMOVAL, 10, gate=gate)
    assert ungated(delete(by=by), (ran("cp -r data /mnt/b"), *between, by)) == why


def test_what_ignores_a_failure_after_the_delete_is_not_between():
    by = ran(REMOVAL, 10, gate="success")
    events = (ran("cp -r data /mnt/b"), by, ran("true", 20, gate="failure"))
    assert ungated(delete(by=by), events) == ""


@pytest.mark.parametrize("operation", ["overwrite", "truncate", "update"])
def test_only_a_delete_takes_an_original_away(operation):
    by = ran(REMOVAL, 10)
    assert ungated(delete(by=by, operation=operation), (ran("cp -r data /mnt/b"), by)) == ""


def test_a_file_that_is_written_deletes_nothing():
    by = FileWrite(known("data"), "truncate", span=Span(10, 20))
    assert ungated(delete(by=by), (ran("cp -r data /mnt/b"),)) == ""


def test_the_old_database_goes_before_the_new_one_has_its_name():
    by = Invocation((known("psql"), known("-c"), known("DROP DATABASE App")), span=Span(0, 5))
    later = Invocation(
        (known("psql"), known("-c"), known("ALTER DATABASE app_new RENAME TO App")), span=Span(9, 20)
    )
    effect = delete("App", by, place="database", kind="database")
    assert ungated(effect, (by, later)) == "App goes before its replacement is in place"
    assert ungated(effect, (by, ran("psql -l", 9))) == ""
    assert ungated(delete("App", by, place="path"), (by, later)) == ""
    assert ungated(delete("", by, place="database"), (by, later)) == ""


# ------------------------------------------------------------------------------------------- made before


@pytest.mark.parametrize(
    "maker",
    [
        "mkdir data", "touch data", "tee data", "install x data", "ln -s x data", "curl -o data x", "wget -O data x",
        "unzip x.zip -d data", "mktemp data", "dd if=x of=y data", "split x data", "openssl rand -out data 8",
        "python3 make.py data", "python make.py data", "node make.js data", "make data", "go build -o data",
        "gcc -o data x.c", "cc -o data x.c", "npm init data", "npx create data", "tar xf x.tar data",
        "rsync -a x data", "scp host:x data", "git clone x data", "pg_dump -f data app", "mongodump --out data",
    ],
)  # fmt: skip
def test_what_a_program_was_told_to_make_is_made_here(maker):
    by = ran(REMOVAL, 10)
    assert made_before(delete(by=by), (ran(maker), by)) is True


def test_what_a_redirection_wrote_is_made_here():
    by = ran("rm data", 10)
    assert made_before(delete(by=by), (FileWrite(known("data"), "truncate", span=Span(0, 3)), by)) is True
    assert made_before(delete(by=by), (FileWrite(known("other"), "truncate", span=Span(0, 3)), by)) is False


@pytest.mark.parametrize(
    ("maker", "own", "expected"),
    [
        ("mkdir -p data/b", "data", True), ("mkdir -p ./data/b", "data", True), ("mkdir -p database", "data", False),
        ("touch data/b", "data", False), ("mkdir -p x", ".", False), ("mkdir -p /x", "/", False),
    ],
)  # fmt: skip
def test_mkdir_makes_the_folders_above(maker, own, expected):
    by = ran("rm -r data", 10)
    assert made_before(delete(own, by=by), (ran(maker), by)) is expected


def test_nobody_made_what_nobody_removes():
    assert made_before(delete(by=None), (ran("mkdir data"),)) is False
    by = ran(REMOVAL, 10)
    assert made_before(delete(by=by), ()) is False


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        pytest.param(
            Invocation((known("mkdir"), known("data")), span=Span(10, 20)), True, id="in the same word"
        ),
        pytest.param(
            Invocation((known("rm"), known("-rf"), known("data")), span=Span(10, 20)), False, id="itself"
        ),
        pytest.param(Invocation((known("mkdir"), known("data")), span=Span(11, 20)), False, id="afterwards"),
    ],
)
def test_where_something_stands_is_told_by_its_place(earlier, expected):
    by = ran(REMOVAL, 10)
    assert made_before(delete(by=by), (earlier, by)) is expected


# --------------------------------------------------------------------------------------- a new content


def replaced(command="mv t f", gate="success", identity="f"):
    by = ran(command, 10, gate=gate)
    return Effect("fs.mv", "overwrite", Resource("file", identity), Place("path"), by=by)


def written(path="t", by=None):
    return FileWrite(known(path), "truncate", by=by or ran("jq . f"), span=Span(0, 5))


@pytest.mark.parametrize(
    ("effect", "events", "expected"),
    [
        pytest.param(replaced(), (written(),), True, id="mv of what was made of it"),
        pytest.param(replaced("cp t f"), (written(),), True, id="cp of what was made of it"),
        pytest.param(replaced("mv ./t f"), (written("./t"),), True, id="written with a dot"),
        pytest.param(replaced(gate="always"), (written(),), False, id="whether or not it succeeded"),
        pytest.param(replaced("install t f"), (written(),), False, id="by another program"),
        pytest.param(replaced(), (written("u"),), False, id="of something else"),
        pytest.param(replaced(), (written(by=ran("jq . g")),), False, id="made of another file"),
        pytest.param(replaced("mv f"), (written(),), False, id="one word is no move"),
        pytest.param(replaced(), (ran("jq . f"),), False, id="nothing was written"),
        pytest.param(replaced(), (FileWrite(known("t"), "truncate"),), False, id="nobody knows by whom"),
    ],
)
def test_a_file_is_replaced_by_what_was_made_of_it(effect, events, expected):
    assert derived(effect, events) is expected


# ---------------------------------------------------------------------------------------------- retries


class Ran200(NoSession):
    def __init__(self, *ran):
        self.ran = ran

    def commands(self):
        return self.ran


def retry(before, now, code=1, via=()):
    effect = delete(by=ran(now, via=tuple(ran(v) for v in via)))
    return retried(effect, Ran200(Ran(before, code)))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("git push", "git push --force"), ("git branch -d x", "git branch -D x"), ("git push origin x", "git push origin +x x"),
        ("git commit -m x", "git commit -m x --no-verify"), ("git checkout x", "git checkout -f x"),
        ("git reset x", "git reset --hard x"), ("rm data", "rm -r data"), ("rm data", "rm -R data"),
        ("rm -r data", "rm -rf data"), ("rm data", "/bin/rm -f data"), ("npm publish", "npm publish --force"),
        ("gh pr merge 3", "gh pr merge 3 --admin"), ("gh repo delete x", "gh repo delete x --yes"),
        ("kubectl delete pod x", "kubectl delete pod x --force"), ("docker rm x", "docker rm -f x"),
        ("terraform apply", "terraform apply -auto-approve"), ("tofu apply", "tofu apply -auto-approve"),
        ("prisma db push", "prisma db push --accept-data-loss"), ("prisma db push", "prisma db push --force-reset"),
        ("chmod data", "chmod --recursive data"), ("rm /", "rm --no-preserve-root /"), ("drop data", "drop data --cascade"),
        ("rm data", "rm --all data"), ("git tag x", "git tag --delete x"), ("podman rm x", "podman rm -f x"),
        ("helm uninstall x", "helm uninstall x --force"), ("heroku apps:destroy x", "heroku apps:destroy x --force"),
        ("railway down", "railway down -y"), ("fly apps destroy x", "fly apps destroy x --yes"),
        ("flyctl apps destroy x", "flyctl apps destroy x --yes"), ("gcloud projects delete x", "gcloud projects delete x --force"),
        ("az group delete x", "az group delete x --yes"), ("supabase db reset", "supabase db reset --force"),
    ],
)  # fmt: skip
def test_the_same_again_and_stronger(before, now):
    assert retry(before, now) == before


@pytest.mark.parametrize(
    ("before", "now", "code"),
    [
        pytest.param("git push", "git push --force", 0, id="the first one succeeded"),
        pytest.param("git push", "git push --force", None, id="nobody knows how the first one ended"),
        pytest.param("git push", "git push", 1, id="the very same"),
        pytest.param("git push", "git push --tags", 1, id="not stronger"),
        pytest.param("git push --force", "git push --force -v", 1, id="as strong as before"),
        pytest.param("git pull", "git push --force", 1, id="another verb"),
        pytest.param("git push origin a", "git push origin b --force", 1, id="another branch"),
        pytest.param("npm test", "git push --force", 1, id="another program"),
        pytest.param("rm a", "rm -rf b", 1, id="another thing"),
        pytest.param("rm", "rm -rf", 1, id="one word is no act"),
    ],
)
def test_what_is_no_stronger_retry(before, now, code):
    assert retry(before, now, code) == ""


@pytest.mark.parametrize("root", ["sudo", "doas"])
def test_the_same_again_as_root_is_stronger(root):
    assert retry("rm data", "rm data -v", via=(f"{root} rm data",)) == "rm data"
    assert retry(f"{root} rm data", "rm data -v", via=(f"{root} rm data",)) == ""
    assert retry("rm data", "rm data -v", via=("env rm data",)) == ""


def test_a_failure_is_remembered_for_thirty_commands():
    effect = delete(by=ran("git push --force"))
    failed = Ran("git push", 1)
    assert retried(effect, Ran200(failed, *[Ran("ls", 0)] * 29)) == "git push"
    assert retried(effect, Ran200(failed, *[Ran("ls", 0)] * 30)) == ""


def test_the_latest_failure_is_named():
    effect = delete(by=ran("git push origin --force"))
    assert retried(effect, Ran200(Ran("git push", 1), Ran("git push origin", 1))) == "git push origin"


@pytest.mark.parametrize(
    ("words", "strong"),
    [
        ("git push --force=yes", {"force"}), ("rm -rf", {"r", "f"}), ("rm -R", {"r"}), ("git branch -D x", {"D"}),
        ("az -y", {"y"}), ("git push +x", {"force"}), ("ls -la", set()), ("x -auto-approve", {"auto-approve"}),
        ("--force x", set()), ("rm force", set()),
    ],
)  # fmt: skip
def test_what_makes_a_command_stronger(words, strong):
    assert forcing(words.split()) == strong


# ------------------------------------------------------------------------------------- only where nothing is


@pytest.mark.parametrize(
    ("test", "gate", "expected"),
    [
        pytest.param("test -f f", "failure", True, id="test -f f || cp x f"),
        pytest.param("test -e f", "failure", True, id="test -e f || cp x f"),
        pytest.param("[ -f f ]", "failure", True, id="[ -f f ] || cp x f"),
        pytest.param("[ ! -f f ]", "success", True, id="[ ! -f f ] && cp x f"),
        pytest.param("test -f f", "success", False, id="only where it is there"),
        pytest.param("[ ! -f f ]", "failure", False, id="not where it is absent"),
        pytest.param("test -f g", "failure", False, id="another file"),
        pytest.param("test -f f", "always", False, id="whatever the test says"),
        pytest.param("ls f", "failure", False, id="no test"),
    ],
)
def test_a_file_that_is_only_written_where_it_is_not_there(test, gate, expected):
    by = ran("cp x f", 10, gate=gate)
    effect = Effect("fs.cp", "overwrite", Resource("file", "f"), Place("path"), by=by)
    assert only_if_absent(effect, (ran(test), by)) is expected
    through = FileWrite(known("f"), "truncate", by=ran("echo", 10, gate=gate), span=Span(10, 15))
    effect = Effect("fs.write", "overwrite", Resource("file", "f"), Place("path"), by=through)
    assert only_if_absent(effect, (ran(test), through)) is expected


def test_nobody_knows_when_a_file_is_written_that_nobody_writes():
    effect = Effect("fs.write", "overwrite", Resource("file", "f"), Place("path"))
    assert only_if_absent(effect, (ran("test -f f"),)) is False
    alone = Effect(
        "fs.write", "overwrite", Resource("file", "f"), Place("path"), by=FileWrite(known("f"), "truncate")
    )
    assert only_if_absent(alone, (ran("test -f f"),)) is False


# ------------------------------------------------------------------------------ and what is decided with them


def decided(effect, events=(), session=None, recoverability="R2", environment="E1", located_marks=()):
    where = Located(
        Target(environment, "/w/" + effect.resource.identity), recoverability, "B1", marks=located_marks
    )
    return weigh(effect, where, None, tuple(events), session or NoSession(), Config())


def test_a_stronger_retry_of_what_asks_is_denied():
    effect = delete(by=ran("rm -rf data"))
    session = Ran200(Ran("rm data", 1))
    found = decided(effect, session=session, recoverability="R4")
    assert (found.decision, found.grounds[-1]) == (
        "deny", "+1 the same target failed or was refused before, and this is stronger",
    )  # fmt: skip
    assert decided(effect, recoverability="R4").decision == "ask"
    assert decided(effect, session=session).decision == "allow"
    assert decided(effect, session=session, recoverability="R4", environment="E0").decision == "allow"


def test_what_is_made_of_the_old_is_a_step_down():
    effect, events = replaced(), (written(),)
    assert decided(effect, events, recoverability="R4").decision == "allow"
    assert decided(effect, recoverability="R4").decision == "ask"


def test_what_is_only_written_where_nothing_is_is_a_step_down():
    by = ran("cp x f", 10, gate="failure")
    effect = Effect("fs.cp", "overwrite", Resource("file", "f"), Place("path"), by=by)
    assert decided(effect, (ran("test -f f"), by), recoverability="R4").decision == "allow"
    assert decided(effect, (by,), recoverability="R4").decision == "ask"


def test_what_is_absent_and_was_made_above_is_ones_own():
    by = ran(REMOVAL, 10)
    events = (ran("mkdir data"), by)
    assert decided(delete(by=by), events, recoverability="R4", located_marks=("absent",)).decision == "allow"
    assert decided(delete(by=by), events, recoverability="R4").decision == "ask"


def test_an_ungated_delete_is_a_step_up():
    by = ran(REMOVAL, 10)
    assert decided(delete(by=by), (ran("cp -r data /mnt/b"), by)).decision == "ask"
    assert decided(delete(by=by), (by,)).decision == "allow"


def test_terraform_names_its_act_in_its_first_word():
    assert retry("terraform destroy x", "terraform apply x -auto-approve") == ""
    assert retry("terraform apply", "terraform apply x -auto-approve") == "terraform apply"
