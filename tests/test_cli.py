"""The command line: what goes to which stream, the exit codes of the contract, and files that cannot be read."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler import cli, reading
from crawler.commands import parse as parse_command
from crawler.commands.data import DEFAULT, data_folder
from parsers.report import Document, NotReport, Problem, Report
from tests.hand_made import full


class Ran(NamedTuple):
    code: int
    out: str
    err: str


def stand_in(document: Document) -> Report | NotReport:
    match document.body:
        case b"report":
            return full()
        case b"guide":
            return NotReport("guide", (Problem("not_a_report", detail="guide"),), "某局政府信息公开指南")
        case b"damaged":
            return NotReport("other", (Problem("damaged", detail="no end"),))
        case _:
            raise ZeroDivisionError("a fault of the parser")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One file of each kind, read by a parser that goes by their content."""
    monkeypatch.setattr(reading, "parse", stand_in)
    monkeypatch.chdir(tmp_path)
    for name, body in {"a.html": "report", "b.html": "guide", "c.html": "damaged", "d.html": "boom"}.items():
        Path(name).write_text(body, encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Ran:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    captured = capsys.readouterr()
    return Ran(int(ended.value.code or 0), captured.out, captured.err)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ("a.html", 0),
        ("a.html a.html", 0),
        ("b.html", 0),
        ("a.html b.html", 1),
        ("b.html b.html", 1),
        ("a.html c.html", 1),
        ("a.html nothing.html", 1),
        ("c.html", 2),
        ("d.html", 2),
        ("nothing.html", 2),
        ("c.html d.html nothing.html", 2),
        ("--no-such-option", 2),
        ("", 2),
    ],
)
@pytest.mark.usefixtures("files")
def test_exit_code_of_parse(capsys: pytest.CaptureFixture[str], names: str, code: int) -> None:
    assert run(capsys, "parse", *names.split()).code == code


@pytest.mark.usefixtures("files")
def test_every_trouble_is_one_line_and_the_others_are_still_read(capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "parse", "nothing.html", "c.html", "d.html", "a.html")
    assert "青石县统计局" in ran.out
    assert ran.err.splitlines() == [
        "gongkai: nothing.html: 没有这个文件",
        "gongkai: c.html: 文件已损坏（no end）",
        ran.err.splitlines()[2],
        "gongkai: 4 个文件：1 份报告，0 个不是报告，3 个读不出",
    ]
    assert ran.err.splitlines()[2].startswith("gongkai: d.html: 读取程序出错（ZeroDivisionError，test_cli.py:")


def test_wrong_usage_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(run(capsys, "parse", "--no-such-option").err.splitlines()) == 1
    assert len(run(capsys, "no-such-command").err.splitlines()) == 1


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys)
    assert ran.code == 2
    assert "parse" in ran.err


@pytest.mark.usefixtures("files")
def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(capsys, "parse", "--json", "a.html", "b.html", "c.html", "nothing.html")
    got = [json.loads(line) for line in ran.out.splitlines()]
    assert [(one["file"], one["report"]) for one in got] == [("a.html", True), ("b.html", False), ("c.html", False)]
    assert "青石县" in ran.out, "Chinese is not escaped"


@pytest.mark.usefixtures("files")
def test_what_is_not_a_report_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "不是年度报告：政府信息公开指南" in run(capsys, "parse", "b.html").out


@pytest.mark.usefixtures("files")
def test_a_folder_is_read_with_its_folders_in_order_of_names(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in/deep").mkdir(parents=True)
    for name in ("in/2.HTM", "in/1.txt", "in/deep/3.pdf", "in/picture.png", "in/.hidden.html"):
        Path(name).write_text("report", encoding="utf-8")
    ran = run(capsys, "parse", "--json", "in")
    assert [json.loads(line)["file"] for line in ran.out.splitlines()] == ["in/1.txt", "in/2.HTM", "in/deep/3.pdf"]


@pytest.mark.usefixtures("files")
def test_a_folder_without_reports_has_nothing_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    ran = run(capsys, "parse", "empty")
    assert ran.code == 2
    assert ran.err.startswith("gongkai: empty: 文件夹里没有可读的文件")


@pytest.mark.usefixtures("files")
def test_standard_input_is_one_document(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"report")))
    assert json.loads(run(capsys, "parse", "--json", "-").out)["file"] == "-"


@pytest.mark.usefixtures("files")
def test_a_file_over_the_limit_is_refused(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 3)
    ran = run(capsys, "parse", "a.html")
    assert ran.code == 2
    assert "限度" in ran.err


@pytest.mark.usefixtures("files")
def test_a_name_that_is_no_text_is_no_reason_to_stop(capsys: pytest.CaptureFixture[str]) -> None:
    name = b"\xff\x1b[31m.html".decode("utf-8", "surrogateescape")
    Path(name).write_text("report", encoding="utf-8")
    assert json.loads(run(capsys, "parse", "--json", name).out)["file"] == name
    ran = run(capsys, "parse", name, "nothing")
    assert ran.code == 1
    assert "\x1b" not in ran.out + ran.err


def test_many_files_are_read_in_order_over_processes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [str(tmp_path / f"{n:02}.txt") for n in range(parse_command.MANY + 1)]
    for name in names[1:]:
        Path(name).write_text("某市政府信息公开指南", encoding="utf-8")
    ran = run(capsys, "parse", "--json", *names)
    assert [json.loads(line)["file"] for line in ran.out.splitlines()] == names[1:]
    assert ran.err.splitlines()[0] == f"gongkai: {names[0]}: 没有这个文件"


@pytest.mark.parametrize(
    ("before", "after", "folder"),
    [([], [], "env"), (["--data", "x"], [], "x"), ([], ["--data", "y"], "y"), (["--data", "x"], ["--data", "y"], "y")],
)
def test_data_may_stand_before_or_after_the_command(
    before: list[str], after: list[str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGKAI_DATA", "env")
    command = parse_command.parse
    with (
        cli.gongkai.make_context("gongkai", [*before, "parse"]) as group,
        command.make_context("parse", [*after, "file"], parent=group) as inner,
    ):
        assert data_folder(inner) == Path(folder)


def test_data_lies_in_the_folder_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GONGKAI_DATA", raising=False)
    with cli.gongkai.make_context("gongkai", ["parse", "file"]) as context:
        assert data_folder(context) == DEFAULT


def test_an_interrupted_run_ends_with_one_line() -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "crawler.cli", "parse", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdin is not None
    # More than a pipe holds: when it is written, the command is reading.
    running.stdin.write("年" * 200_000)
    running.stdin.flush()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert running.returncode == cli.INTERRUPTED
    assert (out, err.strip()) == ("", "gongkai: 已中断")


def test_a_reader_that_leaves_is_no_trouble(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text("某市政府信息公开指南\n" * 2000, encoding="utf-8")
    command = f'"{sys.executable}" -m crawler.cli parse --json {tmp_path} | true'
    ran = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60)
    assert "Traceback" not in ran.stderr
    assert "Error" not in ran.stderr
