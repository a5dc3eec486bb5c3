from __future__ import annotations

from collections.abc import Callable

import pytest
from benchmarks.analysis.communities import compare

from labnet.network.image import Image


def test_all_are_measured_on_one_network_and_find_its_cliques(draw: Callable[[str], Image]) -> None:
    """Three cliques of four, in a ring."""
    people = "\n".join(f"innovator p{n:02}" for n in range(12))
    pairs = [(4 * c + i, 4 * c + j) for c in range(3) for i in range(4) for j in range(i)]
    pairs += [(4 * c + 3, (4 * c + 4) % 12) for c in range(3)]
    ties = "\n".join(f"p{one:02} COLLABORATES_WITH p{other:02}" for one, other in pairs)

    lines = compare(draw(f"{people}\n{ties}"), runs=3)

    assert [line.who.split(",")[0] for line in lines] == ["labnet", "labnet", "scikit-network", "networkx"]
    assert {line.communities for line in lines} == {3}
    assert [line.modularity for line in lines] == [pytest.approx(18 / 21 - 1 / 3)] * 4
    assert all(line.seconds >= 0 for line in lines)
