"""The JSON object of the contract: its keys and their order, nulls that stay null, and nothing that is dropped."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from parsers import form
from parsers.as_json import as_json, form_of
from parsers.report import Indicator, NotReport, Problem, Report
from tests.hand_made import BLANK, DERIVED, LOST, MONEY, SLASH, full, marked

KEYS = [
    "file", "report", "title", "org", "year", "form", "forms", "scope", "tables", "period", "published", "created",
    "index_number", "contact", "proactive", "applications", "proceedings", "derived", "marks", "sections", "narrative",
    "checks", "problems",
]  # fmt: skip


def test_keys_stand_in_the_promised_order() -> None:
    assert list(as_json(full(), "a.html")) == KEYS


@pytest.mark.parametrize("of_form", form.FORMS)
@pytest.mark.parametrize("name", form.TABLES)
def test_every_cell_of_a_form_stands_under_its_own_name(name: str, of_form: str) -> None:
    report = full(of_form=of_form)
    table = as_json(report, "")[name]
    spelled = {f"{name}.{item}.{figure}": value for item, row in table.items() for figure, value in row.items()}
    assert list(spelled) == list(form.cells(name, of_form))
    assert spelled == {path: report.figures[path] for path in spelled}


def test_a_cell_without_a_number_is_null_and_its_mark_is_kept() -> None:
    got = as_json(marked(), "")
    assert got["applications"]["new"]["company"] is None
    assert got["applications"]["new"]["research"] is None
    assert got["marks"] == {MONEY: "251000元", SLASH: "/", BLANK: ""}
    assert got["proactive"]["fees"]["amount"] == 25.1


def test_a_derived_cell_stays_null_in_its_table() -> None:
    got = as_json(marked(), "")
    _, item, figure = DERIVED.split(".")
    assert got["applications"][item][figure] is None
    assert got["derived"] == {DERIVED: 0}


def test_a_table_that_is_not_shown_has_the_items_of_the_form_in_force() -> None:
    got = as_json(Report(year=2020), "")
    assert got["form"] is None
    assert got["forms"] == {"proactive": None, "applications": None}
    assert got["proactive"]["procurement"] == {"projects": None, "amount": None}
    assert "other_handling" in got["applications"]


def test_a_figure_that_the_form_does_not_have_is_not_dropped() -> None:
    path = "proactive.normative_documents.total_public"
    got = as_json(replace(full(), figures={**full().figures, path: 999}), "")
    assert got["proactive"]["normative_documents"]["total_public"] == 999


def test_form_is_that_of_the_first_table_else_of_the_second() -> None:
    assert form_of(replace(full(), forms={"proactive": "2021", "applications": "2019"})) == "2021"
    assert form_of(replace(full(), forms={"proactive": None, "applications": "2019"})) == "2019"


def test_only_an_old_report_has_indicators() -> None:
    row = Indicator("主动公开政府信息数", 12, "条", "proactive_total")
    got = as_json(Report(year=2016, tables="all", indicators=(row,)), "")
    assert got["form"] == "legacy"
    assert got["indicators"] == [{"label": row.label, "value": 12, "unit": "条", "key": "proactive_total"}]


def test_dates_checks_and_problems_are_spelled() -> None:
    got = as_json(marked(), "")
    assert (got["period"], got["published"], got["created"]) == (
        ["2023-01-01", "2023-12-31"],
        "2024-01-20",
        "2024-01-19",
    )
    assert list(got["checks"][0]) == ["rule", "status", "cells", "printed", "expected", "blame", "detail"]
    assert got["problems"][0] == {"code": "row_missing", "cells": list(LOST), "detail": ""}


def test_what_is_no_report_says_its_kind() -> None:
    got = as_json(NotReport("guide", (Problem("not_a_report", detail="guide"),), "指南"), "b.html")
    assert got == {
        "file": "b.html",
        "report": False,
        "kind": "guide",
        "problems": [{"code": "not_a_report", "cells": [], "detail": "guide"}],
    }


def test_the_documented_object_has_the_same_keys(request: pytest.FixtureRequest) -> None:
    text = (Path(request.config.rootpath) / "docs" / "data.md").read_text(encoding="utf-8")
    example = text.partition("```json\n")[2].partition("\n```")[0]
    assert list(json.loads(example)) == KEYS
