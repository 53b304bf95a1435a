"""html.toml, checked and compiled once: what is known of the portals' pages. Holds data, decides nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Rules:
    ids: frozenset[str]
    classes: frozenset[str]
    furniture: frozenset[str]
    junk: re.Pattern[str]
    leak: re.Pattern[str]
    labels: Mapping[str, tuple[str, int]]
    label: re.Pattern[str]
    weak: frozenset[tuple[str, int]]
    tags: Mapping[str, tuple[str, ...]]


@cache
def rules() -> Rules:
    """`labels` gives a label's key and its rank, 0 being trusted most; `weak` are those that prose uses too."""
    data = tomllib.loads(resources.files("parsers.readers").joinpath("html.toml").read_text(encoding="utf-8"))
    labels = {label: (key, rank) for key, spellings in data["labels"].items() for rank, label in enumerate(spellings)}
    return Rules(
        ids=frozenset(data["article"]["ids"]),
        classes=frozenset(data["article"]["classes"]),
        furniture=frozenset(data["furniture"]["names"]),
        junk=re.compile("|".join(data["lines"]["junk"])),
        leak=re.compile(data["lines"]["leak"]),
        labels=labels,
        label=_any_label(labels),
        weak=frozenset(labels[label] for label in data["weak"]["labels"]),
        tags={key: tuple(names) for key, names in data["tags"].items()},
    )


def _any_label(labels: Iterable[str]) -> re.Pattern[str]:
    """Longest first, so that 信息来源 is not read as 来源; a blank or a lost byte may stand between two characters."""
    longest = sorted(labels, key=len, reverse=True)
    return re.compile("|".join(r"[\s?？\ufffd]*".join(label) for label in longest))
