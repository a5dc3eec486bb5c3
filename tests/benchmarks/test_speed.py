from __future__ import annotations

from collections.abc import Callable

from benchmarks.analysis.speed import beside, measured

from labnet.network.image import Image

_ANALYSES = (
    "mixing by sphere",
    "mixing by administration",
    "silos by sphere",
    "silos by administration",
    "findings",
    "cut points",
    "brokers",
    "parallel efforts",
    "ten proposed ties",
    "the network as a timeline",
    "peers of the first who asks",
    "peers, of one actor",
    "their reasons, of one actor",
    "ways to them, of one actor",
    "communities, 2 runs",
    "assortativity, and E-I",
    "articulation points and bridges",
    "constraint and effective size",
)


def _cliques() -> str:
    """Three groups of four people who know each other, in a ring, each of a body of its own."""
    people = "\n".join(f"innovator p{n:02}" for n in range(12))
    cities = "state_service c0 tier=state_central\nlocal_authority c1 tier=commune\norganisation c2 tier=research"
    jobs = "\n".join(f"p{n:02} WORKS_FOR c{n // 4}" for n in range(12))
    pairs = [(4 * c + i, 4 * c + j) for c in range(3) for i in range(4) for j in range(i)]
    pairs += [(4 * c + 3, (4 * c + 4) % 12) for c in range(3)]
    ties = "\n".join(f"p{one:02} COLLABORATES_WITH p{other:02}" for one, other in pairs)
    return f"{people}\n{cities}\n{jobs}\n{ties}"


def test_every_analysis_is_measured_and_what_networkx_has_stands_beside_it(draw: Callable[[str], Image]) -> None:
    image = draw(_cliques())

    alone, compared = list(measured(image, runs=2)), list(beside(image))

    told = [line.what for line in (*alone, *compared)]
    assert len(set(told)) == len(told)
    for analysis in _ANALYSES:
        assert any(line.startswith(analysis) for line in told), analysis
    assert all(line.networkx is None and line.seconds >= 0 for line in alone)
    assert all(line.networkx is not None and line.networkx > 0 for line in compared)
