"""The words of organisations' names as rules (data/organisation_kinds.toml): how one is written, what kind it is.

Knows the words of one name, nothing of regions or of other organisations.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Literal

from parsers.words import half, squeeze

Kind = Literal["government", "office", "department", "town", "other"]

_KINDS: Mapping[str, Kind] = {
    "government": "government",
    "office": "office",
    "department": "department",
    "town": "town",
    "other": "other",
}
_BRACKETS = str.maketrans("()【】[]〔〕", "（）（）（）（）")
# A name of a body; what is longer is a sentence that was taken for one.
_LONGEST = 120


@cache
def rules() -> Mapping[str, Any]:
    text = resources.files("pipelines").joinpath("data", "organisation_kinds.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def tidy(name: str) -> str:
    """Without blanks, marks around it and plates in brackets; brackets in one form."""
    plain = half(squeeze(name[: 4 * _LONGEST])).translate(_BRACKETS)[:_LONGEST]
    plain = plain.strip("《》“”\"'·:：,，。;；、-—_|")
    return re.sub(rules()["aside"], "", plain)


def written(rest: str) -> str:
    """How a canonical name writes what follows its region: 政府办 is 人民政府办公室, 高城镇 its government."""
    for rule in rules()["endings"]:
        rest, count = re.subn(rule["pattern"], rule["becomes"], rest, count=1)
        if count:
            break
    return rest


def kind(name: str) -> Kind:
    """The first rule that fits a canonical name."""
    return next(_KINDS[rule["kind"]] for rule in rules()["kinds"] if re.search(rule["pattern"], name))


def is_town(name: str) -> bool:
    """Whether a name is a town's, in any of its spellings."""
    return kind(written(name)) == "town"


def is_zone(rest: str) -> bool:
    """Whether what follows the region belongs to a development zone, which stands between a city and its counties."""
    return re.search(rules()["zone"], rest) is not None


def head_of(name: str) -> str:
    """The words before the region of a body that a ministry leads: 国家税务总局."""
    return next((head for head in rules()["heads"] if name.startswith(head) and name != head), "")
