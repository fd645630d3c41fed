"""When an X.509 certificate ends: as much of DER as leads to ``notAfter``.

Facts: RFC 5280 4.1 (Certificate, TBSCertificate, Validity), X.690 8.1 (tag, length, value), RFC 7468 (PEM).
"""

from __future__ import annotations

from binascii import Error, a2b_base64

SEQUENCE, VERSION = 0x30, 0xA0
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18


def not_after(data: str) -> str:
    """``until 2027-01-31 12:00 UTC``; empty where there is no certificate or it cannot be read.

    Args:
        data: PEM text, or PEM in base64 (``client-certificate-data`` of a kubeconfig).
    """
    if "-----BEGIN" not in data:
        try:
            data = a2b_base64(data).decode("ascii", "replace")
        except (Error, ValueError):
            return ""
    body = data.partition("-----BEGIN CERTIFICATE-----")[2].partition("-----END")[0]
    try:
        return _end(a2b_base64(body)) if body else ""
    except (Error, ValueError, IndexError):
        return ""


def _end(der: bytes) -> str:
    outer = _inside(der, 0, SEQUENCE)
    certificate = _inside(outer, 0, SEQUENCE)
    at = 0
    if certificate[0] == VERSION:
        at = _after(certificate, at)
    for _ in range(3):  # serial number, signature, issuer
        at = _after(certificate, at)
    validity = _inside(certificate, at, SEQUENCE)
    second = _after(validity, 0)
    text = _value(validity, second).decode("ascii")
    if validity[second] == UTC_TIME:
        text = ("20" if text[:2] < "50" else "19") + text
    elif validity[second] != GENERALIZED_TIME:
        return ""
    return f"until {text[:4]}-{text[4:6]}-{text[6:8]} {text[8:10]}:{text[10:12]} UTC"


def _bounds(der: bytes, at: int) -> tuple[int, int]:
    """Where the value of the element that begins here begins and ends."""
    length, start = der[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length = int.from_bytes(der[start : start + count], "big")
        start += count
    if start + length > len(der):
        raise ValueError("cut off")
    return start, start + length


def _value(der: bytes, at: int) -> bytes:
    start, end = _bounds(der, at)
    return der[start:end]


def _after(der: bytes, at: int) -> int:
    return _bounds(der, at)[1]


def _inside(der: bytes, at: int, tag: int) -> bytes:
    if der[at] != tag:
        raise ValueError("another element")
    return _value(der, at)
