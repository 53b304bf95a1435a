"""Bytes to checked Report against pdfplumber's `extract_tables` (which yields raw tables only): same files, same run,
turn about, on real and drawn reports; then the memory over 300 files.

    python -m bench.pdf [FILE…]

`read` is the reading with pdfium alone, `parse` the whole way to the checked Report, `both` the two readings together.
"""

from __future__ import annotations

import io
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pdfplumber

from parsers import parse
from parsers.readers.pdf import read_pdf
from parsers.report import Document, Report
from tests.pdf_samples import balanced, drawn, report

ROUNDS = 7
FILES = 300
SHARED = Path(os.environ.get("GONGKAI_SHARED", Path(__file__).parents[2] / "shared"))
FIXTURES = Path(__file__).parents[1] / "fixtures" / "pdf"


def main(names: Sequence[str]) -> None:
    bodies = {Path(name).name: Path(name).read_bytes() for name in names} or samples()
    print(f"{'file':<24}{'pdfplumber':>12}{'read':>10}{'parse':>10}{'both':>10}   ratios of read, parse, both")
    for name, body in bodies.items():
        compared(name, body)
    remembered(list(bodies.values()))


def samples() -> dict[str, bytes]:
    bodies = {"drawn.pdf": drawn(report(*balanced()))}
    real = SHARED / "real" / "hongze-2024.pdf"
    if real.exists():
        bodies[real.name] = real.read_bytes()
    return bodies | {path.name: path.read_bytes() for path in sorted(FIXTURES.glob("*o*m*.pdf"))}


def compared(name: str, body: bytes) -> None:
    ways: tuple[Callable[[bytes], object], ...] = (plumbed, read_pdf, parsed, both)
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(ROUNDS):
        for way, spent in zip(ways, times, strict=True):
            start = time.perf_counter()
            way(body)
            spent.append(1000 * (time.perf_counter() - start))
    theirs, *ours = (statistics.median(spent) for spent in times)
    ratios = ", ".join(f"{mine / theirs:.2f}" for mine in ours)
    print(f"{name:<24}{theirs:>9.1f} ms" + "".join(f"{mine:>7.1f} ms" for mine in ours) + f"   {ratios}")
    widths = sorted({len(row) for table in plumbed(body) for row in table})
    got = parsed(body)
    filled = sum(value is not None for value in got.figures.values()) if isinstance(got, Report) else 0
    print(f"{'':<24}pdfplumber: rows of {widths} cells, unnamed; ours: {filled} figures named")


def plumbed(body: bytes) -> list[list[list[str | None]]]:
    with pdfplumber.open(io.BytesIO(body)) as document:
        return [table for page in document.pages for table in page.extract_tables()]


def parsed(body: bytes) -> object:
    return parse(Document(body))


def both(body: bytes) -> object:
    return read_pdf(body), read_pdf(body, "pdfminer")


def remembered(bodies: Sequence[bytes]) -> None:
    for turn in range(FILES):
        parsed(bodies[turn % len(bodies)])
        if turn in (FILES // 10, FILES - 1):
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"after {turn + 1} files: {peak:.0f} MB at most")


if __name__ == "__main__":
    main(sys.argv[1:])
