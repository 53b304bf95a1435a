"""The views of the database as SQL: `checks`, `figures` and `panel`. Their columns are described in schema.toml.

`figures` and `panel` are written out from the forms, so that a cell of a form cannot be forgotten in either.
"""

from __future__ import annotations

from dataclasses import dataclass

from parsers import form

# Where a body reports for the whole region too, that report's findings are others than its own level's.
FINDING = "r.org_id || '.' || r.year || CASE r.scope WHEN 'region' THEN '.region.' ELSE '.' END || i.fingerprint"

_CHECKS = """
SELECT v.report_id, i.rule, i.cells, v.status, v.printed, v.expected, v.blame, i.severity,
       d.decision, d.note, v.detail,
       {finding} AS finding
FROM verdicts v
JOIN identities i ON i.id = v.identity_id
JOIN reports r ON r.id = v.report_id
LEFT JOIN decisions d ON d.finding = {finding}
     AND d.printed IS v.printed AND d.expected IS v.expected
"""

# One arm a figure. A cell without a number is part of the report where the document prints a mark in it, or a problem
# names it: a parser leaves no cell without either, and what another form prints in this row has neither.
_FIGURE = """
SELECT r.id AS report_id, r.org, r.year, '{table}' AS table_name, t.item, '{figure}' AS figure, t.{figure} AS value,
       (SELECT d.value FROM derived d WHERE d.report_id = r.id AND d.cell = {cell}) AS derived,
       (SELECT m.mark FROM marks m WHERE m.report_id = r.id AND m.cell = {cell}) AS mark,
       CASE WHEN t.{figure} IS NOT NULL THEN 'printed' WHEN {named} THEN 'not_shown' ELSE 'blank' END AS state, r.scope
FROM reports r JOIN {table} t ON t.report_id = r.id
WHERE r.is_current = 1 AND (t.{figure} IS NOT NULL
      OR EXISTS (SELECT 1 FROM marks m WHERE m.report_id = r.id AND m.cell = {cell}) OR {named})
"""
_NAMED = """EXISTS (SELECT 1 FROM problems p, json_each(p.cells) c
            WHERE p.report_id = r.id AND c.value = {cell} AND p.code NOT LIKE 'witness_%')"""


@dataclass(frozen=True, slots=True)
class Sum:
    """A column of the panel: one cell, or several added up where every one of them is known."""

    name: str
    table: str
    items: tuple[str, ...]
    figure: str

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(f"{self.table}.{item}.{self.figure}" for item in self.items)


def _of_applications(name: str, *items: str) -> Sum:
    return Sum(name, "applications", items, "total")


def _starting(prefix: str) -> tuple[str, ...]:
    return tuple(item.key for item in form.table("applications").items if item.key.startswith(prefix))


_OTHER_DETAIL = ("other_not_corrected", "other_fee_unpaid", "other_misc")
_LAWSUITS = ("litigation_direct", "litigation_after")

SUMS = (
    _of_applications("new", "new"),
    _of_applications("carried_in", "carried_in"),
    _of_applications("handled", "handled_total"),
    _of_applications("carried_out", "carried_out"),
    _of_applications("granted", "granted"),
    _of_applications("partly_granted", "partly_granted"),
    _of_applications("refused", *_starting("refused_")),
    _of_applications("unavailable", *_starting("unavailable_")),
    _of_applications("rejected", *_starting("rejected_")),
    # Printed as one row, or as three.
    _of_applications("other_handled", "other_handling"),
    _of_applications("other_handled", *_OTHER_DETAIL),
    Sum("reconsiderations", "proceedings", ("reconsideration",), "total"),
    Sum("reconsiderations_corrected", "proceedings", ("reconsideration",), "corrected"),
    Sum("litigations", "proceedings", _LAWSUITS, "total"),
    Sum("litigations_corrected", "proceedings", _LAWSUITS, "corrected"),
    Sum("normative_documents_in_force", "proactive", ("normative_documents",), "in_force"),
    Sum("licensing", "proactive", ("licensing",), "decisions"),
    Sum("penalties", "proactive", ("penalties",), "decisions"),
    Sum("coercion", "proactive", ("coercion",), "decisions"),
    Sum("fees", "proactive", ("fees",), "amount"),
)

# Of two scopes of one body and year the body's own level, which alone can be compared with other bodies.
_PANEL = """
SELECT o.id AS org_id, o.name AS org, o.region_code, o.level, o.kind, r.year,
       coalesce(r.published, r.created) AS published,
       (SELECT CAST(julianday(min(coalesce(v.published, v.created))) - julianday((r.year + 1) || '-' || l.month_day)
               AS INTEGER) FROM reports v WHERE v.org_id = r.org_id AND v.year = r.year
               AND (v.scope IS 'region') = (r.scope IS 'region')) AS days_late,
       {sums},
       (SELECT count(*) FROM verdicts v JOIN identities i ON i.id = v.identity_id
        LEFT JOIN decisions d ON d.finding = {finding}
             AND d.printed IS v.printed AND d.expected IS v.expected
        WHERE v.report_id = r.id AND v.status = 'fail' AND coalesce(d.decision, '') <> 'dismissed') AS checks_failed,
       r.cells_not_shown,
       (SELECT count(*) FROM derived d WHERE d.report_id = r.id AND d.cell IN ({cells})) AS cells_derived,
       r.scope, r.gone_at, r.id AS report_id
FROM reports r
JOIN organisations o ON o.id = r.org_id
LEFT JOIN deadlines l ON l.kind = CASE o.level WHEN 'town' THEN 'town' ELSE o.kind END
     AND r.year BETWEEN l.since AND l.until
WHERE r.is_current = 1 AND r.id = (
      SELECT s.id FROM reports s WHERE s.org_id = r.org_id AND s.year = r.year AND s.is_current = 1
      ORDER BY coalesce(s.scope, '') = 'region', s.id LIMIT 1)
"""


def text_of(name: str) -> str:
    return {"checks": _CHECKS.format(finding=FINDING), "figures": _figures(), "panel": _panel()}[name].strip()


def _figures() -> str:
    arms = []
    for table in form.TABLES:
        for figure in dict.fromkeys(head.figure for head in form.table(table).heads):
            cell = f"'{table}.' || t.item || '.{figure}'"
            named = _NAMED.format(cell=cell)
            arms.append(_FIGURE.format(table=table, figure=figure, cell=cell, named=named).strip())
    return "\nUNION ALL\n".join(arms)


def _panel() -> str:
    columns: dict[str, list[str]] = {}
    for one in SUMS:
        columns.setdefault(one.name, []).append(_sum(one))
    sums = [f"{_either(texts)} AS {name}" for name, texts in columns.items()]
    cells = ", ".join(f"'{cell}'" for one in SUMS for cell in one.cells)
    return _PANEL.format(sums=",\n       ".join(sums), cells=cells, finding=FINDING)


def _either(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else "coalesce(" + ", ".join(texts) + ")"


def _sum(one: Sum) -> str:
    """Known is what is printed, or what the identities force (counted in cells_derived)."""
    known = f"coalesce(t.{one.figure}, d.value)"
    items = ", ".join(f"'{item}'" for item in one.items)
    return (
        f"(SELECT CASE WHEN count({known}) = {len(one.items)} THEN sum({known}) END FROM {one.table} t"  # noqa: S608
        f" LEFT JOIN derived d ON d.report_id = t.report_id AND d.cell = '{one.table}.' || t.item || '.{one.figure}'"
        f" WHERE t.report_id = r.id AND t.item IN ({items}))"
    )
