"""Tells a challenge, a block, a soft 404 or an empty shell from the page that was asked for. Solves none of them.

First asks for the presence of what is wanted: a page that holds it is never a challenge, whatever words it uses. Then
for marks, of which each has its reason code. None says only that nothing speaks against the page.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import islice
from typing import Any, Literal

from crawler.addresses import pattern
from crawler.reasons import of_status
from parsers.words import squeeze

Wanted = Literal["list", "report", "attachment"]

# A block page is short; what comes later in a longer one is not looked at.
LOOKED_AT = 100_000
# A page that shows less is what its script makes of it (as in parsers/kind.py).
SHOWS_NOTHING = 60
SECTIONS = 2
LONGEST_LINK, MOST_LINKS = 2000, 5000

_APART = re.compile(r"(?i)(<script\b|</script\s*>|<style\b|</style\s*>|<!--|-->)")
_ENDS = {"<script": "</script", "<style": "</style", "<!--": "--"}
_LINK, _UNLINK = re.compile(r"(?i)<a\s"), re.compile(r"(?i)</a\b")
_TAG = re.compile(r"<[^<>]*>")
_COOKIE = re.compile(r"(?:^|,)\s*([^\s=;,]+)\s*=")


def verdict(
    status: int, headers: Mapping[str, str], text: str, wanted: Wanted, found: bool | None = None
) -> str | None:
    """A reason code, or None. `headers` have lower-case names; `found` is what a caller knows that has read the page:
    whether it holds what is wanted."""
    if status in (304, 404, 410):
        return of_status(status)
    success = of_status(status) is None
    if success and (found or (found is None and holds(text, wanted))):
        return None
    shown = visible(text)
    named = _signed(status, headers, shown) or _marked(text, shown)
    if named or not success:
        return named or of_status(status)
    if not text.strip():
        return "empty_body"
    return _missing(shown) or _shell(text, shown)


def holds(text: str, wanted: Wanted) -> bool:
    """Whether the page plainly is what was asked for. An attachment is no text."""
    if wanted == "attachment":
        return False
    return _holds_list(text) if wanted == "list" else _holds_report(text)


def visible(text: str) -> str:
    """What a page shows, without blanks; scripts, styles and comments show nothing. Takes time by its length only."""
    shown, ends = [], ""
    for part in _APART.split(text[:LOOKED_AT]):
        mark = part[:9].lower().rstrip("> \t\r\n")
        if ends:
            ends = "" if mark == ends else ends
        elif mark in _ENDS:
            ends = _ENDS[mark]
        else:
            shown.append(part)
    return squeeze(html.unescape(_TAG.sub("", "".join(shown))))


def _holds_report(text: str) -> bool:
    """Its subject and official headings; or the words of a report of before 2019; or a file that is the report."""
    if _is_report(text):
        return True
    shown = visible(text)
    wanted = _kinds()["wanted"]
    if _is_report(shown):
        return True
    if not pattern("title", "subject").search(shown) or not pattern("title", "report").search(shown):
        return False
    topics = sum(re.search(topic, shown) is not None for topic in wanted["topics"])
    return (len(shown) >= wanted["least"] and topics >= wanted["least_topics"]) or _file().search(text) is not None


def _is_report(text: str) -> bool:
    sections: set[str] = set()
    for found in pattern("pages", "sections").finditer(text):
        sections.add(found[0])
        if len(sections) >= SECTIONS:
            return pattern("title", "subject").search(text) is not None
    return False


def _holds_list(text: str) -> bool:
    marks = _marks()["list"]
    head = text[:LOOKED_AT].lstrip("\ufeff \t\r\n")
    if re.search(marks["data"], head) and (head[:1] in "{[" or "<record" in head or "<datastore" in head):
        return True
    links = (text[found.end() : found.end() + LONGEST_LINK] for found in islice(_LINK.finditer(text), MOST_LINKS))
    return any(re.search(marks["link"], squeeze(_UNLINK.split(link, 1)[0])) for link in links)


def _signed(status: int, headers: Mapping[str, str], shown: str) -> str | None:
    cookies = _COOKIE.findall(headers.get("set-cookie", ""))
    for sign in _marks()["signs"]:
        if "status" in sign and status not in sign["status"]:
            continue
        if "cookie" in sign and not any(re.search(sign["cookie"], name) for name in cookies):
            continue
        if sign.get("empty") and len(shown) >= SHOWS_NOTHING:
            continue
        return str(sign["reason"])
    return None


def _marked(text: str, shown: str) -> str | None:
    """By the marks of parsers/kind.toml: in the words of a short page, in the scripts of one that shows nothing."""
    marks = _kinds()["challenge"]
    found = _any_of("challenge", "text").search(shown) if len(shown) <= marks["longest"] else None
    if found is None and len(shown) < SHOWS_NOTHING:
        found = _any_of("challenge", "raw").search(text[:LOOKED_AT])
    if found is None:
        return None
    return next((reason for reason, mark in _marks()["whose"].items() if re.search(mark, found[0])), "waf")


def _missing(shown: str) -> str | None:
    for kind, reason in (("not_found", "not_found_soft"), ("login", "login")):
        if len(shown) <= _kinds()[kind]["longest"] and _any_of(kind, "text").search(shown):
            return reason
    return None


def _shell(text: str, shown: str) -> str | None:
    marks = _marks()["shell"]
    head = text[:LOOKED_AT]
    if len(shown) > marks["longest"] or re.search(marks["shows"], head, re.IGNORECASE):
        return None
    if re.search(marks["raw"], head, re.IGNORECASE):
        return "js_shell"
    return None if shown else "empty_body"


@cache
def _marks() -> dict[str, Any]:
    return tomllib.loads(resources.files("crawler.guards").joinpath("challenge.toml").read_text(encoding="utf-8"))


@cache
def _kinds() -> dict[str, Any]:
    return tomllib.loads(resources.files("parsers").joinpath("kind.toml").read_text(encoding="utf-8"))


@cache
def _any_of(table: str, key: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{mark})" for mark in _kinds()[table][key]))


@cache
def _file() -> re.Pattern[str]:
    """A link to a file, by its extension or by the servlet that hands it out."""
    extensions = pattern("files", "extensions").pattern
    servlet = pattern("files", "servlet").pattern.removeprefix("(?i)")
    return re.compile(rf"(?i)(?:href|src)\s*=\s*[\"']?[^\"'\s<>]{{1,1000}}(?:\.(?:{extensions})\b|{servlet})")
