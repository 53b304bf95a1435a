"""开普 UCAP: the list's page names its channel in a meta tag, a JSON search hands out its entries page by page.

Addresses come without a scheme, times as text; a page of the answer is never larger than the server likes.
"""

from __future__ import annotations

import hashlib
import json
from html import escape

from sample.model import Article, Params, Resource, Site
from sample.styles.stage import JSON, Stage, attach, digest, metas, pages_of, put

COLUMN = "c112945"
CHANNEL = hashlib.md5(COLUMN.encode(), usedforsecurity=False).hexdigest()
SIZE = 15


def build(stage: Stage) -> Site:
    site = stage.open()
    for article in stage.articles:
        stem = _folder(article) + digest(article)[:32]
        links = attach(site, article, f"{stem}/files/{digest(article)[32:]}")
        put(site, stage, article, f"{stem}.shtml", _page(stage, article, links))
    site.handlers[f"/common/search/{CHANNEL}"] = lambda params: _search(stage, site, params)
    path = f"/cl/{COLUMN}/list.shtml"
    site.resources[path] = stage.resource(_list(stage))
    site.starts.append({"url": site.url(path), "kind": "list"})
    return site


def _folder(article: Article) -> str:
    return f"/cl/{COLUMN}/{article.published:%Y%m}/"


def _page(stage: Stage, article: Article, links: str) -> str:
    head = metas({"channelid": CHANNEL, "ArticleTitle": article.title})
    body = f"""<div class="location">首页 &gt; 政府信息公开 &gt; 年度报告</div>
<div class="pages-title">{escape(article.title)}</div>
<div class="pages_print"><span>时间：{article.published}</span> <span>来源：{escape(article.org)}</span></div>
<div class="pages_content" id="UCAP-CONTENT">{article.inner}
{links}</div>"""
    return stage.page(article.title, body, head)


def _list(stage: Stage) -> str:
    head = metas({"channelid": CHANNEL, "ColumnName": "年度报告"})
    return stage.page("年度报告", '<div id="pageContent" class="list"></div><div id="page"></div>', head)


def _search(stage: Stage, site: Site, params: Params) -> Resource:
    size = max(1, min(int(params.get("_pageSize") or SIZE), SIZE))
    pages = pages_of(stage.listed, size)
    number = int(params.get("page") or 1)
    entries = pages[number - 1] if 0 < number <= len(pages) else ()
    results = [_result(site, one) for one in entries]
    told = {"data": {"total": len(stage.listed), "page": number, "rows": size, "results": results}}
    return stage.resource(json.dumps(told, ensure_ascii=False), JSON)


def _result(site: Site, one: Article) -> dict[str, object]:
    facts = [{"name": "索引号", "value": f"{digest(one)[:9]}/{one.published.year}-00{one.published.day}"},
             {"name": "发布机构", "value": one.org}]  # fmt: skip
    return {
        "title": one.title,
        "url": site.addresses[one.key].removeprefix("http:"),
        "publishedTimeStr": f"{one.published} 16:05:00",
        "channelName": "年度报告",
        "content": "",
        "resList": [],
        "domainMetaList": [{"domainName": "公开目录", "resultList": facts}],
    }
