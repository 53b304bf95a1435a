"""Organisations of one region that may be one: listed for people, with the reason, and joined by nobody.

What people have decided of a pair is pipelines/decisions.py's; the caller leaves those pairs out.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import combinations
from typing import Any, Literal

from rapidfuzz.distance import LCSseq, Levenshtein, Prefix

from pipelines import regions
from pipelines.regions import UNKNOWN

Reason = Literal["region_unknown", "same_words", "former", "one_character", "abbreviation"]

# So many organisations that look alike are no list for people, and would cost time without end.
_CROWD = 60


@dataclass(frozen=True, slots=True, order=True)
class Known:
    id: str
    name: str
    region_code: str


@dataclass(frozen=True, slots=True)
class Pair:
    """`a` has the smaller id."""

    a: Known
    b: Known
    reason: Reason


def doubtful(names: Iterable[Known]) -> Iterator[Pair]:
    """Each pair once, for its best reason, region by region."""
    everyone = sorted(set(names))
    listed: set[tuple[str, str]] = set()
    for reason, candidates in _reasons(everyone):
        for one, other in candidates:
            pair = (min(one, other), max(one, other))
            key = (pair[0].id, pair[1].id)
            if one.id != other.id and key not in listed and not _ordinary(one, other):
                listed.add(key)
                yield Pair(*pair, reason)


def _ordinary(one: Known, other: Known) -> bool:
    """审计局 and 统计局 are two bodies everywhere."""
    return core(one) != core(other) and {core(one), core(other)} <= set(_data()["ordinary"])


def _reasons(everyone: Sequence[Known]) -> Iterator[tuple[Reason, Iterator[tuple[Known, Known]]]]:
    yield "region_unknown", _unknown(everyone)
    yield "same_words", _alike(everyone, lambda one: [_words(core(one))])
    yield "former", _alike(everyone, lambda one: [_words(core(one)), _now(_words(core(one)))])
    yield "one_character", _near(everyone)
    yield "abbreviation", _abbreviated(everyone)


@lru_cache(maxsize=65536)
def core(one: Known) -> str:
    """The name without its region: 教育局 for 张店区教育局 and for 张店教育局."""
    region = regions.get(one.region_code)
    if region is None:
        return one.name
    word = region.name if one.name.startswith(region.name) else regions.stem(region.name)
    return one.name.removeprefix(word)


def _unknown(everyone: Sequence[Known]) -> Iterator[tuple[Known, Known]]:
    """公园街道办事处 somewhere, and in 张店区."""
    by_core = defaultdict(list)
    for one in everyone:
        if one.region_code != UNKNOWN:
            by_core[core(one)].append(one)
    for one in everyone:
        if one.region_code == UNKNOWN:
            yield from ((one, other) for other in by_core[core(one)][:_CROWD])


def _alike(everyone: Sequence[Known], keys: Callable[[Known], Iterable[str]]) -> Iterator[tuple[Known, Known]]:
    """Those of one region that share a key."""
    groups = defaultdict(list)
    for one in everyone:
        for key in set(keys(one)):
            groups[one.region_code, key].append(one)
    for (_, key), group in groups.items():
        if key:
            yield from combinations(group[:_CROWD], 2)


@lru_cache(maxsize=65536)
def _words(name: str) -> str:
    """A key of the name: short words written out, fillers and the ending left out."""
    bare = re.sub(_data()["fillers"], "", re.sub(_data()["endings"], "", name))
    bare = bare or name
    for word in _short():
        if bare.startswith(word) and not bare.startswith(_data()["short"][word]):
            return str(_data()["short"][word]) + bare[len(word) :]
    return bare


def _now(words: str) -> str:
    became: str = _data()["former"].get(words, "")
    return became


def _near(everyone: Sequence[Known]) -> Iterator[tuple[Known, Known]]:
    """One character put, lost or changed, found through what is left when any one is lost."""
    pairs = _alike(everyone, lambda one: _without_one(core(one)))
    return (pair for pair in pairs if _differ_by_one(core(pair[0]), core(pair[1])))


def _without_one(name: str) -> Iterator[str]:
    yield name
    yield from (name[:place] + name[place + 1 :] for place in range(len(name)))


def _differ_by_one(one: str, other: str) -> bool:
    if Levenshtein.distance(one, other, score_cutoff=1) != 1:
        return False
    same = Prefix.similarity(one, other)
    changed = "".join(name[same] for name in (one, other) if len(name) == max(len(one), len(other)))
    return not any(character in _data()["telling"] for character in changed)


def _abbreviated(everyone: Sequence[Known]) -> Iterator[tuple[Known, Known]]:
    """Every character of one name stands in the other in this order, the first and the last too: 科技局, 科学技术局."""
    for one, other in _alike(everyone, lambda one: [core(one)[:1] + core(one)[-1:]]):
        short, long = sorted((core(one), core(other)), key=len)
        if 2 < len(short) < len(long) <= 3 * len(short) and LCSseq.similarity(short, long) == len(short):
            yield one, other


@cache
def _short() -> tuple[str, ...]:
    return tuple(sorted(_data()["short"], key=len, reverse=True))


@cache
def _data() -> Mapping[str, Any]:
    text = resources.files("pipelines").joinpath("data", "organisation_doubts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
