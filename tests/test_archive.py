"""The archive: bytes come back as they came or not at all, each once; what a cut-off write leaves does not count."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.archive import TEMPORARY, Archive, ArchiveDamagedError, DiskFullError

BODY = "一、总体情况".encode() * 100
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def files(archive: Archive) -> list[Path]:
    return [path for path in archive.root.rglob("*") if path.is_file()]


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=5000))
def test_what_is_put_comes_back(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    archive = Archive(tmp_path_factory.mktemp("archive"))
    document_id = archive.put(body)
    assert document_id == hashlib.sha256(body).hexdigest()
    assert archive.get(document_id) == body
    assert list(archive.ids()) == [document_id]


def test_the_place_is_the_sha256(archive: Archive) -> None:
    document_id = archive.put(BODY)
    assert files(archive) == [archive.root / document_id[:2] / f"{document_id}.gz"]
    assert gzip.decompress(files(archive)[0].read_bytes()) == BODY


def test_the_same_body_is_the_same_file(tmp_path: Path) -> None:
    """No time and no name stand in it, so that two archives can be compared and joined."""
    one, other = Archive(tmp_path / "one"), Archive(tmp_path / "other")
    assert one.path(one.put(BODY)).read_bytes() == other.path(other.put(BODY)).read_bytes()


def test_a_body_that_is_there_is_not_written_again(archive: Archive) -> None:
    path = archive.path(archive.put(BODY))
    os.utime(path, (1, 1))
    archive.put(BODY)
    assert path.stat().st_mtime == 1


def test_ids_are_in_order_and_nothing_else_is_among_them(archive: Archive) -> None:
    put = [archive.put(bytes([n])) for n in range(50)]
    folder = archive.path(put[0]).parent
    (folder / f".{'0' * 64}-x{TEMPORARY}").write_bytes(b"half")
    (folder / "notes.gz").write_bytes(b"")
    (folder / f"{'zz' + put[0][2:]}.gz").write_bytes(b"")
    assert list(archive.ids()) == sorted(put)


def test_an_archive_that_is_not_there_yet_holds_nothing(archive: Archive) -> None:
    assert list(archive.ids()) == []
    assert archive.sweep() == 0
    assert not archive.has("0" * 64)
    with pytest.raises(KeyError):
        archive.get("0" * 64)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 63, "A" * 64, "0" * 64 + "\n"])
def test_what_is_no_sha256_leads_nowhere(archive: Archive, name: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        archive.has(name)


def cut(data: bytes) -> bytes:
    return data[:-20]


def flipped(data: bytes) -> bytes:
    return data[:30] + bytes([data[30] ^ 0xFF]) + data[31:]


def emptied(_: bytes) -> bytes:
    return b""


def exchanged(_: bytes) -> bytes:
    return gzip.compress(b"another body")


def lengthened(data: bytes) -> bytes:
    return data + b"more"


@pytest.mark.parametrize("damage", [cut, flipped, emptied, exchanged, lengthened])
def test_a_damaged_file_is_named_and_mended_by_the_next_put(archive: Archive, damage: object) -> None:
    document_id = archive.put(BODY)
    path = archive.path(document_id)
    assert callable(damage)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ArchiveDamagedError, match=str(path)):
        archive.get(document_id)
    assert archive.put(BODY) == document_id
    assert archive.get(document_id) == BODY


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    archive = Archive(tmp_path, limit=10_000)
    body = bytes(10_000_000)
    path = archive.path(hashlib.sha256(body).hexdigest())
    path.parent.mkdir()
    path.write_bytes(gzip.compress(body))
    with pytest.raises(ArchiveDamagedError, match="10000"):
        archive.get(path.stem)


def test_a_body_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="11 bytes"):
        Archive(tmp_path, limit=10).put(b"x" * 11)


def test_many_writers_of_the_same_bodies(archive: Archive) -> None:
    bodies = [bytes([n]) * 1000 for n in range(10)] * 8
    with ThreadPoolExecutor(8) as threads:
        ids = list(threads.map(archive.put, bodies))
    assert [archive.get(one) for one in ids] == bodies
    assert len(files(archive)) == 10


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disc_is_said_and_leaves_nothing(archive: Archive, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    archive.put(b"before")

    def full(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError, match="磁盘已满"):
        archive.put(BODY)
    monkeypatch.undo()
    assert list(archive.ids()) == [hashlib.sha256(b"before").hexdigest()]
    assert len(files(archive)) == 1


def test_a_fault_that_is_no_full_disc_stays_what_it_is(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Read-only"):
        archive.put(BODY)
    assert files(archive) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from pipelines import archive
def dead(_): os.kill(os.getpid(), signal.SIGKILL)
os.fsync = dead
archive.Archive(Path(sys.argv[1])).put(b"half written")
"""


def test_a_killed_writer_leaves_nothing_that_counts_and_is_swept(archive: Archive) -> None:
    (archive.root / hashlib.sha256(b"half written").hexdigest()[:2]).mkdir(parents=True)
    ran = subprocess.run([sys.executable, "-c", KILLED, archive.root], cwd=ROOT, check=False)
    assert ran.returncode == -signal.SIGKILL
    assert list(archive.ids()) == []
    (left,) = files(archive)
    assert archive.sweep() == 0
    os.utime(left, (time.time() - 7200,) * 2)
    assert archive.sweep() == 1
    assert files(archive) == []
