"""Heat maps: a table whose cells are coloured by how far they are from what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from labnet.charts.drawing import INK, PALE, Drawing, cut, width_of

__all__ = ["Cell", "colour", "heatmap"]

_LONGEST: Final = 28
_CELL: Final = (58.0, 30.0)
_MARGIN: Final = 16.0
_HEAD: Final = 52.0
_SLANT: Final = 0.75
_FOOT: Final = 34.0

_LESS: Final = (0xC0, 0x56, 0x21)
_AS: Final = (0xF7, 0xF7, 0xF5)
_MORE: Final = (0x1F, 0x6F, 0xA8)
"""Orange, nearly white, blue: told apart by whoever cannot tell red from green."""
_UNKNOWN: Final = "#e4e7eb"
_DARK: Final = 0.6


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, and how far it is below (down to -1) or above (up to 1) what is expected; None: not told."""

    text: str
    shade: float | None
    hint: str = ""


def colour(shade: float | None) -> str:
    """Give the colour of a shade: orange for -1, nearly white for 0, blue for 1, grey where it is not told.

    Examples
    --------
    >>> colour(-1), colour(0), colour(1), colour(None)
    ('#c05621', '#f7f7f5', '#1f6fa8', '#e4e7eb')
    """
    if shade is None:
        return _UNKNOWN
    strength = min(abs(shade), 1.0)
    end = _MORE if shade > 0 else _LESS
    mixed = (round(a + (b - a) * strength) for a, b in zip(_AS, end, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def heatmap(
    title: str,
    labels: Sequence[str],
    cells: Sequence[Sequence[Cell | None]],
    legend: tuple[str, str, str, str],
) -> str:
    """Draw a square table of groups against groups.

    Parameters
    ----------
    title : str
        What it shows.
    labels : sequence of n str
        Names of rows, and of columns.
    cells : n sequences of n Cell or None
        Row by row; None leaves a cell empty.
    legend : four str
        What is said of the colours: fewer than expected, as expected, more, cannot tell.
    """
    names = [cut(label, _LONGEST) for label in labels]
    side = max((width_of(name) for name in names), default=0.0)
    left, top = _MARGIN + side + 8, _HEAD + side * _SLANT
    width = max(left + len(names) * _CELL[0] + _MARGIN + side * _SLANT, 2 * _MARGIN + width_of(title, 15), 420.0)
    drawing = Drawing(width, top + len(names) * _CELL[1] + _FOOT + _MARGIN, title, "; ".join(legend))
    drawing.text((_MARGIN, 26), title, size=15)
    for place, (name, label) in enumerate(zip(names, labels, strict=True)):
        middle = top + (place + 0.5) * _CELL[1]
        drawing.text((left - 8, middle + 4), name, anchor="end")
        drawing.text((left + (place + 0.5) * _CELL[0], top - 8), name, turn=-45)
        for column, cell in enumerate(cells[place]):
            if cell is not None:
                _cell(drawing, (left + column * _CELL[0], top + place * _CELL[1]), cell, f"{label} · {labels[column]}")
    _legend(drawing, legend, top + len(names) * _CELL[1] + _FOOT)
    return drawing.svg()


def _cell(drawing: Drawing, place: tuple[float, float], cell: Cell, ends: str) -> None:
    hint = f"{ends}, {cell.hint}" if cell.hint else ends
    drawing.rectangle((place[0] + 1, place[1] + 1), (_CELL[0] - 2, _CELL[1] - 2), colour(cell.shade), hint)
    dark = cell.shade is not None and abs(cell.shade) > _DARK
    middle = (place[0] + _CELL[0] / 2, place[1] + _CELL[1] / 2 + 4)
    drawing.text(middle, cell.text, anchor="middle", fill="#ffffff" if dark else INK)


def _legend(drawing: Drawing, words: Sequence[str], y: float) -> None:
    x = _MARGIN
    for word, shade in zip(words, (-1.0, 0.0, 1.0, None), strict=True):
        drawing.rectangle((x, y - 11), (14, 14), colour(shade))
        drawing.line([(x, y - 11), (x + 14, y - 11), (x + 14, y + 3), (x, y + 3), (x, y - 11)], PALE, width=0.5)
        drawing.text((x + 20, y), word)
        x += 20 + width_of(word) + 18
