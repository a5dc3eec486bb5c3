from __future__ import annotations

import pytest

from labnet.model.kinds import KINDS
from labnet.model.vocabularies import Visibility
from labnet.network.audiences import Audience, visible

PUBLIC, MEMBERS, PRIVATE = Visibility.PUBLIC, Visibility.MEMBERS, Visibility.PRIVATE


@pytest.mark.parametrize(
    ("kind", "visibility", "audiences"),
    [
        ("LAB", None, {Audience.PUBLIC, Audience.MEMBERS}),
        ("LAB", PUBLIC, {Audience.PUBLIC, Audience.MEMBERS}),
        ("LAB", MEMBERS, {Audience.MEMBERS}),
        ("LAB", PRIVATE, set()),
        ("INNOVATOR", None, {Audience.MEMBERS}),
        ("INNOVATOR", PUBLIC, {Audience.PUBLIC, Audience.MEMBERS}),
        ("INNOVATOR", PRIVATE, set()),
    ],
)
def test_an_actor_is_seen_by_whom_it_or_its_kind_says(
    kind: str, visibility: Visibility | None, audiences: set[Audience]
) -> None:
    actor = KINDS[kind].record(id="a", name="A", visibility=visibility)

    assert {audience for audience in Audience if visible(actor, audience)} == audiences


@pytest.mark.parametrize("visibility", Visibility)
def test_members_see_all_that_the_public_sees(visibility: Visibility) -> None:
    lab = KINDS["LAB"].record(id="a", name="A", visibility=visibility)

    assert visible(lab, Audience.MEMBERS) or not visible(lab, Audience.PUBLIC)
