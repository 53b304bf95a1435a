"""`gongkai portals add URL`: looks at one page, recognises its platform, writes the portal's file, shows what it finds.

Asks for that page alone. The address may be a list of reports, a site's home page or a report.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import click

from crawler import clock
from crawler.anchors import markup
from crawler.commands.data import data_folder, data_option
from crawler.config import load as load_config
from crawler.fetch import NotFetched, fetch
from crawler.guards import check
from crawler.links import identity, is_report
from crawler.page import Page
from crawler.platforms import recognised
from crawler.portal import ID, Portal, Start, Wrong, dump, files, host_of, load, portals
from crawler.portal_parts import Kind
from crawler.proof import Proof, in_words, walk
from crawler.reasons import reasons
from crawler.show.proof import shown
from crawler.show.words import clean

ATTENTION = 1
# A page that a script fills is what it is; the others are no page of the portal at all.
_STILL_A_PAGE = frozenset(("js_shell",))
_SITE_CODE = re.compile(r"标识码\s*[:：]?\s*([1-9]\d{5})\d{4}(?!\d)")


@click.command
@data_option
@click.option("--id", "name_of_file", metavar="ID", help="门户的代号，也是文件名；默认取自主机名。")
@click.option("--name", metavar="NAME", help="门户的名称；默认取自网页。")
@click.option("--region", metavar="CODE", help="六位行政区划代码；默认取自网页上的网站标识码。")
@click.option("--loopback", is_flag=True, help="允许本机的网址：只用于示例网站。")
@click.option("--force", is_flag=True, help="已有同名的文件也覆盖。")
@click.argument("url")
@click.pass_context
def add(
    context: click.Context, name_of_file: str | None, name: str | None, region: str | None, loopback: bool, force: bool,
    url: str,
) -> None:  # fmt: skip
    """看一个网页（年报列表、网站首页或一份报告），认出平台，写下门户文件，并说明会取到什么。

    只请求这一页（和 robots.txt）。写在数据目录的 portals/ 里，可以再用编辑器修改。

    退出码：0 写好，找到了报告或列表；1 写好，但还需要人来看；2 没有写。
    """
    data = data_folder(context)
    page = fetch(url, agent=load_config(data).settings()["USER_AGENT"], loopback=loopback)
    _refuse_what_is_no_page(page)
    portal = proposed(page, url, name_of_file, name, region, loopback)
    _refuse_to_overwrite(portal, data, force)
    proof = walk(portal, lambda ask: page if identity(ask.url) == identity(portal.starts[0].url) else None)
    file = write(portal, data)
    click.echo(f"{file}：{clean(portal.name)}（{portal.region}），平台 {portal.platform}")
    for line in shown(proof):
        click.echo(line)
    good = _advised(proof)
    click.echo(f"看看写下的文件，然后：gongkai crawl {portal.id}")
    context.exit(0 if good else ATTENTION)


def proposed(page: Page, url: str, id_: str | None, name: str | None, region: str | None, loopback: bool) -> Portal:
    """The portal that a page suggests; what the operator says goes before what the page does."""
    place = host_of(page.url)
    if place is None:
        raise NotFetched(f"不是网址（{page.url}）")
    scheme, host = place
    chosen = id_ or _id_of(host)
    if not re.fullmatch(ID, chosen):
        raise click.UsageError(f"--id 只能有小写字母、数字、- 和 _（{chosen}）")
    code = region or _region_of(page)
    if code is None or not re.fullmatch(r"[1-9]\d{5}", code):
        raise click.UsageError("网页上没有网站标识码，请用 --region 给出六位行政区划代码")
    same = identity(page.url) == identity(url)
    return Portal(
        id=chosen,
        name=name or _name_of(page) or host,
        region=code,
        platform=recognised(page.url, page.text),
        hosts=(host,),
        schemes=(scheme, "http" if scheme == "https" else "https"),
        loopback=loopback,
        starts=(Start(url if same else page.url, _kind_of(page)),),
    )


def write(portal: Portal, data: Path) -> Path:
    """Whole or not at all, and only what reads back as itself."""
    folder = data / "portals"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{portal.id}.toml"
    draft = file.with_suffix(".new")
    text = f"# gongkai portals add，{clock.now().date()}\n{dump(portal)}"
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)
    load(file)
    return file


def _kind_of(page: Page) -> Kind:
    if is_report(page):
        return "report"
    path = urlsplit(page.url).path
    return "site" if path in ("", "/") or re.search(r"/gongkai/site_[a-z0-9]+/?$", path) else "list"


def _id_of(host: str) -> str:
    bare = re.sub(r"\.(?:gov\.cn|com\.cn|org\.cn|cn|com|org|net)(?=:|$)", "", host.removeprefix("www."))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def _name_of(page: Page) -> str:
    tree = markup(page.text, page.url)
    metas = tree.root.iter("meta") if tree is not None else ()
    named = (meta.get("content") or "" for meta in metas if (meta.get("name") or "").lower() == "sitename")
    return re.sub(r"(?:人民)?政府(?:门户)?网站?$|门户网站$|网站$", "", " ".join(next(named, "").split()))


def _region_of(page: Page) -> str | None:
    """The code of a government site begins with that of its region."""
    meta = re.search(r"<meta[^<>]{0,200}SiteIDCode[^<>]{0,200}>", page.text, re.IGNORECASE)
    code = re.search(r"content\s*=\s*[\"']([1-9]\d{5})\d{4}[\"']", meta[0]) if meta else None
    found = code or _SITE_CODE.search(re.sub(r"<[^<>]*>", "", page.text))
    return found[1] if found else None


def _refuse_what_is_no_page(page: Page) -> None:
    reason = check(page, found=True)
    if reason is not None and reason not in _STILL_A_PAGE:
        raise NotFetched(f"{page.url}：{reasons()[reason].zh}。{reasons()[reason].do_zh}")


def _refuse_to_overwrite(portal: Portal, data: Path, force: bool) -> None:
    if force:
        return
    there = files(data).get(portal.id)
    if there is not None:
        raise click.UsageError(f"已有门户 {portal.id}（{there}）；另取代号用 --id，覆盖用 --force")
    broken: list[Wrong] = []
    for other in portals(data, broken).values():
        if set(other.hosts) & set(portal.hosts):
            raise click.UsageError(f"{portal.hosts[0]} 已属于门户 {other.id}；仍要另写一个用 --force")


def _advised(proof: Proof) -> bool:
    """Says what a person has to do; True where there is nothing."""
    troubles = list(dict.fromkeys(looked.trouble for looked in proof.looked.values() if looked.trouble))
    for trouble in troubles:
        click.echo(f"留意：{in_words(trouble)}", err=True)
        if trouble in reasons():
            click.echo(f"　　　{reasons()[trouble].do_zh}", err=True)
    nothing = not proof.reports and not any(listed.unsaved for listed in proof.lists.values())
    if nothing and not troubles:
        click.echo("留意：没有认出报告，也没有后面的页；请换成年报列表的网址", err=True)
    return not troubles and not nothing
