"""The numbers that Word prints before a paragraph (一、 1. （三）) and that stand nowhere in its text.

Bullets are ornaments and are left out: a dash before a figure would make it a negative one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from parsers.readers.word.markup import W, prop, switch, value, whole
from parsers.readers.word.numerals import numeral
from parsers.readers.word.styles import Style, Styles

MAX_LEVELS = 9

_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    start: int
    format: str
    text: str
    restart: int
    legal: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class List:
    """A w:num: lists of one `family` (w:abstractNum) go on counting where the other stopped."""

    family: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass(slots=True)
class Counter:
    """Counts through one document in reading order; the only thing here that changes."""

    lists: Mapping[str, List] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def label(self, paragraph: etree._Element, style: Style) -> str:
        """The number before this paragraph, counting it; empty where it has none."""
        own = value(paragraph, "pPr/numPr/numId")
        num_id = own or style.num_id
        found = self.lists.get(num_id or "")
        if num_id is None or found is None:
            return ""
        level = _level(value(paragraph, "pPr/numPr/ilvl"), own, style, found)
        if level not in found.levels:
            return ""
        counts = self._count(num_id, found, level)
        return _label(found.levels, level, counts)

    def _count(self, num_id: str, found: List, level: int) -> Mapping[int, int]:
        counts = self.counts.setdefault(found.family, {})
        if level in found.starts and (num_id, level) not in self.started:
            counts[level] = found.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else found.levels[level].start
        self.started.add((num_id, level))
        for deeper in [d for d in counts if d > level]:
            if deeper not in found.levels or level < found.levels[deeper].restart:
                del counts[deeper]
        return counts


def _level(stated: str | None, own: str | None, style: Style, found: List) -> int:
    if stated is not None:
        return whole(stated, 0)
    if own is not None:
        return 0
    linked = (number for number, level in found.levels.items() if level.style and level.style == style.id)
    return next(linked, style.level or 0)


def _label(levels: Mapping[int, Level], at: int, counts: Mapping[int, int]) -> str:
    own = levels[at]
    if own.format == "bullet":
        return ""
    printed: list[str] = []
    for part, text in enumerate(_PLACEHOLDER.split(own.text)):
        if part % 2 == 0:
            printed.append(text)
            continue
        level = levels.get(int(text) - 1)
        if level is None:
            return ""
        number = numeral("decimal" if own.legal else level.format, counts.get(int(text) - 1, level.start))
        if number is None:
            return ""
        printed.append(number)
    return "".join(printed).strip()


def read_numbering(root: etree._Element | None, styles: Styles) -> Mapping[str, List]:
    """The lists of numbering.xml by their numId."""
    if root is None:
        return {}
    families = {element.get(W + "abstractNumId") or "": element for element in root.iterchildren(W + "abstractNum")}
    family_of = {num.get(W + "numId") or "": value(num, "abstractNumId") or "" for num in root.iterchildren(W + "num")}
    return dict(_lists(root, families, family_of, styles))


def _lists(
    root: etree._Element, families: Mapping[str, etree._Element], family_of: Mapping[str, str], styles: Styles
) -> Iterator[tuple[str, List]]:
    levels_of = {family: _levels(element) for family, element in families.items()}
    for num in root.iterchildren(W + "num"):
        num_id = num.get(W + "numId") or ""
        family = _follow_style(family_of[num_id], families, family_of, styles)
        levels, starts = dict(levels_of.get(family, {})), {}
        for override in num.iterchildren(W + "lvlOverride"):
            levels.update(_levels(override))
            start = value(override, "startOverride")
            if start is not None:
                starts[whole(override.get(W + "ilvl"), 0)] = whole(start, 1)
        if num_id != "0":
            yield num_id, List(family, levels, starts)


def _follow_style(
    family: str, families: Mapping[str, etree._Element], family_of: Mapping[str, str], styles: Styles
) -> str:
    """A family may only say "as that list style"; the style names a list, the list its family."""
    seen: set[str] = set()
    while family in families and family not in seen:
        seen.add(family)
        link = value(families[family], "numStyleLink")
        style = styles.by_id.get(link) if link else None
        if style is None:
            break
        family = family_of.get(style.num_id or "", family)
    return family


def _levels(parent: etree._Element) -> dict[int, Level]:
    found = {}
    for element in parent.iterchildren(W + "lvl"):
        number = whole(element.get(W + "ilvl"), 0)
        if not 0 <= number < MAX_LEVELS:
            continue
        found[number] = Level(
            start=whole(value(element, "start"), 0 if prop(element, "start") is None else 1),
            format=_format(element),
            text=value(element, "lvlText") or "",
            restart=whole(value(element, "lvlRestart"), number),
            legal=bool(switch(element, "isLgl")),
            style=value(element, "pStyle"),
        )
    return found


def _format(level: etree._Element) -> str:
    """A custom format stands beside a plain one that older programs take; so do we."""
    stated = [element.get(W + "val") or "decimal" for element in level.iter(W + "numFmt")]
    return stated[-1] if stated else "decimal"
