"""Reports before the form of 2019: all prose, or with the statistics table of 2014."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from sample.chance import chance
from sample.figures import SCALE
from sample.model import Body, Line, Number, Printed
from sample.prose import Pen, Section, words

# The rows that the invented tables print, with their units and how much a town would count.
ROWS = (
    ("proactive_total", "条", 400), ("proactive_normative", "条", 5), ("channel_website", "条", 300),
    ("channel_wechat", "条", 90), ("responses", "次", 6), ("press_conferences", "次", 3), ("policy_readings", "篇", 9),
    ("received", "件", 0), ("received_in_person", "件", 3), ("received_fax", "件", 1), ("received_online", "件", 8),
    ("received_letter", "件", 4), ("finished", "件", 0), ("finished_on_time", "件", 13), ("finished_extended", "件", 2),
    ("reconsiderations", "件", 2), ("litigations", "件", 1), ("complaints", "件", 1), ("offices", "个", 2),
    ("staff", "人", 0), ("staff_full_time", "人", 2), ("staff_part_time", "人", 5), ("meetings", "次", 5),
    ("trainings", "次", 3),
)  # fmt: skip
SUMS = {"received": ("received_in_person", "received_fax", "received_online", "received_letter"),
        "finished": ("finished_on_time", "finished_extended"),
        "staff": ("staff_full_time", "staff_part_time")}  # fmt: skip
HEADINGS = ("一、主动公开政府信息的情况", "二、依申请公开政府信息的情况", "三、政府信息公开的收费及减免情况",
            "四、因政府信息公开申请行政复议、提起行政诉讼的情况",
            "五、政府信息公开工作存在的主要问题及改进情况")  # fmt: skip


@cache
def _labels() -> Mapping[str, str]:
    data = tomllib.loads(resources.files("parsers").joinpath("forms/legacy.toml").read_text(encoding="utf-8"))
    return {item["key"]: item["zh"] for item in data["items"]}


def indicators(body: Body, year: int, seed: str) -> dict[str, Number]:
    rng = chance(seed, "indicators", body.name, year)
    factor = 1 + SCALE[body.kind] // 3
    values: dict[str, Number] = {key: rng.randint(1 if most > 9 else 0, most * factor) for key, _, most in ROWS}
    for total, parts in SUMS.items():
        values[total] = sum(int(values[part]) for part in parts)
    return values


def table(values: Mapping[str, Number]) -> list[Line]:
    rows: list[Line] = [[("统计指标", 1, 1), ("单位", 1, 1), ("统计数", 1, 1)]]
    return rows + [[(_labels()[key], 1, 1), (unit, 1, 1), (str(values[key]), 1, 1)] for key, unit, _ in ROWS]


def sections(printed: Printed, seed: str) -> list[Section]:
    pen = Pen(seed, printed.odd.copied_from or printed.key, printed.body, printed.year)
    received, website = pen.number(1, 19), pen.number(60, 600)
    told = printed.indicators
    total = told.get("proactive_total", website + 31)
    asked = told.get("received", received)
    return [
        (HEADINGS[0], [f"{printed.year}年共主动公开政府信息{total}条。" + "".join(pen.pick("overall", "proactive", 4)),
                       "".join(pen.pick("overall", "platform", 2))]),
        (HEADINGS[1], [f"全年收到政府信息公开申请{asked}件，均已答复。", "".join(pen.pick("overall", "requests", 2))]),
        (HEADINGS[2], [f"{printed.year}年未收取任何费用。"]),
        (HEADINGS[3], [pen.write(words()["overall"]["supervision"][-1])]),
        (HEADINGS[4], ["".join(pen.pick("problems", "faults", 2)), "".join(pen.pick("problems", "remedies", 2))]),
    ]  # fmt: skip
