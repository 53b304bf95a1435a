"""One list probed from beginning to end: opened, guessed, verified, and held against another list of the portal.

Writes nothing and prints nothing. Needs the extra `browser`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import click

from crawler import platforms
from crawler.addresses import identity
from crawler.fetch import Caller
from crawler.guards import check
from crawler.page import Ask, Page
from crawler.platforms import endpoint
from crawler.portal import ListRule, Portal
from crawler.probe.addresses import Pattern
from crawler.probe.guess import Guess, fits, guesses
from crawler.probe.recording import Recording
from crawler.probe.verify import Trial, serves
from crawler.probe.watch import Watched, watch
from crawler.proof import Key, key_of

# Guesses that are asked for; each costs the portal a few requests.
MOST_TRIALS = 4
# How far a rule reaches: all lists of its form, all of which one other has been looked at, or the one list alone.
Reach = Literal["form", "proved", "here"]


@dataclass(slots=True)
class Probed:
    """`rule` is None where the list was not seen to hold any report; `pages` are the answers it was proved with."""

    watched: Watched
    rule: ListRule | None = None
    guess: Guess | None = None
    reach: Reach = "form"
    other: str | None = None
    pages: dict[Key, Page] = field(default_factory=dict)


def on_the_page(plain: Page, portal: Portal) -> bool:
    """The list stands on the page as it comes: there is nothing to be found out."""
    found = platforms.listing(plain, replace(portal, list=None))
    return bool(found.links) and found.trouble is None


def challenge(page: Page, portal: Portal) -> str | None:
    """A reason code where the page is not to be believed, and above all not to be opened."""
    found = platforms.listing(page, replace(portal, list=None))
    reason = check(page, bool(found.links or found.entries) or None)
    return None if reason == "js_shell" else reason


def probed(plain: Page, portal: Portal, caller: Caller) -> Probed:
    """`plain` has been looked at, and is no challenge."""
    watched = watch(plain, portal, caller)
    reason = challenge(watched.opened, portal)
    if reason is not None:
        return Probed(watched)
    for trial in _trials(watched.recording, portal, caller):
        guess = trial.passed()
        if guess is not None:
            pattern, reach, other = _reach(guess, portal, watched.recording, caller)
            return Probed(watched, guess.rule(pattern, plain.ask.url), guess, reach, other, trial.pages)
    own = replace(portal, list=ListRule(browser=True))
    if platforms.listing(watched.opened, own).links:
        return Probed(watched, own.list, pages={key_of(watched.opened.ask): watched.opened})
    return Probed(watched)


def _trials(recording: Recording, portal: Portal, caller: Caller) -> Iterator[Trial]:
    for count, guess in enumerate(guesses(recording, portal)):
        if count < MOST_TRIALS:
            yield Trial(guess, portal, recording, caller.fetch)


def _reach(guess: Guess, portal: Portal, recording: Recording, caller: Caller) -> tuple[Pattern, Reach, str | None]:
    """The most general pattern that another list of the portal does not speak against."""
    looked: dict[str, Recording | None] = {}
    *general, only_here = guess.patterns(recording.url, portal.platform)
    for pattern in general:
        rule = guess.rule(pattern, recording.url)
        if not fits(rule, portal, recording, guess):
            continue
        other = next(_others(replace(portal, list=rule), recording.url), None)
        if other is None:
            if not pattern.to_prove:
                return pattern, "form", None
            continue
        if other not in looked:
            looked[other] = _recorded(other, portal, caller)
        there = looked[other]
        if there is not None and serves(rule, portal, there):
            return pattern, "proved", other
    return only_here, "here", next(iter(looked), None)


def _others(portal: Portal, url: str) -> Iterator[str]:
    """Other lists of the portal that its rule would ask the endpoint for."""
    sites = {identity(start.url) for start in portal.starts if start.kind == "site"}
    for ask in platforms.starts(replace(portal, list=None)):
        if ask.kind == "list" and identity(ask.url) not in {identity(url), *sites}:
            shell = Ask(ask.url, list=ask.url)
            if endpoint.asked_for(portal, shell) != shell:
                yield ask.url


def _recorded(url: str, portal: Portal, caller: Caller) -> Recording | None:
    """None where the other list cannot be looked at."""
    try:
        plain = caller.fetch(Ask(url, list=url))
        return None if challenge(plain, portal) else watch(plain, portal, caller, pages=1).recording
    except click.ClickException:
        return None
