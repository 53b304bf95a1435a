"""A portal of no known family: old pages in GBK, a list of plain anchors, further pages by 下一页.

Half of the pages declare gb2312 in a meta tag, the others declare nothing; no header tells. One entry still names an
old address that leads to the new one, one stands for a page that says with 200 that it is not there, one is listed
twice with another query, and one column's page is a report itself.
"""

from __future__ import annotations

from html import escape

from sample.model import Article, Resource, Site
from sample.styles.stage import UNDECLARED, Stage, anchor, attach, number, pages_of, put
from sample.walls import not_there

SIZE = 8
COLUMN = "/gk/wanghe/nb2019/"
# What the list says of a page that is gone without a word.
SOFT = ("/gk/nb/2016/100015.htm", "2015年政府信息公开工作年度报告")


def build(stage: Stage) -> Site:
    site = stage.open()
    paths: dict[str, str] = {}
    for article in stage.articles:
        at = number(article, 6)
        path = COLUMN if _is_column(stage, article) else f"/gk/nb/{article.published.year}/{at}.htm"
        links = attach(site, article, f"/gk/files/{at}")
        put(site, stage, article, path, _article(stage, article, links, bool(at % 2)), UNDECLARED)
        paths[article.key] = path
    old = _moved_for_good(site, stage, paths)
    site.aliases |= {key: (site.url(path),) for key, path in old.items()}
    site.resources[SOFT[0]] = not_there(200)
    _lists(site, stage, paths, old)
    site.starts.append({"url": site.url("/gk/nb/index.htm"), "kind": "list"})
    site.starts.append({"url": site.url(COLUMN), "kind": "report", "org": stage.plan.bodies[2].name})
    return site


def _is_column(stage: Stage, article: Article) -> bool:
    return article.report == (stage.plan.bodies[2].name, 2019)


def _moved_for_good(site: Site, stage: Stage, paths: dict[str, str]) -> dict[str, str]:
    """The list names one page by its old address."""
    article = next(one for one in stage.articles if one.report == (stage.plan.bodies[1].name, 2022))
    old = f"/xxgk/show.asp/{number(article, 5)}.htm"
    site.resources[old] = Resource(b"", status=301, headers=(("Location", paths[article.key]),))
    return {article.key: old}


def _page(stage: Stage, title: str, body: str, declared: bool) -> str:
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">' if declared else ""
    return (
        f"<html><head>{meta}<title>{escape(title)}</title></head><body bgcolor=white>\n<table width=960 align=center>"
        f"<tr><td>{stage.region}政府网</td></tr></table>\n{body}\n<hr>\n"
        f"<p align=center>{stage.region}人民政府主办</p></body></html>"
    )


def _article(stage: Stage, article: Article, links: str, declared: bool) -> str:
    body = (
        f"<h1 align=center>{escape(article.title)}</h1>\n"
        f"<p align=center>来源：{escape(article.org)}　发布时间：{article.published}</p>\n"
        f"<div>{article.inner}</div>\n{links}"
    )
    return _page(stage, f"{article.title}-{stage.region}政府网", body, declared)


def _lists(site: Site, stage: Stage, paths: dict[str, str], old: dict[str, str]) -> None:
    entries = [one for one in stage.listed if paths[one.key] != COLUMN]
    twice = next(one for one in entries if one.report == (stage.plan.bodies[1].name, 2023))
    site.aliases[twice.key] = (site.addresses[twice.key] + "?ddtab=true",)
    pages = pages_of(entries, SIZE)
    for at, shown in enumerate(pages, 1):
        rows = [_row(old.get(one.key, paths[one.key]), one.title, str(one.published)) for one in shown]
        if twice in shown:
            rows.append(_row(paths[twice.key] + "?ddtab=true", twice.title, str(twice.published)))
        if at == len(pages):
            rows.append(_row(SOFT[0], stage.plan.bodies[1].name + SOFT[1], "2016-01-20"))
        body = f"<table width=960 align=center>{''.join(rows)}</table>\n{_pager(at, len(pages), len(entries) + 1)}"
        path = "/gk/nb/index.htm" if at == 1 else f"/gk/nb/list_{at}.htm"
        site.resources[path] = stage.resource(_page(stage, "信息公开年报", body, True), UNDECLARED)


def _row(path: str, title: str, day: str) -> str:
    return f"<tr><td>·{anchor(path, title)}</td><td>{day}</td></tr>\n"


def _pager(at: int, count: int, entries: int) -> str:
    before = "index.htm" if at == 2 else f"list_{at - 1}.htm"
    back = f'<a href="{before}">上一页</a>' if at > 1 else "上一页"
    on = f'<a href="list_{at + 1}.htm">下一页</a>' if at < count else "下一页"
    return f"<p align=center>共{entries}条　第{at}页/共{count}页　{back}　{on}</p>"
