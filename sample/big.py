"""A bigger world for the bench: one portal, many organisations, long pages, nothing odd and nothing that changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

from sample.model import Body
from sample.plan import Plan, WorldPlan, credit_code
from sample.world import World

REGION = "990300"
# Districts and their bodies are put together from these; none of them is a real one.
FIRST, SECOND = "璞珩珞琮瑾瑜琼珂玥琬", "岫崚"
BODIES = ("司法局", "财政局", "水利局", "审计局", "统计局", "教育局", "民政局", "林业局", "信访局", "体育局")
# Outside the months in which the last year's reports may change.
NIGHT = datetime(2026, 8, 15, 2, tzinfo=UTC)


def big(lists: int = 20, bodies: int = 10, years: int = 5, page_bytes: int = 100_000) -> World:
    """`lists` districts with one list each, of `bodies` organisations and `years` years up to 2025; pages of so many
    bytes at least. By default 1,000 reports in 20 lists."""
    names = [f"{a}{b}区" for b, a in product(SECOND, FIRST)][:lists]
    if lists > len(names) or not 0 < bodies <= len(BODIES) or not 0 < years <= 7:
        raise ValueError(f"at most {len(FIRST) * len(SECOND)} lists, {len(BODIES)} bodies, 7 years")
    made = tuple(
        Body(name + body, "department", REGION, name, credit_code(REGION, name + body))
        for name in names
        for body in BODIES[:bodies]
    )
    portal = Plan(
        "sample-big", REGION, "many", "trs", ("word",), made, validators="etag", extras=False, page_bytes=page_bytes
    )
    nights = tuple(NIGHT + timedelta(days) for days in range(30))
    return World(WorldPlan("big", tuple(range(2026 - years, 2026)), nights, {REGION: "珩岫市"}, (portal,)))
