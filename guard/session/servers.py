"""Servers that a command of the session started: the ports they listen on, and how they were called.

Caught: ``kill $(lsof -ti :5432)`` (a database that nobody here started), and ``pkill node``, which is
everybody's.
Quiet: ``uvicorn app:app --port 8000 & kill $(lsof -ti :8000)`` and ``npm run dev & pkill -f "npm run dev"``
end what this session itself started.

Lost: what the process of somebody else held in memory.
Back: a service by a start; somebody else's work does not come back.
Instead: ``kill %1`` or ``kill $!``: the job that this shell started.

Facts: the default ports in the tools' own documentation.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation

WEB = ("3000", "3001", "4173", "4200", "5173", "5174", "8000", "8080", "8081")
"""Where development servers listen whose configuration says it."""
PORTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("vite", "next", "nuxt", "nuxi", "remix", "webpack", "ng", "react-scripts", "parcel",
                     "vue-cli-service", "serve", "http-server", "live-server", "nodemon", "tsx",
                     "ts-node-dev",
                     "svelte-kit", "rsbuild", "rspack"), WEB),
    "astro": ("4321", "3000"), "gatsby": ("8000",), "storybook": ("6006",), "expo": ("8081", "19000"),
    "react-native": ("8081",), "wrangler": ("8787",), "json-server": ("3000",), "docusaurus": ("3000",),
    "eleventy": ("8080",), "flask": ("5000",), "uvicorn": ("8000",), "gunicorn": ("8000",),
    "hypercorn": ("8000",), "daphne": ("8000",), "fastapi": ("8000",), "streamlit": ("8501",),
    "manage.py": ("8000",), "jupyter": ("8888",), "mkdocs": ("8000",), "http.server": ("8000",),
    "rails": ("3000",), "puma": ("9292", "3000"), "rackup": ("9292",), "jekyll": ("4000",), "hugo": ("1313",),
    "artisan": ("8000",), "php": ("8000",), "air": ("8080",), "caddy": ("2019", "80"),
    "firebase": ("4000", "8080"), "ngrok": ("4040",),
}  # fmt: skip
NEEDED: dict[str, tuple[str, ...]] = {
    "next": ("dev", "start"), "nuxt": ("dev", "start", "preview"), "ng": ("serve",), "webpack": ("serve",),
    "rails": ("s", "server"), "manage.py": ("runserver",), "artisan": ("serve",), "php": ("-S",),
    "jekyll": ("serve", "s"), "hugo": ("server", "serve"), "wrangler": ("dev",), "flask": ("run",),
    "firebase": ("emulators:start", "serve"), "mkdocs": ("serve",), "expo": ("start",), "caddy": ("run",),
    "react-native": ("start",), "jupyter": ("lab", "notebook"), "astro": ("dev", "preview"),
    "gatsby": ("develop", "serve"), "storybook": ("dev",), "fastapi": ("dev", "run"), "streamlit": ("run",),
}  # fmt: skip
"""Sub-commands of which one makes it a server."""
RUNNERS = ("npm", "pnpm", "yarn", "bun")
SCRIPTS = ("dev", "start", "serve", "preview", "develop", "watch", "storybook")
SHARED = ("php", "gunicorn", "node", *RUNNERS)
"""Programs whose name is everybody's."""
LEADING = ("runserver", "http.server", "-S")
"""Words behind which a port stands."""
ADDRESSES = ("0.0.0.0:", "127.0.0.1:", "localhost:", ":")
PORT_OPTIONS = ("--port", "-p", "-P", "--bind", "-b", "--listen", "-l")


def served(invocation: Invocation) -> Iterator[tuple[str, str]]:
    """Kind (``port``, ``process``) and name of what this program would serve, if it is a server."""
    words = [word.text or "" for word in invocation.argv[1:]]
    ports = _ports(invocation.program, words)
    if not ports:
        return
    named = _named_ports(invocation.program, words)
    variable = invocation.variable("PORT")
    if variable is not None and (variable.value.text or "").isdigit():
        named = (*named, variable.value.text or "")
    for port in named or ports:
        yield "port", port
    for call in (invocation, *invocation.via):
        said = " ".join((call.program, *(w.text or "" for w in call.argv[1:]))).strip()
        if " " in said:
            yield "process", said
    if invocation.program not in SHARED:
        yield "process", invocation.program


def _ports(program: str, words: list[str]) -> tuple[str, ...]:
    if program in RUNNERS:
        scripts = [w for w in words if not w.startswith("-")]
        script = scripts[1:2] if scripts[:1] == ["run"] else scripts[:1]
        return WEB if script and script[0].partition(":")[0] in SCRIPTS else ()
    if program == "node" and any(w.endswith((".js", ".mjs", ".cjs", ".ts")) for w in words[:2]):
        return WEB if "server" in "".join(words[:2]) or "--watch" in words else ()
    needed = NEEDED.get(program)
    return PORTS.get(program, ()) if needed is None or any(w in needed for w in words[:3]) else ()


def _named_ports(program: str, words: list[str]) -> tuple[str, ...]:
    """``--port 8000``, ``-p8000``, ``0.0.0.0:8000``, ``runserver 8000``."""
    found = []
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        before = words[index - 1] if index else program
        if equals and name in PORT_OPTIONS:
            found.append(value.rpartition(":")[2])
        elif before in (*PORT_OPTIONS, *LEADING) or word.startswith(ADDRESSES):
            found.append(word.rpartition(":")[2])
        elif word[:2] == "-p" and word[2:].isdigit():
            found.append(word[2:])
    return tuple(port for port in found if port.isdigit() and 1 < len(port) < 6)
