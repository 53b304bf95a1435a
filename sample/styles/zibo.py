"""The Zibo family: sites, channels and documents named by ObjectIds; a channel's list is filled by a script.

The script asks a JSON endpoint page by page. Without it a channel shows the guide, as the real ones do.
"""

from __future__ import annotations

import json
from dataclasses import replace
from html import escape

from sample.model import Article, Body, Params, Resource, Site
from sample.styles.stage import JSON, Stage, attach, digest, object_id, pages_of, put

ENDPOINT = "/gongkai/api/channel/docs"
SIZE = 4
SCRIPT = """<ul id="docs"></ul><p><a id="next" class="next" href="javascript:void(0)">下一页</a></p>
<script>
var page = 0, channel = "%s", size = %d;
function fill() {
  page += 1;
  fetch("/gongkai/api/channel/docs?channel=" + channel + "&page=" + page + "&size=" + size)
    .then(function (answer) { return answer.json(); })
    .then(function (told) {
      told.data.docs.forEach(function (doc) {
        var make = document.createElement.bind(document), item = make("li"), link = make("a"), day = make("span");
        link.href = doc.url; link.title = doc.title; link.textContent = doc.title; day.textContent = doc.pubdate;
        item.appendChild(link); item.appendChild(day); document.getElementById("docs").appendChild(item);
      });
      if (page >= told.data.pages) document.getElementById("next").style.display = "none";
    });
}
document.getElementById("next").onclick = fill;
fill();
</script>"""


def build(stage: Stage) -> Site:
    site = stage.open()
    channels: dict[str, tuple[Article, ...]] = {}
    for at, body in enumerate(stage.plan.bodies):
        channel = f"c_5f9f6cc17f98afa2038372{at + 16:02x}_5fb3c2adca6492588cbb9ae0"
        folder = _folder(body) + f"channel_{channel}/"
        for article in (one for one in stage.articles if one.org == body.name):
            _document(site, stage, body, article, folder)
        channels[channel] = stage.of(body)
        site.resources[folder] = stage.resource(_channel(stage, body, channel))
        site.resources[_folder(body)] = stage.resource(_home(stage, body, folder))
        site.starts.append({"url": site.url(folder), "kind": "list", "org": body.name})
    site.handlers[ENDPOINT] = lambda params: _docs(stage, site, channels, params)
    site.listing = {
        "endpoint": ENDPOINT + "?channel={channel}&page={page}&size={size}", "size": SIZE, "items": "data.docs",
        "title": "title", "url": "url", "date": "pubdate", "total": "data.total",
    }  # fmt: skip
    return site


def _folder(body: Body) -> str:
    return f"/gongkai/site_{body.site}/" if body.site else "/gongkai/"


def _home(stage: Stage, body: Body, folder: str) -> str:
    return stage.page(body.name, f'<ul><li><a href="{folder}">政府信息公开年报</a></li></ul>')


def _channel(stage: Stage, body: Body, channel: str) -> str:
    guide = (
        f"<h2>{body.name}政府信息公开指南</h2><p>　　本机关依申请公开的受理机构为综合科，申请人可以当面提出申请，"
        "也可以填写申请表后邮寄，办公时间为工作日。</p>"
    )
    return stage.page(f"政府信息公开年报 {body.name}", guide + SCRIPT % (channel, SIZE))


def _docs(stage: Stage, site: Site, channels: dict[str, tuple[Article, ...]], params: Params) -> Resource:
    entries = channels.get(params.get("channel", ""), ())
    size = int(params.get("size") or SIZE)
    pages = pages_of(entries, max(1, min(size, 50)))
    page = int(params.get("page") or 1)
    shown = pages[page - 1] if 0 < page <= len(pages) else ()
    docs = [
        {
            "_id": object_id(one),
            "title": one.title,
            "url": site.addresses[one.key].partition(stage.host)[2],
            "pubdate": one.published.isoformat(),
        }
        for one in shown
    ]
    told = {"code": 0, "data": {"total": len(entries), "pages": len(pages), "page": page, "docs": docs}}
    return stage.resource(json.dumps(told, ensure_ascii=False), JSON)


def _document(site: Site, stage: Stage, body: Body, article: Article, folder: str) -> None:
    name = object_id(article)
    links = attach(site, article, f"{folder}doc_{name}_{name}00000000")
    year = article.published.year
    serial = int(digest(replace(article, serial=0))[:5], 16) if year > 2022 else None
    label = body.short or body.name
    html = f"""<div class="site-name"><h2>{escape(label)}</h2></div>
<table class="xxgk-info">
<tr><td>标题：</td><td colspan="3">{escape(article.title)}</td></tr>
<tr><td>索引号：</td><td>{body.code}/{year}-{serial}</td><td>文号：</td><td>无文号</td></tr>
<tr><td>发文日期：</td><td>{article.published}</td><td>发布机构：</td><td>{escape(body.name)}</td></tr>
</table>
<h1>{escape(article.title)}</h1>
<div class="sub"><span>发布日期：{article.published}</span><span>字号：</span><a>大</a><a>中</a><a>小</a>
<span>|</span><a>打印</a></div>
<div class="content">{article.inner}\n{links}</div>"""
    put(site, stage, article, f"{folder}doc_{name}.html", stage.page(label, html))
