from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis.peers import LEAST_OPENNESS, Peer, peers
from labnet.analysis.reasons import ReasonKind
from labnet.analysis.selection import ActorSelection
from labnet.analysis.similarity.blend import OF_BODIES, OF_PEOPLE, Blend
from labnet.model.kinds import Actor
from labnet.model.ties import Tie
from labnet.model.vocabularies import Sphere, Tier
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
DAY = dt.date(2026, 1, 1)


def _peers(image: Image, one: str, **asked: object) -> Mapping[str, Peer]:
    row = image.row(one)
    assert row is not None
    found = peers(image, row, DAY, **asked)  # type: ignore[arg-type] # checked where peers is called by name
    return {image.ids[peer.row]: peer for peer in found}


def _reasons(image: Image, peer: Peer) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {
        reason.kind.name: (tuple(image.ids[row] for row in reason.actors), reason.themes) for reason in peer.reasons
    }


@pytest.fixture(scope="module")
def network(draw: Draw) -> Image:
    """Ann of the city, her colleague and contacts, and people elsewhere whom she may want to meet."""
    return draw("""
        local_authority city tier=commune
        state_service ministry tier=state_central
        innovator ann themes=housing offers=data needs=law territory=commune:13055
        innovator bob
        innovator cyd themes=housing
        innovator dan offers=law needs=data
        innovator eve territory=commune:13055
        innovator fay
        innovator gil
        innovator hal themes=sea
        innovator gone themes=housing until=2020
        project old until=2021
        project now
        ann WORKS_FOR city since=2015
        bob WORKS_FOR city since=2015
        cyd WORKS_FOR ministry since=2015
        ann PARTICIPATES_IN old since=2016 until=2020
        fay PARTICIPATES_IN old since=2016
        ann PARTICIPATES_IN now since=2020
        gil PARTICIPATES_IN now since=2020
        gil COLLABORATES_WITH cyd since=2020
    """)


def test_peers_come_with_facts_that_anybody_can_check(network: Image) -> None:
    found = _peers(network, "ann")
    told = {name: _reasons(network, peer) for name, peer in found.items()}
    assert told["cyd"]["SHARED_THEME"] == ((), ("housing",))
    assert told["cyd"]["SHARED_CONTACT"] == (("gil",), ())
    assert told["fay"]["SHARED_WORK"] == (("old",), ())
    assert told["bob"]["SHARED_CONTACT"] == (("city",), ())
    assert told["dan"] == {"OFFER_MEETS_NEED": ((), ("data",)), "NEED_MEETS_OFFER": ((), ("law",))}
    assert told["eve"] == {"SAME_TERRITORY": ((), ())}


def test_neither_the_known_nor_the_gone_nor_strangers_are_suggested(network: Image) -> None:
    assert set(_peers(network, "ann")) == {"bob", "cyd", "dan", "eve", "fay", "ministry"}


def test_weights_are_shares_of_the_score_strongest_first(network: Image) -> None:
    for peer in _peers(network, "ann").values():
        weights = [reason.weight for reason in peer.reasons]
        assert weights
        assert weights == sorted(weights, reverse=True)
        assert sum(weights) == pytest.approx(1)
        assert 0 < peer.score <= 1


def test_a_score_is_the_blend_of_its_reasons(network: Image) -> None:
    dan = _peers(network, "ann")["dan"]
    whole = OF_PEOPLE.weights[ReasonKind.OFFER_MEETS_NEED] + OF_PEOPLE.weights[ReasonKind.NEED_MEETS_OFFER]
    assert dan.score == pytest.approx(whole)


@pytest.mark.parametrize("blend", [OF_PEOPLE, OF_BODIES])
def test_weights_of_a_blend_add_up_to_one(blend: Blend) -> None:
    assert sum(blend.weights.values()) == pytest.approx(1)
    assert set(blend.weights) == set(ReasonKind)


def test_peers_know_who_is_of_another_administration(network: Image) -> None:
    found = _peers(network, "ann")
    assert found["cyd"].other_administration
    assert found["ministry"].other_administration
    assert not found["bob"].other_administration
    # Nobody knows whom she works for: she may be a colleague or not.
    assert found["fay"].other_administration is None


def test_ranks_count_from_one(network: Image) -> None:
    assert [peer.rank for peer in _peers(network, "ann", first=3).values()] == [1, 2, 3]
    assert _peers(network, "ann", first=0) == {}


def test_one_sort_of_actor_comes_before_another_for_the_same_reasons(draw: Draw) -> None:
    image = draw("""
        innovator ann themes=housing
        organisation body tier=research themes=housing
        lab lab themes=housing
        innovator bob themes=housing
    """)

    scores = {name: peer.score for name, peer in _peers(image, "ann").items()}
    assert scores["body"] == scores["lab"] == pytest.approx(OF_PEOPLE.of_another_sort * scores["bob"])


def test_programmes_projects_events_and_clusters_are_suggested_to_who_asks_for_them(draw: Draw) -> None:
    image = draw("""
        innovator ann themes=sea
        project boat themes=sea
        cluster ports themes=sea
        programme call themes=sea
        event regatta themes=sea
    """)
    assert _peers(image, "ann") == {}
    asked = ActorSelection(kinds=frozenset({"PROJECT", "EVENT"}))
    assert set(_peers(image, "ann", selection=asked)) == {"boat", "regatta"}


@pytest.fixture(scope="module")
def corridor(draw: Draw) -> Image:
    """Ann and twenty colleagues on her theme, and six people of another administration who share less with her."""
    colleagues = "\n".join(f"innovator in{at} themes=sea|law\nin{at} WORKS_FOR city" for at in range(20))
    others = "\n".join(f"innovator out{at} themes=sea\nout{at} WORKS_FOR port" for at in range(6))
    return draw(f"""
        local_authority city tier=commune
        organisation port tier=public_establishment
        innovator ann themes=sea|law
        ann WORKS_FOR city
        {colleagues}
        {others}
    """)


@pytest.mark.parametrize(
    ("openness", "first", "expected"), [(0.0, 4, 0), (0.0, 10, 2), (0.3, 10, 3), (0.5, 5, 3), (1.0, 6, 6)]
)
def test_a_share_of_a_list_is_for_other_administrations(
    corridor: Image, openness: float, first: int, expected: int
) -> None:
    found = _peers(corridor, "ann", openness=openness, first=first)
    assert len(found) == first
    assert sum(peer.other_administration is True for peer in found.values()) == expected


@settings(deadline=None)
@given(openness=st.floats(0, 1), first=st.integers(1, 24))
def test_a_shorter_list_is_the_beginning_of_a_longer_one_and_keeps_the_share(
    corridor: Image, openness: float, first: int
) -> None:
    whole = list(_peers(corridor, "ann", openness=openness, first=30).values())
    part = list(_peers(corridor, "ann", openness=openness, first=first).values())
    assert part == whole[:first]
    elsewhere = sum(peer.other_administration is True for peer in part)
    assert elsewhere >= min(openness * first - 1e-6, sum(peer.other_administration is True for peer in whole))
    assert elsewhere >= min(int(LEAST_OPENNESS * first), 6)


def test_where_nobody_else_is_left_colleagues_fill_the_list(corridor: Image) -> None:
    found = list(_peers(corridor, "ann", openness=1.0, first=50).values())
    assert len(found) == 20 + 6
    assert [peer.other_administration for peer in found] == [True] * 6 + [False] * 20


def test_who_asks_without_an_administration_finds_everybody_elsewhere(draw: Draw) -> None:
    image = draw("""
        innovator ann themes=sea
        innovator bob themes=sea
        innovator cyd themes=sea
        organisation port tier=public_establishment
        cyd WORKS_FOR port
    """)
    found = _peers(image, "ann")
    assert found["cyd"].other_administration
    assert not found["bob"].other_administration


def test_filters_say_whom_to_suggest(network: Image) -> None:
    def names(**asked: object) -> set[str]:
        return set(_peers(network, "ann", selection=ActorSelection(**asked)))  # type: ignore[arg-type] # as above

    assert names(themes=frozenset({"housing"})) == {"cyd"}
    assert names(territories=frozenset({"commune:13055"})) == {"eve"}
    assert names(tiers=frozenset({Tier.STATE_CENTRAL})) == {"ministry"}
    assert names(kinds=frozenset({"STATE_SERVICE"})) == {"ministry"}
    assert names(spheres=frozenset({Sphere.LOCAL})) == {"bob"}
    assert names(administration=network.row("ministry")) == {"cyd", "ministry"}
    assert names(not_administration=network.row("city")) >= {"cyd", "ministry", "dan"}
    assert names(ids=frozenset({"eve", "ann", "gil"})) == {"eve"}


def test_ties_that_begin_later_are_not_known_yet(network: Image) -> None:
    row = network.row("ann")
    assert row is not None
    before = peers(network, row, dt.date(2014, 6, 1))
    assert {reason.kind for peer in before for reason in peer.reasons}.isdisjoint(
        {ReasonKind.SHARED_WORK, ReasonKind.SHARED_CONTACT}
    )
    assert "gone" in {network.ids[peer.row] for peer in before}


def test_equals_are_not_shown_to_all_in_the_same_order(draw: Draw) -> None:
    image = draw("\n".join(f"innovator p{at} themes=sea" for at in range(30)))
    first = {next(iter(_peers(image, f"p{at}"))) for at in range(30)}
    assert len(first) > 10


def test_no_more_than_some_hundreds_alike_are_looked_at(draw: Draw) -> None:
    image = draw("\n".join(f"innovator p{at} themes=sea" for at in range(600)))
    assert len(_peers(image, "p0", first=600)) == 400


def test_alone_one_finds_nobody(draw: Draw) -> None:
    assert _peers(draw("innovator ann themes=sea needs=law offers=law territory=region:11"), "ann") == {}


@settings(deadline=None)
@given(data=st.data())
def test_any_network_gives_sane_answers(data: st.DataObject, networks: st.SearchStrategy[list[Actor | Tie]]) -> None:
    records = data.draw(networks)
    image = build(records)
    for row in range(len(image)):
        for peer in peers(image, row, DAY, openness=data.draw(st.floats(0, 1))):
            assert peer.row != row
            assert 0 < peer.score <= 1
            assert sum(reason.weight for reason in peer.reasons) == pytest.approx(1)


@settings(deadline=None)
@given(data=st.data())
def test_scores_do_not_hang_on_the_order_of_records(
    data: st.DataObject, networks: st.SearchStrategy[list[Actor | Tie]]
) -> None:
    records = data.draw(networks)
    shuffled = data.draw(st.permutations(records))
    one, other = build(records), build(shuffled)
    for row in range(len(one)):
        asked = one.ids[row]
        mine = {name: peer.score for name, peer in _peers(one, asked, first=99, openness=0).items()}
        theirs = {name: peer.score for name, peer in _peers(other, asked, first=99, openness=0).items()}
        assert mine == pytest.approx(theirs)


def test_whoever_answers_to_nobody_known_does_not_fill_the_share_of_others(draw: Draw) -> None:
    image = draw("""
        local_authority city tier=commune
        state_service port tier=state_deconcentrated
        innovator ann themes=sea
        innovator una themes=sea
        innovator uri themes=sea
        innovator bob themes=sea
        ann WORKS_FOR city
        bob WORKS_FOR port
    """)
    found = _peers(image, "ann", openness=1.0, first=1)
    assert set(found) == {"bob"}


def test_contacts_that_one_of_the_two_has_lost_are_named_as_past_and_only_without_others(draw: Draw) -> None:
    image = draw("""
        innovator ann
        innovator bob
        innovator cyd
        innovator old
        innovator now
        ann COLLABORATES_WITH old until=2020
        old COLLABORATES_WITH bob
        old COLLABORATES_WITH cyd
        ann COLLABORATES_WITH now
        now COLLABORATES_WITH cyd
    """)
    told = {
        name: next(reason for reason in peer.reasons if reason.kind is ReasonKind.SHARED_CONTACT)
        for name, peer in _peers(image, "ann").items()
        if name in {"bob", "cyd"}
    }
    assert ([image.ids[row] for row in told["bob"].actors], told["bob"].past) == (["old"], True)
    assert ([image.ids[row] for row in told["cyd"].actors], told["cyd"].past) == (["now"], False)
