"""One workbook with a sheet a table and a codebook; the rows go to disk as they come.

Text is text: nothing becomes a formula, a number or a link, and what looks like a formula has a ' before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from pipelines.export.cells import safe
from pipelines.export.files import Plain, Task, Write
from pipelines.export.tables import Extract

FILE = "gongkai.xlsx"
# What Excel can hold: rows of a sheet, and UTF-16 units of a cell.
ROWS, UNITS = 1_048_576, 32_767
_CUT = "……（超出单元格的限度，已截断）"
# Excel has no day before this one.
_FIRST_DAY = date(1900, 3, 1)
_WIDE, _NARROW = 24, 11
_OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
}  # fmt: skip
_ABOUT = (
    "空单元格是没有印出数字，不是 0。文字以 = + - @ 等开头的，前面加了一个 '，以免被当作公式。",
    "An empty cell is a number that is not printed, never 0. Text that begins with = + - @ and the like has a ' before"
    " it, so that it is not taken for a formula.",
)


class Files(Plain):
    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._book = xlsxwriter.Workbook(task.folder / FILE, {**_OPTIONS, "tmpdir": str(task.folder)})
        self._book.use_zip64()
        if task.as_of:
            self._book.set_properties({"created": task.as_of})
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._codebook = self._book.add_worksheet("codebook")
        self._tables: list[Extract] = []
        self._cut = 0

    @contextmanager
    def table(self, one: Extract, of: pa.Schema) -> Iterator[Write]:
        sheets = 1
        sheet, row = self._sheet(one.name, of), 1

        def write(batch: pa.RecordBatch) -> None:
            nonlocal sheets, sheet, row
            for values in zip(*(column.to_pylist() for column in safe(batch).columns), strict=True):
                if row == ROWS:
                    sheets += 1
                    sheet, row = self._sheet(f"{one.name}_{sheets}", of), 1
                self._row(sheet, row, values)
                row += 1

        yield write
        if sheets > 1:
            self.notes.append(f"{FILE}：{one.name} 的行数超过一张工作表的限度，分在 {sheets} 张里（{one.name}_2 …）")
        self._tables.append(one)

    def _sheet(self, name: str, of: pa.Schema) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for number, field in enumerate(of):
            text = field.type == pa.string()
            sheet.set_column(number, number, max(_WIDE if text else _NARROW, len(field.name) + 1))
            sheet.write_string(0, number, field.name, self._bold)
        return sheet

    def _row(self, sheet: Worksheet, row: int, values: Sequence[Any]) -> None:
        for number, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, number, self._fitting(value))
            elif isinstance(value, date):
                self._write_day(sheet, row, number, value)
            elif value is not None:
                sheet.write_number(row, number, value)

    def _write_day(self, sheet: Worksheet, row: int, number: int, value: date) -> None:
        if value >= _FIRST_DAY:
            sheet.write_datetime(row, number, value, self._day)
        else:
            sheet.write_string(row, number, value.isoformat())

    def _fitting(self, text: str) -> str:
        if 2 * len(text) <= UNITS or len(text.encode("utf-16-le")) <= 2 * UNITS:
            return text
        self._cut += 1
        return text.encode("utf-16-le")[: 2 * (UNITS - len(_CUT))].decode("utf-16-le", "ignore") + _CUT

    def finish(self) -> None:
        if self._cut:
            self.notes.append(f"{FILE}：{self._cut} 个单元格的文字太长，已截断；全文见其他格式")
        rows = [*((line,) for line in (*_ABOUT, *self.notes)), (), ("table", "column", "type", "说明", "description")]
        for one in self._tables:
            rows.append((one.name, "", "", one.of.zh, one.of.en))
            rows += [(one.name, column.name, column.type, column.zh, column.en) for column in one.columns]
        head = rows.index(("table", "column", "type", "说明", "description"))
        for number, row in enumerate(rows):
            for at, value in enumerate(row):
                self._codebook.write_string(number, at, value, self._bold if number == head else None)
        for at, wide in enumerate((18, 30, 10, 60, 60)):
            self._codebook.set_column(at, at, wide)
        self._close()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        super().__exit__(kind, error, trace)
        if isinstance(error, Exception):
            # The library closes its files in no other way; what it makes of them is thrown away.
            with suppress(OSError):
                self._close()

    def _close(self) -> None:
        try:
            self._book.close()
        except FileCreateError as error:
            # It is always what the system said.
            raise OSError(*error.args[0].args, FILE) from error
