"""Names of cmdlets and of cmd's words, and what they do: the tables behind ``windows_commands.py``."""

from __future__ import annotations

from guard.programs.subcommands import Act

CHANGING_VERBS = (
    "remove",
    "clear",
    "reset",
    "uninstall",
    "disable",
    "revoke",
    "unregister",
    "dismount",
    "stop",
    "restart",
    "suspend",
)

DEVICE = Act(
    "overwrite",
    "device",
    "R4",
    "B3",
    "everything on {name}",
    "a disk or volume is emptied",
    "Get-Disk; Get-Volume",
    ("root-home-device",),
    ("T1561",),
)
POWER = Act(
    "stop",
    "machine",
    "R2",
    "B3",
    "every running program and what it had not saved",
    marks=("outage",),
    tags=("T1529",),
)
DOWN = Act("stop", "service", "R1", "B1", "the running service {name}", marks=("outage",), tags=("T1489",))
SHIELD = Act(
    "unprotect",
    "protection",
    "R1",
    "B3",
    "a protection of this machine",
    "{name} is switched off",
    marks=("protection",),
    tags=("T1562.001",),
)
WATCHMEN = frozenset(
    (
        "windefend", "wdnissvc", "sense", "webthreatdefsvc", "mpssvc", "bfe", "eventlog", "wscsvc",
        "securityhealthservice", "sysmon", "sysmon64", "csfalconservice", "sentinelagent",
    )
)  # fmt: skip
"""Services of Windows that protect or record: to stop one is no outage, it is a protection gone."""
SHADOWS = Act(
    "unprotect",
    "backup",
    "R4",
    "B3",
    "the machine's own backups and restore points",
    "nothing can be rolled back afterwards",
    "vssadmin list shadows",
    ("protection", "backup"),
    ("T1490",),
)
AUDIT = Act(
    "unprotect",
    "event log",
    "R4",
    "B2",
    "the record of what happened",
    marks=("protection",),
    tags=("T1070.001",),
)
POLICY = Act(
    "unprotect",
    "execution policy",
    "R1",
    "B1",
    "the check of scripts",
    marks=("local-bypass",),
    tags=("T1562",),
)
SETTING = Act("update", "machine setting", "R2", "B1", why="{name} is changed", instead="… -WhatIf")
REGISTRY = Act(
    "delete", "registry key", "R3", "B1", "the registry key {name}", instead="reg export {name} before.reg"
)
PROCESS = Act(
    "stop", "process", "R1", "B1", "the process {name}", instead="Get-Process {name}", tags=("T1489",)
)
PROCESSES = Act(
    "stop",
    "process",
    "R3",
    "B3",
    "every {name} on the machine",
    "the name is shared by other projects",
    "Get-Process {name}",
    ("unbounded",),
    ("T1489",),
)
CODE = Act(
    "execute",
    "code",
    "R3",
    "B2",
    why="code that nobody has read would run",
    marks=("network-code",),
    tags=("T1059.001",),
)
ACCOUNT = Act("delete", "account", "R3", "B2", "the account {name}", tags=("T1531",))
RIGHTS = Act("grant", "account", "R2", "B3", why="{name} gets an administrator's rights", tags=("T1098",))
TASK = Act("delete", "scheduled task", "R2", "B1", "the scheduled task {name}")
AGAIN = Act(
    "update",
    "scheduled task",
    "R1",
    "B1",
    why="it runs again later",
    marks=("persistence",),
    tags=("T1053.005",),
)
MACHINE = Act("delete", "virtual machine", "R3", "B2", "the virtual machine {name}")
CLOUD = Act("delete", "cloud object", "R4", "B2", "{name}", instead="… -WhatIf")
REMOVED = Act("delete", "object", "R3", "B1", "{name}", instead="… -WhatIf")
CALL = Act("unknown", "request", why="a request that changes something is sent")

CMDLETS: dict[str, Act] = {
    **dict.fromkeys(
        (
            "format-volume",
            "clear-disk",
            "initialize-disk",
            "remove-partition",
            "reset-physicaldisk",
            "remove-volume",
            "remove-virtualdisk",
            "remove-storagepool",
            "repair-volume",
        ),
        DEVICE,
    ),
    "stop-computer": POWER,
    "restart-computer": POWER,
    "stop-service": DOWN,
    "restart-service": DOWN,
    "suspend-service": DOWN,
    "set-executionpolicy": POLICY,
    "clear-eventlog": AUDIT,
    "remove-eventlog": AUDIT,
    "limit-eventlog": AUDIT,
    "disable-computerrestore": SHADOWS,
    "remove-itemproperty": REGISTRY,
    "set-itemproperty": SETTING,
    "clear-itemproperty": REGISTRY,
    "invoke-expression": CODE,
    "remove-localuser": ACCOUNT,
    "disable-localuser": ACCOUNT,
    "remove-aduser": ACCOUNT,
    "remove-adobject": ACCOUNT,
    "add-localgroupmember": RIGHTS,
    "new-localuser": RIGHTS,
    "enable-localuser": RIGHTS,
    "unregister-scheduledtask": TASK,
    "register-scheduledtask": AGAIN,
    "remove-vm": MACHINE,
    "remove-vmsnapshot": SHADOWS,
    "remove-service": TASK,
    "disable-netadapter": DOWN,
    "disable-netfirewallrule": SHIELD,
    "clear-recyclebin": Act("delete", "recycle bin", "R4", "B1", "what is in the recycle bin"),
    "remove-netfirewallrule": SHIELD,
    "uninstall-windowsfeature": SETTING,
    "disable-bitlocker": SHIELD,
}
