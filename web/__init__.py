"""The database in a browser: a plugin of Datasette with the project's own pages, charts and canned queries.

It reads the published database and the archive, and writes nothing. site.py makes a Datasette that serves a folder.
"""

from web.hooks import (
    asgi_wrapper,
    canned_queries,
    extra_template_vars,
    get_metadata,
    handle_exception,
    prepare_connection,
    register_routes,
    render_cell,
)

__all__ = [
    "asgi_wrapper",
    "canned_queries",
    "extra_template_vars",
    "get_metadata",
    "handle_exception",
    "prepare_connection",
    "register_routes",
    "render_cell",
]
