"""Links that matter to the crawl: which could be a yearly report, its files, the pages it goes on to.

Pure, on saved pages as well. Lenient where a title leaves doubt, since the parser has the last word; what is plainly
about a report (解读, 指南) is not followed. The words are data (links.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from crawler.addresses import clean, identity, pattern, resolve, words
from crawler.anchors import Anchor, Markup, anchor_of, is_furniture, markup, words_of
from crawler.page import Ask, Page
from parsers.title import read
from parsers.words import half, squeeze

__all__ = [
    "attachments",
    "clean",
    "could_be_report",
    "identity",
    "is_report",
    "reads_as_report",
    "resolve",
    "subpages",
    "year_of",
]

# So many characters of a page's text tell whether it is a report.
ENOUGH = 20_000
# What has more links than this is no cover, nor anything else that leads to one report.
MOST_LINKS = 500


@lru_cache(maxsize=16_384)
def could_be_report(title: str) -> bool:
    """Whether what is called so could be a yearly disclosure report."""
    plain = half(squeeze(title))
    if not plain or pattern("title", "about").search(plain):
        return False
    subject = pattern("title", "subject").search(plain)
    if subject is None:
        plainly = pattern("title", "bare").search(plain) and not pattern("title", "elsewhere").search(plain)
        return bool(plainly and year_of(plain))
    if pattern("title", "report").search(plain, subject.end()):
        return True
    doubtful = pattern("title", "cut").search(plain) or year_of(plain)
    return bool(doubtful and not pattern("title", "other").search(plain))


@lru_cache(maxsize=16_384)
def year_of(title: str) -> int | None:
    """The report year that a title names; None where it names none, or two."""
    return read(title).year


def is_report(page: Page) -> bool:
    """The page is a report itself, whatever it was asked for as."""
    tree = markup(page.text, page.url)
    return tree is not None and reads_as_report(tree)


def reads_as_report(tree: Markup) -> bool:
    text = squeeze(tree.text(ENOUGH))
    said = sum(re.search(section, text) is not None for section in words()["pages"]["sections"])
    return bool(said >= words()["pages"]["least_sections"])


def attachments(page: Page) -> tuple[Ask, ...]:
    """The files of a report's page: PDF, Word, tables; never those that stand beside every page."""
    worded = _has("worded", page.text)
    tree = markup(page.text, page.url) if worded or _has("sign", page.text) else None
    if tree is None:
        return ()
    found = chain(_embedded(tree), ((_in_viewer(one.url), one.title) for one in _files(tree, worded)))
    return tuple(islice(_asks(page, found, "attachment"), words()["files"]["most"]))


def subpages(page: Page) -> tuple[Ask, ...]:
    """Where the report goes on or really stands: an e-book's further pages, the link of a page that is only a cover."""
    if _says_it_all(page):
        return ()
    tree = markup(page.text, page.url)
    if tree is None:
        return ()
    return tuple(_asks(page, [*_moved(tree), *_book(tree, page.url), *_covered(tree)], "report"))


def _says_it_all(page: Page) -> bool:
    """Seen without taking the page apart: no book, sent nowhere, and the sections' headings stand on it."""
    if pattern("pages", "book").match(page.url) or "refresh" in page.text.lower():
        return False
    said = sum(re.search(section, page.text) is not None for section in words()["pages"]["sections"])
    return bool(said >= words()["pages"]["least_sections"])


def file_name(url: str) -> str | None:
    """The file that an address names in its path, or in its query as downfile.jsp?filename=x.pdf does."""
    parts = urlsplit(url)
    for value in (parts.path, *(value for _, value in parse_qsl(parts.query))):
        if value.rpartition(".")[2].lower() in words()["files"]["extensions"] and "." in value:
            return value.rpartition("/")[2]
    return None


def _asks(page: Page, found: Iterable[tuple[str, str]], kind: Literal["attachment", "report"]) -> Iterator[Ask]:
    """Each address once, by its first title, and not the page's own."""
    seen = {identity(page.url)}
    for url, title in found:
        if identity(url) not in seen:
            seen.add(identity(url))
            yield Ask(
                url,
                kind,
                title=title or file_name(url) or page.ask.title,
                published=page.ask.published,
                org=page.ask.org,
                list=page.ask.list,
                referer=page.url,
                parent=page.url,
            )


def _files(tree: Markup, worded: bool) -> Iterator[Anchor]:
    """`worded` where the page says of a link, rather than its address, that it is a file."""
    for element in tree.links():
        address = f"{element.get('href')} {element.get('onclick') or ''}"
        if _has("sign", address) or (worded and pattern("files", "twin").search(words_of(element))):
            anchor = anchor_of(element, tree.url)
            if anchor is not None and _belongs(anchor, tree):
                yield anchor


def _has(key: str, text: str) -> bool:
    """Far quicker than the patterns that decide."""
    lower = text.lower()
    return any(sign in lower for sign in words()["files"][key])


def _belongs(anchor: Anchor, tree: Markup) -> bool:
    """A file of this page: in its article where that is known, else at least not among what is round every page."""
    said = f"{anchor.title} {anchor.words}"
    if not _is_file(anchor.url, said) or pattern("files", "never").search(said) or is_furniture(anchor.element):
        return False
    if not tree.articles or tree.in_article(anchor.element):
        return True
    return could_be_report(anchor.title) or bool(pattern("files", "said").search(words_of(anchor.row)))


def _is_file(url: str, said: str) -> bool:
    """By its address; by its words where a servlet hands it out."""
    if file_name(url) or pattern("files", "twin").search(said):
        return True
    named = re.search(rf"\.(?:{'|'.join(words()['files']['extensions'])})(?![a-z0-9])", said, re.IGNORECASE)
    return bool(pattern("files", "servlet").search(url) and (named or pattern("files", "said").search(said)))


def _in_viewer(url: str) -> str:
    """The file itself where a link leads to a viewer that is told it."""
    parts = urlsplit(url)
    if not pattern("files", "viewer").search(parts.path):
        return url
    named = next((value for _, value in parse_qsl(parts.query) if file_name(value)), "")
    return resolve(url, named) or url


def _embedded(tree: Markup) -> Iterator[tuple[str, str]]:
    for element in tree.root.iter("iframe", "embed", "object"):
        url = resolve(tree.url, element.get("src") or element.get("data") or "")
        if url and file_name(url):
            yield _in_viewer(url), element.get("title") or ""


def _moved(tree: Markup) -> Iterator[tuple[str, str]]:
    for meta in tree.root.iter("meta"):
        if (meta.get("http-equiv") or "").lower() == "refresh":
            _, _, target = (meta.get("content") or "").partition("=")
            url = resolve(tree.url, target.strip("'\" "))
            if url:
                yield url, ""


def _book(tree: Markup, own: str) -> Iterator[tuple[str, str]]:
    """The pages of the same book that stand after this one."""
    here = pattern("pages", "book").match(own)
    if here is None:
        return
    for anchor in tree.anchors:
        there = pattern("pages", "book").match(anchor.url)
        if there and there["before"] == here["before"] and int(there["number"]) > int(here["number"]):
            yield anchor.url, ""


def _covered(tree: Markup) -> list[tuple[str, str]]:
    """The link to the report on a page that says little else."""
    whole = next((one for one in tree.root.iter(etree.Element) if one in tree.articles), tree.root)
    if next(islice(whole.iter("a"), MOST_LINKS, None), None) is not None:
        return []
    size = len(words_of(whole, ENOUGH)) - sum(len(words_of(link)) for link in whole.iter("a"))
    if size > words()["pages"]["cover"] or reads_as_report(tree):
        return []
    found = [(one.url, one.title) for one in tree.anchors if _leads_to_report(one, whole)]
    return found if len(found) <= words()["pages"]["covered"] else []


def _leads_to_report(anchor: Anchor, whole: etree._Element) -> bool:
    named = could_be_report(anchor.title) or pattern("pages", "here").search(anchor.words)
    inside = any(above is whole for above in anchor.element.iterancestors())
    return bool(named and inside and not is_furniture(anchor.element) and not _is_file(anchor.url, anchor.title))
