import pytest

from labnet.model.vocabularies import Tier
from labnet.network.search.tiers import called, is_generic


def test_bodies_of_a_tier_go_by_what_people_call_them() -> None:
    assert called(Tier.REGION, ["Occitanie"]) == ("région", "conseil régional")
    assert called(Tier.DEPARTMENT, []) == ("département", "conseil départemental", "conseil général")


@pytest.mark.parametrize(
    ("names", "others"),
    [
        (["SGAR Bretagne", "Préfecture de région Bretagne"], ("préfet", "préfète")),
        (["Préfet de la région Bretagne"], ("préfecture", "préfète")),
        (["DRAC Occitanie"], ()),
    ],
)
def test_a_service_of_the_state_is_the_prefects_where_its_names_say_so(
    names: list[str], others: tuple[str, ...]
) -> None:
    assert called(Tier.STATE_DECONCENTRATED, names) == others


def test_other_tiers_and_none_have_no_such_words() -> None:
    assert called(Tier.COMPANY, ["Préfecture et compagnie"]) == ()
    assert called(None, ["Préfecture"]) == ()


def test_words_for_sorts_of_bodies_are_generic_and_names_are_not() -> None:
    assert all(map(is_generic, ["conseil", "departemental", "mairie", "prefecture"]))
    assert not any(map(is_generic, ["isere", "lab", "direction"]))
