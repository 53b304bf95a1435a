"""The article among a page's blocks: cut out where its container is known, freed of widgets everywhere.

Never loses a table: a container is only believed when every table of some size stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsers.grid import Grid
from parsers.readers.flow import Block
from parsers.readers.marks import ARTICLE, ARTICLE_END
from parsers.readers.page_rules import Rules

MIN_CHARS = 200
MIN_CELLS = 12
WIDGET_CHARS = 160


def article(blocks: Sequence[Block], rules: Rules) -> tuple[Block, ...]:
    start, stop = _bounds(blocks)
    return tuple(_without_widgets(blocks[start:stop], rules))


def _bounds(blocks: Sequence[Block]) -> tuple[int, int]:
    """From the first container that holds something to the last; the whole page when tables stand outside."""
    starts = [at for at, block in enumerate(blocks) if block == ARTICLE]
    stops = [at for at, block in enumerate(blocks) if block == ARTICLE_END]
    held = [pair for pair in zip(starts, stops, strict=False) if _holds_something(blocks[pair[0] : pair[1]])]
    if not held:
        return 0, len(blocks)
    start, stop = held[0][0], held[-1][1]
    if any(_is_table(block) for block in (*blocks[:start], *blocks[stop:])):
        return 0, len(blocks)
    return start, stop


def _holds_something(blocks: Sequence[Block]) -> bool:
    words = sum(len(block) for block in blocks if isinstance(block, str))
    return words >= MIN_CHARS or any(_is_table(block) for block in blocks)


def _is_table(block: Block) -> bool:
    return isinstance(block, Grid) and sum(len(row) for row in block.rows) >= MIN_CELLS


def _without_widgets(blocks: Sequence[Block], rules: Rules) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Grid):
            yield block
        elif block not in (ARTICLE, ARTICLE_END):
            line = rules.leak.sub("", block)
            if len(line) > WIDGET_CHARS or not rules.junk.fullmatch("".join(line.split())):
                yield line
