"""大汉's newer kind (jpaas): the column names what fills it, a JSON answer holds the list's HTML.

A request without a referer is refused, and so is a parameter that the script would not send.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from sample.model import REFERER, Article, Params, Resource, Site
from sample.styles.stage import JSON, Stage, anchor, attach, digest, metas, pages_of, put

COLUMN = "1641887"
SIZE = 8
UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
QUERY = {"webId": "2945", "pageId": COLUMN, "parseType": "bulidstatic", "pageType": "column", "tagId": "列表新闻",
         "tplSetId": "quSyqDUrFfjv1nGRQhEEH", "editType": "null"}  # fmt: skip


def build(stage: Stage) -> Site:
    site = stage.open()
    for article in stage.articles:
        links = attach(site, article, f"/col/col{COLUMN}/files/{digest(article)[:32]}")
        put(site, stage, article, _path(article), _page(stage, article, links))
    site.handlers[UNIT] = lambda params: _unit(stage, params)
    column = f"/col/col{COLUMN}/index.html"
    site.resources[column] = stage.resource(_column(stage))
    site.starts.append({"url": site.url(column), "kind": "list"})
    return site


def _path(article: Article) -> str:
    return f"/col/col{COLUMN}/art/{article.published.year}/art_{digest(article)[:32]}.html"


def _page(stage: Stage, article: Article, links: str) -> str:
    head = metas({"ArticleTitle": article.title, "PubDate": f"{article.published} 08:40"})
    body = f"""<div class="crumb">首页 &gt; 政府信息公开年报</div>
<h1>{escape(article.title)}</h1>
<p class="explain">发布时间：{article.published} 08:40　来源：{escape(article.org)}</p>
<div class="art_con" id="barrierfree_container">{article.inner}
{links}</div>"""
    return stage.page(article.title, body, head)


def _column(stage: Stage) -> str:
    query = str(QUERY).replace('"', "'")
    script = f'<script parseType="bulidstatic" tagId="{QUERY["tagId"]}" url="{UNIT}" queryData="{query}"></script>'
    return stage.page("政府信息公开年报", f'<div id="{QUERY["tagId"]}">{script}</div>')


def _unit(stage: Stage, params: Params) -> Resource:
    said = {key: value for key, value in params.items() if not key.startswith("@")}
    shown = json.loads(said.pop("paramJson", "{}"))
    if not params.get(REFERER) or said != QUERY:
        return Resource(b"<html><body>403 Forbidden</body></html>", status=403)
    pages = pages_of(stage.listed, SIZE)
    number = int(shown.get("pageNo", 1))
    entries = pages[number - 1] if 0 < number <= len(pages) else ()
    told = {
        "success": True,
        "code": "200",
        "message": None,
        "data": {"html": _html(entries, number, len(stage.listed))},
    }
    return stage.resource(json.dumps(told, ensure_ascii=False), JSON)


def _html(entries: Sequence[Article], number: int, count: int) -> str:
    rows = "".join(
        f'<li>{anchor(_path(one), one.title)}<span class="time">{one.published}</span></li>' for one in entries
    )
    pager = f'<div class="pagination" count="{count}" pageSize="{SIZE}" pageNo="{number}"></div>'
    return f'<div class="page-content"><ul>{rows}</ul></div>{pager}'
