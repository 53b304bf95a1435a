"""A small portal on which much goes wrong: challenges, a cut body, a slow page, redirects that lead astray or nowhere.

Its good pages are to be found all the same. What must never be asked for stands in `site.never`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sample.model import Article, Behaviour, Resource, Site
from sample.styles.stage import Stage, anchor, number, put
from sample.walls import river, speedup

# What is wrong with the page of a year; the others are well.
HAZARDS: dict[int, Behaviour] = {2020: "truncated", 2021: "slow", 2022: "truncated_once", 2023: "busy_once"}
WALLED = {2016: "river", 2017: "speedup"}
# What cannot be had at all.
LOST = frozenset((*WALLED, 2020))
PRIVATE = "http://10.255.255.1/gk/nb/1.htm"


def build(stage: Stage) -> Site:
    site = stage.open()
    site.disallow = ("/private/",)
    rows = []
    for article in stage.articles:
        year = article.report[1] if article.report else 0
        path = f"/gk/nb/{number(article, 6)}.htm"
        head = f"<h1>{article.title}</h1><p>来源：{article.org}　发布时间：{article.published}</p>"
        put(site, stage, article, path, stage.page(article.title, f"{head}<div>{article.inner}</div>"))
        site.resources[path] = replace(site.resources[path], behaviour=HAZARDS.get(year, "plain"))
        if year in WALLED:
            site.resources[path] = river() if WALLED[year] == "river" else speedup()
        rows.append((path, article.title, article.published))
    rows += _astray(site, stage, stage.articles[0])
    items = "".join(f"<li>{anchor(path, title, 40)}<span>{day}</span></li>" for path, title, day in rows)
    site.resources["/gk/nb/"] = stage.resource(stage.page("政府信息公开年报", f"<ul>{items}</ul>"))
    site.starts.append({"url": site.url("/gk/nb/"), "kind": "list"})
    return site


def _astray(site: Site, stage: Stage, like: Article) -> list[tuple[str, str, date]]:
    """Entries that look as good as the others; each title names a year that no report here has."""
    stranger, closed = f"http://{stage.stranger}/gk/nb/2.htm", "/private/nb2015.htm"
    ways = {
        "/gk/nb/round/1.htm": "/gk/nb/round/2.htm",  # there and back, without end
        "/gk/nb/round/2.htm": "/gk/nb/round/1.htm",
        "/gk/nb/away.htm": stranger,
        "/gk/nb/inside.htm": PRIVATE,
        closed: "/gk/nb/",
    }
    for path, place in ways.items():
        site.resources[path] = Resource(b"", status=302, headers=(("Location", place),))
    site.handlers["/gk/nb/on.htm"] = lambda params: _on(int(params.get("n", "0")))
    site.never |= {stranger, PRIVATE, site.url(closed), f"http://{stage.stranger}/gk/nb/3.htm"}
    title = like.org + "{}年政府信息公开工作年度报告"
    entries = ["/gk/nb/round/1.htm", "/gk/nb/on.htm", "/gk/nb/away.htm", "/gk/nb/inside.htm", closed,
               f"http://{stage.stranger}/gk/nb/3.htm"]  # fmt: skip
    return [(path, title.format(2010 + at), date(2011 + at, 1, 20)) for at, path in enumerate(entries)]


def _on(number: int) -> Resource:
    """A redirect that always leads on."""
    return Resource(b"", status=302, headers=(("Location", f"/gk/nb/on.htm?n={number + 1}"),))
