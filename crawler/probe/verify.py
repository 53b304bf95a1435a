"""A rule is believed when it is asked as the crawl will ask, without the browser's cookies, and brings what was shown.

Handed whatever asks (`answer`), so that it is tested without a network. Asks for a few pages of one list, no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import click

from crawler import platforms
from crawler.addresses import identity
from crawler.guards import check
from crawler.page import Ask, Listing, Page
from crawler.platforms import endpoint
from crawler.platforms.answers import dig, read_json
from crawler.portal import ListRule, Portal
from crawler.probe.guess import Guess, replayed
from crawler.probe.recording import Recording
from crawler.proof import Key, key_of

Answer = Callable[[Ask], Page]


@dataclass(slots=True)
class Trial:
    """One guess put to the test; `pages` are the answers it had."""

    guess: Guess
    portal: Portal
    recording: Recording
    answer: Answer
    pages: dict[Key, Page] = field(default_factory=dict)

    def passed(self) -> Guess | None:
        """The guess, without what of it did not prove true; None where it does not bring what was shown."""
        first = self._listing(1)
        if first is None or not self.recording.reports(1) <= _links(first):
            return None
        if not self.guess.asked.paged:
            all_there = first.total is None or first.total <= first.entries
            return self.guess if all_there and self.recording.reports(2) <= _links(first) else None
        second = self._listing(2)
        if self.guess.second is not None:
            if second is None or not self.recording.reports(2) <= _links(second) | _links(first):
                return None
        elif second is None or not self._goes_on(first, second):
            return None
        return self.guess if self._total_is_true(first) else replace(self.guess, total=None)

    def _goes_on(self, first: Listing, second: Listing) -> bool:
        """A second page that nobody has seen: another one, or an empty one; never the first again."""
        one, two = (self.pages[key_of(self._ask(number))].text for number in (1, 2))
        return one != two and (second.entries == 0 or not _links(second) or not _links(second) <= _links(first))

    def _total_is_true(self, first: Listing) -> bool:
        """The last page holds the rest, and the one behind it nothing: a number of pages is no number of entries."""
        size = first.entries
        if self.guess.total is None or first.total is None or not size:
            return False
        last = -(-first.total // size)
        end, beyond = self._entries(last), self._entries(last + 1)
        return end == first.total - size * (last - 1) and not beyond

    def _entries(self, number: int) -> int | None:
        """Entries of a page; none where it only shows again what another one showed."""
        listing = self._listing(number, strict=False)
        if listing is None:
            return None
        page = self.pages[key_of(self._ask(number))]
        again = any(other.text == page.text for other in self.pages.values() if other is not page)
        return 0 if again else listing.entries

    def _ask(self, number: int) -> Ask:
        return endpoint.asked_for(self._own, Ask(self.recording.url, list=self.recording.url), number)

    def _listing(self, number: int, *, strict: bool = True) -> Listing | None:
        """`strict` refuses what is no list; beyond the end of one there is none."""
        ask = self._ask(number)
        page = self.pages.get(key_of(ask))
        if page is None:
            try:
                page = self.answer(ask)
            except click.ClickException:
                return None
            self.pages[key_of(ask)] = page
        listing = platforms.listing(page, self._own)
        there = bool(listing.links or listing.entries)
        if strict and (not self.portal.allows(page.url) or check(page, there or None) is not None):
            return None
        return None if strict and listing.trouble and not self._is_empty(page) else listing

    def _is_empty(self, page: Page) -> bool:
        """A list without entries, said so."""
        return dig(read_json(page.text), self.guess.fields.items) == [] if self.guess.fields.items else False

    @property
    def _own(self) -> Portal:
        only_here = self.guess.patterns(self.recording.url, self.portal.platform)[-1]
        return replace(self.portal, list=self.guess.rule(only_here, self.recording.url))


def serves(rule: ListRule, portal: Portal, other: Recording) -> bool:
    """Whether the rule, found on one list, asks for another one what that list's page asked, and reads it right."""
    own = replace(portal, list=rule)
    ask = endpoint.asked_for(own, Ask(other.url, list=other.url))
    for exchange in other.exchanges:
        if exchange.step == 1 and exchange.status == 200 and _says(exchange.url, exchange.form, ask):
            listing = replayed(own, other.url, 1, exchange.text)
            return listing is not None and other.reports(1) <= _links(listing)
    return False


def _says(url: str, form: tuple[tuple[str, str], ...], ask: Ask) -> bool:
    """Whether the page's request is the crawl's, but for values that are of no account."""
    one, two = (identity(each).partition("?") for each in (url, ask.url))
    return (
        one[0] == two[0]
        and set(filter(None, two[2].split("&"))) <= set(one[2].split("&"))
        and set(ask.form) <= set(form)
    )


def _links(listing: Listing) -> set[str]:
    return {identity(link.url) for link in listing.links}
