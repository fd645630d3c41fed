"""Which file knows which program. A program's file is imported only when the program is met.

Each module has ``effects(invocation, world) -> Iterator[Effect]``. A name ending in ``*`` stands for
every program that begins so (``mkfs*``: mkfs.ext4, mkfs.xfs).
"""

from __future__ import annotations

from guard.knowledge.name_table import NameTable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Effect, Invocation
    from guard.world import World


def effects_of(invocation: Invocation, world: World) -> Iterator[Effect]:
    """What running this program does, by the file that knows it."""
    name = invocation.program
    module = PROGRAMS.get(name) or _by_prefix(name) or "unlisted"
    rules = __import__("guard.programs." + module, fromlist=("effects",))
    if name in OPERATED:
        from guard.programs.operators import also_effects

        yield from also_effects(invocation, rules.effects(invocation, world), world)
    else:
        yield from rules.effects(invocation, world)
    from guard.programs.further import further_effects

    yield from further_effects(invocation, world, module)


def _by_prefix(name: str) -> str | None:
    for pattern, module in PREFIXES:
        if name.startswith(pattern):
            return module
    return None


OPERATED = frozenset(
    (
        "adb", "argocd", "artisan", "bao", "borg", "btrfs", "cockroach", "console", "diskutil", "docker",
        "dog", "doppler", "dotnet", "eb", "etcdctl", "fastboot", "fdesetup", "flatpak", "gradle", "gradlew",
        "huggingface-cli", "incus", "infisical", "influx", "k0s", "kopia", "kubeadm", "lxc", "medusa",
        "microk8s", "mix", "mongofiles", "mvn", "mvnw", "nuget", "nvme", "op", "oras", "pass", "pct",
        "pg_archivecleanup", "pm2", "pod", "prisma", "proxmox-backup-client", "qm", "rdiff-backup", "restic",
        "security", "snow", "tailscale", "timeshift", "vault", "vboxmanage", "VBoxManage", "vcluster",
        "virsh", "vsce", "wal-g", "xcrun", "yarn", "zfs",
    )
)  # fmt: skip
"""Programs with a file of their own that have rows among the operators' too, for what that file passes."""

PREFIXES: tuple[tuple[str, str], ...] = (
    ("mkfs", "devices"),
    ("python", "interpreters"),
    ("psql", "psql"),
    ("pip", "python_packages"),
    ("remove-", "windows"),
    ("clear-", "windows"),
    ("stop-", "windows"),
    ("disable-", "windows"),
    ("reset-", "windows"),
    ("uninstall-", "windows"),
    ("git-", "git"),
)

INFRASTRUCTURE = {
    "kubernetes": "kubectl oc k kubectl.exe",
    "docker": "docker podman nerdctl podman-remote docker.exe",
    "compose": "docker-compose podman-compose",
    "terraform": "terraform tofu opentofu",
    "terragrunt": "terragrunt",
    "windows": (
        "move-item copy-item out-file set-content tee-object set-mppreference "
        "set-netfirewallprofile set-service set-executionpolicy set-itemproperty invoke-webrequest "
        "invoke-restmethod initialize-disk unregister-scheduledtask register-scheduledtask restart-computer "
        "restart-service suspend-service add-localgroupmember new-localuser enable-localuser get-help "
        "get-command format-volume limit-eventlog format diskpart "
        "vssadmin wbadmin bcdedit wevtutil auditpol reg netsh schtasks taskkill sc net fsutil takeown "
        "icacls manage-bde msiexec robocopy wmic sdelete move copy xcopy ren rename-item"
    ),
    "helm": "helm helmfile argocd flux",
    "ansible": "ansible ansible-playbook ansible-pull",
    "local_clusters": (
        "kind k3d minikube colima limactl microk8s vcluster k0s kubeadm k3s-uninstall.sh vagrant multipass "
        "virsh VBoxManage vboxmanage qm pct pvesm lxc incus wsl tart orb orbctl prlctl avdmanager adb "
        "fastboot"
    ),
    "network": (
        "iptables ip6tables iptables-legacy iptables-nft ebtables arptables iptables-restore "
        "ip6tables-restore nft ufw firewall-cmd pfctl ip ifconfig ifdown nmcli route wg-quick tailscale "
        "setenforce aa-teardown aa-disable aa-complain spctl csrutil fdesetup auditctl sysctl journalctl "
        "dmesg modprobe insmod rmmod"
    ),
    "accounts": (
        "userdel deluser groupdel delgroup useradd adduser newusers usermod gpasswd groupmems passwd chage "
        "visudo chpasswd chgpasswd vipw vigr groupadd groupmod addgroup chsh chfn pwconv pwunconv dscl "
        "sysadminctl dseditgroup"
    ),
    "schedule": "crontab at batch atrm",
    "backups": (
        "restic borg velero pgbackrest barman wal-g duplicity rdiff-backup tmutil kopia timeshift snapper "
        "etcdctl proxmox-backup-client rclone"
    ),
    "packages_node": "npm pnpm yarn bun yarnpkg cnpm",
    "packages_others": (
        "twine poetry uv flit hatch pdm maturin cargo gem mvn mvnw gradle gradlew sbt dotnet nuget vsce "
        "ovsx jsr anaconda pod dart flutter skopeo crane oras charm snapcraft goreleaser semantic-release "
        "changeset lerna"
    ),
    "python_packages": "pipx conda mamba micromamba pip pip3",
    "packages_system": (
        "apt apt-get aptitude dnf yum microdnf zypper apk brew port pacman yay paru snap flatpak dpkg rpm "
        "nix-collect-garbage pkg choco winget scoop"
    ),
    "devices": (
        "mke2fs mkntfs mkswap mkdosfs newfs wipefs blkdiscard blkzone cryptsetup parted fdisk gdisk cfdisk "
        "sfdisk sgdisk hdparm badblocks nvme lvremove vgremove pvremove lvreduce lvresize vgreduce "
        "lvconvert zfs zpool btrfs mdadm dmsetup xfs_repair resize2fs tune2fs debugfs diskutil efibootmgr "
        "growpart"
    ),
    "services": (
        "systemctl service rc-service invoke-rc.d update-rc.d chkconfig rc-update supervisorctl pm2 initctl "
        "sv launchctl loginctl machinectl shutdown reboot halt poweroff init telinit"
    ),
    "terminals": "tmux screen zellij",
    "processes": "kill pkill killall killall5 fuser xkill kill-port fkill skill function",
    "pulumi": "pulumi",
    "unlisted": "psqldef",
    "stacks": "cdk aws-cdk cdktf sam serverless sls sst copilot eb amplify chalice zappa kamal",
}
"""Infrastructure and system."""

DATABASES = {
    "psql": "psql pgcli usql ysqlsh gsql vsql gitlab-psql",
    "mysql": "mysql mariadb mycli mysqladmin mariadb-admin",
    "sqlite": "sqlite3 sqlite duckdb litecli",
    "sql_clients": (
        "sqlcmd osql mssql-cli clickhouse-client clickhouse snowsql snow bq cqlsh cypher-shell influx "
        "cockroach trino presto hive beeline impala-shell spark-sql sqlplus mclient isql-fb"
    ),
    "redis": "redis-cli valkey-cli iredis keydb-cli",
    "mongo": "mongosh mongo",
    "mongo_tools": "mongodump mongorestore mongoimport mongoexport mongofiles",
    "dump_restore": (
        "pg_dump pg_dumpall pg_restore dropdb createdb dropuser createuser initdb pg_resetwal pg_ctl "
        "pg_ctlcluster pg_dropcluster pg_upgradecluster vacuumdb reindexdb clusterdb pg_rewind vacuumlo "
        "mysqldump mariadb-dump mysqlimport mysql_install_db mariadb-install-db pgbench pg_archivecleanup"
    ),
    "migrations_node": (
        "prisma drizzle-kit knex sequelize sequelize-cli typeorm typeorm-ts-node-commonjs "
        "typeorm-ts-node-esm mikro-orm mikro-orm-esm db-migrate node-pg-migrate migrate-mongo kysely "
        "payload medusa zenstack wasp rw redwood gel edgedb ace"
    ),
    "migrations_ruby": "rails rake rspec sequel hanami",
    "migrations_python": "manage.py django-admin django alembic flask dbt yoyo aerich piccolo",
    "migrations_jvm": "flyway liquibase",
    "migrations_dotnet": "dotnet-ef",
    "migrations_go": (
        "goose dbmate migrate atlas sqlx diesel sea-orm-cli refinery tern sql-migrate bytebase sqitch"
    ),
    "migrations_beam": "mix",
    "migrations_php": "artisan console sail doctrine doctrine-migrations phinx phpunit pest",
    "migrations_hosted": "hasura",
    "suites": "pytest py.test jest vitest mocha ava",
}
"""Databases: clients, dumps, migration tools."""

REQUESTS = {
    "curl": "curl curl.exe",
    "wget": "wget wget2 wget.exe",
    "httpie": "http https xh xhs grpcurl lwp-request GET HEAD POST DELETE PUT",
    "service_cli": (
        "railway heroku fly flyctl vercel vc now netlify ntl wrangler eas eas-cli wrangler2 firebase "
        "supabase neon neonctl pscale turso render doctl hcloud linode-cli lin stripe convex gcloud az "
        "gsutil bq s3cmd mc mcli"
    ),
    "aws": "aws awslocal aws.exe",
    "gh": "gh glab gh.exe",
}
"""Requests and cloud providers."""

INTERPRETERS = {
    "interpreters": (
        "python python2 python3 pypy pypy3 node nodejs deno perl ruby php lua luajit osascript awk gawk "
        "mawk nawk tsx ts-node Rscript R julia groovy tclsh wish jimsh jshell"
    ),
}
"""Interpreters: what their code does to files."""

FILES = {
    "remove": (
        "rm rmdir unlink shred srm wipe rimraf del-cli del erase rd trash trash-put trash-rm trash-empty "
        "trash-list trash-restore gtrash trash-cli rmtrash remove-item safe-rm grm gunlink grmdir gio "
        "kioclient kioclient5 gvfs-trash"
    ),
    "move": "mv gmv rename prename file-rename mmv move",
    "copy": "cp gcp install ginstall ln gln ditto scp",
    "permissions": "setcap chmod gchmod chown gchown chgrp setfacl chattr chflags",
    "overwrite": "dd gdd dcfldd dc3dd truncate gtruncate tee gtee sponge sed gsed sort shuf iconv",
    "archives": (
        "tar gtar bsdtar dpkg-deb unzip zip 7z 7za 7zr 7zz unrar cpio gzip bzip2 xz zstd lzma lz4 compress "
        "gunzip bunzip2 unxz unzstd uncompress"
    ),
    "sync": "rsync",
    "search": "find gfind",
    "git": "git git.exe",
}
"""Files and git."""

SECRETS = {
    "readers": (
        "cat tac nl rev bat batcat head tail less more most view strings xxd hexdump hd od base64 base32 "
        "sort uniq cut paste fold fmt column diff comm join pr expand grep egrep fgrep zgrep ugrep ag ack "
        "jq yq zcat openssl type gc iconv tr fx glow dasel pygmentize echo printf print printenv set "
        "declare typeset export ps compgen local readonly fd fdfind locate plocate mdfind csvcut unset "
        "trufflehog gitleaks noseyparker detect-secrets kingfisher whispers"
    ),
    "secrets_tools": (
        "op vault bao security secret-tool keyring kwallet-query keyctl pass gopass bw lpass gpg gpg2 age "
        "sops ansible-vault doppler infisical chamber ssh-keygen wg"
    ),
    "sinks": (
        "ping ping6 nslookup dig host drill traceroute tracepath whois fping mtr getent resolvectl kdig dog "
        "nc ncat netcat socat telnet nc.openbsd nc.traditional websocat cryptcat mail mailx sendmail mutt "
        "swaks msmtp s-nail pastebinit gist croc wormhole transfer wgetpaste fpaste ix 0x0 sprunge termbin "
        "ffsend hastebin haste dpaste ftp lftp tftp ncftpput smbclient lynx w3m links elinks aria2c axel "
        "lwp-request"
    ),
    "agent_clis": (
        "claude codex gemini q copilot cursor-agent aider opencode goose qwen grok droid kimi hermes "
        "openhands vibe crush amp cline kilo kiro-cli agy cn devin auggie gptme open-interpreter "
        "interpreter claude-code"
    ),
    "own": "guard",
}
"""Secrets, data that leaves, the guard itself. ``further.py`` asks these files about every program."""

PROGRAMS = NameTable(FILES, INTERPRETERS, REQUESTS, DATABASES, INFRASTRUCTURE, SECRETS)
"""A program → its file."""
