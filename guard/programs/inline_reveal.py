"""Code on the command line that shows a secret: ``python3 -c "print(open('.env').read())"``, ``node -p
process.env``.

Caught: ``python3 -c "print(open('.env').read())"``, ``node -p process.env``, ``ruby -e 'p ENV'``: a secret
file's name as a string in code that prints or sends, the whole environment printed, a secret variable
printed.
Quiet: ``python3 -c "from dotenv import load_dotenv; load_dotenv('.env')"``, ``python3 -c "import os;
print(os.environ.get('PORT'))"``, ``node -p process.env.NODE_ENV``.

Lost: the secret's secrecy: what was printed is in the transcript.
Back: rotate it.
Instead: ``python3 -c "import os; print('KEY' in os.environ)"``: whether it is set, without its value.

Related: bandit and semgrep look at secrets written into code, not at code that prints them.
Facts: ``os.environ`` (Python), ``process.env`` (Node), ``ENV`` (Ruby), ``getenv()`` and ``$_ENV`` (PHP),
``%ENV`` (perlvar).
"""

from __future__ import annotations

from guard.knowledge.names import secret_name
from guard.knowledge.secrets import secret_file
from guard.model import Evidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.model import Invocation

CODE = {
    "python": ("-c",), "python3": ("-c",), "node": ("-e", "-p", "--eval", "--print", "-pe"), "ruby": ("-e",),
    "perl": ("-e", "-E", "-ne", "-pe", "-lne", "-n"), "php": ("-r",), "deno": ("eval",), "bun": ("-e", "-p"),
}  # fmt: skip
EVERYWHERE = ("print", "stdout", "stderr", "STDOUT", "STDERR", "/dev/tty", "/dev/fd/", "echo", "log(", "warn")
PRINTS = {
    "python": ("sys.exit(", "os.write(", "logging", "logger", ".info(", ".debug(", ".error(", "raise ",
               "input("),
    "node": ("console.", "util.inspect", "throw "),
    "ruby": ("puts", " p ", "\np ", "pp ", "pp(", " p(", "\np(", "putc", "raise ", "inspect", "display"),
    "perl": ("say ", "say(", "die ", "die(", "Dumper", "syswrite"),
    "php": ("var_dump", "var_export", "dump(", "readfile(", "passthru", "php://output", "die(", "exit("),
}  # fmt: skip
"""What shows something, by language: writing a file (``p.write_text(…)``, ``json.dump(…, f)``) does not."""
PRINTS |= {"python3": PRINTS["python"], "deno": PRINTS["node"], "bun": PRINTS["node"]}
WHOLE = (
    "os.environ)", "os.environ\n", "dict(os.environ", "os.environ.items()", "os.environ.copy()",
    "process.env)", " ENV\n", "(ENV)", "ENV.to_h", "ENV.each", "ENV.inspect", "getenv())", "$_ENV)",
    "$_SERVER)", "%ENV", "printenv", "JSON.stringify(process.env", "environ.values()",
)  # fmt: skip
LOADERS = ("dotenv", "environ.Env", "decouple", "config(")


def shown_by_code(invocation: Invocation) -> Evidence | None:
    """The secret that code on this command line would print; ``None`` where none is seen."""
    name = invocation.program
    code = code_of(invocation)
    if not code:
        return None
    if name in ("perl", "ruby"):
        from guard.programs.flows import secret_in

        for word in invocation.argv[2:]:
            read = secret_in(word, invocation) if word.text and not word.text.startswith("-") else None
            if read and " " not in (word.text or ""):
                return Evidence(f"{name} prints {read}", word.skeleton)
    code = f" {code}"
    printing = "-p" in (w.text for w in invocation.argv[1:]) or any(p in code for p in EVERYWHERE)
    printing = printing or any(p in code for p in PRINTS[name])
    if not printing:
        return None
    if code.strip() in ("process.env", "ENV", "$ENV") or any(w in code + "\n" for w in WHOLE):
        return Evidence(f"the code given to {name} prints every variable", "environment")
    if not any(loader in code for loader in LOADERS):
        for text in _strings(code):
            kind = secret_file(text, "")
            if kind and ("." in text or "/" in text):
                return Evidence(f"the code given to {name} reads {kind}", text)
    for variable in _variables(code):
        if secret_name(variable):
            return Evidence(f"the code given to {name} prints {variable}", variable)
    return None


SENDS = (
    "requests.post", "requests.put", "requests.request", ".post(", "urlopen(", "fetch(", "axios", "httpx.",
    "http.request(", "https.request(", "sendall(", "smtplib", "Net::HTTP", "LWP::", "curl_exec", "HTTP::Tiny",
    "XMLHttpRequest", "http.client", "aiohttp",
)  # fmt: skip
"""What sends, in the libraries of these languages."""
HERE = ("localhost", "127.0.0.1", "[::1]", "0.0.0.0")  # noqa: S104


def sent_by_code(invocation: Invocation) -> tuple[Evidence, str] | None:
    """The secret that code on this command line would send away, and the host; ``None`` for none."""
    code = code_of(invocation)
    if not code or not any(call in code for call in SENDS):
        return None
    hosts = [
        text.split("://", 1)[1].split("/")[0].rsplit("@", 1)[-1] for text in _strings(code) if "://" in text
    ]
    away = next((host for host in hosts if host.partition(":")[0] not in HERE), "")
    if not away or any(loader in code for loader in LOADERS):
        return None
    for text in _strings(code):
        kind = secret_file(text, "")
        if kind and ("." in text or "/" in text) and "://" not in text:
            return Evidence(f"the code given to {invocation.program} reads {kind}", text), away
    if any(whole in f" {code}" for whole in WHOLE):
        return Evidence(f"the code given to {invocation.program} takes every variable", "environment"), away
    return None


def sent_by_awk(invocation: Invocation) -> tuple[Evidence, str] | None:
    """The secret that gawk would print into ``/inet/tcp/0/HOST/PORT`` (gawk(1)), and the host."""
    from guard.model import known
    from guard.programs.flows import secret_in

    words = invocation.argv[1:]
    code = next((word.skeleton for word in words if "/inet" in word.skeleton), "")
    host = code.partition("/inet")[2].split("/", 4)[3:4] if code else []
    if not host or host[0] in HERE or "|&" not in code:
        return None
    files = [word for word in words if not word.prefix.startswith("-") and word.skeleton != code]
    for word in (*map(known, _strings(code)), *files):
        kind = secret_in(word, invocation) if word.text and "/inet" not in word.text else None
        if kind:
            return Evidence(f"the awk code reads {kind}", word.skeleton), host[0]
    return None


def code_of(invocation: Invocation) -> str:
    """The code among the words, as far as it is known."""
    options = CODE.get(invocation.program, ())
    words = invocation.argv[1:]
    for index, word in enumerate(words[:-1]):
        if word.text in options:
            return words[index + 1].skeleton or " "
    stream = invocation.stdin
    if options and stream is not None and stream.text is not None and not _names_a_script(invocation):
        return stream.text.skeleton
    return ""


def _names_a_script(invocation: Invocation) -> bool:
    return any(not word.prefix.startswith("-") for word in invocation.argv[1:])


def _strings(code: str) -> list[str]:
    """What stands between quotes."""
    found = []
    for quote in "'\"`":
        found += code.split(quote)[1::2]
    return [text for text in found if 2 < len(text) < 200]


def _variables(code: str) -> list[str]:
    """Variables that are printed themselves: ``print(os.environ['X'])``, ``console.log(process.env.X)``."""
    found = []
    for start in ("os.environ[", "os.getenv(", "os.environ.get(", "process.env.", "ENV[", "getenv("):
        for opener in ("print(", "console.log(", "puts ", "p ", "echo "):
            for piece in code.split(opener + start)[1:]:
                name = "".join(c if c.isalnum() or c == "_" else " " for c in piece).split()
                found += name[:1]
    return found
