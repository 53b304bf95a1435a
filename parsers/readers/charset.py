"""Bytes of a page or text to characters: which charset is believed, and what was lost. Knows nothing of mark-up.

A claim (byte order mark, UTF-8's own form, the HTTP header, a meta element) is believed only when the bytes decode
under it without a single error into characters that such pages are written in. When no claim survives, the least
damaged reading is taken and named.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from bs4.dammit import EncodingDetector

from parsers.report import Problem

Trust = Literal["bom", "utf-8", "header", "meta", "detected"]

# Longest first: UTF-32's mark begins with UTF-16's.
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Only what such pages are written in. ISO-8859-1 and its like are what servers say when they do not know.
CHARSETS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), ("utf-8",)),
    **dict.fromkeys(
        ("gb2312", "gb-2312", "gb2312-80", "gbk", "x-gbk", "cp936", "ms936", "windows-936", "euc-cn", "gb18030"),
        ("gb18030",),
    ),
    **dict.fromkeys(("big5", "big-5", "big5-hkscs", "x-x-big5", "cn-big5", "cp950"), ("big5hkscs",)),
    **dict.fromkeys(("utf-16", "utf16", "unicode", "ucs-2", "iso-10646-ucs-2"), ("utf-16-le", "utf-16-be")),
    **dict.fromkeys(("utf-16le", "utf-16-le"), ("utf-16-le",)),
    **dict.fromkeys(("utf-16be", "utf-16-be"), ("utf-16-be",)),
    "hz-gb-2312": ("hz",),
}
META_BYTES = 4096
SAMPLE = 2000
PLAUSIBLE = 0.5
HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
FOREIGN = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    charset: str
    trust: Trust
    problems: tuple[Problem, ...] = ()


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """The text of `body`; `content_type` is the HTTP header's value, if there is one."""
    claims = list(_claims(body, content_type))
    declared = [charset for trust, charset, _ in claims if trust != "utf-8"]
    for trust, charset, data in claims:
        text = _strict(data, charset)
        if text is not None and ((charset == "utf-8" and charset in declared) or _believable(text, charset, data)):
            return _decoded(text, charset, trust)
    return _least_damaged(body, claims)


def _claims(body: bytes, content_type: str | None) -> Iterator[tuple[Trust, str, bytes]]:
    """What speaks for a charset, in the order of trust, each with the bytes that it would decode."""
    for mark, charset in BOMS:
        if body.startswith(mark):
            yield "bom", charset, body[len(mark) :]
            break
    wide = _wide(body)
    if not wide:
        yield "utf-8", "utf-8", body
    for charset in _named(HEADER.findall(content_type or "")):
        # UTF-16 without a mark is often valid in any other charset, full of NULs.
        if not wide or charset == wide:
            yield "header", charset, body
    declared = EncodingDetector.find_declared_encoding(body[:META_BYTES], is_html=True, search_entire_document=True)
    for charset in _named([declared or ""]):
        # A declaration that can be read byte by byte does not stand in UTF-16.
        if not wide and not charset.startswith("utf-16"):
            yield "meta", charset, body


def _named(names: list[str]) -> Iterator[str]:
    for name in names:
        yield from CHARSETS.get(name.strip().lower().replace("_", "-"), ())


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except UnicodeDecodeError:
        return None


def _believable(text: str, charset: str, data: bytes) -> bool:
    """False when the bytes decode, but into characters that another charset explains far better."""
    share = plausibility(text)
    if charset.startswith("utf-16") and "\0" in text:
        return False
    if share >= PLAUSIBLE:
        return True
    if charset != "utf-8":
        return False
    other = _strict(data, "gb18030")
    return other is None or plausibility(other) <= share


def plausibility(text: str) -> float:
    """The share of the characters beyond ASCII that are everyday Chinese ones; 1 where there is none beyond ASCII."""
    sample = "".join(match[0] for match in islice(FOREIGN.finditer(text), SAMPLE))
    if not sample:
        return 1.0
    common = sum(1 for char in sample if _everyday(char))
    return (common - 2 * sample.count("\ufffd")) / len(sample)


def _everyday(char: str) -> bool:
    """The first level of GB 2312 (3755 characters) and the punctuation of Chinese pages."""
    if char in "\xa0·×—…–“”‘’℃\u200b\ufeff" or "\u3000" <= char <= "\u301f" or "\uff01" <= char <= "\uff5e":
        return True
    return "\u4e00" <= char <= "\u9fa5" and b"\xb0\xa1" <= char.encode("gb2312", "replace") <= b"\xd7\xf9"


def _decoded(text: str, charset: str, trust: Trust, *problems: Problem) -> Decoded:
    if "\ufffd" in text:
        lost = text.count("\ufffd")
        problems += (Problem("text_damaged", detail=f"{charset}: {lost} 个字符"),)
    return Decoded(text, charset, trust, problems)


def _least_damaged(body: bytes, claims: list[tuple[Trust, str, bytes]]) -> Decoded:
    """The most plausible reading; a claim that is merely damaged by a few bytes keeps its trust."""
    bare = next((data for trust, _, data in claims if trust == "bom"), body)
    wide = _wide(body)
    likely = (wide,) if wide else ("gb18030", "utf-8")
    guesses: list[tuple[Trust, str, bytes]] = [("detected", charset, bare) for charset in likely]
    readings = [(trust, charset, data.decode(charset, "replace")) for trust, charset, data in (*claims, *guesses)]
    # max() keeps the first of equals: a claim before a guess, a better claim before a worse.
    _, charset, text = max(readings, key=lambda reading: plausibility(reading[2]))
    said = [source for source, name, _ in claims if name == charset and source != "utf-8"]
    if said:
        return _decoded(text, charset, said[0])
    declared = "、".join(dict.fromkeys(name for source, name, _ in claims if source != "utf-8")) or "无"
    guessed = Problem("charset_guessed", detail=f"按 {charset} 读取；声明：{declared}")
    return _decoded(text, charset, "detected", guessed)


def _wide(body: bytes) -> str | None:
    """UTF-16 shows by a NUL in every second byte: the ASCII characters of mark-up, digits and line ends."""
    head = body[: 4 * META_BYTES]
    if 0 not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    # 一 and 开 (U+4E00, U+5F00) have theirs in the other place.
    if max(even, odd) <= max(4, len(head) // 200, 3 * min(even, odd)):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
