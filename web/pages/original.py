"""The archived originals: shown as they came, closed in; as pictures of a PDF's pages; or to be taken home as bytes."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from parsers.readers.charset import decode
from pipelines.archive import Archive, ArchiveDamagedError
from web import documents, guard
from web.documents import Document
from web.page import found, number_of, read, rows, shown
from web.pictures import Asked, Picture
from web.site import Site, site

# A page that is longer is no report; a browser would be busy with it.
LONGEST = 4 * 2**20
# A document never changes under its name.
_FOR_EVER = {"cache-control": "private, max-age=31536000, immutable"}
_PLACES = "SELECT cell, x0, y0, x1, y1 FROM cell_places WHERE report_id = ? AND page = ?"


@dataclass(frozen=True, slots=True)
class PdfPage:
    document: Document
    number: int
    picture: Picture
    report_id: int | None
    places: list[sqlite3.Row]


async def original(datasette: Datasette, request: Request) -> Response:
    """The body in its own charset, closed in (closed.py), for a frame that can do nothing (guard.ORIGINAL)."""
    document = await _document(datasette, request)
    if document.way not in ("frame", "text"):
        raise NotFound("404")
    body = await _body(site(datasette), document.id)
    text: str | None = await asyncio.to_thread(lambda: decode(body[:LONGEST], document.content_type).text)
    kind = "text/plain"
    if document.way == "frame" and text is not None:
        kind, text = "text/html", await site(datasette).closer.closed(text)
    if text is None:
        raise NotFound("404")
    return Response(text, headers={**guard.ORIGINAL, **_FOR_EVER}, content_type=f"{kind}; charset=utf-8")


async def download(datasette: Datasette, request: Request) -> Response:
    """The very bytes. No browser is told what they are, so that none shows them as a page of ours."""
    document = await _document(datasette, request)
    body = await _body(site(datasette), document.id)
    headers = {"content-disposition": f'attachment; filename="{document.file_name}"', **guard.ORIGINAL, **_FOR_EVER}
    return Response(body, headers=headers, content_type="application/octet-stream")


async def page(datasette: Datasette, request: Request) -> Response:
    """A page of a PDF with the boxes of the cells that were read from it."""
    document = await _document(datasette, request)
    number = found(number_of(request.url_vars["page"]))
    picture = await _picture(site(datasette), document, number)
    if picture.trouble == "no_page":
        raise NotFound("404")
    report_id = number_of(request.args.get("report"))
    places = await read(datasette, lambda db: rows(db, _PLACES, report_id, number))
    shown_page = PdfPage(document, number, picture, report_id, places)
    return await shown(datasette, request, "pdf_page.html", {"page": shown_page}, headers=guard.FRAMED)


async def picture(datasette: Datasette, request: Request) -> Response:
    document = await _document(datasette, request)
    drawn = await _picture(site(datasette), document, found(number_of(request.url_vars["page"])))
    if drawn.trouble:
        raise NotFound("404")
    return Response(drawn.png, headers={**guard.ORIGINAL, **_FOR_EVER}, content_type="image/png")


async def _document(datasette: Datasette, request: Request) -> Document:
    document_id = request.url_vars["id"]
    return found(await read(datasette, lambda db: documents.known(db, document_id)))


async def _body(here: Site, document_id: str) -> bytes:
    """From the archive beside the database; a copy of the database alone has none."""
    archive = Archive(here.data / "archive")
    try:
        return await asyncio.to_thread(archive.get, document_id)
    except (KeyError, ArchiveDamagedError) as error:
        raise NotFound("404") from error


async def _picture(here: Site, document: Document, number: int) -> Picture:
    if document.way != "pages":
        raise NotFound("404")
    kept = here.pictures.kept(document.id, number)
    if kept is not None:
        return kept
    return await here.pictures.picture(Asked(document.id, number, await _body(here, document.id)))
