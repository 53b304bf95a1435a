"""The sample portals: their reports read back as the truth they were made of, and their nights change what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import pairwise

import pytest

from parsers import Document, NotReport, Report, parse
from sample import World, copied, findings
from sample.figures import APPLICANTS
from sample.model import Article, Key, Site
from sample.plan import Plan
from sample.world import STRANGER

WORLD = World()
HOSTS = {name: f"127.0.0.1:{9000 + at}" for at, name in enumerate([*(one.name for one in WORLD.portals), STRANGER])}
PORTALS = [portal for portal in WORLD.portals if portal.style != "hazards"]
BY_NAME = pytest.mark.parametrize("portal", PORTALS, ids=lambda one: one.name)


@cache
def _site(name: str, night: int) -> Site:
    return WORLD.site(WORLD.portal(name), night, HOSTS)


def site(portal: Plan, night: int = 1) -> Site:
    return _site(portal.name, night)


def read(of: Site, url: str) -> Report | NotReport:
    one = of.resources[url.partition(of.host)[2]]
    return _parsed(one.body, url, one.media)


@cache
def _parsed(body: bytes, url: str, media: str) -> Report | NotReport:
    return parse(Document(body, url=url, headers={"Content-Type": media}))


def documents(portal: Plan, of: Site) -> Iterator[tuple[Article, str, Key]]:
    """Every page and attachment that holds a report."""
    for article in WORLD.articles(portal):
        if article.report:
            yield article, of.addresses[article.key], article.report
        held = (one.report for one in article.attachments if one.report)
        yield from ((article, url, key) for url, key in zip(of.attached.get(article.key, ()), held, strict=True))


@BY_NAME
def test_each_page_and_attachment_reads_back_as_the_truth(portal: Plan) -> None:
    of, truth, told = site(portal), WORLD.truth(), WORLD.indicators()
    for article, url, key in documents(portal, of):
        got = read(of, url)
        assert isinstance(got, Report), url
        assert (got.org, got.year) == key
        twin = url != of.addresses[article.key]
        wanted = {**truth[key], **(WORLD.disagreements().get(key, {}) if twin else {})}
        shown = {cell: value for cell, value in got.figures.items() if wanted or value is not None}
        assert shown == wanted, (url, key)
        assert {one.key: one.value for one in got.indicators} == dict(told.get(key, {}))


@BY_NAME
def test_what_is_no_report_is_read_as_none(portal: Plan) -> None:
    of = site(portal)
    others = [one for one in WORLD.articles(portal) if one.report is None]
    kinds = {"interpretation": "interpretation", "guide": "guide", "news": "other", "notice": "other"}
    for article in others:
        got = read(of, of.addresses[article.key])
        assert isinstance(got, NotReport), article.title
        assert got.kind == kinds.get(article.key.partition("/")[0], "other"), article.title
    assert len(others) >= 7


def test_only_what_is_wrong_on_purpose_fails_within_a_report() -> None:
    found = set()
    for portal in PORTALS:
        of = site(portal)
        for _, url, key in documents(portal, of):
            got = read(of, url)
            assert isinstance(got, Report)
            found |= {(key, one.rule) for one in got.checks if one.status == "fail" and one.blame != "reading"}
            assert [one.code for one in got.problems if one.code == "reading_suspect"] == []
    wanted = {((one.org, one.year), one.rule) for one in findings(WORLD) if one.rule != "carry_over"}
    assert found == wanted
    assert len(wanted) == 5


def test_what_is_carried_over_comes_in_next_year_but_once() -> None:
    broken = set()
    for (org, year), figures in WORLD.truth().items():
        before = WORLD.truth().get((org, year - 1), {})
        for name in (*APPLICANTS, "total") if before and figures else ():
            out, came = before[f"applications.carried_out.{name}"], figures[f"applications.carried_in.{name}"]
            if out is not None and came is not None and out != came:
                broken.add((org, year, f"applications.carried_in.{name}"))
    assert broken == {(one.org, one.year, one.cell) for one in findings(WORLD) if one.rule == "carry_over"}
    assert len(broken) == 2


def _shingles(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 5] for at in range(len(text) - 4))


def _prose(portal: Plan) -> Iterator[tuple[Key, frozenset[str]]]:
    of = site(portal)
    for article in WORLD.articles(portal):
        if article.report and article.report in WORLD.truth():
            got = read(of, of.addresses[article.key])
            assert isinstance(got, Report)
            own = "".join(section.text for section in got.sections)
            yield article.report, _shingles(own.replace(article.org, "").replace(str(article.report[1]), ""))


def test_prose_is_alike_only_where_it_was_copied() -> None:
    """All pairs within a portal; other portals were compared once, and are no more alike than these."""
    copies = {frozenset(pair) for pair in copied(WORLD)}
    alike = set()
    for name in ("sample-gkmlpt", "sample-anhui", "sample-ucap"):
        texts = list(_prose(WORLD.portal(name)))
        for at, (one, first) in enumerate(texts):
            for other, second in texts[at + 1 :]:
                share = len(first & second) / len(first | second)
                assert share < 0.5 or share > 0.85, (one, other, share)
                alike |= {frozenset((one, other))} if share > 0.85 else set()
    assert alike == copies
    assert len(copies) == 2


def test_the_same_world_is_the_same_bytes() -> None:
    for portal in PORTALS:
        again = World().site(portal, 1, HOSTS)
        assert again.resources == site(portal).resources


def test_regions_and_their_codes_are_nobodys() -> None:
    real = resources.files("pipelines").joinpath("data/regions.csv").read_text(encoding="utf-8")
    for code, name in WORLD.plan.regions.items():
        assert code.startswith("99")
        assert f"\n{code[:2]}" not in real
        assert f",{name}," not in real


def test_the_world_is_of_the_promised_size() -> None:
    assert 200 <= len(WORLD.reports()) <= 300
    assert all(portal.name.startswith("sample-") for portal in WORLD.portals)
    bodies = [body.name for portal in WORLD.portals for body in portal.bodies]
    assert len(set(bodies)) == len(bodies)


def test_every_kind_of_change_happens_once() -> None:
    assert Counter(change.kind for change in WORLD.plan.changes) == Counter(("new", "edited", "gone", "moved", "back"))
    assert sorted(WORLD.plan.states.values()) == ["shrunk", "walled"]


def _keys(portal: Plan, night: int) -> Mapping[str, str]:
    return site(portal, night).addresses


def _of(kind: str) -> tuple[Plan, str, Key]:
    change = next(one for one in WORLD.plan.changes if one.kind == kind)
    portal = next(one for one in WORLD.portals if change.key[0] in {body.name for body in one.bodies})
    return portal, f"{change.key[0]}/{change.key[1]}", change.key


def test_the_new_report_adds_a_page_to_a_list_that_counts_down() -> None:
    portal, key, _ = _of("new")
    assert key not in _keys(portal, 1)
    assert key in _keys(portal, 2)
    first, second = site(portal, 1).resources, site(portal, 2).resources
    assert "/xxgk/nb/4.htm" not in first
    assert "/xxgk/nb/4.htm" in second
    assert first["/xxgk/nb/3.htm"].body != second["/xxgk/nb/3.htm"].body


def test_the_edited_report_differs_in_one_cell() -> None:
    portal, key, of = _of("edited")
    before, after = WORLD.truth(1)[of], WORLD.truth(2)[of]
    assert [cell for cell in before if before[cell] != after[cell]] == ["proactive.licensing.decisions"]
    got = read(site(portal, 2), _keys(portal, 2)[key])
    assert isinstance(got, Report)
    assert got.figures == after


def test_the_report_that_is_gone_is_off_the_list_and_comes_back() -> None:
    portal, key, _ = _of("gone")
    one, two, three = (_keys(portal, night) for night in (1, 2, 3))
    assert key not in two
    assert one[key] == three[key]
    path = one[key].partition(HOSTS[portal.name])[2]
    assert [path in site(portal, night).resources for night in (1, 2, 3)] == [True, False, True]


def test_the_report_that_moves_keeps_its_words() -> None:
    portal, key, _ = _of("moved")
    before, after = (site(portal, night) for night in (1, 2))
    old, new = (one.addresses[key].partition(one.host)[2] for one in (before, after))
    assert old != new
    assert old not in after.resources
    assert before.resources[old].body == after.resources[new].body


@BY_NAME
def test_nothing_else_changes_between_nights(portal: Plan) -> None:
    """Articles only: lists say what they list."""
    for one, other in pairwise((1, 2, 3)):
        before, after = ({one.key: one for one in WORLD.articles(portal, night)} for night in (one, other))
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        planned = {f"{change.key[0]}/{change.key[1]}" for change in WORLD.plan.changes if change.night == other}
        assert changed <= planned


def test_a_list_that_shrinks_keeps_its_pages() -> None:
    portal = WORLD.portal("sample-ucap")
    before, after = site(portal, 1), site(portal, 2)
    assert before.addresses == after.addresses
    path = next(path for path in after.handlers if path.startswith("/common/search/"))
    told = [handlers[path]({"page": "1"}) for handlers in (before.handlers, after.handlers)]
    assert all(told)
    assert [one.body.count(b'"title"') for one in told if one] == [15, 4]
