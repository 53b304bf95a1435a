"""DOCX bytes to lines and Grids, as the document is printed with all tracked changes accepted. Fetches nothing.

Read with lxml over the bounded zip, not with a Word library, for three reasons that were checked in their code:
mammoth and python-docx unpack whatever the zip holds (mammoth parses it with xml.dom.minidom, which expands entities);
neither writes the numbers that Word prints before headings (一、 1.), by which sections are told apart; python-docx
knows no tracked rows and no text boxes, mammoth no hidden text.

Headers, footers, notes and comments are not read, nor are other files inside the package: what a main text includes
from one (w:altChunk, w:subDoc) is named by a problem. Relations to other places (templates, pictures) are never opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain, groupby
from posixpath import dirname, join, normpath

from lxml import etree

from parsers.grid import Grid
from parsers.readers.content import Content
from parsers.readers.flow import CELLS_PER_PROSE, PROSE_CHARS, joined
from parsers.readers.marks import BREAK
from parsers.readers.ole import is_encrypted, is_ole
from parsers.readers.text import text_blocks
from parsers.readers.word.markup import W, final, parse_xml, prop, switch, value
from parsers.readers.word.numbering import Counter, read_numbering
from parsers.readers.word.styles import Style, Styles, read_styles
from parsers.readers.word.table import read_table, to_grid
from parsers.readers.word.text import OBJECT, field_codes, read_paragraph
from parsers.readers.zipsafe import Package, UnreadableError, open_zip
from parsers.report import Problem

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_TITLE_STYLES = ("title", "标题")
_CONTENTS_STYLE = re.compile(r"toc \d|wpsoffice手动目录")
_CONTENTS_LINE = re.compile(r"(\t|\.{3}|…|·{3}).*\d\s*$")
_TABBED = re.compile(r".*\S *\t *\S.*\t")
_PUNCTUATED = "、．.）)。:："


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """What reading the text of one document needs to know; the counter and the list of problems grow as it is read."""

    styles: Styles
    counter: Counter
    codes: Set[etree._Element]
    problems: list[Problem] = field(default_factory=list)


def read_docx(body: bytes) -> Content:
    """Never raises for what is in the body: what cannot be read is in the Content's problems."""
    if is_ole(body):
        code = "encrypted" if is_encrypted(body) else "unsupported_type"
        return Content(MEDIA_TYPE, problems=(Problem(code),))
    try:
        return _read(open_zip(body))
    except UnreadableError as error:
        return Content(MEDIA_TYPE, problems=(error.problem,))
    except RecursionError:
        return Content(MEDIA_TYPE, problems=(Problem("damaged", detail="nested too deeply"),))


def _read(package: Package) -> Content:
    main = _related(package, "", "officeDocument", "word/document.xml")
    data = package.read(main)
    if data is None:
        raise UnreadableError("unsupported_type", "no main document")
    document = parse_xml(data, main)
    text = prop(document, "body")
    if text is None:
        raise UnreadableError("unsupported_type", document.tag)
    styles = read_styles(_part(package, main, "styles"))
    lists = read_numbering(_part(package, main, "numbering"), styles)
    story = Story(styles, Counter(lists), field_codes(document))
    flow = tuple(_without_objects(_flow(text, story)))
    return Content(
        MEDIA_TYPE,
        tuple(_blocks(flow)),
        titles=(*_titles(flow), *_core_title(package)),
        problems=tuple(dict.fromkeys(story.problems)) or (() if flow else (Problem("empty_document"),)),
    )


def _flow(container: etree._Element, story: Story) -> Iterator[Line | Grid]:
    """The lines and Grids of a body, a cell or a text box."""
    carried = ""
    for element in final(container):
        if element.tag == W + "p":
            style = story.styles.get(value(element, "pPr/pStyle"))
            paragraph = read_paragraph(element, story.styles, style, story.codes)
            if _mark_gone(element):
                carried += paragraph.text
            else:
                hidden = not paragraph.text and switch(element, "pPr/rPr/vanish")
                label = "" if hidden else story.counter.label(element, style)
                yield from _lines(label, carried + paragraph.text, style)
                carried = ""
            for aside in paragraph.asides:
                yield from (_lines("", aside, Style("")) if isinstance(aside, str) else _flow(aside, story))
        elif element.tag == W + "tbl":
            yield from _lines("", carried, Style(""))
            carried = ""
            yield from _table(element, story)
        elif element.tag in (W + "altChunk", W + "subDoc"):
            story.problems.append(Problem("part_not_read", detail=etree.QName(element).localname))
    yield from _lines("", carried, Style(""))


def _mark_gone(paragraph: etree._Element) -> bool:
    """A deleted paragraph mark joins the paragraph to the next one."""
    mark = prop(paragraph, "pPr/rPr")
    return prop(mark, "del") is not None or prop(mark, "moveFrom") is not None


def _lines(label: str, text: str, style: Style) -> Iterator[Line]:
    if _CONTENTS_STYLE.match(style.name) and _CONTENTS_LINE.search(text):
        return
    for line in (label + _gap(label, text) + text.lstrip()).splitlines() if label else text.splitlines():
        if line.strip():
            yield Line(line.rstrip(), style.name in _TITLE_STYLES)


def _gap(label: str, text: str) -> str:
    """A space, where joining would make another number of the label and the text (1. and 5)."""
    return "" if label[-1:] in _PUNCTUATED and not text.lstrip()[:1].isdigit() else " "


def _table(element: etree._Element, story: Story) -> Iterator[Line | Grid]:
    """A table that only lays out the page (a frame, one column, tables within, much prose) is what its cells hold."""
    table = read_table(element)
    cells = [tuple(_flow(cell, story)) for cell in table.cells]
    one_column = all(len(row) <= 1 for row in table.rows)
    if one_column or any(isinstance(piece, Grid) for cell in cells for piece in cell):
        yield from chain.from_iterable(cells)
        return
    texts = [_cell_text(cell) for cell in cells]
    if _is_prose(texts):
        yield from chain.from_iterable(cells)
    else:
        yield to_grid(table, texts)


def _is_prose(texts: Sequence[str]) -> bool:
    """The measure is that of HTML's layout tables."""
    return CELLS_PER_PROSE * sum(1 for text in texts if len(text) >= PROSE_CHARS and "。" in text) > len(texts)


def _cell_text(cell: tuple[Line | Grid, ...]) -> str:
    """A picture alone in a cell stays visible as an object: the cell is not blank, it cannot be read."""
    text = joined(BREAK.join(line.text for line in _without_objects(cell) if isinstance(line, Line)))
    return text or (OBJECT if cell else "")


def _without_objects(flow: Iterable[Line | Grid]) -> Iterator[Line | Grid]:
    for piece in flow:
        if isinstance(piece, Grid):
            yield piece
        elif text := piece.text.replace(OBJECT, "").rstrip():
            yield Line(text, piece.title)


def _blocks(flow: Iterable[Line | Grid]) -> Iterator[str | Grid]:
    """Lines whose words stand between tabs may be a table's rows: what text.py takes for one is one."""
    for tabbed, pieces in groupby(flow, lambda piece: isinstance(piece, Line) and "\t" in piece.text.strip()):
        run = tuple(pieces)
        if tabbed and sum(1 for piece in run if isinstance(piece, Line) and _TABBED.match(piece.text)) > 1:
            yield from text_blocks("\n".join(piece.text for piece in run if isinstance(piece, Line)))
        else:
            yield from (piece if isinstance(piece, Grid) else joined(piece.text) for piece in run)


def _titles(flow: tuple[Line | Grid, ...]) -> Iterator[str]:
    """Neighbouring lines in the title's style are one title, broken for looks."""
    for title, pieces in groupby(flow, lambda piece: isinstance(piece, Line) and piece.title):
        if title:
            yield "".join(joined(piece.text) for piece in pieces if isinstance(piece, Line))


def _core_title(package: Package) -> Iterator[str]:
    data = package.read("docProps/core.xml")
    title = None if data is None else parse_xml(data, "docProps/core.xml").findtext(_DC_TITLE)
    if title and title.strip():
        yield title.strip()


def _part(package: Package, main: str, kind: str) -> etree._Element | None:
    name = _related(package, main, kind, f"word/{kind}.xml")
    data = package.read(name)
    return None if data is None else parse_xml(data, name)


def _related(package: Package, source: str, kind: str, usual: str) -> str:
    """The part of this kind inside the package; relations that lead outside it are not looked at."""
    folder = dirname(source)
    name = join(folder, "_rels", f"{source[len(folder) :].lstrip('/')}.rels")
    data = package.read(name)
    for relation in () if data is None else parse_xml(data, name).iter(_RELATION):
        inside = relation.get("TargetMode") != "External"
        if inside and (relation.get("Type") or "").endswith(f"/relationships/{kind}"):
            target = normpath(join("/", folder, relation.get("Target") or ""))
            return target if target in package else usual
    return usual
