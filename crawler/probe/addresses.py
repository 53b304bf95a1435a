"""Which values of a request a list's own address tells, so that one rule serves all lists of a portal. Pure.

A rule that would ask for the same entries whatever the list is worse than none: what the address does not tell ties the
rule to the one list that was looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.portal import ADDRESSES

# Shorter pieces stand in an address by chance.
LEAST, LEAST_DIGITS = 3, 2
_HOST = r"^https?://[^/]+"
_WORD = r"[0-9A-Za-z_.-]+"


@dataclass(frozen=True, slots=True)
class Pattern:
    """`address` as the portal's file says it (empty: the platform's own), what its groups hold for this list, and
    whether it leaves open what it should not unless another list proves it."""

    address: str
    groups: dict[str, str]
    to_prove: bool = False


def patterns(url: str, values: Sequence[str], platform: str) -> Iterator[Pattern]:
    """The most general first; the last is for this list alone."""
    own = re.search(ADDRESSES[platform], url) if platform in ADDRESSES else None
    if own is not None:
        told = {name: value for name, value in own.groupdict().items() if value and _stands_in(value, values)}
        # The last group is what tells a list from all others.
        if list(own.groupdict())[-1] in told:
            yield Pattern("", told)
    parts = urlsplit(url)
    place = parts.path + (f"?{parts.query}" if parts.query else "")
    found = _found(place, values)
    if found:
        wide, narrow = _written(place, found)
        if wide != narrow:
            yield Pattern(f"{_HOST}{wide}", {name: value for name, value, *_ in found}, to_prove=True)
        yield Pattern(f"{_HOST}{narrow}", {name: value for name, value, *_ in found})
    yield Pattern(f"{_HOST}{re.escape(place)}$", {})


def _stands_in(value: str, values: Sequence[str]) -> bool:
    return any(re.search(rf"(?<![0-9A-Za-z]){re.escape(value)}(?![0-9A-Za-z])", one) for one in values)


def _found(place: str, values: Sequence[str]) -> list[tuple[str, str, int, int]]:
    """Pieces of the address that are values of the request: a name, the piece, from where to where."""
    found: list[tuple[str, str, int, int]] = []
    for value in sorted(set(values), key=lambda one: (-len(one), one)):
        digits = value.isdecimal()
        if len(value) < (LEAST_DIGITS if digits else LEAST) or not re.fullmatch(_WORD, value):
            continue
        edge = r"\d" if digits else "[0-9A-Za-z]"
        for one in re.finditer(rf"(?<!{edge}){re.escape(value)}(?!{edge})", place):
            if all(one.end() <= begin or one.start() >= end for *_, begin, end in found):
                found.append((f"id{len(found) + 1}", value, one.start(), one.end()))
                break
    return sorted(found, key=lambda one: one[2])


def _written(place: str, found: Sequence[tuple[str, str, int, int]]) -> tuple[str, str]:
    """The address with its pieces as groups; in the first also with any folders before the first piece."""
    at, text = 0, ""
    for name, value, begin, end in found:
        text += re.escape(place[at:begin]) + (rf"(?P<{name}>\d+)" if value.isdecimal() else rf"(?P<{name}>{_WORD})")
        at = end
    rest = text + re.escape(place[at:]) + "$"
    before = place[: found[0][2]]
    folders = before.rpartition("/")[0]
    wide = "".join("/[^/]+" for folder in folders.split("/") if folder)
    return rest.replace(re.escape(folders), wide, 1) if folders else rest, rest
