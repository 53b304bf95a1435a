"""What a printer adds to every page: page numbers and running titles. Tells them from text by place and repetition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.readers.pdf.lines import Line
from parsers.readers.pdf.tables import Piece

# Share of the page's height that may hold them, and how many of its lines.
_MARGIN = 0.12
_DEEP = 3
_DASH = r"[-—–―－﹣_~·.•\s]*"
_NUMBERED = re.compile(
    rf"{_DASH}(?:第|[Pp]age|共)?\s*\d{{1,3}}{_DASH}页?(?:\s*(?:[/,，/]|of|共|第)?\s*\d{{1,3}}\s*页?)?{_DASH}"
)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_WORDS = re.compile(r"[^\W\d_]")
_BARE = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Laid:
    """One page's tables and lines, in its reading space."""

    number: int
    width: float
    height: float
    pieces: tuple[Piece, ...]
    lines: tuple[Line, ...]


def stripped(pages: Sequence[Laid]) -> list[Laid]:
    """The pages without page numbers and running titles, whose first print stays: it may be the title."""
    repeated = _repeated(pages)
    offset = _offset(pages)
    seen: set[str] = set()
    kept = []
    for page in pages:
        drop: set[int] = set()
        for line, bottom in _outermost(page):
            text = line.text
            if _numbered(text, page, offset):
                drop.add(id(line))
            elif (key := _key(line)) in repeated:
                if bottom or key in seen or not _CHINESE.search(text):
                    drop.add(id(line))
                seen.add(key)
        kept.append(replace(page, lines=tuple(line for line in page.lines if id(line) not in drop)))
    return kept


def _outermost(page: Laid) -> Iterator[tuple[Line, bool]]:
    """The lines in the page's margins, and whether at its foot."""
    lines = sorted(page.lines, key=lambda line: line.box[1])
    top = min((piece.box[1] for piece in page.pieces), default=page.height)
    foot = max((piece.box[3] for piece in page.pieces), default=0.0)
    for line in lines[:_DEEP]:
        if line.box[3] < _MARGIN * page.height and line.box[3] < top + 2:
            yield line, False
    for line in lines[-_DEEP:]:
        if line.box[1] > (1 - _MARGIN) * page.height and line.box[1] > foot - 2:
            yield line, True


def _key(line: Line) -> str:
    """The same words at the same height, whatever number stands in them."""
    return f"{round(line.box[1] / 6)}:{re.sub('[0-9]+', '#', line.text)}"


def _repeated(pages: Sequence[Laid]) -> set[str]:
    counts = Counter(key for page in pages for key in {_key(line) for line, _ in _outermost(page)})
    return {key for key, count in counts.items() if count >= max(2, len(pages) // 2) and _WORDS.search(key)}


def _numbered(text: str, page: Laid, offset: int | None) -> bool:
    if _BARE.fullmatch(text):
        # A figure may stand there too; a page number counts the pages.
        return offset is not None and int(text) == page.number + offset
    return _NUMBERED.fullmatch(text) is not None


def _offset(pages: Sequence[Laid]) -> int | None:
    found: Counter[int] = Counter()
    for page in pages:
        found.update({int(line.text) - page.number for line, _ in _outermost(page) if _BARE.fullmatch(line.text)})
    if not found:
        return None
    offset, count = found.most_common(1)[0]
    return offset if count > 1 else None
