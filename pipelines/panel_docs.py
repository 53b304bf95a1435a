"""The columns of `panel` in words, each in terms of the rows that the form prints (pipelines/views.py: SUMS)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from parsers import form
from pipelines import schema
from pipelines.views import SUMS, Sum

# The columns that are no figure of a form.
_OTHERS: Mapping[str, tuple[str, str]] = {
    "org_id": ("`reports.org_id`", ""),
    "org": ("`organisations.name`，规范名称（文件上的在 `reports.org`）", "canonical; the document's is `reports.org`"),
    "region_code": ("`organisations.region_code`", ""),
    "level": ("`organisations.level`", ""),
    "kind": ("`organisations.kind`", ""),
    "year": ("`reports.year`", ""),
    "published": ("`reports.published`；没有则为 `reports.created`", "`reports.created` where the page names no day"),
    "days_late": (
        "公布日期减去法定期限（见 `deadlines`），以天计；没有法定期限或没有日期则为空",
        "`published` minus the statutory day (see `deadlines`), in days; null without either",
    ),
    "checks_failed": (
        "`checks` 中 `status = 'fail'` 且未被人否定的条数，跨年度和正文的也在内；人的结论见 `checks.decision`",
        "verdicts `fail` that no person dismissed, those between years and against the prose too",
    ),
    "cells_not_shown": ("`reports.cells_not_shown`", ""),
    "cells_derived": (
        "本行用到的单元格中，没有印出而由勾稽关系推出的格数；为 0 即本行全是印出的数",
        "cells of this row that are forced rather than printed; 0 where all are as printed",
    ),
    "scope": (
        "`reports.scope`；只有全地区汇总的政府，这里是 `region`，求和前除去",
        "`reports.scope`; `region` where a government states nothing else, to be left out of any sum",
    ),
    "gone_at": ("`reports.gone_at`；撤下的报告仍在本表", "`reports.gone_at`; what was withdrawn stays in this view"),
    "report_id": ("`reports.id`，由此可到任何一表", "leads to every other table"),
}  # fmt: skip


def explained() -> Iterator[str]:
    for column in schema.table("panel").columns:
        yield f"- **`{column.name}`** {column.zh} · {column.en}"
        yield from (f"  {line}" for line in _definition(column.name))


def _definition(name: str) -> Iterator[str]:
    sums = [one for one in SUMS if one.name == name]
    if not sums:
        zh, en = _OTHERS[name]
        yield f"= {zh}" + (f" · {en}" if en else "")
    for number, one in enumerate(sums):
        yield f"{'= ' if number == 0 else '或，没有这一行的 · or, where that row is not printed: '}{_cells(one)}"


def _cells(one: Sum) -> str:
    of = form.table(one.table)
    items = [of.item(key) for key in one.items]
    groups = dict.fromkeys(item.group[-1] for item in items if item.group)
    group = f"{'、'.join(groups)}：" if groups and len(items) > 1 else ""
    rows = "＋".join(item.zh for item in items)
    cells = " + ".join(f"`{cell}`" for cell in one.cells)
    return f"表{of.number}“{group}{rows}”的“{of.head(form.FORMS[0], one.figure).zh}”：{cells}"
