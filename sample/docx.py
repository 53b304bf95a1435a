"""A report's blocks as a Word file, with the spans that Word writes for merged cells; no library is needed for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from sample.model import Line
from sample.report import Block, Text
from sample.tables import width

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
# A file's time is of no account, and the same report is always the same bytes.
_TIME = (2020, 1, 1, 0, 0, 0)


def docx(blocks: Sequence[Block]) -> bytes:
    body = "".join(_paragraph(one.words) if isinstance(one, Text) else _table(one.rows) for one in blocks)
    return packed({
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}"'
                       ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_SPACE}"><w:body>{body}</w:body></w:document>',
    })  # fmt: skip


def packed(parts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(zipfile.ZipInfo(name, _TIME), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(rows: Sequence[Line]) -> str:
    columns = width(rows)
    grid = f'<w:gridCol w:w="{9000 // columns}"/>' * columns
    hanging: dict[int, tuple[int, int]] = {}  # column: rows still to cover, columns wide
    lines = []
    for row in rows:
        lines.append(f"<w:tr>{''.join(_cells(row, hanging, columns))}</w:tr>")
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def _cells(row: Line, hanging: dict[int, tuple[int, int]], columns: int) -> list[str]:
    made = []
    rest = iter(row)
    column = 0
    while column < columns:
        if column in hanging:
            left, across = hanging.pop(column)
            made.append(_cell("", across, "<w:vMerge/>"))
            if left > 1:
                hanging[column] = left - 1, across
        else:
            text, down, across = next(rest)
            made.append(_cell(text, across, '<w:vMerge w:val="restart"/>' if down > 1 else ""))
            if down > 1:
                hanging[column] = down - 1, across
        column += across
    return made


def _cell(text: str, across: int, merge: str) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{_paragraph(text)}</w:tc>"
