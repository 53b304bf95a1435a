"""A page's mark-up and the links on it: where each leads, what it is called in full, which day stands beside it.

Knows pages, nothing of platforms or reports. Bounded: a page of any size costs time in proportion, up to a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import cast
from urllib.parse import urljoin

from lxml import etree

from crawler.addresses import pattern, resolve
from parsers.dates import first_date
from parsers.readers.page_rules import rules
from parsers.readers.soup import mend

MAX_CHARS = 16 * 1024 * 1024
# Beautiful Soup, which reads what lxml gives up on, is slow.
MAX_SOUP = 2 * 1024 * 1024
MAX_ANCHORS = 10_000
MAX_TITLE = 300
# How far above a link its row may end, and how long a row is that still says something of one link.
ROW_DEPTH, ROW_CHARS, ROW_LINKS = 5, 400, 3

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SIGNED = r"[\[（(【]?\s*(?:19|20)\d\d\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{1,2}(?:\s+\d\d:\d\d(?::\d\d)?)?\s*[\]）)】]?"
_WRITTEN = r"[\[（(【]?\s*20\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*[\]）)】]?"
# At the beginning 2023年1月1日 may be of the title itself.
_DAY_AT_AN_END = re.compile(rf"^\s*{_SIGNED}|(?:{_SIGNED}|{_WRITTEN})\s*$")
_SCRIPTED = re.compile(
    r"""['"]([^'"\s]{1,500}\.(?:s?html?|jsp|pdf|docx?|xlsx?|wps|ofd)(?:\?[^'"]{0,500})?)['"]""", re.IGNORECASE
)
_LABEL = re.compile(r"^(?:文章)?标题[:：]\s*")
_ROW_TAGS = frozenset(("li", "tr", "dl"))
_NAMED = etree.XPath("//*[@class or @id]")
_FURNITURE_TAGS = frozenset(("nav", "header", "footer", "aside"))


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link: `title` in full where the words shown are cut, `published` as its row prints it."""

    url: str
    title: str
    words: str
    published: date | None
    element: etree._Element
    # What stands beside it of the same entry.
    row: etree._Element


@dataclass(frozen=True)
class Markup:
    """A page as a tree; `cut` when part of it could not be read, so that nothing on it counts as complete."""

    url: str
    root: etree._Element
    cut: bool = False

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        """Each address once for each title, in the order of the page."""
        found: dict[tuple[str, str], Anchor] = {}
        for element in self.links():
            anchor = anchor_of(element, self.url)
            if anchor is not None:
                found.setdefault((anchor.url, anchor.title), anchor)
        return tuple(found.values())

    @cached_property
    def articles(self) -> frozenset[etree._Element]:
        """The containers that are known to hold an article."""
        known = rules()
        named = cast(list[etree._Element], _NAMED(self.root))
        return frozenset(
            element
            for element in named
            if names(element) & known.classes or (element.get("id") or "").lower() in known.ids
        )

    def links(self) -> Iterator[etree._Element]:
        return islice(self.root.iter("a", "area"), MAX_ANCHORS)

    def in_article(self, element: etree._Element) -> bool:
        return any(above in self.articles for above in element.iterancestors())

    def text(self, limit: int = MAX_CHARS) -> str:
        return words_of(self.root, limit)


def markup(text: str, url: str) -> Markup | None:
    """None where there is no mark-up at all."""
    source = _CONTROL.sub("", text[:MAX_CHARS]).encode("utf-8", "replace")
    root, cut = _parsed(source)
    if cut and len(source) <= MAX_SOUP:
        root, cut = _parsed(mend(source))
    if root is None:
        return None
    etree.strip_elements(root, "script", "style", "noscript", with_tail=False)
    many = next(islice(root.iter("a"), MAX_ANCHORS, None), None) is not None
    return Markup(_base(root, url), root, cut or many or len(text) > MAX_CHARS)


def names(element: etree._Element) -> set[str]:
    return set((element.get("class") or "").lower().split())


def is_furniture(element: etree._Element) -> bool:
    """It stands in what is round every page: menus, head, foot, the column beside the article."""
    known = rules().furniture
    for above in (element, *element.iterancestors()):
        if above.tag in _FURNITURE_TAGS or names(above) & known or (above.get("id") or "").lower() in known:
            return True
    return False


def words_of(element: etree._Element, limit: int = ROW_CHARS) -> str:
    """The words in it, blanks made one, cut at about `limit` characters."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        pieces.append(str(piece))
        size += len(piece)
        if size > limit:
            break
    return " ".join(" ".join(pieces).split())


def row_of(element: etree._Element) -> etree._Element:
    """What is of one entry: a short item of a list or row of a table, else what is short and has no other link."""
    row = element
    for above in islice(element.iterancestors(), ROW_DEPTH):
        links = {link.get("href") for link in islice(above.iter("a"), ROW_LINKS + 1)}
        most = ROW_LINKS if above.tag in _ROW_TAGS else 1
        if above.tag in ("body", "html") or len(links) > most or len(words_of(above)) > ROW_CHARS:
            break
        row = above
        if above.tag in _ROW_TAGS:
            break
    return row


def _parsed(source: bytes) -> tuple[etree._Element | None, bool]:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:
        root = None
    return root, any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)


def _base(root: etree._Element, url: str) -> str:
    given = next(root.iter("base"), None)
    try:
        return urljoin(url, (given.get("href") or "").strip()) if given is not None else url
    except ValueError:
        return url


def anchor_of(element: etree._Element, base: str) -> Anchor | None:
    url = next(filter(None, (resolve(base, link) for link in _targets(element))), None)
    if url is None:
        return None
    words = words_of(element, MAX_TITLE)
    title = _title(words, element.get("title") or "")
    row = row_of(element)
    return Anchor(url, title, words, _day(words_of(row), words), element, row)


def _day(row: str, words: str) -> date | None:
    """What stands beside the link, or at the end of its words; a day within a title is the title's."""
    beside = first_date(row.replace(words, " ", 1)) if words else first_date(row)
    within = _DAY_AT_AN_END.search(words)
    return beside or (first_date(within[0]) if within else None)


def _targets(element: etree._Element) -> Iterator[str]:
    """Where it leads; a script that opens a page names it in quotation marks."""
    href = element.get("href") or ""
    if not re.match(r"\s*(?:javascript|mailto|tel|data):", href, re.IGNORECASE):
        yield href
    for script in (element.get("onclick") or "", href):
        found = _SCRIPTED.search(script[:2000])
        if found:
            yield found[1]


def _title(words: str, attribute: str) -> str:
    """The words shown; the attribute where they are cut, or where it holds them and more."""
    shown = _DAY_AT_AN_END.sub("", words).strip()
    whole = " ".join(_LABEL.sub("", attribute.strip().split("\n")[0]).split())
    start = pattern("title", "cut").sub("", shown)
    fuller = len(whole) > len(start) and whole.startswith(start)
    return (whole if whole and (fuller or not shown or start != shown) else shown)[:MAX_TITLE]
