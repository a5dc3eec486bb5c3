"""Lines over time: one or several figures, day by day."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from labnet.charts.drawing import INK, PALE, Drawing, width_of

__all__ = ["lines", "ticks"]

_COLOURS: Final = ("#1f6fa8", "#c05621", "#2f7d4f", "#7b4b94")
_DASHES: Final = ("", "7 3", "2 3", "9 3 2 3")
"""Lines differ by more than colour."""
_WIDTH: Final = 720.0
_HEIGHT: Final = 320.0
_LEFT: Final = 64.0
_RIGHT: Final = 24.0
_TOP: Final = 64.0
_BOTTOM: Final = 40.0
_MOST_TICKS: Final = 6
_LEAST_SPAN: Final = 1e-9
"""Figures that differ by less are as good as equal."""


def ticks(low: float, high: float, most: int = _MOST_TICKS) -> list[float]:
    """Give round numbers from one not above `low` to one not below `high`, `most` at most.

    Examples
    --------
    >>> ticks(0, 87), ticks(-0.13, 0.21)
    ([0, 20, 40, 60, 80, 100], [-0.2, -0.1, 0.0, 0.1, 0.2, 0.3])
    """
    span = next((size for size in (high - low, abs(high)) if size > _LEAST_SPAN), 1.0)
    size = 10.0 ** math.floor(math.log10(span / most))
    for step in (size * factor for factor in (1, 2, 5, 10, 20, 50)):
        first, last = math.floor(low / step), math.ceil(high / step)
        if last - first < most:
            break
    digits = max(0, -math.floor(math.log10(step)))
    return [round(place * step, digits) if digits else int(place * step) for place in range(first, last + 1)]


def lines(
    title: str,
    days: Sequence[dt.date],
    series: Mapping[str, Sequence[float | None]],
    write: Callable[[float], str] = "{:g}".format,
) -> str:
    """Draw figures over time; where one is not known, its line is broken.

    Parameters
    ----------
    title : str
        What it shows.
    days : sequence of n dates
        Ascending.
    series : mapping of str to n float or None
        Figures by name; at most four.
    write : callable
        Writes a number.
    """
    drawing = Drawing(_WIDTH, _HEIGHT, title, ", ".join(series))
    drawing.text((16, 26), title, size=15)
    known = [value for values in series.values() for value in values if value is not None]
    marks = ticks(min(known, default=0.0), max(known, default=1.0))
    for mark in marks:
        y = _y(mark, marks)
        drawing.line([(_LEFT, y), (_WIDTH - _RIGHT, y)], "#e4e7eb", width=1)
        drawing.text((_LEFT - 8, y + 4), write(mark), anchor="end")
    for day, x in _labelled(days):
        drawing.text((x, _HEIGHT - _BOTTOM + 20), str(day.year), anchor="middle")
        drawing.line([(x, _HEIGHT - _BOTTOM), (x, _HEIGHT - _BOTTOM + 4)], PALE, width=1)
    x = _LEFT
    for number, (name, values) in enumerate(series.items()):
        style = number % len(_COLOURS)
        drawing.line([(x, 46), (x + 22, 46)], _COLOURS[style], dashes=_DASHES[style])
        drawing.text((x + 28, 50), name, fill=INK)
        x += 28 + width_of(name) + 18
        for piece in _pieces(days, values, marks, write):
            drawing.line([place for place, _ in piece], _COLOURS[style], dashes=_DASHES[style])
            for place, hint in piece:
                drawing.dot(place, _COLOURS[style], f"{name}, {hint}")
    return drawing.svg()


def _pieces(
    days: Sequence[dt.date], values: Sequence[float | None], marks: Sequence[float], write: Callable[[float], str]
) -> Iterator[list[tuple[tuple[float, float], str]]]:
    """Give the unbroken pieces of a line: places with what is said of each."""
    piece: list[tuple[tuple[float, float], str]] = []
    for day, value in zip(days, values, strict=True):
        if value is None:
            if piece:
                yield piece
            piece = []
        else:
            piece.append(((_x(day, days), _y(value, marks)), f"{day.isoformat()}, {write(value)}"))
    if piece:
        yield piece


def _labelled(days: Sequence[dt.date]) -> Iterator[tuple[dt.date, float]]:
    """Give the first day of each year there is room for, and where it stands."""
    seen = {day.year: day for day in reversed(days)}
    years = sorted(seen)
    step = max(1, math.ceil(len(years) / 14))
    return ((seen[year], _x(seen[year], days)) for year in years[::step])


def _x(day: dt.date, days: Sequence[dt.date]) -> float:
    span = (days[-1] - days[0]).days or 1
    return _LEFT + (day - days[0]).days / span * (_WIDTH - _LEFT - _RIGHT)


def _y(value: float, marks: Sequence[float]) -> float:
    span = (marks[-1] - marks[0]) or 1.0
    return _HEIGHT - _BOTTOM - (value - marks[0]) / span * (_HEIGHT - _TOP - _BOTTOM)
