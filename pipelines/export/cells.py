"""Text that a spreadsheet would take for a formula is written with a ' before it; numbers are left alone.

Nothing is lost: text that has the ' already gets another, so that taking one ' away gives back what was written.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

# What OWASP names, full-width forms (an input method for Chinese types them), tab, and both ends of a line.
_FORMULA = "^('*[=+\\-@\\t\\r\\n＝＋－＠])"
# As a person can undo it, in any language.
UNDO = "^'('*[=+\\-@\\t\\r\\n＝＋－＠])"


def safe(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [
        pc.replace_substring_regex(column, _FORMULA, "'\\1") if column.type == pa.string() else column
        for column in batch.columns
    ]
    return pa.record_batch(columns, schema=batch.schema)
