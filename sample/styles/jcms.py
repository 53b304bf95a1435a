"""大汉 jcms: the column's page holds the first group of three pages as XML in a script, the data proxy hands out more.

One organisation stands in no list: xxgkAnnualReport.jsp renders its report for an area's code and a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sample.model import Article, Body, Params, Resource, Site
from sample.styles.stage import XML, Stage, anchor, attach, digest, metas, number, put

COLUMN, UNIT, WEB = "33381", "118356", "7"
PAGE = 5
GROUP = 3 * PAGE
PROXY = "/module/web/jpage/dataproxy.jsp"
DOWNLOAD = "/module/download/downfile.jsp"
REPORT = "/module/xxgk/xxgkAnnualReport.jsp"


def build(stage: Stage) -> Site:
    site = stage.open()
    by_area = {body.name: body for body in stage.plan.bodies if body.site == "area"}
    for article in stage.articles:
        links = attach(site, article, f"{DOWNLOAD}?classid=0&filename={digest(article)[:32]}")
        path = _area_path(by_area[article.org], article) if article.org in by_area else _path(article)
        put(site, stage, article, path, _page(stage, article, links))
    listed = [one for one in stage.listed if one.org not in by_area]
    site.handlers[PROXY] = lambda params: _proxy(stage, listed, params)
    site.handlers[REPORT] = lambda _: stage.resource(stage.page("政府信息公开年报", '<div id="zoom">暂无内容</div>'))
    column = f"/col/col{COLUMN}/index.html"
    site.resources[column] = stage.resource(_column(stage, listed))
    site.starts.append({"url": site.url(column), "kind": "list"})
    site.starts.append({
        "url": site.url(REPORT + "?area={area}&fbtime={year}"), "kind": "report", "years": f"{stage.years[0]}-",
        "areas": [{"code": body.code, "org": body.name} for body in by_area.values()],
    })  # fmt: skip
    return site


def _area_path(body: Body, article: Article) -> str:
    return f"{REPORT}?area={body.code}&fbtime={article.report[1] if article.report else ''}"


def _path(article: Article) -> str:
    """Month and day without a leading zero."""
    day = article.published
    return f"/art/{day.year}/{day.month}/{day.day}/art_{COLUMN}_{number(article)}.html"


def _page(stage: Stage, article: Article, links: str) -> str:
    facts = {"ArticleTitle": article.title, "PubDate": f"{article.published} 09:30", "ContentSource": article.org}
    body = f"""<div class="position">当前位置：首页 &gt; 政务公开 &gt; 政府信息公开年报</div>
<div class="bt-title"><h1>{escape(article.title)}</h1></div>
<div class="bt-info">发布时间：{article.published} 09:30:12　信息来源：{escape(article.org)}　字体：[大 中 小]</div>
<div id="zoom" class="bt-content">{article.inner}
{links}</div>"""
    return stage.page(article.title, body, metas(facts))


def _query(page: int) -> str:
    unit = f"columnid={COLUMN}&unitid={UNIT}&webname=%25E7%25A4%25BA"
    return f"page={page}&appid=1&webid={WEB}&path=/&{unit}&permissiontype=0"


def _record(one: Article) -> str:
    shown = f'<li class="clearfix">{anchor(_path(one), one.title)}<span>{one.published}</span></li>'
    return f"<record><![CDATA[{shown}]]></record>"


def _store(records: Sequence[Article], following: int | None, total: str = "") -> str:
    group = f'<nextgroup><![CDATA[<a href="{PROXY}?{_query(following)}"></a>]]></nextgroup>' if following else ""
    return f"<datastore>{total}{group}<recordset>{''.join(map(_record, records))}</recordset></datastore>"


def _column(stage: Stage, listed: Sequence[Article]) -> str:
    """The proxy counts its groups from one, so that its first is what the page already holds."""
    following = 1 if len(listed) > GROUP else None
    body = f"""<h2>政府信息公开年报</h2>
<div id="{UNIT}"><script type="text/xml">{_store(listed[:GROUP], following)}</script></div>
<script>$(function () {{ $("#{UNIT}").jPage({{
  totalRecord: {len(listed)}, proxyUrl: '{PROXY}', perPage: {PAGE}, groupSize: 3, barPosition: 'bottom',
  ajaxParam: {{ col: 1, appid: 1, webid: {WEB}, path: '/', columnid: {COLUMN}, sourceContentType: 1, unitid: '{UNIT}',
    webname: '{stage.region}', permissiontype: 0 }}
}}); }});</script>"""
    return stage.page("政府信息公开年报", body)


def _proxy(stage: Stage, listed: Sequence[Article], params: Params) -> Resource:
    """By the number of the group, or by the numbers of its first and last record; a group is never larger."""
    if params.get("columnid") != COLUMN or params.get("unitid") != UNIT:
        return stage.resource(_store((), None), XML)
    total = f"<totalrecord>{len(listed)}</totalrecord><totalpage>{-(-len(listed) // PAGE)}</totalpage>"
    if "startrecord" in params:
        start = max(1, int(params["startrecord"]))
        end = min(int(params.get("endrecord", start)), start + GROUP - 1)
        return stage.resource(_store(listed[start - 1 : end], None, total), XML)
    group = max(1, int(params.get("page", "1")))
    following = group + 1 if group * GROUP < len(listed) else None
    return stage.resource(_store(listed[(group - 1) * GROUP : group * GROUP], following, total), XML)
