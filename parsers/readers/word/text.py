"""The text of one paragraph as it is printed: fields by their result, hidden runs left out, symbols as characters.

Line breaks become newlines, tabs tabs. What stands in the paragraph but not in its line (text boxes) is handed back.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from lxml import etree

from parsers.readers.word.markup import MC, M, W, final, switch, value
from parsers.readers.word.styles import Style, Styles

# A picture or formula that stands in the line: whoever reads a cell must see that something is printed there.
OBJECT = "\ufffc"

_A_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_INLINE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline"
_V = "{urn:schemas-microsoft-com:vml}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CONTROLS = {
    W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-",
}  # fmt: skip
_GRAPHICS = frozenset((W + "drawing", W + "pict", W + "object"))
_FIELD_PARTS = (W + "fldChar", W + "t", W + "sym", *_CONTROLS)
_IN_LINE = str.maketrans({"\u00ad": None, "\n": " ", "\r": " ", "\t": " "})
_WINGDINGS = {0x6F: "□", 0x6E: "■", 0xA8: "□", 0xFB: "×", 0xFC: "√", 0xFD: "☒", 0xFE: "☑", 0x52: "☑", 0x6C: "●"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`asides` are text boxes (elements that hold paragraphs) and the words of WordArt, in order."""

    text: str
    asides: tuple[etree._Element | str, ...]


def read_paragraph(paragraph: etree._Element, styles: Styles, style: Style, codes: Set[etree._Element]) -> Paragraph:
    text: list[str] = []
    asides: list[etree._Element | str] = []
    for element in final(paragraph):
        if element.tag == W + "r" and not _hidden(element, styles, style):
            text.append(" " if _raised(element) else "")
            for piece in _pieces(element):
                if piece.tag in _GRAPHICS:
                    found = tuple(_asides(piece))
                    asides.extend(found)
                    text.append(OBJECT if not found and _in_line(piece) else "")
                elif piece not in codes:
                    text.append(_characters(piece))
        elif element.tag in (M + "oMath", M + "oMathPara"):
            text.append(_formula(element))
    return Paragraph("".join(text), tuple(asides))


def _pieces(run: etree._Element) -> Iterator[etree._Element]:
    """A word with its reading above it is a run within the run."""
    for piece in final(run):
        if piece.tag == W + "r":
            yield from _pieces(piece)
        else:
            yield piece


def field_codes(root: etree._Element) -> Set[etree._Element]:
    """What stands between a field's beginning and its result: also the results of fields within the instruction.

    A field that never ends hides nothing: a damaged one must not swallow the rest of the document.
    """
    hidden: set[etree._Element] = set()
    open_fields: list[tuple[bool, list[etree._Element]]] = []
    for element in root.iter(*_FIELD_PARTS):
        kind = element.get(W + "fldCharType") if element.tag == W + "fldChar" else None
        if kind == "begin":
            open_fields.append((True, []))
        elif kind == "separate" and open_fields:
            open_fields[-1] = (False, open_fields[-1][1])
        elif kind == "end" and open_fields:
            hidden.update(open_fields.pop()[1])
        elif kind is None:
            code = next((pending for in_code, pending in reversed(open_fields) if in_code), None)
            if code is not None:
                code.append(element)
    return hidden


def _hidden(run: etree._Element, styles: Styles, style: Style) -> bool:
    if switch(run, "rPr/strike") or switch(run, "rPr/dstrike") or _is_note_mark(run):
        return True
    stated = switch(run, "rPr/vanish")
    if stated is not None:
        return stated
    return bool(style.hidden) != styles.run_hidden(value(run, "rPr/rStyle"))


def _is_note_mark(run: etree._Element) -> bool:
    """A footnote's own sign (`*`, `1`) is printed text, and no part of what it stands behind."""
    notes = (child for child in run if child.tag in (W + "footnoteReference", W + "endnoteReference"))
    return any(note.get(W + "customMarkFollows") in ("1", "true", "on") for note in notes)


def _raised(run: etree._Element) -> bool:
    """Set above or below the line: what follows a number there is not one more digit."""
    return value(run, "rPr/vertAlign") in ("superscript", "subscript") or (value(run, "rPr/position") or "0") != "0"


def _characters(piece: etree._Element) -> str:
    if piece.tag == W + "t":
        text = piece.text or ""
        kept = text if piece.get(_SPACE) == "preserve" else text.strip(" \t\r\n")
        return kept.translate(_IN_LINE)
    if piece.tag == W + "sym":
        return _symbol(piece.get(W + "font") or "", piece.get(W + "char") or "")
    return _CONTROLS.get(piece.tag, "") if isinstance(piece.tag, str) else ""


def _symbol(font: str, code: str) -> str:
    """Symbol fonts sit at F000–F0FF; there Symbol keeps ASCII's digits and signs, Wingdings has pictures."""
    try:
        point = int(code, 16)
    except ValueError:
        return OBJECT
    if not 0xE000 <= point <= 0xF8FF:
        return chr(point) if 0x20 <= point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF else OBJECT
    low = point & 0xFF
    if font.lower().startswith("wingdings"):
        return _WINGDINGS.get(low, OBJECT) if font.lower() == "wingdings" else OBJECT
    return chr(low) if 0x20 <= low <= 0x3F else OBJECT


def _asides(graphic: etree._Element) -> Iterator[etree._Element | str]:
    for element in final(graphic):
        if element.tag == W + "txbxContent":
            yield element
        elif element.tag == _V + "textpath":
            yield element.get("string") or ""
        else:
            yield from _asides(element)


def _in_line(graphic: etree._Element) -> bool:
    """A floating picture (a seal, a rule) stands wherever it was drawn, not in this line."""
    if graphic.tag == W + "drawing":
        return graphic.find(_INLINE) is not None and next(graphic.iter(_A_BLIP), None) is not None
    if next(graphic.iter(_V + "imagedata"), None) is None:
        return False
    return all("position:absolute" not in (shape.get("style") or "") for shape in graphic.iter(_V + "shape"))


def _formula(math: etree._Element) -> str:
    """A row of plain runs is text; a fraction or an exponent flattened to digits would be another number."""
    text: list[str] = []
    for element in final(math):
        if element.tag == M + "oMath":
            text.append(_formula(element))
        elif element.tag == M + "r":
            text.extend(part.text or "" for part in element.iterchildren(M + "t", W + "t"))
        elif isinstance(element.tag, str) and element.tag.startswith((M, MC)) and not element.tag.endswith("Pr"):
            text.append(OBJECT)
    return "".join(text)
