"""Which database drizzle-kit pushes to: it names no server, so the one that it connected to says it, step by step.

``push`` connects before it looks at anything else. What a file of environment variables, a flag or the
configuration decides is what the listener on that address was asked for.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import Ground
from listening import PORT, Listener

NODE = Path(__file__).resolve().parents[2] / ".resolvers" / "node_modules"
KIT = NODE / ".bin" / "drizzle-kit"


def url(last: int, database: str) -> str:
    return f"postgresql://u:p@127.0.0.{last}:{PORT}/{database}"


def config(credentials: str, first: str = "", dialect: str = "postgresql") -> str:
    """A configuration as ``drizzle-kit`` documents it."""
    return (
        f"{first}import {{ defineConfig }} from 'drizzle-kit';\nexport default defineConfig({{\n"
        f"  dialect: '{dialect}', schema: './schema.ts', dbCredentials: {credentials},\n}});\n"
    )


FROM_ENV = config("{ url: process.env.DATABASE_URL! }")
LITERAL = config(f"{{ url: '{url(2, 'literal')}' }}")
PARTS = f"{{ host: '127.0.0.3', port: {PORT}, user: 'u', password: 'p', database: 'parts', ssl: false }}"
DOTENV = {".env": f"DATABASE_URL={url(4, 'dotenv')}\n", ".env.local": f"DATABASE_URL={url(5, 'local')}\n"}
SCHEMA = (
    "import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const t = pgTable('t', { a: text() });\n"
)
STEPS = [
    pytest.param("", {"drizzle.config.ts": LITERAL}, {}, id="a URL in the configuration"),
    pytest.param("", {"drizzle.config.ts": LITERAL, **DOTENV}, {"DATABASE_URL": url(6, "unread")}, id="it before variables that it does not read"),
    pytest.param("", {"drizzle.config.ts": config(PARTS)}, {}, id="host, port and database apart"),
    pytest.param("", {"drizzle.config.ts": FROM_ENV}, {"DATABASE_URL": url(6, "shell")}, id="a variable of the environment"),
    pytest.param("", {"drizzle.config.ts": FROM_ENV, **DOTENV}, {"DATABASE_URL": url(6, "shell")}, id="the environment before .env"),
    pytest.param("", {"drizzle.config.ts": FROM_ENV, **DOTENV}, {}, id=".env, and .env.local is not read"),
    pytest.param("", {"drizzle.config.ts": FROM_ENV, **DOTENV}, {"NODE_ENV": "production"}, id="NODE_ENV chooses no file"),
    pytest.param("", {"drizzle.config.ts": config("{ url: process.env.DATABASE_URL! }",
        "import { config } from 'dotenv';\nconfig({ path: '.env.local', override: true });\n"), **DOTENV}, {}, id="the file that the configuration loads over .env"),
    pytest.param("", {"drizzle.config.ts": config("{ url: process.env.OTHER_URL! }",
        "import { config } from 'dotenv';\nconfig({ path: '.env.local' });\n"),
        ".env.local": f"OTHER_URL={url(7, 'other')}\n", ".env": f"DATABASE_URL={url(4, 'dotenv')}\n"}, {}, id="another variable of another file"),
    pytest.param("", {"drizzle.config.ts": config("{ url: process.env.DATABASE_URL! }",
        "import { config } from 'dotenv';\nconfig({ path: '.env.local' });\n"), **DOTENV}, {}, id="a file that is loaded after .env does not override it"),
    pytest.param("", {"drizzle.config.js": config(f"{{ url: '{url(8, 'js')}' }}").replace("import { defineConfig } from 'drizzle-kit';", "const { defineConfig } = require('drizzle-kit');").replace("export default", "module.exports ="),
        "drizzle.config.ts": LITERAL}, {}, id="TypeScript and JavaScript side by side"),
    pytest.param("", {"drizzle.config.json": f'{{"dialect": "postgresql", "schema": "./schema.ts", "dbCredentials": {{"url": "{url(8, "json")}"}}}}'}, {}, id="a configuration in JSON"),
    pytest.param("--config=prod.config.ts", {"drizzle.config.ts": LITERAL, "prod.config.ts": config(f"{{ url: '{url(8, 'flag')}' }}")}, {}, id="--config"),
    pytest.param("--config prod.config.ts", {"drizzle.config.ts": LITERAL, "prod.config.ts": config(f"{{ url: '{url(8, 'flag')}' }}")}, {}, id="--config with a space"),
    pytest.param(f"--dialect=postgresql --schema=./schema.ts --url={url(9, 'given')}", {"drizzle.config.ts": LITERAL}, {}, id="--url in place of a configuration"),
    pytest.param(f"--dialect=postgresql --schema=./schema.ts --host=127.0.0.9 --port={PORT} --user=u --password=p --database=apart", {}, {}, id="--host and --database"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not KIT.exists(), reason="needs drizzle-kit and pg (tests/precedence/install.sh)")
@pytest.mark.parametrize(("flags", "files", "env"), STEPS)
def test_drizzle(
    listener: Listener, ground: Ground, flags: str, files: dict[str, str], env: dict[str, str]
) -> None:
    ground.write({"schema.ts": SCHEMA, "package.json": '{"private": true}', **files})
    (ground.folder / "node_modules").symlink_to(NODE)
    listener.asked.clear()
    said = ground.told(str(KIT), "push", "--force", *flags.split(), env=env, error=True)
    assert listener.asked, said[-600:]
    address, database = listener.asked[0]
    target = ground.target(f"npx drizzle-kit push --force {flags}", env)
    ours = target.identity if database else target.identity.partition("/")[0]  # TLS hides the database
    assert ours == (f"{address}/{database}" if database else address), (target, listener.asked, said[-300:])
