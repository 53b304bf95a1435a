"""What a crawl would follow, for a person: lists with their pages and reports, files, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from crawler.page import Ask
from crawler.portal import host_of
from crawler.proof import Listed, Proof
from crawler.show.words import clean

FEW = 10


def shown(proof: Proof, few: int = FEW) -> Iterator[str]:
    for listed in proof.lists.values():
        yield from _list(listed, few)
    named = {key for listed in proof.lists.values() for key in listed.reports}
    others = [ask for key, ask in proof.reports.items() if key not in named]
    if others:
        yield f"列表之外的报告 {len(others)} 份"
        yield from _some(others, few)
    if proof.files:
        yield f"附件 {len(proof.files)} 个"
        yield from _some(list(proof.files.values()), few)
    if proof.elsewhere:
        hosts = Counter((host_of(ask.url) or ("", "?"))[1] for ask in proof.elsewhere.values())
        told = "、".join(f"{clean(host)} {count}" for host, count in hosts.most_common(FEW))
        yield f"不跟去的链接 {len(proof.elsewhere)} 个（不在 hosts 之内，或列在 leave_out）：{told}"


def _list(listed: Listed, few: int) -> Iterator[str]:
    if not listed.pages:
        yield f"列表 {clean(listed.key)}：还没有看"
        return
    total = f"/{listed.total}" if listed.total is not None else ""
    whose = f"（{clean(listed.org)}）" if listed.org else ""
    yield (
        f"列表 {clean(listed.key)}{whose}：读了 {listed.pages} 页，条目 {listed.entries}{total}，"
        f"报告 {len(listed.reports)}，后面还有 {len(listed.unsaved)} 页"
    )
    yield from _some(list(listed.reports.values()), few)
    if listed.unsaved:
        yield f"  下一页 {clean(listed.unsaved[0].url)}"


def _some(asks: Sequence[Ask], few: int) -> Iterator[str]:
    for ask in asks[:few]:
        day = ask.published.isoformat() if ask.published else "　" * 5
        yield f"  {day}  {clean(ask.title) or '（没有标题）'}  {clean(ask.url)}"
    if len(asks) > few:
        yield f"  ……共 {len(asks)}"
