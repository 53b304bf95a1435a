"""Every page without a browser: what it shows of a small database, in both languages, and that it trusts nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pipelines import database, intake, summary
from pipelines.words import spaced
from tests.web_site import (
    BUREAU,
    FORMULA,
    GOVERNMENT,
    IN_REGION,
    MISSING,
    NIGHT,
    OLD,
    SCRIPT,
    TOWN,
    Browsing,
    browsing,
    elements,
    write,
)
from web.language import COOKIE
from web.pages.region import Share

PAGES = ("/", "/region/370302", "/missing", "/findings", "/compare", "/search?q=复议", "/about", "/gongkai")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsing]:
    data = tmp_path_factory.mktemp("site")
    write(data)
    with browsing(data) as here:
        yield here


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsing]:
    data = tmp_path_factory.mktemp("empty")
    with intake.opened(data) as writing, writing.store.transaction():
        summary.refresh(writing.db, NIGHT)
    database.publish(data)
    with browsing(data) as here:
        yield here


def every_page(site: Browsing) -> list[str]:
    org = site.one("SELECT org_id FROM reports WHERE org = ?", GOVERNMENT)
    one, other = site.report(BUREAU, 2022), site.report(BUREAU, 2023)
    hostile = site.report(SCRIPT, 2023)
    return [*PAGES, f"/organisation/{org}", f"/report/{hostile}", f"/compare?report={one}&report={other}"]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", "".join(str(one.text_content()) for one in elements(page, "body")))


def cell(page: str, path: str) -> Any:
    return elements(page, f"[id='{path}']")[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_there_in_both_languages(site: Browsing, language: str) -> None:
    for path in every_page(site):
        page = site.text(path, cookie=f"{COOKIE}={language}")
        assert f'<html lang="{"zh-CN" if language == "zh" else "en"}"' in page


def test_every_page_of_an_empty_database_is_there(empty: Browsing) -> None:
    for path in PAGES:
        assert empty.get(path).status_code == 200
    assert "gongkai ingest" in empty.text("/")


def test_the_language_of_the_address_is_remembered(site: Browsing) -> None:
    answer = site.get("/?lang=en")
    assert "Yearly disclosure reports" in answer.text
    assert answer.headers["set-cookie"].startswith(f"{COOKIE}=en")
    assert "private" in answer.headers["cache-control"]


def test_no_page_runs_a_script_or_a_style_within_itself(site: Browsing) -> None:
    for path in every_page(site):
        answer = site.get(path)
        scripts = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", answer.text)
        assert [one for one in scripts if 'type="application/json"' not in one] == []
        assert "<style" not in answer.text
        assert "unsafe-eval" not in answer.headers["content-security-policy"]
        assert "script-src 'self';" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_our_own_pages_have_no_style_attribute(site: Browsing) -> None:
    for path in every_page(site):
        if not path.startswith("/gongkai"):
            answer = site.get(path)
            assert " style=" not in answer.text
            assert "unsafe-inline" not in answer.headers["content-security-policy"]


def test_a_name_that_is_a_script_is_text_everywhere(site: Browsing) -> None:
    org = site.one("SELECT org_id FROM reports WHERE org = ?", SCRIPT)
    number = site.report(SCRIPT, 2023)
    other = site.report(BUREAU, 2023)
    paths = [f"/organisation/{org}", f"/report/{number}", f"/compare?report={number}&report={other}",
             "/search?q=统计局", "/missing?year=2023&state=there&state=late", f"/gongkai/reports/{number}",
             "/gongkai/organisations", "/compare?org=统计局", "/region/370302"]  # fmt: skip
    for path in paths:
        page = site.text(path)
        assert "<script>alert" not in page
        assert "<script>alert" in text_of(page)


def test_what_is_asked_for_is_text_too(site: Browsing) -> None:
    for path in ("/search?q={}", "/compare?org={}", "/missing?state={}", "/findings?rule={}", "/missing?after={}"):
        page = site.text(path.format('"><script>alert(2)</script>'))
        assert "<script>alert" not in page


def test_a_formula_is_text_in_a_cell_and_in_prose(site: Browsing) -> None:
    page = site.text(f"/report/{site.report(SCRIPT, 2023)}")
    assert cell(page, "proactive.fees.amount").text_content().startswith(FORMULA)
    assert FORMULA in text_of(page)


def test_each_state_of_a_cell_has_its_class_and_its_words(site: Browsing) -> None:
    page = site.text(f"/report/{site.report(BUREAU, 2024)}")
    said = {path: cell(page, path) for path in (
        "applications.new.total", "applications.new.company", "proactive.licensing.decisions",
        "proactive.penalties.decisions", "proceedings.reconsideration.upheld")}  # fmt: skip
    states = {path: (one.get("class"), one.text_content().strip()) for path, one in said.items()}
    assert states == {
        "applications.new.total": ("cell printed", "5"),
        "applications.new.company": ("cell derived", "(0)未印，由勾稽关系推出"),
        "proactive.licensing.decisions": ("cell blank", "/空白或符号"),
        "proactive.penalties.decisions": ("cell not_shown", "?没有显示"),
        "proceedings.reconsideration.upheld": ("cell derived", "(0)未印，由勾稽关系推出"),
    }


def test_a_failed_identity_names_its_cells_and_they_are_marked(site: Browsing) -> None:
    page = site.text(f"/report/{site.report(BUREAU, 2023)}")
    cells = {path for one in elements(page, ".finding.fail") for path in one.get("data-cells").split()}
    marked = {one.get("data-cell") for one in elements(page, "td.failed")}
    assert cells == marked
    assert "applications.handled_total.total" in cells


def test_a_figure_of_the_prose_stands_at_its_words(site: Browsing) -> None:
    page = site.text(f"/report/{site.report(BUREAU, 2023)}")
    told = {one.text_content() for one in elements(page, ".prose mark .told span")}
    assert {"收到申请 8", "行政复议 2", "培训 3"} <= told


def test_an_older_version_says_so_and_leads_to_the_one_that_counts(site: Browsing) -> None:
    old = site.one("SELECT id FROM reports WHERE org = ? AND year = 2022 AND is_current = 0", BUREAU)
    page = site.text(f"/report/{old}")
    assert "这是第 1 版" in page
    assert f'href="/report/{site.report(BUREAU, 2022)}"' in page


def test_versions_are_compared_by_what_differs(site: Browsing) -> None:
    old = site.one("SELECT id FROM reports WHERE org = ? AND year = 2022 AND is_current = 0", BUREAU)
    page = site.text(f"/compare?report={old}&report={site.report(BUREAU, 2022)}")
    rows = [re.sub(r"\s+", " ", row.text_content()).strip() for row in elements(page, "table.compared tbody tr")]
    assert "一、本年新收政府信息公开申请数量 总计34＋1" in rows
    assert len(rows) == 6
    assert [one.text_content() for one in elements(page, ".diff p[lang] ins")] == ["大体", "有修改。"]


def test_an_organisations_years_stand_side_by_side(site: Browsing) -> None:
    org = site.one("SELECT org_id FROM reports WHERE org = ?", GOVERNMENT)
    page = site.text(f"/organisation/{org}")
    rows = {row[0].text_content(): [one.text_content() for one in row[1:]] for row in elements(page, "table.years tr")}
    assert rows["本年新收"] == ["24", "23", "22", "21", "20"]
    assert [one.get("data-name") for one in elements(page, "figure.chart")] == ["received", "outcomes"]


def test_each_chart_has_its_table(site: Browsing) -> None:
    for figure in elements(site.text("/"), "figure.chart"):
        values = [one.get("data-value") for one in figure.cssselect("tbody td")]
        assert values
        assert figure.cssselect("figcaption")[0].text_content()


def test_who_was_not_looked_for_is_not_counted_as_missing(site: Browsing) -> None:
    """The heads of the map are 2016 and 2020 to 2025; of 2025 nothing but the missing one is known."""
    rows = {
        row[0].text_content(): [one.text_content() for one in row[1:]] for row in elements(site.text("/"), ".heat tr")
    }
    assert rows["淄川区"][-1] == "0/1"
    shares = Share(0, 0, 5), Share(3, 4, 0), Share(4, 4, 1)
    assert [share.level for share in shares] == [None, 3, 5]


def test_who_has_not_published_is_listed(site: Browsing) -> None:
    page = site.text("/missing?year=2024")
    assert [row[0].text_content() for row in elements(page, "table.plain tbody tr")] == [IN_REGION + MISSING]
    assert MISSING not in site.text("/missing?year=2024&state=there")
    assert MISSING not in site.text("/missing?year=2024&region=370102")


def test_findings_are_filtered_by_year_region_and_rule(site: Browsing) -> None:
    def found(query: str) -> list[str]:
        return [one.text_content() for one in elements(site.text(f"/findings{query}"), "h2 a")]

    assert found("?year=2023") == [f"{IN_REGION}{BUREAU} 2023"]
    assert found("?year=2023&rule=received_equals_handled") == [f"{IN_REGION}{BUREAU} 2023"]
    assert found("?year=2023&rule=year_agrees") == []
    assert found("?year=2023&region=370102") == []
    assert found("?year=2023&region=370300") == [f"{IN_REGION}{BUREAU} 2023"]
    assert found("?year=2019") == []


def test_a_two_character_word_is_found_with_its_passage(site: Browsing) -> None:
    page = site.text("/search?q=复议")
    assert {mark.text_content() for mark in elements(page, ".hit mark")} == {"复议"}
    assert f"{IN_REGION}{BUREAU} 2023" in [one.text_content() for one in elements(page, ".hit h3 a")]


def test_an_organisation_is_found_by_a_part_of_its_name(site: Browsing) -> None:
    page = site.text("/search?q=云台")
    assert [one.text_content() for one in elements(page, ".orgs a")] == [IN_REGION + TOWN]


@pytest.mark.parametrize("words", ["", '"', "-复议", "（）", "a" * 300, "NEAR(a b)", "x*", "%00"])
def test_any_words_can_be_searched_for(site: Browsing, words: str) -> None:
    assert site.get(f"/search?q={words}").status_code == 200


def test_a_report_before_2019_shows_its_indicators(site: Browsing) -> None:
    text = text_of(site.text(f"/report/{site.report(OLD, 2016)}"))
    assert "主动公开政府信息数" in text
    assert "368" in text


def test_the_address_of_a_year_leads_to_the_report_that_counts(site: Browsing) -> None:
    org = site.one("SELECT org_id FROM reports WHERE org = ?", BUREAU)
    answer = site.get(f"/organisation/{org}/2022")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/report/{site.report(BUREAU, 2022)}"


@pytest.mark.parametrize(
    "path",
    ["/report/999999", "/report/99999999999999999999", "/organisation/370302-00000000",
     "/organisation/370302-00000000/2020", "/region/999999",
     "/missing?region=x", "/document/" + "0" * 64 + "/original", "/nothing", "/gongkai/nothing"],
)  # fmt: skip
def test_what_is_not_there_is_one_sentence(site: Browsing, path: str, capfd: pytest.CaptureFixture[str]) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    assert capfd.readouterr() == ("", "")


def test_sql_facets_json_and_csv_are_datasettes_own(site: Browsing) -> None:
    assert site.get("/gongkai/reports.json?_shape=array&_size=1&_sort=id").json()[0]["org"] == GOVERNMENT
    assert "2023" in site.text("/gongkai/reports?_facet=year")
    assert site.get("/gongkai.csv?sql=select+phrase('复议')+as+p").text.splitlines()[1] == '"""复 议"""'
    assert site.get("/gongkai.json?sql=select+spaced('复议')+as+s&_shape=array").json() == [{"s": spaced("复议")}]


def test_nothing_can_be_written_through_sql(site: Browsing) -> None:
    assert site.get("/gongkai.json?sql=delete+from+reports").status_code == 400
    assert site.get("/gongkai.json?sql=with+x+as+(select+1)+delete+from+reports").json()["ok"] is False


def test_tables_are_described_in_the_language_of_the_page(site: Browsing) -> None:
    assert "报告年度" in site.text("/gongkai/reports")
    assert "The year the report is about." in site.text("/gongkai/reports", cookie=f"{COOKIE}=en")


def test_a_key_in_a_query_leads_to_our_page(site: Browsing) -> None:
    number = site.report(BUREAU, 2023)
    assert f'<a href="/report/{number}">{number}</a>' in site.text(f"/gongkai?sql=select+{number}+as+report_id")
    assert 'href="/report/' not in site.text("/gongkai?sql=select+'1\"><b>'+as+report_id")


def test_the_snapshot_that_takes_the_place_is_shown_next(tmp_path: Path) -> None:
    write(tmp_path)
    with browsing(tmp_path) as here:
        before = here.text("/")
        with intake.opened(tmp_path) as writing, writing.store.transaction():
            writing.db.execute("UPDATE numbers SET value = 987654 WHERE name = 'figures'")
        database.publish(tmp_path)
        assert "987,654" not in before
        assert "987,654" in here.text("/")
        with closing(database.published(tmp_path)) as db:
            assert db.execute("SELECT count(*) FROM reports").fetchone() == (13,)
