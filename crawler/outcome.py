"""What a run came to: ok, incomplete or failed, with the one reason that weighs most. Pure.

An operator reads this and nothing else in the morning: what is not surely whole is not ok.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.reasons import weight
from pipelines.runs import Outcome, Run

# More withdrawals than this share, and than these few, are a fault of the portal's before they are its word.
MANY, FEW = 0.2, 2
# A run that sees fewer than this share of the links of the last good one is not believed.
FEWER = 0.8


@dataclass(slots=True)
class Seen:
    """What happened in a run, counted by reason."""

    # The lists that are not believed to be whole.
    lists: dict[str, str] = field(default_factory=dict)
    # Report pages and attachments that could not be fetched.
    pages: Counter[str] = field(default_factory=Counter)
    # Why the run ended before its time: limit, hours_over, interrupted, crashed.
    ended: str | None = None
    # Answers that brought what was asked for, lists and unchanged ones among them.
    answered: int = 0
    listed: int = 0
    walked: int = 0
    # Whether there was a list at all: known addresses alone never tell that nothing is missing.
    has_list: bool = True
    # Report pages and attachments that were asked for.
    asked: int = 0
    # Addresses that the portal said are gone, and how many of its reports there were.
    withdrawn: int = 0
    stored: int = 0
    # All was asked anew: what is there is the new measure.
    full: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    outcome: Outcome
    reason: str | None = None
    detail: str | None = None


def judge(seen: Seen, last_good: Run | None) -> Verdict:
    """The reason is that of the heaviest trouble; the detail names how often and where."""
    # What weighs nothing is the portal's own word: it costs the address, not the run.
    lost = Counter({reason: count for reason, count in seen.pages.items() if weight(reason) > 0})
    troubles = Counter(seen.lists.values()) + lost
    if not seen.answered:
        why = seen.ended or _heaviest([*troubles, *seen.pages]) or "no_starts"
        return Verdict("failed", why, _detail(seen, why))
    if seen.ended:
        return Verdict("failed" if seen.ended == "crashed" else "incomplete", seen.ended, _detail(seen, seen.ended))
    if troubles:
        reason = _heaviest(list(troubles))
        return Verdict("incomplete", reason, _detail(seen, reason))
    if not seen.has_list:
        return Verdict("incomplete", "list_unknown")
    if seen.walked and not seen.listed:
        return Verdict("incomplete", "list_empty")
    own = seen.pages.total() - lost.total()
    if (seen.withdrawn > max(FEW, MANY * seen.stored) and not seen.full) or own > max(FEW, seen.asked / 2):
        return Verdict("incomplete", "many_gone", f"{max(seen.withdrawn, own)}")
    before = last_good.listed if last_good is not None and not seen.full else 0
    if seen.listed < FEWER * before:
        return Verdict("incomplete", "fewer_reports", f"{seen.listed} < {before}")
    return Verdict("ok")


def _heaviest(reasons: Sequence[str]) -> str | None:
    return max(sorted(reasons), key=weight, default=None)


def _detail(seen: Seen, reason: str | None) -> str | None:
    where = [url for url, why in seen.lists.items() if why == reason]
    count = len(where) + seen.pages[reason or ""]
    if not count:
        return None
    return f"{count} × {where[0]}" if where else str(count)
