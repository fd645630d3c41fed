"""A statement's first word → the rule that reads it.

Each rule takes the scan, the tokens as written and the same in upper case, and answers acts.
"""

from __future__ import annotations

from guard.sql import ddl, dynamic, queries, server, settings, writes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from guard.sql.acts import Act
    from guard.sql.scan import Scan

    Rule = Callable[[Scan, list[str], list[str]], tuple[Act, ...]]

HEADS: dict[str, Rule] = {
    "SELECT": queries.query, "VALUES": queries.query, "TABLE": queries.query, "FROM": queries.from_first,
    "SEL": queries.query, "WITH": queries.with_,
    "EXPLAIN": queries.explain, "DESCRIBE": server.read, "DESC": server.read, "SHOW": server.read,
    "HELP": server.read, "SUMMARIZE": server.read,
    "LIST": server.read,
    "LS": server.read, "CHECKSUM": server.read, "CHECK": server.read, "PRINT": server.read,
    "PIVOT": server.read, "UNPIVOT": server.read,
    "FETCH": server.read,
    "MOVE": server.read, "CLOSE": server.read, "OPEN": server.read, "ANALYZE": queries.analyze,
    "ANALYSE": queries.analyze, "EXISTS": server.read,
    "INSERT": writes.insert, "INS": writes.insert, "UPDATE": writes.update, "DELETE": writes.delete,
    "DEL": writes.delete, "UPD": writes.update,
    "MERGE": writes.merge, "REPLACE": writes.replace,
    "UPSERT": writes.replace, "COPY": writes.copy, "LOAD": writes.load,
    "BEGIN": settings.begin, "START": settings.start, "COMMIT": settings.commit, "END": settings.end,
    "ROLLBACK": settings.rollback,
    "ABORT": settings.rollback,
    "SAVEPOINT": server.quiet, "RELEASE": server.quiet, "SET": settings.set_, "RESET": server.reset,
    "USE": settings.use, "PRAGMA": settings.pragma,
    "LOCK": server.lock,
    "UNLOCK": server.quiet, "DISCARD": server.quiet, "DEALLOCATE": server.quiet, "LISTEN": server.quiet,
    "UNLISTEN": server.quiet,
    "NOTIFY": server.quiet,
    "CHECKPOINT": server.quiet, "HANDLER": server.quiet, "XA": server.quiet, "WAITFOR": server.quiet,
    "RAISERROR": server.quiet,
    "THROW": server.quiet, "RETURN": server.quiet,
    "CACHE": server.quiet, "UNCACHE": server.quiet, "MSCK": server.quiet, "INSTALL": server.quiet,
    "BINLOG": server.quiet,
    "SIGNAL": server.quiet, "GET": server.quiet,
    "PUT": server.quiet, "CONSTRAINTS": server.quiet, "RELOAD": server.quiet, "LEAVE": server.quiet,
    "EXIT": server.quiet, "QUIT": server.quiet,
    "WHENEVER": server.quiet,
    "PREPARE": dynamic.prepare, "EXECUTE": dynamic.execute, "EXEC": dynamic.exec_, "CALL": dynamic.call,
    "DO": dynamic.do, "IF": dynamic.procedural,
    "WHILE": dynamic.procedural,
    "DECLARE": dynamic.procedural, "LOOP": dynamic.procedural, "FOR": dynamic.procedural,
    "REPEAT": dynamic.procedural,
    "CASE": dynamic.procedural, "ELSE": dynamic.procedural,
    "PERFORM": server.quiet, "GOTO": server.quiet,
    "CREATE": ddl.create, "RECREATE": ddl.create, "ALTER": ddl.alter, "DROP": ddl.drop,
    "UNDROP": server.quiet,
    "TRUNCATE": ddl.truncate, "RENAME": ddl.rename,
    "EXCHANGE": ddl.rename, "GRANT": ddl.grant, "REVOKE": ddl.grant, "DENY": ddl.grant,
    "COMMENT": server.quiet,
    "SECURITY": ddl.grant,
    "REASSIGN": ddl.grant, "IMPORT": server.quiet, "DISABLE": ddl.disable, "ENABLE": server.quiet,
    "FLASHBACK": server.restore, "OPTIMIZE": server.maintenance,
    "KILL": server.kill, "SHUTDOWN": server.shutdown, "FLUSH": server.flush, "PURGE": server.purge,
    "STOP": server.stop, "CHANGE": server.stop,
    "BACKUP": server.backup,
    "RESTORE": server.restore, "RECOVER": server.restore, "DBCC": server.dbcc, "VACUUM": server.maintenance,
    "CLUSTER": server.maintenance, "REINDEX": server.maintenance,
    "REPAIR": server.maintenance, "REFRESH": server.refresh, "SYSTEM": server.system,
    "REMOVE": server.remove, "RM": server.remove,
    "ATTACH": server.attach,
    "DETACH": server.detach, "UNSET": server.quiet, "CONNECT": server.quiet, "INSPECT": server.read,
    "UNLOAD": queries.query,
    "EXPORT": server.export, "LEVEL": server.quiet, "COLLECT": server.quiet, "APPLY": server.batch,
    "CONSISTENCY": server.cqlsh, "SERIAL": server.cqlsh, "TRACING": server.cqlsh, "PAGING": server.cqlsh,
    "EXPAND": server.cqlsh,
}  # fmt: skip
