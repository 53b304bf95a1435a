"""Export: what is chosen and in which order, that no file is half a file, and Parquet."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from pipelines import database
from pipelines.choice import Choice, choose
from pipelines.export import EXTRACTS, plan
from pipelines.export.batches import batch
from pipelines.export.tables import FORMATS
from tests.exporting import ODD, a_folder, cells_of, exported, run, wanted
from tests.research import NEW_HEALTH, TOWN


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_folder(tmp_path_factory.mktemp("exported"))


@pytest.fixture(scope="module")
def folder(data: Path) -> Path:
    return exported(data, "parquet")


@pytest.fixture
def db(data: Path) -> Iterator[sqlite3.Connection]:
    with closing(database.published(data)) as db:
        yield db


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


def test_parquet_holds_text_as_it_is(folder: Path) -> None:
    assert ODD.title in parquet.read_table(folder / "reports.parquet")["title"].to_pylist()


def test_a_choice_is_exported_with_what_it_refers_to(data: Path, tmp_path: Path) -> None:
    result = run(data, str(tmp_path), "--org", "青石县卫生局", "--year", "2020")
    assert result.stdout == f"1 份报告，{len(EXTRACTS) + 1} 个文件：{tmp_path}\n"
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


def test_there_are_as_many_steps_as_said(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.export.selection.PART", 4)
    with closing(database.published(data)) as db:
        task = plan(db, FORMATS)
        assert sum(1 for _ in task.run(tmp_path)) == task.steps > len(EXTRACTS)


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
