"""DOC, WPS and RTF: LibreOffice converts where it is, a problem says so where it is not, and it never runs away."""

from __future__ import annotations

import shutil
import socketserver
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from parsers.grid import Grid, Span, from_spans
from parsers.readers import doc
from parsers.readers.doc import kind_of, read_doc
from parsers.readers.ole import MAGIC
from parsers.readers.zipsafe import UnreadableError
from tests.word_samples import docx, family, numbered, paragraph, table

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
with_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not on this machine")

GRID = from_spans([
    [Span("项目", rows=2, columns=2), Span("申请人情况", columns=2)],
    [Span("自然人"), Span("总计")],
    [Span("三、本年度办理结果", rows=2), Span("（一）予以公开"), Span("50"), Span("51")],
    [Span("（七）总计"), Span(""), Span("95")],
])  # fmt: skip


def code(body: bytes) -> str:
    content = read_doc(body)
    assert content.blocks == ()
    (problem,) = content.problems
    return problem.code


def ole(*streams: str, head: bytes = b"") -> bytes:
    """As much of a container as is looked at before LibreOffice is asked."""
    names = b"".join(f"{name}\0".encode("utf-16-le") for name in ("Root Entry", *streams))
    return MAGIC + bytes(504) + head.ljust(512, b"\0") + names


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One document written by LibreOffice in the formats that are read through it."""
    folder = tmp_path_factory.mktemp("word")
    source = folder / "report.docx"
    body = [paragraph("云水县教育局年度报告"), numbered("总体情况", "1"), table(GRID), numbered("其他事项", "1")]
    source.write_bytes(docx(*body, numbering=family("1", ("chineseCounting", "%1、"))))
    profile = (folder / "profile").as_uri()
    for target in ("doc:MS Word 97", "rtf:Rich Text Format"):
        arguments = [f"-env:UserInstallation={profile}", "--headless", "--convert-to", target, "--outdir", str(folder)]
        subprocess.run([str(OFFICE), *arguments, str(source)], check=True, capture_output=True, timeout=120)
    return {kind: (folder / f"report.{kind}").read_bytes() for kind in ("doc", "rtf")}


@with_office
@pytest.mark.parametrize("kind", ["doc", "rtf"])
def test_what_was_written_is_read(converted: dict[str, bytes], kind: str) -> None:
    content = read_doc(converted[kind])
    assert content.problems == ()
    assert content.media_type == "application/msword"
    assert content.lines[0] == "云水县教育局年度报告"
    (grid,) = content.grids
    assert shown(grid) == shown(GRID)


@with_office
def test_generated_numbers_survive(converted: dict[str, bytes]) -> None:
    # Not in RTF, where LibreOffice itself writes the sign after the number wrongly.
    assert read_doc(converted["doc"]).lines == ("云水县教育局年度报告", "一、总体情况", "二、其他事项")


def shown(grid: Grid) -> list[list[tuple[str, int, int, int, int]]]:
    return [[(box.text, box.row, box.column, box.rows, box.columns) for box in line] for line in grid.rows]


@with_office
def test_the_xml_of_word_2003_keeps_its_columns() -> None:
    # LibreOffice unmerges cells that span rows: the text stays in the first, the others are blank.
    name = "http://schemas.microsoft.com/office/word/2003/wordml"
    inside = (paragraph("甲") + table(GRID)).replace("w:vMerge", "w:vmerge")
    (grid,) = read_doc(f'<w:wordDocument xmlns:w="{name}"><w:body>{inside}</w:body></w:wordDocument>'.encode()).grids
    assert [[(box.text, box.column) for box in line if box.text] for line in grid.rows] == [
        [(box.text, box.column) for box in line if box.text and box.row == at] for at, line in enumerate(GRID.rows)
    ]


@with_office
def test_a_damaged_document_is_not_read_as_plain_text(converted: dict[str, bytes]) -> None:
    assert code(converted["doc"][:600]) == "damaged"
    assert code(ole("WordDocument", head=b"\xec\xa5\xc1\x00" + bytes(8) + b"words " * 60)) == "converter_failed"


class _Requests(BaseHTTPRequestHandler):
    seen: list[str]

    def handle(self) -> None:
        self.seen.append("connected")


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    seen: list[str] = []
    handler = type("Handler", (_Requests,), {"seen": seen})
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
        server.shutdown()


@with_office
def test_linked_pictures_and_templates_are_not_fetched(listener: tuple[str, list[str]]) -> None:
    address, seen = listener
    linked = (
        rf"{{\rtf1{{\*\template {address}/t.dot}}"
        rf'{{\field{{\*\fldinst INCLUDEPICTURE "{address}/p.png" \\d}}{{\fldrslt x}}}}'
        rf'{{\field{{\*\fldinst INCLUDETEXT "{address}/i.doc"}}{{\fldrslt y}}}} end\par}}'
    )
    assert read_doc(linked.encode()).lines == ("xy end",)
    page = f'<html><body><img src="{address}/p.png">shown</body></html>'.encode()
    doc.convert(page, doc.Kind(".html", "HTML (StarWriter)"))
    assert seen == []


def test_no_converter_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(doc, "_PROGRAMS", ("soffice",))
    assert code(rb"{\rtf1 a}") == "converter_missing"


def test_a_converter_that_hangs_is_ended_with_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n(sleep 3; echo > {alive}) &\nsleep 30\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    started = time.perf_counter()
    with pytest.raises(UnreadableError) as caught:
        doc.convert(rb"{\rtf1 a}", doc.RTF, time_limit=0.5)
    assert caught.value.problem.code == "converter_failed"
    time.sleep(3.2)
    assert time.perf_counter() - started < 10
    assert not alive.exists()


def test_a_converter_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\necho Error: source file could not be loaded >&2\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    (problem,) = read_doc(rb"{\rtf1 a}").problems
    assert (problem.code, problem.detail) == ("converter_failed", "Error: source file could not be loaded")
    assert list(folder.iterdir()) == []


def test_what_libreoffice_is_not_to_see() -> None:
    assert code(b"<html><body><img src='http://127.0.0.1:9/'>page as .doc</body></html>") == "unsupported_type"
    assert code(ole("Workbook")) == "unsupported_type"
    assert code(ole("EncryptedPackage")) == "encrypted"
    assert code(ole("WordDocument", head=b"\xec\xa5\xc1\x00" + bytes(6) + b"\x00\x01")) == "encrypted"
    assert code(MAGIC + bytes(600)) == "damaged"
    assert code(b"") == "unsupported_type"
    assert code(b'<!DOCTYPE a [<!ENTITY b "c">]><w:wordDocument/>') == "damaged"


def test_a_docx_under_the_name_of_doc_is_read_as_docx() -> None:
    assert read_doc(docx(paragraph("甲"))).lines == ("甲",)


def test_kinds_are_told_by_content() -> None:
    assert kind_of(ole("WordDocument", head=b"\xec\xa5\xc1\x00")) == doc.WORD_97
    assert kind_of(ole("WordDocument", head=b"\xdc\xa5\x68\x00")) == doc.WORD_95
    assert kind_of(b"\n{\\rtf1}") == doc.RTF
