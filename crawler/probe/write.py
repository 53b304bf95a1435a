"""A rule into a portal's file in the data folder: the file that counts, with its comments, and [list] in it.

Built-in files are copied, never changed. Written whole or not at all, and only what reads back as what was meant.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from crawler.portal import ListRule, Portal, Start, Wrong, dump, load

_SECTION = re.compile(r"^\s*\[")
_LIST = re.compile(r"^\s*\[\s*list\s*[\].]")


def written(portal: Portal, rule: ListRule, start: Start | None, source: Path, data: Path, remark: str) -> Path:
    """The operator's own file, with the rule in it and, where it is given, one start more."""
    changed = replace(portal, list=rule, starts=(*portal.starts, start) if start else portal.starts)
    text = _with_rule(source.read_text(encoding="utf-8"), changed, start, remark)
    folder = data / "portals"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{portal.id}.toml"
    draft = file.with_suffix(".new")
    draft.write_text(text, encoding="utf-8")
    if not _is(draft, changed):
        # Written in a way that cannot be added to: as a whole then, without its comments.
        draft.write_text(f"# {remark}\n{dump(changed)}", encoding="utf-8")
        load(draft)
    draft.replace(file)
    return file


def _is(file: Path, portal: Portal) -> bool:
    try:
        return load(file) == portal
    except Wrong:
        return False


def shown(rule: ListRule) -> str:
    """[list] as it stands in the file."""
    return _section(Portal("x", "x", "100000", "generic", ("x.example",), list=rule), "list")


def _with_rule(text: str, changed: Portal, start: Start | None, remark: str) -> str:
    kept = _without_list(text.splitlines())
    added = [f"# {remark}", _section(changed, "list")]
    if start is not None:
        added.insert(0, _section(replace(changed, starts=(start,)), "starts"))
    return "\n".join(kept).rstrip() + "\n\n" + "\n".join(added)


def _without_list(lines: list[str]) -> list[str]:
    kept, inside = [], False
    for line in lines:
        if _SECTION.match(line):
            inside = bool(_LIST.match(line))
        if not inside:
            kept.append(line)
    return kept


def _section(portal: Portal, name: str) -> str:
    """One section of a portal's file, with those below it."""
    blocks = re.split(r"\n(?=\[)", dump(portal))
    return "\n".join(block for block in blocks if re.match(rf"\[\[?{name}[\].]", block))
