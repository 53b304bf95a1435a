"""`gongkai serve`: one line where it listens, one line where it cannot, and a server that follows the nights."""

from __future__ import annotations

import signal
import socket
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from click.testing import CliRunner

from crawler.commands.serve import serve
from pipelines import database, intake
from tests.web_site import serving, write

SECONDS = 60


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310  # loopback
        found: str = answer.read().decode()
        return found


def test_it_says_where_it_listens_and_follows_what_is_published(tmp_path: Path) -> None:
    write(tmp_path)
    with serving(tmp_path) as (address, process):
        assert "政府信息公开年度报告" in get(address)
        with intake.opened(tmp_path) as writing, writing.store.transaction():
            writing.db.execute("UPDATE numbers SET value = 987654 WHERE name = 'figures'")
        database.publish(tmp_path)
        assert "987,654" in get(address)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=SECONDS)
        assert (out, err, process.returncode) == ("", "", 0)


def test_readers_see_no_error_while_nights_are_published(tmp_path: Path) -> None:
    write(tmp_path)
    pages = ("", "findings", "search?q=%E5%A4%8D%E8%AE%AE", "gongkai/reports.csv?_stream=1", "gongkai/reports")
    with serving(tmp_path) as (address, _), ThreadPoolExecutor(len(pages)) as readers:
        stop = Event()

        def read(path: str) -> int:
            times = 0
            while not stop.is_set():
                assert get(address + path)
                times += 1
            return times

        reading = [readers.submit(read, path) for path in pages]
        try:
            for _ in range(10):
                database.publish(tmp_path)
        finally:
            stop.set()
        assert all(one.result(timeout=SECONDS) for one in reading)


@pytest.mark.parametrize("there", [b"", b"no database"])
def test_without_a_database_one_line_and_exit_2(tmp_path: Path, there: bytes) -> None:
    if there:
        (tmp_path / "gongkai.db").write_bytes(there * 100)
    ran = CliRunner().invoke(serve, ["--data", str(tmp_path), "--port", "0"])
    assert (ran.exit_code, len(ran.output.strip().splitlines())) == (2, 1)
    assert "gongkai.db" in ran.output


def test_a_database_without_its_counts_is_named(tmp_path: Path) -> None:
    with intake.opened(tmp_path) as writing:
        for name in ("summary", "names_fts"):
            writing.db.execute(f"DROP TABLE IF EXISTS {name}")
    database.publish(tmp_path)
    ran = CliRunner().invoke(serve, ["--data", str(tmp_path), "--port", "0"])
    assert ran.exit_code == 2
    assert "没有 names_fts、summary" in ran.output


def test_a_port_in_use_is_one_line(tmp_path: Path) -> None:
    write(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = CliRunner().invoke(serve, ["--data", str(tmp_path), "--port", port])
    assert (ran.exit_code, len(ran.output.strip().splitlines())) == (2, 1)
    assert port in ran.output


def test_only_this_machine_is_listened_to_unless_told_otherwise() -> None:
    host = next(option for option in serve.params if option.name == "host")
    assert host.default == "127.0.0.1"
