"""A server on loopback whose every address goes wrong in its own way; for tests of the crawl's guards."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = "<html><body>一、总体情况</body></html>".encode()
REFRESH = b'<html><meta http-equiv="refresh" content="0;url=/elsewhere"></html>'
MIB = 1024 * 1024


class Faults(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, float, dict[str, str]]] = []

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves early is what is tested."""

    def times(self) -> Counter[str]:
        return Counter(path for path, _, _ in self.asked)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Faults

    def do_GET(self) -> None:
        self.server.asked.append((self.path, time.monotonic(), {k.lower(): v for k, v in self.headers.items()}))
        ANSWERS.get(self.path, plain)(self)

    def log_message(self, *_: object) -> None:
        pass

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def plain(handler: Handler) -> None:
    handler.say(200, PAGE, Content_Type="text/html; charset=utf-8")


def robots(handler: Handler) -> None:
    handler.say(200, b"User-agent: *\nDisallow: /forbidden\n", Content_Type="text/plain")


def zipped(body: bytes, cut: int = 0, encoding: str = "gzip") -> Callable[[Handler], None]:
    def answer(handler: Handler) -> None:
        data = gzip.compress(body)
        handler.say(200, data[: len(data) - cut], Content_Encoding=encoding, Content_Type="text/html")

    return answer


def cut_short(handler: Handler) -> None:
    handler.say(200, PAGE[:10], Content_Length=str(len(PAGE)))
    handler.close_connection = True


def until_closed(body: bytes) -> Callable[[Handler], None]:
    """No length is announced: the end of the connection is the end of the body."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + body)
        handler.close_connection = True

    return answer


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while True:
        handler.wfile.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")


def to(address: str) -> Callable[[Handler], None]:
    return lambda handler: handler.say(302, Location=address)


def status(code: int, body: bytes = b"no", **headers: str) -> Callable[[Handler], None]:
    return lambda handler: handler.say(code, body, **headers)


def busy_once(handler: Handler) -> None:
    if handler.server.times()["/busy"] == 1:
        handler.say(429, b"later", Retry_After="1")
    else:
        plain(handler)


def slow(handler: Handler) -> None:
    time.sleep(3)
    plain(handler)


def reset(handler: Handler) -> None:
    """Without waiting for anything: the other side sees its connection broken off."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    for file in (handler.rfile, handler.wfile, handler.connection):
        file.close()


ANSWERS: dict[str, Callable[[Handler], None]] = {
    "/robots.txt": robots,
    "/gzip": zipped(PAGE),
    "/gzip-cut": zipped(PAGE, cut=12),
    "/gzip-not": status(200, PAGE, Content_Encoding="gzip"),
    "/brotli": zipped(PAGE, encoding="br"),
    "/charset-as-encoding": status(200, PAGE, Content_Encoding="UTF-8"),
    "/bomb": zipped(bytes(20 * MIB)),
    "/large": status(200, bytes(2 * MIB)),
    "/endless": endless,
    "/cut": cut_short,
    "/closed-whole": until_closed(PAGE),
    "/closed-cut": until_closed(PAGE[:20]),
    "/out": to("http://gongkai.example/"),
    "/out-port": to("http://127.0.0.1:1/"),
    "/out-metadata": to("http://169.254.169.254/latest/"),
    "/loop": to("/loop-back"),
    "/loop-back": to("/loop"),
    "/itself": to("/itself"),
    "/to-plain": to("/plain"),
    "/meta": status(200, REFRESH, Content_Type="text/html"),
    "/unchanged": status(304, b""),
    "/river": status(412, b"<script>$_ts={}</script>"),
    "/not-there": status(404),
    "/broken": status(500),
    "/busy": busy_once,
    "/busy-long": status(503, b"later", Retry_After="100000"),
    "/slow": slow,
    "/reset": reset,
}  # fmt: skip


@contextmanager
def serving() -> Iterator[Faults]:
    with Faults() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
