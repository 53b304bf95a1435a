"""A portal of the bench: a TRS list for each district, all entries on its one page, and pages of a wanted length."""

from __future__ import annotations

from dataclasses import replace

from sample.model import Article, Site
from sample.styles.stage import Stage, anchor
from sample.styles.trs import document, place


def build(stage: Stage) -> Site:
    site = stage.open()
    districts = dict.fromkeys(body.site for body in stage.plan.bodies)
    by_org = {body.name: body.site for body in stage.plan.bodies}
    for at, district in enumerate(districts, 1):
        folder = f"/qx{at:02d}/nb/"
        entries = [one for one in stage.listed if by_org.get(one.org) == district]
        for article in entries:
            document(site, stage, _padded(article, stage.plan.page_bytes), folder, mobile=False)
        rows = "".join(
            f"<li>{anchor('./' + place(one), one.title)}<span>{one.published}</span></li>" for one in entries
        )
        body = f'<ul>{rows}</ul><script>createPageHTML(1, 0, "index", "html");</script>'
        site.resources[folder] = stage.resource(stage.page(f"{district}政府信息公开年报", body))
        site.starts.append({"url": site.url(folder), "kind": "list"})
    return site


def _padded(article: Article, least: int) -> Article:
    """With as much of an editor's style sheet as the length wants."""
    rule = "p.MsoBodyText{margin-bottom:6.0pt;line-height:28.0pt;font-family:仿宋_GB2312}\n"
    short = least - len(article.inner.encode())
    if short <= 0:
        return article
    return replace(article, inner=f"<style>{rule * (1 + short // len(rule.encode()))}</style>\n{article.inner}")
