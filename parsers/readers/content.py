"""What every reader gives: the lines and Grids of a document in reading order, and what it says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parsers.grid import Grid
from parsers.report import Problem


@dataclass(frozen=True, slots=True)
class Content:
    """`blocks` in reading order: a str is one paragraph without line breaks at its ends, a Grid is one table.

    `meta` holds what the page says of itself, under the keys `title`, `org` (发布机构), `published`, `index_number`,
    `document_number`, `url`; a key that the page does not give is absent. `titles` are further candidates
    (h1, <title>, Word's title style), best first. `links` are the texts of the page's links: a list is known by them.
    """

    media_type: str
    blocks: tuple[str | Grid, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(block for block in self.blocks if isinstance(block, str))

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Grid))
