"""`python -m tests.make_case FILE --name place-2024-oddity`: adds a golden case, marked unread until a person read it.

Given a case's folder that has no expected.json, writes only that. Never touches an expectation that exists.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

from parsers import parse
from parsers.as_json import as_json
from tests.cases import CASES, NAME, UNREAD, Case, input_of, load_case

TEMPLATE = 'quirks = [{quirks}]\nabout = """\n{about}\n"""\n'


def parsed(case: Case) -> dict[str, Any]:
    """The JSON of `gongkai parse --json`, as it comes out of a JSON reader."""
    decoded: dict[str, Any] = json.loads(json.dumps(as_json(parse(case.document), case.document.name)))
    return decoded


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make case", description=__doc__)
    parser.add_argument("file", type=Path, help="a page, or a case's folder")
    parser.add_argument("--name", default="", help="<portal-or-place>-<year>-<oddity>; the file's stem if not given")
    parser.add_argument("--quirks", default="", help="ids of quirks.toml, with commas between")
    parser.add_argument("--about", default="", help="what is odd and why it matters")
    given = parser.parse_args(arguments)
    if not given.file.exists():
        parser.error(f"no such file: {given.file}")
    folder = given.file if given.file.is_dir() else CASES / (given.name or given.file.stem)
    if given.file.is_file():
        if not NAME.fullmatch(folder.name):
            parser.error(f"a case is named <portal-or-place>-<year>-<oddity>, not {folder.name!r}: give --name")
        if folder.exists():
            parser.error(f"the case exists already: {folder.name}")
        add_folder(folder, given.file, given.quirks.split(",") if given.quirks else [], given.about)
    input_of(folder)
    if (folder / "expected.json").exists():
        parser.error(f"{folder.name} has its expectation already")
    write_expected(folder)
    print(f"{folder.name}: read every value of expected.json against the page, then remove {UNREAD!r}")
    return 0


def add_folder(folder: Path, source: Path, quirks: list[str], about: str) -> None:
    folder.mkdir(parents=True)
    shutil.copyfile(source, folder / f"input{source.suffix}")
    facts = TEMPLATE.format(quirks=", ".join(f'"{quirk.strip()}"' for quirk in quirks), about=about)
    (folder / "case.toml").write_text(facts, encoding="utf-8")


def write_expected(folder: Path) -> None:
    got = parsed(load_case(folder))
    got.pop("file", None)
    text = json.dumps({UNREAD: True, **got}, ensure_ascii=False, indent=1)
    (folder / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
