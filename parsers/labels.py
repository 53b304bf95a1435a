"""Labels and their likeness: how far a printed label is one of the form's. Knows words, no rows and no figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

# A label counts as recognised from here on, and only when no other label of the form is nearly as like.
LIKE = 0.62
MARGIN = 0.10
SURE = 0.9

_ENUMERATOR = re.compile(
    r"^\W*(?:(?:[(][一二三四五六七八九十]{1,3}[)]|[一二三四五六七八九十]{1,3}(?=[、.,:)])|[(]?\d{1,2}[)]?(?!\d))\W*)+"
)
_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The words of a label without blanks, punctuation and its own number (`（三）1.属于国家秘密` has two)."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(plain.split())
    return _NOT_WORD.sub("", _ENUMERATOR.sub("", plain))


@dataclass(frozen=True)
class Vocabulary:
    """The labels that one list of keys is printed under."""

    words: tuple[tuple[str, str], ...]
    exact: dict[str, str] = field(default_factory=dict, compare=False, hash=False)

    @staticmethod
    def of(labels: Iterable[tuple[str, Sequence[str]]]) -> Vocabulary:
        words = tuple((normal(label), key) for key, spellings in labels for label in spellings)
        return Vocabulary(words, dict(words))

    def match(self, text: str) -> tuple[str, float] | None:
        """The key that `text` is the label of, and how like it is; None when none is like or two are."""
        plain = normal(text)
        if not plain:
            return None
        if plain in self.exact:
            return self.exact[plain], 1.0
        return _nearest(self, plain)


@lru_cache(maxsize=8192)
def _nearest(vocabulary: Vocabulary, plain: str) -> tuple[str, float] | None:
    best: dict[str, float] = {}
    for label, key in vocabulary.words:
        score = _likeness(plain, label)
        if score > best.get(key, 0.0):
            best[key] = score
    ranked = sorted(best.items(), key=lambda pair: -pair[1])[:2]
    if not ranked or ranked[0][1] < LIKE:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MARGIN:
        return None
    return ranked[0]


def _likeness(plain: str, label: str) -> float:
    score = fuzz.ratio(plain, label) / 100
    shorter = min(len(plain), len(label))
    if shorter >= 4:
        # Cut at a page's end, or glued to the label of its group: the words that are there must be the same ones.
        if label.startswith(plain) and shorter >= 0.35 * len(label):
            score = max(score, 0.8)
        if plain.endswith(label):
            score = max(score, 0.95)
    return score
