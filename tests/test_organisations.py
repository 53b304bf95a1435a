"""From printed names to organisations: what is one body, what is two, and that nothing but the names decides it."""

from __future__ import annotations

import pytest

from pipelines.organisations import identify

ZIBO, ZHANGDIAN, ZICHUAN, GAOQING = "370300", "370303", "370302", "370322"


# --- one body under many names ---

ONE = [
    [
        "淄博市张店区公园街道办事处",
        "张店区公园街道办事处",
        "公园街道办事处",
        "公园街道",
        "公园街道办",
        "张店区公园街道",
        "张店区 公园街道",
    ],
    ["张店区人民政府办公室", "张店区政府办公室", "区政府办公室", "区政府办", "区府办", "淄博市张店区人民政府办公室"],
    ["张店区人民政府", "张店区政府", "张店区", "区政府", "淄博市张店区", "《张店区人民政府》"],
    ["张店区市场监督管理局", "市场监督管理局", "区市场监督管理局", "淄博市张店区市场监督管理局"],
    ["国家税务总局张店区税务局", "国家税务总局淄博市张店区税务局", "张店区税务局", "区税务局"],
    ["淄博市生态环境局张店分局", "市生态环境局张店分局", "生态环境局张店分局"],
    ["张店区卫生健康局", "张店区卫生健康局(张店区中医药管理局)", "张店区卫生健康局（本级）"],
    ["张店经济开发区管理委员会", "张店经开区管委会", "经开区管委会", "张店区经开区", "经济开发区管理委员会"],
    ["张店区行政审批服务局", "张店区行政审批局", "行政审批服务局", "行政审批局"],
]


@pytest.mark.parametrize("names", ONE, ids=[names[0] for names in ONE])
def test_one_body_of_zhangdian_under_all_its_names(names: list[str]) -> None:
    assert {identify(name, ZHANGDIAN).id for name in names} == {identify(names[0], ZHANGDIAN).id}


@pytest.mark.parametrize(
    "name",
    [
        "高城镇",
        "高城镇政府",
        "高城镇人民政府",
        "高青县高城镇",
        "高青县高城镇人民政府",
        "淄博市高青县高城镇",
        "高城镇党政办公室",
    ],
)
def test_a_town_is_its_government(name: str) -> None:
    assert identify(name, GAOQING).name == "高青县高城镇人民政府"
    assert identify(name, GAOQING).kind == "town"


@pytest.mark.parametrize(
    "name",
    [
        "高新区建设局",
        "淄博高新区建设局",
        "淄博市高新区建设局",
        "淄博高新技术产业开发区建设局",
        "山东省淄博市高新区建设局",
    ],
)
def test_a_department_of_a_zone_has_the_code_of_the_zones_region(name: str) -> None:
    found = identify(name, ZIBO)
    assert (found.name, found.region_code, found.level) == ("淄博高新区建设局", ZIBO, "county")


@pytest.mark.parametrize("name", ["中埠镇", "先创区中埠镇", "高新区中埠镇人民政府"])
def test_a_portal_of_a_zone_may_be_named_as_the_region(name: str) -> None:
    assert identify(name, "淄博高新区") == identify(name, ZIBO)
    assert identify("建设局", "淄博高新区").name == "淄博高新区建设局"


@pytest.mark.parametrize("portal", [ZHANGDIAN, ZIBO, "370000", "440300", None])
def test_a_full_name_is_the_same_body_on_every_portal(portal: str | None) -> None:
    for name in ("张店区公园街道办事处", "国家税务总局张店区税务局", "淄博市公安局张店分局", "沂源县东里镇"):
        assert identify(name, portal).id == identify(name, ZIBO).id
        assert identify(f"山东省淄博市{name.removeprefix('淄博市')}", portal).region_code.startswith("3703")


# --- what stays two ---

TWO = [
    ("张店区人民政府", "张店区人民政府办公室", ZHANGDIAN),
    ("淄博市教育局", "张店区教育局", ZHANGDIAN),
    ("市教育局", "区教育局", ZHANGDIAN),
    ("淄川区人民政府", "淄博市人民政府", ZIBO),
    ("张店区公园街道办事处", "张店区和平街道办事处", ZHANGDIAN),
    ("第一中学", "第二中学", ZHANGDIAN),
    ("张店区卫健局", "张店区卫生健康局", ZHANGDIAN),
    ("张店区水利局", "张店区水务局", ZHANGDIAN),
    ("石桥镇", "石桥街道", "370323"),
    ("市公安局", "市公安局张店分局", ZIBO),
    ("淄博高新区管理委员会", "淄博经开区管理委员会", ZIBO),
    ("高新区教育局", "市教育局", ZIBO),
    ("山东大学", "山东大学（威海）", "371000"),
    ("莱芜市教育局", "莱芜区教育局", "370116"),
]


@pytest.mark.parametrize(("one", "other", "portal"), TWO)
def test_two_bodies_are_two(one: str, other: str, portal: str) -> None:
    assert identify(one, portal).id != identify(other, portal).id


@pytest.mark.parametrize("name", ["教育局", "站前街道办事处", "人民政府", "市场监督管理局"])
def test_the_same_words_in_two_regions_are_two_bodies(name: str) -> None:
    assert len({identify(name, code).id for code in ("370303", "370302", "370300", "370102", None)}) == 5


# --- which region ---

PLACES = [
    ("市中区人民政府", "370100", "370103"),
    ("市中区人民政府", "370402", "370402"),
    ("市中区人民政府", "370800", "370802"),
    ("市中区人民政府", "370000", "000000"),
    ("市中区人民政府", ZHANGDIAN, "000000"),
    ("市中区人民政府", None, "000000"),
    ("市中区教育局", "370100", "370103"),
    ("济南市中区教育局", None, "370103"),
    ("济南市市中区教育局", None, "370103"),
    ("枣庄市市中区教育局", ZHANGDIAN, "370402"),
    ("市中医院", "370402", "370400"),
    ("市北区财政局", "370200", "370203"),
    ("市北街道办事处", "371002", "371002"),
    ("朝阳区教委", "110000", "110105"),
    ("朝阳区教委", ZHANGDIAN, "000000"),
    ("诸城市教育局", "370700", "370782"),
    ("市教育局", "370782", "370782"),
    ("市教育局", "370702", "370700"),
    ("诸城市场监督管理局", "370700", "370782"),
    ("省政府办公厅", ZHANGDIAN, "370000"),
    ("区教育局", ZIBO, "000000"),
    ("县教育局", ZHANGDIAN, "000000"),
    ("公园街道办事处", None, "000000"),
    ("淄博市公安局", ZHANGDIAN, ZIBO),
    ("广饶县教育局", ZHANGDIAN, "370523"),
    ("山东省淄博实验中学", ZHANGDIAN, ZIBO),
    ("淄博新区建设发展服务中心", ZHANGDIAN, ZIBO),
    ("淄博新区建设发展服务中心", None, ZIBO),
    ("张店区老城区改造办公室", ZHANGDIAN, ZHANGDIAN),
    ("博山区域城镇人民政府", "370304", "370304"),
    ("域城镇", "370304", "370304"),
    ("和平街道办事处", ZHANGDIAN, ZHANGDIAN),
    ("市政工程管理处", ZHANGDIAN, ZHANGDIAN),
    ("区域合作办公室", ZHANGDIAN, ZHANGDIAN),
    ("公安局", "421000", "421000"),
    ("国家统计局淄博调查队", None, ZIBO),
    ("国家公务员局", ZHANGDIAN, "000000"),
    ("国家公务员局", None, "000000"),
    ("东莞市虎门镇", None, "441900"),
    ("章丘市教育局", "370100", "370114"),
    ("莱芜市莱城区教育局", None, "370116"),
    ("延边州教育局", None, "222400"),
    ("北京市朝阳区教育委员会", None, "110105"),
    ("县河镇人民政府", "420324", "420324"),
    ("五常市民意乡", "230100", "230184"),
]


@pytest.mark.parametrize(("name", "portal", "code"), PLACES)
def test_the_region_of_a_name(name: str, portal: str | None, code: str) -> None:
    assert identify(name, portal).region_code == code


def test_a_renamed_region_renames_its_bodies() -> None:
    assert identify("章丘市教育局", "370100") == identify("章丘区教育局", "370100")


# --- misread characters ---


@pytest.mark.parametrize(
    "name", ["溜川区人民政府", "淄博市溜川区人民政府", "溜博市溜川区人民政府", "淄州区政府", "淄川區人民政府"]
)
@pytest.mark.parametrize("portal", [ZIBO, ZICHUAN])
def test_a_misread_region_of_the_portal_is_read(name: str, portal: str) -> None:
    assert identify(name, portal) == identify("淄川区人民政府", ZICHUAN)


@pytest.mark.parametrize("portal", ["440300", None])
def test_a_misread_region_is_not_guessed_elsewhere(portal: str | None) -> None:
    assert identify("溜川区人民政府", portal).region_code != ZICHUAN


def test_a_character_outside_the_region_words_is_left_as_printed() -> None:
    assert identify("张店区溜川路街道办事处", ZHANGDIAN).name == "张店区溜川路街道办事处"


# --- kind and level ---

KINDS = [
    ("government", "city", "淄博市人民政府"),
    ("government", "county", "高青县"),
    ("government", "province", "山东省人民政府"),
    ("government", "county", "淄博高新技术产业开发区管理委员会"),
    ("government", "county", "高新区"),
    ("office", "city", "淄博市人民政府办公室"),
    ("office", "province", "山东省政府办公厅"),
    ("office", "county", "博山区人民政府办公室"),
    ("office", "county", "经开区办公室"),
    ("town", "town", "高青县青城镇"),
    ("town", "town", "周村区丝绸路街道办事处"),
    ("town", "town", "周村区城北路街道"),
    ("town", "town", "博山区石马镇人民政府"),
    ("town", "town", "先创区中埠镇"),
    ("department", "city", "淄博市工业和信息化局"),
    ("department", "city", "市国有资产监督管理委员会"),
    ("department", "city", "市发展和改革委员会"),
    ("department", "city", "淄博市住房公积金管理中心"),
    ("department", "county", "张店区行政审批服务局"),
    ("department", "county", "淄博高新区财政金融局"),
    ("department", "county", "烟台经济技术开发区教育局"),
    ("department", "county", "国家税务总局张店区税务局"),
    ("department", "city", "国家统计局淄博调查队"),
    ("department", "county", "淄博市公安局张店分局"),
    ("department", "county", "淄博市公安局高新区分局"),
    ("department", "county", "张店经济开发区管理委员会"),
    ("department", "county", "张店区机关事务服务中心"),
    ("department", "county", "淄川区投资促进服务中心"),
    ("department", "city", "淄博新区建设发展服务中心"),
    ("department", "city", "淄博高端装备及现代服务业产业园管理中心"),
    ("department", "county", "沂源县档案馆"),
    ("department", "county", "张店区供销合作社联合社"),
    ("department", "county", "张店区残疾人联合会"),
    ("department", "county", "张店区红十字会"),
    ("department", "county", "张店区公路事业发展中心"),
    ("department", "county", "张店区综合行政执法大队"),
    ("department", "county", "桓台县信访局"),
    ("department", "county", "张店区政务服务管理办公室"),
    ("department", "province", "山东省教育厅"),
    ("department", "county", "北京市朝阳区教委"),
    ("other", "city", "淄博市中心医院"),
    ("other", "county", "张店区实验小学"),
    ("other", "county", "张店区马尚街道卫生院"),
    ("other", "city", "淄博实验中学"),
    ("other", "city", "淄博市热力集团有限公司"),
    ("other", "county", "张店区人民法院"),
    ("other", "county", "中共张店区委组织部"),
    ("other", "county", "高青县农村信用社"),
    ("other", "city", "淄博市第四人民医院"),
    ("other", "city", "淄博职业学院"),
]


@pytest.mark.parametrize(("kind", "level", "name"), KINDS)
def test_kind_and_level(kind: str, level: str, name: str) -> None:
    found = identify(name, ZIBO)
    assert (found.kind, found.level) == (kind, level)


def test_the_level_of_an_unknown_region_is_said_only_where_a_word_tells_it() -> None:
    assert identify("区教育局", ZIBO).level == "county"
    assert identify("市中区教育局", None).level == "county"
    assert identify("市教育局", None).level is None
    assert identify("教育局", None).level is None
    assert identify("夏镇人民政府", None).level == "town"
