"""What PowerShell's own short names stand for.

Facts: about_Aliases of PowerShell 7 and of Windows PowerShell 5.1, which has ``curl``, ``wget`` and the names
of cmd's commands as well.
"""

from __future__ import annotations

from guard.knowledge.name_table import NameTable

ALIASES = NameTable(
    {
        "clear-content": "clc",
        "clear-host": "cls clear",
        "clear-item": "cli",
        "copy-item": "cp copy cpi",
        "foreach-object": "% foreach",
        "format-list": "fl",
        "format-table": "ft",
        "get-childitem": "ls dir gci",
        "get-content": "gc cat type",
        "get-history": "history",
        "get-location": "pwd",
        "get-process": "ps gps",
        "get-service": "gsv",
        "invoke-command": "icm",
        "invoke-expression": "iex",
        "invoke-item": "ii",
        "invoke-restmethod": "irm",
        "invoke-webrequest": "iwr wget curl",
        "measure-object": "measure",
        "move-item": "mv move mi",
        "new-item": "ni mkdir md",
        "remove-item": "rm del erase rd ri rmdir",
        "remove-itemproperty": "rp",
        "rename-item": "ren rni",
        "resolve-path": "rvpa",
        "select-object": "select",
        "select-string": "sls",
        "set-content": "sc",
        "set-location": "cd",
        "sort-object": "sort",
        "start-process": "saps start",
        "start-service": "sasv",
        "start-sleep": "sleep",
        "stop-process": "kill spps",
        "stop-service": "spsv",
        "tee-object": "tee",
        "where-object": "where ?",
        "write-output": "echo",
    }
)
"""The cmdlet by its alias."""
