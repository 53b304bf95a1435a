"""Search: what is found, that the right characters are marked, and that no query is SQLite's syntax."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from crawler.commands.search import search as command
from pipelines.choice import Choice, choose
from pipelines.passages import BEFORE, LONGEST, WIDTH, Passage, cut, highlighter
from pipelines.search import LONGEST as LONGEST_QUERY
from pipelines.search import MOST_WORDS, NoWordsError, count, match, search
from pipelines.words import spaced
from tests.conftest import ROOT
from tests.reports import Kept, a_report, a_store

PROSE = "全年收到申请３件，办理①行政复议1件；行政、诉讼2件。"
SCHEMA = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
SQL = re.findall(r"^```sql sqlite\n(.*?)^```$", SCHEMA, re.MULTILINE | re.DOTALL)


@pytest.fixture
def kept() -> Iterator[Kept]:
    with a_store() as kept:
        kept.put(a_report("青石县教育局", 2022, prose=PROSE), region="370302")
        kept.put(a_report("临溪县教育局", 2023, prose=["没有复议。", "Open Data 平台"]), region="370303")
        yield kept


def hits(db: sqlite3.Connection, words: str, choice: Choice = Choice(), **options: bool) -> list[tuple[int, list[str]]]:  # noqa: B008
    """The years of what is found, and the marked words."""
    found = search(db, match(words, headings=options.pop("headings", False)), choice, 50, **options)
    return sorted((hit.year, [hit.passage.text[a:z] for a, z in hit.passage.marks]) for hit in found)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("议", [(2022, ["议"]), (2023, ["议"])]),
        ("行政复议", [(2022, ["行政复议"])]),
        ("3", [(2022, ["３"])]),
        ("1", [(2022, ["①", "1"])]),
        ("行政诉讼", [(2022, ["行政、诉讼"])]),
        ("OPEN", [(2023, ["Open"])]),
        ("Ｏｐｅｎ data", [(2023, ["Open", "Data"])]),
        ("申请 复议", [(2022, ["申请", "复议"])]),
        ("复议 没有", [(2023, ["没有", "复议"])]),
        ('"行政 复议"', [(2022, ["行政复议"])]),
        ("“行政复议”", [(2022, ["行政复议"])]),
        ('"复议 行政"', [(2022, ["行政", "复议"])][:0]),
        ("复议 -申请", [(2023, ["复议"])]),
        ("复议 －申请", [(2023, ["复议"])]),
        ('复议 -"没有 复议"', [(2022, ["复议"])]),
        ("总体情况", []),
        ("海洋", []),
    ],
)
def test_what_is_found_and_marked(kept: Kept, words: str, found: list[tuple[int, list[str]]]) -> None:
    assert hits(kept.db, words) == found


def test_headings_are_looked_at_when_asked(kept: Kept) -> None:
    assert hits(kept.db, "总体情况", headings=True) == [(2022, ["总体情况"]), (2023, ["总体情况"])]


def test_words_in_different_sections_are_not_together(kept: Kept) -> None:
    assert hits(kept.db, "复议 平台") == []


def test_a_choice_narrows_the_search(kept: Kept) -> None:
    assert hits(kept.db, "复议", choose(kept.db, region="370303")) == [(2023, ["复议"])]
    assert hits(kept.db, "复议", choose(kept.db, years="2022")) == [(2022, ["复议"])]
    assert hits(kept.db, "复议", choose(kept.db, org="青石")) == [(2022, ["复议"])]


def test_only_current_versions_unless_all_are_asked(kept: Kept) -> None:
    kept.put(a_report("青石县教育局", 2022, prose="改为行政复议2件。"), region="370302")
    assert hits(kept.db, "申请") == []
    assert hits(kept.db, "申请", all_versions=True) == [(2022, ["申请"])]
    assert count(kept.db, match("复议"), Choice()) == (2, 2)
    assert count(kept.db, match("复议"), Choice(), all_versions=True) == (3, 3)


def test_the_densest_section_comes_first_and_the_limit_holds(kept: Kept) -> None:
    kept.put(a_report("云台县教育局", 2021, prose="复议复议复议"), region=None)
    assert [hit.year for hit in search(kept.db, match("复议"), Choice(), 2)] == [2021, 2023]


def test_equal_hits_are_ordered_by_the_later_year() -> None:
    with a_store() as kept:
        for year in (2020, 2023, 2021):
            kept.put(a_report("青石县教育局", year, prose="行政复议一件", of_form="2021"))
        assert [hit.year for hit in search(kept.db, match("复议"), Choice(), 9)] == [2023, 2021, 2020]


@pytest.mark.parametrize("words", ["", " ", "，。", '"', '""', "*", "^", "()", "-", "-复议", "-“复议”", "_"])
def test_a_query_without_a_word_is_refused(words: str) -> None:
    with pytest.raises(NoWordsError):
        match(words)


def test_a_query_without_bounds_is_refused() -> None:
    for words in ("复" * (LONGEST_QUERY + 1), "复 " * (MOST_WORDS + 1)):
        with pytest.raises(NoWordsError):
            match(words)


@given(
    st.text(st.characters(codec="utf-8"), max_size=60) | st.text('复议"“”-*^:()+{} ANDORNTEtextheading', max_size=40)
)
def test_no_query_is_syntax(words: str) -> None:
    """Whatever is written, SQLite takes it for words."""
    try:
        query = match(words)
    except NoWordsError:
        return
    with highlighter(query) as lit:
        lit.passage("总体情况", "复议 AND text")
    quoted = re.sub(r'"[\w ]+"', "", query)
    assert re.fullmatch(r"\{text\} : \(\(( AND )*\)( NOT \(( OR )*\))?\)", quoted)


# Among them what NFKC makes longer, shorter or joins with its neighbour.
TEXTS = st.text("公开行政复议，。（）１ＡａB２b①㎡ﬁ½ｶﾞé\u0301\u1100\u1161\n\u3000 ", max_size=40)

WORDS = st.text("公开行政复议１ａＡ2b①㎡ﬁ½ｶ", min_size=1, max_size=6)


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKD", text)).casefold()


@given(TEXTS, WORDS, TEXTS)
def test_what_stands_in_a_text_is_marked_there(before: str, word: str, after: str) -> None:
    """A word between others, whatever they are folded to, is marked: it alone, or with what it grew together with."""
    with highlighter(match(f'"{word}"')) as lit:
        found = lit.passage("", f"{before}。{word}。{after}")
    assert any(letters(word) in letters(found.text[a:z]) for a, z in found.marks)


@given(TEXTS)
def test_marks_are_in_order_and_inside(text: str) -> None:
    with highlighter('{text} : ("a" OR "1" OR "复")') as lit:
        found = lit.passage("", text)
    places = [place for mark in found.marks for place in mark]
    assert all(0 <= place <= len(found.text) for place in places)
    assert [a for a, _ in found.marks] == sorted(a for a, _ in found.marks)
    assert all(re.search("[a1复]", letters(found.text[a:z])) for a, z in found.marks)


def test_a_passage_is_the_part_with_the_most_hits() -> None:
    text = "甲" * 300 + "复议" + "乙" * 300 + "复议和复议" + "丙" * 300
    with highlighter(match("复议")) as lit:
        found = lit.passage("", text)
    assert [found.text[a:z] for a, z in found.marks] == ["复议", "复议"]
    assert (len(found.text), found.marks[0][0]) == (WIDTH, BEFORE)
    assert found.cut_before
    assert found.cut_after


def test_a_short_text_is_shown_whole() -> None:
    assert cut("行政复议\n一件", [(2, 4)]) == Passage("行政复议 一件", ((2, 4),))


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert cut("a\x1b[31m\u202eb", []).text == "a [31m b"


def test_where_the_place_is_not_certain_nothing_is_marked() -> None:
    """A mark that belongs to the letter forty marks before it: the parts are not those that SQLite saw."""
    with highlighter(match("复议")) as lit:
        assert lit.passage("", "①a" + "\u0334" * 40 + "\u0301复议").marks == ()


def test_a_huge_text_costs_no_more_than_its_beginning() -> None:
    with highlighter(match("复议")) as lit:
        assert lit.passage("", "x" * LONGEST + "复议").marks == ()
        assert lit.passage("", "①" + "\u0301" * 100_000 + "复议").marks != ()


@pytest.mark.parametrize("query", SQL)
def test_the_documented_sql_needs_only_sqlite(kept: Kept, query: str) -> None:
    """Each is run by sqlite3 itself; those that search find what `gongkai search` finds."""
    rows = kept.rows(query)
    if "sections_fts" in query:
        words = "行政复议 纠正" if "纠" in query else "行政复议"
        assert sorted(row[1] for row in rows) == [year for year, _ in hits(kept.db, words)]
    else:
        assert rows


def test_a_word_is_spaced_as_the_text_is() -> None:
    assert match("行政复议") == '{text} : (("行 政 复 议"))'
    assert spaced("行政复议") == "行 政 复 议"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with a_store(tmp_path / "data") as kept:
        kept.put(a_report("青石县教育局", 2022, prose=PROSE), region="370302")
        kept.put(a_report("青石县教育局", 2022, prose=PROSE + "改过"), region="370302")
        kept.put(a_report("青石县人民政府", 2023, prose="复议", scope="region"), region=None)
    return tmp_path / "data"


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, ["--data", str(data), *arguments])


def test_a_person_sees_passage_and_source(data: Path) -> None:
    result = run(data, "行政复议")
    assert result.exit_code == 0
    head, passage, url, *_ = result.stdout.splitlines()
    assert head.endswith("青石县教育局 2022  总体情况")
    assert "①【行政复议】1件" in passage
    assert url.strip().startswith("http://")
    assert result.stderr == "gongkai: 1 份报告的 1 节\n"


def test_another_scope_and_an_old_version_are_named(data: Path) -> None:
    out = run(data, "复议", "--all-versions").stdout
    assert "2023  总体情况  全地区汇总" in out
    assert "2022  总体情况  旧版本（第 1 版）" in out


def test_json_has_the_passage_with_its_marks(data: Path) -> None:
    (line,) = run(data, "--json", "申请").stdout.splitlines()
    told = json.loads(line)
    assert [told["passage"][a:z] for a, z in told["marks"]] == ["申请"]
    assert {told["year"], told["version"], told["is_current"], told["section"]} == {2022, 2, 1}
    assert told["url"].startswith("http://")


def test_nothing_found_is_said_and_no_error(data: Path) -> None:
    result = run(data, "海洋")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "gongkai: 没有找到\n")


def test_what_the_limit_leaves_out_is_said(data: Path) -> None:
    assert run(data, "复议", "--limit", "1").stderr == "gongkai: 2 份报告的 2 节，显示前 1 节（--limit）\n"


def test_a_word_to_leave_out_is_no_option(data: Path) -> None:
    assert "2023" in run(data, "复议", "-申请").stdout
    assert "2022" not in run(data, "复议", "-申请").stdout


@pytest.mark.parametrize("arguments", [["，"], ["-复议"], ["--regoin", "复议"], ["--region", "无此地", "复议"], []])
def test_a_wrong_query_is_one_line_and_exit_2(data: Path, arguments: Sequence[str]) -> None:
    result = run(data, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_no_database_is_exit_2(tmp_path: Path) -> None:
    assert run(tmp_path, "复议").exit_code == 2


def test_the_search_asks_the_index_first(kept: Kept) -> None:
    asked: list[str] = []
    kept.db.set_trace_callback(asked.append)
    count(kept.db, match("复议"), Choice())
    kept.db.set_trace_callback(None)
    plan = [row[3] for row in kept.rows(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert any(step.startswith("SCAN f VIRTUAL TABLE INDEX") for step in plan)
    assert any(step.startswith("SEARCH s USING INTEGER PRIMARY KEY") for step in plan)
