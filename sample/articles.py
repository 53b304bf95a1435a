"""The entries of a portal's lists: a page for each report with what hangs on it, and pages that are no reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from html import escape

from sample import docx, pages, pdf, prose, tables, xlsx
from sample.model import Article, Attachment, Body, Printed
from sample.report import Block, Table, Text, blocks


def of_report(printed: Printed, seed: str, serial: int = 0, changed: date | None = None) -> Article:
    attachments = _attachments(printed, seed)
    inner = (
        _cover(printed) if printed.odd.attach.startswith("cover") else pages.inner(blocks(printed, seed), printed.table)
    )
    return Article(
        key=f"{printed.body.name}/{printed.year}",
        title=printed.title,
        org=printed.body.name,
        published=printed.published,
        inner=inner,
        report=None if printed.odd.attach.startswith("cover") else printed.key,
        attachments=attachments,
        serial=serial,
        edited=changed,
    )


def differing(printed: Printed) -> dict[str, int]:
    """The cell in which the attachment of an odd report says otherwise, and what it says there."""
    cell = "proactive.penalties.decisions"
    return {cell: int(printed.figures[cell] or 0) + 7} if printed.odd.attach == "twin-differs" else {}


def _cover(printed: Printed) -> str:
    return f"<p>　　现将{escape(printed.title)}予以公布，请点击附件查看。</p>"


def _attachments(printed: Printed, seed: str) -> tuple[Attachment, ...]:
    kind = printed.odd.attach
    if not kind:
        return ()
    if kind == "xlsx":
        sheet = xlsx.xlsx([("序号", "目录"), ("1", "渡口维护"), ("2", "路灯检修")])
        return (Attachment(f"{printed.year}年主动公开目录.xlsx", sheet, xlsx.MEDIA),)
    other = differing(printed)
    said = replace(printed, figures={**printed.figures, **other}) if other else printed
    made = blocks(said, seed)
    if kind.endswith("docx"):
        return (Attachment(f"{printed.title}.docx", docx.docx(made), docx.MEDIA, printed.key),)
    return (Attachment(f"{printed.title}.pdf", pdf.pdf(made), pdf.MEDIA, printed.key),)


def extras(first: Body, second: Body, year: int, seed: str) -> list[Article]:
    """Seven entries that are no reports: three interpretations (one under the report's own title), a guide, two
    pieces of news, and a notice that holds the whole empty form."""
    own = "{org}{year}年政府信息公开工作年度报告"
    told = "《{org}{year}年政府信息公开工作年度报告》解读"
    return [
        _extra("interpretation", "【文稿解读】" + own, first, year - 2, seed, 3),
        _extra("interpretation", told, second, year - 3, seed, 2),
        _extra("interpretation", own, second, year - 4, seed, 5),
        _extra("guide", "{org}政府信息公开指南", first, year - 1, seed, 60),
        _extra("news", "{org}召开座谈会征求{year}年政府信息公开工作年度报告意见", second, year - 1, seed, -20),
        _extra("news", "{org}发布{year}年政府信息公开工作年度报告", first, year - 5, seed, 9),
        _notice(first, year - 2),
    ]


def _extra(kind: str, title: str, body: Body, year: int, seed: str, days: int) -> Article:
    pen = prose.Pen(seed, (f"{kind}/{title}", year), body, year)
    lines = [pen.write(sentence) for sentence in prose.words()["extras"][kind]]
    named = title.format(org=body.name, year=year)
    published = date(year + 1, 2, 1) + timedelta(days)
    inner = "\n".join(f"<p>　　{escape(line)}</p>" for line in lines)
    return Article(f"{kind}/{title}/{body.name}/{year}", named, body.name, published, inner)


def _notice(body: Body, year: int) -> Article:
    title = f"关于做好{year}年政府信息公开工作年度报告编制工作的通知"
    empty = tables.applications(lambda _: "", "2021")
    made: list[Block] = [Text("各科室：现将报告格式发给你们，请按附表如实填报。"), Table("applications", empty)]
    return Article(f"notice/{body.name}/{year}", title, body.name, date(year, 12, 12), pages.inner(made, "plain"))
