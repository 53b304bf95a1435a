"""Running text as sentences and clauses that hold numbers, and the words to quote them with.

Lines broken by the page's width are joined, blanks closed up; every character still knows where it was printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.report import Section
from parsers.words import half

LONGEST_QUOTE = 100
# A paragraph often begins with its topic: （二）依申请公开情况。
TOPIC = 24
LONGEST_TOPIC = 30
LONGEST_CONTEXT = 1000
# A line that ends without a full stop goes on, unless it is short enough to be a heading and looks like one.
SHORTEST_LINE = 8
LONG_LINE = 18

_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]?")
COUNTED = re.compile(r"[\d一二两三四五六七八九十](?:(?<=\d)|件|宗|起|份|例)")
# A comma between digits may only part thousands.
_CLAUSE = re.compile(r"[；;,，](?:(?<=[；;])|(?<!\d[,，])|(?!\d{3}(?!\d)))")
_UNSEEN = "\u200b\ufeff\u2060\u00ad"
_LIST_MARK = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}[、.是]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)|注)"
)
_LINE_END = re.compile(r"[。！？；;：:!?]$")
_TOPIC_END = re.compile(r"(?:方面|情况|工作|措施|事项|问题|建设|管理|保障|公开|培训|监督)$")
_CHANNEL_FIRST = re.compile(r"^(?:主要|并|同时)?(?:通过|利用|依托|借助|在|运用)[^\d]{2,40}$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without blanks, and where each of its characters stands in what was printed.

    `context` is what it may be about: its heading, how its paragraph begins, and itself. A sentence that is quoted
    whole needs no places.
    """

    printed: str
    text: str
    places: Sequence[int]
    context: str


def sentences(section: Section) -> Iterator[Sentence]:
    heading = section.heading
    for paragraph in _paragraphs(section.text):
        topic = "".join((heading + paragraph[:TOPIC]).split())
        for match in _SENTENCE.finditer(paragraph):
            printed = match[0]
            text = close(printed)
            if COUNTED.search(text):
                places = _places(printed) if len(printed) > LONGEST_QUOTE else ()
                yield Sentence(printed, text, places, topic + text[:LONGEST_CONTEXT])
        heading = paragraph if len(paragraph) < LONGEST_TOPIC else heading


def _paragraphs(text: str) -> Iterator[str]:
    """Lines that were only broken by the page's width are put together again."""
    whole = ""
    for line in filter(str.strip, text.split("\n")):
        last = whole.rsplit("\n", 1)[-1].strip()
        if _breaks_off(last) and not _LIST_MARK.match(line) and "\t" not in line:
            whole += "\n" + line
            continue
        if whole:
            yield whole
        whole = line
    if whole:
        yield whole


def _breaks_off(line: str) -> bool:
    if _LINE_END.search(line) or len(line) < SHORTEST_LINE:
        return False
    return len(line) >= LONG_LINE or not (_LIST_MARK.match(line) or _TOPIC_END.search(line))


def close(printed: str) -> str:
    """Blanks gone but for one between two digits, full-width digits folded."""
    plain = half(printed)
    for unseen in _UNSEEN:
        plain = plain.replace(unseen, " ")
    words = plain.split()
    text = words[:1]
    for before, after in pairwise(words):
        text.append(f" {after}" if before[-1].isdigit() and after[0].isdigit() else after)
    return "".join(text)


def _places(printed: str) -> list[int]:
    """Where each character of the closed text stands; a blank between two digits is the last one before the second."""
    places: list[int] = []
    for place, character in enumerate(printed):
        if character.isspace() or character in _UNSEEN:
            continue
        if places and places[-1] < place - 1 and character.isdigit() and printed[places[-1]].isdigit():
            places.append(place - 1)
        places.append(place)
    return places


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """A clause that only says through which channel belongs to the next one."""
    start = 0
    for match in _CLAUSE.finditer(text):
        if match[0] not in "；;" and _CHANNEL_FIRST.match(text[start : match.start()]):
            continue
        yield start, match.start()
        start = match.end()
    yield start, len(text.rstrip("。！？!?"))


def quote(sentence: Sentence, place: int) -> str:
    """The sentence as printed; of a long one the clauses around the number."""
    start, end = 0, len(sentence.printed)
    at = sentence.places[place] if end > LONGEST_QUOTE else place
    for marks in ("[，；;,]", "[，；;,、]"):
        if end - start > LONGEST_QUOTE:
            start, end = _around(sentence.printed, at, marks)
    if end - start > LONGEST_QUOTE:
        start, end = max(start, at - LONGEST_QUOTE // 2), min(end, at + LONGEST_QUOTE // 2)
    return sentence.printed[start:end].replace("\n", "").strip(" \u3000，,；;、")


def _around(printed: str, at: int, marks: str) -> tuple[int, int]:
    """From the beginning of the clause before to the end of the clause at a place; looks no further than a quote."""
    first, last = max(0, at - 2 * LONGEST_QUOTE), min(len(printed), at + 2 * LONGEST_QUOTE)
    cuts = [first, *(first + match.end() for match in re.finditer(marks, printed[first:last])), last]
    inner = max(i for i, cut in enumerate(cuts[:-1]) if cut <= at)
    return cuts[max(0, inner - 1)], cuts[inner + 1]
