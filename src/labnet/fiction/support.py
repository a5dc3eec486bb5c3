"""Money and help: what programmes fund, whom they choose, and who sits on their juries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from labnet.fiction.cast import Cast
from labnet.fiction.draws import NOBODY, Groups, Ints, stream
from labnet.fiction.ties import Ties, tied

__all__ = ["draw_support"]

_JURORS: Final = 4
_LAUREATES: Final = 0.4
_FUNDED: Final = {"PROJECT": 0.25, "LAB": 0.3}
_HELPED: Final = 0.10
_SUMS: Final = np.array([10_000, 15_000, 20_000, 30_000, 50_000, 80_000, 120_000, 200_000, 250_000])


def draw_support(cast: Cast) -> Iterator[Ties]:
    """Draw who funds, supports and chooses whom."""
    rng = stream(cast.plan.seed, "support")
    programmes = cast.count("PROGRAMME")
    if not programmes:
        return
    yield tied(cast.rows("BODY", cast.works["PROGRAMME"].carrier), "RUNS", cast.rows("PROGRAMME"))
    yield _juries(cast, rng)
    labs = np.flatnonzero(rng.random(cast.count("LAB")) < _LAUREATES)
    chosen = cast.rows("PROGRAMME", rng.integers(0, programmes, len(labs)))
    yield tied(cast.rows("LAB", labs), "LAUREATE_OF", chosen, amount=rng.choice(_SUMS, len(labs)))
    yield tied(chosen, "SUPPORTS", cast.rows("LAB", labs))
    for kind, share in _FUNDED.items():
        funded = np.flatnonzero(rng.random(cast.count(kind)) < share)
        programme = cast.rows("PROGRAMME", rng.integers(0, programmes, len(funded)))
        yield tied(programme, "FUNDS", cast.rows(kind, funded), amount=rng.choice(_SUMS, len(funded)))
    yield _helped(cast, rng)


def _juries(cast: Cast, rng: np.random.Generator) -> Ties:
    weight = cast.bodies.weight
    sits = np.repeat(np.arange(cast.count("PROGRAMME")), _JURORS)
    bodies = Groups(np.zeros(len(weight), np.int64), weight, 1).pick(rng, np.zeros(len(sits), np.int64))
    return tied(cast.rows("BODY", bodies), "SELECTS", cast.rows("PROGRAMME", sits))


def _helped(cast: Cast, rng: np.random.Generator) -> Ties:
    """Let labs help projects of their theme."""
    labs, projects = cast.works["LAB"], cast.works["PROJECT"]
    helped: Ints = np.flatnonzero(rng.random(len(projects.theme)) < _HELPED)
    lab = Groups(labs.theme, labs.size, len(cast.setting.themes)).pick(rng, projects.theme[helped])
    return tied(np.where(lab == NOBODY, NOBODY, cast.rows("LAB", lab)), "SUPPORTS", cast.rows("PROJECT", helped))
