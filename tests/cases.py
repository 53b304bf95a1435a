"""Golden cases: loads the folders of fixtures/cases and says where a parsed report differs from what a person read.

fixtures/cases/README.md describes the files of a case. Nothing here knows what a report means: it compares JSON.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsers.report import Document

NAME = re.compile(r"[a-z]+(-[a-z]+)*-\d{4}-[a-z0-9]+(-[a-z0-9]+)*")
CASES = Path(__file__).resolve().parent.parent / "fixtures" / "cases"
# Keys of expected.json that say how to compare; every other key is one of the contract's.
UNREAD, PROBLEMS_ONLY = "unread", "problems_only"
ABSENT, AMONG, CONTAINS, LACKS, NO_PROBLEMS = "absent", "among", "contains", "lacks", "no_problems"
MISSING = "(missing)"

Json = Any


@dataclass(frozen=True, slots=True)
class Case:
    """One folder; `expected` is None until `make case` has written it."""

    name: str
    folder: Path
    input: Path
    quirks: tuple[str, ...]
    about: str
    document: Document
    expected: Mapping[str, Json] | None

    def fields(self) -> tuple[str, ...]:
        """What is compared one by one: each key of the contract, and each way of comparing."""
        return tuple(key for key in self.expected or () if key not in (UNREAD, PROBLEMS_ONLY))


@dataclass(frozen=True, slots=True)
class Quirk:
    """An entry of quirks.toml; `later` says why the parser cannot show it, where only the crawl can."""

    about: str
    later: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    path: str
    expected: Json
    got: Json

    def __str__(self) -> str:
        return f"{self.path}: expected {_shown(self.expected)}, got {_shown(self.got)}"


def load_cases(root: Path = CASES) -> tuple[Case, ...]:
    return tuple(load_case(folder) for folder in sorted(root.iterdir()) if folder.is_dir())


def load_case(folder: Path) -> Case:
    facts = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    source = input_of(folder)
    expected = folder / "expected.json"
    return Case(
        name=folder.name,
        folder=folder,
        input=source,
        quirks=tuple(facts["quirks"]),
        about=facts["about"],
        document=Document(
            body=source.read_bytes(),
            name=facts.get("name", source.name),
            url=facts.get("url"),
            headers=facts.get("headers", {}),
        ),
        expected=json.loads(expected.read_text(encoding="utf-8")) if expected.exists() else None,
    )


def input_of(folder: Path) -> Path:
    """The one file named input.*; none or two of them is a mistake in the case."""
    found = sorted(folder.glob("input.*"))
    if len(found) != 1:
        raise ValueError(f"{folder.name}: expected one file input.*, found {len(found)}")
    return found[0]


def load_quirks(root: Path = CASES) -> Mapping[str, Quirk]:
    rows = tomllib.loads((root / "quirks.toml").read_text(encoding="utf-8"))
    return {name: Quirk(**row) for name, row in rows.items()}


def differences(expected: Mapping[str, Json], got: Mapping[str, Json], field: str) -> tuple[Difference, ...]:
    """What differs in one field of `expected`: a key of the contract, or one of the ways of comparing."""
    wanted = expected[field]
    if field == ABSENT:
        return tuple(_present(wanted, got))
    if field == AMONG:
        return tuple(d for path, entries in wanted.items() for d in _not_among(path, entries, resolve(got, path)))
    if field in (CONTAINS, LACKS):
        return tuple(d for path, words in wanted.items() for d in _words(path, words, resolve(got, path), field))
    if field == NO_PROBLEMS:
        return tuple(Difference("problems", MISSING, p) for p in got.get("problems", ()) if p["code"] in wanted)
    if field == "problems":
        return tuple(_problems(wanted, got.get(field, MISSING), bool(expected.get(PROBLEMS_ONLY))))
    if field == "checks":
        return tuple(_not_among(field, wanted, got.get(field, MISSING)))
    return tuple(_compare(field, wanted, got.get(field, MISSING)))


def resolve(value: Json, path: str) -> Json:
    """The value at a dotted path; keys may hold dots themselves (`marks.applications.new.company`)."""
    if not path:
        return value
    if isinstance(value, Mapping):
        if path in value:
            return value[path]
        head, _, rest = path.partition(".")
        return resolve(value[head], rest) if head in value and rest else MISSING
    if isinstance(value, Sequence) and not isinstance(value, str):
        head, _, rest = path.partition(".")
        return resolve(value[int(head)], rest) if head.isdigit() and int(head) < len(value) else MISSING
    return MISSING


def _present(paths: Sequence[str], got: Mapping[str, Json]) -> Iterator[Difference]:
    for path in paths:
        value = resolve(got, path)
        if value is not None and value != MISSING:
            yield Difference(path, MISSING, value)


def _compare(path: str, wanted: Json, got: Json) -> Iterator[Difference]:
    """Mappings on the keys that are wanted (none: empty), lists entry by entry and of one length, else by equality."""
    if wanted and isinstance(wanted, Mapping) and isinstance(got, Mapping):
        for key, value in wanted.items():
            yield from _compare(f"{path}.{key}", value, got.get(key, MISSING))
    elif isinstance(wanted, list) and isinstance(got, list):
        if len(wanted) != len(got):
            yield Difference(path, wanted, got)
        else:
            for index, (one, other) in enumerate(zip(wanted, got, strict=True)):
                yield from _compare(f"{path}.{index}", one, other)
    elif wanted != got or isinstance(wanted, bool) != isinstance(got, bool):
        yield Difference(path, wanted, got)


def _not_among(path: str, wanted: Sequence[Json], got: Json) -> Iterator[Difference]:
    """Entries that no entry of `got` matches; of `cells` those that are wanted must be there, others may be too."""
    if not isinstance(got, list):
        yield Difference(path, wanted, got)
        return
    for entry in wanted:
        if not any(_matches(entry, other) for other in got):
            yield Difference(path, entry, [other for other in got if _alike(entry, other)])


def _matches(entry: Json, other: Json) -> bool:
    if isinstance(entry, Mapping) and isinstance(other, Mapping) and "cells" in entry:
        rest = {key: value for key, value in entry.items() if key != "cells"}
        return set(entry["cells"]) <= set(other.get("cells", ())) and _matches(rest, other)
    return not any(_compare("", entry, other))


def _alike(entry: Json, other: Json) -> bool:
    """What is worth showing beside an entry that was not found: those with the same first value."""
    if not isinstance(entry, Mapping) or not isinstance(other, Mapping):
        return False
    first = next(iter(entry))
    return bool(entry[first] == other.get(first))


def _words(path: str, words: Sequence[str], got: Json, way: str) -> Iterator[Difference]:
    """Words that a text should hold, or should not; blanks are nobody's concern here."""
    text = "".join(got.split()) if isinstance(got, str) else None
    for word in words:
        if text is None or ("".join(word.split()) in text) != (way == CONTAINS):
            yield Difference(path, f"{way} {word}", got)


def _problems(wanted: Sequence[Mapping[str, Json]], got: Json, only: bool) -> Iterator[Difference]:
    """Each wanted problem with its cells, be they named by one problem of that code or by several."""
    if not isinstance(got, list):
        yield Difference("problems", wanted, got)
        return
    for problem in wanted:
        code = problem["code"]
        found = [other for other in got if other["code"] == code]
        named = {cell for other in found for cell in other["cells"]}
        if not found or not set(problem.get("cells", ())) <= named:
            yield Difference(f"problems.{code}", problem.get("cells", []), sorted(named) if found else MISSING)
    surplus = [other for other in got if other["code"] not in {problem["code"] for problem in wanted}]
    if only and surplus:
        yield Difference("problems", "no other code", surplus)


def _shown(value: Json) -> str:
    return value if value == MISSING else json.dumps(value, ensure_ascii=False)
