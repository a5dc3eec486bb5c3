"""The matrix of groups against groups: as a table with signs for a terminal, and as a heat map."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from labnet.charts.heatmap import Cell, heatmap
from labnet.cli.reports.showing import Rows, cell
from labnet.wording.labels import heading, label

__all__ = ["Matrix", "matrix"]

_VERDICTS: Final = ("UNDER_CONNECTED", "AS_EXPECTED", "OVER_CONNECTED", "CANNOT_TELL")
_SIGNS: Final = {"UNDER_CONNECTED": "▼", "OVER_CONNECTED": "▲", "CANNOT_TELL": "?"}
_MOST: Final = 40
"""Groups that a picture has room for: those that meet most."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Groups against groups.

    Attributes
    ----------
    labels : sequence of str
        Names of the groups.
    pairs : mapping of pair of int to pair of groups
        What the API answered of each pair, by the places of both.
    language : str
        Language of words.
    """

    labels: Sequence[str]
    pairs: Mapping[tuple[int, int], dict[str, Any]]
    language: str

    def rows(self) -> Rows:
        """Give the table: how often each two meet, with a sign where that is less or more than expected."""
        size = range(len(self.labels))
        rows = [[self.labels[one], *(self._sign(one, other) for other in size)] for one in size]
        legend = ", ".join(f"{sign} {label(verdict, self.language)}" for verdict, sign in _SIGNS.items())
        return Rows(["", *self.labels], rows, f"{heading('observed', self.language)} ({legend})")

    def picture(self) -> str:
        """Draw the heat map as SVG: colours tell how far from what is expected, grey that it cannot be told."""
        size = range(len(self.labels))
        cells = [[self._cell(one, other) for other in size] for one in size]
        fewer, even, more, unknown = (label(verdict, self.language) for verdict in _VERDICTS)
        return heatmap(heading("mixing", self.language), self.labels, cells, (fewer, even, more, unknown))

    def _sign(self, one: int, other: int) -> str:
        pair = self.pairs.get((one, other))
        return (
            "" if pair is None else f"{cell(pair['observed'], self.language)} {_SIGNS.get(pair['verdict'], '')}".strip()
        )

    def _cell(self, one: int, other: int) -> Cell | None:
        pair = self.pairs.get((one, other))
        if pair is None:
            return None
        shade = None
        if pair["verdict"] not in ("CANNOT_TELL", "WITHHELD") and pair["expected"]:
            # Half as often, or twice, is half of the way to the strongest colour.
            shade = max(-1.0, min(1.0, math.log2(max(pair["ratio"], 0.25)) / 2))
        told = label(pair["verdict"], self.language)
        expected = (
            f"{heading('expected', self.language)} {cell(pair['expected'], self.language)}, "
            if pair["expected"]
            else ""
        )
        return Cell(cell(pair["observed"], self.language), shade, f"{expected}{told}")


def matrix(groups: Sequence[dict[str, Any]], pairs: Sequence[dict[str, Any]], language: str) -> Matrix:
    """Put the pairs that the API answered into a matrix of the groups that meet most."""
    met: dict[str, float] = {each["group"]["key"]: 0.0 for each in groups}
    for pair in pairs:
        for end in ("a", "b"):
            met[pair[end]["key"]] = met.get(pair[end]["key"], 0.0) + (pair["observed"] or 0.0)
    chosen = set(sorted(met, key=lambda key: -met[key])[:_MOST])
    shown = [each["group"] for each in groups if each["group"]["key"] in chosen]
    place = {group["key"]: at for at, group in enumerate(shown)}
    both: dict[tuple[int, int], dict[str, Any]] = {}
    for pair in pairs:
        if pair["a"]["key"] in place and pair["b"]["key"] in place:
            one, other = place[pair["a"]["key"]], place[pair["b"]["key"]]
            both[one, other] = both[other, one] = pair
    return Matrix([group["label"] for group in shown], both, language)
