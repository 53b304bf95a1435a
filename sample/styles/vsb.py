"""博达 VSB: the first page is nb.htm, the second has the highest number and the last is 1.htm.

A page that is added shifts the numbers of all others. Attachments come from a servlet, clicks are counted by a script.
"""

from __future__ import annotations

from html import escape

from sample.model import Article, Site
from sample.styles.stage import Stage, anchor, attach, metas, number, pages_of, put

SIZE = 9
OWNER = 1571094842


def build(stage: Stage) -> Site:
    site = stage.open()
    for article in stage.articles:
        at = number(article, 5)
        servlet = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl"
        links = attach(site, article, f"{servlet}&owner={OWNER}&wbfileid={at}77", ending=False)
        put(site, stage, article, _path(article), _page(stage, article, links))
    pages = pages_of(stage.listed, SIZE)
    for at, shown in enumerate(pages):
        up = "" if at == 0 else "../"
        rows = [f'<li id="line_u10_{n}">{anchor(up + ".." + _path(one), one.title)}<span>{one.published}</span></li>'
                for n, one in enumerate(shown)]  # fmt: skip
        body = f'<div class="list"><ul>{"".join(rows)}</ul></div>\n{_pager(at, len(pages), len(stage.listed))}'
        site.resources[_list(at, len(pages))] = stage.resource(stage.page("政府信息公开年报", body))
    site.starts.append({"url": site.url(_list(0, len(pages))), "kind": "list"})
    return site


def _list(at: int, count: int) -> str:
    return "/xxgk/nb.htm" if at == 0 else f"/xxgk/nb/{count - at}.htm"


def _path(article: Article) -> str:
    return f"/info/1021/{number(article, 5)}.htm"


def _pager(at: int, count: int, entries: int) -> str:
    folder = "nb/" if at == 0 else ""
    on = (
        f'<span class="p_next p_fun"><a href="{folder}{count - at - 1}.htm">下页</a></span>'
        if at + 1 < count
        else '<span class="p_next_d p_fun_d">下页</span>'
    )
    last = '<span class="p_last p_fun"><a href="' + folder + '1.htm">尾页</a></span>' if at + 1 < count else ""
    back = (
        '<span class="p_first p_fun"><a href="../nb.htm">首页</a></span>'
        if at
        else '<span class="p_first_d">首页</span>'
    )
    return (
        f'<div class="pb_sys_common pb_sys_normal"><span class="p_t">共{entries}条</span>'
        f'<span class="p_t">{at + 1}/{count}</span><span class="p_pages">{back}{on}{last}</span></div>'
    )


def _page(stage: Stage, article: Article, links: str) -> str:
    head = metas({"pageType": "3", "pageTitle": article.title})
    clicks = f'<script>_showDynClicks("wbnews", {OWNER}, {number(article, 5)})</script>'
    body = f"""<div class="dqwz">当前位置：首页 &gt; 政府信息公开年报</div>
<form name="_newscontent_fromname"><h1>{escape(article.title)}</h1>
<p>发布时间：{article.published}　来源：{escape(article.org)}　点击：[{clicks}]</p>
<div id="vsb_content_2"><div class="v_news_content">{article.inner}</div></div>
<div class="fj">{links}</div></form>"""
    return stage.page(f"{article.title}-{stage.region}人民政府", body, head)
