"""CSV: UTF-8 with a byte order mark, since Excel takes a file without one for the local code page.

NULL is an empty cell, an empty string is "": readers that tell them apart can. Beside the tables datapackage.json.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
from pyarrow import csv

from pipelines.export.cells import safe
from pipelines.export.datapackage import package
from pipelines.export.files import Plain, Task, Write
from pipelines.export.tables import Extract

_OPTIONS = csv.WriteOptions(quoting_style="needed", quoting_header="none")


class Files(Plain):
    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._written: list[tuple[Extract, pa.Schema]] = []

    @contextmanager
    def table(self, one: Extract, of: pa.Schema) -> Iterator[Write]:
        with (self.task.folder / f"{one.name}.csv").open("wb") as file:
            file.write(BOM_UTF8)
            with csv.CSVWriter(file, of, write_options=_OPTIONS) as writer:
                yield lambda batch: writer.write_batch(safe(batch))
        self._written.append((one, of))

    def finish(self) -> None:
        text = json.dumps(package(self._written, self.task), ensure_ascii=False, indent=2)
        (self.task.folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")
