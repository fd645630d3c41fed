"""Variables that run programs, where they are set and where a program reads them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

CASES = [
    pytest.param("git diff", {"PAGER": "curl"}, ["text curl", "opaque"], id="an odd pager"),
    pytest.param("git log", {"PAGER": "cat"}, [], id="cat as the pager"),
    pytest.param("ls", {"PAGER": "rm x"}, [], id="a program that reads no pager"),
    pytest.param("git fetch", {"GIT_SSH_COMMAND": "sh -c 'rm x'"}, ["text sh -c 'rm x'", "opaque"], id="git's"
    " transport"),
    pytest.param("git fetch", {"GIT_SSH_COMMAND": "ssh -i key"}, ["text ssh -i key"], id="ssh with a key"),
    pytest.param("git commit", {"EDITOR": "vim"}, [], id="an editor"),
    pytest.param("git rebase", {"GIT_EDITOR": "true"}, [], id="an editor that says yes"),
    pytest.param("ls", {"LD_PRELOAD": "/tmp/e.so"}, ["opaque"], id="a preloaded library"),
    pytest.param("ls", {"LD_PRELOAD": "/usr/lib/libjemalloc.so.2"}, [], id="an allocator"),
    pytest.param("node a.js", {"NODE_OPTIONS": "--require /tmp/e.js"}, ["opaque"], id="a module loaded"
    " into node"),
    pytest.param("npm test", {"NODE_OPTIONS": "--max-old-space-size=4096"}, [], id="more memory for node"),
    pytest.param("pytest", {"PYTHONPATH": "src"}, [], id="a search path"),
    pytest.param("bash x", {"BASH_ENV": "/tmp/x"}, ["file bash /tmp/x"], id="a file that bash reads first"),
    pytest.param("bash x", {"ENV": "production"}, [], id="ENV as the name of an environment"),
    pytest.param("", {"PS1": "$(rm x)"}, ['text : "$(rm x)"'], id="a substitution in the prompt"),
    pytest.param("", {"PS1": "$ "}, [], id="a plain prompt"),
    pytest.param("", {"PAGER": "open -a X"}, ["text open -a X", "opaque"], id="a pager that is kept"),
    pytest.param("", {"EDITOR": "nano"}, [], id="an editor that is kept"),
    pytest.param("", {"PROMPT_COMMAND": "rm x"}, ["text rm x"], id="a command before each prompt"),
    pytest.param("bash -c ls", {"BASH_FUNC_ls__": "() { rm x; }"}, ["text ls () { rm x; }\nls"],
    id="an exported function"),
    pytest.param("git log", {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.pager",
    "GIT_CONFIG_VALUE_0": "rm x"},
                 ["text rm x", "opaque"], id="a setting of git by the environment"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "variables", "expected"), CASES)
def test_a_variable_runs(
    line: str, variables: dict[str, str], expected: list[str], because_of: Callable[..., list[str]]
) -> None:
    assert because_of(line, **variables) == expected


READERS = """
GIT_PAGER GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_EXTERNAL_DIFF GIT_ASKPASS GIT_PROXY_COMMAND: git gh hub tig lazygit jj
PAGER: git man gh psql mysql systemctl journalctl aws svn hg kubectl jj bat delta timedatectl loginctl apropos gcloud az
EDITOR VISUAL: git crontab visudo sudoedit sudo svn hg kubectl gh less vipw systemctl bundle gem npm edquota psql mysql
MANPAGER: man apropos
SYSTEMD_PAGER: systemctl journalctl loginctl
GIT_SSH_COMMAND GIT_SSH: git pip go cargo npm
SSH_ASKPASS: ssh git
SUDO_EDITOR: sudo sudoedit
SHELL: tmux screen script vim vi nvim ssh make xterm
NPM_CONFIG_SCRIPT_SHELL npm_config_script_shell: npm npx yarn pnpm
PSQL_PAGER PSQL_EDITOR: psql
AWS_PAGER: aws
GH_PAGER: gh
BAT_PAGER: bat
KUBE_EDITOR KUBECTL_EXTERNAL_DIFF: kubectl
SVN_EDITOR SVN_SSH: svn
HGEDITOR: hg
BUNDLER_EDITOR: bundle
SUDO_ASKPASS: sudo
RSYNC_RSH: rsync
CVS_RSH: cvs
TEXEDIT: tex latex pdflatex
FCEDIT: fc
RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER RUSTC CARGO_BUILD_RUSTC_WRAPPER: cargo
"""
"""Variables whose value the programs behind the colon hand to a shell or start (each program's manual)."""


@pytest.mark.parametrize(
    ("name", "program"),
    [
        (name, program)
        for line in READERS.strip().splitlines()
        for name in line.partition(":")[0].split()
        for program in line.partition(":")[2].split()
    ],
)
def test_a_variable_runs_in_the_programs_that_read_it(
    name: str, program: str, because_of: Callable[..., list[str]]
) -> None:
    assert because_of(f"{program} x", **{name: "rm y"}) == ["text rm y", "opaque"]
    assert because_of("uname x", **{name: "rm y"}) == []


@pytest.mark.parametrize(
    ("name", "programs", "value"),
    [
        ("LD_AUDIT", "ls", "/x.so"), ("DYLD_INSERT_LIBRARIES", "ls", "/x.dylib"), ("GCONV_PATH", "ls", "/x"),
        ("RUBYOPT", "ruby bundle rails rake gem irb", "-r./x"),
        ("PERL5OPT", "perl", "-Mx"),
        ("NODE_OPTIONS", "node npm npx yarn pnpm bun tsx ts-node next vite jest", "--require ./x"),
        ("NPM_CONFIG_NODE_OPTIONS", "node npm npx yarn pnpm", "--require ./x"),
        ("JAVA_TOOL_OPTIONS", "java javac mvn gradle gradlew mvnw", "-javaagent:x"), ("_JAVA_OPTIONS", "ls", "-agentpath:x"),
        ("JDK_JAVA_OPTIONS", "ls", "-agentlib:x"), ("MAVEN_OPTS", "mvn mvnw", "-XX:OnError=x"), ("GOFLAGS", "go", "-exec=x"),
        ("PYTHONWARNINGS", "python python3 python2 pypy pypy3 pip pip3 pytest uv poetry", "a:b:c.d"),
        ("PYTHONBREAKPOINT", "python python3 pytest", "os.system"), ("MAKEFLAGS", "make gmake", "SHELL=x"),
        ("VIMINIT", "vim vi nvim ex view", "!x"), ("EXINIT", "vim vi nvim ex view", "call system('x')"),
        ("GIT_DIR", "git gh hub tig lazygit jj", "/tmp/x"), ("GIT_COMMON_DIR", "git", "/var/tmp/x"),
        ("GIT_EXEC_PATH", "git", "/x"), ("GIT_TEMPLATE_DIR", "git", "/x"), ("DOTNET_STARTUP_HOOKS", "dotnet", "x"),
        ("OPENSSL_CONF", "ls", "/dev/shm/x"), ("OPENSSL_ENGINES", "ls", "/x"), ("GIT_CONFIG_SYSTEM", "git", "/tmp/x"),
    ],
)  # fmt: skip
def test_a_variable_makes_them_load_something(
    name: str, programs: str, value: str, because_of: Callable[..., list[str]]
) -> None:
    for program in programs.split():
        assert because_of(f"{program} x", **{name: value}) == ["opaque"], program
    if programs != "ls" and not name.startswith("GIT_CONFIG"):
        assert because_of("uname x", **{name: value}) == []


@pytest.mark.parametrize("option", [
    "--require", "-r", "--import", "--loader", "--experimental-loader", "-javaagent", "-agentpath", "-agentlib", "-M", "-m",
    "-toolexec", "-exec", "--to-command", "--checkpoint-action", "--use-compress-program", "-XX:OnError",
    "-XX:OnOutOfMemoryError", "--rsh-command",
])  # fmt: skip
def test_an_option_that_loads_something_in_a_variable(
    option: str, because_of: Callable[..., list[str]]
) -> None:
    assert because_of("java x", JAVA_TOOL_OPTIONS=f"-x {option}=y") == ["opaque"]
    if option != "-M":  # of perl, whose module is attached
        assert because_of("java x", JAVA_TOOL_OPTIONS=f"-x {option}y") == []


HARMLESS = (
    "cat less more most bat delta vim vi nvim nano emacs emacsclient code subl hx helix micro kak ed true false : none no"
    " never ssh echo printf open xdg-open firefox chromium google-chrome safari lynx w3m sh bash zsh fish sccache ccache"
    " /bin/true /bin/false /bin/cat /usr/bin/true /usr/bin/vim /bin/sh /bin/bash /usr/bin/less code-insiders zed"
)


@pytest.mark.parametrize("program", HARMLESS.split())
def test_what_people_set_there_is_quiet(program: str, because_of: Callable[..., list[str]]) -> None:
    assert because_of("git commit", EDITOR=program) == []
    assert because_of("", EDITOR=program) == []
    assert because_of("git commit", EDITOR=program + "x") != []
