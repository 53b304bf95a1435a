"""The shape of an answer: which arrays, pieces of HTML and numbers it holds, by their dotted paths. Bounded, and pure.

Knows nothing of lists; what a place holds is crawler/probe/fields.py's to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias

from crawler.platforms.answers import count_of

# An answer of any shape costs a bounded time.
DEPTH, MOST_PLACES, MOST_FIELDS, MOST_CHARS = 6, 200, 80, 4 * 1024 * 1024
_KEY = re.compile(r"\w{1,64}")

Item: TypeAlias = Mapping[str, Any]


def places(data: Any) -> Iterator[tuple[str, Any]]:
    """Arrays and pieces of HTML, those near the root first. (An array that is the whole answer has no path.)"""
    for path, value in _walk(data):
        if isinstance(value, list) or (isinstance(value, str) and "<a" in value[:MOST_CHARS]):
            yield path, value


def numbers(data: Any) -> Iterator[tuple[str, int]]:
    """Numbers outside of lists."""
    for path, value in _walk(data, lists=False):
        number = count_of(value)
        if number is not None:
            yield path, number


def flat(value: Mapping[str, Any], before: str = "", depth: int = 2) -> dict[str, Any]:
    """The fields of an entry."""
    found: dict[str, Any] = {}
    for key, one in islice(value.items(), MOST_FIELDS):
        if not _KEY.fullmatch(key):
            continue
        if isinstance(one, dict) and depth:
            found |= flat(one, f"{before}{key}.", depth - 1)
        elif isinstance(one, str | int | float):
            found[before + key] = one
    return found


def field_names(items: Sequence[Item]) -> list[str]:
    return list(dict.fromkeys(name for item in items for name in item))[:MOST_FIELDS]


def together(path: str, other: str) -> int:
    """How many steps two paths go together."""
    steps = 0
    for one, two in zip(path.split(".")[:-1], other.split(".")[:-1], strict=False):
        if one != two:
            break
        steps += 1
    return steps


def _walk(data: Any, *, lists: bool = True) -> Iterator[tuple[str, Any]]:
    """Everything under the root, level by level."""
    level: list[tuple[str, Any]] = [("", data)]
    for _ in range(DEPTH):
        inside = ((path, pair) for path, value in level for pair in _inside(value, lists))
        level = [(f"{path}.{key}".strip("."), one) for path, (key, one) in islice(inside, MOST_PLACES * MOST_FIELDS)]
        yield from level
        level = [one for one in level if isinstance(one[1], dict | list)][:MOST_PLACES]


def _inside(value: Any, lists: bool) -> Iterator[tuple[str, Any]]:
    """Of a list only the first: an envelope round the answer, not its entries."""
    if isinstance(value, dict):
        yield from ((key, one) for key, one in islice(value.items(), MOST_FIELDS) if _KEY.fullmatch(key))
    elif isinstance(value, list) and lists:
        yield from ((str(at), one) for at, one in enumerate(value[:3]))
