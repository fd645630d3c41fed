"""Laravel's other connections: the one that the command names, out of ``config/database.php``."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guard.model import Verdict

CONFIG = """<?php
return [
    'default' => env('DB_CONNECTION', 'mysql'),
    'connections' => [
        'mysql' => [
            'driver' => 'mysql',
            'host' => env('DB_HOST', '127.0.0.1'),
        ],
        'reporting' => [
            'driver' => 'pgsql',
            'host' => env('REPORTING_HOST', 'localhost'),
            'database' => 'reports',
        ],
        'archive' => [
            'driver' => 'pgsql',
            'url' => env('ARCHIVE_URL'),
        ],
    ],
];
"""
ENV = "APP_ENV=local\nDB_HOST=127.0.0.1\nREPORTING_HOST=prod-reports.acme.com\n"


@pytest.mark.parametrize(
    ("command", "env", "decision"),
    [
        ("php artisan db:wipe --database=reporting --force", ENV, "deny"),
        (
            "php artisan db:wipe --database=reporting --force",
            "APP_ENV=local\nDB_HOST=prod-db.acme.com\n",
            "ask",
        ),
        ("php artisan db:wipe --force", ENV, "ask"),
        (
            "php artisan db:wipe --database=archive --force",
            "ARCHIVE_URL=pgsql://u:p@prod-db.acme.com/a\n",
            "deny",
        ),
        ("php artisan migrate:status --database=reporting", ENV, "allow"),
    ],
)
def test_the_named_connection_decides(
    command: str, env: str, decision: str, judged: Callable[..., Verdict]
) -> None:
    assert judged(command, files={"config/database.php": CONFIG, ".env": env}).decision == decision
