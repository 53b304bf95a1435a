"""A TOML table that is read strictly: what is asked for is checked, and what nobody asked for is an error.

An error is one line that names the file and the key. Knows nothing of what the keys mean.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import click

# A file that a person wrote; what is larger is none.
LARGEST = 1024 * 1024

Choice = TypeVar("Choice", bound=str)


class Wrong(click.UsageError):
    """One line for a person: which file, which key, what is wrong with it."""


def read_toml(file: Path) -> Table:
    try:
        with file.open("rb") as opened:
            body = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise Wrong(f"{file}：没有这个文件") from None
    except OSError as error:
        raise Wrong(f"{file}：读不出（{error.strerror or error}）") from None
    if len(body) > LARGEST:
        raise Wrong(f"{file}：超过 {LARGEST // 1024} KiB，不像是人写的文件")
    try:
        return Table(tomllib.loads(body.decode("utf-8")), str(file))
    except UnicodeDecodeError as error:
        raise Wrong(f"{file}：不是 UTF-8（第 {error.start} 字节）") from None
    except tomllib.TOMLDecodeError as error:
        raise Wrong(f"{file}：不是 TOML（{error}）") from None
    except RecursionError:
        raise Wrong(f"{file}：不是 TOML（嵌套过深）") from None


class Table:
    """Every key is taken once by one of the methods; `done` complains of those that were not."""

    def __init__(self, values: Mapping[str, Any], file: str, path: str = "") -> None:
        self._values = values
        self._file = file
        self._path = path
        self._asked: set[str] = set()

    def wrong(self, key: str, said: str) -> Wrong:
        return Wrong(f"{self._file}：{self._at(key)}：{said}")

    def has(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str, *, like: str | None = None, said: str = "写法不对") -> str:
        """A text that has to be there; `like` is a pattern for the whole of it."""
        value = self._take(key)
        if value is None:
            raise self.wrong(key, "缺少")
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "应为非空的文字")
        if like is not None and not re.fullmatch(like, value):
            raise self.wrong(key, f"{said}（{value}）")
        return value

    def maybe(self, key: str, *, like: str | None = None, said: str = "写法不对") -> str | None:
        self._asked.add(key)
        return self.text(key, like=like, said=said) if self.has(key) else None

    def one_of(self, key: str, choices: Sequence[Choice], default: Choice | None = None) -> Choice:
        if default is not None and not self.has(key):
            self._asked.add(key)
            return default
        value = self.text(key)
        for choice in choices:
            if choice == value:
                return choice
        raise self.wrong(key, f"没有“{value}”，只有 {'、'.join(choices)}")

    def flag(self, key: str, default: bool) -> bool:
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, "应为 true 或 false")
        return default if value is None else value

    def number(self, key: str, least: float, most: float) -> float | None:
        value = self._take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.wrong(key, f"应为 {least:g} 到 {most:g} 的数")
        return value

    def whole(self, key: str, least: int, most: int) -> int | None:
        value = self.number(key, least, most)
        if value is not None and not isinstance(value, int):
            raise self.wrong(key, "应为整数")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self.wrong(key, "应为文字的列表")
        return tuple(value)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise self.wrong(key, "应为一组“名 = 文字”")
        return tuple(value.items())

    def table(self, key: str) -> Table | None:
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(key, f"应写作 [{key}]")
        return Table(value, self._file, self._at(key))

    def tables(self, key: str) -> list[Table]:
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, f"应写作 [[{key}]]")
        return [Table(one, self._file, f"{self._at(key)}[{number}]") for number, one in enumerate(value, 1)]

    def done(self) -> None:
        for key in self._values:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, n=1)
                raise self.wrong(key, f"没有这个键{f'，是否为 {near[0]}？' if near else ''}")

    def _take(self, key: str) -> Any:
        self._asked.add(key)
        return self._values.get(key)

    def _at(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key
