"""Anhui's openness sites: a column of an organ that a script fills with pieces of HTML, and a list of plain pages.

Each organ has its own column; the last one's list is OpennessContent/showList, its reports are XxgkAnnualReport pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sample.model import Article, Params, Resource, Site
from sample.styles.stage import Stage, anchor, attach, number, pages_of, put

SITE, CATEGORY, FIRST_ORGAN = "6795621", "6718734", 6595811
LABEL = "/site/label/8888"
SIZE = 4
SCRIPT = """<div class="xxgk_navli"></div>
<div class="page"><a class="next" href="javascript:void(0)">下一页</a></div>
<script>
var at = 0;
function turn() {
  at += 1;
  fetch("/site/label/8888?labelName=publicInfoList&siteId=%s&pageSize=%d&pageIndex=" + at +
    "&action=list&isDate=true&dateFormat=yyyy-MM-dd&length=50&organId=%s&type=4&catId=%s")
    .then(function (answer) { return answer.text(); })
    .then(function (html) { document.querySelector(".xxgk_navli").innerHTML = html; });
}
document.querySelector(".next").onclick = turn;
turn();
</script>"""


def build(stage: Stage) -> Site:
    site = stage.open()
    organs = {body.name: str(FIRST_ORGAN + at) for at, body in enumerate(stage.plan.bodies)}
    last = stage.plan.bodies[-1]
    for article in stage.articles:
        organ = organs.get(article.org, organs[last.name])
        links = attach(site, article, f"/group1/M00/{number(article)}")
        path = (
            f"/XxgkAnnualReport/show/{number(article)}.html"
            if article.org == last.name
            else f"/public/{organ}/{number(article)}.html"
        )
        put(site, stage, article, path, _page(stage, article, links))
    for body in stage.plan.bodies[:-1]:
        path = f"/public/column/{organs[body.name]}"
        filled = SCRIPT % (SITE, SIZE, organs[body.name], CATEGORY)
        site.resources[path] = stage.resource(stage.page("政府信息公开年报", filled))
        start = site.url(f"{path}?type=4&catId={CATEGORY}&action=list&nav=3")
        site.starts.append({"url": start, "kind": "list", "org": body.name})
    _plain(site, stage, stage.of(last))
    site.starts.append({"url": site.url(_plain_path(1)), "kind": "list", "org": last.name})
    site.handlers[LABEL] = lambda params: _label(stage, site, organs, params)
    site.listing = {
        "endpoint": f"{LABEL}?labelName=publicInfoList&siteId={SITE}&pageSize={SIZE}&pageIndex={{page}}&action=list"
                    "&isDate=true&dateFormat=yyyy-MM-dd&length=50&organId={organ}&type=4&catId={category}",
        "address": r"/public/column/(?P<organ>\d+)\?type=4&catId=(?P<category>\d+)", "size": SIZE,
    }  # fmt: skip
    return site


def _plain_path(at: int) -> str:
    return f"/OpennessContent/showList/{SITE}/{CATEGORY}/page_{at}.html"


def _plain(site: Site, stage: Stage, entries: tuple[Article, ...]) -> None:
    pages = pages_of(entries, SIZE)
    for at, shown in enumerate(pages, 1):
        on = f'<a href="page_{at + 1}.html">下一页</a>' if at < len(pages) else "<span>下一页</span>"
        numbers = " ".join(f'<a href="page_{n}.html">{n}</a>' for n in range(1, len(pages) + 1))
        body = f"<ul>{_rows(site, shown)}</ul><div class='page'>共{len(entries)}条 {numbers} {on}</div>"
        site.resources[_plain_path(at)] = stage.resource(stage.page("政府信息公开年度报告", body))


def _rows(site: Site, entries: Sequence[Article]) -> str:
    links = ((anchor(site.addresses[one.key].partition(site.host)[2], one.title), one.published) for one in entries)
    return "".join(f'<li>{link}<span class="date">{day}</span></li>' for link, day in links)


def _label(stage: Stage, site: Site, organs: dict[str, str], params: Params) -> Resource:
    entries = [one for one in stage.listed if organs.get(one.org) == params.get("organId")]
    size = max(1, min(int(params.get("pageSize") or SIZE), 50))
    pages = pages_of(entries, size)
    page = int(params.get("pageIndex") or 1)
    shown = pages[page - 1] if 0 < page <= len(pages) else ()
    counts = f"{{pageCount:{len(pages)},pageIndex:{page},total:{len(entries)}}}"
    pager = f"<script>Ls.pagination('#page_public_info', {counts});</script>"
    return stage.resource(f'<ul class="clearfix xxgk_nav_list">{_rows(site, shown)}</ul>{pager}')


def _page(stage: Stage, article: Article, links: str) -> str:
    index = f"{stage.plan.region}0/{article.published.year}-00{number(article) % 90 + 10}"
    facts = (
        f"<tr><th>索 引 号：</th><td>{index}</td><th>信息分类：</th><td>年度报告</td></tr><tr><th>发布机构：</th>"
        f"<td>{escape(article.org)}</td><th>发布日期：</th><td>{article.published}</td></tr>"
    )
    body = f"""<div class="wz_top">首页 &gt; 政府信息公开年报</div><table class="table_suoyin">{facts}</table>
<h1 class="wztit">{escape(article.title)}</h1>
<div class="wzcon j-fontContent">{article.inner}
{links}</div>"""
    return stage.page(article.title, body)
