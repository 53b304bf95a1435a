"""Archived originals: shown closed in, drawn within bounds, and given as the very bytes that came."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from pipelines import database, intake, summary
from tests.pdf_writer import Canvas, pdf
from tests.reports import a_report
from tests.web_site import BUREAU, NIGHT, PDF, PDF_ORG, Browsing, browsing, elements, put, write
from web import pictures
from web.closed import closed
from web.pictures import Asked, Picture, Pictures


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsing]:
    data = tmp_path_factory.mktemp("originals")
    write(data)
    with browsing(data) as here:
        yield here


def document(site: Browsing, org: str, year: int) -> str:
    return str(site.one("SELECT document_id FROM reports WHERE id = ?", site.report(org, year)))


def test_an_archived_page_may_do_nothing(site: Browsing) -> None:
    answer = site.get(f"/document/{document(site, BUREAU, 2023)}/original")
    policy = answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert policy.startswith("sandbox; default-src 'none';")
    assert "allow" not in policy
    assert "script-src" not in policy
    assert answer.headers["x-dns-prefetch-control"] == "off"
    assert "evil.example" not in answer.text
    assert f"{BUREAU}2023年" in answer.text


def test_the_frame_around_it_is_a_sandbox_without_any_permission(site: Browsing) -> None:
    page = site.text(f"/report/{site.report(BUREAU, 2023)}")
    frames = [frame.get("sandbox") for frame in elements(page, "iframe")]
    assert frames == [""]


def test_a_page_in_another_charset_is_shown_in_its_letters(tmp_path: Path) -> None:
    words = "政府信息公开" * 9
    text = f"<html><meta charset=gb2312><body><p>{words}</p></body></html>"
    with intake.opened(tmp_path) as writing:
        put(writing, 1, a_report(BUREAU, 2023), body=text.encode("gb18030"))
        with writing.store.transaction():
            summary.refresh(writing.db, NIGHT)
    database.publish(tmp_path)
    with browsing(tmp_path) as here:
        answer = here.get(f"/document/{document(here, BUREAU, 2023)}/original")
    assert words in answer.content.decode("utf-8")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_the_bytes_come_back_as_they_came_and_are_no_page(site: Browsing) -> None:
    answer = site.get(f"/document/{document(site, PDF_ORG, 2024)}/download")
    assert answer.content == PDF.read_bytes()
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")


def test_a_pdf_is_shown_by_page_with_the_boxes_of_its_cells(site: Browsing) -> None:
    number, sha = site.report(PDF_ORG, 2024), document(site, PDF_ORG, 2024)
    first = int(site.one("SELECT min(page) FROM cell_places WHERE report_id = ?", number))
    page = site.text(f"/document/{sha}/page/{first}?report={number}")
    boxes = int(site.one("SELECT count(*) FROM cell_places WHERE report_id = ? AND page = ?", number, first))
    assert len(elements(page, "rect.place")) == boxes > 0
    answer = site.get(f"/document/{sha}/page/{first}.png")
    assert answer.headers["content-type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        width, height = picture.size
    box = elements(page, "svg")[0].get("viewbox") or elements(page, "svg")[0].get("viewBox")
    assert width / height == pytest.approx(float(box.split()[2]) / float(box.split()[3]), rel=0.01)


def test_a_page_that_the_pdf_has_not_got_is_not_there(site: Browsing) -> None:
    assert site.get(f"/document/{document(site, PDF_ORG, 2024)}/page/99").status_code == 404
    assert site.get(f"/document/{document(site, BUREAU, 2023)}/page/1").status_code == 404
    assert site.get(f"/document/{document(site, PDF_ORG, 2024)}/original").status_code == 404


def test_without_its_archive_the_database_says_so(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "archive").rename(tmp_path / "elsewhere")
    with browsing(tmp_path) as here:
        assert here.get(f"/report/{here.report(BUREAU, 2023)}").status_code == 200
        assert here.get(f"/document/{document(here, BUREAU, 2023)}/original").status_code == 404


def test_a_closed_page_keeps_its_words_and_its_layout() -> None:
    page = closed('<table style="color:red;background:url(http://x/)" onclick="a()"><tr><td colspan=2>甲<!-- x --></td>'
                  '</table><img src="http://x/a.png" alt="图"><img src="data:image/png;base64,AA"><a href="http://x/">乙</a>'
                  '<script>a()</script>丙<style>@import "http://x/"; p {color: red}</style>')  # fmt: skip
    assert page is not None
    assert "http://x" not in page
    assert all(
        part in page for part in ('<td colspan="2">甲</td>', "color:red", "data:image", 'alt="图"', "乙", "丙", "p {")
    )


@pytest.mark.parametrize("text", ["", " ", "<!-- -->", "\x00<p>甲", "<?xml version='1.0' encoding='gbk'?><p>甲</p>",
                                  "甲" + "<div>" * 50_000, "<p " + "a=1 " * 50_000 + ">甲"])  # fmt: skip
def test_any_page_can_be_closed(text: str) -> None:
    page = closed(text)
    assert page is not None
    assert ("甲" in page) == ("甲" in text)


def test_a_poster_is_drawn_within_the_pixels() -> None:
    drawn = pictures.draw(Asked("a", 1, pdf([Canvas(14400, 14400)])))
    with Image.open(io.BytesIO(drawn.png)) as picture:
        assert picture.width * picture.height <= pictures.PIXELS * 1.01


def test_a_damaged_pdf_is_said_to_be_damaged() -> None:
    assert pictures.draw(Asked("a", 1, b"%PDF-1.4 nothing")).trouble == "damaged"


def _sleep(_: Asked) -> Picture:
    import time  # noqa: PLC0415  # in another process

    time.sleep(60)
    return Picture()


def test_a_page_that_is_never_done_costs_its_time_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "draw", _sleep)
    monkeypatch.setattr(pictures, "SECONDS", 0.5)
    drawing = Pictures()
    try:
        assert asyncio.run(drawing.picture(Asked("a", 1, b""))).trouble == "late"
    finally:
        drawing.close()


def test_pictures_are_kept_within_their_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "BYTES", 25)
    drawing = Pictures()
    for page in range(1, 5):
        drawing._keep(("a", page), Picture(b"x" * 10))
    assert [page for page in range(1, 5) if drawing.kept("a", page)] == [3, 4]
    drawing.close()
