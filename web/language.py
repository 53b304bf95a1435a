"""The language a page is shown in, and the words of the pages in both (words/*.toml: key = [中文, English]).

Which of the two is meant is a matter of the request (a cookie, or ?lang=); Chinese where nothing is said.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from http.cookies import CookieError, SimpleCookie
from importlib import resources
from typing import Literal, get_args
from urllib.parse import parse_qs

Language = Literal["zh", "en"]

COOKIE = "gongkai_lang"
PARAMETER = "lang"

_LANGUAGE: ContextVar[Language] = ContextVar("language", default="zh")


def language() -> Language:
    return _LANGUAGE.get()


def speak(chosen: Language) -> None:
    """For the rest of this request."""
    _LANGUAGE.set(chosen)


def asked(query: str) -> Language | None:
    """What the address asks for."""
    return _known(parse_qs(query).get(PARAMETER, [""])[-1])


def remembered(cookies: str) -> Language | None:
    """What an earlier address asked for."""
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return _known(found.value) if found else None


def _known(word: str) -> Language | None:
    return next((one for one in get_args(Language) if one == word), None)


def say(key: str, /, **values: object) -> str:
    """`page.word` in the language of the request, with its places filled where there is something to fill them."""
    text = either(*words()[key])
    return text.format(**values) if values else text


def either(zh: str, en: str) -> str:
    return zh if language() == "zh" else en


@cache
def words() -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for file in resources.files("web").joinpath("words").iterdir():
        if file.name.endswith(".toml"):
            for topic, pairs in tomllib.loads(file.read_text(encoding="utf-8")).items():
                found |= {f"{topic}.{key}": (zh, en) for key, (zh, en) in pairs.items()}
    return found
