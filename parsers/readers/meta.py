"""What a page says of itself: its metadata block (a table, lines, list items) and the meta tags of 国办发〔2017〕47号.

A value is taken only in the shape that its label promises. Dates and names stay as they are printed; which name is
the report's own organisation is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.grid import Grid
from parsers.readers.flow import Block
from parsers.readers.page_rules import Rules

# The block stands before the article; a page with more furniture before it was not seen.
MAX_BLOCKS = 200
MAX_LINE = 250
MAX_CELLS = 60
OTHER = "other"

_DATE = re.compile(
    r"(?:19|20)\d\d\s?[-—./年]\s?\d{1,2}\s?[-—./月]\s?\d{1,2}(?:\s?日)?(?:\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?|(?:19|20)\d{6}(?!\d)"
)
_INDEX = re.compile(r"[\w/.〔〕\[\]()（）:-]*\d[\w/.〔〕\[\]()（）:-]*")
_NUMBERED = re.compile(r"(?=.*\d).*号?")
_CREDIT_CODE = re.compile(r"[0-9A-Z/]{8,}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ORGANISATION = re.compile(
    r"[^\s、，。：:（(]+(?:府|局|委|办|处|室|中心|院|会|厅|部|镇|乡|街道|公司|集团|校|大学|所|站|队|社|署|台|馆|行|区|县|市|省)"
)
_NO_HEADING = re.compile(r"(?![（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．]).*")
_NOBODY = frozenset(("本站", "本网", "原创", "网络", "互联网", "转载", "佚名", "未知", "无", "其他", "其它", "管理员"))
_ADDRESS = re.compile(r"(?:https?:)?//\S+")
_COLON = re.compile(r"[\s?？\ufffd】\]]*[:：]\s*")
_BEFORE = re.compile(r"[\s【\[（(·•|]*")
_CUT = re.compile(r"\s*[|｜【\[].*")


@dataclass(slots=True)
class _Found:
    """The best value so far of each key; a lower rank is trusted more."""

    best: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, key: str, rank: int, value: str | None) -> None:
        if value and (key not in self.best or rank < self.best[key][0]):
            self.best[key] = rank, value


def read_meta(
    blocks: Sequence[Block], tags: Mapping[str, str], rules: Rules
) -> tuple[dict[str, str], tuple[Block, ...]]:
    """The facts, and the blocks without the metadata block."""
    found = _Found()
    rest: list[Block] = []
    at, begun = 0, False
    while at < len(blocks):
        block = blocks[at]
        used = 0
        if isinstance(block, Grid):
            used = int(_read_grid(block, found, rules))
        elif at < MAX_BLOCKS and not (begun and _is_weak(block, rules)):
            after = blocks[at + 1] if at + 1 < len(blocks) else ""
            used = _read_line(block, after if isinstance(after, str) else "", found, rules, in_table=False)
        if not used:
            rest.append(block)
            begun = begun or (isinstance(block, str) and "。" in block)
        at += max(used, 1)
    _read_tags(tags, found, rules)
    return {key: value for key, (_, value) in sorted(found.best.items())}, tuple(rest)


def _read_grid(grid: Grid, found: _Found, rules: Rules) -> bool:
    """True when the grid is a metadata table: two labels at least, and few cells that are not blank."""
    rows = [[cell.text for cell in row if cell.text and cell.row == at] for at, row in enumerate(grid.rows)]
    if sum(map(len, rows)) > MAX_CELLS:
        return False
    labels = [key for row in rows for text in row if not text.isascii() for key in _labels_of(text, rules)]
    if len(labels) < 2 or set(labels) == {OTHER}:
        return False
    for row in rows:
        at = 0
        while at < len(row):
            at += max(1, _read_line(row[at], row[at + 1] if at + 1 < len(row) else "", found, rules, in_table=True))
    return True


def _is_weak(line: str, rules: Rules) -> bool:
    return any((key, rank) in rules.weak for key, rank, _ in _labelled(line, rules) or _bare(line, rules))


def _labels_of(text: str, rules: Rules) -> list[str]:
    pieces = _labelled(text, rules) or _bare(text, rules)
    return [key for key, _, _ in pieces]


def _read_line(line: str, after: str, found: _Found, rules: Rules, *, in_table: bool) -> int:
    """How many of the two lines were metadata; a label whose value is not beside it has it on the next line."""
    if len(line) > MAX_LINE:
        return 0
    pieces = _labelled(line, rules)
    bare = not pieces
    if bare:
        pieces = _bare(line, rules)
        # 标题 alone is the word on a tab of the page.
        if not in_table and pieces and pieces[0][0] in ("title", OTHER):
            return 0
    if not pieces or all(key == OTHER for key, _, _ in pieces):
        return int(in_table and bool(pieces) and bool(after) and not pieces[-1][2] and not _labels_of(after, rules)) * 2
    for key, rank, value in pieces:
        found.add(key, rank, _accepted(key, value))
    key, rank, value = pieces[-1]
    below = None if value or _labels_of(after, rules) else _accepted_below(key, after, in_table=in_table)
    found.add(key, rank, below)
    if below:
        return 2
    return 0 if bare and not in_table else 1


def _labelled(line: str, rules: Rules) -> list[tuple[str, int, str]]:
    """Key, rank and value of each `label: value` in a line that begins with a label; several may be glued."""
    if ":" not in line and "：" not in line:
        return []
    starts = [(label, colon) for label in rules.label.finditer(line) if (colon := _COLON.match(line, label.end()))]
    before = _BEFORE.match(line)
    if not starts or before is None or starts[0][0].start() != before.end():
        return []
    ends = [label.start() for label, _ in starts[1:]] + [len(line)]
    return [
        (*_key(label[0], rules), line[colon.end() : end].strip())
        for (label, colon), end in zip(starts, ends, strict=True)
    ]


def _bare(line: str, rules: Rules) -> list[tuple[str, int, str]]:
    text = line.strip(" \t:：【】[]")
    return [(*_key(text, rules), "")] if len(text) < 24 and rules.label.fullmatch(text) else []


def _key(label: str, rules: Rules) -> tuple[str, int]:
    return rules.labels[re.sub(r"[\s?？\ufffd]", "", label)]


def _accepted(key: str, value: str) -> str | None:
    """The value in its label's shape, or nothing: `无文号` and `〔〕号` are no number, a credit code is no name."""
    if key == "published":
        date = _DATE.search(value[:40])
        return date[0] if date else None
    if key == "index_number":
        index = _INDEX.fullmatch(value)
        return value if index and 4 <= len(value) <= 80 else None
    if key == "document_number":
        return value if len(value) <= 60 and _NUMBERED.fullmatch(value) else None
    if key == "org":
        return _name(_CUT.sub("", value))
    if key == "title":
        return value if 4 <= len(value) <= 200 and _HAN.search(value) else None
    return None


def _accepted_below(key: str, value: str, *, in_table: bool) -> str | None:
    """On a line of its own the value may as well be the article's first: a heading is no title and no name."""
    if not in_table and key in ("org", "title"):
        shape = _ORGANISATION if key == "org" else _NO_HEADING
        if not shape.fullmatch(value):
            return None
    return _accepted(key, value)


def _name(value: str) -> str | None:
    if not 2 <= len(value) <= 40 or not _HAN.search(value) or _CREDIT_CODE.search(value):
        return None
    return None if value in _NOBODY or any(mark in value for mark in "。；;，") else value


def _read_tags(tags: Mapping[str, str], found: _Found, rules: Rules) -> None:
    """Tags come after every label of the page: they are often filled by the import, not by a person."""
    for key, rank, value in _tagged(tags, rules):
        if key == "url":
            found.add(key, rank, value if _ADDRESS.fullmatch(value) else None)
        elif key in ("site", "column", "author"):
            found.add(key, rank, value[:200])
        else:
            found.add(key, 1000 + rank, _accepted(key, value))


def _tagged(tags: Mapping[str, str], rules: Rules) -> Iterator[tuple[str, int, str]]:
    for key, names in rules.tags.items():
        for rank, name in enumerate(names):
            yield key, rank, " ".join(tags.get(name, "").split())
