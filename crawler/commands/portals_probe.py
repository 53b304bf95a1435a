"""`gongkai portals probe URL`: opens a list in a headless browser, finds what fills it, writes [list] of its portal.

Asks the portal's hosts alone, politely; a challenge is reported, never solved. The finding out is crawler/probe's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler import clock
from crawler.addresses import clean as clean_address
from crawler.addresses import identity
from crawler.browser.program import NoBrowserError, missing
from crawler.commands.data import data_folder, data_option
from crawler.config import load as load_config
from crawler.fetch import Caller, NotFetched
from crawler.guards.addresses import refusal
from crawler.page import Ask, Page
from crawler.portal import Portal, Start, Wrong, files, portals
from crawler.probe.write import shown as section
from crawler.probe.write import written
from crawler.proof import key_of, walk
from crawler.reasons import reasons
from crawler.settings import DOWNLOAD_DELAY
from crawler.show.proof import shown
from crawler.show.words import clean

if TYPE_CHECKING:
    from crawler.probe.probing import Probed

ATTENTION = 1


@click.command
@data_option
@click.option("--portal", "name", metavar="ID", help="写入哪个门户的文件；默认取 hosts 中有这个主机的。")
@click.argument("url")
@click.pass_context
def probe(context: click.Context, name: str | None, url: str) -> None:
    """用浏览器打开一个由脚本填充的列表，看是哪个请求填充了它，把接口写入门户文件的 [list]。

    只请求这个门户的主机；写下之前，会像采集时那样直接问一遍接口。没有这样的接口，就写 browser = true。
    内置的文件不改，写在数据目录的 portals/ 里。要用 Playwright 和系统的 Chromium。

    退出码：0 写好；1 还需要人来看；2 没有写。
    """
    data = data_folder(context)
    portal = _chosen(data, name, url)
    lacking = missing()
    if lacking is not None:
        raise NoBrowserError(lacking)
    from crawler.probe.probing import on_the_page, probed  # noqa: PLC0415  # only where the extra is installed

    rest = 0 if portal.loopback else portal.courtesy.delay or DOWNLOAD_DELAY
    caller = Caller(load_config(data).settings()["USER_AGENT"], loopback=portal.loopback, rest=rest)
    address = clean_address(url) or url
    plain = caller.fetch(Ask(address, list=address))
    _refuse(plain, portal)
    if on_the_page(plain, portal):
        click.echo(f"{clean(address)}：列表就在网页上，不用浏览器，也不用写 [list]")
        return
    found = probed(plain, portal, caller)
    _refuse(found.watched.opened, portal)
    file = _write(found, portal, address, data)
    for line in _told(found, portal, address, file):
        click.echo(line)
    context.exit(0 if found.guess is not None else ATTENTION)


def _chosen(data: Path, name: str | None, url: str) -> Portal:
    wrong: list[Wrong] = []
    known = portals(data, wrong)
    if name is not None and name not in known:
        raise click.UsageError(f"没有门户 {name}；gongkai portals 列出全部")
    there = [one for one in known.values() if one.allows(url) and name in (None, one.id)]
    if not there:
        whose = f"门户 {name} 的" if name else "哪个门户的"
        raise click.UsageError(f"{url} 不在{whose} schemes 和 hosts 之内；新的门户先用 gongkai portals add")
    if len(there) > 1:
        raise click.UsageError(f"{'、'.join(one.id for one in there)} 都有这个主机，请用 --portal 指明")
    if refusal(url, there[0]) is not None:
        raise click.UsageError(f"{url} 是本机或内网的地址")
    return there[0]


def _refuse(page: Page, portal: Portal) -> None:
    from crawler.probe.probing import challenge  # noqa: PLC0415

    if not portal.allows(page.url):
        raise NotFetched(f"{page.ask.url}：被转到别的主机（{page.url}）")
    reason = challenge(page, portal)
    if reason is not None:
        raise NotFetched(f"{page.ask.url}：{reasons()[reason].zh}（{reason}）。{reasons()[reason].do_zh}")


def _write(found: Probed, portal: Portal, url: str, data: Path) -> Path | None:
    if found.rule is None:
        return None
    known = {identity(start.url) for start in portal.starts}
    start = None if identity(url) in known else Start(url)
    remark = f"gongkai portals probe，{clock.now().date()}"
    return written(portal, found.rule, start, files(data)[portal.id], data, remark)


def _told(found: Probed, portal: Portal, url: str, file: Path | None) -> Iterator[str]:
    if found.rule is None or file is None:
        yield f"{clean(url)}：浏览器里也没有看到年报的链接；没有写"
        for address, reason in list(found.watched.refused.items())[:10]:
            if reason != "not_needed":
                yield f"  没有让它请求 {clean(address)}（{reason}）"
        return
    if found.guess is None:
        yield f"{clean(url)}：网页里有年报，但没有能直接问的接口；以后用浏览器打开列表"
    else:
        yield f"填充列表的请求：{found.guess.exchange.method} {clean(found.guess.exchange.url)}"
        if found.guess.second is not None:
            yield f"下一页的请求：{found.guess.second.method} {clean(found.guess.second.url)}"
        yield _reach(found)
    yield f"写入 {file}："
    yield from (f"  {clean(line)}" for line in section(found.rule).splitlines())
    only = replace(portal, list=found.rule, starts=(Start(url),))
    yield from shown(walk(only, lambda ask: found.pages.get(key_of(ask))))
    yield f"然后：gongkai crawl {portal.id}"


def _reach(found: Probed) -> str:
    if found.reach == "proved":
        return f"在另一个列表上也对：{clean(found.other or '')}"
    if found.reach == "form":
        return "这个门户没有另一个列表可对照；网址相同形式的列表都用它"
    if found.other is not None:
        return f"另一个列表 {clean(found.other)} 不是这样填充的（或打不开）：只用于这个列表"
    return "列表的网址里没有接口要的值：只用于这个列表"
