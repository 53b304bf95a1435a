"""Bodies by their bytes: compression is undone within a limit, a cut is noticed, the kind is told by the content."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guards.bodies import CutOffError, TooLargeError, UnreadableError, kind_of, looks_cut_off, text_of, unpacked

BODY = "<html>政府信息公开</html>".encode() * 50


def deflated(body: bytes, window: int) -> bytes:
    packer = zlib.compressobj(wbits=window)
    return packer.compress(body) + packer.flush()


@given(st.binary(max_size=300), st.sampled_from(["gzip", "x-gzip", "deflate", " GZIP "]), st.sampled_from([31, 15]))
def test_what_was_compressed_comes_back(body: bytes, encoding: str, window: int) -> None:
    assert unpacked(deflated(body, window), [encoding], 1000) == body


@pytest.mark.parametrize(
    ("data", "encodings"),
    [
        (BODY, []),
        (BODY, [""]),
        (BODY, ["identity"]),
        (BODY, ["utf-8"]),
        (deflated(BODY, -15), ["deflate"]),
        (gzip.compress(gzip.compress(BODY)), ["gzip", "gzip"]),
        (gzip.compress(BODY[:100]) + gzip.compress(BODY[100:]), ["gzip"]),
        (gzip.compress(BODY) + b"\0\0\0garbage", ["gzip"]),
    ],
)
def test_odd_but_whole_encodings_are_undone(data: bytes, encodings: list[str]) -> None:
    assert unpacked(data, encodings, 10_000) == BODY


@given(st.integers(1, 60))
def test_every_cut_is_noticed(missing: int) -> None:
    data = gzip.compress(BODY)
    with pytest.raises((CutOffError, UnreadableError)):
        unpacked(data[:-missing], ["gzip"], 10_000)


def test_a_bomb_costs_no_more_than_the_limit() -> None:
    bomb = gzip.compress(gzip.compress(bytes(100_000_000), 9), 9)
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            unpacked(bomb, ["gzip", "gzip"], 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_the_limit_itself_is_allowed() -> None:
    assert len(unpacked(gzip.compress(bytes(1000)), ["gzip"], 1000)) == 1000
    with pytest.raises(TooLargeError):
        unpacked(gzip.compress(bytes(1001)), ["gzip"], 1000)


@pytest.mark.parametrize(("data", "encoding"), [(BODY, "gzip"), (BODY, "deflate"), (BODY, "br"), (BODY, "zstd")])
def test_what_cannot_be_undone_is_said(data: bytes, encoding: str) -> None:
    with pytest.raises(UnreadableError):
        unpacked(data, [encoding], 10_000)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.4", "pdf"), (b"\xef\xbb\xbf\r\n%PDF-1.4", "pdf"), (b"PK\x03\x04", "word"), (b"{\\rtf1", "word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "word"), (b"\xff\xd8\xff\xe0", "picture"), (b"RIFF....WEBP", "picture"),
        (b"RIFF....WAVE", "sound"), (b"BM\x36\0\0\0", "picture"), (b"BMW 2024", "text"), (BODY, "text"), (b"", "text"),
    ],
)  # fmt: skip
def test_a_body_s_kind_is_told_by_its_bytes(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        (b"%PDF-1.4 x %%EOF\n", False), (b"%PDF-1.4 x", True), (b"PK\x03\x04 PK\x05\x06", False), (b"PK\x03\x04", True),
        (b"<!DOCTYPE html><body></BODY >", False), (b"<html><body>", True), (b"<li>a</li>", False), (b"{}", False),
    ],
)  # fmt: skip
def test_what_lacks_its_end_looks_cut_off(body: bytes, cut: bool) -> None:
    assert looks_cut_off(body) == cut


def test_a_page_is_decoded_as_the_parsers_decode_it() -> None:
    page = '<meta charset="gb2312">政府信息公开'
    assert text_of({"content-type": "text/html"}, page.encode("gb18030")) == page
    assert text_of({}, page.encode("utf-8")) == page
