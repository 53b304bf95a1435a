"""What one document said, in short: whose report of which year, how much of it, and hashes that tell an edit from dust.

Pure: a Report and what the link knew go in, a Reading comes out.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from importlib.abc import Traversable

from parsers.report import NotReport, Number, Problem, Report
from pipelines.capture import Capture

_PROSE = re.compile(r"\w+")

PDF, WORD_XML, WORD, HTML, TEXT = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/msword",
    "text/html",
    "text/plain",
)
_TAG = re.compile(rb"<(?:!doctype|html|head|body|meta|table|div|p|span)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """`kind` is "report", or what the document is instead; without organisation or year it makes no report row."""

    document_id: str
    kind: str
    parser_version: str
    media_type: str = HTML
    title: str | None = None
    org_id: str | None = None
    year: int | None = None
    scope: str | None = None
    shown: int = 0
    prose: int = 0
    prose_hash: str = ""
    values_hash: str = ""
    # The numbers it prints, packed: they are wanted only where two documents are compared.
    packed: bytes = b""

    @property
    def figures(self) -> Mapping[str, Number]:
        found: dict[str, Number] = json.loads(zlib.decompress(self.packed)) if self.packed else {}
        return found

    @property
    def makes_report(self) -> bool:
        return self.kind == "report" and self.org_id is not None and self.year is not None


# The reader failed, not the document: it is to be read again whenever documents are.
UNREAD = frozenset(("reader_crashed", "reader_timed_out"))
NO_PARSER = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What these very bytes have been taken for already: they are one document, wherever else they are linked."""

    org: str | None = None
    year: int | None = None


def completed(
    result: Report | NotReport, captures: Iterable[Capture], known: Known | None = None
) -> Report | NotReport:
    """What an attachment does not print, its link may say; that it was taken from there is a problem that stays.

    Of several links to it the first that says anything is believed.
    """
    if isinstance(result, NotReport):
        return result
    before, links = known or Known(), tuple(captures)
    org = result.org or before.org or next((one.org for one in links if one.org), None)
    years = (one.year for one in links if one.kind == "attachment" and one.year)
    year = result.year or before.year or next(years, None)
    if (org, year) == (result.org, result.year):
        return result
    taken = "；".join(str(new) for new, old in ((org, result.org), (year, result.year)) if new != old)
    return replace(result, org=org, year=year, problems=(*result.problems, Problem("taken_from_link", (), taken)))


def reading(document_id: str, media_type: str, result: Report | NotReport, org_id: str | None) -> Reading:
    if isinstance(result, NotReport):
        unread = any(problem.code in UNREAD for problem in result.problems)
        return Reading(document_id, result.kind, NO_PARSER if unread else parser_version(), media_type, result.title)
    prose = "".join("".join(_PROSE.findall(part.text)) for part in result.sections).replace("_", "")
    return Reading(
        document_id,
        "report",
        parser_version(),
        media_type,
        result.title,
        org_id,
        result.year,
        result.scope,
        shown=shown(result),
        prose=len(prose),
        prose_hash=_hash(prose),
        values_hash=_values_hash(result),
        packed=packed(_told(result)),
    )


def shown(report: Report) -> int:
    """How many of its cells print something: a number, or a mark instead of one."""
    blank = list(report.figures.values()).count(None)
    return len(report.figures) - blank + sum(report.figures.get(cell, 0) is None for cell in report.marks)


def packed(told: Iterable[str]) -> bytes:
    """Members of a JSON object, as that object."""
    # A small window, since the usual one costs more to allocate than it saves: 200 cells are nearly all alike.
    deflate = zlib.compressobj(1, zlib.DEFLATED, 12, 5)
    return deflate.compress(f"{{{','.join(told)}}}".encode()) + deflate.flush()


def _told(report: Report) -> list[str]:
    """Every number two documents of one report can disagree about, each as JSON writes a member of an object: of the
    tables, and of the prose by its key."""
    stated: dict[str, set[Number]] = {}
    for one in report.narrative:
        if one.key != "other":
            stated.setdefault(one.key, set()).add(one.value)
    return [
        *(f'"{cell}":{value}' for cell, value in report.figures.items() if value is not None),
        *(f'"narrative.{key}":{values.pop()}' for key, values in stated.items() if len(values) == 1),
    ]


def _values_hash(report: Report) -> str:
    """Figures and text as they are printed; what a page is dressed in, and white space, is no edit."""
    figures = report.figures
    cells = ",".join([f'["{cell}",{figures[cell]}]' for cell in sorted(figures) if figures[cell] is not None])
    rest = [
        sorted(report.marks.items()),
        [(part.number, _close(part.heading), _close(part.text)) for part in report.sections],
        [(_close(one.label), one.value) for one in report.indicators],
    ]
    return _hash(f"[[{cells}],{json.dumps(rest, ensure_ascii=False, separators=(',', ':'))[1:]}")


def _close(text: str) -> str:
    return "".join(text.split())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def media_type(body: bytes) -> str:
    """By content, as the readers tell it."""
    if b"%PDF-" in body[:1024]:
        return PDF
    if body.startswith(b"PK\x03\x04"):
        return WORD_XML
    if body.startswith((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")):
        return WORD
    return HTML if _TAG.search(body[:65536]) else TEXT


@cache
def parser_version() -> str:
    """Names the parsers' code and data: other parsers, another version, and `gongkai reparse` has something to do."""
    digest = hashlib.sha256()
    for name, file in sorted(_files(resources.files("parsers"), "")):
        digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _files(folder: Traversable, before: str) -> list[tuple[str, Traversable]]:
    found = []
    for entry in folder.iterdir():
        name = f"{before}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            found += _files(entry, name)
        elif entry.name.endswith((".py", ".toml")):
            found.append((name, entry))
    return found
