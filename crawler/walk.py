"""The lists of one portal in one night: which of their pages are walked, and what each list came to in the end.

Pure bookkeeping: pages' links go in, further requests and verdicts come out. A list that ended early, shrank or could
not be read never looks like one that holds nothing new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.page import Ask, Listing
from pipelines.pages import NIGHT, PageState

# Though its first page is unchanged, a list is walked to its end from time to time; while reports are published and
# corrected, every night.
WALK_EVERY = timedelta(days=7)
SEASON = range(1, 7)
# No list of yearly reports has so many pages: a pager that never ends is not followed for ever.
MAX_PAGES = 300
# A list that gives fewer than this share of what it gave is not believed, unless only this many are missing.
SHRUNK, FEW = 0.8, 2


@dataclass(slots=True)
class Walk:
    """One list tonight; `known` is what the last walk to its end left behind."""

    key: str
    known: PageState | None
    # Links of it that are stored already, whatever the last walk left behind.
    stored: int = 0
    links: dict[str, Ask] = field(default_factory=dict)
    entries: int = 0
    total: int | None = None
    pages: int = 0
    waiting: int = 0
    asked: set[str] = field(default_factory=set)
    # Pages as they came, to tell a pager that turns back.
    bodies: set[str] = field(default_factory=set)
    signature: str = ""
    trouble: str | None = None
    unchanged: bool = False

    def expect(self, ask: Ask) -> bool:
        """Whether this page of the list is still to be asked; it is waited for then."""
        name = f"{ask.url} {ask.form}"
        if name in self.asked:
            return False
        if len(self.asked) >= MAX_PAGES:
            self.trouble = self.trouble or "list_endless"
            return False
        self.asked.add(name)
        self.waiting += 1
        return True

    def arrived(
        self, ask: Ask, listing: Listing, identities: dict[str, Ask], *, full: bool, now: datetime, body: str = ""
    ) -> bool:
        """Takes a page in, `body` being a hash of it; True where the list's further pages are to be followed."""
        self.waiting -= 1
        self.pages += 1
        if listing.trouble:
            self.trouble = self.trouble or listing.trouble
        known = bool(identities) and all(name in self.links for name in identities)
        turned_back = ask.number != 1 and (known or body in self.bodies)
        self.bodies.add(body or f"{ask.url} {ask.form}")
        self.links |= identities
        # A page that shows what an earlier one showed adds nothing to the count, whatever number it bears.
        self.entries += 0 if turned_back else listing.entries or len(listing.links)
        self.total = listing.total if listing.total is not None else self.total
        # A first page without entries is only the frame that the entries are fetched into.
        if not self.signature and (identities or not listing.more):
            self.signature = _signature(identities, listing.total)
            if not full and self._as_before(now):
                self.unchanged = True
                return False
        # A page of other notices alone is no end; a pager that turns back is, whatever it says.
        return not turned_back

    def not_modified(self, *, full: bool, now: datetime) -> bool:
        """The portal says the first page is unchanged; False where that is not enough and it must be asked whole."""
        self.waiting -= 1
        self.pages += 1
        self.unchanged = not full and self.recent(now)
        return self.unchanged

    def failed(self, reason: str) -> None:
        self.waiting -= 1
        self.trouble = self.trouble or reason

    def verdict(self, *, full: bool) -> str | None:
        """A reason code where the list is not believed to be whole; None where it is."""
        if self.trouble:
            return self.trouble
        if self.unchanged:
            return None
        if self.waiting:
            # A page of it was asked for and never came, not even as a failure.
            return "list_short"
        if self.total is not None and self.entries < self.total:
            return "list_short"
        before = max(self.stored, self.known.entries or 0 if self.known is not None else 0)
        if not self.links and before:
            return "list_empty"
        if not full and before - len(self.links) > FEW and len(self.links) < SHRUNK * before:
            return "list_shrunk"
        return None

    def complete(self, *, full: bool) -> bool:
        """Walked to its end and believed: what it no longer links may be looked for."""
        return not self.unchanged and self.verdict(full=full) is None

    def _as_before(self, now: datetime) -> bool:
        return self.known is not None and self.known.signature == self.signature and self.recent(now)

    def recent(self, now: datetime) -> bool:
        """Walked to its end so lately that its first page alone tells whether there is anything new."""
        walked = self.known.walked_at if self.known is not None else None
        every = NIGHT if now.month in SEASON else WALK_EVERY
        return walked is not None and now - walked < every


def _signature(identities: dict[str, Ask], total: int | None) -> str:
    """Of what the first page links, with its titles: a new report, or a title put right, makes it another."""
    told = [f"{name} {ask.title}" for name, ask in sorted(identities.items())]
    return hashlib.sha256("\n".join([str(total), *told]).encode()).hexdigest()[:32]


class Walks:
    """All lists of the portal."""

    def __init__(self) -> None:
        self._by_key: dict[str, Walk] = {}

    def of(self, key: str, known: Callable[[], tuple[PageState | None, int]]) -> Walk:
        """`known` tells what the last walk left behind, and how many of its links are stored."""
        if key not in self._by_key:
            state, stored = known()
            self._by_key[key] = Walk(key, state, stored)
        return self._by_key[key]

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    def link(self, name: str) -> bool:
        """Whether any list links it tonight."""
        return any(name in walk.links for walk in self)

    def __iter__(self) -> Iterator[Walk]:
        return iter(self._by_key.values())

    def listed(self) -> int:
        """Links to reports over all lists; a list that is unchanged still has those it had."""
        return sum((walk.known.entries or 0) if walk.unchanged and walk.known else len(walk.links) for walk in self)
