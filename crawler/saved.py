"""Pages saved in a folder with a `pages.toml` that says where each came from: what a portal's file is proved with.

Answers a request from the folder in place of the network. Asks nothing and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler.addresses import identity
from crawler.page import Ask, Page
from crawler.strict import Table, read_toml
from parsers.readers.charset import decode

INDEX = "pages.toml"
MAX_BYTES = 16 * 1024 * 1024
# What may be expected of a page: how many of each it leads to.
COUNTS = ("reports", "more", "attachments", "subpages")


@dataclass(frozen=True, slots=True)
class Saved:
    """One page of the folder; `expected` is what whoever saved it has counted."""

    file: Path
    url: str
    status: int
    headers: Mapping[str, str]
    form: tuple[tuple[str, str], ...] = ()
    expected: Mapping[str, int] = field(default_factory=dict)
    trouble: str | None = None

    def page(self, ask: Ask) -> Page:
        body = self.file.read_bytes()
        text = decode(body, self.headers.get("content-type")).text
        return Page(ask, self.url, self.status, self.headers, body, text)


def read_saved(folder: Path) -> dict[tuple[str, tuple[tuple[str, str], ...]], Saved]:
    """By what is asked: the address (as identity compares it) and the form."""
    index = read_toml(folder / INDEX)
    found = {}
    for table in index.tables("pages"):
        saved = _saved(table, folder)
        key = (identity(saved.url), saved.form)
        if key in found:
            raise table.wrong("url", f"与另一页相同（{saved.url}）")
        found[key] = saved
    index.done()
    return found


def _saved(table: Table, folder: Path) -> Saved:
    name = table.text("file")
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        raise table.wrong("file", f"不在这个文件夹里（{name}）")
    if not file.is_file():
        raise table.wrong("file", f"没有这个文件（{name}）")
    if file.stat().st_size > MAX_BYTES:
        raise table.wrong("file", f"超过 {MAX_BYTES // 1024 // 1024} MiB（{name}）")
    content_type = table.maybe("content_type")
    counts = {key: table.whole(key, 0, 100_000) for key in COUNTS}
    saved = Saved(
        file,
        table.text("url", like=r"https?://\S+", said="不是网址"),
        table.whole("status", 100, 599) or 200,
        {"content-type": content_type} if content_type else {},
        tuple(sorted(table.pairs("form"))),
        {key: count for key, count in counts.items() if count is not None},
        table.maybe("trouble"),
    )
    table.done()
    return saved
