"""Source of a page to marked text, by lxml: parse once, prune (prune.py), write out the marked text (marking.py).

Everything that costs time here runs in C; Python only touches the elements that carry structure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from parsers.readers.marking import marked
from parsers.readers.marks import CELL, has_marks, without_marks, without_unseen
from parsers.readers.page_rules import Rules
from parsers.readers.prune import drop_code, drop_hidden, drop_parts, text_of, use_names

MAX_LINKS = 500
MAX_HEADS = 3


@dataclass(frozen=True, slots=True)
class Page:
    """What a page's tree gives: its marked text, and what it says of itself outside the text.

    `cut` when lxml stopped at a depth of 256 and threw the rest of the page away.
    """

    text: str
    tags: Mapping[str, str]
    heads: tuple[str, ...]
    title: str
    links: tuple[str, ...]
    cells: int
    cut: bool


def read_tree(source: bytes, rules: Rules) -> Page:
    # A parser keeps the errors of its last page, so each page has its own.
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return Page("", {}, (), "", (), 0, cut=False)
    _take_in_rest(root)
    cut = any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)
    return _page(root, source, rules, cut)


def _page(root: etree._Element, source: bytes, rules: Rules, cut: bool) -> Page:
    tags = _tags(root)
    title = text_of(next(root.iter("title"), None))
    drop_code(root)
    links = _links(root)
    drop_hidden(root, source)
    words = text_of(root)
    if has_marks(words):
        _clean(root)
        words = without_marks(words)
    drop_parts(root, len(words))
    use_names(root, rules)
    text = without_unseen(marked(root))
    heads = tuple(marked(head) if len(head) else head.text or "" for head in _heads(root))
    return Page(text, tags, heads, title, links, text.count(CELL), cut)


def _take_in_rest(root: etree._Element) -> None:
    """As browsers do: what stands after </html> is of the page too; lxml leaves it beside the root."""
    rest = list(root.itersiblings())
    if rest:
        body = root.find("body")
        (root if body is None else body).extend(rest)


def _tags(root: etree._Element) -> dict[str, str]:
    tags: dict[str, str] = {}
    links: dict[str, str] = {}
    for element in root.iter("meta", "link"):
        name = element.get("name") or element.get("property")
        if element.tag == "meta" and name:
            tags.setdefault(name.strip().lower(), (element.get("content") or "").strip())
        elif element.tag == "link" and (element.get("rel") or "").lower() == "canonical":
            links.setdefault("canonical", (element.get("href") or "").strip())
    return links | tags


def _links(root: etree._Element) -> tuple[str, ...]:
    return tuple(filter(None, (_link(anchor) for anchor in islice(root.iter("a"), MAX_LINKS))))


def _link(anchor: etree._Element) -> str:
    """A list cuts its links short and keeps the whole words in `title`."""
    text = " ".join(without_unseen(text_of(anchor)).split())
    whole = " ".join((anchor.get("title") or "").split())
    return whole if whole and (not text or text.endswith(("...", "…", ".."))) else text


def _heads(root: etree._Element) -> Iterator[etree._Element]:
    """h1; some platforms begin with h2 or h3, and their first ones are the title or the first section."""
    ones = list(islice(root.iter("h1"), MAX_HEADS))
    yield from ones or islice(root.iter("h2", "h3"), MAX_HEADS)


def _clean(root: etree._Element) -> None:
    """Nothing that a page prints may be taken for a mark."""
    for element in root.iter():
        element.text = without_marks(element.text or "")
        element.tail = without_marks(element.tail or "")
