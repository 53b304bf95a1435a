"""Parquet: one file a table, written a row group at a time; what a column means stands in its field's metadata."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa
from pyarrow import parquet

from pipelines.export.files import Plain, Write
from pipelines.export.tables import Extract

# Rows of a group: enough to compress well, few enough to hold.
GROUP = 65_536


class Files(Plain):
    @contextmanager
    def table(self, one: Extract, of: pa.Schema) -> Iterator[Write]:
        waiting: list[pa.RecordBatch] = []
        with parquet.ParquetWriter(self.task.folder / f"{one.name}.parquet", of, compression="zstd") as writer:

            def write(batch: pa.RecordBatch) -> None:
                waiting.append(batch)
                if sum(one.num_rows for one in waiting) >= GROUP:
                    writer.write_table(pa.Table.from_batches(waiting, of))
                    waiting.clear()

            yield write
            if waiting:
                writer.write_table(pa.Table.from_batches(waiting, of))
