"""`gongkai organisations` on a database of a few rows: lists, doubts, and decisions that are kept."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from crawler.commands.organisations import organisations
from pipelines import database, decisions, schema
from pipelines.decisions import Different, Same, Successor
from pipelines.organisations import identify

PRINTED = ["张店区公园街道办事处", "公园街道", "区卫健局", "区卫生健康局", "区审计局", "区统计局"]
HEALTH, SHORT = (identify(name, "370303").id for name in ("区卫生健康局", "区卫健局"))
STREET = identify("公园街道", "370303")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with closing(Database(database.published_path(tmp_path)).conn) as connection:
        db = Database(connection)
        schema.migrate(db)
        for name in PRINTED:
            one = identify(name, "370303")
            row = (one.id, one.name, one.region_code, one.region, one.level, one.kind, None)
            db.execute("INSERT OR IGNORE INTO organisations VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            db.execute("INSERT INTO organisation_names VALUES (?, ?)", (one.id, name))
        connection.commit()
    return tmp_path


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(organisations, [*words, "--data", str(data)], env={"GONGKAI_NOW": "2026-08-15T02:00:00"})


def test_each_organisation_is_listed_with_its_other_names(data: Path) -> None:
    said = run(data)
    assert said.exit_code == 0
    assert f"{STREET.id}  乡·乡镇街道  张店区公园街道办事处（又名：公园街道）" in said.output
    assert "5 个机关" in said.output


def test_json_is_one_organisation_a_line(data: Path) -> None:
    found = [json.loads(line) for line in run(data, "--json").output.splitlines()]
    assert len(found) == 5
    assert next(one for one in found if one["id"] == STREET.id)["names"] == ["公园街道"]


def test_a_region_leaves_the_others_out(data: Path) -> None:
    assert "5 个机关" in run(data, "--region", "370300").output
    assert "0 个机关" in run(data, "--region", "370302").output
    wrong = run(data, "--region", "淄博")
    assert (wrong.exit_code, "没有这个行政区划代码" in wrong.output) == (2, True)


def test_doubtful_pairs_are_listed_with_the_reason_until_they_are_decided(data: Path) -> None:
    said = run(data, "--doubtful").output
    assert "张店区卫健局" in said
    assert "1 对待定" in said
    assert json.loads(run(data, "--doubtful", "--json").output)["reason"] == "same_words"
    assert run(data, "different", HEALTH, SHORT).exit_code == 0
    assert run(data, "--doubtful").output == "没有待定的\n"


def test_decisions_are_kept_with_names_note_and_time(data: Path) -> None:
    assert run(data, "same", HEALTH, SHORT, "--keep", SHORT, "--note", "简称").exit_code == 0
    assert run(data, "successor", SHORT, STREET.id, "--since", "2019").exit_code == 0
    at, health, short = "2026-08-15T02:00:00+00:00", "张店区卫生健康局", "张店区卫健局"
    taken = decisions.read(data / decisions.FILE)
    assert taken.taken == (
        Same(HEALTH, SHORT, SHORT, health, short, "简称", at),
        Successor(SHORT, STREET.id, 2019, short, STREET.name, "", at),
    )
    assert taken.resolve(HEALTH) == SHORT


def test_a_decision_can_be_taken_back_after_the_body_left_the_database(data: Path) -> None:
    run(data, "same", HEALTH, SHORT)
    with closing(Database(database.published_path(data)).conn) as connection:
        connection.execute("DELETE FROM organisation_names WHERE org_id = ?", (SHORT,))
        connection.execute("DELETE FROM organisations WHERE id = ?", (SHORT,))
        connection.commit()
    assert run(data, "different", HEALTH, SHORT).exit_code == 0
    last = decisions.read(data / decisions.FILE).taken[-1]
    assert isinstance(last, Different)
    assert last.b_name == "张店区卫健局"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["same", HEALTH, "370303-ffffffff"], "没有机关 370303-ffffffff"),
        (["same", HEALTH, HEALTH], "相同"),
        (["same", HEALTH, SHORT, "--keep", STREET.id], "kept"),
        (["successor", HEALTH, SHORT], "--since"),
        (["successor", HEALTH, SHORT, "--since", "19"], "since"),
    ],
)
def test_a_wrong_decision_is_refused_in_a_line(data: Path, words: list[str], message: str) -> None:
    said = run(data, *words)
    assert said.exit_code == 2
    assert message in said.output
    assert not (data / decisions.FILE).exists()


def test_without_a_database_it_says_so(tmp_path: Path) -> None:
    said = run(tmp_path)
    assert (said.exit_code, "不存在" in said.output) == (2, True)


def test_a_broken_decisions_file_is_named(data: Path) -> None:
    (data / decisions.FILE).write_text("oops\n", encoding="utf-8")
    said = run(data, "--doubtful")
    assert (said.exit_code, "第 1 行" in said.output) == (2, True)
