"""Acceptance: the real reports in ../shared, figure by figure. Skipped where ../shared is not there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from parsers import Document, Report, form, parse
from parsers.as_json import as_json

KEYED = {"002": {"proactive_items": 85, "meetings": 2, "trainings": 1, "proposals_cppcc": 1, "proposals_congress": 0},
         "001": {"applications_handled": 261}, "003": {"proactive_items": 168, "applications_new": 1},
         "004": {"proactive_items": 368, "proactive_items_website": 27, "proactive_items_wechat": 341}}  # fmt: skip


def read(path: Path) -> tuple[Report, dict[str, Any]]:
    got = parse(Document(path.read_bytes(), name=path.name))
    assert isinstance(got, Report)
    return got, as_json(got, path.name)


@pytest.fixture
def seeds(shared: Path) -> dict[str, Path]:
    return {path.name[:3]: path for path in sorted((shared / "seeds").glob("*.txt"))}


def printed_rows(path: Path) -> dict[str, list[int]]:
    """Figures by row label, counted by eye's simplest rule: a label, then the numbers behind it."""
    rows: dict[str, list[int]] = {}
    label = ""
    for token in re.split(r"[\t\n]", path.read_text(encoding="utf-8")):
        words = re.sub(r"\s", "", token)
        if words.isdigit():
            rows.setdefault(label, []).append(int(words))
        elif words:
            label = words
    return rows


def test_figures_of_001_are_those_printed(seeds: dict[str, Path]) -> None:
    report, got = read(seeds["001"])
    rows = printed_rows(seeds["001"])
    assert list(got["proactive"]["regulations"].values()) == rows["规章"] == [2, 4, 32]
    assert list(got["proactive"]["normative_documents"].values()) == rows["行政规范性文件"] == [6, 1, 49]
    for item in form.table("applications").items_of("2021"):
        label = re.sub(r"\s", "", item.zh)
        behind = label if label in rows else label[-7:]  # one label is wrapped before its last seven words
        assert list(got["applications"][item.key].values()) == rows[behind], label
    assert list(report.figures.values()).count(None) == 0
    assert {one.status for one in report.checks} == {"pass"}
    assert got["forms"] == {"proactive": "2021", "applications": "2021"}


@pytest.mark.parametrize(("seed", "forms", "count"), [("000", ("2021", "2019"), 186), ("002", ("2021", "2021"), 200)])
def test_whole_seeds_are_all_zeros_as_printed(
    seeds: dict[str, Path], seed: str, forms: tuple[str, str], count: int
) -> None:
    report, got = read(seeds[seed])
    assert (got["forms"]["proactive"], got["forms"]["applications"]) == forms
    assert len(report.figures) == count
    assert set(report.figures.values()) == {0}
    assert report.problems == ()
    assert {one.status for one in report.checks} == {"pass"}


def test_lost_rows_of_003_are_named_and_what_is_forced_stands_apart(seeds: dict[str, Path]) -> None:
    report, got = read(seeds["003"])
    lost = {problem.cells[0].rpartition(".")[0] for problem in report.problems}
    assert {problem.code for problem in report.problems} == {"row_missing"}
    assert lost == {
        "proactive.penalties", "proactive.coercion", "proactive.fees", "applications.new", "applications.carried_in",
        "applications.granted", "applications.partly_granted", "applications.refused_state_secret",
        "applications.refused_law_forbids",
    }  # fmt: skip
    named = {cell for problem in report.problems for cell in problem.cells}
    assert {cell for cell, value in report.figures.items() if value is None} == named
    assert len(got["derived"]) == 38
    assert set(got["derived"].values()) == {0}
    assert set(got["derived"]) < named
    for item in ("new", "carried_in"):
        for figure in ("natural_person", "total"):
            assert f"applications.{item}.{figure}" not in got["derived"]
    assert got["applications"]["other_misc"]["natural_person"] == got["applications"]["handled_total"]["total"] == 1
    assert list(got["proceedings"]["reconsideration"].values()) == [1, 0, 0, 0, 1]
    assert got["marks"] == {}


def test_the_lost_page_of_004_is_named(seeds: dict[str, Path]) -> None:
    report, got = read(seeds["004"])
    assert got["tables"] == "some"
    assert got["forms"] == {"proactive": "2021", "applications": None}
    missing = {problem.cells[0].rpartition(".")[0] for problem in report.problems if problem.code == "row_missing"}
    rows = [item.key for item in form.table("applications").items_of("2021")]
    assert missing == {f"applications.{row}" for row in rows[rows.index("unavailable_still_unclear") :]}
    assert [problem.code for problem in report.problems if "proceedings" in problem.cells[0]] == ["table_missing"]
    assert len(got["derived"]) == 77
    assert set(got["derived"].values()) == {0}


@pytest.mark.parametrize("seed", sorted(KEYED))
def test_narrative_figures(seeds: dict[str, Path], seed: str) -> None:
    _, got = read(seeds[seed])
    told = {one["key"]: one["value"] for one in got["narrative"] if one["key"] != "other"}
    assert told.items() >= KEYED[seed].items()


def test_figures_of_the_real_pdf(shared: Path) -> None:
    report, got = read(shared / "real" / "hongze-2024.pdf")
    assert got["org"] == "淮安市洪泽区人民政府"
    assert got["year"] == 2024
    assert got["forms"] == {"proactive": "2021", "applications": "2019"}
    assert {item: list(row.values()) for item, row in got["proactive"].items()} == {
        "regulations": [0, 0, 0], "normative_documents": [3, 0, 8], "licensing": [9487], "penalties": [2776],
        "coercion": [84], "fees": [7545],
    }  # fmt: skip
    natural = [row["natural_person"] for row in got["applications"].values()]
    assert natural == [95, 0, 50, 9, 0, 0, 1, 0, 0, 1, 1, 0, 31, 1, 0, 1, 0, 0, 0, 0, 0, 95, 0]
    assert natural == [row["total"] for row in got["applications"].values()]
    assert {row[figure] for row in got["applications"].values() for figure in list(row)[1:6]} == {0}
    assert [list(row.values()) for row in got["proceedings"].values()] == [
        [1, 1, 0, 0, 2],
        [1, 0, 0, 0, 1],
        [2, 0, 1, 0, 3],
    ]
    identities = [one for one in report.checks if one.rule.endswith("_sum") or one.rule == "received_equals_handled"]
    assert {one.status for one in identities} == {"pass"}
    assert report.places["applications.new.natural_person"].page == 3


def test_the_empty_form_has_blanks_and_no_zeros(shared: Path) -> None:
    report, _ = read(shared / "real" / "form-2021.docx")
    assert set(report.figures.values()) == {None}
    assert set(report.marks) == set(report.figures)
    assert set(report.marks.values()) == {""}
    assert report.derived == {}
