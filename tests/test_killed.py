"""Nights that are cut off: killed with -9 at chosen and at random places, a full disk, a parser that dies or hangs.

Whatever happens, the same night run again ends in the database of an undisturbed one.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sample import World, serve
from tests.nights import Nights, content, nights

NIGHT = datetime(2026, 3, 10, 2, tzinfo=UTC)
# Pages with PDF twins and cover pages with attachments: one report from several documents.
PORTALS = ("sample-jcms",)
KILLED = -9
# Between archive, store and the mark of done, and around all that is done once a night.
PLACES = (
    "pipelines.archive:Archive.put@before",
    "pipelines.archive:Archive.put@after",
    "pipelines.archive:_write@before",
    "pipelines.store:Store.put@before",
    "pipelines.store:Store.put@after",
    "pipelines.content:replace@after",
    "pipelines.places:put_source@after",
    "pipelines.pages:Pages.fetched@before",
    "pipelines.pages:Pages.fetched@after",
    "pipelines.intake:Intake.take@after",
    "pipelines.pages:Pages.listed@after",
)
ONCE = (
    "pipelines.pages:Pages.walked@after",
    "pipelines.runs:end@before",
    "pipelines.runs:end@after",
    "pipelines.copied:refresh@after",
    "pipelines.database:snapshot@before",
    "pipelines.database:snapshot@after",
)
RANDOM = 8


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with nights(tmp_path_factory.mktemp("undisturbed"), serve(World(only=PORTALS), delay=0)) as world:
        assert world.crawl(NIGHT).returncode == 0
        yield world


def beside(undisturbed: Nights, data: Path) -> Nights:
    """The same server, so that addresses are the same; another data folder."""
    (data / "portals").mkdir(parents=True)
    undisturbed.server.write_portals(data / "portals")
    undisturbed.server.forget()
    return Nights(data, undisturbed.server, undisturbed.portals)


def faulty(world: Nights, place: str, nth: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.kill_script", place, str(nth), "--data", str(world.data), "crawl"]
    return subprocess.run([*command, *world.portals], env=world.environment(NIGHT), capture_output=True, text=True,
                          timeout=120, check=False)  # fmt: skip


def killed(world: Nights, place: str, nth: int) -> None:
    done = faulty(world, place, nth)
    assert done.returncode == KILLED, (place, nth, done.returncode, done.stdout, done.stderr)


def test_a_night_killed_at_many_places_ends_as_an_undisturbed_one(undisturbed: Nights, tmp_path: Path) -> None:
    world = beside(undisturbed, tmp_path / "data")
    for at, place in enumerate(PLACES):
        killed(world, place, 1 + at % 4)
    for place in ONCE:
        killed(world, place, 1)
    chance = random.Random(2026)  # noqa: S311  # a place to be killed at
    for _ in range(RANDOM):
        process = subprocess.Popen(world.command("crawl", *world.portals), env=world.environment(NIGHT),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        try:
            process.wait(chance.uniform(0.8, 2.5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    assert world.crawl(NIGHT).returncode == 0
    assert content(world.data / "gongkai.db") == content(undisturbed.data / "gongkai.db")
    assert world.rows("SELECT count(*) FROM runs WHERE finished IS NULL") == [(0,)]
    assert world.rows("SELECT DISTINCT reason FROM runs WHERE outcome = 'failed'") == [("killed",)]


def test_readers_keep_the_last_good_copy_while_nights_are_killed(undisturbed: Nights, tmp_path: Path) -> None:
    world = beside(undisturbed, tmp_path / "data")
    killed(world, "pipelines.intake:Intake.take@after", 5)
    assert not (world.data / "gongkai.db").exists()
    assert world.crawl(NIGHT).returncode == 0
    before = (world.data / "gongkai.db").read_bytes()
    killed(world, "pipelines.database:snapshot@after", 1)
    assert (world.data / "gongkai.db").read_bytes() == before


@pytest.mark.parametrize("place", ["pipelines.archive:_write@full", "pipelines.content:replace@full"])
def test_a_full_disk_ends_the_run_and_loses_nothing(undisturbed: Nights, tmp_path: Path, place: str) -> None:
    world = beside(undisturbed, tmp_path / "data")
    done = faulty(world, place, 5)
    assert done.returncode == 1, done.stderr
    assert world.rows("SELECT DISTINCT reason FROM runs") == [("disk_full",)]
    assert world.crawl(NIGHT).returncode == 0
    assert content(world.data / "gongkai.db") == content(undisturbed.data / "gongkai.db")
