"""Challenges, blocks and shells are told from pages, by what is wanted first and by their marks then."""

from __future__ import annotations

import time
import tomllib
from importlib import resources

import pytest

from crawler.guards import check, sent_home, text_of, verdict, visible
from crawler.guards.challenge import Wanted, holds
from crawler.page import Ask, Page
from crawler.reasons import known_reason, reasons
from tests.cases import Case, load_cases

HEADINGS = "一、总体情况 二、主动公开政府信息情况 三、收到和处理政府信息公开申请情况"
TITLE = "云水县教育局2024年政府信息公开工作年度报告"
REPORT = f"<html><title>{TITLE}</title><body>{HEADINGS}<p>{'本机关。' * 80}</p></body></html>"
SPLIT = REPORT.replace("总体情况", "<span>总体</span>&nbsp;<b>情 况</b>").replace("主动公开", "主动<i>公开</i>")
PROSE = (
    "<html><h1>云水县教育局2016年政府信息公开工作年度报告</h1><p>一、主动公开情况。"
    + "本年度通过网站公开信息若干条。" * 20 + "二、依申请公开情况。三、行政复议情况。</p></html>"
)  # fmt: skip
FILE = '<html><h1>云水县教育局2024年政府信息公开工作年度报告</h1><a href="/P020250120.pdf">查看</a></html>'
SERVLET = FILE.replace("/P020250120.pdf", "/module/download/downfile.jsp?classid=0&amp;filename=ab")
LIST = '<html><ul><li><a href="/a.html" title="云水县教育局2024年政府信息公开年报">云水县…</a></ul></html>'
JSON_LIST = '{"data": {"results": [{"title": "某局公告", "url": "//www.example.gov.cn/a.html"}]}}'
XML_LIST = (
    "<datastore><recordset><record><![CDATA[<li><a href='/a'>某局公告</a></li>]]></record></recordset></datastore>"
)

RIVER = (
    '<html><head><meta http-equiv="refresh"><script>$_ts=window["$_ts"];$_ts.cd="x"</script></head><body></body></html>'
)
JSL = "<script>document.cookie=('_')+('_')+'jsl_clearance_s=1|';location.href=location.pathname</script>"
ALI = "<html><script>var arg1='3E40CCF';function setCookie(){}</script></html>"
SHIELD = "<html><body><h1>当前访问疑似黑客攻击，已被创宇盾拦截</h1></body></html>"
CAPTCHA = '<html><script src="/cdn-cgi/js/captcha.js"></script><body>本站开启了验证码保护，请输入验证码</body></html>'
WAF = "<html><title>网站防火墙</title><body>您的访问请求可能对网站造成安全威胁，请求已被拦截</body></html>"
SHELL = '<!doctype html><html><title>信息公开</title><body><div id="app"></div><script src="/a.js"></script></html>'
GONE = "<html><title>提示</title><body>您访问的页面不存在或已删除 <a href='/'>返回首页</a></body></html>"
LOGIN = "<html><form>用户名 <input> 密码 <input type=password></form></html>"
NO_HEADERS: dict[str, str] = {}


@pytest.mark.parametrize("page", [REPORT, SPLIT, PROSE, FILE, SERVLET])
def test_a_report_holds_what_is_wanted(page: str) -> None:
    assert holds(page, "report")
    assert verdict(200, NO_HEADERS, page, "report") is None


@pytest.mark.parametrize("page", [LIST, JSON_LIST, XML_LIST])
def test_a_list_holds_what_is_wanted(page: str) -> None:
    assert holds(page, "list")
    assert verdict(200, NO_HEADERS, page, "list") is None


@pytest.mark.parametrize(
    "mark", ["安全验证", "网站防火墙", "请稍候", "验证码", "页面不存在", "$_ts", "acw_sc__v2", "用户名和密码"]
)
@pytest.mark.parametrize(("page", "wanted"), [(REPORT, "report"), (PROSE, "report"), (LIST, "list")])
def test_a_mark_does_not_make_a_challenge_of_what_is_wanted(page: str, wanted: Wanted, mark: str) -> None:
    assert verdict(200, NO_HEADERS, page.replace("</html>", f"<p>{mark}</p></html>"), wanted) is None


@pytest.mark.parametrize("wanted", ["list", "report", "attachment"])
@pytest.mark.parametrize(
    ("status", "headers", "text", "reason"),
    [
        (412, {}, RIVER, "challenge_river"),
        (412, {}, "", "challenge_river"),
        (202, {}, RIVER, "challenge_river"),
        (200, {}, RIVER, "challenge_river"),
        (400, {"set-cookie": "FSSBBIl1UgzbN7N80S=abc; Path=/"}, "<html></html>", "challenge_river"),
        (202, {"set-cookie": "lang=zh; Path=/, a1B2c3D4O=5x"}, "<title></title>", "challenge_river"),
        (521, {"set-cookie": "__jsluid_h=6f1; max-age=1"}, JSL, "challenge_jsl"),
        (512, {}, "", "challenge_jsl"),
        (200, {"set-cookie": "__jsluid_s=6f1"}, JSL, "challenge_jsl"),
        (200, {}, SHIELD, "shield_block"),
        (403, {}, SHIELD, "shield_block"),
        (405, {}, SHIELD, "shield_block"),
        (200, {}, "<p>最近有可疑的攻击行为，请稍后重试</p>", "shield_block"),
        (200, {}, CAPTCHA, "captcha"),
        (200, {"set-cookie": "acw_tc=76b"}, ALI, "waf_ali"),
        (405, {"set-cookie": "acw_tc=76b"}, "<html></html>", "waf_ali"),
        (403, {}, WAF, "waf"),
        (418, {}, WAF, "waf"),
        (200, {}, "<h2>Request blocked</h2> incident ID 123", "waf"),
        (200, {}, "玄武盾 您的请求包含恶意行为", "waf"),
        (200, {}, GONE, "not_found_soft"),
        (200, {}, "<h1>404 Not Found</h1>", "not_found_soft"),
        (200, {}, LOGIN, "login"),
        (200, {}, SHELL, "js_shell"),
        (200, {}, "<html><script>load()</script></html>", "js_shell"),
        (200, {}, " \r\n", "empty_body"),
        (200, {}, "<html><body></body></html>", "empty_body"),
        (404, {}, REPORT, "http_404"),
        (410, {}, "", "http_410"),
        (403, {}, "<p>不允许</p>", "http_403"),
        (500, {}, "<p>出错</p>", "http_5xx"),
        (302, {}, "", "http_error"),
        (418, {}, "", "http_error"),
    ],
)
def test_what_stands_in_place_of_a_page(
    status: int, headers: dict[str, str], text: str, reason: str, wanted: Wanted
) -> None:
    assert verdict(status, headers, text, wanted) == known_reason(reason)


@pytest.mark.parametrize(
    "text",
    [
        "<p>本栏目暂无内容</p>",
        "<html><iframe src='/book/index.html'></iframe></html>",
        "<html><img src='W020250101.jpg'></html>",
        f"<html>{'我县召开会议，强调网站防火墙的重要。' * 100}</html>",
    ],
)
def test_nothing_speaks_against_what_is_only_something_else(text: str) -> None:
    assert verdict(200, NO_HEADERS, text, "report") is None


@pytest.mark.parametrize(
    "cookie", ["JSESSIONID=1", "acw_tc=1", "SERVERID=1", "a=b; expires=Wed, 21 Oct 2026 07:28:00 GMT"]
)
def test_an_ordinary_cookie_is_no_mark(cookie: str) -> None:
    assert verdict(200, {"set-cookie": cookie}, "<p>本栏目暂无内容</p>", "list") is None


def test_whoever_has_read_the_page_knows_better() -> None:
    assert verdict(200, NO_HEADERS, WAF, "list", found=True) is None
    assert verdict(200, NO_HEADERS, LIST + GONE, "list", found=False) == "not_found_soft"


def test_not_modified_is_no_verdict() -> None:
    assert verdict(304, NO_HEADERS, "", "report") is None


def test_scripts_styles_and_comments_show_nothing() -> None:
    page = "<TITLE>甲</TITLE><script>1<2 '</p>'</SCRIPT ><style>乙{}</style><!-- 丙 <b> -->&nbsp;丁&amp;<b>戊</b>"
    assert visible(page + "<script>己") == "甲丁&戊"


@pytest.mark.parametrize(
    "text",
    [
        "<script " * 40_000,
        "<" * 200_000,
        "<!--" * 50_000,
        "<a " * 60_000,
        "document.cookie=" * 9_000,
        "<div id" * 30_000,
    ],
)
@pytest.mark.parametrize("wanted", ["list", "report"])
def test_hostile_text_costs_little(text: str, wanted: Wanted) -> None:
    started = time.perf_counter()
    verdict(200, NO_HEADERS, text * 20, wanted)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.name)
def test_golden_cases_are_let_through_or_named(case: Case) -> None:
    """What a person read as a report is never held back; what is a block, a login or gone has a reason."""
    text = text_of({}, case.document.body)
    answer = Page(Ask("http://a.gov.cn/b.html", "report"), "http://a.gov.cn/b.html", 200, {}, case.document.body, text)
    expected = case.expected or {}
    blocked = expected.get("kind") in ("challenge", "login", "not_found")
    assert (check(answer) is not None) == blocked
    if expected.get("report") and case.input.suffix == ".html":
        assert holds(text, "report")


def test_every_reason_of_the_data_is_documented() -> None:
    marks = tomllib.loads(resources.files("crawler.guards").joinpath("challenge.toml").read_text(encoding="utf-8"))
    named = [sign["reason"] for sign in marks["signs"]] + list(marks["whose"])
    assert {known_reason(one) for one in named} <= set(reasons())


# --- the whole question ---


def page(body: bytes | str, kind: Wanted = "report", status: int = 200, url: str = "http://a.gov.cn/b.html") -> Page:
    data = body.encode() if isinstance(body, str) else body
    return Page(Ask("http://a.gov.cn/b.html", kind), url, status, {"content-type": "text/html"}, data)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (page(REPORT), None),
        (page(REPORT.encode("gb18030")), None),
        (page(LIST, "list"), None),
        (page(b"%PDF-1.7 ..."), None),
        (page(b"%PDF-1.7 ...", "attachment"), None),
        (page(b"PK\x03\x04...", "attachment"), None),
        (page(b"%PDF-1.7 ...", "list"), "wrong_type"),
        (page(b"\x89PNG\r\n\x1a\n"), "wrong_type"),
        (page(b"\0\0\0\x18ftypmp42", "attachment"), "wrong_type"),
        (page("<p>附件在网盘</p>", "attachment"), "wrong_type"),
        (page(GONE, "attachment"), "not_found_soft"),
        (page(WAF, "attachment"), "waf"),
        (page(b""), "empty_body"),
        (page(b"", status=304), None),
        (page(b"", status=500), "http_5xx"),
        (page(RIVER, status=412), "challenge_river"),
        (page("<p>欢迎</p>", url="http://a.gov.cn/"), "home_redirect"),
        (page(LIST, "list", url="https://a.gov.cn/index.html"), "home_redirect"),
        (page("<p>欢迎</p>", url="http://a.gov.cn/c/index.html"), None),
    ],
)
def test_check_asks_the_whole_question(answer: Page, reason: str | None) -> None:
    assert check(answer) == reason


def test_a_site_s_root_may_be_what_was_asked_for() -> None:
    assert not sent_home("http://a.gov.cn", "http://www.a.gov.cn/index.shtml")
    assert not sent_home("http://a.gov.cn/b", "http://a.gov.cn/?id=7")
