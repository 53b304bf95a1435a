"""The type of a document is told by its content; what cannot be read says so and never raises."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import Document, NotReport, Report, parse
from parsers.readers import read

PAGE = "<html><body><h1>石桥镇人民政府2024年政府信息公开工作年度报告</h1><p>一、总体情况</p></body></html>"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (PAGE.encode(), "text/html"),
        (PAGE.encode("utf-16"), "text/html"),
        (PAGE.encode("gb18030"), "text/html"),
        ("石桥镇人民政府2024年政府信息公开工作年度报告\n一、总体情况\n".encode(), "text/plain"),
        (b"%PDF-1.4 not really", "application/pdf"),
    ],
)
def test_the_type_is_told_by_content(body: bytes, media_type: str) -> None:
    assert read(Document(body, name="report.doc")).media_type == media_type


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_document"),
        (b" \n\t", "empty_document"),
        (b"PK\x03\x04broken", "damaged"),
        (b"%PDF-1.7\n%broken", "damaged"),
        (gzip.compress(PAGE.encode()), "unsupported_type"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "no_text_layer"),
    ],
)
def test_what_cannot_be_read_says_so(body: bytes, code: str) -> None:
    got = parse(Document(body))
    assert isinstance(got, NotReport)
    assert code in {problem.code for problem in got.problems}


def test_a_saved_web_archive_is_its_page() -> None:
    archive = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n"
        "--B\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        f"{PAGE}\n--B--\n"
    )
    assert "一、总体情况" in read(Document(archive.encode())).lines


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(parse(Document(body)), Report | NotReport)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data())
def test_no_broken_page_raises(data: st.DataObject) -> None:
    page = "<table><tr><td rowspan=2>一、本年新收政府信息公开申请数量</td><td>1</td></tr></table>" + PAGE
    cut = data.draw(st.integers(0, len(page)))
    control = st.characters(categories=("Cc", "Cn", "Cs", "Co"))
    junk = data.draw(st.one_of(st.sampled_from(["<td>", "</table>", "<table><tr>", "&#0;", "&#x1f;", "<!--"]), control))
    body = (page[:cut] + junk + page[cut:]).encode("utf-8", "surrogatepass")
    assert isinstance(parse(Document(body)), Report | NotReport)
