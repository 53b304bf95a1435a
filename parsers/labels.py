"""Labels and their likeness: how far a printed label is one of the form's. Knows words, no rows and no figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

# A label counts as recognised from here on, and only when no other label of the form is nearly as like. The fewer its
# words, the more each of them says: 全部公开 is three quarters of 部分公开.
LIKE = 0.7
SHORT, LIKE_SHORT = 8, 0.8
EXACT = 4
LONGEST = 120
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
    foreign: tuple[str, ...] = ()
    none: frozenset[str] = frozenset()  # the names of groups stand in front of a row's own label, and name no row
    exact: dict[str, str] = field(default_factory=dict, compare=False, hash=False)

    @staticmethod
    def of(
        labels: Iterable[tuple[str, Sequence[str]]], foreign: Sequence[str] = (), none: Iterable[str] = ()
    ) -> Vocabulary:
        """`foreign` begins the labels of other figures; `none` are labels that name no key at all."""
        words = tuple((normal(label), key) for key, spellings in labels for label in spellings)
        exact = dict(words)
        return Vocabulary(words, tuple(foreign), frozenset(map(normal, none)), exact)

    def match(self, text: str) -> tuple[str, float] | None:
        """The key that `text` is the label of, and how like it is; None when none is like or two are."""
        plain = normal(text)
        if not plain:
            return None
        if plain in self.exact:
            return self.exact[plain], 1.0
        if plain in self.none or len(plain) > LONGEST:
            return None
        return _nearest(self, plain)


@lru_cache(maxsize=8192)
def _nearest(vocabulary: Vocabulary, plain: str) -> tuple[str, float] | None:
    best: dict[str, float] = {}
    for label, key in vocabulary.words:
        score = 0.0 if is_foreign(plain, label, vocabulary.foreign) else _likeness(plain, label)
        if score > best.get(key, 0.0):
            best[key] = score
    ranked = sorted(best.items(), key=lambda pair: -pair[1])[:2]
    if not ranked or _holds_two(plain, ranked[0][0], vocabulary):
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < MARGIN:
        return None
    return ranked[0]


def _holds_two(plain: str, key: str, vocabulary: Vocabulary) -> bool:
    """The labels of two rows in one cell, as where the rule between them is missing: whose figures are they?"""
    return any(
        len(label) >= EXACT and other != key and label in plain and label not in vocabulary.none
        for label, other in vocabulary.words
    )


def is_foreign(plain: str, label: str, foreign: Sequence[str]) -> bool:
    """上年处理决定数量 is no 处理决定数量, whatever else it has in common with it."""
    return any(plain.startswith(word) and not label.startswith(word) for word in foreign)


def _likeness(plain: str, label: str) -> float:
    """How like a printed label is to one of the form; 0 below the bar of its length."""
    if len(label) <= EXACT:
        return 0.95 if len(label) == EXACT and plain.endswith(label) else 0.0
    score = fuzz.ratio(plain, label) / 100
    if score < (LIKE_SHORT if len(label) <= SHORT else LIKE):
        score = 0.0
    shorter = min(len(plain), len(label))
    if shorter >= 4:
        # Cut at a page's end, or glued to the label of its group: the words that are there must be the same ones.
        if label.startswith(plain) and shorter >= 0.35 * len(label):
            score = max(score, 0.8)
        if plain.endswith(label):
            score = max(score, 0.95)
    return score
