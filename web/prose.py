"""A section's text with the figures that were read from it, each at the words it stands in.

Pure: texts and quotes go in, pieces of text come out. Marks words, changes none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure stated in prose; `number` is its place among those of the report."""

    number: int
    key: str
    value: float
    quote: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; with figures it is what they were quoted from."""

    text: str
    figures: tuple[Figure, ...] = ()


def paragraphs(text: str, figures: Sequence[Figure]) -> Iterator[tuple[Piece, ...]]:
    """Line by line, as the document broke them. A quote over several lines is marked in each."""
    spans = tuple(_spans(text, figures))
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            yield tuple(_pieces(text, start, end, spans))
        start = end + 1


def quoted(text: str, figure: Figure) -> bool:
    return any(True for _ in _spans(text, (figure,)))


def _spans(text: str, figures: Sequence[Figure]) -> Iterator[tuple[int, int, Figure]]:
    """A quote has lost its line breaks, so blanks are passed over on both sides."""
    places = [place for place, character in enumerate(text) if not character.isspace()]
    closed = "".join(text[place] for place in places)
    for figure in figures:
        quote = _SPACE.sub("", figure.quote)
        at = closed.find(quote) if quote else -1
        if at >= 0:
            yield places[at], places[at + len(quote) - 1] + 1, figure


def _pieces(text: str, start: int, end: int, spans: Iterable[tuple[int, int, Figure]]) -> Iterator[Piece]:
    """Cut wherever a quote begins or ends; a piece under several quotes has the figures of all."""
    near = (span for span in spans if span[0] < end and start < span[1])
    inside = [(max(first, start), min(last, end), figure) for first, last, figure in near]
    cuts = sorted({start, end, *(cut for first, last, _ in inside for cut in (first, last))})
    for first, last in pairwise(cuts):
        here = tuple(figure for begin, stop, figure in inside if begin <= first and last <= stop)
        yield Piece(text[first:last], here)
