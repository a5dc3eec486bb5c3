from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from labnet.model.kinds import KINDS, Actor
from labnet.model.records import Entity
from labnet.model.vocabularies import Tier
from labnet.network.audiences import Audience
from labnet.network.changes import Batch, apply, build
from labnet.network.facets import NONE, TIERS, facets
from labnet.network.image import Image
from labnet.network.projections import seen_by


def _as_told(image: Image) -> dict[str, tuple[object, ...]]:
    told = facets(image)
    found: dict[str, tuple[object, ...]] = {}
    for row in image.living():
        tier, territory = int(told.tier[row]), int(told.territory[row])
        sets = (told.theme_sets[int(column[row])] for column in (told.themes, told.offers, told.needs))
        found[image.ids[row]] = (
            None if tier == NONE else TIERS[tier],
            None if territory == NONE else told.territories[territory],
            *sets,
        )
    return found


def _as_recorded(image: Image) -> dict[str, tuple[object, ...]]:
    return {each.id: (each.tier, each.territory, each.themes, each.offers, each.needs) for each in image.actors()}


def _actor(key: str, tier: Tier | None, place: str | None, themes: tuple[str, ...]) -> Actor:
    return KINDS["ORGANISATION"].record(id=key, name=key, tier=tier, territory=place, themes=themes, offers=themes[:1])


actors = st.lists(
    st.builds(
        _actor,
        st.sampled_from("abcdef"),
        st.sampled_from([None, Tier.RESEARCH, Tier.COMPANY]),
        st.sampled_from([None, "region:93", "department:13"]),
        st.sampled_from([(), ("care",), ("care", "housing")]),
    ),
    unique_by=lambda actor: actor.id,
)


@given(actors, actors, st.sets(st.sampled_from("abcdef")))
def test_facets_are_what_the_records_say_before_and_after_changes(
    first: list[Actor], later: list[Actor], gone: set[str]
) -> None:
    image = build(first)
    assert _as_told(image) == _as_recorded(image)
    dropped = sorted((gone & {actor.id for actor in first}) - {actor.id for actor in later})
    changed = apply(image, Batch(put=later, dropped=[(Entity.ACTOR, key) for key in dropped]), image.revision + 1)
    assert _as_told(changed) == _as_recorded(changed)
    assert _as_told(image) == _as_recorded(image)


def test_facets_of_an_image_for_the_public_hold_nothing_of_the_hidden(draw: Callable[[str], Image]) -> None:
    whole = draw("""
        innovator ida visibility=public themes=care
        innovator bob themes=secret territory=region:93
    """)
    assert facets(whole).theme_sets == [(), ("care",), ("secret",)]
    told = facets(seen_by(whole, Audience.PUBLIC))
    assert (told.theme_sets, told.territories) == ([(), ("care",)], [])
