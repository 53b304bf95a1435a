"""The sample portal: an invented world of government portals, served on loopback for the demo, the tests and the bench.

`serve()` starts it, `World` knows the truth that a database is compared with, `Server.expected()` what a
correct crawl finds in a night.
"""

from sample.big import big
from sample.expected import Changed, Finding, Found, Run, copied, findings
from sample.server import Request, Server, serve
from sample.world import World

__all__ = [
    "Changed",
    "Finding",
    "Found",
    "Request",
    "Run",
    "Server",
    "World",
    "big",
    "copied",
    "findings",
    "serve",
]
