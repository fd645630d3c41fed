"""Redis and Valkey commands: what each one loses.

Derived from the servers' own command tables (``COMMAND DOCS``: write, admin, dangerous) and reviewed by hand.
Commands that only add or set a value are quiet; what is not in the tables is unknown.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Blast, Mark, Operation, Recoverability

    Row = tuple[Operation, Recoverability, Blast, str, tuple[Mark, ...]]


DESTRUCTIVE: dict[str, Row] = {
    "FLUSHALL": ("truncate", "R4", "B2", "every key of every database", ()),
    "FLUSHDB": ("truncate", "R4", "B2", "every key of the database", ()),
    "SWAPDB": ("update", "R2", "B2", "", ()),
    "SHUTDOWN": ("stop", "R2", "B2", "", ()),
    "DEBUG": ("stop", "R3", "B2", "", ()),
    "REPLICAOF": ("overwrite", "R4", "B2", "every key: the server takes the data of another", ()),
    "SLAVEOF": ("overwrite", "R4", "B2", "every key: the server takes the data of another", ()),
    "FAILOVER": ("stop", "R2", "B2", "", ()),
    "MIGRATE": ("delete", "R2", "B1", "keys that are moved to another server", ()),
    "RESTORE": ("update", "R3", "B0", "", ()),
    "RESTORE-ASKING": ("update", "R3", "B0", "", ()),
    "MODULE LOAD": ("update", "R3", "B2", "", ("unknown-code",)),
    "MODULE LOADEX": ("update", "R3", "B2", "", ("unknown-code",)),
    "MODULE UNLOAD": ("stop", "R2", "B2", "", ()),
    "CONFIG SET": ("update", "R2", "B2", "", ()),
    "CONFIG SET DIR": ("update", "R3", "B2", "", ()),
    "CONFIG SET DBFILENAME": ("update", "R3", "B2", "", ()),
    "CONFIG SET APPENDONLY": ("update", "R3", "B2", "", ()),
    "CONFIG SET SAVE": ("update", "R3", "B2", "", ()),
    "CONFIG SET REQUIREPASS": ("update", "R3", "B2", "", ()),
    "CONFIG SET PROTECTED-MODE": ("update", "R3", "B2", "", ()),
    "SHUTDOWN NOSAVE": ("stop", "R4", "B2", "what was written since the last save", ()),
    "CONFIG REWRITE": ("update", "R2", "B1", "", ()),
    "CONFIG RESETSTAT": ("update", "R1", "B1", "", ()),
    "SCRIPT FLUSH": ("update", "R1", "B1", "", ()),
    "SCRIPT KILL": ("stop", "R1", "B1", "", ()),
    "FUNCTION FLUSH": ("delete", "R3", "B1", "every stored function", ()),
    "FUNCTION DELETE": ("delete", "R3", "B1", "stored functions", ()),
    "FUNCTION RESTORE": ("update", "R3", "B1", "", ()),
    "CLUSTER RESET": ("delete", "R4", "B2", "the node's place in the cluster and its keys", ()),
    "CLUSTER FORGET": ("update", "R2", "B2", "", ()),
    "CLUSTER FAILOVER": ("stop", "R2", "B2", "", ()),
    "CLUSTER FLUSHSLOTS": ("delete", "R3", "B2", "the node's slots", ()),
    "CLUSTER DELSLOTS": ("delete", "R3", "B2", "slots of the node", ()),
    "CLIENT KILL": ("stop", "R2", "B1", "", ()),
    "CLIENT PAUSE": ("stop", "R2", "B2", "", ()),
    "ACL DELUSER": ("delete", "R3", "B1", "users of the server", ()),
    "ACL SETUSER": ("grant", "R3", "B1", "", ()),
    "ACL LOAD": ("grant", "R2", "B1", "", ()),
    "XGROUP DESTROY": ("delete", "R3", "B1", "the consumer group {key} and its position", ()),
    "XTRIM": ("delete", "R3", "B1", "entries of the stream {key}", ()),
    "LTRIM": ("delete", "R3", "B1", "elements of {key}", ()),
    "RENAME": ("update", "R3", "B0", "what the new name holds", ()),
    "FT.DROPINDEX": ("delete", "R3", "B1", "the index {key}", ()),
    "JSON.CLEAR": ("delete", "R3", "B0", "the values of {key}", ("by-key",)),
}

BY_KEY = frozenset((
    "DEL", "UNLINK", "JSON.DEL", "HDEL", "SREM", "ZREM", "LREM", "XDEL", "GETDEL", "ZREMRANGEBYSCORE",
    "ZREMRANGEBYRANK", "ZREMRANGEBYLEX", "SPOP", "MOVE", "SMOVE",
))  # fmt: skip
"""Deletions of keys (or members of one key) that are named."""

ENDING = ("EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT")
"""What sets the end of a key; a time that is over deletes it."""

QUIET = frozenset(
    """
    APPEND AUTH BGREWRITEAOF BGSAVE BITCOUNT BITFIELD BITFIELD_RO BITOP BITPOS BLMOVE BLMPOP BLPOP BRPOP
    BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT COMMAND COPY DBSIZE DECR DECRBY DISCARD DUMP ECHO EXEC
    EXISTS EXPIRE EXPIREAT EXPIRETIME GEOADD GEODIST GEOHASH GEOPOS GEORADIUS GEORADIUSBYMEMBER
    GEOSEARCH GEOSEARCHSTORE GET GETBIT GETEX GETRANGE GETSET HELLO HEXISTS HGET HGETALL HINCRBY
    HINCRBYFLOAT HKEYS HLEN HMGET HMSET HRANDFIELD HSCAN HSET HSETNX HSTRLEN HVALS INCR INCRBY
    INCRBYFLOAT INFO KEYS LASTSAVE LATENCY LCS LINDEX LINSERT LLEN LMOVE LMPOP LOLWUT LPOP LPOS LPUSH
    LPUSHX LRANGE LSET MEMORY MGET MONITOR MSET MSETNX MULTI OBJECT PERSIST PEXPIRE PEXPIREAT
    PEXPIRETIME PFADD PFCOUNT PFMERGE PING PSETEX PSUBSCRIBE PSYNC PTTL PUBLISH PUBSUB PUNSUBSCRIBE QUIT
    RANDOMKEY READONLY READWRITE RENAMENX RESET ROLE RPOP RPOPLPUSH RPUSH RPUSHX SADD SAVE SCAN SCARD
    SDIFF SDIFFSTORE SELECT SET SETBIT SETEX SETNX SETRANGE SINTER SINTERCARD SINTERSTORE SISMEMBER
    SLOWLOG SMEMBERS SMISMEMBER SORT SORT_RO SPUBLISH SRANDMEMBER SSCAN SSUBSCRIBE STRLEN SUBSCRIBE
    SUBSTR SUNION SUNIONSTORE SUNSUBSCRIBE SYNC TIME TOUCH TTL TYPE UNSUBSCRIBE UNWATCH WAIT WAITAOF
    WATCH XACK XADD XAUTOCLAIM XCLAIM XINFO XLEN XPENDING XRANGE XREAD XREADGROUP XREVRANGE XSETID ZADD
    ZCARD ZCOUNT ZDIFF ZDIFFSTORE ZINCRBY ZINTER ZINTERCARD ZINTERSTORE ZLEXCOUNT ZMPOP ZMSCORE ZPOPMAX
    ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANGESTORE ZRANK ZREVRANGE ZREVRANGEBYLEX
    ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNION ZUNIONSTORE CONFIG ACL CLUSTER MODULE FUNCTION SCRIPT
    XGROUP JSON.GET JSON.SET JSON.MGET FT.SEARCH FT.INFO FT._LIST TS.ADD TS.GET TS.RANGE BF.ADD
    BF.EXISTS SENTINEL EVAL_RO EVALSHA_RO FCALL_RO HELP ASKING CLEAR EXIT
    """.split()  # noqa: SIM905
)

SCRIPTS = frozenset(("EVAL", "EVALSHA", "FCALL"))


def row_of(words: list[str]) -> tuple[str, Row | None]:
    """The command's name and what it loses; ``None`` for one that is quiet.

    Unknown commands come with operation ``unknown``.
    """
    head = words[0].upper()
    two = f"{head} {words[1].upper()}" if len(words) > 1 else head
    three = f"{two} {words[2].upper()}" if len(words) > 2 else two
    for name in (three, two, head):
        if name in DESTRUCTIVE:
            return name, DESTRUCTIVE[name]
    if head in ENDING and len(words) > 2 and words[2].lstrip("-").isdigit() and int(words[2]) <= 0:
        return head, ("delete", "R2", "B0", f"the key {words[1]}, which ends at once", ("by-key",))
    if head in BY_KEY:
        keys = words[1:] if head in ("DEL", "UNLINK") else words[1:2]
        few = len(keys) == 1
        return head, (
            "delete", "R2" if few else "R3", "B0" if len(keys) <= 10 else "B1",
            "the key " + ", ".join(keys[:4]),
            ("by-key",) if len(keys) <= 10 else (),
        )  # fmt: skip
    if head in QUIET:
        return head, None
    return head, ("unknown", "R3", "B1", "", ())


def calls_of(script: str) -> list[list[str]] | None:
    """The commands that a Lua script calls (``redis.call('DEL', …)``); ``None`` where one is computed."""
    found: list[list[str]] = []
    for call in ("redis.call", "redis.pcall", "server.call", "server.pcall"):
        at = script.find(call)
        while at >= 0:
            opening = script.find("(", at)
            if opening < 0:
                return None
            rest = script[opening + 1 :].lstrip()
            quote = rest[:1]
            if quote not in "'\"" or not quote:
                return None
            end = rest.find(quote, 1)
            following = rest[end + 1 :].lstrip()[:1]
            if end < 0 or following not in (",", ")"):
                return None
            key = rest[end + 1 :].lstrip(" \t\n,")[:1]
            found.append([rest[1:end], *("a computed key" for _ in range(1 if key in "'\"" else 11))])
            at = script.find(call, opening)
    for name in ("loadstring", "load(", "_G[", "redis[", "getfenv", "setfenv"):
        if name in script:
            return None
    rest = (
        script.replace("redis.call(", "")
        .replace("redis.pcall(", "")
        .replace("server.call(", "")
        .replace("server.pcall(", "")
    )
    if "redis.call" in rest or "redis.pcall" in rest:
        return None
    return found
