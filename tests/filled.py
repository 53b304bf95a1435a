"""A site whose list a script fills, as a recording of its page and as what its endpoint answers: to test the probe."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

import click

from crawler.page import Ask, Page
from crawler.portal import Portal, Start
from crawler.probe.recording import Exchange, Recording, recorded

HOST = "http://www.yanxi.example"
CHANNEL = "c_5f9f6cc17f98afa203837210_5fb3c2adca6492588cbb9ae0"
LIST = f"{HOST}/gongkai/site_yxqjdbsc/channel_{CHANNEL}/"
API = f"{HOST}/gongkai/api/docs"


def portal(platform: str = "zibo", *starts: str) -> Portal:
    return Portal("yanxi", "研溪区", "990321", platform, ("www.yanxi.example",), ("http",),
                  starts=tuple(map(Start, starts or (LIST,))))  # fmt: skip


def title(at: int) -> str:
    return f"研溪区第{at}局{2000 + at}年政府信息公开年报"


def path(at: int) -> str:
    return f"/gongkai/site_yxqjdbsc/channel_{CHANNEL}/doc_{at:024x}.html"


def row(at: int) -> dict[str, Any]:
    return {"title": title(at), "url": path(at)}


def envelope(rows: list[dict[str, Any]], count: int) -> dict[str, Any]:
    return {"total": count, "rows": rows}


@dataclass
class Filled:
    """`count` entries, `size` a page. The page's number stands in `param`, from `first`, or counts entries."""

    count: int = 13
    size: int = 4
    param: str = "page"
    first: int = 1
    starts: bool = False
    how: Literal["get", "form", "json", "json in the query"] = "get"
    row: Callable[[int], dict[str, Any]] = row
    envelope: Callable[[list[dict[str, Any]], int], Any] = envelope
    # After the last page the last one is shown again.
    clamps: bool = False
    # Nobody but the page itself is answered.
    closed: bool = False
    missing: bool = False

    def __post_init__(self) -> None:
        self.asked: list[Ask] = []

    def params(self, number: int) -> dict[str, str]:
        at = (number - 1) * self.size if self.starts else self.first + number - 1
        return {"channel": CHANNEL, self.param: str(at), "size": str(self.size)}

    def exchange(self, number: int) -> Exchange:
        told, text = self.params(number), self.text(number)
        numbers = {name: int(value) if value.isdecimal() else value for name, value in told.items()}
        body = json.dumps({"of": {"q": "年报"}, "with": numbers}, ensure_ascii=False)
        if self.how == "form":
            return Exchange(number, "xhr", "POST", API, text=text, form=tuple(told.items()))
        if self.how == "json":
            return Exchange(number, "xhr", "POST", API, text=text, form=(("", body),))
        query = urlencode({"paramJson": body} if self.how == "json in the query" else told)
        return Exchange(number, "xhr", "GET", f"{API}?{query}", text=text)

    def recording(self, pages: int = 2) -> Recording:
        shown = range(1, min(pages, self.pages) + 1)
        return recorded(
            Page(Ask(LIST), LIST, 200, {}, b"", "<p>指南</p>"),
            list(map(self.html, shown)),
            list(map(self.exchange, shown)),
        )

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))

    def html(self, number: int) -> str:
        return "".join(f"<li><a href='{path(at)}'>{title(at)}</a></li>" for at in self._of(number))

    def text(self, number: int) -> str:
        return json.dumps(self.envelope([self.row(at) for at in self._of(number)], self.count))

    def _of(self, number: int) -> range:
        number = min(number, self.pages) if self.clamps else number
        return range(self.count)[(number - 1) * self.size : number * self.size]

    def __call__(self, ask: Ask) -> Page:
        """As its endpoint answers."""
        self.asked.append(ask)
        if self.missing:
            raise click.UsageError("网站答复 404")
        said = dict(ask.form or parse_qsl(urlsplit(ask.url).query))
        body = ask.json if ask.json is not None else said.get("paramJson")
        told = said if body is None else json.loads(body)["with"]
        at = int(told[self.param])
        number = at // self.size + 1 if self.starts else at - self.first + 1
        text = "<html>请先登录</html>" if self.closed else self.text(number)
        return Page(ask, ask.url, 200, {}, text.encode(), text)
