"""`gongkai serve`: the published database in a browser, read-only. What is shown is web/'s business."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from collections.abc import Iterator
from pathlib import Path

import click

from crawler.commands.choosing import refusal
from crawler.commands.data import data_folder, data_option
from crawler.commands.writing import one_line_for_trouble

LOOPBACK = "127.0.0.1"
PORT = 8001
# Pages that are being read when the server is told to end.
GRACE = 5


@click.command
@data_option
@click.option("--host", default=LOOPBACK, show_default=True, help="监听的地址；默认只有本机能打开。")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="端口；0 为任意空闲端口。")
@click.option("--open", "browser", is_flag=True, help="同时打开浏览器。")
@click.pass_context
@one_line_for_trouble
def serve(context: click.Context, host: str, port: int, browser: bool) -> None:
    """在浏览器里看已发布的数据库（只读）。

    每晚采集之后，打开着的页面自动换成新的数据库，不必重启。按 Ctrl-C 结束。

    退出码：0 正常结束；2 没有数据库，或端口被占用。
    """
    with _listening(host, port) as listener:
        _run(data_folder(context), listener, host, browser)


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Taken before anything is said, so that a port in use is one line."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family)
    except OSError as error:
        raise refusal(f"不能在 {host}:{port} 监听：{error.strerror or error}") from error
    with listener:
        yield listener


def _run(data: Path, listener: socket.socket, host: str, browser: bool) -> None:
    import uvicorn  # noqa: PLC0415  # half a second, which no other command has to wait

    from web.site import opened, site  # noqa: PLC0415

    datasette = opened(data)
    config = uvicorn.Config(
        datasette.app(), log_level="warning", access_log=False, lifespan="on", timeout_graceful_shutdown=GRACE
    )
    address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"
    click.echo(f"正在 {address} 提供 {data}（Ctrl-C 结束）")
    if browser:
        webbrowser.open(address)
    try:
        # Ctrl-C is how a server ends, and no interruption.
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
    finally:
        site(datasette).close()
