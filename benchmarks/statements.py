"""What reading one SQL statement costs: processor microseconds per statement of the scanner, without sqlglot.

    python benchmarks/statements.py [FILE…]

A file is SQL; without any, the statements of the tests are read. Each text is scanned five times and the
quickest counts. Printed are statements, microseconds per statement, and the time of a whole proposal
(``psql -c …``) for the short ones: median and 90th percentile.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from guard.model import Proposal
from guard.service import Guard
from guard.sql.scan import scan

STATEMENTS = (
    "SELECT * FROM users WHERE id = 7", "DELETE FROM users WHERE id = 7", "DELETE FROM users",
    "UPDATE users SET plan = 'x' WHERE id IN (SELECT id FROM old)", "DROP TABLE users CASCADE",
    "WITH d AS (DELETE FROM a RETURNING *) SELECT * FROM d", "INSERT INTO a VALUES (1, 'x;y')",
    "EXPLAIN ANALYZE DELETE FROM a WHERE b", "TRUNCATE a, b", "ALTER TABLE a DROP COLUMN b",
    "CREATE TABLE a (id int primary key, t text not null default 'x')", "GRANT ALL ON a TO b",
    "MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE", "VACUUM FULL a", "COPY a TO '/tmp/x'",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity", "DO $$ BEGIN DELETE FROM a; END $$",
)  # fmt: skip


def quickest(doing) -> float:  # type: ignore[no-untyped-def]
    best = 1e9
    for _ in range(5):
        began = time.process_time()
        doing()
        best = min(best, time.process_time() - began)
    return best * 1e6


def main() -> None:
    texts = [Path(name).read_text(encoding="utf-8", errors="replace") for name in sys.argv[1:]]
    texts = texts or ["; ".join(STATEMENTS * 20)]
    count = sum(text.count(";") + 1 for text in texts)
    total = sum(quickest(lambda text=text: scan(text, "postgres")) for text in texts)
    print(f"{count} statements, {total / count:.1f} µs each")
    guard = Guard({"HOME": "/nonexistent"}, remember=False)
    whole = []
    for statement in STATEMENTS:
        proposal = Proposal(text=f'psql -h db7 app -c "{statement}"', cwd="/", env={"HOME": "/nonexistent"})
        guard.answer(proposal)
        whole.append(quickest(lambda proposal=proposal: guard.answer(proposal)))
    whole.sort()
    print(
        f"a proposal with one: median {statistics.median(whole):.0f} µs, "
        f"p90 {whole[int(len(whole) * 0.9)]:.0f} µs"
    )


if __name__ == "__main__":
    main()
