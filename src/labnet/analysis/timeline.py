"""Timelines: the contacts of a network and the days they last, to ask about many days or about a changed network.

What a timeline gives of a day is what `labnet.analysis.two_mode` and `labnet.analysis.vulnerability.contact_network`
give; it is faster, since what does not depend on the day is worked out once, and nothing is kept of days that were
asked for. Ties and actors can be taken out of a timeline or added to it: the image it was made from stays as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from labnet.analysis.collaboration import TAKING_PART
from labnet.analysis.tables import table_of
from labnet.analysis.two_mode import _DIRECT, _IS_UNIT, Scope, TwoMode, _attendance, _on_themes, _units, _works
from labnet.analysis.vulnerability import ContactNetwork, _without_crowds
from labnet.model.dates import ALWAYS, NEVER_ENDS, day_code
from labnet.model.relations import RELATIONS, Layer
from labnet.network.columns import Ints
from labnet.network.image import OUT, Image
from labnet.network.ties import RELATION_CODES, RELATION_NAMES

__all__ = ["HYPOTHETICAL", "Moment", "Span", "Timeline", "timeline"]

HYPOTHETICAL: Final = -1
"""The row of a tie that is not there."""

_IS_CONTACT: Final = np.array([Layer.CONTACT in spec.layers for spec in RELATIONS.values()])
_TAKES_PART: Final = np.isin(np.arange(len(RELATION_NAMES)), [RELATION_CODES[name] for name in TAKING_PART])
_EITHER_WAY: Final = np.array([spec.symmetric for spec in RELATIONS.values()])
_JOINS_UNITS: Final = np.isin(np.arange(len(RELATION_NAMES)), [RELATION_CODES[name] for name in _DIRECT])


@dataclass(frozen=True, slots=True)
class Span:
    """A tie between two actors, by their rows, that is added to a timeline; it always lasts."""

    source: int
    target: int
    relation: str
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class Moment:
    """A network on a day.

    Attributes
    ----------
    meetings : TwoMode
        Who takes part in what, and the contacts that follow.
    network : ContactNetwork
        What people walk through.
    ties, undated : int
        How many ties there are in `network`, and how many of them have no known start.
    """

    meetings: TwoMode
    network: ContactNetwork
    ties: int
    undated: int


@dataclass(frozen=True, eq=False)
class Timeline:
    """Contacts of an image within a scope, and the days they last.

    Attributes
    ----------
    sources, targets, relations, ties : (m,) arrays of int
        Rows of the ends of each tie, the code of its relation, and its row or `HYPOTHETICAL`.
    since, until : (m,) arrays of int
        Its first and its last day, yyyymmdd, as `Image.active` has them.
    weights : (m,) array of float
    undated : (m,) array of bool
        Whether its start is not known.
    gone : frozenset of int
        Rows of actors that were taken out.
    """

    image: Image
    scope: Scope
    sources: Ints
    targets: Ints
    relations: Ints
    ties: Ints
    since: Ints
    until: Ints
    weights: npt.NDArray[np.float64]
    undated: npt.NDArray[np.bool_]
    gone: frozenset[int] = frozenset()

    def without(self, actors: Iterable[int] = (), ties: Iterable[int] = ()) -> Timeline:
        """Give the timeline without some actors and ties, by their rows."""
        gone, cut = frozenset(actors), list(ties)
        leaves = np.isin(self.ties, cut)
        for ends in (self.sources, self.targets):
            leaves |= np.isin(ends, list(gone))
        return replace(self._where(~leaves), gone=self.gone | gone)

    def adding(self, spans: Iterable[Span]) -> Timeline:
        """Give the timeline with ties added."""
        added = list(spans)
        count = len(added)
        columns: dict[str, list[Any]] = {
            "sources": [span.source for span in added],
            "targets": [span.target for span in added],
            "relations": [RELATION_CODES[span.relation] for span in added],
            "ties": [HYPOTHETICAL] * count,
            "since": [ALWAYS] * count,
            "until": [NEVER_ENDS] * count,
            "weights": [span.weight for span in added],
            "undated": [False] * count,
        }
        return replace(self, **{name: self._longer(name, values) for name, values in columns.items()})

    def _longer(self, name: str, values: list[Any]) -> Any:
        column = getattr(self, name)
        return np.concatenate([column, np.array(values, column.dtype)])

    def on(self, day: dt.date) -> Moment:
        """Give the network on a day."""
        code = day_code(day)
        active = self._where((self.since <= code) & (self.until >= code))
        units, works = _units(self.image, day, self.scope), _works(self.image, self.scope)
        for present in (units, works):
            present[list(self.gone)] = False
        meetings = active._meetings(units, works)  # noqa: SLF001 - of the same class
        works &= (self.image.starts <= code) & (self.image.ends >= code)
        return active._moment(meetings, units, works)  # noqa: SLF001 - of the same class

    def _where(self, keep: npt.NDArray[np.bool_]) -> Timeline:
        return replace(
            self,
            sources=self.sources[keep],
            targets=self.targets[keep],
            relations=self.relations[keep],
            ties=self.ties[keep],
            since=self.since[keep],
            until=self.until[keep],
            weights=self.weights[keep],
            undated=self.undated[keep],
        )

    def _meetings(self, units: npt.NDArray[np.bool_], works: npt.NDArray[np.bool_]) -> TwoMode:
        rows = np.flatnonzero(units)
        place = np.cumsum(units) - 1
        # A symmetric tie may name the work first.
        turned = _EITHER_WAY[self.relations] & works[self.sources]
        actors, taken = np.where(turned, (self.targets, self.sources), (self.sources, self.targets))
        parts = _TAKES_PART[self.relations] & units[actors] & works[taken]
        joins = _JOINS_UNITS[self.relations] & units[self.sources] & units[self.targets]
        joins &= self._on_theme(units)
        attended, left_out, attendance = _attendance(place[actors[parts]], taken[parts], len(rows))
        ends = place[self.sources[joins]], place[self.targets[joins]]
        direct = table_of(ends, (len(rows), len(rows)), self.weights[joins])
        return TwoMode(
            units=rows,
            works=attended,
            kinds=self.image.kinds[rows],
            attendance=attendance,
            direct=sparse.csr_array(direct + direct.T),
            left_out=left_out,
            ties=int((parts | joins).sum()),
            undated=int((self.undated & (parts | joins)).sum()),
        )

    def _moment(self, meetings: TwoMode, units: npt.NDArray[np.bool_], works: npt.NDArray[np.bool_]) -> Moment:
        there = units | works
        rows = np.flatnonzero(there)
        place = np.cumsum(there) - 1
        keep = there[self.sources] & there[self.targets]
        keep &= self._on_theme(units)
        ends = place[self.sources[keep]], place[self.targets[keep]]
        network = _without_crowds(rows, works[rows], ends, self.ties[keep])
        stays = np.zeros(len(there), np.bool_)
        stays[network.rows] = True
        counted = keep & stays[self.sources] & stays[self.targets]
        return Moment(meetings, network, int(counted.sum()), int((counted & self.undated).sum()))

    def _on_theme(self, units: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Tell which ties are within the themes of the scope: between two units, both have one of them."""
        if self.scope.themes is None:
            return np.ones(len(self.ties), np.bool_)
        fits = ~units | _on_themes(self.image, self.scope.themes)
        on_theme: npt.NDArray[np.bool_] = ~(units[self.sources] & units[self.targets])
        return on_theme | (fits[self.sources] & fits[self.targets])


def timeline(image: Image, scope: Scope | None = None) -> Timeline:
    """Give the contacts of an image within a scope, and the days they last; loops are left out."""
    scope = scope or Scope()
    there = image.alive & (_IS_UNIT[image.kinds] | _works(image, scope))
    rows = np.flatnonzero(there)
    origins, entries = image.entries_of(rows)
    keep = (entries.codes % 2 == OUT) & _IS_CONTACT[entries.codes // 2] & there[entries.neighbours]
    keep &= rows[origins] != entries.neighbours
    sources, entries = rows[origins[keep]], entries.where(keep)
    targets, ties = entries.neighbours.astype(np.int64), entries.ties.astype(np.int64)
    since, until = (column.data[ties].astype(np.int64) for column in (image.ties.since, image.ties.until))
    undated = since == ALWAYS
    # As `Image.active` has it: a tie without a start begins with the last of the two, unless it was over by then.
    born = np.maximum(image.starts[sources], image.starts[targets])
    return Timeline(
        image=image,
        scope=scope,
        sources=sources,
        targets=targets,
        relations=(entries.codes // 2).astype(np.int64),
        ties=ties,
        since=np.where(undated & (born <= until), born, since),
        until=np.minimum(until, np.minimum(image.ends[sources], image.ends[targets])),
        weights=image.ties.weights(entries.ties).astype(np.float64),
        undated=undated,
    )
