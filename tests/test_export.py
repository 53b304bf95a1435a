"""Export: every format reads back as the database, nulls stay nulls, text stays text, and no file is half a file."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from crawler.commands.export import export as command
from parsers import parse
from parsers.as_json import as_json
from parsers.report import Document, Report, Section
from pipelines import database
from pipelines.choice import Choice, choose
from pipelines.export import EXTRACTS, plan, xlsx
from pipelines.export.batches import batch
from pipelines.export.cells import UNDO, safe
from pipelines.export.json_schema import json_schema
from pipelines.export.reports import report_json
from pipelines.export.tables import FORMATS
from tests.conftest import ROOT
from tests.reports import a_report, a_store, address, requests
from tests.research import NEW_HEALTH, TOWN, a_database

FORMULA = '=HYPERLINK("http://bad.example")'
# A day that Excel has not, a count that is none, text of every awkward kind.
ODD = replace(
    a_report("怪石县统计局", 2023, {"applications.new.company": 1.5, "applications.new.total": None}, prose=FORMULA),
    title='+"甲",\r\n乙', index_number="-1+1", marks={"applications.new.total": ""},
)  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "data"
    with a_database(folder) as kept:
        kept.put(ODD, region=None)
    return folder


@pytest.fixture(scope="module")
def folder(data: Path) -> Path:
    """Every format, once."""
    out = data.parent / "out"
    assert run(data, str(out), "--format", ",".join(FORMATS)).exit_code == 0
    return out


@pytest.fixture
def db(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(database.published(data)) as db:
        yield db


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, ["--data", str(data), *arguments])


def wanted(db: sqlite3.Connection, name: str) -> list[tuple[Any, ...]]:
    """The rows of current reports, as SQLite has them."""
    one = EXTRACTS[name]
    current = "(SELECT id FROM reports WHERE is_current = 1)"
    where = f" WHERE {one.owner} IN {current} OR {one.owner} IS NULL" if one.by == "report" else ""
    rows = db.execute(f"SELECT {', '.join(one.of.names)} FROM {name}{where}").fetchall()
    return sorted(rows, key=repr)


def table_of(folder: Path, name: str) -> list[tuple[Any, ...]]:
    table = parquet.read_table(folder / f"{name}.parquet")
    columns = [column.cast(pa.string()) if column.type == pa.date32() else column for column in table.columns]
    return sorted(zip(*(column.to_pylist() for column in columns), strict=True), key=repr)


@pytest.mark.parametrize("name", EXTRACTS)
def test_parquet_reads_back_as_the_database(folder: Path, db: sqlite3.Connection, name: str) -> None:
    assert table_of(folder, name) == wanted(db, name)


def test_parquet_describes_its_columns(folder: Path) -> None:
    of = parquet.read_schema(folder / "panel.parquet")
    assert of.metadata[b"title"].decode().startswith("机关 × 年度")
    assert of.field("refused").metadata[b"description"].decode() == "不予公开（三）1–8 之和"
    assert [of.field(name).type for name in ("new", "fees", "published")] == [pa.int64(), pa.float64(), pa.date32()]


def test_a_count_that_is_printed_as_a_fraction_stays_one(folder: Path) -> None:
    of = parquet.read_table(folder / "applications.parquet")
    assert (of.schema.field("company").type, of.schema.field("natural_person").type) == (pa.float64(), pa.int64())
    assert 1.5 in of["company"].to_pylist()


def test_parquet_is_written_in_groups(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.export.parquet.GROUP", 10)
    monkeypatch.setattr("pipelines.export.selection.PART", 2)
    assert run(data, str(tmp_path), "--format", "parquet", "--tables", "panel").exit_code == 0
    with parquet.ParquetFile(tmp_path / "panel.parquet") as file:
        assert file.num_row_groups > 1
        assert file.metadata.num_rows == len(pd.read_parquet(tmp_path / "panel.parquet"))


def cells_of(folder: Path, name: str) -> list[list[str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("name", EXTRACTS)
def test_csv_reads_back_as_the_database(folder: Path, db: sqlite3.Connection, name: str) -> None:
    head, *rows = cells_of(folder, name)
    assert tuple(head) == EXTRACTS[name].of.names
    undone = [tuple(re.sub(UNDO, r"\1", cell) for cell in row) for row in rows]
    assert sorted(undone, key=repr) == sorted((tuple(map(_cell, row)) for row in wanted(db, name)), key=repr)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def test_csv_begins_with_a_mark_and_tells_null_from_empty(folder: Path) -> None:
    body = (folder / "figures.csv").read_bytes()
    assert body.startswith(b"\xef\xbb\xbfreport_id,")
    # value, derived, mark, state: a printed number has no mark, a blank has an empty one.
    assert b',"new","natural_person",0,,,"printed"\n' in body
    assert re.search(rb',"new","total",,\d*,"","blank"\n', body)


def test_pandas_reads_csv_with_nulls_as_nulls(folder: Path, db: sqlite3.Connection) -> None:
    panel = pd.read_csv(folder / "panel.csv").set_index("report_id")
    (report_id,) = db.execute("SELECT report_id FROM panel WHERE new IS NULL AND org LIKE '临溪%'").fetchone()
    assert panel["new"].isna()[report_id]
    assert panel["days_late"].notna()[report_id]


@pytest.mark.parametrize("name", EXTRACTS)
def test_datapackage_is_valid(folder: Path, name: str) -> None:
    """By the specification of Frictionless Data (v1): names, types, keys and references hold in the files."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["profile"] == "tabular-data-package"
    resources = {one["name"]: one for one in package["resources"]}
    assert list(resources) == list(EXTRACTS)
    said = resources[name]
    head, *rows = cells_of(folder, said["path"].removesuffix(".csv"))
    fields = said["schema"]["fields"]
    assert [field["name"] for field in fields] == head
    assert all(field["title"] and field["description"] for field in fields)
    for field, values in zip(fields, zip(*rows, strict=True), strict=False):
        assert all(_CASTS[field["type"]].fullmatch(value) for value in values if value)
    key = [head.index(one) for one in said["schema"].get("primaryKey", ())]
    assert not key or len({tuple(row[at] for at in key) for row in rows}) == len(rows)
    for one in said["schema"].get("foreignKeys", ()):
        other = one["reference"]["resource"] or name
        at = cells_of(folder, other)[0].index(one["reference"]["fields"])
        there = {row[at] for row in cells_of(folder, other)[1:]}
        assert {row[head.index(one["fields"])] for row in rows} - {""} <= there


_CASTS = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "string": re.compile(r"(?s).*"),
}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


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
        assert {column: _cell(value) for column, value in row.items()} == {
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
    (published,) = (column for column, name in head.items() if name == "published")
    assert 45311 in {row[published] for row in rows if published in row}


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


def wanted_rows(data: Path, name: str) -> list[tuple[Any, ...]]:
    with closing(database.published(data)) as db:
        return wanted(db, name)


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


TEXTS = st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠a1甲 "), max_size=5)


@given(st.lists(TEXTS | st.none(), max_size=5))
def test_a_formula_is_defused_and_nothing_is_lost(texts: list[str | None]) -> None:
    given_ = pa.record_batch([pa.array(texts, pa.string())], names=["text"])
    made = safe(given_).column(0).to_pylist()
    assert not [one for one in made if one and one[0] in "=+-@\t\r\n＝＋－＠"]
    assert [one if one is None else re.sub(UNDO, r"\1", one) for one in made] == texts


def test_text_is_safe_in_spreadsheets_and_itself_elsewhere(
    folder: Path, sheets: Mapping[str, ElementTree.Element]
) -> None:
    title = str(ODD.title)
    titles = {column: [row.get(column) for row in rows_of(sheets["reports"])] for column in "E"}["E"]
    assert f"'{title}".replace("\r\n", "\n") in [
        str(one).replace("\r\n", "\n").replace("_x000D_", "") for one in titles
    ]
    assert f"'{title}" in [row[4] for row in cells_of(folder, "reports")]
    assert [row[4] for row in cells_of(folder, "sections")].count(f"'{FORMULA}") == 1
    assert title in parquet.read_table(folder / "reports.parquet")["title"].to_pylist()
    assert title in pd.read_stata(folder / "reports.dta")["title"].tolist()
    assert title in [one["title"] for one in lines_of(folder)]
    # A negative number is no text.
    assert "-11" in [row[7] for row in cells_of(folder, "panel")]


def stata(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_stata(folder / f"{name}.dta", preserve_dtypes=False)


def test_dta_is_of_the_panel_and_the_printed_tables(folder: Path) -> None:
    assert sorted(path.stem for path in folder.glob("*.dta")) == [
        "applications", "indicators", "organisations", "panel", "proactive", "proceedings", "reports",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["panel", "applications", "proactive", "proceedings", "organisations"])
def test_dta_reads_back_as_the_database(folder: Path, db: sqlite3.Connection, name: str) -> None:
    frame = stata(folder, name)
    if "published" in frame and name == "panel":
        frame["published"] = frame["published"].dt.strftime("%Y-%m-%d")
    rows = [tuple(None if pd.isna(value) else value for value in row) for row in frame.itertuples(index=False)]
    # Stata has no null among its texts.
    told = [tuple("" if value is None and column.type == "TEXT" and column.name not in {"published", "level", "kind"}
                  else value for value, column in zip(row, EXTRACTS[name].columns, strict=True))
            for row in wanted(db, name)]  # fmt: skip
    assert sorted(map(_floats, rows), key=repr) == sorted(map(_floats, told), key=repr)


def _floats(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(float(value) if isinstance(value, int | float) else value for value in row)


def test_dta_labels_its_variables_and_keys(folder: Path) -> None:
    with pd.io.stata.StataReader(folder / "applications.dta") as reader:
        labels = reader.variable_labels()
        values = reader.value_labels()
    assert labels["natural_person"] == "自然人 natural persons"
    assert all(len(label) <= 80 for label in labels.values())
    assert values["item"][0] == "new"
    assert "carried_out" in values["item"].values()


def test_dta_names_are_valid() -> None:
    names = {column.name for one in EXTRACTS.values() for column in one.columns}
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,31}", name) for name in names)
    reserved = "byte double float if in int long using with strL"
    assert not names & set(reserved.split())


def test_dta_keeps_long_text_when_asked(tmp_path: Path) -> None:
    with a_store(tmp_path / "data") as kept:
        kept.put(a_report("青石县统计局", 2023, prose="政" * 3000))
    assert run(tmp_path / "data", str(tmp_path / "out"), "--format", "dta", "--tables", "sections").exit_code == 0
    assert "政" * 3000 in stata(tmp_path / "out", "sections")["text"].tolist()


def lines_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "reports.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("report", [
    a_report("青石县统计局", 2023, requests(new=3, carried_out=1), prose="收到申请3件，制发文件1.5万件。"),
    a_report("青石县统计局", 2020, of_form="2019", contact=replace(ODD.contact, phone="0533-1")),
    a_report("青石县统计局", 2024, tables="none", prose="只有文字。"),
    replace(ODD, sections=(Section(None, "", "一"), Section(2, "二", ""))),
], ids=["2021", "2019", "prose", "odd"])  # fmt: skip
def test_jsonl_is_what_parse_gives(report: Report) -> None:
    with a_store() as kept:
        stored = kept.put(report, region=None)
        assert stored.report_id is not None
        told = report_json(kept.db, stored.report_id)
    facts = told.pop("database")
    assert told == as_json(report, address(report))
    assert (facts["version"], facts["is_current"]) == (1, True)
    assert [one["url"] for one in facts["sources"]] == [address(report)]


@pytest.mark.parametrize("case", ["shimen-2021-old-first-block", "shimen-2022-new-heads-old-label"])
def test_jsonl_knows_the_rows_of_a_mixed_table(case: str) -> None:
    """A row has the cells of the form that it is printed on, though its table is on the other."""
    read = parse(Document((ROOT / "fixtures" / "cases" / case / "input.html").read_bytes()))
    assert isinstance(read, Report)
    with a_store() as kept:
        stored = kept.put(read, region=None)
        assert stored.report_id is not None
        told = report_json(kept.db, stored.report_id)
    assert told["proactive"] == as_json(read, "")["proactive"]


def test_jsonl_has_one_line_a_report_as_its_schema_says(folder: Path, db: sqlite3.Connection) -> None:
    lines = lines_of(folder)
    (number,) = db.execute("SELECT count(*) FROM reports WHERE is_current = 1").fetchone()
    assert len(lines) == number
    said = json.loads((folder / "reports.schema.json").read_text(encoding="utf-8"))
    assert said == json.loads(json.dumps(json_schema()))
    for line in lines:
        _conforms(line, said)


def _conforms(value: Any, said: Mapping[str, Any]) -> None:
    """As much of JSON Schema as ours uses."""
    names = {str: "string", int: "integer", float: "number", bool: "boolean", dict: "object", list: "array"}
    if "const" in said:
        assert value == said["const"]
        return
    allowed = [said["type"]] if isinstance(said["type"], str) else said["type"]
    kind = "null" if value is None else names[type(value)]
    assert kind in allowed or (kind == "integer" and "number" in allowed)
    if kind == "array":
        for one in value:
            _conforms(one, said["items"])
    if kind == "object":
        assert set(said.get("required", ())) <= set(value)
        for name, one in value.items():
            rest = said.get("additionalProperties", True)
            assert name in said.get("properties", {}) or rest
            _conforms(one, said.get("properties", {}).get(name, rest))


def test_a_choice_is_exported_with_what_it_refers_to(data: Path, tmp_path: Path) -> None:
    result = run(data, str(tmp_path), "--org", "青石县卫生局", "--year", "2020")
    assert result.stdout == f"1 份报告，20 个文件：{tmp_path}\n"
    assert [row[1] for row in cells_of(tmp_path, "organisations")[1:]] == [NEW_HEALTH, "青石县卫生局"]


def test_versions_are_exported_only_when_asked(data: Path, db: sqlite3.Connection, tmp_path: Path) -> None:
    (every,) = db.execute("SELECT count(*) FROM reports").fetchone()
    (current,) = db.execute("SELECT count(*) FROM reports WHERE is_current = 1").fetchone()
    for option, number in (("--all-versions", every), (None, current)):
        assert run(data, str(tmp_path), "--tables", "reports", *filter(None, [option])).exit_code == 0
        assert len(cells_of(tmp_path, "reports")) - 1 == number
    assert current < every


def test_the_reports_are_in_order_whatever_the_parts(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(data, str(tmp_path / "one"))
    monkeypatch.setattr("pipelines.export.selection.PART", 3)
    run(data, str(tmp_path / "many"))
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "many" / path.name).read_bytes()
    panel = pd.read_csv(tmp_path / "one" / "panel.csv")
    assert panel.equals(panel.sort_values(["org_id", "year"], kind="stable"))


def test_only_a_part_is_held_at_a_time(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.export.selection.PART", 2)
    with closing(database.published(data)) as db:
        task = plan(db, ["csv"], choose(db, org=TOWN))
        parts = list(task.chosen.rows(db, EXTRACTS["applications"]))
    assert [len({row[0] for row in rows}) for rows in parts] == [2, 2]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_failed_export_leaves_what_was_there(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format_: str
) -> None:
    """The disk is full half way: the old files stay, nothing of the new ones does."""
    (tmp_path / "panel.csv").write_text("old", encoding="utf-8")
    written: list[object] = []

    def full(*given: Any) -> object:
        written.append(given)
        if len(written) > 1:
            raise OSError(28, "No space left on device", str(tmp_path / "x"))
        return {} if format_ == "jsonl" else batch(*given)

    monkeypatch.setattr("pipelines.export.jsonl.report_json", full)
    monkeypatch.setattr("pipelines.export.batches.batch", full)
    result = run(data, str(tmp_path), "--format", format_)
    assert (result.exit_code, result.stderr.count("\n"), len(written)) == (2, 1, 2)
    assert "无法写入" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["panel.csv"]
    assert (tmp_path / "panel.csv").read_text(encoding="utf-8") == "old"


def test_what_a_killed_export_left_is_swept_away(data: Path, tmp_path: Path) -> None:
    left = tmp_path / ".gongkai-export" / "files"
    left.mkdir(parents=True)
    (left / "panel.csv").write_text("half", encoding="utf-8")
    assert run(data, str(tmp_path), "--tables", "panel").exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["datapackage.json", "panel.csv"]


def test_two_exports_to_one_folder_do_not_mix(data: Path, tmp_path: Path) -> None:
    with closing(database.published(data)) as db:
        first = plan(db, ["csv"], Choice(), ["panel"]).run(tmp_path)
        next(first)
        result = run(data, str(tmp_path))
        assert (result.exit_code, "另一个 gongkai export" in result.stderr) == (2, True)
        list(first)
    assert (tmp_path / "panel.csv").is_file()


@pytest.mark.parametrize("arguments", [
    ["--format", "sas"], ["--format", ""], ["--tables", "nothing"], ["--year", "1999"], ["--year", "2031"],
    ["--org", "无此机关"],
])  # fmt: skip
def test_wrong_usage_is_one_line_and_exit_2(data: Path, tmp_path: Path, arguments: list[str]) -> None:
    result = run(data, str(tmp_path / "out"), *arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_exit_2(data: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run(data, str(tmp_path / "file"))
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


def test_an_export_twice_gives_the_same_bytes(data: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run(data, str(tmp_path / name), "--format", ",".join(FORMATS), "--tables", "panel,reports")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
