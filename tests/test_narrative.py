"""What the prose counts: one sentence a case, the organisations invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import narrative
from parsers.narrative import figures, is_approximate, stated
from parsers.report import NarrativeFigure, Section
from parsers.sections import split, texts


def read(text: str, heading: str = "总体情况", year: int | None = 2023) -> list[tuple[str, float]]:
    return [(figure.key, figure.value) for figure in figures([Section(1, heading, text)], year)]


def keyed(text: str, heading: str = "总体情况") -> dict[str, float]:
    return {key: value for key, value in reversed(read(text, heading)) if key != "other"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("主动公开政府信息 368 条。", {"proactive_items": 368}),
        ("全年共发布主动公开信息168条。", {"proactive_items": 168}),
        ("共公开政务信息 85 次（条）。", {"proactive_items": 85}),
        ("主动公开政府信息１２３４条。", {"proactive_items": 1234}),
        ("公开政府信息1，200条。", {"proactive_items": 1200}),
        ("主动公开政府信息1.2万条。", {"proactive_items": 12000}),
        ("通过县政府网站、微信公众号等渠道主动公开政府信息500条。", {"proactive_items": 500}),
        ("通过县政府门户网站，公开政府信息50条。", {"proactive_items_website": 50}),
        ("在政府网站平台主动发布各类政府信息24条。", {"proactive_items_website": 24}),
        (
            "公开信息：网站27条、微信公众号341条、微博5条。",
            {"proactive_items_website": 27, "proactive_items_wechat": 341, "proactive_items_weibo": 5},
        ),
        ("通过其他方式公开信息6条。", {"proactive_items_other": 6}),
        (
            "全年共收到政府信息公开申请12件，办结11件，结转下年度1件。",
            {"applications_new": 12, "applications_handled": 11, "applications_carried_out": 1},
        ),
        ("收到公民、法人和其他组织提出的政府信息公开申请15件。", {"applications_new": 15}),
        ("收到依申请公开4件。", {"applications_new": 4}),
        ("收到政府信息公开申请三件。", {"applications_new": 3}),
        ("受理政府信息公开申请17件。", {"applications_accepted": 17}),
        ("收到并答复政府信息公开申请6件。", {"applications_new": 6, "applications_handled": 6}),
        ("因依申请公开引发的行政复议案件1件。", {"reconsiderations": 1}),
        ("因政府信息公开被申请行政复议2件，提起行政诉讼1起。", {"reconsiderations": 2, "litigations": 1}),
        ("因政府信息公开引发行政复议、行政诉讼案件0件。", {"reconsiderations": 0, "litigations": 0}),
        ("全年收取信息处理费380元。", {"processing_fee": 380}),
        ("收取信息处理费0.04万元。", {"processing_fee": 400}),
        ("承办8件人大代表建议、5件政协提案。", {"proposals_congress": 8, "proposals_cppcc": 5}),
        ("承办政协委员会提案1件，人大代表建议0件。", {"proposals_cppcc": 1, "proposals_congress": 0}),
        ("召开政务公开推进会议2次，开展政务公开培训1次。", {"meetings": 2, "trainings": 1}),
        ("举办3期业务培训班。", {"trainings": 3}),
        ("开展培训3次。", {"trainings": 3}),
    ],
)
def test_plain_statement_has_its_key(text: str, expected: dict[str, float]) -> None:
    assert keyed(text) == expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("协助办理省政府信息公开申请28件。", [28]),
        ("2022年收到政府信息公开申请5件。", [5]),
        ("去年收到政府信息公开申请5件。", [5]),
        ("各部门收到政府信息公开申请30件。", [30]),
        ("截至2023年12月，累计主动公开政府信息5000条。", [5000]),
        ("因政府信息公开引发行政复议、行政诉讼案件3件。", [3]),
        ("办理人大代表建议、政协提案共8件。", [8]),
        ("办理省人大代表建议2件，市人大代表建议3件。", [2, 3]),
        ("收到政府信息公开申请5件（含上年结转2件）。", [5, 2]),
        ("主动公开重点领域信息30条。", [30]),
        ("参加上级政务公开培训会7次。", [7]),
        ("每季度召开1次政务公开会议。", [1]),
        ("开展安全生产培训7次。", [7]),
        ("司法所全年审理行政复议案件50件。", [50]),
        ("微信公众号关注人数4814人。", [4814]),
        ("接待访客2千余次。", [2000]),
    ],
)
def test_what_is_not_plainly_the_bodys_own_is_other(text: str, numbers: list[int]) -> None:
    assert read(text) == [("other", number) for number in numbers]


@pytest.mark.parametrize(
    "text",
    [
        "本年未收到政府信息公开申请。",
        "较上年增加12件，同比减少5件。",
        "第104号提案，《条例》第20条。",
        "在3个工作日内答复，用时2个月。",
        "依据国办发〔2021〕30号文件，2023年完成100%。",
        "主动公开政府信息 3 6 8 条。",
        "公开政府信息3-5条。",
        "邮编123456，电话0101234567。",
    ],
)
def test_no_count_gives_no_figure(text: str) -> None:
    assert read(text) == []


def test_breakdown_after_its_total_is_other() -> None:
    text = "收到政府信息公开申请12件，其中网络申请8件、信函4件。"
    assert read(text) == [("applications_new", 12), ("other", 8), ("other", 4)]


def test_channel_after_the_total_keeps_its_key() -> None:
    text = (
        "主动公开政府信息368条。其中，通过政府门户网站向社会主动公开信息27条；通过微信公众号“云上石泉”发布信息341条。"
    )
    assert read(text) == [
        ("proactive_items", 368),
        ("proactive_items_website", 27),
        ("proactive_items_wechat", 341),
    ]


def test_own_and_assisted_applications_are_told_apart() -> None:
    text = "2023年，办公室共办理政府信息公开申请261件，较上年增长97.72%，协助办理省政府信息公开申请28件。"
    assert read(text) == [("applications_handled", 261), ("other", 28)]


def test_reconsideration_of_other_matters_needs_its_own_words() -> None:
    assert read("收到行政复议申请50件。") == [("other", 50)]
    assert keyed("收到行政复议申请3件。", "政府信息公开行政复议、行政诉讼情况") == {"reconsiderations": 3}


def test_quote_is_as_printed_and_holds_the_number() -> None:
    (figure,) = figures([Section(1, "总体情况", "石泉县水务局，\n主动公开政府信息 368 条。另有一事。")], 2023)
    assert figure == NarrativeFigure("proactive_items", 368, "主动公开政府信息 368 条。")


def test_long_sentence_is_quoted_by_its_clauses() -> None:
    text = "石泉县水务局认真落实工作部署要求，" * 8 + "主动公开政府信息 368 条，" + "并持续改进各项工作，" * 8 + "。"
    (figure,) = figures([Section(1, "总体情况", text)], 2023)
    assert "368" in figure.quote
    assert len(figure.quote) <= 100


def test_line_broken_by_the_page_is_read_whole() -> None:
    text = "2023 年 1 月 1 日至 2023 年 12 月 31\n\n日，石泉县水务局按照要求及时准确地共公开政务信息\n85 条。"
    assert keyed(text) == {"proactive_items": 85}


def test_narrow_line_is_read_whole_but_a_heading_is_not_glued() -> None:
    assert keyed("2023 年，我局主动公开政府信\n息 1384 条，其余从略。") == {"proactive_items": 1384}
    assert keyed("1. 主动公开方面\n30 件事项。主动公开政府信息 12 条。") == {"proactive_items": 12}


def test_number_is_not_glued_over_a_line_break() -> None:
    assert read("石泉县水务局全年共主动公开政府信息 3\n68 条。") == []


@given(st.text(alphabet="共收到主动公开政府信息申请培训网站0123456789１,，.。 \n一二件条次余万年至-元", max_size=80))
def test_any_text_is_read_and_quoted(text: str) -> None:
    for figure in figures([Section(1, "总体情况", text)], 2023):
        assert figure.quote
        assert figure.value >= 0


def test_same_figure_twice_is_given_once() -> None:
    assert read("收到政府信息公开申请3件。本年度收到政府信息公开申请3件。") == [("applications_new", 3)]


def test_approximate_numbers_are_marked_by_their_words() -> None:
    for text in ("收到政府信息公开申请10余件。", "收到政府信息公开申请近10件。"):
        (figure,) = figures([Section(1, "总体情况", text)], 2023)
        assert (figure.key, figure.value, is_approximate(figure)) == ("applications_new", 10, True)
    (figure,) = figures([Section(1, "总体情况", "收到政府信息公开申请10件。")], 2023)
    assert not is_approximate(figure)


def test_carried_in_is_known_to_the_checks_only() -> None:
    sections = [Section(1, "总体情况", "上年结转政府信息公开申请3件。")]
    assert [(figure.key, figure.value) for figure in stated(sections, 2023)] == [("applications_carried_in", 3)]
    assert [(figure.key, figure.value) for figure in figures(sections, 2023)] == [("other", 3)]


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        ("000", {}),
        ("001", {"applications_handled": 261}),
        ("002", {"proactive_items": 85, "meetings": 2, "trainings": 1, "proposals_cppcc": 1, "proposals_congress": 0}),
        ("003", {"proactive_items": 168, "applications_new": 1, "reconsiderations": 1, "trainings": 4}),
        ("004", {"proactive_items": 368, "proactive_items_website": 27, "proactive_items_wechat": 341}),
    ],
)
def test_seeds_state_these_and_no_others(shared: Path, seed: str, expected: dict[str, float]) -> None:
    (file,) = (shared / "seeds").glob(f"{seed}_*.txt")
    blocks = [line for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
    found = figures(texts(blocks, split(blocks), set()))
    assert {figure.key: figure.value for figure in found if figure.key != "other"} == expected


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_pattern_matches_without_one_of_its_rule_s_words(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(narrative.rules().rules))
    pattern = data.draw(st.sampled_from(rule.patterns))
    match = pattern.search(data.draw(st.from_regex(pattern)))
    assert match is None or any(word in match[0] for word in rule.has)


@pytest.mark.parametrize("text", ["近三年共主动公开政府信息5000条。", "五年来主动公开政府信息700条。"])
def test_the_count_of_several_years_is_not_this_years(text: str) -> None:
    assert {figure.key for figure in figures((Section(1, "总体情况", text),), 2024)} == {"other"}
