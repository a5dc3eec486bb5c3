"""``python -m benchmarks.analysis.speed``: what analyses take, beside what networkx takes for the same measure.

CPU time of one process; every analysis the first time it is asked of an image, once for all who ask afterwards. Where
networkx has the same measure it is taken of the same contacts, of a few actors where it would take hours for all.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import networkx as nx
import numpy as np

from benchmarks.engine.networks import MEDIUM, SMALL, Place, persons, whole
from labnet.analysis.brokerage import brokers
from labnet.analysis.communities import communities
from labnet.analysis.findings import findings
from labnet.analysis.grouping import GroupBy, grouping
from labnet.analysis.introduction import Introductions
from labnet.analysis.parallel_efforts import parallel_efforts
from labnet.analysis.peers import peers
from labnet.analysis.proposals import proposed_ties
from labnet.analysis.segregation import segregation
from labnet.analysis.silos import Question, mixing
from labnet.analysis.timeline import timeline
from labnet.analysis.two_mode import two_mode
from labnet.analysis.vulnerability import contact_network, cuts
from labnet.network.facets import facets
from labnet.network.image import Image

__all__ = ["Line", "beside", "main", "measured"]

_DAY: Final = dt.date(2026, 1, 1)
_SIZES: Final = {"S": SMALL, "M": MEDIUM}
_ASKING: Final = 50
_COUNTED: Final = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what was done, and CPU seconds; of networkx too where it does the same."""

    what: str
    seconds: float
    networkx: float | None = None


def _timed(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def measured(image: Image, *, runs: int = 20) -> Iterator[Line]:
    """Measure every analysis on an image that nothing was asked of yet."""
    sphere = Question(GroupBy.SPHERE, _DAY)
    yield Line("tier, territory and themes of everybody, once for all analyses", _timed(lambda: facets(image)))
    yield Line("mixing by sphere", _timed(lambda: mixing(image, sphere)))
    yield Line("cut points", _timed(lambda: cuts(image, _DAY, persons=False)))
    yield Line("findings, once mixing and cut points are there", _timed(lambda: findings(image, sphere)))
    by_body = Question(GroupBy.ADMINISTRATION, _DAY)
    yield Line("mixing by administration", _timed(lambda: mixing(image, by_body)))
    for by in (GroupBy.SPHERE, GroupBy.ADMINISTRATION):
        # Of another day, of which nothing is held.
        asked = Question(by, _DAY + dt.timedelta(days=len(by.name)))
        yield Line(
            f"silos by {by.name.lower()}, with findings and cut points, of a day nobody has asked for",
            _timed(lambda asked=asked: findings(image, asked)),  # type: ignore[misc] # a default that binds
        )
    yield Line("brokers", _timed(lambda: brokers(image, _DAY, GroupBy.SPHERE)))
    yield Line("parallel efforts", _timed(lambda: parallel_efforts(image, _DAY)))
    yield Line("ten proposed ties", _timed(lambda: proposed_ties(image, _DAY, GroupBy.SPHERE)))
    yield Line("the network as a timeline, for trend and what-if", _timed(lambda: timeline(image)))
    yield from _peers(image)
    yield Line(f"communities, {runs} runs", _timed(lambda: communities(image, _DAY, runs=runs)))


def _peers(image: Image) -> Iterator[Line]:
    rows = persons(image, _ASKING + 1)
    yield Line("peers of the first who asks", _timed(lambda: peers(image, rows[0], _DAY)))
    seconds = np.array([_of_one(image, row) for row in rows[1:]])
    for what, mean in zip(("peers", "their reasons", "ways to them"), seconds.mean(axis=0).tolist(), strict=True):
        yield Line(f"{what}, of one actor, mean of {_ASKING}", mean)


def _of_one(image: Image, row: int) -> tuple[float, float, float]:
    """Measure what a question on peers asks: ten of them, why, and through whom to be introduced."""
    begun = time.process_time()
    found = peers(image, row, _DAY)
    ranked = time.process_time()
    for peer in found:
        _ = peer.reasons
    told = time.process_time()
    ways = Introductions(image, row, _DAY, [peer.row for peer in found])
    for peer in found:
        ways.to(peer.row)
    return ranked - begun, told - ranked, time.process_time() - told


def beside(image: Image) -> Iterator[Line]:
    """Measure what networkx has too, on the same contacts."""
    found = two_mode(image, _DAY)
    groups = grouping(image, found.units, GroupBy.SPHERE, _DAY)
    ones = found.contacts.sign()
    graph = nx.from_scipy_sparse_array(ones)
    nx.set_node_attributes(graph, dict(enumerate(groups.only.tolist())), "group")
    yield Line(
        "assortativity, and E-I, with their exact deviations",
        _timed(lambda: segregation(ones, groups.shares, shuffle=False)),
        _timed(lambda: nx.attribute_assortativity_coefficient(graph, "group")),
    )
    # Of another day: cut points of this one may have been asked for, and are held.
    day = _DAY + dt.timedelta(days=1)
    walked = contact_network(image, day)
    ways = nx.from_scipy_sparse_array(walked.links)
    yield Line(
        "articulation points and bridges",
        _timed(lambda: cuts(image, day, limit=99)),
        _timed(lambda: (list(nx.articulation_points(ways)), list(nx.bridges(ways)))),
    )
    some = persons(image, _COUNTED)
    places = [place for row in some if (place := found.place_of(row)) is not None]
    yield Line(
        f"constraint and effective size: of {_COUNTED} brokers, with roles; of networkx {len(places)} people, without",
        _timed(lambda: brokers(image, _DAY, GroupBy.KIND, limit=_COUNTED)),
        _timed(lambda: (nx.constraint(graph, places), nx.effective_size(graph, places))),
    )


def _table(name: str, lines: Iterator[Line]) -> Iterator[str]:
    yield f"### {name}\n\n| what | labnet | networkx | ratio |\n|---|--:|--:|--:|"
    for line in lines:
        ratio = "" if line.networkx is None else f"{line.networkx / line.seconds:.3g}"
        theirs = "" if line.networkx is None else _told(line.networkx)
        yield f"| {line.what} | {_told(line.seconds)} | {theirs} | {ratio} |"


def _told(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1_000 * seconds:.3g} ms"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis.speed", description=__doc__)
    parser.add_argument("--size", choices=_SIZES, default="S", help="S is 10000 people, M is 300000")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="keep generated networks here for the next time")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        place = Place(_SIZES[options.size], options.data or Path(scratch))
        place.prepare()
        image = whole(place.database)
        for lines in (measured(image), beside(image)):
            for line in _table(f"Size {options.size}", lines):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
            sys.stdout.write("\n")


if __name__ == "__main__":
    main()
