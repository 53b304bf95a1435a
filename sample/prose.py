"""Invented wording: each organisation and year draws sentences and fillings of its own from prose.toml.

Figures that the prose states are those of the tables, but where an oddity wants them to differ.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from sample.chance import chance
from sample.model import Body, Key, Printed

Section = tuple[str, list[str]]
HEADINGS = ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
            "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况",
            "六、其他需要报告的事项")  # fmt: skip
LONG = ("一、总体情况", "二、行政机关主动公开政府信息情况", "三、行政机关收到和处理政府信息公开申请情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "五、政府信息公开工作存在的主要问题及改进情况",
        "六、其他需要报告的事项")  # fmt: skip
PARTS = (("proactive", "主动公开"), ("requests", "依申请公开"), ("management", "政府信息管理"),
         ("platform", "平台建设"), ("supervision", "监督保障"))  # fmt: skip


@cache
def words() -> dict[str, Any]:
    return tomllib.loads(resources.files("sample").joinpath("prose.toml").read_text(encoding="utf-8"))


class Pen:
    """Draws sentences; the same key always writes the same text."""

    def __init__(self, seed: str, key: Key, body: Body, year: int) -> None:
        self.rng = chance(seed, "prose", *key)
        self.fixed = {"org": body.name, "called": body.called, "year": str(year)}
        self.areas = self.rng.sample(words()["areas"], 24)

    def write(self, sentence: str) -> str:
        area, other = self.rng.sample(self.areas, 2)
        return sentence.format(
            area=area,
            other=other,
            unit=self.rng.choice(words()["units"]),
            place=self.rng.choice(words()["places"]),
            when=self.rng.choice(words()["whens"]),
            a=self.rng.randint(3, 29),
            b=self.rng.randint(30, 96),
            c=self.rng.randint(2, 9),
            **self.fixed,
        )

    def pick(self, table: str, key: str, count: int) -> list[str]:
        return [self.write(sentence) for sentence in self.rng.sample(words()[table][key], count)]

    def number(self, low: int, high: int) -> int:
        return self.rng.randint(low, high)


def _pen(printed: Printed, seed: str) -> Pen:
    return Pen(seed, printed.odd.copied_from or printed.key, printed.body, printed.year)


def preamble(printed: Printed, seed: str) -> list[str]:
    pen = _pen(printed, seed)
    year, body = printed.year, printed.body
    room = pen.number(100, 999)
    told = pen.write(pen.rng.choice(words()["preamble"]))
    period = f"本报告所列数据的统计期限自{year}年1月1日起，至{year}年12月31日止。"
    address = f"{pen.rng.choice('松竹梅兰')}溪路{room}号"
    contact = f"如对本报告有疑问，请与{body.name}联系（地址：{address}；电话：0000-5550{room}）。"
    return [told + period + contact]


def sections(printed: Printed, seed: str) -> list[Section]:
    """The six sections without their tables; 二, 三 and 四 hold no prose where the tables stand."""
    pen = _pen(printed, seed)
    names = LONG if printed.odd.headings == "long" else HEADINGS
    told = _stated(printed) if printed.shape == "narrative" else ([], [], [])
    return [
        (names[0], _overall(pen, printed)),
        *zip(names[1:4], told, strict=True),
        (names[4], [_together(pen, "problems", "faults", 3), _together(pen, "problems", "remedies", 3)]),
        (names[5], [pen.write(pen.rng.choice(words()["other"]["lines"]))]),
    ]


def _together(pen: Pen, table: str, key: str, count: int) -> str:
    return "".join(pen.pick(table, key, count))


def _overall(pen: Pen, printed: Printed) -> list[str]:
    lines = [pen.write(pen.rng.choice(words()["overall"]["opening"]))]
    for at, (key, name) in enumerate(PARTS):
        stated = {"proactive": _published, "requests": _requests}.get(key)
        lines.append(
            f"（{'一二三四五'[at]}）{name}。"
            + (stated(pen, printed) if stated else "")
            + _together(pen, "overall", key, 3)
        )
    return lines


def _published(pen: Pen, printed: Printed) -> str:
    website, wechat = pen.number(90, 900), pen.number(20, 400)
    where = f"其中网站公开信息{website}条，微信公众号公开信息{wechat}条"
    return f"{printed.year}年共主动公开政府信息{website + wechat}条，{where}。"


def _requests(_: Pen, printed: Printed) -> str:
    """What the tables say in four numbers; blanks and marks are not spoken of."""
    rows = ("new", "carried_in", "handled_total", "carried_out")
    new, came, handled, left = (printed.figures.get(f"applications.{row}.total") for row in rows)
    if new is None or printed.shape == "narrative":
        return ""
    parts = [f"全年新收政府信息公开申请{new + printed.odd.prose_new}件"]
    parts += [f"上年结转政府信息公开申请{came}件"] if came else []
    parts += [f"办结政府信息公开申请{handled}件"] if handled is not None else []
    parts += [f"结转下年度继续办理{left}件"] if left else []
    return "，".join(parts) + "。"


def _stated(printed: Printed) -> tuple[list[str], list[str], list[str]]:
    """A report that prints no table says in words what its tables would."""
    figures = printed.figures
    new, handled = figures["applications.new.total"], figures["applications.handled_total.total"]
    return (
        ["本年度制发行政规范性文件的情况已在门户网站公布，请查阅规范性文件专栏。"],
        [f"全年新收政府信息公开申请{new}件，办结政府信息公开申请{handled}件。"],
        ["本年度因政府信息公开引起的行政复议和行政诉讼均已依法应对。"],
    )
