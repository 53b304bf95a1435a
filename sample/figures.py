"""The figures of an organisation through the years, drawn from a seed: every identity of the form holds.

What is carried over and what is in force goes on from year to year; what an agency gets wrong is done to them later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from parsers import form
from sample.chance import chance
from sample.model import Body, Number, Oddity

FIRST = 2019
APPLICANTS = tuple(head.figure for head in form.table("applications").heads if head.figure != "total")
# How many requests a year each kind of body receives, by applicant.
RECEIVED: Mapping[str, tuple[tuple[int, int], ...]] = {
    "government": ((70, 260), (12, 60), (0, 7), (0, 6), (3, 21), (1, 9)),
    "office": ((40, 160), (6, 31), (0, 3), (0, 2), (1, 9), (0, 5)),
    "department": ((9, 58), (2, 14), (0, 2), (0, 1), (0, 6), (0, 3)),
    "town": ((1, 14), (0, 3), (0, 0), (0, 0), (0, 2), (0, 1)),
}
# The share of each result; what is not named is rare.
SHARES = {"granted": 40, "partly_granted": 9, "unavailable_not_held": 17, "refused_third_party": 3,
          "refused_process": 4, "refused_internal_affairs": 3, "refused_enforcement_file": 3,
          "unavailable_must_create": 5, "unavailable_still_unclear": 3, "rejected_petition": 4,
          "rejected_repeated": 4, "other_not_corrected": 3, "other_misc": 3, "other_handling": 6}  # fmt: skip
SCALE = {"government": 40, "office": 3, "department": 9, "town": 1}


@dataclass(slots=True)
class _Stock:
    """What goes on to the next year."""

    carried: dict[str, int]
    documents: int
    regulations: int


def through_years(
    body: Body, years: Sequence[int], odd: Mapping[int, Oddity], seed: str
) -> dict[int, dict[str, Number | None]]:
    """Figures of each year that has tables, on the form that the year's oddity or the year itself names."""
    start = chance(seed, body.name)
    stock = _Stock(
        {
            name: start.randint(0, 1 + high // 8)
            for name, (_, high) in zip(APPLICANTS, RECEIVED[body.kind], strict=True)
        },
        start.randint(4, 12) * (1 + SCALE[body.kind] // 4),
        start.randint(2, 9) if _makes_regulations(body) else 0,
    )
    made = {}
    for year in (year for year in years if year >= FIRST):
        rng = chance(seed, body.name, year)
        of = odd.get(year, Oddity())
        made[year] = {
            **_proactive(rng, body, of.form or in_force(year), stock),
            **_applications(rng, body, of.applications or of.form or in_force(year), stock, of.carried),
            **_proceedings(rng, body),
        }
    return made


def in_force(year: int) -> str:
    return "2021" if year >= 2021 else "2019"


def _makes_regulations(body: Body) -> bool:
    return body.kind == "government" and body.name.endswith("市人民政府")


def _applications(rng: Random, body: Body, on: str, stock: _Stock, wrong: int) -> dict[str, Number | None]:
    results = [item.key for item in form.table("applications").items_of(on)][2:-2]
    weights = [SHARES.get(key, 1) for key in results]
    cells: dict[str, Number | None] = {}
    carried_out = {}
    for at, (name, (low, high)) in enumerate(zip(APPLICANTS, RECEIVED[body.kind], strict=True)):
        new = rng.randint(low, high)
        came = stock.carried[name] + (wrong if at == 0 else 0)
        carried_out[name] = min(new, rng.randint(0, 1 + high // 8))
        handled = new + came - carried_out[name]
        drawn = rng.choices(results, weights, k=handled)
        column = {"new": new, "carried_in": came, **{key: drawn.count(key) for key in results}}
        column |= {"handled_total": handled, "carried_out": carried_out[name]}
        cells |= {f"applications.{item}.{name}": value for item, value in column.items()}
    stock.carried = carried_out
    for item in form.table("applications").items_of(on):
        cells[f"applications.{item.key}.total"] = sum(
            int(cells[f"applications.{item.key}.{n}"] or 0) for n in APPLICANTS
        )
    return cells


def _proceedings(rng: Random, body: Body) -> dict[str, Number | None]:
    most = {"government": 30, "office": 6, "department": 7, "town": 1}[body.kind]
    cells: dict[str, Number | None] = {}
    for item in form.table("proceedings").items:
        path = f"proceedings.{item.key}"
        values = [rng.randint(0, most), rng.randint(0, 1 + most // 5), rng.randint(0, 1 + most // 4), rng.randint(0, 1)]
        values = [0] * 4 if body.kind == "town" and rng.random() < 0.6 else values
        cells |= dict(
            zip((f"{path}.{name}" for name in ("upheld", "corrected", "other", "pending")), values, strict=True)
        )
        cells[f"{path}.total"] = sum(values)
    return cells


def _proactive(rng: Random, body: Body, on: str, stock: _Stock) -> dict[str, Number | None]:
    scale = SCALE[body.kind]
    issued, repealed = rng.randint(0, 2 + scale // 8), min(stock.documents, rng.randint(0, 1 + scale // 12))
    rules = (rng.randint(0, 1), rng.randint(0, 1)) if _makes_regulations(body) else (0, 0)
    rules = (rules[0], min(rules[1], stock.regulations))
    stock.documents += issued - repealed
    stock.regulations += rules[0] - rules[1]
    if on == "2021":
        values: dict[str, Number | None] = {
            "regulations.issued": rules[0], "regulations.repealed": rules[1], "regulations.in_force": stock.regulations,
            "normative_documents.issued": issued, "normative_documents.repealed": repealed,
            "normative_documents.in_force": stock.documents, "licensing.decisions": rng.randint(20, 900) * scale,
            "penalties.decisions": rng.randint(3, 190) * scale, "coercion.decisions": rng.randint(0, 33) * scale,
            "fees.amount": round(rng.uniform(0.2, 90) * scale, 4) if scale > 1 else 0,
        }  # fmt: skip
    else:
        values = _proactive_2019(rng, scale, rules[0], issued, stock)
    return {f"proactive.{path}": value for path, value in values.items()}


def _proactive_2019(rng: Random, scale: int, rules: int, issued: int, stock: _Stock) -> dict[str, Number | None]:
    values: dict[str, Number | None] = {
        "regulations.made": rules, "regulations.published": rules, "regulations.total_public": stock.regulations,
        "normative_documents.made": issued, "normative_documents.published": max(0, issued - rng.randint(0, 1)),
        "normative_documents.total_public": stock.documents,
    }  # fmt: skip
    for item in ("licensing", "other_services", "penalties", "coercion"):
        last = rng.randint(2, 120) * (2 if scale > 1 else 1)
        values |= {f"{item}.items_last_year": last, f"{item}.change": rng.randint(-min(last, 9), 25)}
        values[f"{item}.decisions"] = rng.randint(5, 400) * scale
    values |= {"fees.items_last_year": rng.randint(1, 17), "fees.change": rng.randint(-1, 4)}
    return values | {
        "procurement.projects": rng.randint(1, 46),
        "procurement.amount": round(rng.uniform(3, 800) * scale, 2),
    }
