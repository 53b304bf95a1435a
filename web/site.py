"""One running site: the Datasette of a data folder, and what its pages need beside the database."""

from __future__ import annotations

import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from datasette.app import Datasette
from datasette.plugins import pm

from pipelines import database
from pipelines.schema import NAMES
from web.closed import Closer
from web.pictures import Pictures
from web.published import NAME, Published

# A page runs several queries, so that few threads serve many readers; each has a connection of its own.
THREADS = 4
SETTINGS = {
    "num_sql_threads": THREADS,
    "sql_time_limit_ms": 2000,
    "default_page_size": 100,
    "max_returned_rows": 2000,
    # Thirty columns are looked at for each page of a table.
    "facet_suggest_time_limit_ms": 20,
}
# Prints a traceback with all its variables for every address that is not there; web/errors.py answers instead.
_NOISY = "datasette.handle_exception"


@dataclass(frozen=True)
class Site:
    data: Path
    database: Published
    pictures: Pictures
    closer: Closer

    def close(self) -> None:
        self.pictures.close()
        self.closer.close()
        self.database.close()


_SITES: WeakKeyDictionary[Datasette, Site] = WeakKeyDictionary()


def site(datasette: Datasette) -> Site:
    return _SITES[datasette]


def is_ours(datasette: Datasette) -> bool:
    return datasette in _SITES


def opened(data: Path) -> Datasette:
    """A Datasette that serves this folder; NoDatabaseError where there is none to serve."""
    _check(data)
    _register()
    made = Datasette([], settings=SETTINGS)
    made.remove_database("_memory")
    published = Published(made, database.published_path(data), THREADS)
    _SITES[made] = Site(data, published, Pictures(), Closer())
    made.add_database(published, name=NAME)
    return made


def _check(data: Path) -> None:
    with closing(database.published(data)) as db:
        there = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    if lacking := {"summary", NAMES} - there:
        path = database.published_path(data)
        raise database.NoDatabaseError(
            f"{path} 没有 {'、'.join(sorted(lacking))}：用这个版本再运行一次 gongkai crawl 或 ingest"
        )


def _register() -> None:
    """Datasette knows its plugins once for a process."""
    plugin = sys.modules["web"]
    if not pm.is_registered(plugin):
        pm.register(plugin, "web")
        pm.unregister(name=_NOISY)
