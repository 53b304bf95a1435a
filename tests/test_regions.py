"""The registry of regions: codes and parents agree, Shandong is whole, former names lead to what there is today."""

from __future__ import annotations

import csv
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import regions

# Prefecture-level cities of Shandong and how many districts, county-level cities and counties each has.
SHANDONG = {
    "济南市": 12, "青岛市": 10, "淄博市": 8, "枣庄市": 6, "东营市": 5, "烟台市": 11, "潍坊市": 12, "济宁市": 11,
    "泰安市": 6, "威海市": 4, "日照市": 4, "临沂市": 12, "德州市": 11, "聊城市": 8, "滨州市": 7, "菏泽市": 9,
}  # fmt: skip
CODES = st.sampled_from(sorted(regions.regions()))


def rows(name: str) -> list[dict[str, str]]:
    text = resources.files("pipelines").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_codes_are_sorted_and_each_stands_once() -> None:
    codes = [row["code"] for row in rows("regions.csv")]
    assert codes == sorted(set(codes))


@settings(deadline=None)
@given(CODES)
def test_a_code_says_its_level_and_its_parent(code: str) -> None:
    region = regions.regions()[code]
    level = "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"
    assert region.level == level
    outer = regions.get(region.parent)
    if level == "province":
        assert region.parent == ""
    else:
        assert outer is not None
        assert outer.level in ("province", "city")
        assert code.startswith(region.parent.rstrip("0")[:2])


@settings(deadline=None)
@given(CODES)
def test_a_county_without_a_city_of_its_digits_is_the_provinces(code: str) -> None:
    region = regions.regions()[code]
    city = f"{code[:4]}00"
    if region.level == "county":
        assert region.parent == (city if city in regions.regions() else f"{code[:2]}0000")


def test_every_province_and_enough_cities_and_counties_are_there() -> None:
    levels = [region.level for region in regions.regions().values() if not region.former]
    assert levels.count("province") == 34
    assert levels.count("city") == 333
    assert 2840 <= levels.count("county") <= 2860


def test_shandong_is_whole() -> None:
    cities = {region.code: region.name for region in regions.inside("370000") if region.level == "city"}
    counted = {
        name: sum(one.parent == code and not one.former for one in regions.inside(code))
        for code, name in cities.items()
        if not regions.regions()[code].former
    }
    assert counted == SHANDONG


def test_zibo_has_its_eight_parts() -> None:
    names = {region.code: region.name for region in regions.inside("370300")}
    assert names == {
        "370302": "淄川区", "370303": "张店区", "370304": "博山区", "370305": "临淄区",
        "370306": "周村区", "370321": "桓台县", "370322": "高青县", "370323": "沂源县",
    }  # fmt: skip


def test_the_chain_goes_from_the_inside_out() -> None:
    assert [region.name for region in regions.chain("370303")] == ["张店区", "淄博市", "山东省"]
    assert [region.name for region in regions.chain("110105")] == ["朝阳区", "北京市"]
    assert [region.name for region in regions.chain("419001")] == ["济源市", "河南省"]
    assert regions.chain("999999") == ()


def test_what_a_former_region_became_is_there_and_is_called_otherwise() -> None:
    for row in rows("regions_former.csv"):
        if row["now"]:
            now = regions.regions()[row["now"]]
            assert not now.former
            assert (now.name, now.code) != (row["name"], row["code"])
            assert now.code[:2] == row["code"][:2]
            assert now.level == row["level"]
        else:
            assert regions.regions()[row["code"]].former


def test_the_abolished_regions_keep_codes_of_their_own() -> None:
    present = {row["code"] for row in rows("regions.csv")}
    assert present.isdisjoint(row["code"] for row in rows("regions_former.csv") if not row["now"])


@pytest.mark.parametrize(
    ("word", "code"),
    [("章丘市", "370114"), ("陵县", "371403"), ("苍山县", "371324"), ("莱芜市", "371200"), ("延边州", "222400")],
)
def test_former_and_short_names_are_words_too(word: str, code: str) -> None:
    assert [found.code for found in regions.words()[word]] == [code]


def test_a_former_name_may_follow_its_former_city() -> None:
    (word,) = regions.words()["莱城区"]
    assert word.code == "370116"
    assert {"371200", "370100", "370000"} <= word.under


@pytest.mark.parametrize(
    ("name", "stem"),
    [("淄博市", "淄博"), ("张店区", "张店"), ("内蒙古自治区", "内蒙古"), ("双江拉祜族佤族布朗族傣族自治县", "双江"),
     ("神农架林区", "神农架"), ("延边朝鲜族自治州", "延边"), ("兴安盟", "兴安")],
)  # fmt: skip
def test_a_stem_is_the_name_without_its_ending(name: str, stem: str) -> None:
    assert regions.stem(name) == stem


@settings(deadline=None)
@given(CODES, CODES)
def test_within_is_what_chain_says(one: str, other: str) -> None:
    assert regions.within(one, other) == (other in {region.code for region in regions.chain(one)})
    assert regions.related(one, other) == (regions.within(one, other) or regions.within(other, one))


def test_zones_have_no_code_of_their_own() -> None:
    for zone in regions.zones():
        assert zone.region in regions.regions()
        assert regions.zone(zone.name) == zone
        assert not set(zone.names) & set(regions.words())


def test_no_name_means_two_zones() -> None:
    names = [name for zone in regions.zones() for name in zone.names]
    short = [(zone.region, name) for zone in regions.zones() for name in zone.short]
    assert len(names) == len(set(names))
    assert len(short) == len(set(short))


def test_a_look_alike_is_one_character_and_another_one() -> None:
    for meant, seen in regions.data()["lookalikes"].items():
        assert len(meant) == 1
        assert meant not in seen
