"""What of a report's prose is compared, and the sketches by which like texts are found."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import prose
from pipelines.sketches import Index, sketch

COMMON = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]


def sentences(seed: int, count: int = 30) -> list[str]:
    """Prose of its own for each seed, of sentences that nothing of the form is in."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    return ["".join(chance.choice(COMMON) for _ in range(24)) + "。" for _ in range(count)]


def text(*parts: Sequence[str]) -> str:
    return "".join(sentence for part in parts for sentence in part)


BOILERPLATE = [
    "本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
    "根据《中华人民共和国政府信息公开条例》要求，特制作本年度报告。",
    "本报告由总体情况、主动公开政府信息情况等六个部分组成。",
    "如对本报告有疑问，请与青石县人民政府办公室联系。",
    "本报告电子版可在青石县人民政府网站下载。",
    "2023年，本机关未收到政府信息公开申请。",
    "未发生因政府信息公开申请行政复议、提起行政诉讼的情况。",
    "2023年未收取信息处理费。",
    "无其他需要报告的事项。",
    "行政复议0件、行政诉讼0件。",
    "政府信息公开申请为0。",
]


@pytest.mark.parametrize("sentence", BOILERPLATE)
def test_what_everybody_has_to_say_is_left_out(sentence: str) -> None:
    assert prose.plain([sentence], ["青石县教育局"]) == ""


@pytest.mark.parametrize(
    "sentence", ["全年主动公开政府信息368条。", "收到政府信息公开申请10件，均按期答复。", "组织培训，提升能力。"]
)
def test_what_a_body_says_of_its_own_work_is_compared(sentence: str) -> None:
    assert len(prose.plain([sentence], [])) >= 8


def test_blanks_line_breaks_and_full_width_signs_make_no_difference() -> None:
    one = "印发通知３期，督促整改。"
    assert prose.plain([one], []) == prose.plain(["印发\n通知 3 期,督促　整改。"], []) != ""


@given(st.text(alphabet=COMMON[:40], min_size=prose.SHORTEST, max_size=prose.SHORTEST + 60))
def test_law_runs_are_the_different_pieces_of_the_text(said: str) -> None:
    pieces = {said[place : place + prose.RUN] for place in range(len(said) - prose.RUN + 1)}
    assert len(prose.runs(said)) == len(pieces)


@given(st.integers(0, 5), st.integers(0, 5))
def test_law_shared_runs_are_those_of_the_sets(one: int, other: int) -> None:
    mine, its = (prose.runs(prose.plain([text(sentences(seed, 20))], [])) for seed in (one, other))
    assert prose.shared(mine, its) == len(set(mine.tolist()) & set(its.tolist()))


def test_texts_that_are_nearly_the_same_are_near_in_the_index() -> None:
    """Forty texts of which a tenth was changed, each found by its first version."""
    before = [prose.runs(prose.plain([text(sentences(seed))], [])) for seed in range(40)]
    after = [prose.runs(prose.plain([text(sentences(seed)[:27], sentences(99 + seed, 3))], [])) for seed in range(40)]
    index = Index({place: made for place, runs in enumerate(before) if (made := sketch(runs)) is not None})
    hits = [index.near(made) for runs in after if (made := sketch(runs)) is not None]
    assert hits == [[place] for place in range(40)]


def test_a_hostile_text_is_read_in_bounded_time() -> None:
    said = prose.plain(["根据条例编制" * 200_000], [])
    assert len(said) <= prose.LONGEST
