"""A portal's file: read strictly, written so that it reads back, and nothing off its allow-list is ever allowed."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import platforms
from crawler.portal import (
    PLATFORMS,
    Area,
    Courtesy,
    LeaveOut,
    ListRule,
    Oddity,
    Organisation,
    Portal,
    Start,
    Wrong,
    built_in,
    dump,
    load,
    portals,
)

GOOD = """
name = "研溪县"
region = "990321"
platform = "trs"
hosts = ["www.yanxi.example"]
[[starts]]
url = "http://www.yanxi.example/nb/"
"""
LIST = '[list]\nendpoint = "/api?channel={channel}&page={page}"\naddress = "col(?P<channel>\\\\d+)"\n'
DOCUMENTED = (Path(__file__).parent.parent / "docs" / "portals.md").read_text(encoding="utf-8")
BUILT_IN = [file.stem for file in built_in()]


def written(folder: Path, text: str, name: str = "yanxi") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_file_of_a_portal_is_its_id(tmp_path: Path) -> None:
    portal = load(written(tmp_path, GOOD))
    assert (portal.id, portal.name, portal.schemes) == ("yanxi", "研溪县", ("http", "https"))
    assert portal.starts == (Start("http://www.yanxi.example/nb/"),)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('name = "研溪县"\n', ""), "name：缺少"),
        (('name = "研溪县"', 'name = " "'), "name：应为非空的文字"),
        (("990321", "9903"), "region：应为六位行政区划代码"),
        (('"trs"', '"wordpress"'), "platform：没有“wordpress”"),
        (('platform = "trs"', 'plattform = "trs"'), "platform：缺少"),
        (("name =", "nam = 1\nname ="), "nam：没有这个键，是否为 name？"),
        (('["www.yanxi.example"]', "[]"), "hosts：缺少"),
        (('["www.yanxi.example"]', '["http://www.yanxi.example/"]'), "hosts：不是主机名"),
        (('["www.yanxi.example"]', '["127.0.0.1:8000"]'), "loopback = true"),
        (('["www.yanxi.example"]', '["www.other.example"]'), "starts[1].url：不在 schemes 和 hosts 之内"),
        (("[[starts]]", 'schemes = ["ftp"]\n[[starts]]'), "schemes：只能是"),
        (("[[starts]]", "enabled = 1\n[[starts]]"), "enabled：应为 true 或 false"),
        (("[[starts]]", "loopback = true\n[[starts]]"), "loopback：只用于本机"),
        (("[[starts]]", '[courtesy]\nhours = "22-6"\n[[starts]]'), "courtesy.hours：应如 22:00-06:00"),
        (("[[starts]]", "[courtesy]\ndelay = -1\n[[starts]]"), "courtesy.delay：应为 0 到 3600 的数"),
        (("[[starts]]", '[starts]\nkind = "list"\n'), "starts：应写作 [[starts]]"),
        (("/nb/", "/nb/{year}/"), "starts[1].url：{year} 要有 years"),
        (('/nb/"', '/nb/"\nyears = "2017-2024"'), "starts[1].url：{year} 要有 years"),
        (('/nb/"', '/nb/{year}"\nyears = "2024-2017"'), "starts[1].years：起年晚于止年"),
        (('/nb/"', '/nb/"\nkind = "page"'), "starts[1].kind：没有“page”，只有 list、report、site"),
        (('/nb/"', '/nb/"\n[[oddities]]\nwhat = "怪"'), "oddities[1].why：缺少"),
        (('/nb/"', '/nb/"\n[list]\nbrowser = false'), "list.endpoint：要么写 endpoint，要么写 browser"),
        (('/nb/"', '/nb/"\n' + LIST.replace("{page}", "{pgae}")), "list.endpoint：{pgae} 既不是"),
        (('/nb/"', '/nb/"\n' + LIST.replace("{page}", "{start}")), "list.size：缺少"),
        (('/nb/"', '/nb/"\n' + LIST.replace("(?P", "(?P?")), "list.address：不是正则表达式"),
        (
            ('/nb/"', '/nb/"\n' + LIST.replace("/api", "http://evil.example/api")),
            "list.endpoint：不在 schemes 和 hosts",
        ),
        (('/nb/"', '/nb/"\n' + LIST + 'items = "a"\nhtml = "b"'), "list.html：items 和 html 只写其一"),
        (("name", "name = "), "不是 TOML"),
    ],
)
def test_what_is_wrong_is_one_line_that_names_file_and_key(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in GOOD
    file = written(tmp_path, GOOD.replace(*change, 1))
    with pytest.raises(Wrong) as raised:
        load(file)
    line = raised.value.format_message()
    assert line.startswith(f"{file}：")
    assert said in line
    assert len(line.splitlines()) == 1
    assert raised.value.exit_code == 2


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"a = " + b"[" * 100_000, b"#" * 2_000_000], ids=["bytes", "deep", "huge"]
)
def test_what_is_no_file_of_a_portal_is_one_line(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "yanxi.toml"
    file.write_bytes(body)
    with pytest.raises(Wrong, match=r"yanxi\.toml："):
        load(file)


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(Wrong, match="没有这个文件"):
        load(tmp_path / "nowhere.toml")


def test_an_operators_file_wins_over_a_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir()
    written(tmp_path / "portals", GOOD, "zhangdian")
    found = portals(tmp_path)
    assert found["zhangdian"].name == "研溪县"
    assert set(found) == set(BUILT_IN)


def test_a_wrong_file_does_not_hold_back_the_others(tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir()
    written(tmp_path / "portals", "name = 1", "broken")
    wrong: list[Wrong] = []
    assert set(portals(tmp_path, wrong)) == set(BUILT_IN)
    assert ["broken.toml" in error.format_message() for error in wrong] == [True]
    with pytest.raises(Wrong):
        portals(tmp_path)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://www.yanxi.example/a", True),
        ("HTTP://WWW.YANXI.EXAMPLE/a", True),
        ("http://www.yanxi.example:80/a", True),
        ("http://127.0.0.1:8123/a", True),
        ("https://www.yanxi.example/a", False),
        ("http://127.0.0.1/a", False),
        ("http://www.yanxi.example:8080/a", False),
        ("http://yanxi.example/a", False),
        ("http://www.yanxi.example.evil.example/a", False),
        ("http://www.yanxi.example@evil.example/a", False),
        ("http://evil.example\\@www.yanxi.example/a", False),
        ("http://www.yanxi.example:99999/a", False),
        ("http://[::1/a", False),
        ("ftp://www.yanxi.example/a", False),
        ("file:///etc/passwd", False),
        ("//www.yanxi.example/a", False),
        ("", False),
    ],
)
def test_only_scheme_host_and_port_of_the_list_are_allowed(url: str, allowed: bool) -> None:
    portal = Portal("a", "a", "990321", "trs", ("www.yanxi.example", "127.0.0.1:8123"), schemes=("http",))
    assert portal.allows(url) is allowed


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    lambda text: text.strip()
)
maybe = st.none() | words
years = st.none() | st.integers(2020, 2099)
starts = st.builds(
    Start,
    url=st.from_regex(r"http://www\.yanxi\.example/[a-z/]{0,9}", fullmatch=True),
    kind=st.sampled_from(["list", "report", "site"]),
    org=maybe,
    why=maybe,
) | st.builds(
    Start,
    url=st.just("http://www.yanxi.example/x?area={area}&year={year}"),
    years=st.sampled_from(["2017-", "2017-2024"]),
    areas=st.lists(
        st.builds(Area, st.from_regex(r"[0-9A-Z-]{1,18}", fullmatch=True), maybe), min_size=1, max_size=3
    ).map(tuple),
)
rules = st.builds(
    ListRule,
    endpoint=st.just("/api?c={channel}&p={page}&s={size}"),
    method=st.just("POST"),
    form=st.lists(
        st.tuples(words, st.sampled_from(["", "{page}", "x"])), max_size=3, unique_by=lambda pair: pair[0]
    ).map(tuple),
    address=st.just(r"channel_(?P<channel>\w+)"),
    first=st.integers(0, 3),
    size=st.integers(1, 99),
    items=maybe,
    title=words,
    date=maybe,
    total=maybe,
)
made = st.builds(
    Portal,
    id=st.just("yanxi"),
    name=words,
    region=st.just("990321"),
    platform=st.sampled_from(PLATFORMS),
    hosts=st.just(("www.yanxi.example", "a.yanxi.example:8080")),
    schemes=st.sampled_from([("http", "https"), ("https", "http"), ("http",)]),
    enabled=st.booleans(),
    courtesy=st.builds(Courtesy, st.none() | st.floats(0, 60), st.none() | st.just("22:00-06:00")),
    starts=st.lists(starts, max_size=3).map(tuple),
    list=st.none() | rules | st.just(ListRule(browser=True)),
    organisations=st.lists(st.builds(Organisation, words, maybe, years, years), max_size=3).map(tuple),
    leave_out=st.lists(st.builds(LeaveOut, words, words), max_size=2).map(tuple),
    oddities=st.lists(st.builds(Oddity, words, words), max_size=2).map(tuple),
)


@given(portal=made)
def test_a_written_portal_reads_back_as_itself(tmp_path_factory: pytest.TempPathFactory, portal: Portal) -> None:
    file = tmp_path_factory.mktemp("law") / "yanxi.toml"
    file.write_text(dump(portal), encoding="utf-8")
    assert load(file) == portal


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_portal_loads_and_begins_on_its_own_hosts(name: str) -> None:
    portal = portals(Path("nowhere"))[name]
    asks = platforms.starts(portal, 2025)
    assert asks
    assert all(portal.allows(ask.url) and not portal.leaves_out(ask.url) for ask in asks)
    assert portal.region[:4] == "3703"
    assert all(oddity.what != oddity.why for oddity in portal.oddities)


def test_every_start_of_the_built_in_portals_stands_once() -> None:
    asks = [ask.url for portal in portals(Path("nowhere")).values() for ask in platforms.starts(portal, 2025)]
    assert len(asks) == len(set(asks))


@pytest.mark.parametrize("clone", ["lroj.cn", "m.lroj.cn", "021jzzz.com", "site571.com", "catwennekamp.com"])
def test_a_clone_of_a_portal_is_never_asked(clone: str) -> None:
    path = "/gongkai/site_zdqgyjdbsc/channel_c_5f9f6cc17f98afa2038372ee_5fb3c2adca6492588cbb9ae0/"
    assert not any(portal.allows(f"http://{clone}{path}") for portal in portals(Path("nowhere")).values())


def test_the_columns_of_interpretations_are_left_out() -> None:
    zhangdian = portals(Path("nowhere"))["zhangdian"]
    host = "http://www.zhangdian.gov.cn/gongkai/site_zdqkyjdbsc/"
    assert zhangdian.leaves_out(f"{host}channel_5fe43e7c3dba8b1315731a18/doc_60110d7498617ee119ec309a.html")
    assert not zhangdian.leaves_out(zhangdian.starts[0].url)


def test_a_start_stands_for_each_area_and_year_up_to_the_newest() -> None:
    start = Start(
        "http://www.yanxi.example/r.jsp?area={area}&fbtime={year}", "report", years="2023-",
        areas=(Area("A1", "甲局"), Area("B2")),
    )  # fmt: skip
    portal = Portal("a", "a", "990321", "jcms", ("www.yanxi.example",), starts=(start,))
    asks = platforms.starts(portal, 2024)
    assert [(ask.url.partition("?")[2], ask.org, ask.kind) for ask in asks] == [
        ("area=A1&fbtime=2023", "甲局", "report"),
        ("area=A1&fbtime=2024", "甲局", "report"),
        ("area=B2&fbtime=2023", None, "report"),
        ("area=B2&fbtime=2024", None, "report"),
    ]
    closed = replace(portal, starts=(replace(start, years="2019-2020"),))
    assert len(platforms.starts(closed, 2030)) == 4


@pytest.mark.parametrize("language", [0, 1], ids=["Chinese", "English"])
def test_every_key_and_platform_is_documented(language: int) -> None:
    text = DOCUMENTED.split("\n## English\n")[language]
    parts = (Portal, Start, Area, Courtesy, ListRule, Organisation, LeaveOut, Oddity)
    keys = {field.name for part in parts for field in fields(part)} - {"id"}
    assert [key for key in sorted(keys) if not re.search(rf"`{key}\b|\[{key}\]", text)] == []
    assert [name for name in PLATFORMS if f"| `{name}` |" not in text] == []
