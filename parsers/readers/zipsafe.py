"""Opens a zip that a stranger packed: what it costs is bounded before anything is unpacked. Knows nothing of Word.

Only the parts that are asked for are unpacked, each in one bounded read, so that neither a lying header nor a
thousandfold ratio costs more than the limit. Nothing is written to disc and nothing is followed outside the body.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from parsers.report import Problem

MAX_BODY = 100 * 2**20
MAX_MEMBERS = 4096
MAX_DIRECTORY = MAX_MEMBERS * 512
MAX_PART = 24 * 2**20
# Word's own mark-up packs 10 to 60 times; only a small part may pack better than this without suspicion.
MAX_RATIO = 200
RATIO_FREE = 2**20

_CENTRAL_ENTRY = b"PK\x01\x02"
_END = b"PK\x05\x06"
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError, OSError, OverflowError,
)  # fmt: skip


class UnreadableError(Exception):
    """Carries the Problem to the reader's public function, which returns it; it never leaves the readers."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.problem = Problem(code, detail=detail)


@dataclass(frozen=True, slots=True)
class Package:
    """An opened zip; `members` by their name in lower case with forward slashes, as sloppy packers vary both."""

    file: zipfile.ZipFile
    members: Mapping[str, zipfile.ZipInfo]

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self.members

    def read(self, name: str, limit: int = MAX_PART) -> bytes | None:
        """The member's bytes, None when there is no such member."""
        info = self.members.get(_normal(name))
        if info is None:
            return None
        if info.flag_bits & 0x1:
            raise UnreadableError("encrypted", name)
        if info.file_size > limit or _ratio_suspect(info.file_size, info.compress_size):
            raise UnreadableError("too_large", name)
        try:
            with self.file.open(info) as stream:
                data = stream.read(limit + 1)
        except _BROKEN as error:
            raise UnreadableError("damaged", f"{name}: {error}") from error
        if len(data) > limit:
            raise UnreadableError("too_large", name)
        return data


def open_zip(body: bytes) -> Package:
    """Raises UnreadableError for what is too large, damaged or no zip at all."""
    if len(body) > MAX_BODY or _directory_size(body) > MAX_DIRECTORY or body.count(_CENTRAL_ENTRY) > MAX_MEMBERS:
        raise UnreadableError("too_large")
    try:
        file = zipfile.ZipFile(io.BytesIO(body))
    except _BROKEN as error:
        raise UnreadableError("damaged", str(error)) from error
    return Package(file, {_normal(info.filename): info for info in file.infolist()})


def _directory_size(body: bytes) -> int:
    """What the end record says; zipfile would build an object for each entry before anybody could count them."""
    at = body.rfind(_END)
    return int.from_bytes(body[at + 12 : at + 16], "little") if at >= 0 else 0


def _ratio_suspect(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_FREE and unpacked > packed * MAX_RATIO


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
