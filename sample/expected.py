"""What a correct crawl of the sample world must find, night by night, so that tests and demo are held against it.

Reports with their addresses, the outcome of each run, the changes of each night, what is wrong in the data on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from parsers import form
from sample.model import Key, Printed, Site
from sample.plan import Change, Plan
from sample.styles import hazards
from sample.world import World

Sites = Mapping[str, Site]


@dataclass(frozen=True, slots=True)
class Found:
    """A report and the addresses at which it stands: pages, and attachments that hold it.

    `aliases` are other addresses of the same pages: mobile twins, other queries, old addresses that lead there. One of
    them in the place of its page's own address is right too.
    """

    org: str
    year: int
    addresses: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """`outcomes` are those that are right for the run, `reasons` the codes of crawler/reasons.toml that may stand
    beside them; none does where all is well."""

    portal: str
    outcomes: tuple[str, ...]
    reasons: tuple[str, ...]
    reports: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """One change; `address` is where the report stands (or stood), `before` where it stood before it moved."""

    night: int
    portal: str
    kind: Change
    org: str
    year: int
    address: str
    before: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What an agency printed wrong on purpose: the rule that it breaks and a cell that is in it."""

    org: str
    year: int
    rule: str
    cell: str


def run(world: World, portal: Plan, site: Site, night: int) -> Run:
    """What the portal's run of that night is to be, and the reports that stand there by then."""
    reports = _reports(world, portal, site, night)
    state = world.plan.states.get((portal.name, night))
    if state == "walled":
        return Run(portal.name, ("failed", "incomplete"), ("challenge_river",), reports)
    if state == "shrunk":
        return Run(portal.name, ("incomplete",), ("list_shrunk", "fewer_reports"), reports)
    if portal.style == "hazards":
        return Run(portal.name, ("incomplete",), ("challenge_jsl", "challenge_river"), reports)
    return Run(portal.name, ("ok",), (), reports)


def _reports(world: World, portal: Plan, site: Site, night: int) -> tuple[Found, ...]:
    found: dict[Key, tuple[list[str], list[str]]] = {}
    for article in world.articles(portal, night):
        held = [article.report] if article.report else [one.report for one in article.attachments if one.report]
        if not held or held[0] is None or (portal.style == "hazards" and held[0][1] in hazards.LOST):
            continue
        addresses, aliases = found.setdefault(held[0], ([], []))
        addresses += [site.addresses[article.key]] if article.report else []
        addresses += site.attached.get(article.key, ())
        aliases += site.aliases.get(article.key, ())
    return tuple(Found(*key, tuple(places), tuple(others)) for key, (places, others) in sorted(found.items()))


def changes(world: World, sites: Mapping[int, Sites], night: int) -> tuple[Changed, ...]:
    """The news of a night against the night before; the first night's are all new, and none of them is named here."""
    made = []
    for change in world.plan.changes:
        if change.night != night:
            continue
        portal = next(one for one in world.portals if change.key[0] in {body.name for body in one.bodies})
        key = f"{change.key[0]}/{change.key[1]}"
        now, then = sites[night][portal.name].addresses, sites[night - 1][portal.name].addresses
        address = now.get(key) or then[key]
        before = then[key] if change.kind == "moved" else None
        made.append(Changed(night, portal.name, change.kind, *change.key, address, before, change.cell or None))
    return tuple(made)


def findings(world: World, night: int = 1) -> tuple[Finding, ...]:
    """Every identity that a report breaks, by itself, against its prose or against the year before."""
    return tuple(one for printed in world.reports(night).values() for one in _findings(printed))


def _findings(printed: Printed) -> Iterator[Finding]:
    for cell in printed.odd.breaks:
        table = cell.partition(".")[0]
        on = printed.form if table == "proactive" else printed.applications
        for identity in form.identities(table, on):
            if cell in identity.cells:
                yield Finding(*printed.key, identity.rule, cell)
    if printed.odd.carried:
        for figure in ("natural_person", "total"):
            yield Finding(*printed.key, "carry_over", f"applications.carried_in.{figure}")
    if printed.odd.prose_new:
        yield Finding(*printed.key, "prose_new", "applications.new.total")


def copied(world: World) -> tuple[tuple[Key, Key], ...]:
    """Reports whose prose is another's, and whose."""
    told = ((key, one.odd.copied_from) for key, one in world.reports().items())
    return tuple((key, source) for key, source in told if source is not None)
