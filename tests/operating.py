"""The generated parts of docs/operating.md and deploy/gongkai.toml: `python -m tests.operating` writes them anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from pathlib import Path

from crawler.config import Config, example, keys
from crawler.reasons import reasons

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "operating.md"
EXAMPLE = ROOT / "deploy" / "gongkai.toml"


def settings(language: str) -> str:
    heads = {"zh": "| 键 | 默认 | 例 | 含义 |", "en": "| key | default | example | meaning |"}
    rows = [f"| `{key.name}` | {_default(key.name)} | `{key.example}` | {getattr(key, language)} |" for key in keys()]
    return "\n".join([heads[language], "|---|---|---|---|", *rows])


def _default(name: str) -> str:
    (field,) = (one for one in fields(Config) if one.name == name.rpartition(".")[2])
    return f"`{field.default}`" if field.default not in (MISSING, "", None, ()) else "—"


def causes(language: str) -> str:
    heads = {"zh": "| 代码 | 含义 | 早上做什么 |", "en": "| code | meaning | what to do |"}
    rows = [
        f"| `{code}` | {getattr(one, language)} | {getattr(one, f'do_{language}')} |" for code, one in reasons().items()
    ]
    return "\n".join([heads[language], "|---|---|---|", *rows])


PARTS: Mapping[str, Callable[[], str]] = {
    "settings-zh": lambda: settings("zh"),
    "settings-en": lambda: settings("en"),
    "reasons-zh": lambda: causes("zh"),
    "reasons-en": lambda: causes("en"),
}
PART = re.compile(rf"<!-- ({'|'.join(PARTS)}) -->\n(?:.*?\n)?<!-- /\1 -->", re.DOTALL)


def renewed(text: str) -> str:
    return PART.sub(lambda found: f"<!-- {found[1]} -->\n{PARTS[found[1]]()}\n<!-- /{found[1]} -->", text)


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    EXAMPLE.write_text(example(), encoding="utf-8")
