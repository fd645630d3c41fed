"""Dumps in archives in front of a client: what the entries say is found, and what cannot be read is asked about."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from guard.errors import LimitReached
from guard.model import Proposal, Verdict
from guard.pipeline import judge
from guard.policy.config import Config
from guard.programs.sql_archives import Tar, Zip
from guard.session.interface import NoSession
from guard.world import World

DROPS = b"DROP TABLE orders;\nCREATE TABLE orders (a int);\n"
FILLS = b"CREATE TABLE extra (a int);\nINSERT INTO extra VALUES (1);\n" * 2000
PROD, TEST = "postgresql://u:p@prod-db.acme.com/app", "postgresql://localhost/app_test"


def verdict(folder: Path, command: str) -> Verdict:
    env = {"HOME": str(folder), "PATH": "/usr/bin:/bin"}
    return judge(Proposal(text=command, cwd=str(folder), env=env), World(str(folder)), NoSession(), Config())


def zipped(path: Path, method: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", method) as made:
        made.writestr("fills.sql", FILLS)
        made.writestr("dump/drops.sql", DROPS)


class Unseekable(io.RawIOBase):
    """A pipe, into which a zip is written with its sizes behind each entry."""

    def __init__(self) -> None:
        self.got = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def]
        self.got += data
        return len(data)


def piped(path: Path) -> None:
    sink = Unseekable()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("fills.sql", FILLS)
        made.writestr("dump/drops.sql", DROPS)
    path.write_bytes(bytes(sink.got))


def tarred(path: Path, mode: str = "w:gz") -> None:
    with tarfile.open(path, mode) as made:  # type: ignore[call-overload]
        for name, data in (("fills.sql", FILLS), ("dump/drops.sql", DROPS)):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            made.addfile(entry, io.BytesIO(data))


MAKERS: dict[str, Callable[[Path], None]] = {
    "x.zip": zipped, "stored.zip": lambda path: zipped(path, zipfile.ZIP_STORED), "piped.zip": piped,
    "x.tgz": tarred, "x.tar": lambda path: tarred(path, "w"), "x.tar.xz": lambda path: tarred(path, "w:xz"),
}  # fmt: skip
PRINTS = [
    pytest.param("x.zip", "unzip -p x.zip", id="unzip -p"),
    pytest.param("x.zip", "unzip -pq x.zip 'dump/*'", id="unzip -p of some"),
    pytest.param("stored.zip", "unzip -p stored.zip", id="a zip that packs nothing"),
    pytest.param("piped.zip", "unzip -p piped.zip", id="a zip that was written into a pipe"),
    pytest.param("x.zip", "7z x -so x.zip", id="7z"),
    pytest.param("x.tgz", "tar -xzOf x.tgz", id="tar"),
    pytest.param("x.tgz", "tar xzOf x.tgz dump/drops.sql", id="tar, one file"),
    pytest.param("x.tar", "tar --extract --to-stdout --file=x.tar dump", id="tar, a folder, long options"),
    pytest.param("x.tar.xz", "tar -xJOf x.tar.xz", id="tar and xz"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "command"), PRINTS)
def test_what_an_archive_drops_is_found(tmp_path: Path, name: str, command: str) -> None:
    MAKERS[name](tmp_path / name)
    answer = verdict(tmp_path, f"{command} | psql {PROD}")
    assert answer.decision == "deny", answer.summary
    assert "orders" in answer.summary
    assert verdict(tmp_path, f"{command} | psql {TEST}").decision == "allow"


@pytest.mark.parametrize(
    ("name", "command"),
    [
        pytest.param("x.zip", "unzip -p x.zip fills.sql", id="unzip -p"),
        pytest.param("piped.zip", "unzip -p piped.zip fills.sql", id="a zip that was written into a pipe"),
        pytest.param("x.tgz", "tar -xzOf x.tgz fills.sql", id="tar"),
    ],
)
def test_an_entry_that_only_adds_loses_nothing(tmp_path: Path, name: str, command: str) -> None:
    MAKERS[name](tmp_path / name)
    answer = verdict(tmp_path, f"{command} | psql {PROD}")
    assert answer.decision != "deny"
    assert "orders" not in answer.summary


def test_a_zip_of_one_file_behind_zcat(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "one.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("drops.sql", DROPS)
    assert verdict(tmp_path, f"zcat one.zip | psql {PROD}").decision == "deny"


UNREAD = [
    pytest.param("x.zip", "unzip -p x.zip nothing.sql", id="an entry that is not there"),
    pytest.param("cut.zip", "unzip -p cut.zip", id="a zip that ends too early"),
    pytest.param("locked.zip", "unzip -p locked.zip", id="an encrypted zip"),
    pytest.param("x.tgz", "tar -xzOf x.tgz nothing.sql", id="a file that is not there"),
    pytest.param("noise.bin", "tar -xOf noise.bin", id="noise in place of a tar"),
    pytest.param("noise.7z", "7z x -so noise.7z", id="a kind that is not undone"),
    pytest.param("x.zip", "unzip -p x.zip -x fills.sql", id="all but some"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "command"), UNREAD)
def test_what_cannot_be_read_is_asked_about(tmp_path: Path, name: str, command: str) -> None:
    zipped(tmp_path / "x.zip")
    tarred(tmp_path / "x.tgz")
    whole = (tmp_path / "x.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "locked.zip").write_bytes(whole[:6] + b"\x01" + whole[7:])
    (tmp_path / "noise.bin").write_bytes(b"x" * 4096)
    (tmp_path / "noise.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + b"x" * 4096)
    assert (tmp_path / name).exists()
    assert verdict(tmp_path, f"{command} | psql postgresql://localhost/app_dev").decision == "ask"


@pytest.mark.skipif(shutil.which("zstd") is None, reason="needs zstd (apt-get install zstd)")
def test_zstd_is_undone_where_python_can(tmp_path: Path) -> None:
    (tmp_path / "x.sql").write_bytes(DROPS)
    subprocess.run(["zstd", "-q", "x.sql"], cwd=tmp_path, check=True, timeout=60)
    answer = verdict(tmp_path, f"zstdcat x.sql.zst | psql {PROD}")
    assert answer.decision == ("deny" if sys.version_info >= (3, 14) else answer.decision)
    assert answer.decision != "allow"
    assert ("orders" if sys.version_info >= (3, 14) else "zstd") in str(answer)


def unpacked(engine: Zip | Tar, data: bytes, step: int) -> bytes:
    return b"".join(part for at in range(0, len(data), step) for part in engine.parts(data[at : at + step]))


@pytest.mark.parametrize("step", [1, 7, 511, 1 << 20])
@pytest.mark.parametrize("name", ["x.zip", "stored.zip", "piped.zip", "x.tar"])
def test_pieces_of_any_length_come_to_the_same(tmp_path: Path, name: str, step: int) -> None:
    MAKERS[name](tmp_path / name)
    engine = Tar(name) if name.endswith(".tar") else Zip(name)
    assert unpacked(engine, (tmp_path / name).read_bytes(), step) == FILLS + DROPS
    assert engine.whole()


def test_damage_anywhere_ends_in_a_limit_or_in_less(tmp_path: Path) -> None:
    """No byte that is changed raises anything else."""
    piped(tmp_path / "x.zip")
    whole = (tmp_path / "x.zip").read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 300)):
        engine = Zip("x.zip")
        try:
            unpacked(engine, whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :], 512)
        except LimitReached:
            continue


def test_a_bomb_is_given_out_in_parts() -> None:
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = body.compress(b"\0" * 50_000_000) + body.flush()
    head = b"PK\x03\x04" + b"\x14\0" + b"\0\0" + b"\x08\0" + b"\0" * 8 + len(packed).to_bytes(4, "little")
    head += (50_000_000).to_bytes(4, "little") + b"\x01\0" + b"\0\0" + b"a"
    sizes = [len(part) for part in Zip("bomb.zip").parts(head + packed + b"PK\x01\x02")]
    assert sum(sizes) == 50_000_000
    assert max(sizes) <= 1_048_576


class Stored:
    """Stands for ``compression.zstd.ZstdDecompressor``: what follows the four first bytes, up to a full stop."""

    def __init__(self) -> None:
        self.eof, self.needs_input, self.unused_data = False, True, b""
        self._begun = False

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        data, self._begun = (data if self._begun else data[4:]), True
        body, stop, self.unused_data = data.partition(b".")
        self.eof = bool(stop)
        return body


def test_zstd_goes_the_way_of_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guard.programs.sql_archives.zstandard", lambda: (Stored, ValueError))
    (tmp_path / "x.zst").write_bytes(b"\x28\xb5\x2f\xfd" + DROPS + b".")
    (tmp_path / "cut.zst").write_bytes(b"\x28\xb5\x2f\xfd" + DROPS)
    assert "orders" in verdict(tmp_path, f"zstd -dc x.zst | psql {PROD}").summary
    assert verdict(tmp_path, "zstd -dc cut.zst | psql postgresql://localhost/app_dev").decision == "ask"
