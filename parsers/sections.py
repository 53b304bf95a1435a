"""Cuts a document into its sections at headings that are blocks of their own: by keyword before printed number.

What looks like a heading (a sub-item, a table's row, the preamble's list of names) is told apart by choosing the best
increasing sequence. Reads no figures; a heading that is not printed is simply absent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.grid import Grid
from parsers.headings import NUMBER, Line, likeness, read, spellings
from parsers.report import Section
from parsers.words import squeeze

Blocks = Sequence[str | Grid]

LONGEST = 48
SURE = 0.95
ENOUGH = 0.95
STYLE = {"cn": 0.35, "arabic": 0.15, "none": 0.1, "paren": -0.25}
AGREES = 0.25
DISAGREES = -0.2
TABLE = 0.4
LISTED = -0.3

_NOT_HEADING = re.compile(r"[、，,；;…]$|\d$|[·….]{3}|[|\t]")
_SENTENCE_END = re.compile(r"[。！？?.]\s*$")
_TABULAR = re.compile(r"\W*(?:第二十条|信息内容|本列数据|申请人情况|行政复议\W*$|规章)")


@dataclass(frozen=True, slots=True)
class Part:
    """A section's place: blocks[start] is its heading, the section ends before blocks[end]."""

    number: int | None
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    number: int
    start: int
    line: Line
    score: float


def split(blocks: Blocks) -> tuple[Part, ...]:
    """The sections of a document in order; a text without any heading is one nameless part."""
    chosen = _consistent(_best(_listed(_candidates(blocks))), blocks)
    if len(chosen) < 2:
        own = _running(blocks)
        if len(own) >= 2:
            return _parts([(line.printed, line.heading, start) for start, line in own], len(blocks))
    if not chosen:
        return (Part(None, "", 0, len(blocks)),) if blocks else ()
    cuts = [(c.number, c.line.heading, c.start) for c in chosen] + _between(chosen, blocks)
    if chosen[0].number > 1 and any(isinstance(block, str) and "。" in block for block in blocks[: chosen[0].start]):
        # The page that bears the first heading is lost; its text is a section all the same.
        cuts.append((None, "", 0))
    return _parts(sorted(cuts, key=lambda cut: cut[2]), len(blocks))


def texts(blocks: Blocks, parts: Sequence[Part], taken: AbstractSet[int]) -> tuple[Section, ...]:
    """The running text of each part: its lines that are neither heading nor a table's row (`taken`)."""
    return tuple(Section(part.number, part.heading, _text(blocks, part, taken)) for part in parts)


def named(parts: Sequence[Part]) -> int:
    """How many parts bear one of the six official headings."""
    return sum((like := likeness(part.heading)) is not None and like[0] == part.number for part in parts)


def _text(blocks: Blocks, part: Part, taken: AbstractSet[int]) -> str:
    first, lines = part.start, []
    head = blocks[first]
    if part.heading and isinstance(head, str):
        line = read(head)
        lines.append(line.tail)
        # A heading that was joined from two lines is longer than its first one.
        first += 1 if line.heading == part.heading else 2
    for index in range(first, part.end):
        block = blocks[index]
        if isinstance(block, str) and index not in taken:
            lines.append(block.strip())
    return "\n".join(filter(None, lines))


def _parts(cuts: Sequence[tuple[int | None, str, int]], end: int) -> tuple[Part, ...]:
    ends = [start for _, _, start in cuts[1:]] + [end]
    return tuple(Part(number, heading, start, stop) for (number, heading, start), stop in zip(cuts, ends, strict=True))


def _candidates(blocks: Blocks) -> list[_Candidate]:
    found: list[_Candidate] = []
    for index, block in enumerate(blocks):
        if not isinstance(block, str) or len(block) > LONGEST * 2:
            continue
        plain = block.strip()
        if not 1 < len(squeeze(plain)) <= LONGEST:
            continue
        if _NOT_HEADING.search(plain) and not NUMBER.fullmatch(plain):
            continue
        line = _joined(blocks, index, plain) or read(plain)
        if line.style == "none" and block.startswith("\t"):
            continue
        like = likeness(line.heading)
        if like is None:
            continue
        score = _score(blocks, index, line, *like)
        if score >= ENOUGH:
            found.append(_Candidate(like[0], index, line, score))
    return found


def _joined(blocks: Blocks, index: int, plain: str) -> Line | None:
    """A heading that goes on in the next line, where both together are clearly more like one."""
    line = read(plain)
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    if line.style == "none" or line.tail or not isinstance(following, str):
        return None
    rest = following.strip()
    if not rest or len(rest) > LONGEST or NUMBER.match(squeeze(rest)) or _NOT_HEADING.search(rest):
        return None
    both = read(plain + rest)
    alone, together = likeness(line.heading), likeness(both.heading)
    if together is None or together[1] < 0.85 or (alone is not None and together[1] < alone[1] + 0.1):
        return None
    return both


def _score(blocks: Blocks, index: int, line: Line, number: int, like: float) -> float:
    score = like + STYLE[line.style]
    if line.printed is not None:
        score += AGREES if line.printed == number else DISAGREES
    if spellings()[0][number - 1].table and _table_follows(blocks, index + 1):
        score += TABLE
    return score


def _table_follows(blocks: Blocks, start: int) -> bool:
    for block in blocks[start : start + 5]:
        if isinstance(block, Grid) or "\t" in block or "|" in block or _TABULAR.match(squeeze(block)):
            return True
        if len(block) <= LONGEST and likeness(read(block).heading) is not None:
            return False
    return False


def _listed(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """A heading with the next one directly under it may be a line of a table of contents."""
    following = {b.start for a, b in pairwise(candidates) if b.start == a.start + 1 and b.number > a.number}
    return [replace(c, score=c.score + LISTED) if c.start + 1 in following else c for c in candidates]


def _best(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The sequence of headings with rising section numbers that scores most; the earlier of equals."""
    best: dict[int, tuple[float, list[_Candidate]]] = {}  # by the number it ends with
    for candidate in candidates:
        lower = (best[number] for number in sorted(best) if number < candidate.number)
        before = max(lower, key=lambda entry: entry[0], default=(0.0, []))
        score = before[0] + candidate.score
        if candidate.number not in best or score > best[candidate.number][0]:
            best[candidate.number] = (score, [*before[1], candidate])
    return max(best.values(), key=lambda entry: entry[0], default=(0.0, []))[1]


def _consistent(chosen: list[_Candidate], blocks: Blocks) -> list[_Candidate]:
    """Sub-items that stood in for a lost heading go: their number is of a lower style than the headings' own."""
    styles = [candidate.line.style for candidate in chosen]
    ranks = {style: -rank for rank, style in enumerate(("cn", "arabic", "paren"))}
    main = max((s for s in styles if s in ranks), key=lambda s: (styles.count(s), ranks[s]), default="none")
    return [
        candidate
        for candidate in chosen
        if candidate.line.style in (main, "none", "cn") or _stands_alone(candidate, blocks)
    ]


def _stands_alone(candidate: _Candidate, blocks: Blocks) -> bool:
    """Whether a heading is one by what it says and holds, though its number is of another style than the rest."""
    if spellings()[0][candidate.number - 1].table:
        return _table_follows(blocks, candidate.start + 1)
    like = likeness(candidate.line.heading)
    return like is not None and like[1] >= SURE and candidate.line.printed == candidate.number


def _own_headings(blocks: Blocks, style: str) -> list[tuple[int, Line]]:
    found = []
    for index, block in enumerate(blocks):
        if not isinstance(block, str) or len(block) > LONGEST or _NOT_HEADING.search(block.strip()):
            continue
        line = read(block.strip())
        heading = line.style == style and bool(line.heading) and not _SENTENCE_END.search(block)
        if heading and not spellings()[1].search(line.heading):
            found.append((index, line))
    return found


def _running(blocks: Blocks) -> list[tuple[int, Line]]:
    """The document's own headings, numbered 1, 2, 3 …, for reports that do not use the official ones."""
    for style in ("cn", "arabic"):
        run: list[tuple[int, Line]] = []
        for index, line in _own_headings(blocks, style):
            if line.printed == len(run) + 1:
                run.append((index, line))
        if len(run) >= 2:
            return run
    return []


def _between(chosen: Sequence[_Candidate], blocks: Blocks) -> list[tuple[int | None, str, int]]:
    """Top-level headings of no official name (五、收费情况) whose printed number fits between their neighbours'."""
    cuts: list[tuple[int | None, str, int]] = []
    own = _own_headings(blocks, "cn")
    last = _Candidate(7, len(blocks), Line("cn", 99, "", ""), 0.0)
    for before, after in pairwise([*chosen, last]):
        low, high = before.line.printed, after.line.printed
        if low is None or high is None or before.line.style != "cn" or before.number > low:
            continue
        for index, line in own:
            if before.start < index < after.start and line.printed is not None and line.printed == low + 1 < high:
                cuts.append((None, line.heading, index))
                low += 1
    return cuts
