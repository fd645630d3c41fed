"""A secret's fingerprint: a keyed hash, so that two uses of one secret can be told to be the same
without the secret being kept anywhere.

BLAKE2b (RFC 7693) with a random key of 32 bytes per user, in a file of mode 0600. Without the key a
fingerprint says nothing, not even for a guess.
"""

from __future__ import annotations

import os

from guard.errors import GuardError
from guard.session.owned import PRIVATE_FILE, checked_owner

_keys: dict[str, bytes] = {}
KEY_SIZE = 32
"""Bytes."""


def fingerprint(secret: str, state: str) -> str:
    """32 hexadecimal digits that stand for a secret on this machine.

    Args:
        state: the guard's folder (``guard/state.py``).

    Raises:
        GuardError: the key can be neither read nor made.
    """
    try:
        from _blake2 import blake2b
    except ImportError:  # another implementation than CPython
        from hashlib import blake2b
    digest: str = blake2b(secret.encode("utf-8", "replace"), digest_size=16, key=_key(state)).hexdigest()
    return digest


def _key(state: str) -> bytes:
    path = state + "/fingerprint.key"
    if path not in _keys:
        _keys[path] = _read(path) if checked_owner(path) else _make(path)
    return _keys[path]


def _read(path: str) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError as error:
        raise GuardError(f"{path} cannot be read ({error.strerror})") from None
    try:
        key = os.read(descriptor, KEY_SIZE + 1)
    finally:
        os.close(descriptor)
    if len(key) != KEY_SIZE:
        raise GuardError(f"{path} is damaged", f"rm {path}: secrets seen before are then forgotten")
    return key


def _make(path: str) -> bytes:
    """Write a new key under another name and link it, so that two hooks at once agree on one."""
    key = os.urandom(KEY_SIZE)
    draft = f"{path}.{os.getpid()}"
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            os.write(descriptor, key)
        finally:
            os.close(descriptor)
        try:
            os.link(draft, path)
        except FileExistsError:
            return _read(path)
        finally:
            os.unlink(draft)
    except OSError as error:
        raise GuardError(f"{path} cannot be written ({error.strerror})") from None
    return key
