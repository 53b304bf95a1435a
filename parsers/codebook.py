"""The codebook, generated from the forms: every cell with its label, unit and form, the identities, the breaks.

`python -m parsers.codebook` prints docs/codebook.md; a test holds the file against it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources

from parsers import form
from parsers.problems import meanings


def markdown() -> str:
    return "\n".join([*_head(), *_cells(), *_identities(), *_indicators(), *_breaks(), *_problems()]) + "\n"


def _head() -> Iterator[str]:
    yield "# 编码簿 · Codebook"
    yield ""
    yield "由 `parsers/forms/*.toml` 生成，请勿手改：`python -m parsers.codebook > docs/codebook.md`。"
    yield "Generated from `parsers/forms/*.toml`; do not edit by hand."
    yield ""
    yield "单元格的名称是 `表.行.列`（`table.item.figure`）。2021 格式有 200 个数，2019 格式有 198 个数。"
    yield "A cell is named `table.item.figure`. The form of 2021 has 200 figures, that of 2019 has 198."


def _cells() -> Iterator[str]:
    for on in form.FORMS:
        for name in form.TABLES:
            of = form.table(name)
            yield f"\n## {on} · 表{of.number} {of.zh} · {of.en}\n"
            yield "| cell | 标签 | label | 单位 |\n|---|---|---|---|"
            for field in form.fields():
                if (field.form, field.table_name) == (on, name):
                    cell = f"{field.table_name}.{field.item}.{field.figure}"
                    yield f"| `{cell}` | {field.label_zh} | {field.label_en} | {field.unit} |"


def _identities() -> Iterator[str]:
    yield "\n## 勾稽关系 · Identities\n"
    yield "| rule | 表 | 每一 | 左 = 右 | 依据 |\n|---|---|---|---|---|"
    for name in form.TABLES:
        of = form.table(name)
        for rule in of.rules:
            each = "列 figure" if rule["each"] == "figure" else "行 item"
            sides = " + ".join(rule["left"]) + " = " + " + ".join(rule["right"])
            yield f"| `{rule['rule']}` | 表{of.number} | {each} | `{sides}` | {rule['source']}（{rule['severity']}） |"
    yield "\n`a..b` 指从 a 起到 b 之前的各行或各列。`a..b` is every row or column from a up to, not including, b."


def _indicators() -> Iterator[str]:
    data = tomllib.loads(resources.files("parsers").joinpath("forms/legacy.toml").read_text(encoding="utf-8"))
    yield "\n## 2019 年以前的统计表 · Statistics tables before 2019\n"
    yield "每行存为标签、数值、单位（`indicators`）；标签确定时另有下列键。 Rows are label, value and unit, with one of"
    yield "these keys only where the label is certain.\n"
    yield "| key | 标签 |\n|---|---|"
    for item in data["items"]:
        yield f"| `{item['key']}` | {item['zh']} |"
    yield "\n`indicators_sum`:\n"
    for rule in data["identities"]:
        yield f"- `{' + '.join(rule['parts'])} = {rule['total']}`"


def _breaks() -> Iterator[str]:
    text = resources.files("parsers").joinpath("forms/breaks.toml").read_text(encoding="utf-8")
    yield "\n## 年度断点 · Breaks in comparability\n"
    for one in tomllib.loads(text)["breaks"]:
        yield f"- **{one['year']}** {one['zh']}。 {one['en']}"


def _problems() -> Iterator[str]:
    yield "\n## 问题代码 · Problem codes\n"
    yield "| code | 含义 | meaning |\n|---|---|---|"
    for code, meaning in meanings().items():
        yield f"| `{code}` | {meaning.zh} | {meaning.en} |"


if __name__ == "__main__":
    import sys

    sys.stdout.write(markdown())
