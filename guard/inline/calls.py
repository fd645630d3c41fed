"""Which calls of the languages that are only tokenized delete, overwrite, run or send.

A key is the whole name; ``*name`` counts alone or behind anything; ``.name`` only behind something.

Facts: perldoc -f, File::Path; Ruby's Kernel, File, FileUtils, Dir, Open3; Node's fs and child_process;
PHP's program execution and filesystem functions; Lua 5.4 os and io; POSIX awk; Standard Additions.
"""

from __future__ import annotations

from guard.frozen import frozen


@frozen
class Call:
    """What a call does and to which of its arguments."""

    does: str
    """A file operation (``delete``, ``overwrite``, ``truncate``), or ``run`` (a text for a shell), ``argv``,
    ``eval``, ``follow``, ``open``, ``fetch``, ``sql`` (a statement over a connection) or ``callback`` (the
    first argument names the function)."""
    index: int = 0
    recursive: bool = False
    every: bool = False
    """Every argument is a path."""
    bracketed: bool = True
    listed: bool = False
    """The words are given one by one."""
    needs: str = ""
    """Counts only where one of these words is in the code."""
    owner: bool = False
    """It acts on what it is called on (``"ls".execute()``, ``new File("x").delete()``)."""
    method: str = ""
    """The method of a request that it sends (``request``)."""


_DELETE = Call("delete")
_TREE = Call("delete", recursive=True)
_WRITE = Call("overwrite")
_ONTO = Call("overwrite", 1)
_RUN = Call("run")
_SQL = Call("sql")
_FS = "fs fsp fs-extra"
_CHILD = "child_process execa shelljs zx"

_METHODS = ("delete", "post", "put", "patch")


def _requests(*clients: str) -> dict[str, Call]:
    """``axios.delete(url)``: the calls by which a client sends what changes something."""
    return {f"{c}.{m}": Call("request", method=m.upper()) for c in clients for m in _METHODS}


NODE = {
    "*query": _SQL, "*execute": _SQL, "*unsafe": _SQL, "*raw": _SQL, "*$executeRawUnsafe": _SQL,
    "*$queryRawUnsafe": _SQL, "*prepare": _SQL,
    "*rmSync": _TREE, "*rmdirSync": _TREE, "*unlinkSync": _DELETE, "*rimraf": _TREE, "*rimrafSync": _TREE,
    "rimraf.sync": _TREE, "*emptyDirSync": _TREE, "*removeSync": _TREE, "fs.rm": _TREE, "fs.rmdir": _TREE,
    "fs.unlink": _DELETE,
    "fs.promises.rm": _TREE, "fs.promises.unlink": _DELETE, "fs.promises.rmdir": _TREE,
    ".rm": Call("delete", recursive=True, needs=_FS),
    ".unlink": Call("delete", needs=_FS), ".rmdir": Call("delete", recursive=True, needs=_FS),
    "fs.remove": _TREE,
    "*rm": Call("delete", recursive=True, needs="fs/promises"), "*unlink": Call("delete",
    needs="fs/promises"),
    "del": Call("delete", recursive=True, needs="'del' \"del\""), "*writeFileSync": _WRITE,
    "fs.writeFile": _WRITE,
    ".writeFile": Call("overwrite", needs=_FS), "*truncateSync": Call("truncate"),
    "fs.truncate": Call("truncate"),
    "*createWriteStream": _WRITE, "*renameSync": _ONTO, "fs.rename": _ONTO, "*copyFileSync": _ONTO,
    "fs.copyFile": _ONTO,
    "*cpSync": _ONTO, "*execSync": _RUN, "*exec": Call("run", needs=_CHILD), "*execFileSync": Call("argv"),
    "*execFile": Call("argv", needs=_CHILD), "*spawnSync": Call("argv"), "*spawn": Call("argv",
    needs=_CHILD), "shell.exec": _RUN,
    "shell.rm": Call("delete", 1, recursive=True), "Bun.spawnSync": Call("argv"), "Deno.removeSync": _TREE,
    "Deno.remove": _TREE,
    "Deno.run": Call("argv"), "Deno.writeTextFileSync": _WRITE, "Bun.write": _WRITE, "fetch": Call("fetch"),
    "*eval": Call("eval"),
    "eval": Call("eval"), "Function": Call("eval"), "require": Call("follow"),
    **_requests("axios", "got", "ky", "superagent", "needle"),
    **{"." + m: Call("request", method=m.upper(), needs="axios got superagent needle") for m in _METHODS},
    "execa": Call("argv"), "execaSync": Call("argv"), "execaCommand": _RUN, "execaCommandSync": _RUN,
    "process.kill": Call("none"), "Worker": Call("eval", needs="eval:"), "*runInThisContext": Call("eval"),
    "*runInNewContext": Call("eval"), "*runInContext": Call("eval"), "vm.Script": Call("eval"),
}  # fmt: skip

PERL = {
    "*do": _SQL, "*prepare": _SQL,
    "unlink": Call("delete", every=True, bracketed=False), "rmdir": Call("delete", bracketed=False),
    "*rmtree": Call("delete", recursive=True, every=True, bracketed=False),
    "*remove_tree": Call("delete", recursive=True, every=True, bracketed=False),
    "system": Call("argv", bracketed=False), "exec": Call("argv", bracketed=False),
    "*truncate": Call("truncate", bracketed=False),
    "rename": Call("overwrite", 1, bracketed=False), "move": Call("overwrite", 1, bracketed=False,
    needs="File::Copy"),
    "copy": Call("overwrite", 1, bracketed=False, needs="File::Copy"), "open": Call("open", bracketed=False),
    "eval": Call("eval", bracketed=False), "syswrite": Call("none"), "do": Call("follow", bracketed=False),
    "*capture": Call("argv", needs="IPC::"),
    "open2": Call("argv", 2), "open3": Call("argv", 3),
    **{"." + m: Call("request", method=m.upper(), needs="LWP:: HTTP::Tiny Mojo:: REST::Client Furl")
       for m in _METHODS},
}  # fmt: skip

RUBY = {
    "FileUtils.rm_rf": Call("delete", recursive=True, every=True, bracketed=False),
    "FileUtils.rm_r": Call("delete", recursive=True, every=True, bracketed=False),
    "FileUtils.remove_dir": Call("delete", recursive=True, bracketed=False),
    "FileUtils.remove_entry": Call("delete", recursive=True, bracketed=False),
    "FileUtils.remove_entry_secure": Call("delete", recursive=True, bracketed=False),
    "FileUtils.rmtree": Call("delete", recursive=True, bracketed=False),
    "FileUtils.rm": Call("delete", every=True, bracketed=False), "FileUtils.rm_f": Call("delete",
    every=True, bracketed=False),
    "FileUtils.safe_unlink": Call("delete", bracketed=False), "FileUtils.mv": Call("overwrite", 1,
    bracketed=False),
    "FileUtils.cp": Call("overwrite", 1, bracketed=False), "rm_rf": Call("delete", recursive=True,
    every=True, bracketed=False),
    "rm_r": Call("delete", recursive=True, every=True, bracketed=False), "rm_f": Call("delete", every=True,
    bracketed=False),
    "*rmtree": Call("delete", recursive=True, bracketed=False, owner=True, needs="Pathname"),
    "File.delete": Call("delete", every=True, bracketed=False), "File.unlink": Call("delete", every=True,
    bracketed=False),
    "Dir.rmdir": Call("delete", bracketed=False), "Dir.delete": Call("delete", bracketed=False),
    "Dir.unlink": Call("delete", bracketed=False),
    "File.write": Call("overwrite", bracketed=False), "IO.write": Call("overwrite", bracketed=False),
    "File.truncate": Call("truncate", bracketed=False), "File.rename": Call("overwrite", 1, bracketed=False),
    "File.open": Call("open", bracketed=False), "open": Call("open", bracketed=False),
    "system": Call("argv", bracketed=False), "exec": Call("argv", bracketed=False), "spawn": Call("argv",
    bracketed=False),
    "sh": Call("argv", bracketed=False), "Kernel.system": Call("argv", bracketed=False),
    "Kernel.exec": Call("argv", bracketed=False),
    "IO.popen": Call("argv", bracketed=False), "Process.spawn": Call("argv", bracketed=False),
    "Open3.capture2": Call("argv"), "Open3.capture3": Call("argv"), "Open3.capture2e": Call("argv"),
    "Open3.popen3": Call("argv"),
    "eval": Call("eval", bracketed=False), "instance_eval": Call("eval", bracketed=False),
    "*exec": _SQL, "*query": _SQL, "*execute": _SQL, "*exec_params": _SQL, "*async_exec": _SQL,
    "load": Call("follow", bracketed=False),
    "require_relative": Call("none"), "PTY.spawn": Call("argv"),
    **_requests("HTTParty", "RestClient", "Faraday", "Excon", "HTTP", "Typhoeus"),
    **{"." + m: Call("request", method=m.upper(), needs="Net::HTTP Faraday Excon") for m in _METHODS},
    **{f"Net::HTTP::{m.title()}.new": Call("request", method=m.upper()) for m in _METHODS},
}  # fmt: skip

PHP = {
    "*query": _SQL, "*exec": _SQL, "mysqli_query": _SQL, "pg_query": _SQL, "*prepare": _SQL,
    "unlink": _DELETE, "rmdir": _DELETE, "system": _RUN, "array_map": Call("callback"),
    "call_user_func": Call("callback"), "call_user_func_array": Call("callback"),
    "register_shutdown_function": Call("callback"), "exec": _RUN, "shell_exec": _RUN, "passthru": _RUN,
    "popen": _RUN,
    "proc_open": _RUN, "pcntl_exec": Call("argv"), "file_put_contents": _WRITE, "ftruncate": Call("none"),
    "rename": _ONTO,
    "copy": _ONTO, "fopen": Call("open"), "eval": Call("eval"), "assert": Call("eval"),
    "File::deleteDirectory": _TREE,
    "File::delete": _DELETE, "include": Call("follow", bracketed=False), "require": Call("follow",
    bracketed=False),
}  # fmt: skip

LUA = {
    "os.execute": _RUN, "io.popen": _RUN, "os.remove": _DELETE, "os.rename": _ONTO, "io.open": Call("open"),
    "io.output": _WRITE, "load": Call("eval"), "loadstring": Call("eval"), "dofile": Call("follow"),
}  # fmt: skip

OSASCRIPT = {
    "*doShellScript": _RUN, "script": Call("run", bracketed=False, needs="do"),
    "delete": Call("delete", recursive=True, bracketed=False, needs="Finder"),
    "empty": Call("delete", recursive=True, bracketed=False, needs="trash"),
}  # fmt: skip

AWK = {"system": _RUN}

R = {
    "unlink": _TREE, "base::unlink": _TREE, "file.remove": Call("delete", every=True),
    "base::file.remove": Call("delete", every=True), "fs::dir_delete": _TREE, "dir_delete": _TREE,
    "fs::file_delete": _DELETE, "file_delete": _DELETE, "system": _RUN, "base::system": _RUN, "shell": _RUN,
    "system2": Call("argv", listed=True), "base::system2": Call("argv", listed=True),
    "processx::run": Call("argv", listed=True), "file.rename": _ONTO, "file.create": Call("truncate"),
    "source": Call("follow"), "do.call": Call("callback"),
}  # fmt: skip

JULIA = {
    "*rm": _TREE, "*mv": _ONTO, "write": _WRITE, "open": Call("open"), "truncate": Call("none"),
    "include": Call("follow"),
}  # fmt: skip

_JAVA = {
    "*exec": Call("argv", needs="Runtime"), "ProcessBuilder": Call("argv"), "*deleteDirectory": _TREE,
    "*deleteIfExists": _DELETE, "*forceDelete": _TREE, "*deleteQuietly": _TREE, "Files.delete": _DELETE,
    "*delete": Call("delete", owner=True, needs="File"), "FileWriter": _WRITE, "*writeString": _WRITE,
}  # fmt: skip

GROOVY = {
    **_JAVA, "*execute": Call("argv", owner=True), "*deleteDir": Call("delete", recursive=True, owner=True),
}  # fmt: skip

M4 = {"syscmd": _RUN, "esyscmd": _RUN}

CALLS: dict[str, dict[str, Call]] = {
    "r": R, "julia": JULIA, "groovy": GROOVY, "jshell": _JAVA, "m4": M4,
    "node": NODE, "perl": PERL, "ruby": RUBY, "php": PHP, "lua": LUA, "osascript": OSASCRIPT, "awk": AWK,
}  # fmt: skip

NEEDS: dict[tuple[str, str], str] = {
    ("node", "exec"): _CHILD, ("node", "spawn"): _CHILD, ("node", "rm"): _FS, ("node", "unlink"): _FS,
}  # fmt: skip
"""Names that mean something else in most code."""

HANDING = {
    "setTimeout": 2, "setInterval": 2, "setImmediate": 1, "process.nextTick": 1, "Reflect.apply": 2,
    "promisify": -1, "util.promisify": -1,
}  # fmt: skip
"""Functions of JavaScript that call the one they are given, and how many words stand before its arguments;
-1: they answer it."""

COMPUTED: dict[str, tuple[str, ...]] = {
    "node": ("child_process", "fs", "fetch", "https", "atob", "Buffer"),
    "perl": ("unlink", "system", "exec", "socket", "decode", "pack", "get"),
    "ruby": (
        "system",
        "exec",
        "decode",
        "unpack",
        "open",
        "Net::",
        "FileUtils",
        "STDIN",
        "gets",
        "ARGF",
        "ARGV",
        "ENV",
    ),
    "php": ("base64", "exec", "system", "curl", "file_get_contents", "_GET", "_POST"),
    "lua": ("os", "io", "http"),
}
"""Words that make computed code worth a question."""
