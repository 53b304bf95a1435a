"""Says of a document that is no yearly report what it is. First asks for the presence of what is wanted;
marks of blocks, lists and guides only name the kind of what lacks it. Reads no figures.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Any

from parsers import sections
from parsers.readers.content import Content
from parsers.report import Kind
from parsers.sections import Part
from parsers.title import is_report_title
from parsers.words import squeeze

RAW_LENGTH = 20_000
# So many official headings with tables are a report, whatever a title says of it.
HEADINGS_OF_A_REPORT = 4
LONG_LINE = 40


def not_report(
    content: Content, parts: Sequence[Part], title: str | None, has_tables: bool, body: bytes = b""
) -> Kind | None:
    """None for a report. `body` (the bytes as they came) tells a challenge whose page shows no text at all."""
    text = squeeze("".join(content.lines))
    headings = sections.named(parts)
    if title and not is_report_title(title) and _pattern("title", "notice").search(title):
        return "other"
    if has_tables and headings >= HEADINGS_OF_A_REPORT:
        return None
    if _interprets(content, parts, title, has_tables):
        return "interpretation"
    if has_tables or headings >= 2:
        return None
    if _is_guide(text, title):
        return "guide"
    if _is_prose_report(content, title, headings):
        return None
    return _kind(content, text, title, body)


@cache
def _marks() -> dict[str, Any]:
    return tomllib.loads(resources.files("parsers").joinpath("kind.toml").read_text(encoding="utf-8"))


@cache
def _pattern(table: str, key: str) -> re.Pattern[str]:
    value = _marks()[table][key]
    return re.compile(value if isinstance(value, str) else "|".join(f"(?:{mark})" for mark in value))


def _titles(content: Content, title: str | None) -> Iterator[str]:
    """What the page calls itself; its <title> also names the site, so only what is said of a report counts."""
    for text in (title, content.meta.get("title"), *content.titles):
        plain = squeeze(text or "")
        if re.search("信息公开|政务公开", plain):
            yield plain


def _interprets(content: Content, parts: Sequence[Part], title: str | None, has_tables: bool) -> bool:
    """By a title that says so, or by its own headings where no table speaks against it."""
    if any(_pattern("title", "interpretation").search(text) for text in _titles(content, title)):
        return True
    if has_tables:
        return False
    return any(_pattern("headings", "interpretation").search(part.heading) is not None for part in parts)


def _is_guide(text: str, title: str | None) -> bool:
    named = _pattern("title", "guide").search(title or "") is not None
    return named or all(re.search(mark, text) for mark in _marks()["guide"]["text"])


def _is_prose_report(content: Content, title: str | None, headings: int) -> bool:
    """A report without tables: its title, and prose on what such reports speak of; a menu's words are no prose."""
    text = squeeze("".join(line for line in content.lines if "。" in line or len(line) >= LONG_LINE))
    wanted = _marks()["wanted"]
    if not title or not is_report_title(title) or _pattern("title", "news").search(title):
        return False
    topics = sum(re.search(topic, text) is not None for topic in wanted["topics"])
    return bool(len(text) >= wanted["least"] and topics + headings >= wanted["least_topics"])


def _kind(content: Content, text: str, title: str | None, body: bytes) -> Kind:
    said = squeeze(title or "") + "".join(map(squeeze, content.titles)) + text
    for kind in _BLOCKS:
        if len(text) <= _marks()[kind]["longest"] and _pattern(kind, "text").search(said):
            return kind
    if len(text) < 60 and _pattern("challenge", "raw").search(body[:RAW_LENGTH].decode("latin-1")):
        return "challenge"
    if not text and content.media_type.startswith(("application/pdf", "image/")):
        return "scan"
    return "list" if _is_list(content, text) else "other"


_BLOCKS: tuple[Kind, ...] = ("challenge", "not_found", "login")


def _is_list(content: Content, text: str) -> bool:
    marks = _marks()["list"]
    links = [squeeze(link) for link in content.links]
    length = sum(map(len, links))
    return bool(len(links) >= marks["fewest"] and length >= marks["share"] * max(1, len(text)))
