"""What wrappers run, one table per family, near misses beside what is caught."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.frozen import replace
from guard.shell.unwrap import unwrap
from tests.wrappers.conftest import Texts, invocation_of

CASES = [
    # prefixes
    pytest.param("setsid rm -rf /", ["argv rm -rf /"], id="a plain prefix"),
    pytest.param("nice -n 5 rm x", ["argv rm x"], id="a prefix with a valued option"),
    pytest.param("timeout -s KILL 5 rm x", ["argv rm x"], id="timeout skips its duration"),
    pytest.param("timeout --odd 5 rm x", ["argv rm x"], id="an unknown flag of timeout"),
    pytest.param(
        "timeout --odd 5 6 rm x", ["argv 6 rm x", "argv rm x"], id="an unknown option may take a word"
    ),
    pytest.param("flock /tmp/l -c 'rm x'", ["text rm x"], id="flock hands text to a shell"),
    pytest.param("flock /tmp/l rm x", ["argv rm x"], id="flock runs words"),
    pytest.param("watch -n 1 rm -rf /", ["text rm -rf /"], id="watch joins its operands"),
    pytest.param("watch -x rm y", ["argv rm y"], id="watch -x runs words"),
    pytest.param("script -qec 'rm x' /dev/null", ["text rm x"], id="script -c in a cluster"),
    pytest.param("busybox rm -rf /", ["argv rm -rf /"], id="an applet"),
    pytest.param("busybox --list", [], id="busybox lists its applets"),
    pytest.param(
        "/lib64/ld-linux-x86-64.so.2 /bin/rm x", ["argv /bin/rm x"], id="the dynamic loader as a prefix"
    ),
    pytest.param("taskset -c 0,1 rm x", ["argv rm x"], id="taskset with a list"),
    pytest.param("chrt -p 10 123", [], id="chrt -p changes a process"),
    pytest.param("command -v rm", [], id="command -v only looks"),
    pytest.param("start-stop-daemon --start --exec /bin/rm -- x", ["argv /bin/rm x"], id="start-stop-daemon"),
    pytest.param("runuser -u x -- rm y", ["argv rm y"], id="runuser with a user"),
    pytest.param("cross-env A=1 rm x", ["argv rm x"], id="cross-env takes assignments"),
    pytest.param("ip netns exec ns1 rm x", ["argv rm x"], id="a network namespace"),
    pytest.param("ip addr show", [], id="ip that runs nothing"),
    # privileges and environment
    pytest.param("sudo -u root -- rm -rf /", ["argv rm -rf /"], id="sudo with options"),
    pytest.param("sudo FOO=1 -u x rm", ["argv rm"], id="sudo reads options behind an assignment"),
    pytest.param("sudo -l", [], id="sudo -l only lists"),
    pytest.param("su - bob -c 'rm x'", ["text rm x"], id="su with -c behind the user"),
    pytest.param("su -c 'rm x'", ["text rm x"], id="su -c"),
    pytest.param("capsh -- -c 'rm x'", ["argv bash -c rm x"], id="capsh"),
    pytest.param("env -S 'rm -rf /'", ["argv rm -rf /"], id="env -S splits"),
    pytest.param("env -iS 'A=1 rm \"a b\"'", ["argv rm a b"], id="env -S in a cluster with quotes"),
    pytest.param("env --split-str 'rm x'", ["argv rm x"], id="env's long option abbreviated"),
    pytest.param("env -u PATH A=1 rm x", ["argv rm x"], id="env -u and an assignment"),
    pytest.param("env A=1", [], id="env that only prints"),
    # shells
    pytest.param("bash -c 'rm x' a b", ["text rm x"], id="bash -c"),
    pytest.param("bash --norc -xc 'rm x'", ["text rm x"], id="-c in a cluster"),
    pytest.param("bash -euo pipefail -c ls", ["text ls"], id="-o takes a word"),
    pytest.param("bash --version", [], id="bash that informs"),
    pytest.param("bash -n x.sh", [], id="bash that only reads"),
    pytest.param("sh x.sh a", ["file sh x.sh"], id="a script by its path"),
    pytest.param("bash -s -- -y", ["stdin bash"], id="bash -s"),
    pytest.param(
        "powershell -c Remove-Item -Rec x", ["argv remove-item -Recurse x"], id="a PowerShell command"
    ),
    pytest.param("cmd /c rd /S /q C:\\\\", ["argv rd /s /q C:\\"], id="a cmd command"),
    pytest.param("cmd /c dir /s", [], id="cmd that lists"),
    # remote
    pytest.param("ssh host rm -rf /", ["@text rm -rf /"], id="ssh joins the remote words"),
    pytest.param(
        "ssh -p 22 -o ProxyCommand='rm x' host", ["text rm x", "opaque"], id="ProxyCommand runs here"
    ),
    pytest.param(
        "ssh host -oProxyCommand=id ls",
        ["text id", "opaque", "@text ls"],
        id="options behind the host are read",
    ),
    pytest.param("ssh -- h -o 'ProxyCommand=rm'", ["@text -o ProxyCommand=rm"], id="-- ends ssh's options"),
    pytest.param("ssh -N -L 1:h:2 host", [], id="ssh that only forwards"),
    pytest.param("sshpass -p x ssh h rm y", ["argv ssh h rm y"], id="sshpass"),
    pytest.param("docker exec -it -u 0 db rm x", ["@argv rm x"], id="docker exec"),
    pytest.param(
        "docker run --rm -v /home/u:/h alpine rm -rf /h/x",
        ["@argv rm -rf /h/x", "argv rm -rf /home/u/x"],
        id="a mount leads back here",
    ),
    pytest.param(
        "docker run --rm -v /home/u:/h:ro alpine rm -rf /h/x", ["@argv rm -rf /h/x"], id="a read-only mount"
    ),
    pytest.param("docker run --rm -v data:/h alpine ls /h", ["@argv ls /h"], id="a named volume is no path"),
    pytest.param("docker ps -a", [], id="docker that lists"),
    pytest.param("docker compose -f x.yml exec -T db rm x", ["@argv rm x"], id="compose exec"),
    pytest.param("kubectl exec -n p pod -- rm x", ["@argv rm x"], id="kubectl exec"),
    pytest.param("kubectl -n p exec pod rm x", ["@argv rm x"], id="kubectl exec without dashes"),
    pytest.param("kubectl get pods", [], id="kubectl that lists"),
    pytest.param("wsl -d deb -- rm x", ["argv rm x"], id="wsl shares this machine"),
    # subcommands
    pytest.param("poetry run pytest", ["argv pytest"], id="poetry run"),
    pytest.param("poetry install", [], id="poetry that installs"),
    pytest.param("uv run --with x python -c 1", ["argv python -c 1"], id="uv run with options"),
    pytest.param("npx -y rimraf@5 dist", ["argv rimraf dist"], id="npx strips the version"),
    pytest.param(
        "npx -y @railway/cli@latest down", ["argv railway down"], id="npx knows packages by their program"
    ),
    pytest.param("npx --package=x -c 'rm y'", ["text rm y"], id="npx -c is a text"),
    pytest.param("doppler run -c prd -- npm run x", ["argv npm run x"], id="doppler run"),
    pytest.param("mise exec -- rm x", ["argv rm x"], id="mise exec"),
    pytest.param("nix-shell -p foo --run 'rm x'", ["text rm x"], id="nix-shell --run"),
    pytest.param("nix develop -c rm x", ["argv rm x"], id="nix develop -c"),
    pytest.param("go test -exec 'rm x' ./...", ["text rm x"], id="go test -exec"),
    pytest.param("go test ./...", [], id="go that tests"),
    # schedules
    pytest.param("tmux send-keys -t 0 'rm x' Enter", ["text rm x"], id="keys sent to a terminal"),
    pytest.param("tmux new-session -d 'rm x'", ["text rm x"], id="a new session"),
    pytest.param("tmux ls", [], id="tmux that lists"),
    pytest.param("systemd-run --user -p X=1 rm x", ["argv rm x"], id="systemd-run"),
    pytest.param("crontab -l", [], id="crontab that lists"),
    # git
    pytest.param("git -c alias.x='!rm y' x", ["text rm y"], id="an alias given with -c"),
    pytest.param("git -c core.pager=cat log", [], id="a harmless pager"),
    pytest.param("git rebase -x 'rm y' HEAD~1", ["text rm y"], id="git rebase -x"),
    pytest.param("git bisect run rm y", ["argv rm y"], id="git bisect run"),
    pytest.param("git submodule foreach 'rm y'", ["text rm y"], id="git submodule foreach"),
    pytest.param(
        "git ls-remote --upload-pa='rm y' .", ["text rm y", "opaque"], id="an abbreviated --upload-pack"
    ),
    pytest.param("git grep -O'rm y' z", ["text rm y", "opaque"], id="git grep -O"),
    pytest.param("git log --pretty=oneline", [], id="git that reads"),
    pytest.param("git commit -m '!rm -rf /'", [], id="a message"),
    # options of reading tools
    pytest.param("man --html='rm x' ls", ["text rm x", "opaque"], id="man --html"),
    pytest.param("man -P cat ls", ["text cat"], id="man with cat"),
    pytest.param("sort --compress-prog gzip f", ["text gzip"], id="sort with a compressor"),
    pytest.param("sort --compress-program sh f", ["text sh", "opaque"], id="sort with a shell"),
    pytest.param("rg --pretty x", [], id="rg --pretty is not --pre"),
    pytest.param(
        "tar cf a --checkpoint-action=exec='rm x' b", ["text rm x", "opaque"], id="a checkpoint action"
    ),
    pytest.param("tar -I 'zstd -19' -cf a b", ["text zstd -19"], id="a compressor is what -I is for"),
    pytest.param("rsync -e 'ssh -p 2' a b:", ["text ssh -p 2"], id="a remote shell is what -e is for"),
    pytest.param("rsync -e 'sh -c id' a b:", ["text sh -c id", "opaque"], id="a shell is not what -e is for"),
    pytest.param("ssh -F /tmp/c h", ["opaque"], id="settings that anybody can write"),
    pytest.param("git -c core.pager=delta log", ["text delta"], id="a usual pager"),
    pytest.param("tar cf a --checkpoint-action=dot b", [], id="a dot at a checkpoint"),
    pytest.param("tar -tzf a.tgz", [], id="tar that lists"),
    pytest.param("rsync -avze ssh a b:", ["text ssh"], id="rsync -e in a cluster"),
    pytest.param("nmap --script=vuln h", [], id="a script of nmap's own"),
    pytest.param("nmap --script=./x.nse h", ["opaque"], id="a script from a file"),
    # programs with a language of their own
    pytest.param("vim -c ':!rm x'", ["text rm x"], id="vim runs a command"),
    pytest.param("vim -c 'set nu' f", [], id="vim sets an option"),
    pytest.param("vim '+silent !rm x' f", ["text rm x"], id="vim's plus operand"),
    pytest.param("gdb -nx -ex '!rm x' -ex quit", ["text rm x"], id="gdb runs a command"),
    pytest.param("gdb --args ./a.out y", ["argv ./a.out y"], id="gdb --args"),
    pytest.param("sqlite3 x.db '.shell rm x'", ["text rm x"], id="sqlite's .shell"),
    pytest.param("sqlite3 x.db 'SELECT 1'", [], id="sqlite that reads"),
    pytest.param("psql -c '\\! rm x'", ["text rm x"], id="psql's escape"),
    # sed
    pytest.param("sed '1e rm x' f", ["text rm x"], id="sed's e command"),
    pytest.param("sed 's/a/rm x/e' f", ["text rm x", "opaque"], id="sed's e flag"),
    pytest.param("sed 's/w/e/g; s#e#w#' f", [], id="sed with e and w as data"),
    pytest.param("sed -n '/e/p' f", [], id="sed with an address"),
]


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_a_wrapper_runs(line: str, expected: list[str], answers: Callable[..., list[str]]) -> None:
    assert answers(line) == expected


FED = [
    pytest.param("xargs rm -rf", "/ a", {}, ["argv rm -rf / a"], id="xargs appends its items"),
    pytest.param("xargs -I{} mv {} /t/{}", "a b\nc", {}, ["argv mv a b /t/a b", "argv mv c /t/c"],
    id="xargs -I per line"),
    pytest.param("xargs -n1 sh -c 'rm $0'", "a b", {}, ["argv sh -c rm $0 a", "argv sh -c rm $0 b"],
    id="xargs -n"),
    pytest.param("xargs -0 rm", "a b\0c", {}, ["argv rm a b c"], id="xargs -0"),
    pytest.param("xargs -r rm", "", {}, [], id="xargs -r without items"),
    pytest.param("xargs -a l.txt rm", None, {"/home/u/proj/l.txt": "..\n"}, ["argv rm .."], id="xargs"
    " reads the list"),
    pytest.param("parallel rm", "a\nb", {}, ["text rm 'a'", "text rm 'b'"], id="parallel from its input"),
    pytest.param("ed -s f", "!rm x\nq\n", {}, ["text rm x"], id="a script for ed"),
    pytest.param("crontab -", "# x\n0 3 * * * rm y\n@daily ls\nA=1\n", {}, ["text rm y", "text ls"],
    id="crontab lines"),
    pytest.param("at now", "rm x", {}, ["stdin sh"], id="at reads its input"),
    pytest.param("python3 -", "print(1)", {}, ["stdin python"], id="python reads its input"),
    pytest.param("bash", "ls", {}, ["stdin bash"], id="bash reads its input"),
    pytest.param("ssh h", "ls", {}, ["@stdin sh"], id="ssh feeds the remote shell"),
    pytest.param("make clean", None, {"/home/u/proj/Makefile": "D = build\nall: x\nclean: pre\n\t@rm -rf"
    " $(D)\npre:\n\techo $$HOME\n"},
                 ["text echo $HOME", "text rm -rf build"], id="make with a prerequisite and a variable"),
    pytest.param("make D=/ clean", None, {"/home/u/proj/Makefile": "D = build\nclean:\n\trm -rf $(D)\n"},
                 ["text rm -rf /"], id="make's command line wins"),
    pytest.param("make -n clean", None, {"/home/u/proj/Makefile": "clean:\n\trm -rf x\n"}, [],
    id="make -n prints"),
    pytest.param("npm test -- -x", None,
    {"/home/u/proj/package.json": '{"scripts":{"pretest":"a","test":"b"}}'},
                 ["text a", "text b '-x'"], id="npm's hooks and arguments"),
    pytest.param("yarn nuke", None, {"/home/u/proj/package.json": '{"scripts":{"nuke":"rm -rf ~"}}'},
                 ["text rm -rf ~"], id="yarn runs a script by its name"),
    pytest.param("npm ls", None, {"/home/u/proj/package.json": '{"scripts":{"ls":"rm -rf ~"}}'}, [],
    id="npm's own word"),
    pytest.param("just nuke", None, {"/home/u/proj/justfile": "d := 'x'\nnuke: pre\n  rm -rf"
    " {{d}}\npre:\n  ls\n"},
                 ["text rm -rf x", "text ls"], id="just"),
    pytest.param("task nuke", None, {"/home/u/proj/Taskfile.yml": "version: '3'\ntasks:\n  nuke:\n   "
    " cmds:\n      - rm -rf x\n"},
                 ["text rm -rf x"], id="a Taskfile"),
    pytest.param("rake nuke", None, {"/home/u/proj/Rakefile": "task :nuke do\n  sh 'rm -rf x'\nend\ntask"
    " :b do\n  sh 'ls'\nend\n"},
                 ["argv ruby -e sh 'rm -rf x'"], id="a Rakefile"),
    pytest.param("git nuke a", None, {"/home/u/.gitconfig": '[alias]\n\tnuke = "!rm -rf"\n'},
                 ["text rm -rf 'a'"], id="an alias from the configuration"),
    pytest.param("git nuke a", None, {"/home/u/.gitconfig": '[alias]\n\tnuke = status\n\tNuke = "!rm \\"x y\\"" # said\n'},
                 ["text rm \"x y\" 'a'"], id="the last alias of a name, without quotes and comment"),
    pytest.param("git nuke", None, {"/home/u/.git/config": '[alias]\n\tnuke = "!rm x"\n'},
                 ["text rm x"], id="an alias of the repository that the folder is in"),
    pytest.param("git nuke", None, {"/.git/config": '[alias]\n\tnuke = "!rm x"\n'},
                 ["text rm x"], id="an alias of a repository at the root"),
    pytest.param("git nuke", None, {"/home/u/.config/git/config": '[alias]\n\tnuke = "!rm x"\n'},
                 ["text rm x"], id="an alias of the other file of a user"),
    pytest.param("git nuke", None, {"/home/u/proj/.git/config": "[alias]\n\tnuke = status\n",
                                    "/home/u/.gitconfig": '[alias]\n\tnuke = "!rm x"\n'},
                 ["text git status"], id="the repository's alias goes first"),
    pytest.param("git nuke", None, {"/home/u/.gitconfig": '[alias "nuke"]\n\tcommand = "!rm x"\n[color]\nnuke = "!rm x"\n'},
                 [], id="other sections with the name"),
    pytest.param("git nuke", None, {"/home/u/.gitconfig": "[include]\n\tpath = aliases\n",
                                    "/home/u/aliases": '[alias]\n\tnuke = "!rm \\\n  x"\n'},
                 ["text rm   x"], id="an alias in a file that is included"),
    pytest.param("git --git-dir=g log", None, {"/home/u/proj/g/config": '[Core]\n\tPager = "rm x" ; said\n'},
                 ["text rm x", "opaque"], id="a pager of another repository"),
    pytest.param("composer wipe", None, {"/home/composer.json": '{"scripts": {"wipe": "rm x"}}'},
                 ["text rm x"], id="a file of tasks in a folder above"),
    pytest.param("npm run wipe", None, {"/package.json": '{"scripts": {"wipe": "rm x"}}'},
                 ["text rm x"], id="a package at the root"),
    pytest.param("task -t ops/Tasks.yml nuke", None, {
        "/home/u/proj/ops/Tasks.yml": "tasks:\n  nuke: rm -rf x\n", "/home/u/proj/Taskfile.yml": "tasks:\n  nuke: ls\n"},
                 ["text rm -rf x"], id="a Taskfile that is named"),
    pytest.param("python3 -m ops.wipe a", None, {"/home/u/proj/ops/wipe.py": "x"},
                 ["file python ops/wipe.py", "argv ops.wipe a"], id="a module of the folder"),
    pytest.param("python3 -m ops a", None, {"/home/u/proj/ops/__main__.py": "x", "/home/u/proj/ops.py": "y"},
                 ["file python ops/__main__.py", "argv ops a"], id="a package goes before a script"),
    pytest.param("python3 -m ../ops", None, {"/home/u/proj/../ops.py": "x"}, ["argv ../ops"], id="no name of a module"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "stdin", "texts", "expected"), FED)
def test_what_is_read_is_run(
    line: str,
    stdin: str | None,
    texts: dict[str, str],
    expected: list[str],
    answers: Callable[..., list[str]],
) -> None:
    assert answers(line, stdin, texts) == expected


FOUND = [
    pytest.param(
        "find . -exec rm -r {} +",
        ["argv rm -r /home/u/proj"],
        id="find without a test takes the place itself",
    ),
    pytest.param("find a b -name '*.o' -exec rm {} +", ["argv rm a/⟨", "argv rm b/⟨"], id="find with a test"),
    pytest.param("find . -name -exec -print", [], id="-exec as the argument of -name"),
    pytest.param("find . -name x -print", [], id="find that prints"),
    pytest.param("fd -e pyc -X rm", ["argv rm ./⟨"], id="fd -X"),
    pytest.param("fd -x=rm", ["argv rm ./⟨"], id="fd -x attached"),
    pytest.param("fd pattern src", [], id="fd that lists"),
]


@pytest.mark.parametrize(("line", "expected"), FOUND)
def test_what_a_search_runs(line: str, expected: list[str], answers: Callable[..., list[str]]) -> None:
    found = answers(line)
    assert len(found) == len(expected)
    for got, start in zip(found, expected, strict=True):
        assert got.startswith(start)


def test_an_encoded_powershell_command_is_decoded(answers: Callable[..., list[str]]) -> None:
    from base64 import b64encode

    code = b64encode("Remove-Item -Force C:\\x".encode("utf-16-le")).decode()
    assert answers(f"powershell -enc {code}") == ["argv remove-item -Force C:\\x", "opaque"]


@pytest.mark.parametrize(
    "line",
    [
        "ansible-playbook x.yml", "tox -c x.ini", "nox -f x.py", "pre-commit run -c x.yaml", "lefthook run pre-push",
        "foreman start -f x", "papermill x.ipynb y.ipynb", "jupyter execute x.ipynb", "docker run --env-file x.env i rm y",
        "docker compose run web rm y", "dotenv -e x.env rm y", "mise exec -- rm y", "make -f x", "make", "rake -f x",
        "just -f x", "just", "task -t x.yml", "task", "python3 -m x", "npm run x", "composer x", "cmake -P x.cmake",
    ],
)  # fmt: skip
def test_no_file_is_read_under_a_name_that_nobody_knows(line: str) -> None:
    """Where the working directory is not known, a relative name is no path."""

    class Reads(Texts):
        def read(self, path: str, limit: int = 0) -> str | None:
            assert path.startswith("/"), path
            return None

    list(unwrap(replace(invocation_of(line), cwd=None), Reads()))
