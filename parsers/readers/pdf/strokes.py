"""Paths to Rules: which parts of a drawn or filled path are straight lines along an axis. Shared by the engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from parsers.readers.pdf.page import THIN, Box, Rule

Matrix = tuple[float, float, float, float, float, float]
# A path's step: m(ove), l(ine), c(urve) or h (close), and the point it ends at.
Step = tuple[str, float, float]
Point = tuple[float, float]

# How far a line may lean and still be along an axis.
_LEAN = 1.0


def multiplied(inner: Matrix, outer: Matrix | None) -> Matrix:
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def moved(box: Box, matrix: Matrix | None) -> Box:
    if matrix is None:
        return box
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = box
    xs = [a * x + c * y + e for x in (x0, x1) for y in (y0, y1)]
    ys = [b * x + d * y + f for x in (x0, x1) for y in (y0, y1)]
    return min(xs), min(ys), max(xs), max(ys)


def strokes(steps: Iterable[Step], matrix: Matrix, stroked: bool) -> tuple[list[Rule], int]:
    """The lines of a path and how many curves it has; of what is only filled, the thin rectangles alone are lines."""
    rules: list[Rule] = []
    curves = 0
    for points, bent in _outlines(steps, matrix):
        curves += bent
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if len(points) > 1 and not bent and min(box[2] - box[0], box[3] - box[1]) <= THIN:
            rules.append(Rule(*box))
        elif stroked and not bent:
            rules += _sides(points)
    return rules, curves


def _sides(points: list[Point]) -> Iterator[Rule]:
    for (ax, ay), (bx, by) in pairwise(points):
        if abs(ax - bx) <= _LEAN or abs(ay - by) <= _LEAN:
            yield Rule(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _outlines(steps: Iterable[Step], matrix: Matrix) -> Iterator[tuple[list[Point], int]]:
    a, b, c, d, e, f = matrix
    points: list[Point] = []
    bent = 0
    for kind, x, y in steps:
        if kind == "m" and points:
            yield points, bent
            points, bent = [], 0
        if kind == "h":
            if points:
                points.append(points[0])
            continue
        bent += kind == "c"
        points.append((a * x + c * y + e, b * x + d * y + f))
    if points:
        yield points, bent
