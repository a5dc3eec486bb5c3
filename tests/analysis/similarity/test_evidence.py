from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np

from labnet.analysis.reasons import Reason, ReasonKind
from labnet.analysis.selection import ActorSelection
from labnet.analysis.similarity.candidates import candidates
from labnet.analysis.similarity.evidence import Evidence
from labnet.network.image import Image

Draw = Callable[[str], Image]
DAY = dt.date(2026, 6, 1)

NETWORK = """
    innovator ann themes=data
    innovator bob themes=data
    innovator cyd
    innovator dan
    innovator eve
    lab old
    lab new
    ann PARTICIPATES_IN old until=2019
    bob PARTICIPATES_IN old until=2020
    ann COLLABORATES_WITH eve
    bob COLLABORATES_WITH eve
    ann COLLABORATES_WITH dan until=2020
    bob COLLABORATES_WITH dan
    cyd COLLABORATES_WITH dan
    cyd PARTICIPATES_IN new
"""


def _evidence(image: Image, *shown: str) -> Evidence:
    found = candidates(image, image.rows["ann"], DAY, ActorSelection())
    return Evidence(found, np.sort([image.rows[name] for name in shown]))


def test_what_both_still_have_is_named_before_what_is_past_and_what_is_past_only_without(draw: Draw) -> None:
    image = draw(NETWORK)
    row = image.rows
    told = _evidence(image, "bob", "cyd")

    assert told.reason(row["bob"], ReasonKind.SHARED_CONTACT, 0.5) == Reason(
        ReasonKind.SHARED_CONTACT, 0.5, actors=(row["eve"],)
    )
    assert told.reason(row["cyd"], ReasonKind.SHARED_CONTACT, 0.5) == Reason(
        ReasonKind.SHARED_CONTACT, 0.5, actors=(row["dan"],), past=True
    )


def test_works_and_themes_are_named_where_there_are_any(draw: Draw) -> None:
    image = draw(NETWORK)
    row = image.rows
    told = _evidence(image, "bob", "cyd")

    assert told.reason(row["bob"], ReasonKind.SHARED_WORK, 1.0).actors == (row["old"],)
    assert told.reason(row["cyd"], ReasonKind.SHARED_WORK, 1.0).actors == ()
    assert told.reason(row["bob"], ReasonKind.SHARED_THEME, 1.0).themes == ("data",)
    assert told.reason(row["bob"], ReasonKind.ACTIVE, 0.1) == Reason(ReasonKind.ACTIVE, 0.1)


def test_who_else_is_shown_changes_nothing(draw: Draw) -> None:
    image = draw(NETWORK)
    together = _evidence(image, "bob", "cyd", "new")
    for name in ("bob", "cyd", "new"):
        alone = _evidence(image, name)
        for kind in ReasonKind:
            row = image.rows[name]
            assert together.reason(row, kind, 0.25) == alone.reason(row, kind, 0.25)
