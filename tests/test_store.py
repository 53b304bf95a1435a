"""One report once, every version: what is in the database after documents came, changed, moved and went."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from parsers.report import NotReport, Problem, Report
from pipelines import schema
from pipelines.reread import reread, stale
from tests.reports import NIGHT, Kept, a_report, a_store, address, requests

NEXT, MUCH_LATER = NIGHT + timedelta(days=1), NIGHT + timedelta(days=60)
CELL = "applications.new.total"


@pytest.fixture
def kept() -> Iterator[Kept]:
    with a_store() as one:
        yield one


def versions(kept: Kept) -> list[tuple[Any, ...]]:
    return kept.rows("SELECT org, year, version, is_current, gone_at IS NOT NULL FROM reports ORDER BY year, version")


def read_again(kept: Kept, put: Report, now: Report | NotReport) -> Any:
    """The document that was put as one report is now read as another, or as none."""
    body = b"<html>" + repr(put).encode()
    document = hashlib.sha256(body).hexdigest()
    kept.read[document] = now
    return reread(kept.store, document, now, 9)


def news(kept: Kept) -> list[str]:
    return [row[0] for row in kept.rows("SELECT kind FROM changes ORDER BY id")]


def changed(report: Report, cell: str = CELL, value: int | None = 7) -> Report:
    return replace(report, figures={**report.figures, cell: value})


def test_every_figure_is_stored_as_it_was_read(kept: Kept) -> None:
    report = a_report(figures={**requests(new=5, carried_out=2), "proactive.fees.amount": 0.37, CELL: None},
                      marks={CELL: "/"})  # fmt: skip
    kept.put(report)
    stored = dict(kept.rows("SELECT table_name || '.' || item || '.' || figure, value FROM figures"))
    assert stored == dict(report.figures)
    assert kept.rows("SELECT mark, state FROM figures WHERE value IS NULL") == [("/", "blank")]


def test_a_cell_named_by_a_problem_is_not_shown_though_something_is_printed(kept: Kept) -> None:
    problem = Problem("cell_unreadable", (CELL,), "见附件")
    kept.put(a_report(figures={CELL: None}, marks={CELL: "见附件"}, problems=(problem,)))
    assert kept.rows("SELECT state FROM figures WHERE value IS NULL") == [("not_shown",)]


def test_a_cell_of_the_other_form_is_no_cell_of_this_report(kept: Kept) -> None:
    """In a mixed 表二 a row of the form of 2021 has no 本年新制作数量, whatever form the table is said to be of."""
    kept.put(a_report(forms={"proactive": "2019", "applications": "2021"}))
    assert kept.one("SELECT count(*) FROM figures WHERE figure = 'made'") == 0
    assert kept.one("SELECT count(*) FROM figures") == 200


def test_the_same_bytes_again_change_nothing(kept: Kept) -> None:
    kept.put(a_report())
    kept.put(a_report(), at=NEXT)
    assert versions(kept) == [("青石县统计局", 2023, 1, 1, 0)]
    assert (news(kept), kept.one("SELECT count(*) FROM documents")) == (["new"], 1)
    assert kept.one("SELECT last_seen FROM reports") == NEXT.isoformat()


def test_an_edit_is_a_new_version_that_says_what_changed(kept: Kept) -> None:
    kept.put(a_report())
    kept.put(changed(a_report()), at=NEXT)
    assert versions(kept) == [("青石县统计局", 2023, 1, 0, 0), ("青石县统计局", 2023, 2, 1, 0)]
    detail = json.loads(kept.one("SELECT detail FROM changes WHERE kind = 'edited'"))
    assert detail == {"cells": {CELL: [0, 7]}, "sections": []}
    # The old version is still there, figure by figure, and does not count.
    assert kept.rows("SELECT total FROM applications WHERE item = 'new' ORDER BY report_id") == [(0,), (7,)]
    assert kept.rows("SELECT value FROM figures WHERE item = 'new' AND figure = 'total'") == [(7,)]


def test_other_bytes_with_the_same_words_are_no_edit(kept: Kept) -> None:
    kept.put(a_report())
    kept.put(replace(a_report(), index_number="00000/2024-1"), at=NEXT)
    assert len(versions(kept)) == 1
    assert kept.one("SELECT index_number FROM reports") == "00000/2024-1"


def test_two_documents_of_one_report_are_one_report_and_the_fuller_counts() -> None:
    page, pdf = a_report(tables="none"), a_report(figures=requests(new=5, carried_out=2))
    for order in permutations([(page, "http://x/1.html"), (pdf, "http://x/1.pdf")]):
        with a_store() as one:
            for report, url in order:
                one.put(report, url)
            assert one.rows("SELECT url, version FROM reports") == [("http://x/1.pdf", 1)]
            assert one.one("SELECT count(*) FROM report_sources") == 2
            assert news(one) == ["new"]


def test_a_witness_that_disagrees_names_the_cells(kept: Kept) -> None:
    kept.put(a_report(), "http://x/1.html")
    kept.put(changed(a_report()), "http://y/1.html")
    assert kept.rows("SELECT code, cells FROM problems WHERE code LIKE 'witness%'") == [
        ("witness_differs", json.dumps([CELL]))
    ]
    assert len(versions(kept)) == 1


def test_the_disagreement_ends_when_the_other_place_follows(kept: Kept) -> None:
    kept.put(a_report(), "http://x/1.html")
    kept.put(a_report(), "http://y/1.html")
    kept.put(changed(a_report()), "http://x/1.html", NEXT)
    assert kept.one("SELECT count(*) FROM problems WHERE code = 'witness_differs'") == 1
    kept.put(changed(a_report()), "http://y/1.html", MUCH_LATER)
    assert kept.one("SELECT count(*) FROM problems WHERE code = 'witness_differs'") == 0
    assert (len(versions(kept)), news(kept)) == (2, ["new", "edited"])


def test_gone_stays_and_comes_back_as_the_same_report(kept: Kept) -> None:
    kept.put(a_report())
    url = address(a_report())
    assert kept.store.gone(url, 2, NEXT) == "gone"
    assert kept.store.gone(url, 3, MUCH_LATER) is None
    assert versions(kept) == [("青石县统计局", 2023, 1, 1, 1)]
    kept.put(a_report(), at=MUCH_LATER)
    assert versions(kept) == [("青石县统计局", 2023, 1, 1, 0)]
    assert news(kept) == ["new", "gone", "back"]


def test_a_new_address_after_the_old_one_is_gone_has_moved(kept: Kept) -> None:
    kept.put(a_report(), "http://x/old")
    kept.store.gone("http://x/old", 2, NEXT)
    kept.put(a_report(), "http://x/new", NEXT)
    assert (len(versions(kept)), news(kept)) == (1, ["new", "gone", "moved"])


@pytest.mark.parametrize("edited", [False, True], ids=["the same words: moved", "other words: edited"])
def test_a_new_address_found_in_the_night_in_which_the_old_one_went(kept: Kept, edited: bool) -> None:
    kept.put(a_report(), "http://x/old")
    kept.put(changed(a_report()) if edited else a_report(), "http://x/new", NEXT)
    kept.store.gone("http://x/old", 2, NEXT)
    assert news(kept) == ["new", "edited" if edited else "moved"]
    assert len(versions(kept)) == (2 if edited else 1)
    assert kept.one("SELECT total FROM applications a JOIN reports r ON r.id = a.report_id"
                    " WHERE r.is_current AND item = 'new'") == (7 if edited else 0)  # fmt: skip


def test_one_of_two_places_going_is_no_news(kept: Kept) -> None:
    kept.put(a_report(), "http://x/1")
    kept.put(a_report(), "http://y/1")
    kept.store.gone("http://y/1", 2, MUCH_LATER)
    assert news(kept) == ["new"]


def test_an_address_that_shows_another_year_now(kept: Kept) -> None:
    kept.put(a_report(year=2022), "http://x/index.htm")
    kept.put(a_report(year=2023), "http://x/index.htm", NEXT)
    assert [row[1:] for row in versions(kept)] == [(2022, 1, 1, 1), (2023, 1, 1, 0)]
    assert news(kept) == ["new", "gone", "new"]


def test_the_body_s_own_level_and_the_whole_region_are_two_reports(kept: Kept) -> None:
    kept.put(a_report(scope="level"), "http://x/1")
    kept.put(a_report(figures=requests(new=90), scope="region"), "http://x/2")
    assert kept.rows("SELECT scope FROM reports ORDER BY id") == [("level",), ("region",)]
    assert kept.rows("SELECT new FROM panel") == [(0,)]


def test_what_is_no_report_is_kept_with_its_reason_and_edits_nothing(kept: Kept) -> None:
    kept.put(a_report(), "http://x/1")
    kept.put(NotReport("not_found", (Problem("not_a_report", detail="not_found"),)), "http://x/1", NEXT)
    kept.put(replace(a_report(year=2024), year=None, problems=(Problem("year_missing"),)), "http://x/2")
    assert versions(kept) == [("青石县统计局", 2023, 1, 1, 0)]
    codes = kept.rows("SELECT code FROM problems WHERE report_id IS NULL ORDER BY code")
    assert codes == [("not_a_report",), ("year_missing",)]


def rolled_back(db: sqlite3.Connection) -> None:
    db.execute("ROLLBACK")
    raise sqlite3.OperationalError("database or disk is full")


def test_a_full_disk_that_rolled_back_by_itself_is_the_error_that_is_told(kept: Kept) -> None:
    with pytest.raises(sqlite3.OperationalError, match="full"), kept.store.transaction():
        rolled_back(kept.db)
    kept.put(a_report())
    assert versions(kept) == [("青石县统计局", 2023, 1, 1, 0)]


def test_checks_between_years_follow_either_year(kept: Kept) -> None:
    kept.put(a_report(year=2023, figures=requests(new=3, carried_in=4, carried_out=1)))
    assert kept.one("SELECT count(*) FROM checks WHERE rule = 'carry_over'") == 0
    kept.put(a_report(year=2022, figures=requests(new=9, carried_out=5)))
    broken = kept.rows("SELECT printed, expected, blame FROM checks WHERE rule = 'carry_over' AND status = 'fail'")
    assert broken == [(4, 5, "agency"), (4, 5, "agency")]
    kept.put(a_report(year=2022, figures=requests(new=8, carried_out=4)), at=NEXT)
    assert kept.one("SELECT count(*) FROM checks WHERE rule = 'carry_over' AND status = 'fail'") == 0


def test_full_text_finds_current_and_forgets_replaced_prose(kept: Kept) -> None:
    kept.put(a_report(prose="全年办结复议案件。"))
    found = "SELECT count(*) FROM sections_fts WHERE sections_fts MATCH '\"复 议\"'"
    assert kept.one(found) == 1
    read_again(kept, a_report(prose="全年办结复议案件。"), a_report(prose="全年办结诉讼案件。"))
    assert kept.one(found) == 0


def test_another_reading_is_the_same_version_reread(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put(a_report())
    document = kept.one("SELECT document_id FROM reports")
    assert stale(kept.db) == []
    for module in ("reading", "reread", "store"):
        monkeypatch.setattr(f"pipelines.{module}.parser_version", lambda: "other")
    assert stale(kept.db) == [document]
    assert read_again(kept, a_report(), changed(a_report())) == "reread"
    assert versions(kept) == [("青石县统计局", 2023, 1, 1, 0)]
    assert kept.one("SELECT total FROM applications WHERE item = 'new'") == 7
    assert (news(kept), stale(kept.db)) == (["new", "reread"], [])


def test_a_document_that_turns_out_to_be_another_year_s(kept: Kept) -> None:
    kept.put(a_report(year=2022))
    assert read_again(kept, a_report(year=2022), a_report(year=2023)) == "reread"
    assert [row[1] for row in versions(kept)] == [2023]
    assert kept.one("SELECT count(*) FROM report_sources") == 1


def test_a_document_that_turns_out_to_be_no_report(kept: Kept) -> None:
    kept.put(a_report())
    read_again(kept, a_report(), NotReport("guide", (Problem("not_a_report", detail="guide"),)))
    assert versions(kept) == []
    assert kept.rows("SELECT code, report_id FROM problems") == [("not_a_report", None)]
    assert kept.one("SELECT count(*) FROM sections") == 0


def test_a_fault_in_the_middle_leaves_nothing_behind(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put(a_report(year=2022))
    before = "\n".join(kept.db.iterdump())

    def fail(*_: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("pipelines.verdicts.put", fail)
    with pytest.raises(RuntimeError):
        kept.put(a_report("另一个局", 2023))
    assert "\n".join(kept.db.iterdump()) == before


def test_every_reference_leads_somewhere(tmp_path: Path) -> None:
    with a_store(tmp_path) as kept:
        for year in (2021, 2022, 2023):
            kept.run(NIGHT)
            kept.put(a_report(year=year))
    assert tmp_path.joinpath("gongkai.db").is_file()


def test_a_view_has_the_columns_that_are_described(kept: Kept) -> None:
    for view in schema.views():
        described = tuple(column[0] for column in kept.db.execute(f"SELECT * FROM {view.name}").description)
        assert described == view.names
