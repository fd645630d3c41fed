"""What a variable makes the programs do that read it; ``variables.py`` says what would run because of it.

Facts: git(1) “Environment Variables”, bash(1) “Shell Variables”, ld.so(8), python(1), perlrun, node --help,
environ(7), less(1), tar(1).
"""

from __future__ import annotations

from guard.frozen import frozen
from guard.shell.wrappers.grammar import names


@frozen
class Meaning:
    """What a variable makes a program do."""

    kind: str
    """``text``: for a shell; ``library``: code loaded into programs; ``script``: a file a shell reads;
    ``code``: a file an interpreter reads; ``prompt``: expanded as a prompt; ``options``: more options."""
    programs: str = ""
    """The programs that read it; empty: any that starts others."""
    language: str = "sh"


_GIT = "git gh hub tig lazygit jj"
_EDITING = (
    "git crontab visudo sudoedit sudo svn hg kubectl gh less vipw chsh systemctl bundle gem npm yarn"
    " edquota fc psql mysql"
)
_PAGING = (
    "git man gh psql mysql systemctl journalctl aws svn hg kubectl jj bat delta timedatectl loginctl"
    " apropos help gcloud az"
)
_PYTHON = "python python3 python2 pypy pypy3 pip pip3 pytest uv poetry"
_NODE = "node npm npx yarn pnpm bun tsx ts-node next vite jest"
SHELLS = "bash sh zsh dash ksh"

VARIABLES: dict[str, Meaning] = {
    "PAGER": Meaning("text", _PAGING), "GIT_PAGER": Meaning("text", _GIT), "MANPAGER": Meaning("text",
    "man apropos"),
    "PSQL_PAGER": Meaning("text", "psql"), "SYSTEMD_PAGER": Meaning("text", "systemctl journalctl loginctl"),
    "AWS_PAGER": Meaning("text", "aws"), "GH_PAGER": Meaning("text", "gh"), "BAT_PAGER": Meaning("text",
    "bat"),
    "EDITOR": Meaning("text", _EDITING), "VISUAL": Meaning("text", _EDITING), "FCEDIT": Meaning("text", "fc"),
    "GIT_EDITOR": Meaning("text", _GIT), "GIT_SEQUENCE_EDITOR": Meaning("text", _GIT),
    "KUBE_EDITOR": Meaning("text", "kubectl"),
    "SUDO_EDITOR": Meaning("text", "sudo sudoedit"), "SVN_EDITOR": Meaning("text", "svn"),
    "HGEDITOR": Meaning("text", "hg"),
    "PSQL_EDITOR": Meaning("text", "psql"), "BUNDLER_EDITOR": Meaning("text", "bundle"),
    "GIT_SSH_COMMAND": Meaning("text", _GIT + " pip go cargo npm"), "GIT_SSH": Meaning("text",
    _GIT + " pip go cargo npm"),
    "GIT_EXTERNAL_DIFF": Meaning("text", _GIT), "GIT_ASKPASS": Meaning("text", _GIT),
    "SSH_ASKPASS": Meaning("text", "ssh git"),
    "SUDO_ASKPASS": Meaning("text", "sudo"), "GIT_PROXY_COMMAND": Meaning("text", _GIT),
    "BROWSER": Meaning("text", ""),
    "LESSOPEN": Meaning("lessopen", "less man git bat"), "LESSCLOSE": Meaning("lessopen", "less man git"),
    "TAR_OPTIONS": Meaning("words", "tar gtar"),
    "RSYNC_RSH": Meaning("text", "rsync"),
    "CVS_RSH": Meaning("text", "cvs"), "SVN_SSH": Meaning("text", "svn"), "TEXEDIT": Meaning("text",
    "tex latex pdflatex"),
    "PROMPT_COMMAND": Meaning("prompt-command"), "PS0": Meaning("prompt"), "PS1": Meaning("prompt"),
    "PS2": Meaning("prompt"),
    "PS4": Meaning("prompt"), "PROMPT": Meaning("prompt"), "RPROMPT": Meaning("prompt"),
    "BASH_ENV": Meaning("script", SHELLS), "ENV": Meaning("script", "sh dash ksh bash"),
    "ZDOTDIR": Meaning("zdotdir", "zsh"),
    "LD_PRELOAD": Meaning("library"), "LD_AUDIT": Meaning("library"),
    "DYLD_INSERT_LIBRARIES": Meaning("library"),
    "LD_LIBRARY_PATH": Meaning("folder"),
    "DYLD_LIBRARY_PATH": Meaning("folder"),
    "GCONV_PATH": Meaning("library"), "OPENSSL_CONF": Meaning("configuration"),
    "OPENSSL_ENGINES": Meaning("library"),
    "PYTHONSTARTUP": Meaning("code", _PYTHON, "python"), "PYTHONPATH": Meaning("folder"),
    "PYTHONHOME": Meaning("folder"),
    "PYTHONWARNINGS": Meaning("warnings", _PYTHON),
    "PYTHONUSERBASE": Meaning("folder"),
    "PERL5OPT": Meaning("options", "perl"), "PERL5LIB": Meaning("folder"), "PERL5DB": Meaning("perl", "perl"),
    "RUBYOPT": Meaning("options", "ruby bundle rails rake gem irb"), "RUBYLIB": Meaning("folder"),
    "NODE_OPTIONS": Meaning("options", _NODE), "NODE_PATH": Meaning("folder"),
    "JAVA_TOOL_OPTIONS": Meaning("options", "java javac mvn gradle gradlew mvnw"),
    "_JAVA_OPTIONS": Meaning("options"),
    "JDK_JAVA_OPTIONS": Meaning("options"), "MAVEN_OPTS": Meaning("options", "mvn mvnw"),
    "RUSTC_WRAPPER": Meaning("text", "cargo"), "RUSTC_WORKSPACE_WRAPPER": Meaning("text", "cargo"),
    "RUSTC": Meaning("text", "cargo"),
    "CARGO_BUILD_RUSTC_WRAPPER": Meaning("text", "cargo"), "MAKEFLAGS": Meaning("makeflags", "make gmake"),
    "CC": Meaning("compiler", "make gmake cmake ninja"), "CXX": Meaning("compiler", "make gmake cmake ninja"),
    "LD": Meaning("compiler", "make gmake"), "AR": Meaning("compiler", "make gmake"),
    "GOFLAGS": Meaning("options", "go"),
    "NPM_CONFIG_SCRIPT_SHELL": Meaning("text", _NODE), "npm_config_script_shell": Meaning("text", _NODE),
    "NPM_CONFIG_NODE_OPTIONS": Meaning("options", _NODE),
    "DOTNET_STARTUP_HOOKS": Meaning("library", "dotnet"), "VIMINIT": Meaning("ex", "vim vi nvim ex view"),
    "EXINIT": Meaning("ex", "vim vi nvim ex view"), "GIT_DIR": Meaning("configuration", _GIT),
    "GIT_COMMON_DIR": Meaning("configuration", _GIT), "GIT_CONFIG_SYSTEM": Meaning("configuration"),
    "GIT_EXEC_PATH": Meaning("library", _GIT), "GIT_TEMPLATE_DIR": Meaning("library", _GIT),
    "GIT_CONFIG_GLOBAL": Meaning("configuration"),
    "GIT_CONFIG_PARAMETERS": Meaning("configuration"), "FZF_DEFAULT_COMMAND": Meaning("command", "fzf"),
    "FZF_DEFAULT_OPTS": Meaning("words", "fzf"), "KUBECTL_EXTERNAL_DIFF": Meaning("text", "kubectl"),
    "PYTHONBREAKPOINT": Meaning("breakpoint", _PYTHON),
    **{f"LUA_INIT{version}": Meaning("lua", "lua luajit lua5.1 lua5.2 lua5.3 lua5.4")
       for version in ("", "_5_2", "_5_3", "_5_4")},
    "SHELL": Meaning("text", "tmux screen script vim vi nvim ssh make xterm"), "FPATH": Meaning("folder"),
}  # fmt: skip

HARMLESS = frozenset(
    names(
        "cat less more most bat delta vim vi nvim nano emacs emacsclient code subl hx helix micro kak ed"
        " true false : none no never ssh echo printf open xdg-open firefox chromium google-chrome safari"
        " lynx w3m sh bash zsh fish sccache ccache /bin/true /bin/false /bin/cat /usr/bin/true"
        " /usr/bin/vim /bin/sh /bin/bash /usr/bin/less code-insiders zed"
    )
)
"""Programs that only show, open or answer; with arguments they are judged like any text."""

LOADING = (
    "--require", "-r", "--import", "--loader", "--experimental-loader", "-javaagent", "-agentpath",
    "-agentlib", "-M", "-m", "-toolexec", "-exec", "--to-command", "--checkpoint-action",
    "--use-compress-program", "-XX:OnError", "-XX:OnOutOfMemoryError", "--rsh-command",
)  # fmt: skip
"""Options that load or run something, wherever they are given."""
