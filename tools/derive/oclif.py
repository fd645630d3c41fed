"""heroku and other command lines made with oclif (npm): the manifest that it writes for its own help."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tools.derive.commands import SWITCH, VALUE, Command
from tools.derive.fetch import npm

PACKAGES = (
    ("heroku", "heroku", "11.10.0", "ISC"),
    ("eas", "eas-cli", "24.8.0", "MIT"),
    ("twilio", "twilio-cli", "6.2.4", "MIT"),
    ("shopify", "@shopify/cli", "4.8.2", "MIT"),
    ("xata", "@xata.io/cli", "0.15.15", "Apache-2.0"),
    ("balena", "balena-cli", "25.2.6", "Apache-2.0"),
    ("checkly", "checkly", "9.5.0", "Apache-2.0"),
    ("vtex", "vtex", "3.0.0", "MIT"),
    ("sf", "@salesforce/plugin-org", "5.11.26", "Apache-2.0"),
    ("sf", "@salesforce/plugin-data", "4.0.115", "Apache-2.0"),
)
"""Program, package, version, licence."""


def commands() -> Iterator[Command]:
    """Every command with its flags; one that has ``--confirm`` asks before it acts.

    Raises:
        Unreachable: no npm or no package.
    """
    for cli, package, version, _ in PACKAGES:
        folder = npm(package, version)
        manifest = json.loads((folder / "oclif.manifest.json").read_text())
        separator = (
            json.loads((folder / "package.json").read_text()).get("oclif", {}).get("topicSeparator", ":")
        )
        for name, entry in manifest["commands"].items():
            options: dict[str, str] = {}
            for flag, about in entry.get("flags", {}).items():
                arity = VALUE if about.get("type") == "option" else SWITCH
                options["--" + flag] = arity
                if about.get("char"):
                    options["-" + about["char"]] = arity
                if about.get("allowNo"):
                    options["--no-" + flag] = SWITCH
            aliases = (*entry.get("aliases", ()), *entry.get("hiddenAliases", ()))
            about = entry.get("description") or entry.get("summary") or ""
            confirms = "--confirm" in options or "--no-prompt" in options
            if separator == " " or cli == "sf":
                path, aliases = tuple(name.split(":")), ()
            else:
                path = (name,)
            yield Command(cli, path, aliases, options, about=about, confirms=confirms)
