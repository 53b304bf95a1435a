"""What the project adds to Datasette, by Datasette's own ways: addresses, words for templates, functions, metadata."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

import datasette as library
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response
from markupsafe import Markup

from pipelines.words import phrase, spaced
from web import errors, guard, links, metadata, queries, site, template
from web.pages import about, compare, findings, missing, organisation, original, region, report, search
from web.published import NAME

Hook = TypeVar("Hook", bound=Callable[..., Any])


def hook(function: Hook) -> Hook:
    """Datasette's mark, which carries no types."""
    marked: Hook = library.hookimpl(function)
    return marked


_ORG = r"(?P<id>[0-9]{6}-[0-9a-f]{8})"
_DOCUMENT = r"/document/(?P<id>[0-9a-f]{64})"
_NUMBER = r"[0-9]{1,18}"


@hook
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"/$", region.home),
        (r"/region/(?P<code>[0-9]{6})$", region.region),
        (rf"/organisation/{_ORG}$", organisation.organisation),
        (r"/compare$", compare.compare),
        (r"/findings$", findings.of_all),
        (r"/missing$", missing.missing),
        (r"/search$", search.search),
        (r"/about$", about.about),
        (rf"/report/(?P<id>{_NUMBER})$", report.report),
        (rf"/organisation/{_ORG}/(?P<year>[0-9]{{4}})$", report.of_year),
        (rf"{_DOCUMENT}/original$", original.original),
        (rf"{_DOCUMENT}/download$", original.download),
        (rf"{_DOCUMENT}/page/(?P<page>{_NUMBER})$", original.page),
        (rf"{_DOCUMENT}/page/(?P<page>{_NUMBER})\.png$", original.picture),
    ]


@hook
def asgi_wrapper(datasette: Datasette) -> Callable[[guard.App], guard.App]:
    return lambda app: guard.guarded(app, datasette)


@hook
def prepare_connection(conn: sqlite3.Connection) -> None:
    """For full text in plain SQL: `sections_fts MATCH phrase('复议')`."""
    conn.create_function("spaced", 1, lambda text: None if text is None else spaced(str(text)), deterministic=True)
    conn.create_function("phrase", 1, lambda words: None if words is None else phrase(str(words)), deterministic=True)


@hook
def extra_template_vars(request: Request | None, datasette: Datasette) -> dict[str, Any]:
    return template.variables(request) if site.is_ours(datasette) else {}


@hook
def get_metadata(datasette: Datasette) -> dict[str, Any]:
    return metadata.metadata(NAME) if site.is_ours(datasette) else {}


@hook
def canned_queries(datasette: Datasette, database: str) -> dict[str, Any]:
    return dict(queries.for_datasette()) if site.is_ours(datasette) and database == NAME else {}


@hook
def render_cell(value: object, column: str, table: str | None) -> Markup | None:
    """Where Datasette knows of no other table (a view, a query), keys lead to our own pages."""
    return links.link(column, value) if table is None or table in links.VIEWS else None


@hook
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Callable[[], Any]:
    async def answer() -> Response:
        if not site.is_ours(datasette):
            return Response.text(str(exception), status=500)
        return await errors.answer(datasette, request, exception)

    return answer
