"""Pairs that may be one organisation: which are listed, for what reason, and that a crowd costs no endless time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.organisations import Known, doubtful, identify

ZHANGDIAN = "370303"


def known(name: str, region: str | None = ZHANGDIAN) -> Known:
    found = identify(name, region)
    return Known(found.id, found.name, found.region_code)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("区卫健局", "区卫生健康局", "same_words"),
        ("区卫生健康委员会", "区卫生健康局", "same_words"),
        ("住房和城乡建设局", "住房城乡建设局", "same_words"),
        ("石桥镇", "石桥街道", "same_words"),
        ("张店教育局", "张店区教育局", "same_words"),
        ("区食药监局", "区市场监督管理局", "former"),
        ("区食品药品监督管理局", "区市场监督管理局", "former"),
        ("区农业局", "区农业农村局", "former"),
        ("公园街道办事处", "公圆街道办事处", "one_character"),
        ("区水利局", "区水务局", "one_character"),
        ("融媒中心", "融合媒体传播中心", "abbreviation"),
    ],
)
def test_a_pair_that_may_be_one_body(one: str, other: str, reason: str) -> None:
    (pair,) = doubtful([known(one), known(other)])
    assert pair.reason == reason
    assert {pair.a, pair.b} == {known(one), known(other)}
    assert pair.a.id < pair.b.id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("区审计局", "区统计局"),
        ("区民政局", "区财政局"),
        ("区中医院", "区中心医院"),
        ("第一中学", "第二中学"),
        ("城东街道办事处", "城西街道办事处"),
        ("区人民政府", "区人民政府办公室"),
        ("区教育局", "区公安局"),
    ],
)
def test_a_pair_that_is_two_bodies(one: str, other: str) -> None:
    assert list(doubtful([known(one), known(other)])) == []


def test_bodies_of_two_regions_are_never_a_pair() -> None:
    assert list(doubtful([known("区卫健局"), known("区卫生健康局", "370302")])) == []


def test_a_body_of_an_unknown_region_is_held_against_all_of_its_name() -> None:
    found = list(doubtful([known("公园街道办事处", None), known("公园街道办事处"), known("教育局")]))
    assert [pair.reason for pair in found] == ["region_unknown"]


def test_a_pair_is_listed_once_whatever_the_order() -> None:
    names = [known(name) for name in ("区科技局", "区科学技术局", "区科学技术委员会", "区科学技术局")]
    assert list(doubtful(names)) == list(doubtful(reversed(names)))
    pairs = [(pair.a.id, pair.b.id) for pair in doubtful(names)]
    assert len(pairs) == len(set(pairs)) == 3


def test_a_crowd_of_look_alikes_in_one_region_is_cut_short() -> None:
    # All pairs of these would be twelve million.
    crowd = [Known(f"370303-{number:08x}", f"张店区第{number:05d}号服务中心", ZHANGDIAN) for number in range(5_000)]
    assert sum(1 for _ in doubtful(crowd)) < 500_000


@settings(deadline=None)
@given(
    st.lists(
        st.builds(Known, st.from_regex(r"370303-[0-9a-f]{8}", fullmatch=True), st.text(max_size=12), st.just(ZHANGDIAN))
    )
)
def test_any_names_are_paired_within_the_list(names: list[Known]) -> None:
    for pair in doubtful(names):
        assert pair.a in names
        assert pair.b in names
        assert pair.a.id != pair.b.id
