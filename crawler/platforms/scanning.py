"""Reading marked pieces out of a text that is no well-formed anything, in one pass however long it is."""

from __future__ import annotations

from collections.abc import Iterator


def between(text: str, begin: str, end: str) -> Iterator[tuple[str, str]]:
    """Each piece between the two marks, and what of the text stands behind it up to the next beginning."""
    at = text.find(begin)
    while at >= 0:
        stop = text.find(end, at + len(begin))
        if stop < 0:
            return
        following = text.find(begin, stop)
        behind = text[stop + len(end) : following if following >= 0 else len(text)]
        yield text[at + len(begin) : stop], behind
        at = following
