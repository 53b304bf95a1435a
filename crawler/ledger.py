"""What a run knows of its portal's pages: which there are, which are due, which were asked for tonight.

Pages are told apart by identity (addresses.py); when one is due is pipelines/pages.py's. Makes no request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.addresses import identity
from crawler.links import year_of
from crawler.page import Ask
from crawler.portal import Portal
from crawler.walk import Walks
from pipelines.pages import NIGHT, Pages, PageState, due

# The portal's own word that a page is no longer there.
WITHDRAWN = frozenset({"http_404", "http_410", "not_found_soft"})
# While a list links it, an address that says so is only believed after so long.
CERTAIN = timedelta(days=2) - NIGHT
# Whatever a portal links: no run asks for more.
MOST = 20_000


class Ledger:
    """`known` is by identity. `full` asks for everything anew, `since` leaves out older years, `limit` bounds a run."""

    def __init__(
        self, portal: Portal, pages: Pages, now: datetime, rota: timedelta, *, full: bool, since: int | None,
        limit: int | None,
    ) -> None:  # fmt: skip
        self.portal, self.pages, self.now, self.rota = portal, pages, now, rota
        self.full, self.since, self.limit = full, since, min(limit or MOST, MOST)
        self.known = {identity(page.url): page for page in pages.of_portal(portal.id)}
        self.asked: set[str] = set()
        self.stored = sum(page.document_id is not None and page.gone_at is None for page in self.known.values())

    def of(self, ask: Ask) -> PageState | None:
        return self.known.get(identity(ask.url))

    def may(self, ask: Ask) -> bool:
        return self.portal.allows(ask.url) and not self.portal.leaves_out(ask.url)

    def due(self, ask: Ask, *, listed: bool) -> bool:
        page = self.of(ask)
        if page is None or self.full:
            return True
        back = listed and page.gone_at is not None
        return back or due(page, self.now, self.rota)

    def wants(self, ask: Ask) -> bool:
        """Once a night, and within what the operator and the portal's file allow."""
        page = self.of(ask)
        year = (page.year if page else None) or self.year(ask)
        too_old = self.since is not None and year is not None and year < self.since
        return identity(ask.url) not in self.asked and not too_old and self.may(ask)

    def claim(self, ask: Ask) -> Ask | None:
        """The page under the address by which it is known; None where the run may ask for no more."""
        if len(self.asked) >= self.limit:
            return None
        self.asked.add(identity(ask.url))
        page = self.of(ask)
        return replace(ask, url=page.url) if page else ask

    def year(self, ask: Ask) -> int | None:
        """The report year that the links say: of an attachment that names none, its page's."""
        page = self.known.get(identity(ask.parent)) if ask.parent else None
        return year_of(ask.title) or (page.year if page else None)

    def remember(self, ask: Ask) -> None:
        """Part of the caller's transaction."""
        known = self.of(ask)
        url = known.url if known else ask.url
        page = PageState(
            url, self.portal.id, ask.kind, ask.title or None, ask.org, ask.list or None, ask.parent, self.year(ask)
        )
        self.pages.listed(page, self.now)
        if known is None:
            self.known[identity(url)] = page

    def in_turn(self) -> Iterator[Ask]:
        """What was not asked for longest comes first."""
        begin = datetime.min.replace(tzinfo=self.now.tzinfo)
        for page in sorted(self.known.values(), key=lambda page: page.last_checked or begin):
            yield ask_for(page)

    def absent(self, walks: Walks) -> Iterator[Ask]:
        """What a whole list no longer links: asked for itself, for absence is no proof; once, and then when due."""
        for walk in walks:
            if walk.complete(full=self.full):
                before = walk.known.walked_at if walk.known else None
                for page in self.pages.of_list(walk.key):
                    was_there = before is None or (page.last_seen is not None and page.last_seen >= before)
                    if identity(page.url) not in walk.links and (was_there or due(page, self.now, self.rota)):
                        yield ask_for(page)

    def still_failing(self) -> Counter[str]:
        """Pages that were never had and were not asked tonight: a night that leaves them out has not seen all."""
        return Counter(
            page.reason
            for name, page in self.known.items()
            if page.reason and page.document_id is None and page.gone_at is None
            if name not in self.asked and self.may(ask_for(page))
        )

    def believed(self, ask: Ask, reason: str, walks: Walks) -> str:
        """Whether an address that the portal calls gone is: not while a list links it, unless it says so for nights."""
        listed = walks.link(identity(ask.url))
        if reason == "home_redirect" and not listed:
            reason = "not_found_soft"
        page = self.of(ask)
        if reason not in WITHDRAWN or page is None or page.document_id is None or not listed:
            return reason
        return "listed_but_gone" if self.now - (page.failing_since or self.now) < CERTAIN else reason

    def is_withdrawn(self, ask: Ask, reason: str) -> bool:
        page = self.of(ask)
        return reason in WITHDRAWN and page is not None and page.document_id is not None


def ask_for(page: PageState) -> Ask:
    return Ask(page.url, page.kind, page.title or "", org=page.org, list=page.list or "", parent=page.parent)
