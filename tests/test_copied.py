"""Copied text: what is nearly the same is found with its exact share, what the form makes everybody say is not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.commands.copied import copied as command
from pipelines import prose
from pipelines.choice import Choice
from pipelines.copied import LIKES, SHARE, refresh
from pipelines.copies import pairs
from pipelines.sketches import FILE, Sketch, sketch
from tests.reports import Kept, a_report, a_store
from tests.test_prose import BOILERPLATE, sentences, text

OWN = sentences(1)


@pytest.fixture
def kept() -> Iterator[Kept]:
    with a_store() as store:
        yield store


def found(kept: Kept) -> dict[tuple[str, int, str, int], float]:
    refresh(kept.db)
    return {
        (one.org.removeprefix("青石县"), one.year, one.like_org.removeprefix("青石县"), one.like_year): one.share
        for one in pairs(kept.db, Choice())
    }


def put(kept: Kept, org: str, year: int, said: str) -> None:
    kept.put(a_report(f"青石县{org}", year, prose=said))


# --- what is the same ---


def test_its_own_text_of_the_year_before(kept: Kept) -> None:
    put(kept, "教育局", 2022, text(OWN))
    put(kept, "教育局", 2023, text(OWN))
    assert found(kept) == {("教育局", 2023, "教育局", 2022): 1.0}


def test_another_organisation_s_text_of_the_same_year_is_found_from_both_sides(kept: Kept) -> None:
    put(kept, "教育局", 2023, text(OWN))
    put(kept, "财政局", 2023, text(OWN))
    assert found(kept) == {("教育局", 2023, "财政局", 2023): 1.0, ("财政局", 2023, "教育局", 2023): 1.0}


def test_another_organisation_s_text_of_the_year_before(kept: Kept) -> None:
    put(kept, "教育局", 2022, text(OWN))
    put(kept, "财政局", 2023, text(OWN))
    assert found(kept) == {("财政局", 2023, "教育局", 2022): 1.0}


def test_two_years_apart_is_not_looked_at(kept: Kept) -> None:
    put(kept, "教育局", 2021, text(OWN))
    put(kept, "教育局", 2023, text(OWN))
    assert found(kept) == {}


def test_the_share_is_exact(kept: Kept) -> None:
    """Of 30 sentences 27 are taken, and the three others are its own."""
    put(kept, "教育局", 2022, text(OWN))
    put(kept, "教育局", 2023, text(OWN[:27], sentences(2, 3)))
    before, now = (prose.runs(prose.plain([said], [])) for said in (text(OWN), text(OWN[:27], sentences(2, 3))))
    share = len(set(before.tolist()) & set(now.tolist())) / len(now)
    assert found(kept) == {("教育局", 2023, "教育局", 2022): pytest.approx(share, abs=0.0001)}
    assert 0.85 < share < 0.95


def test_half_the_text_is_not_nearly_the_same(kept: Kept) -> None:
    put(kept, "教育局", 2022, text(OWN))
    put(kept, "教育局", 2023, text(OWN[:15], sentences(2, 15)))
    assert found(kept) == {}


def test_a_short_text_within_a_long_one_is_not_nearly_the_same(kept: Kept) -> None:
    put(kept, "教育局", 2023, text(OWN[:15]))
    put(kept, "财政局", 2023, text(OWN, sentences(2, 30)))
    assert found(kept) == {}


def test_two_scopes_of_one_body_are_not_compared(kept: Kept) -> None:
    for scope in ("level", "region"):
        kept.put(a_report("青石县人民政府", 2023, prose=text(OWN), scope=scope))
    assert found(kept) == {}


def test_figures_and_the_body_s_own_name_may_differ(kept: Kept) -> None:
    said = "{org}坚持不懈。" + text(OWN) + "{org}共发布{n}条，我局举办{n}次。"
    put(kept, "教育局", 2023, said.format(org="青石县教育局", n=12))
    put(kept, "财政局", 2023, said.format(org="青石县财政局", n=3456))
    assert set(found(kept).values()) == {1.0}


# --- what is not judged ---


def test_prose_that_is_short_is_not_judged(kept: Kept) -> None:
    for org in ("教育局", "财政局"):
        put(kept, org, 2023, text(OWN[:10]))
    assert found(kept) == {}


def test_a_report_without_prose_is_not_judged(kept: Kept) -> None:
    for org in ("教育局", "财政局"):
        kept.put(a_report(f"青石县{org}", 2023, sections=()))
    assert found(kept) == {}


def test_reports_that_share_only_what_everybody_says_are_not_alike(kept: Kept) -> None:
    for seed, org in enumerate(("教育局", "财政局")):
        put(kept, org, 2023, "".join(BOILERPLATE) * 3 + text(sentences(seed, 15)))
    assert found(kept) == {}


# --- what is written depends on the reports alone ---


def a_town(kept: Kept, order: Sequence[int]) -> None:
    """Nine reports, some of them alike, in some order."""
    third = text(sentences(3))
    reports = [
        ("教育局", 2022, text(OWN)),
        ("教育局", 2023, text(OWN[:28], sentences(5, 2))),
        ("财政局", 2023, text(OWN)),
        ("审计局", 2022, third),
        ("审计局", 2023, third),
        ("统计局", 2023, text(sentences(4))),
        ("民政局", 2023, text(OWN[1:], sentences(6, 1))),
        ("水利局", 2022, third),
        ("水利局", 2023, text(sentences(7))),
    ]
    for place in order:
        put(kept, *reports[place])


def test_the_order_of_arrival_makes_no_difference() -> None:
    results = []
    for order in (range(9), [8, 3, 0, 7, 2, 6, 5, 1, 4], reversed(range(9))):
        with a_store() as kept:
            a_town(kept, list(order))
            results.append(found(kept))
    assert results[0] == results[1] == results[2]
    assert len(results[0]) > 6


def test_one_at_a_time_ends_as_all_at_once(tmp_path: Path) -> None:
    with a_store() as kept:
        a_town(kept, range(9))
        at_once = found(kept)
    with a_store(tmp_path) as kept:
        for place in (4, 8, 0, 2, 6, 1, 7, 3, 5):
            a_town(kept, [place])
            refresh(kept.db, [kept.one("SELECT max(id) FROM reports")])
        assert found(kept) == at_once


def test_a_year_without_a_change_is_not_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_store(tmp_path) as kept:
        a_town(kept, range(9))
        before = found(kept)
        monkeypatch.setattr("pipelines.copied.Index", _never)
        monkeypatch.setattr("pipelines.copied.sketch", _never)
        assert found(kept) == before


def test_only_new_text_is_sketched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def counted(runs: prose.Runs) -> Sketch | None:
        made.append(len(runs))
        return sketch(runs)

    monkeypatch.setattr("pipelines.copied.sketch", counted)
    with a_store(tmp_path) as kept:
        a_town(kept, range(8))
        refresh(kept.db)
        made.clear()
        a_town(kept, [8])
        refresh(kept.db)
    assert len(made) == 1


def _never(*_: object) -> None:
    raise AssertionError("asked for")


def test_an_edit_takes_the_old_text_s_rows_away(kept: Kept) -> None:
    put(kept, "教育局", 2022, text(OWN))
    put(kept, "教育局", 2023, text(OWN))
    assert found(kept)
    put(kept, "教育局", 2022, text(sentences(9)))
    assert found(kept) == {}
    assert kept.rows("SELECT * FROM copied") == []


def test_rows_lost_or_left_by_a_fault_are_mended(tmp_path: Path) -> None:
    with a_store(tmp_path) as kept:
        a_town(kept, range(9))
        before = found(kept)
        kept.db.execute("DELETE FROM copied WHERE rowid = 1")
        assert found(kept) == before


@pytest.mark.parametrize("fault", ["deleted", "no database", "torn"])
def test_the_sketches_may_be_lost(tmp_path: Path, fault: str) -> None:
    file = tmp_path / "work" / FILE
    with a_store(tmp_path) as kept:
        a_town(kept, range(9))
        before = found(kept)
        whole = file.read_bytes()
        file.unlink()
        if fault != "deleted":
            file.write_bytes(b"no database" * 1000 if fault == "no database" else whole[:4200] + b"?" * 8000)
        assert found(kept) == before


def test_a_rolled_back_refresh_is_done_again(tmp_path: Path) -> None:
    with a_store(tmp_path) as kept:
        a_town(kept, range(9))
        kept.db.execute("BEGIN")
        refresh(kept.db)
        kept.db.execute("ROLLBACK")
        assert len(found(kept)) > 6


def test_many_that_share_one_text_name_a_few_of_the_others(kept: Kept) -> None:
    names = "安北昌达恩丰高海"
    for name in names:
        put(kept, f"{name}局", 2023, text(OWN))
    refresh(kept.db)
    counts = kept.rows("SELECT report_id, count(*), min(share) FROM copied GROUP BY report_id")
    assert [(count, share) for _, count, share in counts] == [(LIKES, 1.0)] * len(names)


# --- the command ---


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with a_store(tmp_path) as kept:
        a_town(kept, range(9))
        refresh(kept.db)
    return tmp_path


def ran(data: Path, *arguments: str) -> list[str]:
    result = CliRunner().invoke(command, list(arguments), env={"GONGKAI_DATA": str(data)})
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_each_report_is_listed_with_what_it_is_like(data: Path) -> None:
    lines = ran(data, "--org", "审计局", "--year", "2023")
    assert lines[0].startswith("青石县审计局 2023  http://")
    assert [line.split("  http")[0] for line in lines[1:-1]] == ["  100% 同 本机关 2022", "  100% 同 青石县水利局 2022"]
    assert lines[-1].startswith("1 份报告")


def test_json_has_an_object_a_pair(data: Path) -> None:
    [one] = [json.loads(line) for line in ran(data, "--json", "--kind", "self", "--org", "审计局")]
    assert {key: one[key] for key in ("kind", "org", "year", "like_org", "like_year", "share")} == {
        "kind": "self", "org": "青石县审计局", "year": 2023, "like_org": "青石县审计局", "like_year": 2022,
        "share": 1.0,
    }  # fmt: skip


def test_the_limit_is_said(data: Path) -> None:
    assert "只列出 1 份" in ran(data, "--limit", "1")[-1]


def test_what_is_written_is_at_least_the_share(data: Path) -> None:
    db = sqlite3.connect(data / "gongkai.db")
    shares = [row[0] for row in db.execute("SELECT share FROM copied")]
    db.close()
    assert shares
    assert all(SHARE <= share <= 1 for share in shares)
