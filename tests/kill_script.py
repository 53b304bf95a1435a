"""`gongkai` with a fault at a chosen place: `python -m tests.kill_script PLACE NTH ARGUMENTS…`. For tests only.

A place is module:function@before or @after: the NTH time it is reached the process ends there, as by a power cut;
or module:function@full: from the NTH time on the disc takes no more.
"""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

from crawler.cli import main


def arm(place: str, nth: int) -> None:
    path, _, when = place.partition("@")
    module_name, _, name = path.partition(":")
    owner: Any = importlib.import_module(module_name)
    *outer, last = name.split(".")
    for part in outer:
        owner = getattr(owner, part)
    setattr(owner, last, deadly(getattr(owner, last), when, nth))


def deadly(function: Callable[..., Any], when: str, nth: int) -> Callable[..., Any]:
    calls = count(1)

    def reached() -> None:
        # next() is one step, whichever thread takes it.
        times = next(calls)
        if when == "full" and times >= nth:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if when != "full" and times == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrapped(*args: Any, **options: Any) -> Any:
        if when != "after":
            reached()
        result = function(*args, **options)
        if when == "after":
            reached()
        return result

    return wrapped


if __name__ == "__main__":
    arm(sys.argv[1], int(sys.argv[2]))
    main(sys.argv[3:])
