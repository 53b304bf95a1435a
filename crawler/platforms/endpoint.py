"""A list that a script fills, where the portal's file says from which endpoint ([list]). Works for every platform.

The endpoint is asked in place of the list's own page, and answers with JSON or a piece of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote

from crawler.addresses import identity, resolve
from crawler.anchors import markup
from crawler.links import could_be_report
from crawler.page import Ask, Listing, Page
from crawler.platforms import on_page
from crawler.platforms.answers import count_of, day_of, dig, read_json, text_of
from crawler.portal import ADDRESSES, ListRule, Portal

LEAST_WORDS = 4

_PLACE = re.compile(r"\{([\w.]+)\}")


def asked_for(portal: Portal, shell: Ask, number: int = 1) -> Ask:
    """What to ask in place of a list's page: the endpoint, or the page itself in a browser, or the page as it is."""
    rule = portal.list
    if rule is None:
        return shell
    if rule.browser:
        return replace(shell, browser=True)
    places = _places(portal, rule, shell.list or shell.url, number)
    url = resolve(shell.list or shell.url, _filled(rule.endpoint, places, quoted=True)) if places is not None else None
    if places is None or url is None:
        return shell
    form = tuple((name, _filled(value, places)) for name, value in rule.form)
    key = shell.list or shell.url
    return replace(shell, url=url, list=key, number=number, method=rule.method, form=form, referer=key)


def is_answer(page: Page, portal: Portal) -> bool:
    """The page came from the endpoint, not from a list's own address."""
    if portal.list is None or portal.list.browser:
        return False
    asked = asked_for(portal, replace(page.ask, url=page.ask.list or page.ask.url), page.ask.number)
    return (asked.url, asked.form) == (page.ask.url, page.ask.form) and asked.url != page.ask.list


def listing(page: Page, portal: Portal) -> Listing:
    rule = portal.list
    if rule is None:
        return Listing(trouble=on_page.UNKNOWN)
    if rule.items is None:
        return _of_html(page, portal, rule)
    data = read_json(page.text)
    items = dig(data, rule.items)
    if not isinstance(items, list):
        return Listing(trouble=on_page.UNREADABLE)
    total = count_of(dig(data, rule.total)) if rule.total else None
    links, lost = _links(items, page, portal, rule)
    found = _answered(page, portal, rule, links, len(items), total)
    return replace(found, trouble=on_page.UNREADABLE) if lost else found


def _places(portal: Portal, rule: ListRule, url: str, number: int) -> dict[str, str] | None:
    """What stands for each {name} of the endpoint; None where the list's address does not tell."""
    told = re.search(rule.address or ADDRESSES.get(portal.platform, ""), url)
    if told is None:
        return None
    size = rule.size or 0
    counted = {"page": rule.first + number - 1, "size": size, "start": (number - 1) * size}
    return {name: value or "" for name, value in told.groupdict().items()} | {
        name: str(value) for name, value in counted.items()
    }


def _filled(text: str, places: Mapping[str, str], *, quoted: bool = False) -> str:
    return _PLACE.sub(lambda found: _one(places.get(found[1], ""), quoted), text)


def _one(value: str, quoted: bool) -> str:
    return quote(value, safe="/:?=&%.-_~") if quoted else value


def _links(items: list[Any], page: Page, portal: Portal, rule: ListRule) -> tuple[tuple[Ask, ...], bool]:
    """The reports among the entries; and whether the fields are not where the rule says, so that some are lost."""
    found: dict[str, Ask] = {}
    places = _places(portal, rule, on_page.list_key(page), page.ask.number) or {}
    titles = [text_of(dig(item, rule.title)) for item in items]
    lost = bool(items) and not any(titles)
    for item, title in zip(items, titles, strict=True):
        if not could_be_report(title):
            continue
        url = _address(item, page, rule, places)
        lost = lost or url is None
        if url is not None:
            org = text_of(dig(item, rule.org)) if rule.org else ""
            published = day_of(dig(item, rule.date)) if rule.date else None
            ask = replace(on_page.report_ask(page, url), title=title, published=published, org=org or page.ask.org)
            found.setdefault(identity(url), ask)
    return tuple(found.values()), lost


def _address(item: Any, page: Page, rule: ListRule, places: Mapping[str, str]) -> str | None:
    """A field that holds the address, or an address with the entry's fields in it. Relative to the list's page."""
    if "{" not in rule.url:
        link = text_of(dig(item, rule.url))
    else:
        link = _PLACE.sub(lambda found: text_of(dig(item, found[1])) or places.get(found[1], ""), rule.url)
    return resolve(on_page.list_key(page), link)


def _answered(
    page: Page, portal: Portal, rule: ListRule, links: tuple[Ask, ...], entries: int, total: int | None
) -> Listing:
    size = rule.size or (entries if page.ask.number == 1 else 0)
    paged = any(place in text for text in (rule.endpoint, str(rule.form)) for place in ("{page}", "{start}"))
    if not paged or (total is not None and not size):
        # All stands in one answer, or the first answer has named the others.
        return Listing(links, (), total, entries, on_page.UNREADABLE if total and not entries else None)
    shell = replace(page.ask, url=on_page.list_key(page), method="GET", form=())
    return on_page.paged(page, links, entries, total, max(1, size), partial(asked_for, portal, shell))


def _of_html(page: Page, portal: Portal, rule: ListRule) -> Listing:
    text = dig(read_json(page.text), rule.html) if rule.html else page.text
    tree = markup(text, on_page.list_key(page)) if isinstance(text, str) and text.strip() else None
    if tree is None:
        return Listing(trouble=on_page.UNREADABLE)
    found = on_page.shown(tree, page)
    # In such a piece every link with a few words is an entry, also where no day stands beside it.
    entries = found.entries or sum(len(one.words) >= LEAST_WORDS for one in tree.anchors)
    answered = _answered(page, portal, rule, found.links, entries, found.total)
    unread = found.trouble if tree.cut or not entries else None
    return replace(answered, trouble=answered.trouble or unread)
