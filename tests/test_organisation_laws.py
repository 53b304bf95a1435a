"""Laws of identify() over all regions and any text, and what the data files of organisations and deadlines hold."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import regions
from pipelines.organisations import Identity, deadline, identify, successions
from pipelines.organisations.deadlines import rules as deadline_rules
from pipelines.organisations.known import entries

ZHANGDIAN = "370303"
NAMES = """
教育局 市场监督管理局 行政审批服务局 人民政府 人民政府办公室 公安局 民政局 卫生健康局 财政局 中心医院 中医院 第一中学
市政工程处 区域合作办公室 城区街道办事处 城关镇人民政府 中心镇人民政府 东城街道办事处 民意乡人民政府 税务局 水务集团
住房公积金管理中心 国有资产监督管理委员会 图书馆 公路事业发展中心 经济开发区管理委员会
"""
BODIES = st.sampled_from(NAMES.split())
CODES = st.sampled_from(
    [region.code for region in regions.regions().values() if region.code[:2] not in ("71", "81", "82")]
)


def of(code: str, name: str) -> Identity:
    return identify(f"{regions.regions()[code].name}{name}", code)


@settings(deadline=None)
@given(CODES, BODIES)
def test_a_canonical_name_is_its_own(code: str, name: str) -> None:
    found = of(code, name)
    assert identify(found.name, found.region_code) == found
    assert found.region_code in (code, *(zone.region for zone in regions.zones()))


@settings(deadline=None)
@given(CODES, BODIES, st.sampled_from([ZHANGDIAN, "440300", None]))
def test_the_regions_before_a_name_never_change_the_body(code: str, name: str, portal: str | None) -> None:
    found = of(code, name)
    chain = "".join(region.name for region in reversed(regions.chain(code)))
    assert identify(name, code) == found
    assert identify(chain + name, portal if len(regions.chain(code)) > 1 else code) == found
    assert identify(regions.regions()[code].name + found.name, code) == found


@settings(deadline=None)
@given(CODES, CODES, BODIES, BODIES)
def test_two_regions_never_give_one_body(one: str, other: str, name: str, another: str) -> None:
    if one != other:
        assert of(one, name).id != of(other, another).id


@settings(deadline=None)
@given(st.text(max_size=300), st.one_of(st.none(), CODES))
def test_any_text_is_a_body_or_no_name(text: str, portal: str | None) -> None:
    try:
        found = identify(text, portal)
    except ValueError:
        return
    assert found.name
    assert found.id.startswith(f"{found.region_code}-")
    assert len(found.name) < 200


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["淄博", "淄博市", "张店区", "市", "区", "吉林", "朝阳", "高新区", "国家税务总局", "局"]),
        max_size=40,
    )
)
def test_a_crowd_of_region_words_ends(words: list[str]) -> None:
    if words:
        assert identify("".join(words), ZHANGDIAN).name


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "《》", "：、"])
def test_nothing_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="without a name"):
        identify(name, ZHANGDIAN)


def test_an_unknown_portal_is_no_portal() -> None:
    assert identify("教育局", "999999") == identify("教育局", None)


# --- data ---


def test_known_organisations_are_their_own_canonical_names_and_say_where_they_are_from() -> None:
    for entry in entries():
        zone = regions.zone(entry.region)
        found = identify(entry.name, entry.region)
        assert found.name == entry.name
        assert found.region_code == (zone.region if zone else entry.region)
        assert entry.source
        assert all(identify(name, entry.region) == found for name in entry.names)


def test_no_two_known_organisations_share_a_name() -> None:
    names = [name for entry in entries() for name in (entry.name, *entry.names)]
    assert len(names) == len(set(names))


def test_successors_are_other_organisations_of_the_same_region() -> None:
    found = list(successions())
    assert found
    for one in found:
        assert one.before.id != one.after.id
        assert one.before.region_code == one.after.region_code
        assert 2008 <= one.since <= 2026


# --- deadlines ---


@pytest.mark.parametrize(
    ("kind", "level", "year", "day"),
    [
        ("department", "county", 2024, date(2025, 1, 31)),
        ("town", "town", 2024, date(2025, 1, 31)),
        ("office", "city", 2019, date(2020, 1, 31)),
        ("government", "county", 2024, date(2025, 3, 31)),
        ("government", "town", 2024, date(2025, 1, 31)),
        ("government", None, 2023, date(2024, 3, 31)),
        ("department", "county", 2018, date(2019, 3, 31)),
        ("town", "town", 2008, date(2009, 3, 31)),
        ("other", "city", 2024, None),
    ],
)
def test_the_statutory_day(kind: str, level: str | None, year: int, day: date | None) -> None:
    assert deadline(kind, level, year) == day


def test_every_year_has_one_rule_for_each_kind_that_has_any() -> None:
    for kind in {rule.kind for rule in deadline_rules()}:
        for year in range(2008, 2031):
            fitting = [
                rule
                for rule in deadline_rules()
                if rule.kind == kind and (rule.since or 0) <= year <= (rule.until or 9999)
            ]
            assert len(fitting) == 1
