"""An address that is made of an entry's fields: `doc_{_id}.html`. Pure.

Only what makes every address that is known, and tells the entries apart, is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from crawler.probe.shapes import Item

LEAST_PIECE = 4


def template(made: Sequence[tuple[Item, str]], base: str) -> str | None:
    """Of entries and their addresses; relative to the list's own folder where all of them stand below it."""
    folder = base.partition("?")[0].rpartition("/")[0] + "/"
    root = "/".join(base.split("/")[:3])
    for prefix in (folder, root, ""):
        if made and all(url.startswith(prefix) for _, url in made):
            found = _named([(item, url[len(prefix) :]) for item, url in made])
            if found is not None:
                return found
    return None


def _named(made: Sequence[tuple[Item, str]]) -> str | None:
    """The first address with its pieces named by the fields that hold them, where that makes all the others."""
    item, link = made[0]
    pieces = sorted(
        ((text, name) for name, value in item.items() if len(text := _text(value)) >= LEAST_PIECE),
        key=lambda one: (-len(one[0]), "id" not in one[1].lower(), len(one[1])),
    )
    parts = [link]
    for text, name in pieces:
        parts = [piece for part in parts for piece in ([part] if part[0] == "{" else _split(part, text, name))]
    found = "".join(parts)
    tells = any(len({_text(one.get(part[1:-1])) for one, _ in made}) == len(made) for part in parts if part[0] == "{")
    same = all(_filled(found, one) == url for one, url in made)
    return found if tells and same and not re.search(r"[{}]", link) else None


def _split(part: str, text: str, name: str) -> list[str]:
    """A number may follow letters; a name may not."""
    edge = r"\d" if text.isdecimal() else "[0-9A-Za-z]"
    pieces = re.split(rf"(?<!{edge}){re.escape(text)}(?!{edge})", part)
    woven = [piece for one in pieces for piece in (f"{{{name}}}", one)][1:]
    return [one for one in woven if one]


def _filled(text: str, item: Item) -> str:
    return re.sub(r"\{([\w.]+)\}", lambda found: _text(item.get(found[1])), text)


def _text(value: Any) -> str:
    return "" if isinstance(value, bool) or not isinstance(value, str | int) else str(value)
