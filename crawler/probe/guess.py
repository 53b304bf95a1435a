"""From what was seen to what the portal's file could say: rules for the list, the likeliest first. Pure.

A guess is made only of what explains the page: replayed over the recorded answers it has to give every report shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crawler import platforms
from crawler.addresses import identity
from crawler.page import Ask, Listing, Page
from crawler.platforms import endpoint
from crawler.platforms.answers import count_of, dig, read_json
from crawler.portal import ListRule, Portal
from crawler.probe.addresses import Pattern, patterns
from crawler.probe.fields import Fields, fields, totals
from crawler.probe.recording import Exchange, Recording
from crawler.probe.requests import Asked, asked, same_place, tellable, with_places

# Answers that hold what the page shows; more are not looked at.
MOST = 6


@dataclass(frozen=True, slots=True)
class Guess:
    """How the list is asked for and read; `exchange` is the request of the page that fills it."""

    fields: Fields
    asked: Asked
    exchange: Exchange
    second: Exchange | None = None
    total: str | None = None

    def rule(self, pattern: Pattern, url: str) -> ListRule:
        """For the lists whose address is like the pattern; `url` is that of the list that was looked at."""
        request = with_places(self.asked, pattern.groups)
        # Where nothing else tells the last page it is the first without entries, which a piece of HTML never owns to.
        numbered = self.asked.starts or (self.asked.paged and (self.total is not None or self.fields.items is None))
        return ListRule(
            endpoint=request.endpoint(url),
            method="POST" if request.method == "POST" else "GET",
            form=request.form(),
            address=pattern.address,
            first=request.first,
            size=request.size if numbered else None,
            items=self.fields.items,
            html=self.fields.html,
            title=self.fields.title,
            url=_with_groups(self.fields.url, pattern.groups),
            date=self.fields.date,
            total=self.total,
        )

    def patterns(self, url: str, platform: str) -> list[Pattern]:
        return list(patterns(url, tellable(self.asked), platform))


def guesses(recording: Recording, portal: Portal) -> Iterator[Guess]:
    for found, exchange in _holders(recording)[:MOST]:
        second = next((one for one in recording.exchanges if one.step == 2 and _continues(exchange, one, found)), None)
        shown_at_once = second is None and len(recording.pages) > 1
        found = replace(found, entries=_counted(found, portal, recording.url, exchange))
        for request in asked(exchange, second, found.entries):
            if shown_at_once and request.paged:
                continue
            guess = Guess(found, request, exchange, second, _total(found, exchange, second))
            only_here = guess.patterns(recording.url, portal.platform)[-1]
            if fits(guess.rule(only_here, recording.url), portal, recording, guess):
                yield guess


def fits(rule: ListRule, portal: Portal, recording: Recording, guess: Guess) -> bool:
    """Replayed over the recorded answers: every report that was shown, and on to the second page if it went on."""
    own = replace(portal, list=rule)
    first = replayed(own, recording.url, 1, guess.exchange.text)
    if first is None or first.trouble is not None:
        return False
    links = {identity(link.url) for link in first.links}
    if guess.second is not None:
        second = replayed(own, recording.url, 2, guess.second.text)
        asked_next = endpoint.asked_for(own, Ask(recording.url, list=recording.url), 2)
        if second is None or second.trouble is not None or asked_next.url not in {one.url for one in first.more}:
            return False
        links |= {identity(link.url) for link in second.links}
    return recording.reports(1) | recording.reports(2) <= links


def replayed(portal: Portal, url: str, number: int, text: str) -> Listing | None:
    """What the portal's rule reads in an answer; None where the rule asks for nothing it may ask for."""
    ask = endpoint.asked_for(portal, Ask(url, list=url), number)
    page = Page(ask, ask.url, 200, {}, text.encode("utf-8", "replace"), text)
    if not portal.allows(ask.url) or not endpoint.is_answer(page, portal):
        return None
    return platforms.listing(page, portal)


def _holders(recording: Recording) -> list[tuple[Fields, Exchange]]:
    """Answers that hold what the page shows, those first that explain most of it and hold least besides."""
    found = [
        (one, exchange)
        for exchange in recording.exchanges
        if exchange.step == 1 and exchange.status == 200
        for one in fields(exchange.text, recording)
        if exchange.kind != "script" or one.items is not None
    ]
    return sorted(found, key=lambda one: (-one[0].matched, one[0].entries, one[1].method != "GET", len(one[1].url)))


def _continues(first: Exchange, later: Exchange, found: Fields) -> bool:
    """The request for the next page: made at the same place, for another answer of the same shape."""
    if later.status != 200 or not same_place(first, later) or (later.url, later.form) == (first.url, first.form):
        return False
    if found.items is not None:
        return isinstance(dig(read_json(later.text), found.items), list)
    return found.html is None or isinstance(dig(read_json(later.text), found.html), str)


def _counted(found: Fields, portal: Portal, url: str, exchange: Exchange) -> int:
    """How many entries the crawl will count, which for a piece of HTML is a question of its rows."""
    if found.items is not None:
        return found.entries
    own = replace(portal, list=ListRule(endpoint=exchange.url, html=found.html))
    page = Page(Ask(exchange.url, list=url), exchange.url, 200, {}, b"", exchange.text)
    return endpoint.listing(page, own).entries


def _total(found: Fields, exchange: Exchange, second: Exchange | None) -> str | None:
    """The number of all entries, said alike by both answers."""
    if found.items is None:
        return None
    more = len(dig(read_json(second.text), found.items) or ()) if second is not None else 0
    for path in totals(exchange.text, found.items, found.entries + more):
        said = [count_of(dig(read_json(one.text), path)) for one in (exchange, second) if one is not None]
        if len(set(said)) == 1:
            return path
    return None


def _with_groups(template: str, groups: dict[str, str]) -> str:
    """What tells the list in its entries' addresses comes from the list's own address."""
    if "{" not in template:
        return template
    for name, told in groups.items():
        parts = re.split(r"(\{[\w.]+\})", template)
        edge = rf"(?<![0-9A-Za-z]){re.escape(told)}(?![0-9A-Za-z])"
        template = "".join(part if at % 2 else re.sub(edge, f"{{{name}}}", part) for at, part in enumerate(parts))
    return template
