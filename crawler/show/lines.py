"""Running text broken into lines as Chinese is: between any two characters, but not within a number or a word.

Rich breaks at blanks only, which leaves half a line empty before a long Chinese clause.
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.text import Text

# What must not begin a line stays with what it closes.
_UNIT = re.compile(r"[（《“「]*(?:[\x21-\x7e]+|[^\x00-\x7f]|\s)[，。、；：！？）】》」”’…]*|.", re.DOTALL)


def broken(text: Text, width: int) -> Text:
    breaks: list[int] = []
    used = 0
    for unit in _UNIT.finditer(text.plain):
        size = cell_len(unit.group())
        if used and used + size > width:
            breaks.append(unit.start())
            used = 0
        used += size
    lines = text.divide(breaks)
    for line in lines:
        line.rstrip()
    return Text("\n").join(lines)
