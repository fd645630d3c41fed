"""Run inside of the environment that azure-cli is installed in: its command table as JSON lines."""

from __future__ import annotations

import json
import sys

from azure.cli.core import get_default_cli

cli = get_default_cli()
invoker = cli.invocation_cls(
    cli_ctx=cli, parser_cls=cli.parser_cls, commands_loader_cls=cli.commands_loader_cls, help_cls=cli.help_cls
)
cli.invocation = invoker
table = invoker.commands_loader.load_command_table(None)
for name, command in sorted(table.items()):
    switches, valued = set(), set()
    try:
        invoker.commands_loader.command_name = name
        invoker.commands_loader.load_arguments(name)
        for argument in command.arguments.values():
            settings = argument.type.settings
            names = settings.get("options_list") or ()
            names = [n if isinstance(n, str) else getattr(n, "target", "") for n in names]
            flag = settings.get("action") in ("store_true", "store_false") or settings.get("nargs") == "?"
            (switches if flag else valued).update(n for n in names if n and n.startswith("-"))
    except Exception as error:  # one extension's broken loader does not stop the others
        print(name, error, file=sys.stderr)
    confirms = bool(getattr(command, "confirmation", None))
    print(
        json.dumps(
            {"name": name, "valued": sorted(valued), "switches": sorted(switches), "confirms": confirms}
        )
    )
