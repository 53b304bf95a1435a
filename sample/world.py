"""The sample world: what every report prints, which article each portal shows in which night, and its sites.

Everything is drawn from world.toml; the same plan gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache, cached_property
from importlib import import_module

from sample import articles, plan, printed
from sample.model import Article, Figures, Key, Number, Printed, Site
from sample.plan import Plan, Planned, WorldPlan
from sample.styles.stage import Stage

# A host that stands on no portal's allow-list: whoever asks it has left the path.
STRANGER = "stranger"


class World:
    """`hosts` of its methods name the address of each portal, and of the stranger, by the portal's name."""

    def __init__(self, planned: WorldPlan | None = None, only: tuple[str, ...] = ()) -> None:
        """`only` leaves the portals that it names; what the nights change elsewhere is forgotten with the others."""
        self.plan = _cut(planned or plan.load(), only)

    @property
    def portals(self) -> tuple[Plan, ...]:
        return self.plan.portals

    def portal(self, name: str) -> Plan:
        return next(one for one in self.portals if one.name == name)

    def clock(self, night: int) -> datetime:
        """The moment for which a night is meant: within the months in which a report of the last year may change."""
        return self.plan.nights[night - 1]

    @cached_property
    def _reports(self) -> dict[Key, Printed]:
        return printed.reports(self.plan)

    def reports(self, night: int = 1) -> dict[Key, Printed]:
        """What is published in that night, the reports that were withdrawn by then left out."""
        made = dict(self._reports)
        for change in self.plan.changes:
            if change.kind == "edited" and change.night <= night:
                made[change.key] = printed.edited(made[change.key], change)
        return {key: one for key, one in made.items() if self._public(key, night)}

    def truth(self, night: int = 1) -> dict[Key, Figures]:
        """Each cell of each report's tables as its page prints it; None where that is a blank or a mark."""
        return {key: one.figures if one.shape == "tables" else {} for key, one in self.reports(night).items()}

    def indicators(self, night: int = 1) -> dict[Key, Mapping[str, Number]]:
        return {key: one.indicators for key, one in self.reports(night).items() if one.indicators}

    def disagreements(self) -> dict[Key, Mapping[str, int]]:
        """Where a report's attachment says another number than its page, and which."""
        told = {key: articles.differing(one) for key, one in self._reports.items()}
        return {key: cells for key, cells in told.items() if cells}

    def articles(self, portal: Plan, night: int = 1) -> tuple[Article, ...]:
        """The entries of the portal's lists, the newest first."""
        public = self.reports(night)
        made = [self._article(public[key], night) for key in public if key[0] in {body.name for body in portal.bodies}]
        made += [self._article(public[key], night, f"{portal.name}/") for key in portal.mirrors if key in public]
        if portal.extras:
            made += articles.extras(portal.bodies[0], portal.bodies[1], self.plan.years[-1], self.plan.seed)
        return tuple(sorted(made, key=lambda one: (one.published, one.key), reverse=True))

    def site(self, portal: Plan, night: int, hosts: Mapping[str, str]) -> Site:
        stage = Stage(
            plan=portal,
            region=self.plan.regions[portal.region],
            host=hosts[portal.name],
            stranger=hosts[STRANGER],
            articles=self.articles(portal, night),
            years=self.plan.years,
            night=night,
            changed=self._changed(portal, night),
            state=self.plan.states.get((portal.name, night)),
        )
        site: Site = import_module(f"sample.styles.{portal.style}").build(stage)
        return site

    def _article(self, one: Printed, night: int, prefix: str = "") -> Article:
        moves = [change for change in self._changes(one.key) if change.kind == "moved" and change.night <= night]
        edits = [change for change in self._changes(one.key) if change.kind == "edited" and change.night <= night]
        changed = self.clock(edits[-1].night).date() if edits else None
        made = self._made(one.key, len(edits), len(moves), changed)
        return made if not prefix else _mirrored(made, prefix)

    @cache  # noqa: B019  # a world lives as long as its process
    def _made(self, key: Key, edits: int, serial: int, changed: date | None) -> Article:
        one = self._reports[key]
        for change in [change for change in self._changes(key) if change.kind == "edited"][:edits]:
            one = printed.edited(one, change)
        return articles.of_report(one, self.plan.seed, serial, changed)

    def _changes(self, key: Key) -> list[Planned]:
        return [change for change in self.plan.changes if change.key == key]

    def _public(self, key: Key, night: int) -> bool:
        """Published by that night, and not withdrawn in it."""
        past = [
            change for change in self._changes(key) if change.night <= night and change.kind in ("new", "gone", "back")
        ]
        if past:
            return past[-1].kind != "gone"
        return not any(change.kind == "new" for change in self._changes(key))

    def _changed(self, portal: Plan, night: int) -> date:
        """The last night by which the portal's lists changed."""
        names = {body.name for body in portal.bodies}
        nights = [change.night for change in self.plan.changes if change.key[0] in names and change.night <= night]
        return self.clock(max(nights, default=1)).date()


def _cut(whole: WorldPlan, only: tuple[str, ...]) -> WorldPlan:
    unknown = set(only) - {portal.name for portal in whole.portals}
    if unknown:
        raise ValueError(f"no such portal: {', '.join(sorted(unknown))}")
    if not only:
        return whole
    portals = tuple(portal for portal in whole.portals if portal.name in only)
    orgs = {body.name for portal in portals for body in portal.bodies}
    changes = tuple(change for change in whole.changes if change.key[0] in orgs)
    return replace(whole, portals=portals, changes=changes)


def _mirrored(made: Article, prefix: str) -> Article:
    """The same words on a page of another portal."""

    return replace(made, key=prefix + made.key, attachments=())
