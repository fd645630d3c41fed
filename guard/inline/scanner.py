"""Finding dangerous calls in code of languages that are only tokenized.

A call is a known name followed by its arguments, with or without parentheses. Constant strings,
their concatenations and variables that were assigned one are resolved; the rest is a hole.

Caught: ``require('fs').rmSync('/', {recursive: true})``, ``perl -e 'unlink glob "*"'``,
``ruby -e 'FileUtils.rm_rf("/")'``, ``awk 'BEGIN{system("rm -rf /")}'``.
Quiet: ``awk '{print $1}'``, ``node -e 'console.log(1)'``, ``perl -ne 'print if /x/'``.
"""

from __future__ import annotations

from guard.inline.acts import FileAct, FollowAct, RunAct, UnknownAct, marked, unmarked
from guard.inline.arguments import REACH, TEMPORARY, Arguments, assigned
from guard.inline.calls import CALLS, COMPUTED, HANDING, NEEDS, Call
from guard.inline.listed import LISTING, bound
from guard.inline.statements import statement_act
from guard.inline.tokens import Token, tokens_of
from guard.model import Hole, Value, known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.inline.acts import Act
    from guard.model import Invocation, Operation


def read_calls(
    code: Value, language: str, by: Invocation, arguments: tuple[Value, ...] = ()
) -> tuple[Act, ...]:
    """The acts of a piece of code, in order."""
    text, holes = marked(code)
    scanner = _Scanner(tokens_of(text, language), language, by, arguments, text)
    acts = scanner.scan()
    if language == "perl" and "(?{" in text:
        acts += [act for piece in text.split("(?{")[1:] for act in scanner.inner(piece.partition("})")[0])]
    if not holes:
        return tuple(acts)
    return tuple(_with_holes(act, holes) for act in acts)


def _with_holes(act: Act, holes: tuple[Hole, ...]) -> Act:
    from guard.frozen import replace

    def filled(value: Value) -> Value:
        parts: list[str | Hole] = []
        for part in value.parts:
            parts += list(unmarked(part, holes).parts) if isinstance(part, str) else [part]
        return Value(tuple(parts), value.glob, value.notes)

    if isinstance(act, FileAct):
        return replace(act, path=filled(act.path))
    if isinstance(act, RunAct):
        text = filled(act.text) if act.text is not None else None
        return replace(act, text=text, argv=tuple(filled(w) for w in act.argv))
    return act


UNBRACKETED = ("perl", "ruby", "osascript")
"""Languages in which every call may do without parentheses."""


MODES = ("r", "w", "r+", "w+", "rb", "wb", "a", "rw")
"""How a pipe to a program is opened."""


TAGS = ("$", "Bun.$", "$.sync")
"""What zx and bun put before a template that a shell runs."""


CHANGING_NODE = ("argv.shift", "argv.pop", "argv.splice", "argv.reverse", "argv.sort", "argv =", "argv=")
CHANGING = (
    "shift", "pop", "splice", "reverse", "slice", "delete", "sub(", "array_", "getline", "split(", "=", "<<",
    "push", "map", "sort", "values", "each",
)  # fmt: skip
"""What could make the arguments others than the command line has before they are used: then none is known."""


class _Scanner:
    def __init__(
        self, tokens: list[Token], language: str, by: Invocation, arguments: tuple[Value, ...], code: str
    ) -> None:
        self.tokens = tokens
        self.read = Arguments(tokens, language, by)
        self.language = language
        self.by = by
        self.arguments = arguments
        changed = any(word in code for word in CHANGING_NODE if language == "node") or (
            language != "node" and any(word in code for word in CHANGING)
        )
        self.read.given = () if changed else arguments
        if language == "awk" and not changed:
            self.read.names.update(assigned(by))
        self.code = code
        self.lists: dict[str, tuple[Value, ...]] = {}
        self.acts: list[Act] = []
        self.table = CALLS[language]
        self.present: dict[str, bool] = {}

    def scan(self) -> list[Act]:
        for index, token in enumerate(self.tokens):
            if self.read.left < 0:
                self.acts.append(UnknownAct(f"the {self.language} code is too long to be followed"))
                break
            if token.kind == "text":
                self.acts.append(RunAct(text=token.value, call="`…`"))
            elif token.kind == "name":
                self.read.names |= bound(self.tokens, index) if token.text.endswith(LISTING) else {}
                self.name(index, token.text)
            elif token.text in ("|", ">") and self.language == "awk":
                self.awk(index, token.text)
            elif token.text == "." and self.language in ("node", "ruby", "groovy", "jshell"):
                self.chained(index)
        return self.acts

    def chained(self, index: int) -> None:
        """``require('fs').rmSync(…)``: a member behind a call."""
        if index + 1 < len(self.tokens) and self.tokens[index + 1].kind == "name":
            self.call(index + 1, "." + self.tokens[index + 1].text)

    def name(self, index: int, text: str) -> None:
        if text in TAGS and self.language == "node" and index + 1 < len(self.tokens):
            following = self.tokens[index + 1]
            if following.kind == "string":  # $`rm -rf x` of zx and bun
                self.acts.append(RunAct(text=self.read.filled(following.value), call=text))
                return
        if self.language == "r" and self.read.mark(index + 1) == "<" and self.read.mark(index + 2) == "-":
            values, _ = self.read.list_at(index + 3)
            if values:
                self.read.names[text] = values[0]
            return
        if self.read.mark(index + 1) == "=" and self.read.mark(index + 2) not in ("=", "~", ">"):
            values, _ = self.read.list_at(index + 2)
            if values:
                self.read.names[text.lstrip("$@")] = values[0]
                self.lists[text.lstrip("$@")] = tuple(values)
            return
        self.call(index, text)

    def call(self, index: int, text: str) -> None:
        if text[:1] in "$@" and self.language in ("php", "awk"):
            named = self.read.names.get(text[1:])  # a function by the name in a variable
            text = (named.text or text) if named is not None and self.read.mark(index + 1) == "(" else text
        skipped = 0
        if self.language == "node" and text in HANDING:
            self.handed(index, HANDING[text])
            return
        if self.language == "node" and text.endswith((".call", ".apply")):
            text, skipped = text.rpartition(".")[0], 1
        found = self.lookup(text)
        if found is None:
            return
        if self.read.mark(index - 1) == "." and not text.startswith(".") and self.language == "node":
            return
        start = index + 1
        bracketed = self.read.mark(start) == "("
        if not bracketed and self.language not in UNBRACKETED and found.bracketed:
            return
        at = start + 1 if bracketed else start
        values = self.read.list_at(at)[0][skipped:]
        whole = self.tokens[at].text if at < len(self.tokens) else ""
        if whole[:1] == "@" and len(values) == 1 and self.lists.get(whole[1:]):
            values = list(self.lists[whole[1:]])
        if found.owner:
            values = self.owner(index, text)
        if found.does == "request":
            self.request(found.method, text, values, index)
            return
        self.act(found, text.lstrip("."), values, index)

    def handed(self, index: int, behind: int) -> None:
        """``setTimeout(fs.rmSync, 0, path)``: a function that is given to another one, and its arguments."""
        token = self.tokens[index + 2] if index + 2 < len(self.tokens) else None
        found = self.lookup(token.text) if token is not None and token.kind == "name" else None
        if token is None or found is None or self.read.mark(index + 3) not in (",", ")"):
            return
        at = index + 2
        if behind < 0:  # promisify(f)(path)
            if self.read.mark(index + 3) != ")" or self.read.mark(index + 4) != "(":
                return
            at, behind = index + 5, 0
        self.act(found, token.text, self.read.list_at(at)[0][behind:], index)

    def inner(self, text: str) -> list[Act]:
        """The acts of a text of the same language within this code."""
        return _Scanner(tokens_of(text, self.language), self.language, self.by, self.arguments, text).scan()

    def lookup(self, text: str) -> Call | None:
        """By the whole name, else by its last part where that name alone says enough."""
        plain = text.lstrip(".").replace("?.", ".").replace("node:", "")
        received = text.startswith(".") and self.language == "ruby"  # PG.connect(…).exec is not Kernel's
        if plain in self.table and not received:
            return self.permitted(self.table[plain], plain)
        for separator in ("->", "::", "."):
            if separator in plain:
                last = plain.rsplit(separator, 1)[-1]
                found = self.table.get("*" + last) or self.table.get("." + last)
                return self.permitted(found, last) if found is not None else None
        found = self.table.get("*" + plain)
        if found is None and text.startswith("."):
            found = self.table.get("." + plain)
        return self.permitted(found, plain) if found is not None else None

    def permitted(self, call: Call, name: str) -> Call | None:
        """A name that is common elsewhere counts only where its module is named in the code."""
        needed = NEEDS.get((self.language, name)) or call.needs
        if needed and needed not in self.present:
            self.present[needed] = any(n in self.code for n in needed.split())
        return call if not needed or self.present[needed] else None

    def act(self, call: Call, name: str, values: list[Value], index: int) -> None:
        first = values[0] if values else Value((Hole("a computed argument"),))
        if call.does == "none":
            return
        if call.does == "run":
            self.acts.append(RunAct(text=first, call=name))
        elif call.does == "argv":
            values = values[call.index :]
            if name.endswith("popen") and len(values) > 1 and values[-1].text in MODES:
                values = values[:-1]
            first = values[0] if values else first
            words = values if call.listed or len(values) > 1 else [first]
            java = self.language in ("groovy", "jshell")  # exec(String) splits its first argument at blanks
            if (len(values) == 1 and not call.listed) or (java and " " in first.prefix):
                self.acts.append(RunAct(text=first, call=name))
            else:
                self.acts.append(RunAct(argv=tuple(words), call=name))
        elif call.does == "sql":
            statement = statement_act(values, self.tokens, self.code, name, self.by)
            self.acts += [statement] if statement is not None else []
        elif call.does == "follow":
            if first.prefix.startswith((".", "/")):
                self.acts.append(FollowAct(first, self.language))
        elif call.does == "eval":
            self.evaluate(values[-1] if name == "Function" and values else first)
        elif call.does == "open":
            self.opened(values, name)
        elif call.does == "callback":
            inner = self.table.get(values[0].text or "") if values else None
            if inner is not None:
                self.act(inner, values[0].text or name, values[1:], index)
        elif call.does == "fetch":
            self.fetched(values, index)
        elif call.index < len(values) or not values:
            targets = values[call.index :] if call.every else values[call.index : call.index + 1]
            for path in map(self.at_home, targets or [first]):
                if path.parts[:1] == (TEMPORARY,) and ".." not in path.skeleton:
                    continue
                self.acts.append(
                    FileAct(call.does, path, name, call.recursive, "directory" if call.recursive else "file")  # type: ignore[arg-type]
                )

    def owner(self, index: int, text: str) -> list[Value]:
        """What a method is called on: ``f.delete``, ``"ls".execute()``, ``new File("x").deleteDir()``."""
        head, dot, _ = text.lstrip(".").rpartition(".")
        if dot:
            return [*self.lists.get(head, ())] or [Value((Hole(head),))]
        at = index - 2
        before = self.tokens[at] if self.read.mark(index - 1) == "." and at >= 0 else None
        if before is None:
            return []
        if before.kind != "mark":
            return self.read.value(before)
        depth = 0
        for opening in range(at, max(-1, at - REACH), -1):
            depth += (self.read.mark(opening) in (")", "]")) - (self.read.mark(opening) in ("(", "["))
            if depth == 0:
                return self.read.list_at(opening + 1, at)[0]
        return []

    def at_home(self, path: Value) -> Value:
        """R and ``expanduser`` replace a leading ``~``."""
        home = self.read.environment("homedir") if self.language in ("r", "julia") else None
        if home is None or not (path.prefix == "~" or path.prefix.startswith("~/")):
            return path
        return Value(((home.text or "") + path.prefix[1:], *path.parts[1:]), path.glob)

    def request(self, method: str, name: str, values: list[Value], index: int) -> None:
        """``axios.delete(url)`` or ``Net::HTTP.new(host).delete(path)`` as the ``curl`` that sends it."""
        url = values[0] if values else Value((Hole("a computed URL"),))
        if url.prefix.startswith("/"):
            routes = self.language == "node" and name.lstrip(".") not in self.table
            hosts = [h for h in self.owner(index, name) if h.text is not None and "." in h.prefix]
            if routes and not hosts:
                return  # a route of a server: app.delete("/x", handler)
            front = (
                (f"https://{hosts[0].text}{url.prefix}",)
                if hosts
                else ("https://", Hole("a host"), url.prefix)
            )
            url = Value((*front, *url.parts[1:]))
        elif not url.prefix.startswith(("http:", "https:")):
            direct = name in self.table or "->" in name
            if not url.holes or not direct:
                return
        self.acts.append(RunAct(argv=(known("curl"), known("-X"), known(method), url), call=name))

    def evaluate(self, value: Value) -> None:
        text = value.text
        if text is None:
            if any(word in self.code for word in COMPUTED.get(self.language, ())):
                self.acts.append(UnknownAct(f"{self.language} code that is computed would run"))
            return
        self.acts += self.inner(text)

    def opened(self, values: list[Value], name: str) -> None:
        """``open(F, ">x")``, ``open(F, ">", "x")``, ``open("| cmd")``, ``io.open(x, "w")``, ``fopen``."""
        texts = [v.text or v.prefix for v in values]
        for index, text in enumerate(texts[:3]):
            stripped = text.strip()
            if self.language in ("perl", "ruby") and (stripped.startswith("|") or stripped.endswith("|")):
                listed = values[index + 1 :] if stripped in ("|-", "-|") else []
                if len(listed) > 1:
                    self.acts.append(RunAct(argv=tuple(listed), call=name))
                    return
                command = listed[0] if listed else None
                self.acts.append(RunAct(text=command or known(stripped.strip("|-")), call=name))
                return
            if stripped in (">", "+>", "w", "wb", "w+", "wt", ">:utf8", ">:encoding(UTF-8)"):
                path = (
                    values[index + 1]
                    if stripped.startswith((">", "+")) and len(values) > index + 1
                    else values[0]
                )
                self.acts.append(FileAct("overwrite", path, name))
                return
            if self.language == "perl" and stripped.startswith(">") and not stripped.startswith(">>"):
                self.acts.append(FileAct("overwrite", known(stripped[1:].strip()), name))
                return

    def fetched(self, values: list[Value], index: int) -> None:
        """``fetch(url, {method: 'DELETE'})`` as the ``curl`` that sends the same."""
        tail = self.tokens[index : index + 80]
        method, words = known("GET"), list[Value]()
        for at, token in enumerate(tail):
            name = token.text.rstrip(":").strip("'\"").lower()
            following = next((t for t in tail[at + 1 : at + 4] if t.kind == "string"), None)
            if name == "method" and following is not None:
                method = following.value
            elif name == "authorization" and following is not None:
                words += [known("-H"), Value(("Authorization: ", *following.value.parts))]
            elif name == "body":
                body = self.read.json_at(tail[at + 1 :]) or (
                    following.value if following is not None else None
                )
                words += [known("--data"), body or Value((Hole("a computed body"),))]
                method = known("POST") if method.text == "GET" else method
        url = values[0] if values else Value((Hole("a computed URL"),))
        self.acts.append(RunAct(argv=(known("curl"), known("-X"), method, *words, url), call="fetch"))

    # --------------------------------------------------------------------------------- awk

    def awk(self, index: int, mark: str) -> None:
        """``print … | "cmd"``, ``"cmd" | getline`` and ``print … > "file"``."""
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        before = self.tokens[index - 1] if index else None
        if mark == "|" and following is not None and following.text == "&" and index + 2 < len(self.tokens):
            following = self.tokens[index + 2]
        if mark == "|" and following is not None and following.kind == "string":
            self.acts.append(RunAct(text=following.value, call="print |", stdin=self.printed(index)))
        elif mark == "|" and following is not None and following.text == "getline" and before is not None:
            text = (
                before.value
                if before.kind == "string"
                else (self.read.value(before) or [Value((Hole("a command"),))])[0]
            )
            self.acts.append(RunAct(text=text, call="| getline"))
        elif mark in (">", ">>") and (
            mark == ">>" or self.read.mark(index - 1) == ">"
        ) and self.printing(index):  # fmt: skip
            self.printed_to("update", index + 1, "print >>")
        elif mark == ">" and self.once(index):
            self.printed_to("overwrite", index + 1, "print >")

    def printed_to(self, operation: Operation, index: int, call: str) -> None:
        """The file behind ``>``: a string, or an expression of which the folder at least is known. Files that
        are named after what is read (``print > ($1 ".txt")``) are not."""
        values, _ = self.read.list_at(index)
        path = values[0] if values else known("")
        if path.text or (path.holes and path.prefix.startswith("/")):
            self.acts.append(FileAct(operation, path, call))

    def printed(self, index: int) -> Value:
        """What a ``print`` before this position prints."""
        for at in range(index - 1, max(-1, index - REACH), -1):
            if self.tokens[at].text in ("print", "printf"):
                values, _ = self.read.list_at(at + 1)
                if len(values) == 1:
                    return values[0]
                break
        return Value((Hole("what awk prints"),))

    def once(self, index: int) -> bool:
        """``print > f`` and not ``print >> f``, nor a comparison."""
        return self.printing(index) and self.read.mark(index + 1) != ">" and self.read.mark(index - 1) != ">"

    def printing(self, index: int) -> bool:
        for at in range(index - 1, max(-1, index - REACH), -1):
            if self.tokens[at].text in (";", "{", "\n"):
                return False
            if self.tokens[at].text in ("print", "printf"):
                return True
        return False
