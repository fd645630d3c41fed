"""Services, firewalls, accounts, schedules and system packages."""

from __future__ import annotations

import pytest

from guard.model import Invocation, Stream, known
from guard.world import World

STOPPED = [
    pytest.param("systemctl disable --now auditd", "deny", id="the audit daemon"),
    pytest.param("service fail2ban stop", "deny", id="a watchman, the older way"),
    pytest.param("shutdown -h now", "ask", id="the machine goes down"), pytest.param("reboot", "ask", id="a "
        "reboot"),
    pytest.param("init 6", "ask", id="a reboot by run level"), pytest.param("systemctl poweroff", "ask",
        id="power off"),
    pytest.param("launchctl load -w ~/Library/LaunchAgents/x.plist", "ask", id="an agent that starts at "
        "login"),
    pytest.param("iptables -F", "deny", id="all firewall rules"), pytest.param("iptables -P INPUT ACCEPT",
        "deny", id="an open policy"),
    pytest.param("ufw disable", "deny", id="the firewall off"), pytest.param("ufw --force reset", "deny",
        id="the firewall reset"),
    pytest.param("nft flush ruleset", "deny", id="all rules of nftables"), pytest.param("setenforce 0",
        "deny", id="SELinux off"),
    pytest.param("pfctl -d", "deny", id="the firewall of a Mac"), pytest.param("auditctl -D", "deny",
        id="the audit rules"),
    pytest.param("sysctl -w kernel.randomize_va_space=0", "deny", id="a protection of the kernel"),
    pytest.param("ip link set eth0 down", "ask", id="the network goes"), pytest.param("journalctl "
        "--vacuum-time=1d", "ask", id="the journal"),
    pytest.param("userdel -r alice", "deny", id="an account with its home"), pytest.param("usermod -aG "
        "docker bob", "ask", id="rights like root's"),
    pytest.param("passwd -d root", "deny", id="no password"),
    pytest.param("dscl . -delete /Users/bob", "ask", id="a user of macOS goes"),
    pytest.param("dscl . -append /Groups/admin GroupMembership bob", "ask", id="an administrator of macOS"),
    pytest.param("visudo", "ask", id="who may "
        "become root"),
    pytest.param("crontab -r", "ask", id="the whole crontab"), pytest.param("crontab new.txt", "ask",
        id="another crontab"),
    pytest.param("crontab", "ask", id="a crontab from standard input"), pytest.param("atrm 3", "ask", id="a "
        "job"),
    pytest.param("apt-get purge -y postgresql", "ask", id="a package with its data"), pytest.param("brew "
        "uninstall node", "ask", id="a package"),
    pytest.param("pacman -Rns x", "ask", id="a package of Arch"), pytest.param("snap remove x", "ask",
        id="a snap with its data"),
    pytest.param("vagrant destroy -f", "ask", id="the machines of a folder"), pytest.param("virsh undefine "
        "x --remove-all-storage", "deny", id="a guest and its disk"),
    pytest.param("multipass delete --purge x", "deny", id="a virtual machine for good"), pytest.param("qm "
        "destroy 100", "deny", id="a guest of Proxmox"),
    pytest.param("minikube delete", "ask", id="a development cluster with its volumes"),
    pytest.param("ansible all -b -m file -a 'path=/var/lib/pg state=absent'", "deny", id="a path on every "
        "host"),
    pytest.param("ansible web -m reboot", "ask", id="a group of hosts"), pytest.param("ansible-playbook -i "
        "inventories/production s.yml", "ask", id="a playbook on production"),
]  # fmt: skip

QUIET = [
    pytest.param("systemctl status nginx", id="a service's state"), pytest.param("systemctl list-units "
        "--type=service", id="listing services"),
    pytest.param("systemctl --user restart app", id="a service of one's own"), pytest.param("systemctl "
        "restart nginx", id="a local service comes back"),
    pytest.param("systemctl daemon-reload", id="reading unit files"), pytest.param("shutdown -c",
        id="calling a shutdown off"),
    pytest.param("service nginx status", id="a state, the older way"), pytest.param("launchctl list",
        id="listing agents"),
    pytest.param("iptables -L -n", id="listing rules"), pytest.param("iptables -nvL", id="listing rules, "
        "clustered"), pytest.param("ufw status verbose", id="the firewall's state"),
    pytest.param("nft list ruleset", id="listing nftables"), pytest.param("setenforce 1", id="SELinux on"),
    pytest.param("ip -br addr", id="addresses"),
    pytest.param("ip route show", id="routes"), pytest.param("sysctl -a", id="kernel settings"),
    pytest.param("sysctl kernel.hostname", id="one setting"),
    pytest.param("journalctl -u app --since today", id="reading the journal"), pytest.param("dmesg -T",
        id="the kernel's messages"),
    pytest.param("dscl . -read /Users/bob", id="a user of macOS is looked at"),
    pytest.param("passwd -S", id="a password's state"), pytest.param("visudo -c", id="checking sudoers"),
    pytest.param("chage -l bob", id="ageing"),
    pytest.param("crontab -l", id="listing the crontab"), pytest.param("crontab -e", id="editing by hand"),
    pytest.param("apt-get install -y jq", id="installing"), pytest.param("apt-get -s purge x", id="a "
        "simulation"), pytest.param("brew cleanup", id="cleaning caches"),
    pytest.param("dpkg -l", id="listing packages"), pytest.param("vagrant up", id="starting machines"),
    pytest.param("virsh list --all", id="listing guests"),
    pytest.param("kind delete cluster --name ci-123", id="a throw-away cluster"), pytest.param("ansible all "
        "-m ping", id="a ping"),
    pytest.param("ansible-playbook site.yml --check --diff", id="a dry run of a playbook"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "decision"), STOPPED)
def test_is_stopped(machine, command, decision):
    assert machine.decide(command) == decision


@pytest.mark.parametrize("command", QUIET)
def test_stays_quiet(machine, command):
    assert machine.decide(command) == "allow"


def crontab_from(machine, *producers):
    upstream = tuple(machine.invocation(p) for p in producers)
    return machine.decide(machine.invocation("crontab -", stdin=Stream(producers=upstream)))


def test_appending_to_the_crontab_keeps_what_is_there(machine):
    assert crontab_from(machine, "crontab -l", "echo '0 3 * * * /usr/bin/backup'") == "allow"


def test_filtering_or_replacing_the_crontab_asks(machine):
    assert crontab_from(machine, "crontab -l", "grep -v backup") == "ask"
    assert crontab_from(machine, "echo '* * * * * x'") == "ask"


def under(machine, command, wrapper):
    return machine.invocation(command, via=(machine.invocation(wrapper),))


@pytest.mark.parametrize(
    ("wrapper", "environment"),
    [
        pytest.param("ssh root@web1.prod.acme.com reboot", "E4", id="a host that is named for production"),
        pytest.param("ssh -p 22 -i key web1 reboot", "E4", id="an alias of it"),
        pytest.param("ssh unknown.acme.com reboot", "E3", id="a host that nothing identifies"),
        pytest.param("ssh devbox reboot", "E2", id="a machine of one's own"),
        pytest.param("ssh localhost reboot", "E1", id="this machine"),
        pytest.param("docker exec db reboot", "E1", id="a local container"),
        pytest.param("kubectl --context kind-dev exec db -- reboot", "E0", id="a throw-away cluster"),
    ],
)
def test_what_runs_elsewhere_lands_there(machine, wrapper, environment):
    machine.write(
        "~/.ssh/config",
        "Host web1\n  HostName web1.prod.acme.com\nHost devbox\n HostName 192.168.1.20\nHost *\n User u\n",
    )
    assert machine.environment(under(machine, "reboot", wrapper)) == environment


def test_a_machine_that_is_named_for_production_is_production(machine):
    command = machine.invocation("shutdown -h now", variables={})
    command = Invocation(command.argv, command.cwd, {}, {"HOME": str(machine.home), "HOSTNAME": "web1.prod"})
    assert machine.decide(command) == "deny"


def test_sudo_is_no_reason_to_ask_about_what_is_undone_in_minutes(machine):
    sudo = (Invocation((known("sudo"),)),)
    assert machine.decide(machine.invocation("systemctl restart nginx", via=sudo)) == "allow"
    assert machine.decide(machine.invocation("userdel -r alice", via=sudo)) == "deny"


def test_the_command_of_an_ad_hoc_module_is_followed():
    from guard.shell.unwrap import unwrap

    def inner(text):
        return unwrap(Invocation(tuple(known(w) for w in text)), World(""))

    (found,) = inner(["ansible", "all", "-m", "shell", "-a", "rm -rf /var/x"])
    assert (found.text.text, found.elsewhere) == ("rm -rf /var/x", True)
    assert inner(["ansible", "all", "-m", "ping"]) == ()
    assert inner(["ansible", "all", "--check", "-a", "rm x"]) == ()
