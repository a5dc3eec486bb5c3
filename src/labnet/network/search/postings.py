"""Which rows hold a term, and with what weight: the inverted file of a search index, in arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Postings", "Weights"]

Weights: TypeAlias = NDArray[np.float32]
"""One number for each row."""

_Column: TypeAlias = NDArray[np.void]
_POSTING: Final = np.dtype([("row", np.int32), ("weight", np.float32)])
_NOTHING: Final = np.empty(0, _POSTING)


class Postings:
    """Terms with the rows that hold them; a row stands once under a term."""

    def __init__(self) -> None:
        self._columns: dict[str, _Column] = {}

    def __contains__(self, term: str) -> bool:
        """Tell whether any row holds the term."""
        return term in self._columns

    def __iter__(self) -> Iterator[str]:
        """Go through the terms."""
        return iter(self._columns)

    def change(
        self, removed: Mapping[int, Mapping[str, float]], added: Mapping[int, Mapping[str, float]]
    ) -> tuple[set[str], set[str]]:
        """Take terms from rows and give terms to rows (row: terms and weights); tell the terms that are new and gone.

        A term that a row has already is taken from it before it is given anew. Each term is passed over once, however
        many rows change.
        """
        out: defaultdict[str, list[int]] = defaultdict(list)
        for row, terms in removed.items():
            for term in terms:
                out[term].append(row)
        into: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for row, terms in added.items():
            for term, weight in terms.items():
                into[term].append((row, weight))
        touched = out.keys() | into.keys()
        before = {term for term in touched if term in self._columns}
        for term in touched:
            self._replace(term, out.get(term), into.get(term))
        after = {term for term in touched if term in self._columns}
        return after - before, before - after

    def weights(self, terms: Mapping[str, float], rows: int, *, least: float = 0.0) -> Weights:
        """Give each row's best weight under any of the terms, each scaled by its factor; 0 where it holds none.

        Weights that are below the least before they are scaled do not count.
        """
        best = np.zeros(rows, np.float32)
        columns = [(self._columns[term], factor) for term, factor in terms.items() if term in self._columns]
        if columns:
            found: NDArray[Any] = np.concatenate([column for column, _ in columns])
            factors = np.repeat([factor for _, factor in columns], [len(column) for column, _ in columns])
            weights = found["weight"] * factors.astype(np.float32)
            enough = found["weight"] >= np.float32(least) if least else slice(None)
            np.maximum.at(best, found["row"][enough], weights[enough])
        return best

    def _replace(self, term: str, out: list[int] | None, into: list[tuple[int, float]] | None) -> None:
        column = self._columns.get(term, _NOTHING)
        if out:
            rows = column["row"]
            column = column[rows != out[0] if len(out) == 1 else ~np.isin(rows, out)]
        if into:
            column = np.concatenate([column, np.array(into, _POSTING)])
        if len(column):
            self._columns[term] = column
        else:
            self._columns.pop(term, None)
