"""What the pages are made of, each by itself: the printed form, quotes in prose, differences, and the words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import form
from web import labels
from web.difference import difference, is_same
from web.language import asked, remembered, say, speak, words
from web.printed import Printed, form_of, printed
from web.prose import Figure, paragraphs

WEB = Path(__file__).resolve().parent.parent / "web"
SPACE = re.compile(r"\s+")


def whole(name: str, of_form: str) -> Printed:
    of = form.table(name)
    return printed(name, {item.key: item.figures[of_form] for item in of.items_of(of_form)}, of_form)


def width(row: tuple[object, ...]) -> int:
    return sum(getattr(box, "across", 0) for box in row)


@pytest.mark.parametrize("of_form", form.FORMS)
@pytest.mark.parametrize("name", form.TABLES)
def test_the_printed_form_holds_every_cell_once_and_in_order(name: str, of_form: str) -> None:
    boxes = [box.cell for row in whole(name, of_form).rows for box in row if box.kind == "cell"]
    assert boxes == list(form.cells(name, of_form))


@pytest.mark.parametrize("of_form", form.FORMS)
@pytest.mark.parametrize("name", form.TABLES)
def test_every_row_of_the_printed_form_is_as_wide_as_the_others(name: str, of_form: str) -> None:
    table = whole(name, of_form)
    filled: dict[int, int] = {}
    for at, row in enumerate([*table.heads, *table.rows]):
        for box in row:
            for below in range(box.down):
                filled[at + below] = filled.get(at + below, 0) + box.across
    assert len(set(filled.values())) == 1


def test_groups_are_printed_once_over_all_their_rows() -> None:
    groups = [box for row in whole("applications", "2021").rows for box in row if box.kind == "group"]
    assert [(box.text, box.down) for box in groups][:2] == [("三、本年度办理结果", 22), ("（三）不予公开", 8)]


def test_a_mixed_table_has_the_columns_of_either_form() -> None:
    table = printed("proactive", {"licensing": ("decisions", "items_last_year")}, "2021")
    heads = [box.text for row in table.rows for box in row if box.kind == "head"]
    assert heads == ["本年处理决定数量", "上一年项目数量"]


def test_a_form_that_is_not_known_is_the_one_in_force() -> None:
    assert (form_of("legacy", 2020), form_of(None, 2023), form_of("2019", 2023)) == ("2019", "2021", "2019")


def test_a_quote_is_found_across_the_line_breaks_that_it_has_lost() -> None:
    text = "第一行。收到申请\n 8 件，办结8件。\n第三行。"
    quote = Figure(1, "applications_new", 8, "收到申请 8 件")
    marked = ["".join(piece.text for piece in line if piece.figures) for line in paragraphs(text, [quote])]
    assert marked == ["收到申请", " 8 件", ""]


@given(st.text("甲乙 \n1。", max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4))
def test_marking_quotes_changes_no_character(text: str, cuts: list[tuple[int, int]]) -> None:
    figures = [Figure(at, "other", 1, text[min(cut) : max(cut)]) for at, cut in enumerate(cuts)]
    lines = ["".join(piece.text for piece in line) for line in paragraphs(text, figures)]
    assert lines == [line for line in text.split("\n") if line.strip()]


@given(st.text("甲乙丙。；\n", max_size=60), st.text("甲乙丙。；\n", max_size=60))
def test_a_difference_holds_both_texts(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == SPACE.sub("", before)
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == SPACE.sub("", after)


@given(st.text("甲乙丙。；\n", max_size=60))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert is_same(difference(text, text.replace("\n", " \n")))


def test_only_the_altered_words_of_a_sentence_are_marked() -> None:
    pieces = difference("全年收到申请八件，均已办结。", "全年收到申请九件，均已办结。")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("same", "全年收到申请"), ("gone", "八"), ("new", "九"), ("same", "件，均已办结。"),
    ]  # fmt: skip


def test_a_hostile_text_is_compared_in_bounded_time() -> None:
    pieces = difference("。" * 200_000, "甲。" * 100_000)
    assert len(pieces) < 10


@pytest.mark.parametrize(("query", "language"), [("lang=en", "en"), ("lang=zh", "zh"), ("lang=fr", None), ("", None)])
def test_the_address_chooses_the_language(query: str, language: str | None) -> None:
    assert asked(query) == language


def test_a_broken_cookie_says_nothing() -> None:
    assert remembered('a"; =;; gongkai_lang') is None
    assert remembered("gongkai_lang=en; x=1") == "en"


def test_every_word_has_both_languages_and_the_same_places() -> None:
    for zh, en in words().values():
        assert zh.strip()
        assert en.strip()
        assert set(re.findall(r"\{\w+\}", zh)) == set(re.findall(r"\{\w+\}", en))


def test_every_word_is_used_and_none_is_missing() -> None:
    sources = [*WEB.rglob("*.html"), *WEB.rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    said = set(re.findall(r"""say\(["']([a-z_]+\.[a-z_]+)["'](?! ~)""", text))
    topics = set(re.findall(r"""say\(f?["']([a-z_]+\.[a-z_]*)(?:["'] ~|\{)""", text))
    assert said <= set(words())
    assert [key for key in words() if key not in said and not any(key.startswith(topic) for topic in topics)] == []


def test_every_word_of_the_printed_form_has_its_english() -> None:
    speak("en")
    try:
        for name in form.TABLES:
            for of_form in form.FORMS:
                table = whole(name, of_form)
                texts = [box.text for row in [*table.heads, *table.rows] for box in row]
                assert [text for text in texts if re.search(r"[\u4e00-\u9fff]", text)] == []
        assert labels.label("scopes", "region") == "whole region added up"
        assert labels.cell_label("applications.new.total") == "Table 3 requests received this year total"
    finally:
        speak("zh")
    assert say("site.home") == "首页"
