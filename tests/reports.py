"""Small reports and a store to put them in, for the tests of everything that reads the database. Reads no document.

    with a_store(tmp_path) as kept:                       # a folder of data; published when the block ends
        kept.put(a_report("青石县教育局", 2023, requests(new=3, carried_out=1)))

`a_store()` without a folder keeps the database in memory. Every verdict is the real checks' own.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from crawler.portal_parts import Organisation as Listed
from crawler.portal_parts import Portal
from parsers import checks, form, narrative, prose_checks
from parsers.header import Header
from parsers.report import NotReport, Number, Report, Scope, Section
from pipelines import database, places, runs
from pipelines.capture import Capture
from pipelines.decisions import Decisions
from pipelines.pages import Pages, PageState
from pipelines.reading import completed
from pipelines.registry import Registry
from pipelines.runs import Counts, Outcome
from pipelines.store import Store, Stored

NIGHT = datetime(2026, 8, 15, 2, 0, tzinfo=UTC)
REGION = "370302"
PORTAL = "qingshi"

Figures = Mapping[str, Number | None]


def requests(new: int = 0, carried_in: int = 0, carried_out: int = 0, who: str = "natural_person") -> dict[str, Number]:
    """A 表三 that balances: all from one kind of applicant, what is not carried out granted."""
    handled = new + carried_in - carried_out
    rows = {
        "new": new,
        "carried_in": carried_in,
        "granted": handled,
        "handled_total": handled,
        "carried_out": carried_out,
    }
    return {f"applications.{item}.{figure}": value for item, value in rows.items() for figure in (who, "total")}


def a_report(
    org: str = "青石县统计局",
    year: int = 2023,
    figures: Figures = {},  # noqa: B006  # never changed
    *,
    prose: str | Sequence[str] = "全年平稳。",
    of_form: str = "2021",
    scope: Scope | None = "own",
    published: date | None = None,
    **facts: Any,
) -> Report:
    """A report whose cells are all printed 0 but those given; a cell given as None is not shown.

    `tables="none"` prints no table. `facts` are further fields of Report. Published on 20 January unless said.
    """
    printed = facts.get("tables", "all") != "none"
    paths = [path for name in form.TABLES for path in form.cells(name, of_form)] if printed else []
    cells: dict[str, Number | None] = {**dict.fromkeys(paths, 0), **figures}
    forms: Mapping[str, str | None] = {"proactive": of_form, "applications": of_form} if printed else {}
    identities = checks.identities_of(cells, forms, year)
    derived = checks.derive(cells, identities)
    texts = [prose] if isinstance(prose, str) else prose
    sections = tuple(
        Section(at, heading, text) for at, (heading, text) in enumerate(zip(HEADINGS, texts, strict=False), 1)
    )
    told = narrative.figures(sections, year)
    title = f"{org}{year}年政府信息公开工作年度报告"
    header = Header(title=title, org=org, year=year)
    return Report(**{
        "title": title, "org": org, "year": year, "forms": forms, "scope": scope,
        "tables": "all", "period": (date(year, 1, 1), date(year, 12, 31)),
        "published": published or date(year + 1, 1, 20), "figures": cells, "derived": derived, "sections": sections,
        "narrative": told,
        "checks": (*checks.check(cells, derived, identities), *checks.ranges(cells, org),
                   *prose_checks.check(sections, told, cells, header)), **facts,
    })  # fmt: skip


HEADINGS = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况",
            "存在的主要问题及改进情况", "其他需要报告的事项")  # fmt: skip


def address(result: Report | NotReport) -> str:
    """One for each organisation, year and scope, so that another report of theirs is an edit of the first."""
    told = (result.org, result.year, result.scope) if isinstance(result, Report) else (result.title,)
    return f"http://www.qingshi.example/{hashlib.sha256(repr(told).encode()).hexdigest()[:16]}.html"


def a_portal(*organisations: str | Listed, enabled: bool = True, name: str = PORTAL) -> Portal:
    """The portal's file, with those whom it lists."""
    listed = tuple(Listed(one) if isinstance(one, str) else one for one in organisations)
    return Portal(name, "青石县", REGION, "zibo", ("www.qingshi.example",), enabled=enabled, organisations=listed)


@dataclass
class Kept:
    """A store that reads again what was put into it."""

    db: sqlite3.Connection
    store: Store
    run_id: int = 1
    read: dict[str, Report | NotReport] = field(default_factory=dict)

    def put(self, result: Report | NotReport, url: str | None = None, at: datetime = NIGHT, **capture: Any) -> Stored:
        """One address that shows it, on a list of the portal; without `url` one of its organisation and year."""
        of = {"region": REGION, "portal": PORTAL, **capture}
        answer = Capture(url or address(result), self.run_id, at, b"<html>" + repr(result).encode(), **of)
        self.read[answer.document_id] = result
        stored = self.store.put(answer, result)
        self.listed(answer.url, at, portal=answer.portal or PORTAL, year=stored.reading.year or answer.year)
        Pages(self.db).fetched(answer.url, at, status=200, document_id=answer.document_id, year=None)
        return stored

    def listed(self, url: str, at: datetime = NIGHT, **page: Any) -> None:
        """A link on a list, as PageState names what is known of it."""
        Pages(self.db).listed(PageState(url, **{"portal": PORTAL, "kind": "report", **page}), at)

    def run(self, at: datetime = NIGHT, outcome: Outcome = "ok", portal: str = PORTAL, **counts: int) -> int:
        """A run that began and ended; what is put after it belongs to it."""
        self.run_id = runs.begin(self.db, portal, at)
        runs.end(self.db, self.run_id, at, outcome, Counts(**counts))
        return self.run_id

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        return self.db.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> Any:
        """The first column of the first row."""
        return self.rows(query, *values)[0][0]


@contextmanager
def a_store(data: Path | None = None, decisions: Decisions | None = None) -> Iterator[Kept]:
    with nullcontext(database.connect(":memory:")) if data is None else database.writing(data) as db:
        read: dict[str, Report | NotReport] = {}

        def again(document_id: str) -> Report | NotReport:
            """As Intake.read does from the archive."""
            captures = places.captures(db, document_id, 0, last_word=False)
            return completed(read[document_id], captures, places.known(db, document_id))

        try:
            yield Kept(db, Store(db, Registry(db, decisions or Decisions()), again), read=read)
        finally:
            if data is None:
                db.close()
    if data is not None:
        database.publish(data)
