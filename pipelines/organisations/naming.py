"""The canonical name of a printed one, and what it tells by itself; what data and people know of it is known.py's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines import regions
from pipelines.organisations import place
from pipelines.organisations.region_words import home
from pipelines.organisations.rules import Kind, is_zone, kind, rules, tidy, written


@dataclass(frozen=True, slots=True)
class Named:
    """A canonical name and the region it is in; `hint` is the level where only a word such as 区 tells it."""

    code: str
    text: str
    hint: str | None = None

    @property
    def kind(self) -> Kind:
        """A zone of a city has departments of its own; one of a county is among the county's."""
        told = kind(self.text)
        of_county = (region := regions.get(self.code)) is not None and region.level == "county"
        return "department" if of_county and told == "government" and self.text.endswith("管理委员会") else told

    @property
    def level(self) -> str | None:
        if self.kind == "town":
            return "town"
        region = regions.get(self.code)
        if region is None:
            return self.hint
        return "county" if region.level == "city" and self._of_a_part(region.name) else region.level

    def _of_a_part(self, city: str) -> bool:
        """A zone of the city, or a branch of its body, ranks with its counties."""
        rest = self.text.removeprefix(city)
        of_zone = any(self.text.startswith(zone.name) for zone in regions.zones() if zone.region == self.code)
        return of_zone or is_zone(rest) or re.search(rules()["branches"], rest) is not None


def named(name: str, region: str | None) -> Named:
    plain = tidy(name)
    if not plain:
        raise ValueError("an organisation without a name")
    found = place.locate(plain, home(region))
    rest = "管理委员会" if found.zone and not found.rest else written(found.rest)
    head = found.head or rules()["head_for"].get(rest, "")
    return Named(found.code, head + found.prefix + rest, found.level)
