"""The sample world on loopback: each of its hosts is a port of 127.0.0.1, all served by the threads of one process.

`serve()` gives a Server; its `night` may be set while it runs, its `requests` say what was asked. What a request
means is decided in sample/answers.py.
"""

from __future__ import annotations

import socket
import socketserver
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sample.answers import Answer, Asked, answer
from sample.expected import Changed, Run, changes, run
from sample.files import write_portals
from sample.model import Site
from sample.world import STRANGER, World

ADDRESS = "127.0.0.1"
LONGEST_FORM = 64 * 1024
# A connection that says nothing for so long is closed.
IDLE = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the server's log."""

    portal: str
    host: str
    method: str
    path: str
    status: int
    conditional: bool
    agent: str
    at: float

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.path}"


class Server:
    """Start it, or use it as a context; `night` chooses what the portals show."""

    def __init__(self, world: World, night: int = 1, delay: float = 0.3) -> None:
        self.world = world
        self.delay = delay
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self._told: Callable[[Request], None] | None = None
        self._once: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self._night = night
        names = [*(portal.name for portal in world.portals), STRANGER]
        self._listeners = {name: _Listener(partial(_Handler, self, name)) for name in names}
        self.hosts = {name: f"{ADDRESS}:{one.server_address[1]}" for name, one in self._listeners.items()}
        self._threads: list[threading.Thread] = []
        self.sites: dict[str, Site] = {}
        self._nights: dict[int, dict[str, Site]] = {}
        self.night = night

    @property
    def night(self) -> int:
        return self._night

    @night.setter
    def night(self, number: int) -> None:
        """All bodies of the night are made before the first of them is asked for."""
        self.sites = self._of(number)
        self._night = number

    def _of(self, number: int) -> dict[str, Site]:
        if number not in self._nights:
            made = {portal.name: self.world.site(portal, number, self.hosts) for portal in self.world.portals}
            self._nights[number] = made | {STRANGER: Site(self.hosts[STRANGER])}
        return self._nights[number]

    def start(self) -> Self:
        for listener in self._listeners.values():
            thread = threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def stop(self) -> None:
        """Answers what is being answered, then closes every socket."""
        self.stopping.set()
        for listener in self._listeners.values():
            if self._threads:
                listener.shutdown()
            listener.hang_up()
            listener.server_close()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def write_portals(self, folder: Path, *, probed: bool = True, leave_out: tuple[str, ...] = ()) -> list[Path]:
        """The portals' files, with the ports of this server; without `probed` no list's endpoint is known."""
        sites = {name: site for name, site in self.sites.items() if name != STRANGER and name not in leave_out}
        return write_portals(self.world, sites, folder, probed=probed)

    def expected(self, night: int | None = None) -> tuple[Run, ...]:
        """What each portal's run of the night (the present one) is to be, and what reports it then has."""
        of = night or self.night
        return tuple(run(self.world, portal, self._of(of)[portal.name], of) for portal in self.world.portals)

    def expected_changes(self, night: int | None = None) -> tuple[Changed, ...]:
        of = night or self.night
        return changes(self.world, {one: self._of(one) for one in (of - 1, of)}, of) if of > 1 else ()

    def strayed(self) -> list[Request]:
        """Requests for what must never be asked for: closed by robots.txt, or no portal's host."""
        never = set().union(*(site.never for site in self.sites.values()))
        return [one for one in self.requests if one.portal == STRANGER or one.url in never]

    def note(self, request: Request) -> None:
        self.requests.append(request)
        if self._told is not None:
            self._told(request)

    def tell(self, told: Callable[[Request], None]) -> None:
        """Each request is told as it is answered, from the thread that answers it."""
        self._told = told

    def forget(self) -> None:
        """What goes wrong only once will go wrong once more."""
        with self._lock:
            self._once.clear()

    def first(self, portal: str, path: str) -> bool:
        """Whether nobody asked for this before."""
        with self._lock:
            if (portal, path) in self._once:
                return False
            self._once.add((portal, path))
            return True


def serve(world: World | None = None, *, night: int = 1, delay: float = 0.3) -> Server:
    """A server of the world, its ports taken and its pages made; `delay` is how slow the slow page is, in seconds."""
    return Server(world or World(), night, delay)


class _Listener(ThreadingHTTPServer):
    """One host. It knows its connections, so that none is left open behind it."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        super().__init__((ADDRESS, 0), handler)

    def server_bind(self) -> None:
        """Without asking anybody for the machine's name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Only what is no client's doing is worth a word."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        with self._changed:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, timeout=5)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "sample"
    sys_version = ""
    timeout = IDLE
    disable_nagle_algorithm = True
    wbufsize = -1  # one write for head and body

    def __init__(self, owner: Server, portal: str, *args: Any) -> None:
        self.owner = owner
        self.portal = portal
        super().__init__(*args)

    def do_GET(self) -> None:
        self._answer("")

    def do_HEAD(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LONGEST_FORM:
            self.close_connection = True
            self._send(Answer(413, (), b""))
            return
        self._answer(self.rfile.read(int(length)).decode("utf-8", "replace"))

    def _answer(self, form: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        made = answer(self.owner.sites[self.portal], Asked(self.path, form, headers))
        if made.behaviour.endswith("_once"):
            made = self._first(made)
        if made.behaviour == "slow":
            self.owner.stopping.wait(self.owner.delay)
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        self.owner.note(
            Request(self.portal, headers.get("host", ""), self.command, self.path, made.status, conditional,
                    headers.get("user-agent", ""), time.time())
        )  # fmt: skip
        self._send(made)

    def _first(self, made: Answer) -> Answer:
        """What goes wrong once goes right ever after."""
        if not self.owner.first(self.portal, self.path):
            return replace(made, behaviour="plain")
        if made.behaviour == "busy_once":
            return Answer(503, (("Retry-After", "1"), ("Content-Type", "text/plain")), b"busy")
        return replace(made, behaviour="truncated")

    def _send(self, made: Answer) -> None:
        self.send_response(made.status)
        for name, value in made.headers:
            self.send_header(name, value)
        if made.status != 304:
            self.send_header("Content-Length", str(len(made.body)))
        cut = made.behaviour == "truncated"
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(made.body[: len(made.body) // 2] if cut else made.body)
        self.wfile.flush()
        self.close_connection = self.close_connection or cut

    def log_message(self, *_: Any) -> None:
        """Requests are kept in the server's own log."""
