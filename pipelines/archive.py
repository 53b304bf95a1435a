"""Keeps each distinct body once, under the sha256 of its bytes: `archive/ab/<sha256>.gz`. Knows nothing of reports.

A body is there wholly or not at all, whenever the power fails: it is written beside its place, brought to disc, and
then renamed. The bytes come back exactly as they came, or not at all.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import hashlib
import os
import re
import secrets
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

# Pages grow by a hundredth against level 6, and are written in two thirds of its time.
LEVEL = 4
# More than any body that the crawl takes (crawler/config.py).
MAX_BODY = 512 * 2**20
CHUNK = 2**20
TEMPORARY = ".new"
# Writing takes moments: what is older was left by a process that was killed.
LEFT_BEHIND = 3600.0

_ID = re.compile(r"[0-9a-f]{64}")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class ArchiveError(Exception):
    """What went wrong, in one line for a person."""


class ArchiveDamagedError(ArchiveError):
    """A file that is there does not hold the body whose name it bears."""


class DiskFullError(ArchiveError):
    """The disc takes no more; nothing was half written."""


class Archive:
    """`root` is made when the first body is put."""

    def __init__(self, root: Path, limit: int = MAX_BODY) -> None:
        self.root = root
        self.limit = limit

    def path(self, document_id: str) -> Path:
        if not _ID.fullmatch(document_id):
            raise ValueError(f"not a sha256: {document_id!r}")
        return self.root / document_id[:2] / f"{document_id}.gz"

    def has(self, document_id: str) -> bool:
        return self.path(document_id).is_file()

    def put(self, body: bytes) -> str:
        """The body's sha256, once it is surely on disc. One that is there and whole is not written again."""
        if len(body) > self.limit:
            raise ValueError(f"{len(body)} bytes are more than the archive takes ({self.limit})")
        document_id = hashlib.sha256(body).hexdigest()
        path = self.path(document_id)
        if not self._whole(document_id):
            try:
                _write(path, gzip.compress(body, LEVEL, mtime=0))
            except OSError as error:
                if error.errno in _FULL:
                    raise DiskFullError(f"{self.root}: 磁盘已满，没有写入 {document_id}") from error
                raise
        return document_id

    def get(self, document_id: str) -> bytes:
        """KeyError where there is none, ArchiveDamagedError where it is not what was put."""
        path = self.path(document_id)
        try:
            body = _unpacked(path, self.limit)
        except FileNotFoundError:
            raise KeyError(document_id) from None
        except (EOFError, ValueError, zlib.error, gzip.BadGzipFile) as error:
            raise ArchiveDamagedError(f"{path}: 文件已损坏（{error}）") from error
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            raise ArchiveDamagedError(f"{path}: 磁盘读取出错（{error.strerror}）") from error
        if hashlib.sha256(body).hexdigest() != document_id:
            raise ArchiveDamagedError(f"{path}: 内容与文件名的 sha256 不符")
        return body

    def ids(self) -> Iterator[str]:
        """All that are there, in order; what is half written or of another make is not among them."""
        for folder in _folders(self.root):
            for path in sorted(folder.glob("*.gz")):
                if _ID.fullmatch(path.stem) and path.stem.startswith(folder.name):
                    yield path.stem

    def sweep(self, older_than: float = LEFT_BEHIND) -> int:
        """Removes what killed processes left half written; how many there were."""
        swept = 0
        for folder in _folders(self.root):
            for path in folder.glob(f"*{TEMPORARY}"):
                # Another sweep, or its writer, may be faster.
                with contextlib.suppress(FileNotFoundError):
                    if time.time() - path.stat().st_mtime >= older_than:
                        path.unlink()
                        swept += 1
        return swept

    def _whole(self, document_id: str) -> bool:
        """A damaged file is written anew, as if it were not there."""
        try:
            self.get(document_id)
        except (KeyError, ArchiveDamagedError):
            return False
        return True


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in root.glob("[0-9a-f][0-9a-f]") if path.is_dir())


def _write(path: Path, data: bytes) -> None:
    """Beside its place, to disc, then renamed. Two writers of one body do the same, and either may be the last."""
    _make_folder(path.parent)
    beside = path.with_name(f".{path.stem}-{secrets.token_hex(8)}{TEMPORARY}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    _to_disc(path.parent)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _to_disc(folder.parent)


def _to_disc(folder: Path) -> None:
    """The name in its folder; without this a power cut may forget the rename."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unpacked(path: Path, limit: int) -> bytes:
    """What a file unpacks to is bounded, whatever it claims."""
    parts, size = [], 0
    with gzip.open(path) as file:
        while part := file.read(CHUNK):
            size += len(part)
            if size > limit:
                raise ValueError(f"解压后超过 {limit} 字节")
            parts.append(part)
    return b"".join(parts)
