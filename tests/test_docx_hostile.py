"""What a stranger packs: it is named, it costs little, and it fetches nothing."""

from __future__ import annotations

import io
import time
import zipfile

import pytest

from parsers.grid import Grid
from parsers.readers.docx import read_docx
from parsers.readers.word.markup import MAX_TAGS
from parsers.readers.zipsafe import MAX_MEMBERS, MAX_PART
from tests.word_samples import (
    SPACES,
    cell,
    docx,
    packed,
    paragraph,
    relations,
    rough_table,
    row,
)  # fmt: skip


def grid_of(*body: str) -> Grid:
    (grid,) = read_docx(docx(*body)).grids
    return grid


def texts(grid: Grid) -> list[list[str]]:
    return [[box.text for box in line] for line in grid.rows]


def code(body: bytes) -> str:
    content = read_docx(body)
    assert content.blocks == ()
    (problem,) = content.problems
    return problem.code


def test_what_is_no_word_document_is_said() -> None:
    assert code(packed({"a.txt": "x"})) == "unsupported_type"
    assert (
        code(
            packed({"_rels/.rels": relations(("officeDocument", "xl/workbook.xml")), "xl/workbook.xml": "<workbook/>"})
        )
        == "unsupported_type"
    )
    assert code(b"PK\x03\x04 cut") == "damaged"
    assert code(docx(paragraph("甲"))[:-60]) == "damaged"
    assert code(docx()) == "empty_document"


def test_protected_files_are_said_to_be_so() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage\0".encode("utf-16-le")
    assert code(ole) == "encrypted"
    body = bytearray(docx(paragraph("甲")))
    for entry in range(body.count(b"PK\x01\x02")):
        at = [n for n in range(len(body)) if body[n : n + 4] == b"PK\x01\x02"][entry]
        body[at + 8] |= 1
    assert code(bytes(body)) == "encrypted"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
    ],
)
def test_entities_are_refused(declaration: str) -> None:
    document = f"{declaration}<w:document {SPACES}><w:body>{paragraph('甲')}</w:body></w:document>"
    assert code(docx(extra={"word/document.xml": document})) == "damaged"
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + document).encode("utf-16")
    assert code(packed({"word/document.xml": wide})) == "damaged"


def test_bombs_cost_nothing() -> None:
    started = time.perf_counter()
    blown = f"<w:document {SPACES}><w:body>" + " " * MAX_PART
    assert code(packed({"word/document.xml": blown})) == "too_large"
    assert code(packed({"word/document.xml": "<a>" + " " * 8 * 2**20 + "</a>"})) == "too_large"
    assert code(packed({f"{n}": "" for n in range(MAX_MEMBERS + 1)})) == "too_large"
    crowded = f"<w:document {SPACES}><w:body>{'<w:p/>' * (MAX_TAGS + 1)}</w:body></w:document>"
    with zipfile.ZipFile(stored := io.BytesIO(), "w") as file:
        file.writestr("word/document.xml", crowded)
    assert code(stored.getvalue()) == "too_large"
    assert time.perf_counter() - started < 5


def test_a_part_that_lies_about_its_size_is_not_unpacked_further() -> None:
    body = packed({"word/document.xml": b" " * (MAX_PART + 10)})
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        size = file.infolist()[0].file_size.to_bytes(4, "little")
    assert code(body.replace(size, (1000).to_bytes(4, "little"))) in ("damaged", "too_large")


def test_depth_and_width_are_bounded() -> None:
    deep = paragraph("甲")
    for _ in range(75):
        deep = rough_table(row(cell(deep)))
    assert code(docx("<w:ins>" * 300 + "</w:ins>" * 300)) == "damaged"
    assert read_docx(docx(deep)).lines == ("甲",)
    wide = grid_of(rough_table(
        row(cell(paragraph("甲"), '<w:gridSpan w:val="1000000"/>'), cell(paragraph("乙"))),
        row(cell(paragraph("丙")), cell(paragraph("丁"), '<w:gridSpan w:val="99999999999999999999"/>')),
    ))  # fmt: skip
    assert max(box.column + box.columns for line in wide.rows for box in line) <= 4


def test_a_remote_template_and_linked_parts_are_never_opened() -> None:
    remote = "".join(
        f'<Relationship Id="{kind}" Type="x/relationships/{kind}" Target="http://127.0.0.1/" TargetMode="External"/>'
        for kind in ("numbering", "attachedTemplate")
    )
    relating = relations(("styles", "styles.xml")).replace("</Relationships>", f"{remote}</Relationships>")
    content = read_docx(docx(paragraph("甲"), extra={"word/_rels/document.xml.rels": relating}))
    assert (content.lines, content.problems) == (("甲",), ())
