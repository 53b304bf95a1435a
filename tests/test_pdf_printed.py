"""Reports as Chromium and LibreOffice print them: freshly printed where the program is there, else a few that were."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from parsers.grid import from_spans
from parsers.readers.content import Content
from parsers.readers.pdf import Engine, read_pdf
from tests.pdf_samples import Block, by_chromium, by_libreoffice, chromium, html, numbered, report, soffice
from tests.test_pdf_tables import ENGINES, figures

FIXTURES = Path(__file__).parents[1] / "fixtures" / "pdf"
PRINTERS: dict[str, tuple[Callable[[], str | None], Callable[[str], bytes]]] = {
    "chromium": (chromium, by_chromium),
    "libreoffice": (soffice, by_libreoffice),
}
BOTH = pytest.mark.parametrize("engine", ENGINES)


def wanted(blocks: tuple[Block, ...]) -> list[list[str]]:
    return [found for block in blocks if not isinstance(block, str) for _, found in figures(from_spans(block))]


def found(content: Content) -> list[list[str]]:
    return [found for grid in content.grids for _, found in figures(grid)]


def small() -> tuple[Block, ...]:
    """What the checked-in files print: two tables and a little text, so that their fonts stay small."""
    blocks = report(*numbered())
    return (*blocks[:6], *blocks[8:10])


@pytest.fixture(scope="module")
def printed() -> Callable[[str, bool], bytes]:
    made: dict[tuple[str, bool], bytes] = {}

    def get(printer: str, ruled: bool) -> bytes:
        there, print_with = PRINTERS[printer]
        if there() is None:
            pytest.skip(f"{printer} is not on this machine")
        if (printer, ruled) not in made:
            made[printer, ruled] = print_with(html(report(*numbered()), ruled))
        return made[printer, ruled]

    return get


@BOTH
@pytest.mark.parametrize("printer", PRINTERS)
def test_a_checked_in_print_reads_as_it_was_written(printer: str, engine: Engine) -> None:
    content = read_pdf((FIXTURES / f"{printer}.pdf").read_bytes(), engine)
    assert content.problems == ()
    assert found(content) == wanted(small())
    assert "四、政府信息公开行政复议、行政诉讼情况" in content.lines


@BOTH
@pytest.mark.parametrize("printer", PRINTERS)
def test_a_ruled_print_over_pages_reads_as_it_was_written(
    printed: Callable[[str, bool], bytes], printer: str, engine: Engine
) -> None:
    blocks = report(*numbered())
    content = read_pdf(printed(printer, True), engine)
    assert content.problems == ()
    assert len(content.grids) == 3
    assert found(content) == wanted(blocks)
    assert [line for line in content.lines if line in blocks] == [block for block in blocks if isinstance(block, str)]


@BOTH
@pytest.mark.parametrize("printer", PRINTERS)
def test_figures_of_an_unruled_print_stand_with_their_labels(
    printed: Callable[[str, bool], bytes], printer: str, engine: Engine
) -> None:
    """Chromium leaves room between rows, so every label is whole; LibreOffice leaves none, and its rows still are."""
    blocks = report(*numbered())
    content = read_pdf(printed(printer, False), engine)
    assert content.problems == ()
    assert found(content) == wanted(blocks)
    labels = {label for block in blocks if not isinstance(block, str) for label, _ in figures(from_spans(block))}
    whole = {label for grid in content.grids for label, _ in figures(grid)}
    assert len(labels - whole) <= (0 if printer == "chromium" else 4)
