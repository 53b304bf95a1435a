"""Chance that is no chance: the same words always give the same draws."""

from __future__ import annotations

from random import Random


def chance(*words: object) -> Random:
    return Random("/".join(map(str, words)))  # noqa: S311  # wanted to be foreseen
