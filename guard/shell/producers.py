"""Programs by what they print: tame text, data of this machine, somebody else's text."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from guard.model import Invocation


def name_set(names: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(names.split())


TAME_PROGRAMS = name_set(
    "date wc nproc mktemp pwd uname arch hostname id whoami tty umask ulimit sleep true false test expr"
    " getconf stat seq cksum md5sum sha1sum sha256sum sha512sum shasum b2sum pgrep pidof uuidgen free"
    " df du uptime tput ps base64"
)
"""Programs whose output is a number, a date, a name or a digest: nothing a shell would take for code."""

LOCAL_READERS = name_set(
    "cat head tail cut tr sed awk gawk mawk grep egrep fgrep rg jq yq sort uniq git ls find fd which type"
    " command printf echo column paste join comm rev tac nl fold od xxd hexdump strings file tee xargs"
    " docker kubectl ps lsof ss netstat ip ifconfig sysctl sw_vers lscpu lsblk node npm python python3"
    " go cargo rustc gcc make bc dc locale env printenv diff cmp readarray"
)
"""Programs that say something about this machine: what they print is not somebody else's code."""


NETWORK = name_set(
    "curl wget nc ncat netcat socat ssh ftp http https aria2c fetch lynx telnet openssl dig host"
)
"""Programs that bring text from other machines."""

SETTING_UP = {
    "ssh-agent": "", "gpg-agent": "", "keychain": "", "dircolors": "", "thefuck": "",
    "direnv": "hook export", "brew": "shellenv", "pyenv": "init virtualenv-init", "rbenv": "init",
    "nodenv": "init", "goenv": "init", "jenv": "init", "fnm": "env", "mise": "activate hook-env",
    "rtx": "activate", "asdf": "exec", "starship": "init", "zoxide": "init", "atuin": "init",
    "mcfly": "init", "navi": "widget", "fzf": "--bash --zsh", "conda": "shell.bash shell.zsh shell.posix",
    "mamba": "shell", "micromamba": "shell", "minikube": "docker-env", "docker-machine": "env",
    "opam": "env", "luarocks": "path", "register-python-argcomplete": "", "kubectl": "completion",
    "helm": "completion", "gh": "completion alias", "npm": "completion",
    "uv": "generate-shell-completion", "pip": "completion", "poetry": "completions",
    "rustup": "completions", "docker": "completion", "oc": "completion", "kind": "completion",
    "flux": "completion", "argocd": "completion", "ng": "completion", "deno": "completions",
}  # fmt: skip
"""Installed programs that print settings to be evaluated, and the subcommand with which they do."""


USUAL = "completion completions shellenv init hook activate shell-init env"
"""What tools call the subcommand that prints settings for a shell."""


ANYBODYS = (
    LOCAL_READERS
    | NETWORK
    | name_set(
        "sh bash dash zsh ksh fish perl ruby php lua sudo doas env xargs timeout nice nohup time bun deno npx"
        " uvx"
    )
)
"""Programs that print whatever they are given."""


def sets_up(producers: Sequence[Invocation]) -> bool:
    """Whether a text comes from installed programs whose output is made to be evaluated."""
    for producer in producers:
        name = producer.argv[0].text or "/"
        subcommands = SETTING_UP.get(name)
        if subcommands is None and "/" not in name and name not in ANYBODYS:
            subcommands = USUAL
        if subcommands is None or "PATH" in producer.variables:
            return False
        words = [v.text or "?" for v in producer.argv[1:]]
        if subcommands and not any(w.startswith(s) for w in words[:2] for s in subcommands.split()):
            return False
    return bool(producers)
