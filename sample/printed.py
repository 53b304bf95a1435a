"""What every report of the sample world prints: figures drawn, then what the agency or its editor did to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from sample import figures, legacy
from sample.chance import chance
from sample.model import Body, Key, Number, Oddity, Printed, Shape
from sample.plan import Plan, Planned, WorldPlan

# Rows of 表三 that are printed in full even where only the totals of the others are.
WHOLE = ("new", "handled_total", "carried_out")


def reports(plan: WorldPlan) -> dict[Key, Printed]:
    """Every report that is ever published, as it stands before any night changes it."""
    made: dict[Key, Printed] = {}
    for portal in plan.portals:
        for body in portal.bodies:
            made |= {one.key: one for one in _of_body(plan, portal, body)}
    for change in (one for one in plan.changes if one.kind == "new"):
        made[change.key] = replace(made[change.key], published=plan.nights[change.night - 1].date() - timedelta(1))
    return made


def edited(printed: Printed, change: Planned) -> Printed:
    """One figure of the page is changed; which one, no identity knows."""
    value = printed.figures[change.cell]
    return replace(printed, figures={**printed.figures, change.cell: (value or 0) + change.add})


def _of_body(plan: WorldPlan, portal: Plan, body: Body) -> list[Printed]:
    odd = {year: one for (org, year), one in plan.oddities.items() if org == body.name}
    drawn = figures.through_years(body, plan.years, odd, plan.seed)
    years = [year for year in plan.years if year not in body.missing]
    return [_one(plan, portal, body, year, drawn.get(year, {}), odd.get(year, Oddity())) for year in years]


def _one(
    plan: WorldPlan, portal: Plan, body: Body, year: int, drawn: Mapping[str, Number | None], odd: Oddity
) -> Printed:
    shape = odd.shape or _shape(body, year)
    on = odd.form or figures.in_force(year)
    return Printed(
        body,
        year,
        shape,
        on,
        odd.applications or on,
        _marked(_broken(drawn, odd), odd),
        _published(plan.seed, body, year),
        odd.table or portal.tables[(year + portal.bodies.index(body)) % len(portal.tables)],
        odd,
        legacy.indicators(body, year, plan.seed) if shape == "statistics" else {},
    )


def _shape(body: Body, year: int) -> Shape:
    if year >= figures.FIRST:
        return "tables"
    return "statistics" if year >= 2017 and body.kind != "town" else "prose"


def _published(seed: str, body: Body, year: int) -> date:
    """Departments by the end of January, a few late; governments by the end of March."""
    rng = chance(seed, "published", body.name, year)
    if body.kind in ("government", "office"):
        return date(year + 1, 1, 25) + timedelta(rng.randint(0, 39))
    return date(year + 1, 1, 8) + timedelta(rng.randint(24, 48) if rng.random() < 0.08 else rng.randint(0, 23))


def _broken(drawn: Mapping[str, Number | None], odd: Oddity) -> dict[str, Number | None]:
    return {cell: (value or 0) + odd.breaks[cell] if cell in odd.breaks else value for cell, value in drawn.items()}


def _marked(drawn: Mapping[str, Number | None], odd: Oddity) -> dict[str, Number | None]:
    """Cells that print a mark or nothing have no figure; a unit in a cell is read into the column's unit."""
    kept = {cell: None if _left_out(cell, value, odd) else value for cell, value in drawn.items()}
    return kept | {cell: _in_wan(text) for cell, text in odd.texts.items()}


def _left_out(cell: str, value: Number | None, odd: Oddity) -> bool:
    table, item, figure = cell.split(".")
    if odd.marks == "slash":
        return item in ("regulations", "fees", "coercion") and value == 0
    if odd.marks == "blank":
        return value == 0 and table != "proactive"
    if odd.marks == "totals":
        return table == "applications" and figure != "total" and item not in WHOLE
    return False


def _in_wan(text: str) -> Number:
    """251000元 in 万元."""
    return round(int(text.removesuffix("元")) / 10_000, 4)
