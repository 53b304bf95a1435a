"""What a crawl of a portal would follow: its lists walked to their ends over saved pages, or over any other answers.

Stores nothing and asks nothing but what it is handed. What is found wrong is said in lines for a person.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from crawler import platforms
from crawler.addresses import identity
from crawler.links import attachments, is_report, subpages
from crawler.page import Ask, Page
from crawler.portal import Portal
from crawler.reasons import reasons
from crawler.saved import Saved

Key = tuple[str, tuple[tuple[str, str], ...]]
Answer = Callable[[Ask], Page | None]
# A proof is of a few saved pages, never of a whole site.
MOST_PAGES = 5_000
_COUNTED = {"reports": "报告", "more": "后面的页", "attachments": "附件", "subpages": "下一层的报告"}


@dataclass(slots=True)
class Listed:
    """One list, as far as its pages were there."""

    key: str
    org: str | None = None
    pages: int = 0
    entries: int = 0
    total: int | None = None
    reports: dict[str, Ask] = field(default_factory=dict)
    # Pages of it that were not there.
    unsaved: list[Ask] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Looked:
    """One page that was there: how many of each it leads to, and what is wrong with it by itself."""

    ask: Ask
    counts: Mapping[str, int]
    trouble: str | None = None


@dataclass(slots=True)
class Proof:
    lists: dict[str, Listed] = field(default_factory=dict)
    reports: dict[str, Ask] = field(default_factory=dict)
    files: dict[str, Ask] = field(default_factory=dict)
    # Links that could be reports and are not followed: another host, or left out by the portal's file.
    elsewhere: dict[str, Ask] = field(default_factory=dict)
    looked: dict[Key, Looked] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def prove(portal: Portal, saved: Mapping[Key, Saved], newest: int | None = None) -> Proof:
    """Walks the portal over its saved pages and compares what each leads to with what is expected of it."""

    def answer(ask: Ask) -> Page | None:
        one = saved.get(key_of(ask))
        return one.page(ask) if one is not None else None

    proof = walk(portal, answer, newest)
    for key, one in saved.items():
        looked = proof.looked.get(key)
        if looked is None:
            proof.wrong.append(f"{one.file.name}：没有起点或链接通向它（{one.url}）")
        else:
            proof.wrong += (f"{one.file.name}：{line}" for line in _compared(one, looked))
    return proof


def walk(portal: Portal, answer: Answer, newest: int | None = None) -> Proof:
    """Everything that can be reached from the portal's starts through what `answer` has."""
    proof = Proof()
    waiting = deque(platforms.starts(portal, newest))
    if not waiting:
        proof.wrong.append("没有起点（[[starts]]）")
    seen: set[tuple[str, Key]] = set()
    while waiting and len(seen) < MOST_PAGES:
        ask = waiting.popleft()
        # A column's page that is a report itself is looked at as both.
        if (ask.kind, key_of(ask)) not in seen:
            seen.add((ask.kind, key_of(ask)))
            waiting.extend((_list if ask.kind == "list" else _report)(proof, portal, ask, answer(ask)))
    for listed in proof.lists.values():
        proof.wrong += _short(listed)
    return proof


def key_of(ask: Ask) -> Key:
    """What a request asks for; two with the same one are the same request."""
    return identity(ask.url), tuple(sorted(ask.form))


def _list(proof: Proof, portal: Portal, ask: Ask, page: Page | None) -> list[Ask]:
    """What to go on with after a page of a list."""
    listed = proof.lists.setdefault(ask.list or ask.url, Listed(ask.list or ask.url, ask.org))
    if page is None:
        listed.unsaved.append(ask)
        return []
    found = platforms.read(page, portal)
    links, more = platforms.followed(found.links, portal), platforms.followed(found.more, portal)
    _look(proof, ask, {"reports": len(links), "more": len(more)}, found.trouble)
    proof.elsewhere |= {identity(link.url): link for link in found.links if link not in links}
    listed.pages += 1
    listed.entries += found.entries
    listed.total = found.total if found.total is not None else listed.total
    listed.reports |= {identity(link.url): link for link in links}
    return [*links, *more]


def _report(proof: Proof, portal: Portal, ask: Ask, page: Page | None) -> list[Ask]:
    """A report's page is followed to its files, and to where it goes on."""
    proof.reports[identity(ask.url)] = ask
    if page is None:
        return []
    files, further = platforms.followed(attachments(page), portal), platforms.followed(subpages(page), portal)
    unlike = not (files or further or is_report(page))
    counts = {"attachments": len(files), "subpages": len(further)}
    _look(proof, ask, counts, "not_a_report" if unlike else None)
    proof.files |= {identity(file.url): file for file in files}
    return list(further)


def _look(proof: Proof, ask: Ask, counts: Mapping[str, int], trouble: str | None) -> None:
    before = proof.looked.get(key_of(ask), Looked(ask, {}))
    proof.looked[key_of(ask)] = Looked(before.ask, {**before.counts, **counts}, before.trouble or trouble)


def _short(listed: Listed) -> Iterator[str]:
    if listed.pages and listed.total is not None and listed.entries < listed.total and not listed.unsaved:
        yield f"{listed.key}：列表说有 {listed.total} 条，翻到头只有 {listed.entries} 条"


def _compared(saved: Saved, looked: Looked) -> Iterator[str]:
    if looked.trouble != saved.trouble:
        expected = f"（应为 {saved.trouble}）" if saved.trouble else ""
        yield in_words(looked.trouble) + expected
    for key, count in saved.expected.items():
        if looked.counts.get(key) != count:
            yield f"{_COUNTED[key]}应有 {count}，得到 {looked.counts.get(key, '不适用')}"


def in_words(trouble: str | None) -> str:
    if trouble is None:
        return "没有问题"
    return "不像一份年度报告，也没有附件" if trouble == "not_a_report" else f"{reasons()[trouble].zh}（{trouble}）"
