"""Which charset of a page is believed, and what is said when none can be."""

from __future__ import annotations

import codecs

import pytest

from parsers.readers.charset import decode, plausibility

TEXT = "<p>松河县青石镇人民政府2024年政府信息公开工作年度报告，主动公开 368 条。</p>\n" * 4
GBK = "text/html; charset=gbk"
UTF8 = "text/html; charset=utf-8"


def codes(body: bytes, content_type: str | None = None) -> list[str]:
    return [problem.code for problem in decode(body, content_type).problems]


@pytest.mark.parametrize(
    ("body", "content_type", "charset", "trust"),
    [
        (TEXT.encode("utf-8"), None, "utf-8", "utf-8"),
        (TEXT.encode("utf-8-sig"), GBK, "utf-8", "bom"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), UTF8, "utf-16-le", "bom"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), None, "utf-16-be", "bom"),
        (TEXT.encode("gb18030"), GBK, "gb18030", "header"),
        (TEXT.encode("gb18030"), "text/html;Charset='GB2312'", "gb18030", "header"),
        (TEXT.encode("utf-16-be"), "text/html; charset=UTF-16", "utf-16-be", "header"),
        (b"<meta charset=gb2312>" + TEXT.encode("gb18030"), None, "gb18030", "meta"),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=GBK">' + TEXT.encode("gb18030"),
            None,
            "gb18030",
            "meta",
        ),
        (b"<meta charset=gbk>" + TEXT.encode("gb18030"), "text/html; charset=ISO-8859-1", "gb18030", "meta"),
        ("中華民國政府資訊公開年度報告".encode("big5"), "text/html; charset=big5", "big5hkscs", "header"),
        (b"2024", "text/plain", "utf-8", "utf-8"),
        (b"", None, "utf-8", "utf-8"),
    ],
)
def test_a_charset_that_is_said_rightly_is_believed(
    body: bytes, content_type: str | None, charset: str, trust: str
) -> None:
    decoded = decode(body, content_type)
    assert (decoded.charset, decoded.trust, decoded.problems) == (charset, trust, ())


@pytest.mark.parametrize("rare", ["堽", "㵲", "𫓹"])
def test_gb2312_means_gb18030(rare: str) -> None:
    body = (TEXT + rare).encode("gb18030")
    assert decode(body, "text/html; charset=gb2312").text.endswith(rare)


def test_valid_utf8_is_believed_over_a_wrong_header_and_meta() -> None:
    body = b"<meta charset=gb2312>" + TEXT.encode("utf-8")
    decoded = decode(body, GBK)
    assert (decoded.charset, decoded.text) == ("utf-8", "<meta charset=gb2312>" + TEXT)


@pytest.mark.parametrize("content_type", [UTF8, "text/html; charset=big5", "text/html; charset=ISO-8859-1", None])
def test_gbk_under_a_wrong_header_is_read_and_named(content_type: str | None) -> None:
    decoded = decode(TEXT.encode("gb18030"), content_type)
    assert decoded.text == TEXT
    assert decoded.trust == "detected"
    assert [problem.code for problem in decoded.problems] == ["charset_guessed"]


def test_a_mark_before_bytes_of_another_charset_is_not_believed() -> None:
    decoded = decode(codecs.BOM_UTF8 + TEXT.encode("gb18030"), None)
    assert (decoded.text, decoded.charset) == (TEXT, "gb18030")


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_shows_by_its_nuls(charset: str) -> None:
    decoded = decode(TEXT.encode(charset), None)
    assert (decoded.text, decoded.charset) == (TEXT, charset)


def test_a_few_broken_bytes_keep_the_declared_charset_and_are_counted() -> None:
    decoded = decode(TEXT.encode("gb18030") + b"\xff\x80", GBK)
    assert decoded.trust == "header"
    assert [(problem.code, problem.detail) for problem in decoded.problems] == [("text_damaged", "gb18030: 2 个字符")]


def test_utf8_cut_in_a_character_is_still_utf8() -> None:
    decoded = decode(TEXT.encode("utf-8") + "镇".encode()[:2], UTF8)
    assert decoded.text.startswith(TEXT)
    assert [problem.code for problem in decoded.problems] == ["text_damaged"]


def test_characters_that_were_lost_before_us_are_named() -> None:
    assert codes("索\ufffd引号：青石镇政府信息公开年度报告".encode()) == ["text_damaged"]


def test_short_gbk_that_happens_to_be_valid_utf8_is_not_taken_for_it() -> None:
    # 联通 in other words: every pair of these bytes is a two-byte sequence of UTF-8 as well.
    body = "统计期限".encode("gb18030")
    assert decode(body).text == "统计期限"


@pytest.mark.parametrize("name", ["unicode_escape", "utf-7", "base64", "rot13", "no-such-charset", "idna"])
def test_a_codec_that_no_page_is_written_in_is_not_asked(name: str) -> None:
    assert decode(TEXT.encode("utf-8"), f"text/html; charset={name}").text == TEXT


def test_plausibility_tells_chinese_from_mojibake() -> None:
    mojibake = TEXT.encode("utf-8").decode("gb18030", "replace")
    assert plausibility(TEXT) > 0.95
    assert plausibility(mojibake) < 0.5
    assert plausibility("2024 <p>") == 1.0
