"""A small database in which every question of docs/recipes.md has an answer that can go wrong.

Written by the real store from made-up reports; what only a registry or a portal's file knows is set by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from parsers.report import Number, Problem, Report
from pipelines import reference, summary
from tests.reports import Kept, a_report, a_store, requests

GOVERNMENT, EDUCATION, HEALTH, NEW_HEALTH, FAMILY, WATER, TOWN = (
    "青石县人民政府", "青石县教育局", "青石县卫生局", "青石县卫生健康局", "青石县人口计划生育局", "青石县水利局",
    "青石县云台镇人民政府",
)  # fmt: skip
OTHER, OTHER_WATER = "临溪县教育局", "临溪县水利局"
# Region and level as a registry would have them; both counties are invented.
_REGISTRY = {
    **dict.fromkeys((GOVERNMENT, EDUCATION, HEALTH, NEW_HEALTH, FAMILY, WATER), ("370302", "青石县", "county")),
    **dict.fromkeys((OTHER, OTHER_WATER), ("370303", "临溪县", "county")),
    TOWN: ("370302", "青石县", "town"),
}
_AFTER_THE_DAY = datetime(2025, 4, 2, 18, 0, tzinfo=UTC)
_LAWSUITS: dict[str, Number] = {
    "proceedings.litigation_direct.upheld": 3, "proceedings.litigation_direct.corrected": 1,
    "proceedings.litigation_direct.pending": 2, "proceedings.litigation_direct.total": 6,
}  # fmt: skip


def refused(number: int, of: int) -> dict[str, Number]:
    """So many of the requests refused, the others granted."""
    cells = requests(new=of)
    for figure in ("natural_person", "total"):
        cells[f"applications.granted.{figure}"] = of - number
        cells[f"applications.refused_third_party.{figure}"] = number
    return cells


@contextmanager
def a_database(data: Path) -> Iterator[Kept]:
    """DATA/gongkai.db is there when the block ends."""
    with a_store(data) as kept:
        with kept.store.transaction():
            reference.refresh(kept.db)
        kept.run(_AFTER_THE_DAY)
        for report in _reports():
            kept.put(report, region=None)
        _edited(kept)
        _registry(kept)
        with kept.store.transaction():
            summary.refresh(kept.db, _AFTER_THE_DAY + timedelta(days=60))
        yield kept


def _reports() -> Iterator[Report]:
    for year in range(2019, 2024):
        form = "2019" if year < 2021 else "2021"
        prose = f"{year}年办理行政复议{year - 2019}件。"
        yield a_report(EDUCATION, year, {**refused(year - 2018, 20), **_decisions(year, 40)}, of_form=form, prose=prose)
        yield a_report(OTHER, year, {**refused(1, 4), **_decisions(year, 7)}, of_form=form)
    for year in (2019, 2020):
        yield a_report(HEALTH, year, requests(new=11), of_form="2019")
        yield a_report(FAMILY, year, requests(new=2), of_form="2019")
    for year in (2021, 2022, 2023):
        yield a_report(NEW_HEALTH, year, {**requests(new=10), **_LAWSUITS})
    # Only a sum for the whole region, and then both.
    yield a_report(GOVERNMENT, 2022, requests(new=70), scope="region", published=date(2023, 3, 30))
    yield a_report(GOVERNMENT, 2023, requests(new=50), scope="level", published=date(2024, 3, 30))
    yield a_report(GOVERNMENT, 2023, requests(new=80), scope="region", published=date(2024, 3, 30))
    yield a_report(WATER, 2022)
    yield a_report(OTHER_WATER, 2022)
    yield a_report(OTHER, 2024, tables="none", prose="全年未收到申请，也没有行政复议。")
    yield from _of_the_town()


def _of_the_town() -> Iterator[Report]:
    """Late, undated, wrong by itself, with a blank that the others force, with a lost row."""
    yield a_report(TOWN, 2020, requests(new=1), of_form="2019", published=date(2021, 3, 5))
    yield replace(a_report(TOWN, 2021, requests(new=1)), published=None)
    lost = dict.fromkeys((f"applications.refused_third_party.{figure}" for figure in ("natural_person", "total")), None)
    yield a_report(
        TOWN, 2022, {**requests(new=5), "applications.new.total": 6, **lost}, prose="未发生行政复议。",
        problems=(Problem("row_missing", tuple(lost)),),
    )  # fmt: skip
    blank = ("applications.new.company", "applications.refused_third_party.total")
    cells: dict[str, Number | None] = {**requests(new=5), **dict.fromkeys(blank, None)}
    for item in ("granted", "handled_total"):
        cells |= {f"applications.{item}.company": 2, f"applications.{item}.total": 7}
    cells["applications.new.total"] = 7
    yield a_report(TOWN, 2023, cells, marks=dict.fromkeys(blank, "/"))


def _decisions(year: int, number: int) -> dict[str, Number]:
    cells: dict[str, Number] = {"proactive.licensing.decisions": number}
    return cells | ({"proactive.other_services.decisions": 3} if year < 2021 else {})


def _edited(kept: Kept) -> None:
    """The portal changes a figure of a report that is there."""
    before, after = ({**refused(1, of), **_decisions(2022, 7)} for of in (4, 5))
    kept.put(a_report(OTHER, 2022, before), region=None)
    kept.run(datetime(2025, 5, 3, 18, 0, tzinfo=UTC))
    kept.put(a_report(OTHER, 2022, after), region=None, at=datetime(2025, 5, 3, 18, 5, tzinfo=UTC))


def _registry(kept: Kept) -> None:
    ids = {name: kept.one("SELECT org_id FROM organisation_names WHERE name = ?", name) for name in _REGISTRY}
    with kept.store.transaction():
        for name, (code, region, level) in _REGISTRY.items():
            kept.db.execute(
                "UPDATE organisations SET region_code = ?, region = ?, level = ? WHERE id = ?",
                (code, region, level, ids[name]),
            )
        for before in (HEALTH, FAMILY):
            kept.db.execute("UPDATE organisations SET successor_id = ? WHERE id = ?", (ids[NEW_HEALTH], ids[before]))
        kept.db.execute("INSERT INTO portals(id, enabled) VALUES ('qingshi', 1), ('linxi', 1)")
        for name in (GOVERNMENT, EDUCATION, NEW_HEALTH, WATER, TOWN):
            kept.db.execute("INSERT INTO expected VALUES (?, 'qingshi', 2021, NULL)", (ids[name],))
        # Nobody has looked at this portal.
        for name in (OTHER, OTHER_WATER):
            kept.db.execute("INSERT INTO expected VALUES (?, 'linxi', 2021, NULL)", (ids[name],))
