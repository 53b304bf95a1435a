"""The heads of 表三 and 表四: which figure stands in which column, by the printed words of the head.

A ruled grid tells it column by column. Where merged cells lost their spans only the order of the words is left; it
is believed where it is the form's own order, whole or with heads missing, and never where it is another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from parsers import form
from parsers.align.rows import Row, kind
from parsers.grid import Cell
from parsers.labels import Vocabulary, normal

# So many of the fifteen results of 表四 have to be read in their place for the rest to be theirs too.
MOST = 12


@dataclass(frozen=True, slots=True)
class Heads:
    """`sequence` is what the columns hold, left to right.

    `columns` says where, unless the head and the rows below may have shifted against each other; `clear` is False where
    a head is shown but cannot be followed; `shown` is False where there is none.
    """

    sequence: tuple[str, ...]
    columns: Mapping[str, range] = field(default_factory=dict)
    shown: bool = True
    clear: bool = True


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a head and where it was told; row and column are -1 where only the order is left."""

    name: str
    row: int
    column: int


def stacks(head: Sequence[Row]) -> dict[int, tuple[Cell, ...]]:
    """For each column the printed cells above it, top to bottom."""
    columns: dict[int, dict[Cell, None]] = {}
    for row in head:
        for cell in row.cells:
            if kind(cell.text) != "blank":
                for column in range(cell.column, cell.column + cell.columns):
                    columns.setdefault(column, {})[cell] = None
    return {column: tuple(cells) for column, cells in sorted(columns.items())}


def leaf(stack: Sequence[Cell], words: Vocabulary) -> tuple[str, float] | None:
    """What the lowest words of a column say; a head broken over several rows is joined from below."""
    best: tuple[str, float] | None = None
    for size in range(1, min(4, len(stack)) + 1):
        found = words.match("".join(cell.text for cell in stack[-size:]))
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    return best


def applicants(head: Sequence[Row]) -> Heads:
    """表三: the seven columns of applicants."""
    every = tuple(one.figure for one in form.table("applications").heads)
    absent = Heads(every, shown=False)
    if not head:
        return absent
    if head[0].layout == "ruled":
        return _ruled_applicants(head, every) or absent
    tokens = [
        Token(name, row.at, cell.column)
        for row in head
        for cell in row.cells
        if (name := _applicant(cell.text)) is not None
    ]
    return _spoken(tokens, every)


def spoken_applicants(labels: Sequence[str]) -> Heads:
    """The same from the words of a head that was flattened to lines."""
    of = form.table("applications")
    words = {normal(label): one.figure for one in of.heads for label in (one.zh, *one.aliases)}
    words |= {normal(parent): normal(parent) for parent in of.parents}
    return _spoken([Token(name, -1, -1) for name in scan(labels, words)], tuple(one.figure for one in of.heads))


def _applicant(text: str) -> str | None:
    """The figure that a head names, or the parent above several."""
    if (plain := normal(text)) in {normal(parent) for parent in form.table("applications").parents}:
        return plain
    found = form.head_words("applications").match(text)
    return found[0] if found else None


def _ruled_applicants(head: Sequence[Row], every: tuple[str, ...]) -> Heads | None:
    columns = stacks(head)
    named = _named_columns(columns)
    if len(named) < 2:
        return None
    told = list(named)
    whole = all(row.regular for row in head)
    if None in told or (not whole and told != list(every)):
        # Two columns of one name; or a head that lost a cell of its own, so that which column is gone cannot be told.
        return Heads(every, clear=False)
    filled = _gaps_filled({name: span for name, span in named.items() if name}, max(columns) + 1, every)
    return Heads(tuple(filled), filled if whole else {})


def _named_columns(columns: Mapping[int, tuple[Cell, ...]]) -> dict[str | None, range]:
    """The columns of each figure, in printed order; under None where two heads that are not one cell name the same."""
    words = form.head_words("applications")
    named: dict[str | None, range] = {}
    lowest: dict[str | None, Cell] = {}
    for column, stack in columns.items():
        found = leaf(stack, words)
        if found is None:
            continue
        name = found[0]
        if name in named and (named[name].stop != column or lowest[name] is not stack[-1]):
            named[None] = range(column, column + 1)
            continue
        named[name] = range(named[name].start if name in named else column, column + 1)
        lowest[name] = stack[-1]
    return named


def _gaps_filled(named: Mapping[str, range], width: int, every: tuple[str, ...]) -> dict[str, range]:
    """Heads that cannot be read, between or right of heads that stand where the form has them."""
    first = min(span.start for span in named.values())
    places = {figure: range(first + at, first + at + 1) for at, figure in enumerate(every)}
    fits = all(places[name] == span for name, span in named.items())
    return places if fits and first + len(every) <= width else dict(named)


def _spoken(tokens: Sequence[Token], every: tuple[str, ...]) -> Heads:
    names = [token.name for token in tokens if token.name in every]
    if len(names) < 2:
        return Heads(every, shown=False)
    told = _told(tokens, every)
    if told is None or len(set(names)) < len(names):
        return Heads(every, clear=False)
    where = {token.name: token.column for token in tokens if token.name in every}
    distinct = min(where.values()) >= 0 and len(set(where.values())) == len(where)
    if distinct and told != sorted(told, key=where.__getitem__):
        return Heads(every, clear=False)
    columns = {name: range(column, column + 1) for name, column in where.items()} if distinct else {}
    return Heads(tuple(told), columns, clear=told == [name for name in every if name in told])


def _told(tokens: Sequence[Token], every: tuple[str, ...]) -> list[str] | None:
    """A head of several rows is told row by row: the five kinds of organisation come after a 总计 above them."""
    parents = {normal(one.parent): one.figure for one in form.table("applications").heads if one.parent}
    members = {one.figure for one in form.table("applications").heads if one.parent}
    lower = [token for token in tokens if token.name in members]
    upper = [token for token in tokens if token.name in every and token.name not in members]
    names = [token.name for token in tokens]
    if any(parent in names and names.index(parent) < names.index(one.name) for parent in parents for one in upper[:1]):
        # The members' common head stands before 自然人, so not all columns stand in the form's order.
        return None
    if len({(token.row, token.column - at) for at, token in enumerate(lower)}) > 1 and lower[0].row >= 0:
        return None
    if names[-1] == "total":
        return [token.name for token in (*upper[:-1], *lower, tokens[-1])]
    if [token.name for token in upper] == ["total", "natural_person"] and not _total_stands_last(tokens, upper):
        return None
    ends = [token.name for token in upper if token.name == "total"]
    return [token.name for token in (*upper, *lower) if token.name != "total"] + ends


def _total_stands_last(tokens: Sequence[Token], upper: Sequence[Token]) -> bool:
    """A 总计 told before 自然人 is the last column only where it stands a row higher, right of the common head."""
    total, natural = upper
    common = [token for token in tokens if token.row == total.row and token.name not in (total.name, natural.name)]
    return 0 <= total.row < natural.row and any(0 <= token.column < total.column for token in common)


def results(head: Sequence[Row]) -> Heads:
    """表四: three groups of five results, as `item.figure`."""
    of = form.table("proceedings")
    every = tuple(f"{item.key}.{one.figure}" for item in of.items for one in of.heads)
    if not head:
        return Heads(every, shown=False)
    words = form.head_words("proceedings")
    columns = stacks(head)
    leaves = {column: found[0] for column, stack in columns.items() if (found := leaf(stack, words)) is not None}
    kinds = [name.partition(".")[2] for name in every]
    told = [cell.text for row in head for cell in row.cells if cell.row == row.at]
    if len(leaves) >= MOST and all(kinds[column : column + 1] == [figure] for column, figure in leaves.items()):
        # A head that cannot be read, between heads that stand where the form has them.
        fits = _groups_fit(columns, every) if head[0].layout == "ruled" else _groups_in_order(told)
        return Heads(every, {name: range(at, at + 1) for at, name in enumerate(every)} if fits else {}, clear=fits)
    if head[0].layout == "ruled" and (ruled := _ruled_results(columns, leaves)) is not None:
        return ruled
    return Heads(every, clear=False) if len(leaves) >= MOST else spoken_results(told)


def _groups_above(stack: Sequence[Cell]) -> set[str]:
    words = form.item_words("proceedings")
    return {found[0] for cell in stack if (found := words.match(cell.text)) is not None}


def _groups_fit(columns: Mapping[int, tuple[Cell, ...]], every: Sequence[str]) -> bool:
    """No column stands under the name of another group than the form's."""
    return all(
        _groups_above(stack) <= {every[column].partition(".")[0]}
        for column, stack in columns.items()
        if column < len(every)
    )


def _groups_in_order(labels: Sequence[str]) -> bool:
    words = {normal(item.zh): item.key for item in form.table("proceedings").items}
    told = list(dict.fromkeys(scan(labels, words)))
    return told == [key for key in words.values() if key in told]


def _ruled_results(columns: Mapping[int, tuple[Cell, ...]], leaves: Mapping[int, str]) -> Heads | None:
    """Only where every column has its result and its group, in the form's order within each group."""
    named: list[tuple[int, str]] = []
    for column, figure in leaves.items():
        above = _groups_above(columns[column])
        if len(above) != 1:
            return None
        named.append((column, f"{above.pop()}.{figure}"))
    of = form.table("proceedings")
    every = [f"{item.key}.{one.figure}" for item in of.items for one in of.heads]
    sequence = [name for _, name in named]
    if len(sequence) < 2 or sequence != [name for name in every if name in sequence]:
        return None
    return Heads(tuple(sequence), {name: range(column, column + 1) for column, name in named})


def spoken_results(labels: Sequence[str]) -> Heads:
    """The same from the words of a head that was flattened to lines: five results, the two groups, ten results."""
    of = form.table("proceedings")
    every = tuple(f"{item.key}.{one.figure}" for item in of.items for one in of.heads)
    groups = {normal(item.zh): item.key for item in of.items[1:]}
    words = {normal(label): one.figure for one in of.heads for label in (one.zh, *one.aliases)}
    told = scan(labels, words | groups)
    results = [word for word in told if word in words.values()]
    before = {
        key: sum(word in words.values() for word in told[: told.index(key)]) for key in groups.values() if key in told
    }
    stand = (
        _groups_in_order(labels) and all(count in (5, 5 * at) for at, count in enumerate(before.values(), 1))
    ) or len(before) < len(groups)
    clear = results == [name.partition(".")[2] for name in every] and stand
    return Heads(every, clear=clear, shown=bool(results))


def scan(labels: Sequence[str], words: Mapping[str, str]) -> list[str]:
    """The words of a head in the order they are told, however its lines are cut; the longest word first."""
    spoken = "".join("".join(line) for line in _unbroken([label.split() for label in labels], words))
    return [words[found] for found in _pattern(tuple(words)).findall(spoken)]


@lru_cache(maxsize=32)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def _unbroken(lines: list[list[str]], words: Mapping[str, str]) -> list[list[str]]:
    """Heads broken over two lines, 结果 结果 其他 over 维持 纠正 结果: joined where each pair makes a word."""
    done: list[list[str]] = []
    for line in lines:
        upper = done[-1] if done else []
        halves = [at for at, word in enumerate(upper) if word not in words]
        joined = [upper[at] + word for at, word in zip(halves, line, strict=False)]
        if halves and len(halves) == len(line) and all(word in words for word in joined):
            for at, word in zip(halves, joined, strict=True):
                upper[at] = word
        else:
            done.append(list(line))
    return done
