"""DOCX files from simple descriptions: by hand, so that a test can say exactly what Word's mark-up it means.

A table is described by its Grid: `table(grid)` writes the gridSpan and vMerge that Word would write for it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from parsers.grid import Cell, Grid

SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "v": "urn:schemas-microsoft-com:vml",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    }.items()
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/numbering.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>
</Types>"""


def docx(
    *body: str, styles: str = "", numbering: str = "", title: str = "", extra: Mapping[str, str] | None = None
) -> bytes:
    """A document of these blocks; `styles` and `numbering` are what stands within those parts."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": relations(("styles", "styles.xml"), ("numbering", "numbering.xml")),
        "word/document.xml": f"<w:document {SPACES}><w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {SPACES}>{styles}</w:styles>",
        "word/numbering.xml": f"<w:numbering {SPACES}>{numbering}</w:numbering>",
        "docProps/core.xml": '<c:coreProperties xmlns:c="urn:core" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title></c:coreProperties>",
    }
    return packed({**parts, **(extra or {})})


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


def relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def raw(inside: str, properties: str = "") -> str:
    """A paragraph of given mark-up."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def paragraph(text: str, properties: str = "") -> str:
    return raw(run(text), properties)


def numbered(text: str, number: str, level: int | None = None) -> str:
    at = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    return paragraph(text, f'<w:numPr>{at}<w:numId w:val="{number}"/></w:numPr>')


def family(number: str, *levels: tuple[str, str], extra: str = "") -> str:
    """An abstract list and the list of the same number; a level is its format and its text."""
    rows = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (style, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{extra}{rows}</w:abstractNum>' + list_of(number, number)


def list_of(number: str, abstract: str, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


def cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def rows(*texts: Iterable[str]) -> str:
    """A table without merged cells."""
    return rough_table(*(row(*(cell(paragraph(text)) for text in line)) for line in texts))


def rough_table(*table_rows: str, widths: Iterable[int] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(table_rows)}</w:tbl>"


def table(grid: Grid) -> str:
    """The Grid as Word writes it: a cell that spans rows stands in each of them, as a continuation."""
    columns = max((box.column + box.columns for line in grid.rows for box in line), default=0)
    lines = (row(*(_merged(box, at) for box in line)) for at, line in enumerate(grid.rows))
    return rough_table(*lines, widths=[9000 // max(1, columns)] * columns)


def _merged(box: Cell, at: int) -> str:
    span = f'<w:gridSpan w:val="{box.columns}"/>' if box.columns > 1 else ""
    merge = "" if box.rows == 1 else f"<w:vMerge{' w:val=' + chr(34) + 'restart' + chr(34) if box.row == at else ''}/>"
    lines = box.text.split("\n") if box.row == at else [""]
    return cell("".join(paragraph(text) if text else "<w:p/>" for text in lines), span + merge)
