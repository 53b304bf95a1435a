"""`python -m sample`: the sample world in a process of its own, told by lines on its standard input.

It writes the portals' files, prints `ready`, and then obeys `night 2`, `expected` (as JSON) and `stop`; it also
stops when its input ends.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from sample.big import big
from sample.server import Request, Server, serve
from sample.world import World


def main(arguments: Sequence[str] | None = None, said: TextIO = sys.stdin, out: TextIO = sys.stdout) -> int:
    chosen = _arguments(arguments)
    world = big() if chosen.big else World(only=tuple(chosen.only.split(",")) if chosen.only else ())
    with serve(world, night=chosen.night, delay=chosen.delay) as server:
        if chosen.log:
            server.tell(_Log(chosen.log))
        if chosen.folder:
            server.write_portals(chosen.folder, probed=not chosen.unprobed)
        _say(out, "ready")
        for line in said:
            if not _obeyed(server, line.split(), out):
                break
    return 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m sample", description="示例政府网站，只在本机 (the sample portals, on loopback)"
    )
    parser.add_argument("--night", type=int, default=1, help="第几夜")
    parser.add_argument("--folder", type=Path, help="把各网站的 TOML 文件写到这里")
    parser.add_argument("--only", default="", help="只开这些网站，以逗号分隔")
    parser.add_argument("--delay", type=float, default=0.3, help="慢页面慢几秒")
    parser.add_argument("--log", type=Path, help="每个请求一行 JSON，追加到此文件")
    parser.add_argument("--unprobed", action="store_true", help="不写由脚本填充的列表的接口")
    parser.add_argument("--big", action="store_true", help="供 bench 用的大网站（1,000 份报告）")
    return parser.parse_args(arguments)


class _Log:
    """Lines are written whole, whichever thread they come from."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> None:
        with self._lock, self._file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(request), ensure_ascii=False) + "\n")


def _obeyed(server: Server, words: Sequence[str], out: TextIO) -> bool:
    """False when it was told to stop."""
    nights = [str(number) for number, _ in enumerate(server.world.plan.nights, 1)]
    if len(words) == 2 and words[0] == "night" and words[1] in nights:
        server.night = int(words[1])
        _say(out, f"night {server.night}")
    elif words == ["expected"]:
        told = {
            "runs": [asdict(one) for one in server.expected()],
            "changes": [asdict(one) for one in server.expected_changes()],
        }
        _say(out, json.dumps(told, ensure_ascii=False))
    elif words and words != ["stop"]:
        _say(out, "?")
    return words != ["stop"]


def _say(out: TextIO, line: str) -> None:
    out.write(line + "\n")
    out.flush()


if __name__ == "__main__":
    raise SystemExit(main())
