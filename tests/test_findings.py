"""Findings: in the order of their weight, one for one mistake, without what people dismissed; decisions stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from parsers.report import Check, NotReport, Problem, Report
from pipelines.choice import Choice, NothingChosenError, choose
from pipelines.decisions import Decision, Decisions, Same
from pipelines.decisions import Finding as Decided
from pipelines.findings import Finding, apply_decisions, decided, findings, named, rules
from pipelines.misread import misread
from tests.reports import Kept, a_report, a_store, requests

ALL = Choice()


@pytest.fixture
def kept() -> Iterator[Kept]:
    with a_store() as store:
        yield store


def found(kept: Kept, choice: Choice = ALL, **options: object) -> list[Finding]:
    return findings(kept.db, choice, **options)  # type: ignore[arg-type]


def said(one: Finding) -> tuple[str, str]:
    return one.first.org, one.first.check.rule


def broken(rule: str, severity: str, gap: int, blame: str | None = "agency") -> Check:
    """A verdict made by hand, on cells of its own so that nothing joins it with another."""
    cell = f"applications.new.{('natural_person', 'company', 'research', 'ngo', 'other')[gap % 5]}"
    status = "hint" if severity == "soft" else "fail"
    return Check(rule, status, (cell,), 0, gap, blame, severity)  # type: ignore[arg-type]


def a_report_with(org: str, *verdicts: Check) -> Report:
    return replace(a_report(org), checks=verdicts)


def decide(kept: Kept, *taken: Decision) -> None:
    apply_decisions(kept.db, Decisions(taken))


def test_a_printed_identity_comes_before_an_implied_one_before_a_hint(kept: Kept) -> None:
    kept.put(a_report_with("甲局", broken("range", "soft", 50)))
    kept.put(a_report_with("乙局", broken("applicants_sum", "implied", 40)))
    kept.put(a_report_with("丙局", broken("received_equals_handled", "printed", 1)))
    assert [one.first.check.severity for one in found(kept)] == ["printed", "implied", "soft"]


def test_an_agency_s_error_comes_before_a_suspect_reading(kept: Kept) -> None:
    kept.put(a_report_with("甲局", broken("applicants_sum", "implied", 40, "reading")))
    kept.put(a_report_with("乙局", broken("applicants_sum", "implied", 1)))
    assert [one.first.check.blame for one in found(kept)] == ["agency", "reading"]


def test_the_larger_difference_comes_first(kept: Kept) -> None:
    for org, gap in (("甲局", 2), ("乙局", 30), ("丙局", 11)):
        kept.put(a_report_with(org, broken("applicants_sum", "implied", gap)))
    assert [one.first.gap for one in found(kept)] == [30, 11, 2]


def test_the_order_does_not_depend_on_the_order_of_arrival() -> None:
    orders = []
    for orgs in (("甲局", "乙局", "丙局"), ("丙局", "甲局", "乙局")):
        with a_store() as kept:
            for org in orgs:
                kept.put(a_report_with(org, broken("applicants_sum", "implied", 3)))
            orders.append([one.first.org for one in found(kept)])
    assert orders[0] == orders[1]


def test_what_is_unknown_or_holds_is_no_finding(kept: Kept) -> None:
    row = "proceedings.reconsideration."
    kept.put(a_report(figures={f"{row}upheld": None, f"{row}corrected": None, f"{row}total": 5}))
    assert "unknown" in {row[0] for row in kept.rows("SELECT status FROM checks")}
    assert found(kept) == []


def test_one_misprinted_cell_is_one_finding_with_that_cell(kept: Kept) -> None:
    kept.put(a_report(figures={**requests(13, 2, 1), "applications.handled_total.total": 11}))
    [one] = found(kept)
    assert (one.cell, one.printed, one.expected) == ("applications.handled_total.total", 11, 14)
    assert [part.check.severity for part in one.parts] == ["printed", "implied", "implied"]


def test_a_finding_tells_whose_report_and_where_it_is(kept: Kept) -> None:
    kept.put(a_report("青石县教育局", 2024, {"proceedings.reconsideration.upheld": 10}), url="http://x.example/1.html")
    [one] = found(kept)
    first = one.first
    assert (first.org, first.year, first.url) == ("青石县教育局", 2024, "http://x.example/1.html")
    assert (first.check.printed, first.check.expected, first.gap) == (0, 10, 10)
    assert first.name == kept.one("SELECT finding FROM checks WHERE status = 'fail'")


def test_an_edit_that_mends_the_report_ends_the_finding(kept: Kept) -> None:
    kept.put(a_report(figures={"proceedings.reconsideration.upheld": 10}))
    kept.put(a_report(figures={"proceedings.reconsideration.upheld": 10, "proceedings.reconsideration.total": 10}))
    assert kept.one("SELECT count(*) FROM verdicts WHERE status = 'fail'") == 1
    assert found(kept) == []


def test_carry_over_between_years_is_found(kept: Kept) -> None:
    kept.put(a_report(year=2022, figures=requests(new=3, carried_out=2)))
    kept.put(a_report(year=2023, figures=requests(new=3, carried_in=1)))
    [one] = found(kept)
    assert {part.check.rule for part in one.parts} == {"carry_over"}
    assert (one.first.year, one.first.check.printed, one.first.check.expected) == (2023, 1, 2)


def test_rule_keeps_whole_findings_in_which_it_is_broken(kept: Kept) -> None:
    kept.put(a_report(figures={**requests(9), "applications.new.natural_person": 7}))
    [one] = found(kept, rule="applicants_sum")
    assert len(one.parts) == 2
    assert found(kept, rule="carry_over") == []
    assert "applicants_sum" in rules(kept.db)


def test_the_choice_of_year_region_and_organisation(kept: Kept) -> None:
    wrong = {"proceedings.reconsideration.upheld": 10}
    kept.put(a_report("青石县教育局", 2023, wrong))
    kept.put(a_report("青石县教育局", 2022, wrong))
    kept.put(a_report("白石镇人民政府", 2023, wrong), region="370303")
    assert len(found(kept, choose(kept.db, years="2023"))) == 2
    assert len(found(kept, choose(kept.db, years="2020-2022"))) == 1
    assert len(found(kept, choose(kept.db, org="教育局"))) == 2
    assert [one.first.org for one in found(kept, choose(kept.db, region="370303"))] == ["白石镇人民政府"]
    assert len(found(kept, choose(kept.db, region="淄博市"))) == 3
    assert len(found(kept, choose(kept.db, region="3703", org="教育局", years="2023"))) == 1


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"org": "100%"}, "没有名称含"),
        ({"region": "999999"}, "没有代码为"),
        ({"region": "370"}, "没有代码为"),
        ({"region": "无此地"}, "没有名为"),
        ({"region": "鼓楼区"}, "不止一个"),
        ({"region": "370305"}, "没有机关"),
        ({"years": "今年"}, "年度应如"),
        ({"years": "2024-2023"}, "起年晚于止年"),
    ],
)
def test_a_choice_that_means_nothing_says_so_in_one_line(kept: Kept, asked: dict[str, str], words: str) -> None:
    kept.put(a_report())
    with pytest.raises(NothingChosenError, match=words) as raised:
        choose(kept.db, asked.get("org"), asked.get("region"), asked.get("years"))
    assert "\n" not in str(raised.value)


def test_a_dismissed_finding_is_listed_only_where_asked_for(kept: Kept) -> None:
    kept.put(a_report(figures={**requests(9), "applications.new.natural_person": 7}))
    [one] = found(kept)
    decide(kept, *decided(one, "dismissed", "另有说明", "2026-08-15T02:00:00+00:00"))
    assert found(kept) == []
    [again] = found(kept, dismissed=True)
    assert (again.decision, again.first.note) == ("dismissed", "另有说明")


def test_a_finding_dismissed_in_part_is_open(kept: Kept) -> None:
    kept.put(a_report(figures={**requests(9), "applications.new.natural_person": 7}))
    [one] = found(kept)
    decide(kept, decided(one, "dismissed", "其一", "")[0])
    assert [again.decision for again in found(kept)] == [None]


def test_a_decision_holds_only_for_the_values_it_was_made_on(kept: Kept) -> None:
    kept.put(a_report(figures={"proceedings.reconsideration.upheld": 10}))
    decide(kept, *decided(found(kept)[0], "dismissed", "已核", ""))
    assert found(kept) == []
    kept.put(a_report(figures={"proceedings.reconsideration.upheld": 12}))
    assert [one.first.check.expected for one in found(kept)] == [12]


def test_decisions_survive_a_rebuild() -> None:
    report = a_report(figures={"proceedings.reconsideration.upheld": 10})
    with a_store() as kept:
        kept.put(report)
        taken = decided(found(kept)[0], "confirmed", "", "2026-08-15")
    with a_store() as rebuilt:
        rebuilt.put(a_report("乙局"))
        rebuilt.put(report)
        decide(rebuilt, *taken)
        assert [one.decision for one in found(rebuilt)] == ["confirmed"]


def test_the_table_is_what_the_file_says_and_the_later_decision_counts(kept: Kept) -> None:
    one, other = (
        Decided("370302-00000000.2023.range-1", "confirmed", 1, 2),
        Decided("370302-00000001.2023.x-1", "dismissed"),
    )
    decide(kept, one, other)
    decide(kept, one, replace(one, decision="dismissed", note="改判"))
    assert kept.rows("SELECT finding, decision, note FROM decisions") == [(one.fingerprint, "dismissed", "改判")]
    changes = kept.db.total_changes
    decide(kept, one, replace(one, decision="dismissed", note="改判"))
    assert kept.db.total_changes == changes


def test_a_decision_follows_two_organisations_that_became_one(kept: Kept) -> None:
    a, b = "370302-00000000", "370302-00000001"
    decide(kept, Same(a, b, kept=b), Decided(f"{a}.2023.range-1", "confirmed"))
    assert kept.rows("SELECT finding FROM decisions") == [(f"{b}.2023.range-1",)]


def test_a_finding_is_named_by_any_of_its_identities(kept: Kept) -> None:
    kept.put(a_report(figures={**requests(9), "applications.new.natural_person": 7}))
    names = [row[0] for row in kept.rows("SELECT finding FROM checks WHERE status = 'fail'")]
    assert len(names) == 2
    assert [named(kept.db, name) for name in names] == found(kept) * 2


@pytest.mark.parametrize(
    "name", ["", "x", "370302-00000000.2023.range-1", "a.b.c", "a.².c", "..", "a." + "9" * 40 + ".b"]
)
def test_a_name_of_nothing_names_nothing(kept: Kept, name: str) -> None:
    kept.put(a_report(figures={"proceedings.reconsideration.upheld": 10}))
    assert named(kept.db, name) is None


def test_two_scopes_of_one_body_have_findings_of_their_own(kept: Kept) -> None:
    for scope, upheld in (("level", 10), ("region", 12)):
        kept.put(a_report(figures={"proceedings.reconsideration.upheld": upheld}, scope=scope))  # type: ignore[arg-type]
    names = [one.first.name for one in found(kept)]
    assert sorted(".region." in name for name in names) == [False, True]
    assert [named(kept.db, name) for name in names] == found(kept)


def test_problems_of_reading_are_told_once_a_report_and_code_most_cells_first(kept: Kept) -> None:
    cells = ("applications.new.total", "applications.carried_in.total", "applications.granted.total")
    kept.put(a_report("甲局", problems=(Problem("cell_unreadable", cells[:1], "见附件"),)))
    kept.put(a_report("乙局", problems=(Problem("row_missing", cells[:2]), Problem("row_missing", cells[1:]))))
    listed = misread(kept.db, ALL)
    assert [(one.org, one.code, one.cells) for one in listed] == [
        ("乙局", "row_missing", cells),
        ("甲局", "cell_unreadable", cells[:1]),
    ]


def test_a_document_that_gave_no_report_is_a_problem_and_a_guide_is_none(kept: Kept) -> None:
    kept.put(
        NotReport("scan", (Problem("no_text_layer"), Problem("not_a_report", detail="scan"))),
        url="http://x.example/s.pdf",
    )
    kept.put(NotReport("guide", (Problem("charset_guessed"), Problem("not_a_report", detail="guide"))))
    assert [(one.code, one.url, one.report_id) for one in misread(kept.db, ALL)] == [
        ("no_text_layer", "http://x.example/s.pdf", None)
    ]
    assert misread(kept.db, Choice(years=(2023, 2023))) == []
