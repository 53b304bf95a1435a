"""Which body a report is of: the names its page, title and text give, and which of them is trusted.

The publisher named by the page is not always the author; a short and a long name of one body are no difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.report import Problem, Scope
from parsers.title import is_name, pattern, words
from parsers.words import squeeze


@dataclass(frozen=True, slots=True)
class Names:
    """What each source calls the body; None where it names none."""

    title: str | None = None
    page: str | None = None
    text: str | None = None
    footer: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    name: str | None
    problems: tuple[Problem, ...] = ()


def choose(names: Names) -> Body:
    """The title's name before the page's, the text's and the footer's; of one body's names the fuller legal one."""
    ranked = [name for name in (names.title, names.page, names.text, names.footer) if name]
    if not ranked:
        return Body(None, (Problem("org_missing"),))
    first = ranked[0]
    same = [name for name in ranked if same_body(first, name)]
    name = first
    for other in same[1:]:
        name = _fuller(name, other)
    strangers = _strangers(names, first)
    if not strangers:
        return Body(name)
    return Body(name, (Problem("org_differs", (), "；".join([f"采用：{name}", *strangers])),))


def page_name(text: str | None) -> str | None:
    """发布机构 as a name; a credit code or an address is none."""
    plain = squeeze(text or "").strip("[]【】:：")
    return None if not plain or len(plain) < 2 or pattern("org", "not_a_name").search(plain) else plain


def text_name(preamble: str) -> str | None:
    """The body that readers are to ask, or that the text says wrote it; its office is the body itself."""
    for expression in words()["org"]["contact"]:
        for match in re.finditer(expression, preamble):
            name = _without_room(match["org"])
            if len(name) >= 4 and not pattern("org", "not_a_name").search(name) and _legal(name):
                return name
    return None


def footer_name(lines: Sequence[str]) -> str | None:
    """A name that stands alone under the text."""
    for line in reversed([squeeze(line) for line in lines[-6:]]):
        if is_name(line) and _legal(line):
            return line
    return None


def same_body(one: str, other: str) -> bool:
    """Whether one name may be a shorter or cut form of the other: 青城镇 and 高青县青城镇人民政府."""
    if one == other:
        return True
    if _nature(one) != _nature(other) and "cut" not in (_nature(one), _nature(other)):
        return False
    short, long = sorted((_core(one), _core(other)), key=len)
    letters = iter(long)
    return len(short) >= 2 and all(letter in letters for letter in short)


def scope(name: str | None, title: str, preamble: str) -> Scope | None:
    """Whom the figures are of, only where the document says so or the body can only speak for itself."""
    told = [sentence for sentence in re.split("[。；;]", preamble) if pattern("scope", "about").search(sentence)]
    for said in ([title], told):
        for value in ("region", "level", "own"):
            if any(pattern("scope", value).search(sentence) for sentence in said):
                return value
    if name and pattern("org", "own").search(name) and not pattern("org", "not_own").search(name):
        return "own"
    return None


def _strangers(names: Names, first: str) -> list[str]:
    told = []
    if names.page and not same_body(first, names.page) and not _publisher(names.page):
        told.append(f"网页：{names.page}")
    # A county's report is often looked after by a department; a department's is not by another one.
    if names.text and _nature(first) != "government" and not _answers_for(names.text, first):
        told.append(f"正文：{names.text}")
    return told


def _answers_for(asked: str, first: str) -> bool:
    """Whether whom readers are to ask may be a part of the body: an office, or a name that holds the body's own."""
    return asked.endswith(("办公室", "办")) or same_body(first, asked) or _core(first)[-3:] in asked


def _publisher(name: str) -> bool:
    return pattern("org", "publisher").search(name) is not None


def _legal(name: str) -> bool:
    return re.search(words()["org"]["legal"] + "$", name) is not None


def _nature(name: str) -> str:
    if re.search(words()["org"]["government"] + "$", name):
        return "town" if re.search("[镇乡](?:人民)?政府$", name) else "government"
    if name.endswith(("办事处", "街道", "镇", "乡")):
        return "town"
    if re.search(f"(?:管理委员会|管委会|{words()['org']['place']})$", name):
        return "government"
    return "department" if _legal(name) else "cut"


def _core(name: str) -> str:
    core = re.sub(words()["org"]["endings"], "", name)
    return core if len(core) >= 2 else name


def _fuller(name: str, other: str) -> str:
    """`other` where it only adds the region before the name, or the legal ending that the name lacks."""
    if not _legal(name):
        return other if _legal(other) and not _room_of(other, name) else name
    return other if other.endswith(name) and len(other) > len(name) else name


def _room_of(name: str, body: str) -> bool:
    return name.endswith("办公室") and name.startswith(body)


def _without_room(name: str) -> str:
    """An office answers for its body; a government's office is a body itself, a town's is not."""
    match = re.fullmatch(rf"(.*?{words()['org']['legal']}){words()['org']['room']}", name)
    if match is None or re.search("(?<![镇乡])(?<![镇乡]人民)政府$", match[1]):
        return name
    return match[1]
