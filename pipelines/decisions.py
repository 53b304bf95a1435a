"""What people decided about organisations and findings: DATA/decisions.jsonl, one JSON object a line, only added to.

It survives a rebuild of the database, so it is read strictly: a line that cannot be taken as it stands is an error
that names it. Of two decisions on the same thing the later one counts.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeAlias

from filelock import FileLock

FILE = "decisions.jsonl"
_ID = re.compile(r"\d{6}-[0-9a-f]{8}")
_YEARS = range(1949, 2101)
# JSON's words that Python keeps for itself.
_FIELDS = {"from": "before", "to": "after"}
_KEYS = {field: key for key, field in _FIELDS.items()}


class DecisionsError(Exception):
    """A decision that cannot be taken; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Same:
    """Two names are one organisation; `kept` is the id that goes on."""

    a: str
    b: str
    kept: str | None = None
    a_name: str = ""
    b_name: str = ""
    note: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Different:
    """Two organisations that look alike are two; also takes a Same of the two back."""

    a: str
    b: str
    a_name: str = ""
    b_name: str = ""
    note: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Successor:
    """One organisation took over from another."""

    before: str
    after: str
    since: int
    from_name: str = ""
    to_name: str = ""
    note: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not add up is confirmed or dismissed, for the values it was decided on."""

    fingerprint: str
    decision: Literal["confirmed", "dismissed"]
    printed: float | None = None
    expected: float | None = None
    note: str = ""
    at: str = ""


Decision: TypeAlias = Same | Different | Successor | Finding
_KINDS: Mapping[str, type[Decision]] = {
    "same": Same,
    "different": Different,
    "successor": Successor,
    "finding": Finding,
}


@dataclass(frozen=True)
class Decisions:
    """All decisions in the order in which they were taken; DecisionsError where they contradict one another."""

    taken: tuple[Decision, ...] = ()

    def __post_init__(self) -> None:
        for pair, one in self._pairs.items():
            if isinstance(one, Different) and self.resolve(one.a) == self.resolve(one.b):
                a, b = sorted(pair)
                raise DecisionsError(f"{a} 与 {b} 定为不同机关，但其他决定合起来把它们定为同一机关")
        for before in self._after:
            self._follow(before)

    def resolve(self, org_id: str) -> str:
        """The id that an organisation goes by: the one named as kept last, else the smallest with a known region."""
        return self._kept.get(org_id, org_id)

    def name_of(self, org_id: str) -> str:
        """What the decisions call an organisation; empty where they do not name it."""
        joined = [one for one in self.taken if isinstance(one, Same)]
        named = ((known, name) for one in joined for known, name in ((one.a, one.a_name), (one.b, one.b_name)))
        return next((name for known, name in named if known == org_id and name), "")

    def decided(self, a: str, b: str) -> Same | Different | None:
        """What counts of these two, in either order."""
        return self._pairs.get(frozenset((a, b)))

    @cached_property
    def successors(self) -> Mapping[str, Successor]:
        """By the id of the organisation that is no more."""
        return {one.before: one for one in self.taken if isinstance(one, Successor)}

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        """By fingerprint."""
        return {one.fingerprint: one for one in self.taken if isinstance(one, Finding)}

    def _follow(self, org_id: str) -> None:
        """A chain of successors has an end."""
        seen = [org_id]
        while after := self._after.get(seen[-1]):
            if after in seen:
                raise DecisionsError(f"承接关系成了一个圈：{' → '.join([*seen, after])}")
            seen.append(after)

    @cached_property
    def _after(self) -> Mapping[str, str]:
        return {self.resolve(one.before): self.resolve(one.after) for one in self.successors.values()}

    @cached_property
    def _pairs(self) -> Mapping[frozenset[str], Same | Different]:
        return {frozenset((one.a, one.b)): one for one in self.taken if isinstance(one, Same | Different)}

    @cached_property
    def _kept(self) -> Mapping[str, str]:
        valid = {one for one in self._pairs.values() if isinstance(one, Same)}
        groups = _groups((one.a, one.b) for one in valid)
        wanted = [one.kept for one in self.taken if isinstance(one, Same) and one in valid and one.kept]
        return {member: _winner(group, wanted) for group in groups for member in group}


def resolve(org_id: str, decisions: Decisions) -> str:
    return decisions.resolve(org_id)


def read(file: Path) -> Decisions:
    """No file is no decisions."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Decisions()
    except (OSError, UnicodeDecodeError) as error:
        raise DecisionsError(f"{file} 读不出：{error}") from None
    return _decisions(file, text)


def append(file: Path, decision: Decision) -> Decisions:
    """Adds one line, wholly or not at all, where it fits what was decided before; returns all that is decided now."""
    line = json.dumps(as_json(decision), ensure_ascii=False)
    lock = file.parent / "work" / f"{file.name}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        taken = Decisions((*read(file).taken, _decision(_object(line))))
        text = file.read_text(encoding="utf-8-sig") if file.exists() else ""
        _replace(file, (text if not text or text.endswith("\n") else text + "\n") + line + "\n")
    return taken


def as_json(decision: Decision) -> dict[str, Any]:
    """The object of one line; what says nothing is left out."""
    kind = next(kind for kind, of in _KINDS.items() if isinstance(decision, of))
    told = {_KEYS.get(one.name, one.name): getattr(decision, one.name) for one in fields(decision)}
    return {"kind": kind} | {key: value for key, value in told.items() if value not in (None, "")}


def _replace(file: Path, text: str) -> None:
    """A copy that is whole on the disk takes the file's place."""
    try:
        whole = text.encode()
    except UnicodeEncodeError:
        raise DecisionsError("决定中有不是文字的字符") from None
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("wb") as out:
        out.write(whole)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _decisions(file: Path, text: str) -> Decisions:
    taken: list[Decision] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                taken.append(_decision(_object(line)))
            except DecisionsError as error:
                raise DecisionsError(f"{file} 第 {number} 行：{error}") from None
    try:
        return Decisions(tuple(taken))
    except DecisionsError as error:
        raise DecisionsError(f"{file}：{error}") from None


def _object(line: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise DecisionsError("不是 JSON") from None
    if not isinstance(found, dict):
        raise DecisionsError("不是 JSON 对象")
    return found


def _no_number(word: str) -> None:
    raise ValueError(word)


def _decision(row: Mapping[str, Any]) -> Decision:
    kind = row.get("kind")
    of = _KINDS.get(kind) if isinstance(kind, str) else None
    if of is None:
        raise DecisionsError(f"kind 应为 {'、'.join(_KINDS)}")
    names = {_KEYS.get(one.name, one.name) for one in fields(of)}
    if strange := sorted(set(row) - names - {"kind"}):
        raise DecisionsError(f"{kind} 没有 {strange[0]} 这一项")
    for key in names & set(row):
        _check(key, row[key])
    try:
        decision: Decision = of(**{_FIELDS.get(key, key): value for key, value in row.items() if key != "kind"})
    except TypeError:
        raise DecisionsError(f"{kind} 缺少必要的项") from None
    _check_ends(decision)
    return decision


def _check(key: str, value: Any) -> None:
    if key in ("a", "b", "kept", "from", "to"):
        if not isinstance(value, str) or not _ID.fullmatch(value):
            raise DecisionsError(f"{key} 不是机关编号（形如 370303-0123abcd）")
    elif key == "since":
        if type(value) is not int or value not in _YEARS:
            raise DecisionsError("since 不是年份")
    elif key in ("printed", "expected"):
        if type(value) not in (int, float):
            raise DecisionsError(f"{key} 不是数字")
    elif not isinstance(value, str):
        raise DecisionsError(f"{key} 不是文字")
    elif key == "decision" and value not in ("confirmed", "dismissed"):
        raise DecisionsError("decision 应为 confirmed 或 dismissed")
    elif key == "fingerprint" and not value:
        raise DecisionsError("fingerprint 是空的")


def _check_ends(decision: Decision) -> None:
    ends = (decision.before, decision.after) if isinstance(decision, Successor) else ()
    if isinstance(decision, Same | Different):
        ends = (decision.a, decision.b)
    if ends and ends[0] == ends[1]:
        raise DecisionsError("两个机关编号相同")
    if isinstance(decision, Same) and decision.kept not in (None, *ends):
        raise DecisionsError("kept 不是这两个机关之一")


def _groups(pairs: Iterable[tuple[str, str]]) -> Iterator[set[str]]:
    group_of: dict[str, set[str]] = {}
    for a, b in pairs:
        merged = group_of.get(a, {a}) | group_of.get(b, {b})
        group_of |= dict.fromkeys(merged, merged)
    yield from {id(group): group for group in group_of.values()}.values()


def _winner(group: set[str], wanted: list[str]) -> str:
    last = next((one for one in reversed(wanted) if one in group), None)
    return last or min(group, key=lambda org_id: (org_id.startswith("000000"), org_id))
