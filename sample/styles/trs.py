"""TRS WCM: relative addresses, index_1.html is page two, the pager stands in a script within a comment.

Neither the folder nor the date in an address can be trusted; each page has a mobile twin; a department's page that is
withdrawn leaves a plain 404.
"""

from __future__ import annotations

from html import escape

from sample.model import Article, Site
from sample.styles.stage import Stage, anchor, attach, metas, number, pages_of, put

SIZE = 9
FOLDER = "/zwgk/zfxxgknb/"


def build(stage: Stage) -> Site:
    site = stage.open()
    for article in stage.articles:
        document(site, stage, article, FOLDER)
    pages = pages_of(stage.listed, SIZE)
    for at, shown in enumerate(pages):
        rows = [f"<li>{_entry(one)}<span>{one.published}</span></li>" for one in shown]
        pager = f'<div class="page"><!--<script>createPageHTML({len(pages)}, {at}, "index", "html");</script>--></div>'
        body = f'<ul class="list">{"".join(rows)}</ul>\n{pager}\n<script>{_script(len(pages), at)}</script>'
        path = FOLDER + ("index.html" if at == 0 else f"index_{at}.html")
        site.resources[path] = stage.resource(stage.page("政府信息公开年报", body))
    site.resources[FOLDER] = site.resources[FOLDER + "index.html"]
    site.starts.append({"url": site.url(FOLDER), "kind": "list"})
    return site


def document(site: Site, stage: Stage, article: Article, folder: str, *, mobile: bool = True) -> None:
    """The page, its mobile twin, and its attachments in the same folder."""
    path = folder + place(article)
    stem = path.rpartition("/")[0]
    digits = number(article, 9)
    links = attach(site, article, f"{stem}/P0{article.published:%Y%m%d}{digits}")
    head = (
        metas({"ArticleTitle": article.title, "PubDate": f"{article.published} 10:12", "ContentSource": article.org})
        + "<style>.TRS_Editor P{line-height:2}</style>"
    )
    twin = path.replace(".html", "_wap.html")
    phone = f'<a href="{twin}">手机版</a>' if mobile else ""
    body = f"""<div class="crumb">首页 &gt; 政务公开 &gt; 政府信息公开年报</div>
<h1 class="title">{escape(article.title)}</h1>
<div class="info">来源：{escape(article.org)}　发布时间：{article.published} 10:12　{phone}</div>
<div class="TRS_Editor">{article.inner}
{links}</div>"""
    put(site, stage, article, path, stage.page(article.title, body, head))
    if mobile:
        site.aliases[article.key] = (site.url(twin),)
        site.resources[twin] = stage.resource(stage.page(article.title, f'<div class="wap">{article.inner}</div>'))


def place(article: Article) -> str:
    """Three in ten lie: a folder of another year, a date that is no date."""
    digits = number(article)
    day = article.published
    folder, told = f"{day:%Y%m}", f"{day:%Y%m%d}"
    if digits % 10 == 3:
        folder = f"{day.year - 2}01"
    if digits % 10 in (5, 7):
        told = "19700101" if digits % 10 == 5 else f"{day.year}0401"
    return f"{folder}/t{told}_{digits}.html"


def _entry(article: Article) -> str:
    """Some lists name the mobile twin beside the page."""
    href = "./" + place(article)
    twin = anchor(href.replace(".html", "_wap.html"), article.title, 0) if number(article) % 4 == 0 else ""
    return anchor(href, article.title) + twin


def _script(count: int, at: int) -> str:
    return f"var currentPage = {at}; var countPage = {count}; // createPageHTML({count}, {at}, 'index', 'html')"
