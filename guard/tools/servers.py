"""What the name of an MCP server says: where it talks to, and whether that is this machine alone."""

from __future__ import annotations

from guard.model import Place, known

ENDPOINTS = {
    "railway": "https://backboard.railway.com/graphql/v2", "github": "https://api.github.com/graphql",
    "gitlab": "https://gitlab.com/api/graphql", "linear": "https://api.linear.app/graphql",
    "shopify": "https://admin.shopify.com/graphql", "supabase": "https://api.supabase.com/v1",
    "neon": "https://console.neon.tech/api/v2", "vercel": "https://api.vercel.com/v9",
    "cloudflare": "https://api.cloudflare.com/client/v4", "stripe": "https://api.stripe.com/v1",
    "netlify": "https://api.netlify.com/api/v1", "render": "https://api.render.com/v1",
    "heroku": "https://api.heroku.com", "digitalocean": "https://api.digitalocean.com/v2",
    "sentry": "https://sentry.io/api/0", "notion": "https://api.notion.com/v1", "fly": "https://api.fly.io/graphql",
    "planetscale": "https://api.planetscale.com/v1", "hasura": "https://data.pro.hasura.io/v1/graphql",
}  # fmt: skip
"""Where a server of this name talks to."""

LOCAL = (
    "filesystem", "fs", "memory", "sqlite", "playwright", "puppeteer", "browser", "context7",
    "chrome-devtools", "sequential-thinking", "time", "ide", "serena", "chrome", "everything", "fetch",
    "desktop-commander", "mobile", "appium", "xcodebuild", "ios-simulator", "android", "adb",
)  # fmt: skip
"""Servers that act on this machine only, or on nothing that lasts."""


def known_server(server: str) -> str:
    """The service of that name; empty where the name says none."""
    lower = server.lower().replace("_", "-")
    for name in ENDPOINTS:
        if name in lower.split("-") or lower.startswith(name):
            return name
    return ""


def is_local(server: str) -> bool:
    """Whether it acts on this machine only, or on nothing that lasts."""
    lower = server.lower().replace("_", "-")
    return lower in LOCAL or any(lower.startswith(name + "-") for name in LOCAL)


def place_of(server: str) -> Place:
    """Where its tools act, when nothing else says so."""
    url = ENDPOINTS.get(known_server(server), "")
    host = url.partition("://")[2].split("/", 1)[0] or f"{server}.mcp"
    return Place("http", server, (("host", known(host)),))
