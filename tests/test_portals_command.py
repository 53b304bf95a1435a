"""`gongkai portals`: the list, a portal added from one polite look, and a portal's file proved on saved pages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner

from crawler.commands import portals_add
from crawler.commands.portals import portals
from crawler.page import Ask, Page
from crawler.portal import Start, load
from tests.test_platforms import HOST, LISTS, rows

HOME = '<html><meta name="SiteName" content="研溪县人民政府网站"><meta name="SiteIDCode" content="9903210001">'
LIST = f"{HOME}<body>{rows('1.htm', '2.htm')}<a href='l2.htm'>下一页</a></body></html>"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def run(*arguments: object) -> Ran:
    result = CliRunner().invoke(portals, [str(one) for one in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the network holds: the text of a page by its address."""
    texts: dict[str, str] = {}

    def get(url: str, **_: object) -> Page:
        return Page(Ask(url), url, 200, {"content-type": "text/html"}, texts[url].encode(), texts[url])

    monkeypatch.setattr(portals_add, "fetch", get)
    return texts


# --- the list


def test_the_list_names_each_portal_and_what_is_not_known_of_it(tmp_path: Path) -> None:
    ran = run("--data", tmp_path)
    assert ran.code == 0
    line = next(line for line in ran.out.splitlines() if line.startswith("zhangdian"))
    assert line.split()[1:4] == ["张店区", "370303", "zibo"]
    assert "未知" in line
    assert "portals probe" in ran.out


def test_as_json_each_portal_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir()
    shutil.copy(LISTS / "yanxi" / "yanxi.toml", tmp_path / "portals")
    found = {one["id"]: one for one in map(json.loads, run("--data", tmp_path, "--json").out.splitlines())}
    assert (found["yanxi"]["own"], found["yanxi"]["list_known"], found["yanxi"]["starts"]) == (True, True, 1)
    assert (found["zibo"]["own"], found["zibo"]["list_known"], found["zibo"]["name"]) == (False, False, "淄博市")


def test_what_is_switched_off_is_said(tmp_path: Path) -> None:
    (tmp_path / "gongkai.toml").write_text('[portals]\ndisabled = ["zibo"]', encoding="utf-8")
    found = {one["id"]: one["enabled"] for one in map(json.loads, run("--data", tmp_path, "--json").out.splitlines())}
    assert (found["zibo"], found["zhangdian"]) == (False, True)
    assert "停用" in run("--data", tmp_path).out


def test_a_wrong_file_is_named_and_the_others_are_listed(tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "broken.toml").write_text("name = 1", encoding="utf-8")
    ran = run("--data", tmp_path)
    assert ran.code == 1
    assert "zhangdian" in ran.out
    assert "broken.toml：name：" in ran.err


# --- add


def test_an_added_portal_is_written_and_says_what_it_would_crawl(tmp_path: Path, looked: dict[str, str]) -> None:
    looked[f"{HOST}/nb/"] = LIST
    ran = run("add", "--data", tmp_path, f"{HOST}/nb/")
    assert ran.code == 0
    portal = load(tmp_path / "portals" / "yanxi-example.toml")
    assert (portal.name, portal.region, portal.platform) == ("研溪县", "990321", "generic")
    assert portal.starts == (Start(f"{HOST}/nb/"),)
    assert "报告 2，后面还有 1 页" in ran.out
    assert f"{HOST}/nb/1.htm" in ran.out


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("/", "<a href='/nb/'>政府信息公开年报</a>", "site"),
        ("/nb/1.htm", "<p>一、总体情况</p><p>二、主动公开政府信息情况</p><p>六、其他需要报告的事项</p>", "report"),
        ("/nb/", rows("1.htm"), "list"),
    ],
)
def test_what_was_shown_is_a_site_a_report_or_a_list(
    tmp_path: Path, looked: dict[str, str], path: str, text: str, kind: str
) -> None:
    looked[HOST + path] = HOME + text
    assert run("add", "--data", tmp_path, "--id", "yanxi", HOST + path).code == 0
    assert load(tmp_path / "portals" / "yanxi.toml").starts[0].kind == kind


def test_a_list_that_a_script_fills_wants_a_person(tmp_path: Path, looked: dict[str, str]) -> None:
    url = f"{HOST}/gongkai/site_yxqjdbsc/channel_c1534/"
    looked[url] = HOME + "<p>政府信息公开指南</p>"
    ran = run("add", "--data", tmp_path, url)
    assert ran.code == 1
    assert "list_unknown" in ran.err
    assert "portals probe" in ran.err


def test_what_the_page_does_not_say_is_asked_for(tmp_path: Path, looked: dict[str, str]) -> None:
    looked[f"{HOST}/nb/"] = rows("1.htm")
    ran = run("add", "--data", tmp_path, f"{HOST}/nb/")
    assert (ran.code, "--region" in ran.err) == (2, True)
    assert run("add", "--data", tmp_path, "--region", "9903", f"{HOST}/nb/").code == 2
    assert run("add", "--data", tmp_path, "--region", "990321", "--name", "研溪县", f"{HOST}/nb/").code == 0


def test_nothing_is_overwritten_unless_forced(tmp_path: Path, looked: dict[str, str]) -> None:
    looked[f"{HOST}/nb/"] = LIST
    assert run("add", "--data", tmp_path, f"{HOST}/nb/").code == 0
    again = run("add", "--data", tmp_path, f"{HOST}/nb/")
    assert (again.code, "已有门户 yanxi-example" in again.err) == (2, True)
    other = run("add", "--data", tmp_path, "--id", "other", f"{HOST}/nb/")
    assert (other.code, "已属于门户 yanxi-example" in other.err) == (2, True)
    built_in = run("add", "--data", tmp_path, "--id", "zibo", f"{HOST}/nb/")
    assert (built_in.code, "已有门户 zibo" in built_in.err) == (2, True)
    assert run("add", "--data", tmp_path, "--force", f"{HOST}/nb/").code == 0


def test_a_challenge_is_no_portal(tmp_path: Path, looked: dict[str, str]) -> None:
    looked[f"{HOST}/nb/"] = "<html><body>当前访问疑似黑客攻击，已被创宇盾拦截</body></html>"
    ran = run("add", "--data", tmp_path, f"{HOST}/nb/")
    assert ran.code == 2
    assert not (tmp_path / "portals").exists()


@pytest.mark.parametrize("id_", ["../x", "A", "", "a b"])
def test_an_id_is_a_plain_name(tmp_path: Path, looked: dict[str, str], id_: str) -> None:
    looked[f"{HOST}/nb/"] = LIST
    ran = run("add", "--data", tmp_path, "--id", id_ or "-", f"{HOST}/nb/")
    assert ran.code == 2
    assert list(tmp_path.rglob("*.toml")) == []


# --- test


def test_a_complete_example_has_nothing_wrong() -> None:
    ran = run("test", LISTS / "yanxi" / "yanxi.toml", LISTS / "yanxi")
    assert (ran.code, ran.err) == (0, "")
    assert "读了 3 页" in ran.out
    assert "附件 1 个" in ran.out
    assert "没有发现问题" in ran.out


def test_a_file_alone_is_only_read() -> None:
    ran = run("test", LISTS / "yanxi" / "yanxi.toml")
    assert (ran.code, "没有写错" in ran.out) == (0, True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("reports = 2", "reports = 5", "index.html：报告应有 5，得到 2"),
        ("attachments = 1", "attachments = 0", "report.html：附件应有 0，得到 1"),
        ("t20260120_3310041.html", "t1.html", "report.html：没有起点或链接通向它"),
        ("more = 2", 'trouble = "list_unknown"', "index.html：没有问题（应为 list_unknown）"),
    ],
)
def test_what_is_not_as_counted_is_wrong(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = shutil.copytree(LISTS / "yanxi", tmp_path / "yanxi")
    pages = folder / "pages.toml"
    pages.write_text(pages.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    ran = run("test", folder / "yanxi.toml", folder)
    assert ran.code == 1
    assert f"不对：{said}" in ran.err


def test_a_list_of_another_platform_is_wrong(tmp_path: Path) -> None:
    folder = shutil.copytree(LISTS / "yunping", tmp_path / "yunping")
    file = folder / "yunping.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"vsb"', '"zibo"'), encoding="utf-8")
    ran = run("test", file, folder)
    assert ran.code == 1
    assert "list_unknown" in ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[pages]]\nfile = "x.html"\nurl = "http://a.example/"', "没有这个文件（x.html）"),
        ('[[pages]]\nfile = "../pages.toml"\nurl = "http://a.example/"', "不在这个文件夹里"),
        ('[[pages]]\nfile = "pages.toml"\nurl = "a.example"', "不是网址"),
        ('[[pages]]\nfile = "pages.toml"\nurl = "http://a.example/"\nreport = 1', "没有这个键，是否为 reports？"),
        ('[[page]]\nfile = "pages.toml"', "没有这个键，是否为 pages？"),
    ],
)
def test_what_is_wrong_with_the_saved_pages_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "pages.toml").write_text(text, encoding="utf-8")
    with pytest.raises(click.UsageError, match=r"pages\.toml") as raised:
        portals.main(["test", str(LISTS / "yanxi" / "yanxi.toml"), str(tmp_path)], standalone_mode=False)
    assert said in raised.value.format_message()
    assert raised.value.exit_code == 2


def test_titles_cannot_steer_the_terminal(tmp_path: Path) -> None:
    folder = shutil.copytree(LISTS / "taoyan", tmp_path / "taoyan")
    page = folder / "index.htm"
    page.write_bytes(page.read_bytes().replace("地震局".encode("gb18030"), "地\x1b[31m震局".encode("gb18030")))
    assert "\x1b" not in run("test", folder / "taoyan.toml", folder).out
