"""Every golden case of fixtures/cases, one test for each field that it expects; no catalogued quirk without a case.

And the comparison itself: what a case may leave open, and what it may not.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.cases import CASES as CASES_FOLDER
from tests.cases import NAME, UNREAD, Case, differences, load_cases, load_quirks
from tests.make_case import main, parsed

CASES = load_cases()
QUIRKS = load_quirks()


@cache
def parsed_once(name: str) -> object:
    return parsed(next(case for case in CASES if case.name == name))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_is_complete(case: Case) -> None:
    assert NAME.fullmatch(case.name), "a case is named <portal-or-place>-<year>-<oddity>"
    assert case.about.strip(), "case.toml says what is odd"
    assert set(case.quirks) <= set(QUIRKS), "quirks are ids of quirks.toml"
    assert case.expected, "no expected.json: run `make case` on the folder"
    assert UNREAD not in case.expected, "nobody has read this expectation yet"


@pytest.mark.parametrize(
    ("case", "field"),
    [pytest.param(case, field, id=f"{case.name}:{field}") for case in CASES for field in case.fields()],
)
def test_field(case: Case, field: str) -> None:
    assert case.expected is not None
    got = parsed_once(case.name)
    assert isinstance(got, dict)
    found = differences(case.expected, got, field)
    assert not found, "\n".join(["", case.about, *map(str, found)])


@pytest.mark.parametrize("quirk", [name for name, quirk in QUIRKS.items() if not quirk.later])
def test_quirk_has_a_case(quirk: str) -> None:
    assert any(quirk in case.quirks for case in CASES), QUIRKS[quirk].about


GOT = {
    "year": 2021,
    "applications": {"new": {"total": 7, "company": None}},
    "marks": {"applications.new.company": "/"},
    "sections": [{"number": 1, "heading": "总体情况", "text": "公开信息 7 条。"}],
    "narrative": [
        {"key": "proactive_items", "value": 7, "quote": "公开信息7条"},
        {"key": "other", "value": 3, "quote": "3"},
    ],
    "problems": [
        {"code": "row_missing", "cells": ["a.b.c"], "detail": ""},
        {"code": "row_missing", "cells": ["a.b.d"], "detail": ""},
    ],
    "checks": [{"rule": "applicants_sum", "status": "pass", "cells": ["x", "y"], "printed": 7}],
}
AGREES: list[dict[str, Any]] = [
    {"year": 2021},
    {"applications": {"new": {"total": 7, "company": None}}},
    {"sections": [{"number": 1, "heading": "总体情况"}]},
    {"among": {"narrative": [{"key": "proactive_items", "value": 7}]}},
    {"contains": {"sections.0.text": ["公开信息7条"]}},
    {"lacks": {"sections.0.text": ["申请"]}},
    {"absent": ["marks.applications.new.total", "applications.new.company", "org"]},
    {"problems": [{"code": "row_missing", "cells": ["a.b.c", "a.b.d"]}], "problems_only": True},
    {"checks": [{"rule": "applicants_sum", "status": "pass", "cells": ["y"]}]},
    {"no_problems": ["damaged"]},
]
DIFFERS: list[dict[str, Any]] = [
    {"year": 2020},
    {"org": None},
    {"applications": {"new": {"total": True}}},
    {"applications": {"new": {"total": 7, "ngo": None}}},
    {"marks": {}},
    {"sections": []},
    {"narrative": [{"key": "proactive_items", "value": 7}]},
    {"among": {"narrative": [{"key": "proactive_items", "value": 8}]}},
    {"among": {"indicators": [{"label": "收到申请数"}]}},
    {"contains": {"sections.1.text": ["公开信息7条"]}},
    {"lacks": {"sections.0.text": ["7条"]}},
    {"absent": ["marks.applications.new.company"]},
    {"problems": [{"code": "row_missing", "cells": ["a.b.e"]}]},
    {"problems": [], "problems_only": True},
    {"checks": [{"rule": "applicants_sum", "status": "fail"}]},
    {"no_problems": ["row_missing"]},
]


@pytest.mark.parametrize("expected", AGREES, ids=str)
def test_agreement_is_seen(expected: dict[str, Any]) -> None:
    assert not differences(expected, GOT, next(iter(expected)))


@pytest.mark.parametrize("expected", DIFFERS, ids=str)
def test_difference_is_found(expected: dict[str, Any]) -> None:
    assert differences(expected, GOT, next(iter(expected)))


def test_made_case_is_unread(tmp_path: Path) -> None:
    folder = tmp_path / "xiling-2022-example"
    folder.mkdir()
    page = "西岭镇人民政府2022年政府信息公开工作年度报告\n一、总体情况\n无。\n二、主动公开政府信息情况\n"
    (folder / "input.txt").write_text(page, encoding="utf-8")
    (folder / "case.toml").write_text('quirks = []\nabout = "an example"\n', encoding="utf-8")
    assert main([str(folder)]) == 0
    written = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert written[UNREAD] is True
    assert written["year"] == 2022


def test_case_without_place_and_year_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>政府信息公开</p>", encoding="utf-8")
    with pytest.raises(SystemExit):
        main([str(page), "--name", "oddity"])
    assert not (CASES_FOLDER / "oddity").exists()
