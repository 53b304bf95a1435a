"""A portal: a government site to be crawled, described by one TOML file and nothing else.

Reads and writes that file, strictly: an unknown key or a value that makes no sense is one line naming file and key.
Fetches nothing, and knows of a platform only its name.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import tomli_w

from crawler.portal_parts import (
    SCHEMES,
    Area,
    Courtesy,
    Kind,
    LeaveOut,
    ListRule,
    Method,
    Oddity,
    Organisation,
    Portal,
    Start,
    host_of,
)
from crawler.strict import Table, Wrong, read_toml

__all__ = [
    "PLATFORMS",
    "Area",
    "Courtesy",
    "LeaveOut",
    "ListRule",
    "Oddity",
    "Organisation",
    "Portal",
    "Start",
    "Wrong",
    "dump",
    "files",
    "host_of",
    "load",
    "portals",
]

# One module of crawler/platforms/ each; `generic` stands last, since it takes what the others do not know.
PLATFORMS = ("zibo", "jcms", "ucap", "gkmlpt", "vsb", "anhui", "trs", "generic")
KINDS: tuple[Kind, ...] = ("list", "report", "site")
METHODS: tuple[Method, ...] = ("GET", "POST")
ID = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
HOST = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9]\d{0,4})?"
HOURS = r"(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)"
# What an endpoint may name beside the groups of `address`.
PLACES = frozenset(("page", "size", "start"))
# What a list's address tells where the portal's file has no pattern of its own.
ADDRESSES = {"zibo": r"/gongkai/(?:site_(?P<site>[a-z0-9]+)/)?channel_(?P<channel>[0-9A-Za-z_.]+)"}
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def portals(data: Path, wrong: list[Wrong] | None = None) -> dict[str, Portal]:
    """All portals by id: the built-in ones and those of DATA/portals, which win over a built-in one of their name.

    A file that is wrong raises; with a list given for them, what is wrong is put there and the others are returned.
    """
    found: dict[str, Portal] = {}
    for file in files(data).values():
        try:
            portal = load(file)
        except Wrong as error:
            if wrong is None:
                raise
            wrong.append(error)
        else:
            found[portal.id] = portal
    return dict(sorted(found.items()))


def files(data: Path) -> dict[str, Path]:
    """The file of each portal that counts."""
    own = sorted((data / "portals").glob("*.toml"))
    return {file.stem: file for file in (*built_in(), *own)}


def built_in() -> list[Path]:
    with resources.as_file(resources.files("crawler").joinpath("portals")) as folder:
        return sorted(folder.glob("*.toml"))


def load(file: Path) -> Portal:
    table = read_toml(file)
    if not re.fullmatch(ID, file.stem):
        raise Wrong(f"{file}：文件名只能有小写字母、数字、- 和 _")
    portal = Portal(
        id=file.stem,
        name=table.text("name"),
        region=table.text("region", like=r"[1-9]\d{5}", said="应为六位行政区划代码"),
        platform=table.one_of("platform", PLATFORMS),
        zone=table.maybe("zone"),
        hosts=_hosts(table),
        schemes=_schemes(table),
        enabled=table.flag("enabled", True),
        loopback=table.flag("loopback", False),
        courtesy=_courtesy(table.table("courtesy")),
        starts=tuple(_start(one) for one in table.tables("starts")),
        list=_list_rule(table.table("list")),
        organisations=tuple(_organisation(one) for one in table.tables("organisations")),
        leave_out=tuple(LeaveOut(*_both(one, "address", "why")) for one in table.tables("leave_out")),
        oddities=tuple(Oddity(*_both(one, "what", "why")) for one in table.tables("oddities")),
    )
    table.done()
    _check_together(portal, table)
    return portal


def dump(portal: Portal) -> str:
    """The file's text; what is as it is without being said is left out. Read again it is the same portal."""
    return _written({key: value for key, value in _plain(portal).items() if key != "id"})


def _written(values: dict[str, Any], path: str = "") -> str:
    """A table a section, however short, as a person would write it."""
    tables = {key: value for key, value in values.items() if isinstance(value, dict) or _holds_tables(value)}
    text = tomli_w.dumps({key: value for key, value in values.items() if key not in tables})
    for key, value in tables.items():
        if isinstance(value, dict):
            text += f"\n[{path}{key}]\n{_written(value, f'{path}{key}.')}"
        else:
            text += "".join(f"\n[[{path}{key}]]\n{_written(one, f'{path}{key}.')}" for one in value)
    return text


def _holds_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _plain(value: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for field in fields(value):
        one = getattr(value, field.name)
        if one == field.default or one == ():
            continue
        if field.name == "form":
            shown[field.name] = dict(one)
        elif is_dataclass(one):
            shown[field.name] = _plain(one)
        elif isinstance(one, tuple):
            shown[field.name] = [_plain(each) if is_dataclass(each) else each for each in one]
        else:
            shown[field.name] = one
    return shown


def _hosts(table: Table) -> tuple[str, ...]:
    hosts = table.texts("hosts")
    if not hosts:
        raise table.wrong("hosts", "缺少：至少一个主机名")
    for host in hosts:
        if not re.fullmatch(HOST, host):
            raise table.wrong("hosts", f"不是主机名（{host}）：小写，不带 http:// 和路径，可带端口")
    return hosts


def _schemes(table: Table) -> tuple[str, ...]:
    schemes = table.texts("schemes") or SCHEMES
    if not set(schemes) <= set(SCHEMES) or len(set(schemes)) < len(schemes):
        raise table.wrong("schemes", "只能是 http 和 https")
    return schemes


def _courtesy(table: Table | None) -> Courtesy:
    if table is None:
        return Courtesy()
    said = Courtesy(table.number("delay", 0, 3600), table.maybe("hours", like=HOURS, said="应如 22:00-06:00"))
    table.done()
    return said


def _start(table: Table) -> Start:
    start = Start(
        url=table.text("url"),
        kind=table.one_of("kind", KINDS, "list"),
        org=table.maybe("org"),
        why=table.maybe("why"),
        years=table.maybe("years", like=r"20\d\d-(?:20\d\d)?", said="应如 2017- 或 2017-2024"),
        areas=tuple(_area(one) for one in table.tables("areas")),
    )
    table.done()
    named = set(PLACEHOLDER.findall(start.url))
    if named != {name for name, given in (("year", start.years), ("area", start.areas)) if given}:
        raise table.wrong("url", "{year} 要有 years，{area} 要有 areas，反之亦然；没有别的占位")
    if start.years and not start.span(9999):
        raise table.wrong("years", "起年晚于止年")
    return start


def _area(table: Table) -> Area:
    area = Area(table.text("code", like=r"[\w-]+", said="只能有字母、数字、- 和 _"), table.maybe("org"))
    table.done()
    return area


def _list_rule(table: Table | None) -> ListRule | None:
    if table is None:
        return None
    rule = ListRule(
        endpoint=table.maybe("endpoint") or "",
        method=table.one_of("method", METHODS, "GET"),
        form=table.pairs("form"),
        address=table.maybe("address") or "",
        first=_or(table.whole("first", 0, 1000), 1),
        size=table.whole("size", 1, 10_000),
        items=table.maybe("items"),
        html=table.maybe("html"),
        title=table.maybe("title") or "title",
        url=table.maybe("url") or "url",
        date=table.maybe("date"),
        org=table.maybe("org"),
        total=table.maybe("total"),
        browser=table.flag("browser", False),
    )
    table.done()
    if bool(rule.endpoint) == rule.browser:
        raise table.wrong("endpoint", "要么写 endpoint，要么写 browser = true，只写其一")
    if rule.items and rule.html:
        raise table.wrong("html", "items 和 html 只写其一")
    if rule.form and rule.method == "GET":
        raise table.wrong("form", '只有 method = "POST" 才有')
    return rule


def _organisation(table: Table) -> Organisation:
    organisation = Organisation(
        table.text("name"), table.maybe("site"), table.whole("since", 2000, 2100), table.whole("until", 2000, 2100)
    )
    table.done()
    return organisation


def _both(table: Table, first: str, second: str) -> tuple[str, str]:
    said = table.text(first), table.text(second)
    table.done()
    return said


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _check_together(portal: Portal, table: Table) -> None:
    """What no key can be wrong about alone."""
    local = [host for host in portal.hosts if re.match(r"127\.|localhost(?::|$)", host)]
    if local and not portal.loopback:
        raise table.wrong("hosts", f"{local[0]} 是本机，须写明 loopback = true")
    if portal.loopback and len(local) < len(portal.hosts):
        raise table.wrong("loopback", "只用于本机的示例网站，hosts 须都是 127.… 或 localhost")
    for number, start in enumerate(portal.starts, 1):
        if not portal.allows(PLACEHOLDER.sub("0", start.url)):
            raise table.wrong(f"starts[{number}].url", f"不在 schemes 和 hosts 之内（{start.url}）")
    if portal.list is not None:
        _check_list(portal, portal.list, table)


def _check_list(portal: Portal, rule: ListRule, table: Table) -> None:
    try:
        groups = set(re.compile(rule.address or ADDRESSES.get(portal.platform, "")).groupindex)
    except (re.error, RecursionError) as error:
        raise table.wrong("list.address", f"不是正则表达式（{error}）") from None
    named = {name for text in (rule.endpoint, *dict(rule.form).values()) for name in PLACEHOLDER.findall(text)}
    unknown = sorted(named - PLACES - groups)
    if unknown:
        raise table.wrong("list.endpoint", f"{{{unknown[0]}}} 既不是 page、size、start，也不是 address 中的组")
    if named & {"size", "start"} and rule.size is None:
        raise table.wrong("list.size", "缺少：endpoint 用到了 {size} 或 {start}")
    absolute = re.match(r"[a-z]+:|//", rule.endpoint)
    if absolute and not portal.allows(PLACEHOLDER.sub("0", rule.endpoint)):
        raise table.wrong("list.endpoint", f"不在 schemes 和 hosts 之内（{rule.endpoint}）")
