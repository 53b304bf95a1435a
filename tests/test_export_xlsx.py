"""Excel: a workbook read back from its XML; numbers are numbers, text is text, what does not fit is said."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipelines.export import EXTRACTS, xlsx
from tests.exporting import ODD, a_folder, as_cell, cells_of, exported, run, wanted_rows
from tests.reports import a_report, a_store

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_folder(tmp_path_factory.mktemp("exported"))


@pytest.fixture(scope="module")
def folder(data: Path) -> Path:
    return exported(data, "xlsx,csv")


def sheets_of(path: Path) -> dict[str, ElementTree.Element]:
    """The sheets of a workbook, as the file has them."""
    with zipfile.ZipFile(path) as file:
        book = ElementTree.fromstring(file.read("xl/workbook.xml"))  # noqa: S314  # our own file
        names = [sheet.attrib["name"] for sheet in book.iter(f"{_MAIN}sheet")]
        return {
            name: ElementTree.fromstring(file.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314
            for number, name in enumerate(names, 1)
        }


def rows_of(sheet: ElementTree.Element) -> list[dict[str, str | float]]:
    """Each row by the letters of its columns; what is not there is not in the file."""
    return [{_column(cell): _value(cell) for cell in row} for row in sheet.iter(f"{_MAIN}row")]


def _column(cell: ElementTree.Element) -> str:
    return re.sub(r"\d", "", cell.attrib["r"])


def _value(cell: ElementTree.Element) -> str | float:
    if cell.attrib.get("t") == "inlineStr":
        return "".join(cell.itertext())
    return float(cell.findtext(f"{_MAIN}v", ""))


@pytest.fixture(scope="module")
def sheets(folder: Path) -> Mapping[str, ElementTree.Element]:
    return sheets_of(folder / "gongkai.xlsx")


def test_xlsx_has_a_sheet_a_table_and_a_codebook(sheets: Mapping[str, ElementTree.Element]) -> None:
    assert list(sheets) == ["codebook", *(name for name in EXTRACTS if name not in {"figures", "sections"})]
    codebook = {(row.get("A"), row.get("B")): row for row in rows_of(sheets["codebook"])}
    for name in sheets:
        if name != "codebook":
            for column in EXTRACTS[name].columns:
                assert (codebook[name, column.name]["D"], codebook[name, column.name]["E"]) == (column.zh, column.en)


def test_xlsx_numbers_are_numbers_and_nulls_are_not_there(
    sheets: Mapping[str, ElementTree.Element], folder: Path
) -> None:
    _, *rows = rows_of(sheets["applications"])
    _, *told = cells_of(folder, "applications")
    assert len(rows) == len(told)
    for row, cells in zip(rows, told, strict=True):
        assert {column: as_cell(value) for column, value in row.items()} == {
            column: value for column, value in zip("ABCDEFGHI", cells, strict=True) if value
        }


def test_xlsx_has_a_frozen_head_and_no_formula_or_link(sheets: Mapping[str, ElementTree.Element]) -> None:
    for name, sheet in sheets.items():
        assert not list(sheet.iter(f"{_MAIN}f"))
        assert not list(sheet.iter(f"{_MAIN}hyperlink"))
        if name != "codebook":
            (pane,) = sheet.iter(f"{_MAIN}pane")
            assert (pane.attrib["ySplit"], pane.attrib["state"]) == ("1", "frozen")
            assert tuple(rows_of(sheet)[0].values()) == EXTRACTS[name].of.names


def test_xlsx_days_are_days(sheets: Mapping[str, ElementTree.Element]) -> None:
    """20 January 2024 is day 45311 of Excel's count."""
    head, *rows = rows_of(sheets["reports"])
    at = {name: column for column, name in head.items()}
    assert 45311 in {row.get(at["published"]) for row in rows}
    assert "0024-01-20" in {row.get(at["created"]) for row in rows}, "Excel counts from 1900"


def test_xlsx_splits_what_a_sheet_cannot_hold(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "ROWS", 400)
    result = run(data, str(tmp_path), "--format", "xlsx", "--tables", "applications")
    found = sheets_of(tmp_path / "gongkai.xlsx")
    assert list(found) == ["codebook", "applications", "applications_2"]
    rows = [row for name in list(found)[1:] for row in rows_of(found[name])[1:]]
    assert len(rows) == len(wanted_rows(data, "applications"))
    assert [len(rows_of(found[name])) for name in list(found)[1:]] == [400, len(rows) - 399 + 1]
    assert "applications 的行数超过一张工作表的限度，分在 2 张里" in result.stderr
    assert any("分在 2 张里" in str(row.get("A")) for row in rows_of(found["codebook"]))


def test_xlsx_says_where_it_cuts_a_text(tmp_path: Path) -> None:
    with a_store(tmp_path / "data") as kept:
        kept.put(a_report("青石县统计局", 2023, prose="𠀀" * 20_000))
    result = run(tmp_path / "data", str(tmp_path / "out"), "--format", "xlsx", "--tables", "sections")
    (_, row) = rows_of(sheets_of(tmp_path / "out" / "gongkai.xlsx")["sections"])
    text = str(row["E"])
    assert len(text.encode("utf-16-le")) // 2 <= xlsx.UNITS
    assert text.endswith("已截断）")
    assert text.startswith("𠀀" * 16_000)
    assert "1 个单元格的文字太长" in result.stderr


def test_text_that_looks_like_a_formula_is_defused(sheets: Mapping[str, ElementTree.Element]) -> None:
    texts = {value for row in rows_of(sheets["reports"]) for value in row.values() if isinstance(value, str)}
    assert f"'{ODD.title}" in {text.replace("_x000D_", "\r") for text in texts}
    assert f"'{ODD.index_number}" in texts
