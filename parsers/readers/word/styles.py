"""What a paragraph or a run inherits from its style, as far as its text depends on it: hidden, numbered, named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from parsers.readers.word.markup import W, switch, value, whole

MAX_ANCESTORS = 50


@dataclass(frozen=True, slots=True)
class Style:
    """`hidden`, `num_id` and `level` are the style's own or, where it is silent, its ancestors'."""

    id: str
    name: str = ""
    based_on: str | None = None
    hidden: bool | None = None
    num_id: str | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Styles:
    by_id: Mapping[str, Style] = field(default_factory=dict)
    paragraph: Style = Style("")

    def get(self, style_id: str | None) -> Style:
        """The style, or the default paragraph style where none or an unknown one is named."""
        return self.by_id.get(style_id or "", self.paragraph)

    def run_hidden(self, style_id: str | None) -> bool:
        found = self.by_id.get(style_id or "")
        return bool(found and found.hidden)


def read_styles(root: etree._Element | None) -> Styles:
    if root is None:
        return Styles()
    own = {}
    default = Style("")
    for element in root.iterchildren(W + "style"):
        style = _own(element)
        own[style.id] = style
        if element.get(W + "type") == "paragraph" and element.get(W + "default") in ("1", "true", "on"):
            default = style
    resolved = {style.id: _inherit(style, own) for style in own.values()}
    return Styles(resolved, resolved.get(default.id, default))


def _own(element: etree._Element) -> Style:
    level = value(element, "pPr/numPr/ilvl")
    return Style(
        id=element.get(W + "styleId") or "",
        name=(value(element, "name") or "").strip().lower(),
        based_on=value(element, "basedOn"),
        hidden=switch(element, "rPr/vanish"),
        num_id=value(element, "pPr/numPr/numId"),
        level=None if level is None else whole(level, 0),
    )


def _inherit(style: Style, own: Mapping[str, Style]) -> Style:
    hidden, num_id, level = style.hidden, style.num_id, style.level
    seen, parent = {style.id}, style.based_on
    while parent is not None and parent in own and parent not in seen and len(seen) < MAX_ANCESTORS:
        seen.add(parent)
        ancestor = own[parent]
        hidden = ancestor.hidden if hidden is None else hidden
        if num_id is None:
            num_id, level = ancestor.num_id, ancestor.level if level is None else level
        parent = ancestor.based_on
    return Style(style.id, style.name, style.based_on, hidden, num_id, level)
