"""The city's portal: TRS with the other pager (list_2.shtml is page two), and the districts' reports once more."""

from __future__ import annotations

from sample.model import Site
from sample.styles.stage import Stage, anchor, pages_of
from sample.styles.trs import document, place

SIZE = 10
FOLDER = "/gongkai/nianbao/"


def build(stage: Stage) -> Site:
    site = stage.open()
    for article in stage.articles:
        document(site, stage, article, FOLDER)
    pages = pages_of(stage.listed, SIZE)
    for at, shown in enumerate(pages, 1):
        rows = [f"<li>{anchor('./' + place(one), one.title, 30)}<b>{one.published}</b></li>" for one in shown]
        count = len(stage.listed)
        pager = f"createPageHTML('page_div',{len(pages)}, {at},'list','shtml',{count});"
        body = f'<ul>{"".join(rows)}</ul>\n<div id="page_div"></div><script>{pager}</script>'
        site.resources[FOLDER + ("list.shtml" if at == 1 else f"list_{at}.shtml")] = stage.resource(
            stage.page("政府信息公开年度报告", body)
        )
    site.starts.append({"url": site.url(FOLDER + "list.shtml"), "kind": "list"})
    return site
