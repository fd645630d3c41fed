"""Which grammar knows which wrapper. A grammar is imported only when its program is met."""

from __future__ import annotations

from guard.knowledge.name_table import NameTable


def grammar_of(program: str) -> str | None:
    """The module that reads this program's words; ``None`` where it runs nothing of the caller's choice."""
    found = GRAMMARS.get(program)
    if found is not None:
        return found
    name = program.removesuffix(".exe").lower()
    for pattern, module in VERSIONED:
        if name.startswith(pattern) and not name[len(pattern) :].strip(
            "0123456789.-abcdefghijklmnopqrstuvwxyz_"
        ):
            return module
    return GRAMMARS.get(name)


VERSIONED = (
    ("python3", "interpreters"),
    ("python2", "interpreters"),
    ("pypy", "interpreters"),
    ("perl5", "interpreters"),
    ("ruby2", "interpreters"),
    ("ruby3", "interpreters"),
    ("php8", "interpreters"),
    ("php7", "interpreters"),
    ("lua5", "interpreters"),
    ("tclsh8", "interpreters"),
    ("tclsh9", "interpreters"),
    ("ld-linux", "prefixes"),
    ("ld-musl", "prefixes"),
    ("ld.so", "prefixes"),
)
"""Programs that carry a version in their name."""


GRAMMARS = NameTable({
    "prefixes": (
        "doas pkexec nice ionice chrt taskset timeout gtimeout time nohup setsid stdbuf chroot unshare"
        " nsenter strace ltrace catchsegv fakeroot firejail proxychains proxychains4 rlwrap caffeinate"
        " unbuffer busybox toybox entr perf valgrind heaptrack setpriv start-stop-daemon run-parts"
        " xvfb-run dbus-run-session runuser command numactl prlimit cpulimit softlimit chpst setuidgid"
        " gosu su-exec tini dumb-init faketime eatmydata torsocks torify tsocks bwrap systemd-inhibit"
        " systemd-cat ccache sccache distcc nodemon watchexec reflex hyperfine cross-env cross-env-shell"
        " aws-vault chamber with-contenv retry chronic ts errno"
        " lchroot nq fakechroot proot sem unionfs uftrace rr ltrace sponge-run winpty wine script watch"
        " flock concurrently setarch arch linux32 linux64 i386 dbus-launch ssh-agent aa-exec sandbox-exec"
        " cgexec choom run0 please gsudo systemd-nspawn daemonize envchain"
        " coreutils dpkg pee mispipe chokidar start-server-and-test"
    ),
    "privileges": "sudo su sg newgrp capsh sudoedit",
    "environment": "env",
    "shells": (
        "sh bash dash zsh ksh mksh fish ash rbash powershell pwsh cmd bats csh tcsh bsd-csh yash posh oksh"
        " loksh lksh pdksh osh ysh mrsh rksh elvish nu xonsh"
    ),
    "items": "xargs gxargs zargs parallel find gfind fd fdfind",
    "containers": "docker podman nerdctl docker-compose podman-compose kubectl oc k3s",
    "remote": (
        "ssh mosh sshpass autossh vagrant colima orb fly flyctl heroku limactl multipass lxc incus distrobox"
        " toolbox wsl gcloud apptainer singularity lxc-attach minikube microk8s adb crictl nomad"
        " salt knife bolt machinectl pct parallel-ssh pssh pdsh clush dsh"
    ),
    "subcommands": (
        "poetry hatch rye bundle nix-shell nix devbox asdf railway doppler"
        " infisical teller tox nox pre-commit ip conda mamba micromamba pixi nvm fnm volta rbenv pyenv"
        " rustup overmind npx bunx uvx pipx bazel cargo go dart flutter corepack sops"
        " guix buildah netlify zellij pm2 gopass symfony lefthook jupyter papermill hivemind goreman"
    ),
    "packages": "npm pnpm yarn",
    "monorepos": "turbo nx lerna",
    "tasks": "composer poe invoke inv fab",
    "builds": "make gmake rake ninja cmake",
    "lanes": "fastlane",
    "ansible": "ansible",
    "playbooks": "ansible-playbook",
    "tool_aliases": "aws awslocal gh glab",
    "dev_stacks": "ddev lando sail wp-env warden",
    "platforms": "az cf eb copilot kamal et tsh tailscale mssh doctl hcloud scw platform upsun render"
        " coder terminus",
    "schedules": "at batch crontab tmux screen systemd-run",
    "git": "git",
    "flags": (
        "man sort rg tar gtar bsdtar zip rsync scp sftp openssl nmap split tcpdump wget fzf nc ncat netcat"
        " xterm"
        " gnome-terminal konsole alacritty urxvt foot x-terminal-emulator wezterm gcc g++ apt-get"
        " apt hg svn ssh-keygen ssh-add gpg java watchman-make socat pandoc rpm blender mpv qgis"
    ),
    "editors": (
        "vim vi nvim view ex gvim vimdiff nvim-qt ed red less more most gdb lldb expect emacs mysql"
        " mariadb psql sqlite3 sqlite ftp lftp nano pg bc dc"
    ),
    "interpreters": (
        "python nodejs deno perl ruby php lua luajit osascript awk gawk mawk nawk sed gsed tsx"
        " ts-node irb py pypy pytest py.test Rscript R julia groovy tclsh wish jimsh m4 gm4 jshell coverage"
        " kernprof viztracer"
    ),
    "python_runners": (
        "memray torchrun accelerate streamlit locust scrapy mitmdump mitmproxy mitmweb ipython ipython3"
        " bpython ptpython scalene pyinstrument mprof deepspeed fastapi marimo bokeh panel chainlit solara"
        " spark-submit modal manim fil-profile gunicorn uvicorn hypercorn daphne granian waitress-serve"
        " dramatiq flask celery faust virtualenv"
    ),
    "alike": "jdupes tmpreaper tmpwatch fallocate",
    "listed": (
        "ab hey oha bombardier autocannon hurl vegeta systemd-tmpfiles lint-staged buf wscat websocat oci"
    ),
    "launchers": (
        "i3-msg swaymsg hyprctl xdotool kitty launchctl flatpak mvn mvnw dtrace ranger vifm gs tex pdftex"
        " latex pdflatex xelatex lualatex luatex xetex"
    ),
    "unread": (
        "gnuplot octave octave-cli guile scala amm elixir iex erl ghc swift crystal clojure clj bb racket"
        " sbcl clisp ecl ocaml raku perl6 nim dotnet dotnet-script maxima gforth csi gsi kotlin kotlinc"
        " csharp qjs hy janet fennel moon wolframscript sage pike stap bpftrace fsi"
    ),
    "loaders": (
        "dotenv dotenv-cli dotenvx env-cmd uv pdm pipenv op foreman honcho direnv mise rtx just task go-task"
        " bun node"
    ),
})  # fmt: skip
