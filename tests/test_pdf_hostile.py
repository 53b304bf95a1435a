"""Files that cannot be read, or not wholly: each says so, none crashes, none costs without measure."""

from __future__ import annotations

import resource
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from parsers.readers.content import Content
from parsers.readers.pdf import Engine, read_pdf
from parsers.readers.pdf.page import MAX_PAGES
from tests.pdf_samples import border, drawn, numbered, report
from tests.pdf_writer import Canvas, pdf, written

ENGINES: tuple[Engine, ...] = ("pdfium", "pdfminer")
BOTH = pytest.mark.parametrize("engine", ENGINES)
FIXTURES = Path(__file__).parents[1] / "fixtures" / "pdf"
WHOLE = drawn(report(*numbered()))


def codes(content: Content) -> list[str]:
    return [problem.code for problem in content.problems]


@BOTH
def test_a_scan_has_no_text_layer(engine: Engine) -> None:
    canvas = Canvas()
    canvas.raw("q 595 0 0 842 0 0 cm /Im1 Do Q")
    canvas.text(280, 810, "- 1 -", 9)
    content = read_pdf(pdf([canvas], image=True), engine)
    assert codes(content) == ["no_text_layer"]
    assert content.problems[0].detail == "第 1 页"


@BOTH
def test_unseen_text_over_a_picture_was_recognised_by_machine(engine: Engine) -> None:
    canvas = Canvas()
    canvas.raw("q 595 0 0 842 0 0 cm /Im1 Do Q")
    canvas.text(80, 100, "本报告由扫描件识别而来，文字不在纸面上，只供检索之用。", 10, mode=3)
    content = read_pdf(pdf([canvas], image=True), engine)
    assert codes(content) == ["text_recognised"]
    assert content.lines == ("本报告由扫描件识别而来，文字不在纸面上，只供检索之用。",)


@BOTH
def test_an_empty_page_is_an_empty_document(engine: Engine) -> None:
    assert codes(read_pdf(pdf([Canvas()]), engine)) == ["empty_document"]


@BOTH
def test_a_file_with_a_password_is_said_to_be_locked(engine: Engine) -> None:
    assert codes(read_pdf((FIXTURES / "locked.pdf").read_bytes(), engine)) == ["encrypted"]


@BOTH
def test_glyphs_without_characters_are_unreadable_never_garbage(engine: Engine) -> None:
    """LibreOffice's fonts hold no other names for their glyphs, so without the map nothing is known."""
    body = (FIXTURES / "libreoffice.pdf").read_bytes().replace(b"/ToUnicode", b"/ToUnicodX")
    content = read_pdf(body, engine)
    assert codes(content) == ["glyphs_unreadable"]
    cells = [cell.text for grid in content.grids for row in grid.rows for cell in row]
    assert cells
    assert not any(letter.isdigit() for text in cells for letter in text)


@BOTH
@pytest.mark.parametrize("said", ["\ue123", "\0", "\ufffd", "\u06f3", "\x03"])
def test_what_no_report_is_written_with_is_unreadable(said: str, engine: Engine) -> None:
    """A font's own map that leads to private use, nothing, or letters of the wrong script."""
    canvas = Canvas()
    for i, text in enumerate(("规章", "13")):
        border(canvas, 100 + 100 * i, 100, 200 + 100 * i, 120, "lines")
        canvas.text(110 + 100 * i, 114, text)
    content = read_pdf(pdf([canvas], unicode={"规": "规", "章": "章", "1": "1", "3": said}), engine)
    assert [cell.text for cell in content.grids[0].rows[0]] == ["规章", "1\ufffd"]
    assert codes(content) == ["glyphs_unreadable"]


@BOTH
@pytest.mark.parametrize("kept", [0.5, 0.8, 0.999])
def test_a_download_that_broke_off_is_repaired_as_far_as_it_came(kept: float, engine: Engine) -> None:
    content = read_pdf(WHOLE[: int(len(WHOLE) * kept)], engine)
    assert codes(content)[0] == "repaired"
    assert content.lines[0].startswith("临川市望湖区河道管理局")


@BOTH
@pytest.mark.parametrize("body", [b"", b"%PDF-1.7\n", b"%PDF-1.4\n%%EOF", b"<html></html>", b"%PDF-1.7" + b"\0" * 5000])
def test_no_pdf_at_all_is_damaged(body: bytes, engine: Engine) -> None:
    assert codes(read_pdf(body, engine)) == ["damaged"]


@BOTH
def test_pages_beyond_the_limit_are_not_read_and_named(engine: Engine) -> None:
    canvas = Canvas()
    canvas.text(80, 100, "说明。", 12)
    content = read_pdf(pdf([canvas] * (MAX_PAGES + 3)), engine)
    assert codes(content) == ["too_large"]
    assert len(content.lines) <= MAX_PAGES


def packed(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = zlib.compress(data, 9)
    filters = b"/FlateDecode" * times
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    stream = b"<</Length %d/Filter[%b]>>stream\n%b\nendstream" % (len(data), filters, data)
    return written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream])


@BOTH
@pytest.mark.parametrize("times", [1, 2])
def test_a_bomb_is_refused_before_it_is_unpacked(times: int, engine: Engine) -> None:
    body = packed(b"0 0 m " * 20_000_000, times)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert codes(read_pdf(body, engine)) == ["too_large"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


@BOTH
def test_a_page_of_endless_lines_is_a_drawing(engine: Engine) -> None:
    canvas = Canvas()
    for i in range(30_000):
        canvas.line(i % 500, i // 60, i % 500 + 40, i // 60)
    canvas.text(80, 800, "示意图见附件。", 12)
    content = read_pdf(pdf([canvas]), engine)
    assert content.grids == ()
    assert "page_unreadable" in codes(content)


@BOTH
def test_forms_within_forms_come_to_an_end(engine: Engine) -> None:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F 4 0 R>>>>/Length 5>>"
    form += b"stream\n/F Do\nendstream"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</F 4 0 R>>>>/Contents 5 0 R>>"
    content = b"<</Length 5>>stream\n/F Do\nendstream"
    body = written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, form, content])
    assert read_pdf(body, engine).blocks == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow],
          phases=(Phase.explicit, Phase.reuse, Phase.generate))  # fmt: skip
@given(
    engine=st.sampled_from(ENGINES),
    at=st.floats(0, 1),
    noise=st.binary(min_size=1, max_size=40),
    drop=st.integers(0, 3000),
    end=st.floats(0.2, 1),
)
def test_nothing_that_is_done_to_a_file_makes_it_raise(
    engine: Engine, at: float, noise: bytes, drop: int, end: float
) -> None:
    place = int(len(WHOLE) * at)
    body = (WHOLE[:place] + noise + WHOLE[place + drop :])[: int(len(WHOLE) * end)]
    content = read_pdf(body, engine)
    assert content.blocks or content.problems


def test_memory_stays_flat_over_many_files() -> None:
    for _ in range(20):
        read_pdf(WHOLE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(100):
        read_pdf(WHOLE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16_000
