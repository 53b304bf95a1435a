"""Guangdong's disclosure platform: the page of a directory holds its SID, a JSON answer holds the entries of a column.

Each page has a mobile twin (mpost_). The platform hands out a hundred entries at once; here it is ten.
"""

from __future__ import annotations

import json
from html import escape

from sample.model import Article, Params, Resource, Site
from sample.styles.stage import JSON, Stage, attach, metas, number, pages_of, put

ORG, COLUMN, SID = "jcqcz", "3456", "990202"
SIZE = 10


def build(stage: Stage) -> Site:
    site = stage.open()
    for article in stage.articles:
        at = number(article)
        links = attach(site, article, f"/attachment/0/{at % 997}/{at}")
        put(site, stage, article, _path(article), _page(stage, article, links))
        twin = _path(article).replace("post_", "mpost_")
        site.aliases[article.key] = (site.url(twin),)
        site.resources[twin] = stage.resource(stage.page(article.title, f"<div>{article.inner}</div>"))
    site.handlers[f"/{ORG}/gkmlpt/api/all/{COLUMN}"] = lambda params: _all(stage, site, params)
    page = stage.page(
        "政府信息公开目录", f"<div id='app'></div><script>var _CONFIG = {{ SID: '{SID}', HOST: '' }};</script>"
    )
    site.resources[f"/{ORG}/gkmlpt/index"] = stage.resource(page)
    site.starts.append({"url": site.url(f"/{ORG}/gkmlpt/index#{COLUMN}"), "kind": "list"})
    return site


def _path(article: Article) -> str:
    at = number(article)
    return f"/{ORG}/gkmlpt/content/{at // 1_000_000}/{at // 1000}/post_{at}.html"


def _page(stage: Stage, article: Article, links: str) -> str:
    facts_of_page = {
        "ArticleTitle": article.title,
        "PubDate": f"{article.published} 11:20",
        "ContentSource": article.org,
    }
    facts = (
        f"<tr><td>索引号：</td><td>1144{number(article)}/{article.published.year}-00{article.published.day}</td>"
        f"<td>分类：</td><td>年度报告</td></tr><tr><td>发布机构：</td><td>{escape(article.org)}</td>"
        f"<td>发布日期：</td><td>{article.published}</td></tr>"
    )
    body = f"""<div class="breadcrumb">首页 &gt; 政府信息公开年报</div><table class="classify">{facts}</table>
<h1 class="title">{escape(article.title)}</h1>
<div class="article-content">{article.inner}
{links}</div>"""
    return stage.page(article.title, body, metas(facts_of_page))


def _all(stage: Stage, site: Site, params: Params) -> Resource | None:
    if params.get("sid") != SID:
        return None
    pages = pages_of(stage.listed, SIZE)
    page = max(1, int(params.get("page") or 1))
    entries = pages[page - 1] if page <= len(pages) else ()
    articles = [
        {
            "id": number(one),
            "title": one.title,
            "url": site.addresses[one.key],
            "post_url": site.addresses[one.key],
            "publisher": one.org,
            "display_publish_time": f"{one.published} 11:20:00",
            "created_at": f"{one.published} 11:02:31",
        }
        for one in entries
    ]
    told = {"total": len(stage.listed), "page": page, "articles": articles}
    return stage.resource(json.dumps(told, ensure_ascii=False), JSON)
