"""The prose of a report as it is compared with another's: what the form makes everybody say is left out. Pure.

Numbers and names are masked: a text in which only the figures, the body's own name and its region's were changed is
the same text. What is left out stands in data/boilerplate.toml; it does not depend on the other reports, so that the
comparison of two reports never changes when a third arrives.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

# A run of so many characters is the unit of comparison.
RUN = 6
# Shorter prose is not judged: its few sentences may well be the same by chance.
SHORTEST = 300
# A hostile text is compared by its beginning, and a sentence without an end in pieces.
LONGEST = 50_000
PIECE = 200

Runs = NDArray[np.uint64]

_ITSELF, _NUMBER = "本机关", "0"
_ITSELVES = re.compile(f"(?:{_ITSELF})+")
_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SENTENCE = re.compile(rf"[^。;!?]{{1,{PIECE}}}[。;!?]?|[。;!?]")
_MARKS = re.compile(r"[\W_]+")
_BASE = np.uint64(0x9E3779B97F4A7C15)


def plain(texts: Iterable[str], names: Iterable[str]) -> str:
    """What is compared: letters and masked numbers only."""
    text = _SPACE.sub("", unicodedata.normalize("NFKC", "\n".join(texts)[:LONGEST]))
    for name in sorted({_SPACE.sub("", name) for name in names if name}, key=len, reverse=True):
        text = text.replace(name, _ITSELF)
    said = _data()
    text = said["itself"].sub(_ITSELF, text)
    text = _ITSELVES.sub(_ITSELF, text)
    kept = (one for one in _SENTENCE.findall(text) if not said["sentences"].search(one))
    return _MARKS.sub("", _DIGITS.sub(_NUMBER, said["phrases"].sub("", "".join(kept))))


def runs(text: str) -> Runs:
    """The different runs of characters in it, as sorted numbers; none where it is too short to be judged."""
    if len(text) < SHORTEST:
        return np.empty(0, dtype=np.uint64)
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    found = np.zeros(len(letters) - RUN + 1, dtype=np.uint64)
    for place in range(RUN):
        found = found * _BASE + letters[place : place + len(found)]
    return np.unique(_mixed(found))


def _mixed(found: Runs) -> Runs:
    """Neighbouring characters to distant numbers (the end of splitmix64)."""
    found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return found ^ (found >> np.uint64(31))


def shared(one: Runs, other: Runs) -> int:
    """How many runs both have."""
    return len(np.intersect1d(one, other, assume_unique=True))


@cache
def version() -> str:
    """Names what is left out and how texts are compared; what was made otherwise is made anew."""
    own = resources.files("pipelines").joinpath("prose.py").read_text(encoding="utf-8")
    return hashlib.sha256((own + _text()).encode()).hexdigest()[:12]


def _text() -> str:
    return resources.files("pipelines").joinpath("data", "boilerplate.toml").read_text(encoding="utf-8")


@cache
def _data() -> dict[str, Any]:
    data = tomllib.loads(_text())
    return {
        "sentences": re.compile("|".join(data["sentences"])),
        "phrases": re.compile("|".join(data["phrases"])),
        "itself": re.compile(data["itself"]),
    }
