"""Files on disk to parsed documents: which files an argument means, their bytes, and what became of each.

Knows files, limits and reasons; nothing of what a report holds (parsers/) or how it is shown (show/).
"""

from __future__ import annotations

import os
import stat
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from parsers import parse
from parsers.problems import meanings
from parsers.report import Document, NotReport, Problem, Report

SUFFIXES = frozenset({".html", ".htm", ".shtml", ".pdf", ".docx", ".doc", ".wps", ".txt", ".md"})
MAX_BYTES = 64 * 1024 * 1024
STDIN = "-"
# What one document may take in a parser before it is given up; a real report takes a second at most.
SECONDS = 120.0

Result = Report | NotReport


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, by the name that the caller gave; `trouble` is set where it is known to be out of reach."""

    name: str
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a source: a result, or the reason why there is none (both where a parser could not read it)."""

    source: Source
    result: Report | NotReport | None = None
    trouble: str | None = None


def sources(arguments: Sequence[str]) -> Iterator[Source]:
    """The files that are meant, folders in the order of their names; an argument without any is a trouble."""
    for argument in arguments:
        if argument != STDIN and Path(argument).is_dir():
            yield from _folder(argument)
        else:
            yield Source(argument)


def _folder(argument: str) -> Iterator[Source]:
    troubles: list[Source] = []

    def note(error: OSError) -> None:
        troubles.append(Source(str(error.filename), _words(error)))

    found = False
    for folder, names, files in os.walk(argument, onerror=note):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith(".") and path.is_file():
                found = True
                yield Source(str(path))
    yield from troubles
    if not found and not troubles:
        yield Source(argument, f"文件夹里没有可读的文件（{' '.join(sorted(SUFFIXES))}）")


def read(source: Source) -> Outcome:
    """Never raises for what is in a file; a fault of the parser costs this file, not the run."""
    body = body_of(source)
    if isinstance(body, str):
        return Outcome(source, trouble=body)
    return parsed(source, Document(body, name="" if source.name == STDIN else Path(source.name).name))


def parsed(source: Source, document: Document) -> Outcome:
    try:
        result = parse(document)
    except Exception as error:  # noqa: BLE001  # whatever it is, the other files are still to be read
        return Outcome(source, trouble=_fault(error))
    return Outcome(source, result, unreadable(result))


def read_document(document: Document) -> Result:
    """In a process of a pool, for what is stored: a fault of the parser is this document's problem."""
    try:
        return parse(document)
    except Exception as error:  # noqa: BLE001  # whatever it is, the other documents are still to be read
        return NotReport("other", (Problem("reader_crashed", detail=_fault(error)),))


def crashed(_: Document) -> Result:
    return NotReport("other", (Problem("reader_crashed"),))


def timed_out(_: Document) -> Result:
    return NotReport("other", (Problem("reader_timed_out", detail=f"{SECONDS:.0f} s"),))


def body_of(source: Source) -> bytes | str:
    """A file's bytes, or why they cannot be had."""
    if source.trouble:
        return source.trouble
    try:
        body = _bytes(source.name)
    except OSError as error:
        return _words(error)
    return body if len(body) <= MAX_BYTES else f"文件超过 {MAX_BYTES // 1024 // 1024} MB 的限度"


def _bytes(name: str) -> bytes:
    """At most one byte more than the limit, whatever the file says of its size."""
    if name == STDIN:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(name).open("rb") as file:
        if stat.S_ISDIR(os.fstat(file.fileno()).st_mode):
            raise IsADirectoryError(name)
        return file.read(MAX_BYTES + 1)


def _words(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "没有这个文件"
    if isinstance(error, PermissionError):
        return "没有读取权限"
    return error.strerror or type(error).__name__


def _fault(error: Exception) -> str:
    """The place is named, so that the line is worth sending to whoever mends it."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    message = " ".join(str(error).split())[:120]
    return f"读取程序出错（{type(error).__name__}，{Path(last.filename).name}:{last.lineno}）{message}"


def unreadable(result: Report | NotReport) -> str | None:
    """Why the words of a document could not be reached; None where they were, whatever they are."""
    if isinstance(result, Report) or any(problem.code == "not_a_report" for problem in result.problems):
        return None
    return "；".join(problem_words(problem) for problem in result.problems) or "无法读取"


def problem_words(problem: Problem) -> str:
    detail = " ".join(problem.detail.split())
    return meanings()[problem.code].zh + (f"（{detail}）" if detail else "")
