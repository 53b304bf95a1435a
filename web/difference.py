"""Two texts side by side: which sentences are the same, which words went and which came. Pure.

Sentence by sentence first, then character by character where a sentence was only altered: what a text costs is bounded
by its length, whatever it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]

# More characters than a section of a report has; of what is longer only the beginning is compared.
LONGEST = 40_000
SENTENCES = 1_500
# Altered passages up to this length are looked at character by character.
ALTERED = 400
# Words that are the same in so short a run between two changes would only be read as noise.
SHORTEST_SAME = 2

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?|[。！？；]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of both, in order; blanks and line breaks differ from format to format and are no difference."""
    old, new = (_SENTENCE.findall(_SPACE.sub("", text[:LONGEST]))[:SENTENCES] for text in (before, after))
    return tuple(_joined(_of_sentences(old, new)))


def is_same(pieces: Sequence[Piece]) -> bool:
    return all(piece.kind == "same" for piece in pieces)


def _of_sentences(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        if step == "equal":
            yield Piece("same", gone)
        elif gone and came and len(gone) + len(came) <= ALTERED:
            yield from _of_characters(gone, came)
        else:
            yield Piece("gone", gone)
            yield Piece("new", came)


def _of_characters(old: str, new: str) -> Iterator[Piece]:
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for step, a, b, c, d in steps:
        if step == "equal" and (b - a > SHORTEST_SAME or len(steps) == 1 or a == 0 or b == len(old)):
            yield Piece("same", old[a:b])
        else:
            yield Piece("gone", old[a:b])
            yield Piece("new", new[c:d])


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of a kind in one; between two that are the same what went stands before what came."""
    run: dict[Kind, str] = {"gone": "", "new": ""}
    same = ""
    for piece in pieces:
        if piece.kind != "same":
            if same:
                yield Piece("same", same)
                same = ""
            run[piece.kind] += piece.text
            continue
        yield from (Piece(kind, text) for kind, text in run.items() if text)
        run = {"gone": "", "new": ""}
        same += piece.text
    yield from (Piece(kind, text) for kind, text in run.items() if text)
    if same:
        yield Piece("same", same)
