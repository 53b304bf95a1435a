"""gongkai.toml: what an operator settles once, in the data folder or beside it. Read strictly, explained in docs/.

Every key is optional. What is wrong is told all at once, a line for each: file, key, why.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from crawler.schedule import LIKE, Schedule, schedule_of
from crawler.strict import Table, Wrong, read_toml

FILE = "gongkai.toml"
HOURS = r"(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)"
PORTAL = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
# It stands in a header of every request.
CONTACT = r"[!-~](?:[ -~]{0,198}[!-~])?"
MB = 2**20

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Key:
    """What the documentation says of one key, by the name that it has in the file."""

    name: str
    example: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Config:
    contact: str = ""
    webhook: str = ""
    hours: str = ""
    schedule: Schedule | None = None
    rota: int = 90
    max_body: int = 64
    jobs: int = 0
    enabled: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()

    def enables(self, portal: str, by_its_file: bool) -> bool:
        """Whether a night for which nobody names portals takes this one."""
        return portal in self.enabled or (by_its_file and portal not in self.disabled)

    def unknown(self, portals: Collection[str]) -> list[str]:
        """Names that no portal bears: a misspelt one would be crawled, or left out, without a word."""
        return [name for name in (*self.enabled, *self.disabled) if name not in portals]

    def settings(self) -> dict[str, Any]:
        """What it changes of Scrapy's settings (crawler/settings.py)."""
        from crawler.settings import CONTACT as FROM_ENVIRONMENT  # noqa: PLC0415  # reads the environment
        from crawler.settings import user_agent  # noqa: PLC0415

        return {
            "USER_AGENT": user_agent(self.contact or FROM_ENVIRONMENT),
            "DOWNLOAD_MAXSIZE": self.max_body * MB,
            "GONGKAI_HOURS": self.hours,
        }


def find(data: Path) -> Path | None:
    """In the data folder, else in the folder that it lies in."""
    folder = data.resolve()
    return next((file for file in (folder / FILE, folder.parent / FILE) if file.is_file()), None)


def load(data: Path) -> Config:
    file = find(data)
    return Config() if file is None else read(file)


def read(file: Path) -> Config:
    table = read_toml(file)
    wrong: list[str] = []
    default = Config()

    def said(take: Callable[[], Value], default: Value) -> Value:
        try:
            return take()
        except Wrong as error:
            wrong.append(" ".join(error.message.split()))
            return default

    portals = said(lambda: table.table("portals"), None)
    config = Config(
        contact=said(lambda: table.maybe("contact", like=CONTACT, said="应为网址或邮箱，只用 ASCII 字符"), None) or "",
        webhook=said(lambda: _webhook(table), ""),
        hours=said(lambda: _hours(table), ""),
        schedule=said(lambda: _schedule(table), None),
        rota=said(lambda: table.whole("rota", 1, 3650), None) or default.rota,
        max_body=said(lambda: table.whole("max_body", 1, 512), None) or default.max_body,
        jobs=said(lambda: table.whole("jobs", 0, 256), None) or default.jobs,
        enabled=said(lambda: _names(portals, "enabled"), ()),
        disabled=said(lambda: _names(portals, "disabled"), ()),
    )
    for part in (table, portals):
        if part is not None:
            said(part.done, None)
    both = sorted(set(config.enabled) & set(config.disabled))
    if both:
        wrong.append(table.wrong("portals", f"{both[0]} 既在 enabled 又在 disabled").message)
    if wrong:
        raise Wrong("\n".join(wrong))
    return config


def keys() -> list[Key]:
    """For the documentation and the example."""
    text = resources.files("crawler").joinpath("config.toml").read_text(encoding="utf-8")
    return [Key(name, **said) for name, said in tomllib.loads(text).items()]


def example() -> str:
    """A gongkai.toml in which every key is explained and none is set."""
    lines = ["# gongkai 的设置，放在数据目录里或它旁边。每个键都可以不写。"]
    lines += ["# Settings of gongkai, in the data folder or beside it. No key is needed."]
    for key in keys():
        table, _, name = key.name.rpartition(".")
        if table and f"# [{table}]" not in lines:
            lines += ["", f"# [{table}]"]
        lines += ["", f"# {key.zh}", f"# {key.en}", f"# {name} = {key.example}"]
    return "\n".join(lines) + "\n"


def _webhook(table: Table) -> str:
    url = table.maybe("webhook", like=r"https?://[!-~]{1,2000}", said="应为 http:// 或 https:// 开头的网址") or ""
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:
        host = None
    if url and not host:
        raise table.wrong("webhook", f"不是网址（{url}）")
    return url


def _hours(table: Table) -> str:
    hours = table.maybe("hours", like=HOURS, said="应如 22:00-06:00") or ""
    begin, _, end = hours.partition("-")
    if hours and begin == end:
        raise table.wrong("hours", f"起止相同（{hours}）；不限时段就不写这个键")
    return hours


def _schedule(table: Table) -> Schedule | None:
    text = table.maybe("schedule", like=LIKE, said="应如 daily 02:00 或 weekly mon 02:00")
    return None if text is None else schedule_of(text)


def _names(portals: Table | None, key: str) -> tuple[str, ...]:
    names = portals.texts(key) if portals is not None else ()
    for name in names:
        if portals is not None and not re.fullmatch(PORTAL, name):
            raise portals.wrong(key, f"不是门户的名字（{name}）：门户文件名去掉 .toml")
    return names
