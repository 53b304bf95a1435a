"""WordprocessingML as a tree: parsed without trust, walked as the final text stands. Knows no paragraph and no table.

The final text is what is left when all tracked changes are accepted: insertions are entered, deletions passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from parsers.readers.zipsafe import UnreadableError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

# A tree costs a hundred times its tags; a long report with all its formatting has a tenth of these.
MAX_TAGS = 800_000

_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}
_ENTERED = frozenset(
    W + name
    for name in ("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo",
                 "ruby", "rubyBase")
)  # fmt: skip
_PASSED_OVER = frozenset(
    W + name
    for name in ("del", "moveFrom", "delText", "instrText", "delInstrText", "rt", "rubyPr", "sdtPr", "sdtEndPr",
                 "smartTagPr", "customXmlPr", "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tblPrEx", "tcPr", "sectPr")
)  # fmt: skip
_INTEGER = re.compile(r"-?[0-9]{1,9}")


def parse_xml(data: bytes, name: str) -> etree._Element:
    """One part of the package; a document type declaration, which Word's format forbids, is refused before any use."""
    if data.count(b"<") > MAX_TAGS:
        raise UnreadableError("too_large", name)
    if b"<!DOCTYPE" in data:
        raise UnreadableError("damaged", f"{name}: DOCTYPE")
    if b"http://purl.oclc.org/ooxml/" in data:
        for strict, usual in _STRICT.items():
            data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("damaged", f"{name}: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError("damaged", f"{name}: DOCTYPE")
    return root


def final(element: etree._Element) -> Iterator[etree._Element]:
    """The children as the final text has them, those of transparent containers in their container's place."""
    for child in element:
        if child.tag in _PASSED_OVER:
            continue
        if child.tag in _ENTERED:
            yield from final(child)
        elif child.tag == MC + "AlternateContent":
            branch = _branch(child)
            if branch is not None:
                yield from final(branch)
        else:
            yield child


def _branch(alternatives: etree._Element) -> etree._Element | None:
    """The first of the twins that has text (Choice stands before Fallback); taking both would print it twice."""
    branches = [child for child in alternatives if child.tag in (MC + "Choice", MC + "Fallback")]
    speaking = (branch for branch in branches if next(branch.iter(W + "t", W + "txbxContent"), None) is not None)
    return next(speaking, branches[0] if branches else None)


def value(element: etree._Element | None, path: str, attribute: str = "val") -> str | None:
    """The attribute of the property at `path` (names joined by /, all in Word's namespace)."""
    found = prop(element, path)
    return None if found is None else found.get(W + attribute)


def prop(element: etree._Element | None, path: str) -> etree._Element | None:
    for name in path.split("/"):
        if element is None:
            return None
        element = next(element.iterchildren(W + name), None)
    return element


def switch(element: etree._Element | None, path: str) -> bool | None:
    """An on-off property: None where it is not stated."""
    found = prop(element, path)
    return None if found is None else found.get(W + "val") not in ("0", "false", "off")


def whole(text: str | None, default: int) -> int:
    """Word's numbers, which a hostile or careless writer may have made anything."""
    match = _INTEGER.match(text.strip()) if text else None
    return int(match.group()) if match else default
