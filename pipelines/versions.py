"""Which documents are the same report, and when it has a new version: pure decisions over what is known of its places.

A version is a set of places (addresses) with the document that each shows. What follows is to depend on that set, not
on the order in which its documents came: a night that was cut off and run again ends in the same database. A test
holds that law for two addresses and a night of edits; where several disagree and are edited in one night again and
again, the order may still decide which of them counts, and the others are named as witnesses that differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pipelines.reading import HTML, PDF, WORD, WORD_XML, Reading

# For so long after an edit the report's other places may follow it, each in its own words, without being edits too.
FOLLOWING = timedelta(days=2)

# Of two documents that show the same cells the one whose prose is least disturbed by its format counts.
_FORMATS = {HTML: 3, WORD_XML: 2, WORD: 2, PDF: 1}

Step = Literal["new", "same", "back", "redressed", "edited", "joins", "moved"]


@dataclass(frozen=True, slots=True)
class Source:
    """One place of a version. `carried`: it came from the version before and has shown nothing new since."""

    url: str
    reading: Reading
    carried: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    report_id: int
    number: int
    opened: datetime
    document_id: str
    sources: tuple[Source, ...]

    def at(self, url: str) -> Source | None:
        return next((source for source in self.sources if source.url == url), None)

    def reading(self) -> Reading | None:
        """Of the document that counts."""
        return next((one.reading for one in self.sources if one.reading.document_id == self.document_id), None)


def step(current: Version | None, url: str, reading: Reading, now: datetime) -> Step:
    """What a document seen at an address means to its report.

    new: the first of its report · same: seen again · back: seen again after it was gone · redressed: other bytes,
    same figures and text · edited: a new version · joins: one more document of this version · moved: the same figures
    and text at a new address after the old ones are gone.
    """
    if current is None:
        return "new"
    here = current.at(url)
    if here is None:
        return _elsewhere(current, reading)
    if here.reading.document_id == reading.document_id:
        return "back" if here.gone else "same"
    if here.reading.values_hash == reading.values_hash:
        return "back" if here.gone else "redressed"
    if here.carried and _follows(current, reading, now):
        return "joins"
    return "edited"


def agree(one: Reading, other: Reading) -> bool:
    """The same figures and text; of another format the same figures, and the same prose where there are none."""
    if one.values_hash == other.values_hash:
        return True
    if one.media_type == other.media_type:
        return False
    return one.figures == other.figures if one.shown and other.shown else one.prose_hash == other.prose_hash


def _elsewhere(current: Version, reading: Reading) -> Step:
    if not all(source.gone for source in current.sources):
        return "joins"
    return "moved" if any(agree(one.reading, reading) for one in current.sources) else "edited"


def _follows(current: Version, reading: Reading, now: datetime) -> bool:
    counts = current.reading()
    return (counts is not None and agree(counts, reading)) or now - current.opened < FOLLOWING


def fullest(sources: Iterable[Source]) -> Source:
    """The place whose document counts: one that prints tables, of this version rather than carried into it, then the
    fuller one. So an edited cover page does not take the place of the attachment that holds the figures."""
    return max(sorted(sources, key=lambda one: one.url, reverse=True), key=_fullness)


def _fullness(source: Source) -> tuple[bool, bool, int, bool, bool, int, int]:
    one = source.reading
    place = _FORMATS.get(one.media_type, 0)
    return (one.shown > 0, not source.carried, one.shown, one.prose > 0, not source.gone, place, one.prose)


def differing(counts: Reading, witness: Reading) -> tuple[str, ...]:
    """The cells in which both print a number, and not the same one."""
    mine, other = counts.figures, witness.figures
    return tuple(cell for cell, value in mine.items() if cell in other and other[cell] != value)


def prose_differs(counts: Reading, witness: Reading) -> bool:
    """Only within one format: another format loses or adds a page number, a caption, a line break."""
    return (
        counts.media_type == witness.media_type
        and bool(counts.prose and witness.prose)
        and counts.prose_hash != witness.prose_hash
    )


def chosen(candidates: Sequence[tuple[int, str | None]], scope: str | None) -> int | None:
    """Of the current reports of one body and year the one that a document with this scope is of.

    What speaks for the whole region is a report of its own; everything else is the body's other one.
    """
    return next((report_id for report_id, other in candidates if is_regional(other) == is_regional(scope)), None)


def is_regional(scope: str | None) -> bool:
    return scope == "region"
