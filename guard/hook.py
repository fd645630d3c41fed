"""What an agent's hook runs: ``python -I -S …/guard/hook.py AGENT``, a payload on standard input.

This file is compiled at every call, so it holds little: it makes exactly our package importable, out of its
bundle (``guard/bundle.py``) where there is one that nobody else could write, and hands over to
``guard/gate.py``. And it is closed: what keeps the guard from starting ends in a refusal, in a form that
thirteen of fourteen agents understand (measured), because most of them take a failed hook for permission.
"""

import sys

if __name__ == "__main__":
    try:
        package = __file__.rpartition("/")[0]
        root = package.rpartition("/")[0]
        sys.path.append(root)  # last: nothing that lies beside the package stands in for Python's own
        try:
            import marshal
            import posix

            name = f"{package}/__pycache__/guard.{sys.implementation.cache_tag}.bundle"
            bundle = posix.open(name, posix.O_RDONLY | posix.O_CLOEXEC | posix.O_NOFOLLOW)
            found = posix.fstat(bundle)
            ours = found.st_uid == posix.stat(package).st_uid and not found.st_mode & 0o022
            head = posix.read(bundle, 8)
            if ours and head[:4] == sys.modules["_frozen_importlib_external"].MAGIC_NUMBER:
                image = {"__name__": "guard.image"}
                exec(marshal.loads(posix.read(bundle, int.from_bytes(head[4:], "little"))), image)  # noqa: S102, S302
                image["start"](root, bundle)  # type: ignore[operator]
        except (ImportError, OSError, ValueError, EOFError, TypeError, KeyError):
            pass  # the ordinary import serves
        from guard.gate import main

        main()
    except BaseException:
        import os

        said = b"guard: it cannot start, so this is refused"
        answer = (
            b'{"decision":"block","reason":"@","action":"block","message":"@","cancel":true,"errorMessage":"@",'
            b'"permission":"deny","permissionDecision":"deny","permissionDecisionReason":"@","hookSpecificOutput":'
            b'{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"@"}}\n'
        )
        os.write(1, answer.replace(b"@", said))
        os.write(2, said)
        os._exit(2)
