"""The list of problem codes (problems.toml) with their documented meaning; a code that is not in it cannot be used."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Meaning:
    zh: str
    en: str


@cache
def meanings() -> Mapping[str, Meaning]:
    text = resources.files("parsers").joinpath("problems.toml").read_text(encoding="utf-8")
    return {code: Meaning(**row) for code, row in tomllib.loads(text).items()}


def known_code(code: str) -> str:
    if code not in meanings():
        raise ValueError(f"problem code {code!r} is not documented in parsers/problems.toml")
    return code
