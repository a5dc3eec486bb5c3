from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labnet.analysis import proposals as module
from labnet.analysis.grouping import GroupBy, grouping
from labnet.analysis.proposals import ProposedTie, proposed_ties
from labnet.analysis.reasons import Reason, ReasonKind
from labnet.analysis.two_mode import two_mode
from labnet.errors import BadInput
from labnet.model.kinds import KINDS, Actor
from labnet.model.ties import Tie
from labnet.model.vocabularies import Theme, Tier
from labnet.network.changes import build
from labnet.network.image import Image

Draw = Callable[[str], Image]
Read = Callable[[str], list[Actor | Tie]]
TODAY = dt.date(2026, 6, 1)


def _told(image: Image, found: tuple[ProposedTie, ...]) -> list[tuple[str, str]]:
    return [(image.ids[tie.a], image.ids[tie.b]) for tie in found]


@pytest.fixture(scope="module")
def two_sides(draw: Draw) -> Image:
    """Three State services that all know each other, three cities that do; one of each has a common acquaintance."""
    return draw("""
        state_service s1 tier=state_central themes=data
        state_service s2 tier=state_central
        state_service s3 tier=state_central
        local_authority c1 tier=commune themes=data
        local_authority c2 tier=commune
        local_authority c3 tier=commune
        organisation between tier=association
        project state
        project cities
        s1 PARTICIPATES_IN state
        s2 PARTICIPATES_IN state
        s3 PARTICIPATES_IN state
        c1 PARTICIPATES_IN cities
        c2 PARTICIPATES_IN cities
        c3 PARTICIPATES_IN cities
        between PARTNERS_WITH s1
        between PARTNERS_WITH c1
    """)


def test_sides_are_joined_where_a_contact_is_shared_with_what_that_gains(two_sides: Image) -> None:
    image = two_sides
    first = proposed_ties(image, TODAY, GroupBy.SPHERE)[0]
    assert (image.ids[first.a], image.ids[first.b]) == ("c1", "s1")
    assert [image.ids[row] for row in first.contacts] == ["between"]
    # c1 and s1 from 1/2 to 1, two cities with s1 and two services with c1 from 1/3 to 1/2, the rest from 1/4 to 1/3.
    assert first.gain == pytest.approx(1 / 2 + 4 * (1 / 2 - 1 / 3) + 4 * (1 / 3 - 1 / 4))
    (theme, contact) = sorted(first.reasons, key=lambda reason: reason.kind.name, reverse=True)
    assert theme == Reason(ReasonKind.SHARED_THEME, theme.weight, themes=("data",))
    assert contact == Reason(ReasonKind.SHARED_CONTACT, contact.weight, actors=first.contacts)
    assert theme.weight + contact.weight == pytest.approx(1)


def test_the_rest_are_of_other_groups_too_and_share_a_contact(two_sides: Image) -> None:
    found = proposed_ties(two_sides, TODAY, GroupBy.SPHERE)
    assert {frozenset(pair) for pair in _told(two_sides, found)} <= {
        frozenset(pair) for pair in (("c1", "s1"), *(("between", other) for other in ("s2", "s3", "c2", "c3")))
    }
    # Nobody is in more than three.
    assert len(found) == 4


def test_two_groups_may_be_named(two_sides: Image) -> None:
    found = proposed_ties(two_sides, TODAY, GroupBy.SPHERE, between=("LOCAL", "STATE"))
    assert _told(two_sides, found) == [("c1", "s1")]
    with pytest.raises(BadInput, match="'BUSINESS' is no group by sphere; groups are: CIVIL_SOCIETY, LOCAL, STATE"):
        proposed_ties(two_sides, TODAY, GroupBy.SPHERE, between=("LOCAL", "BUSINESS"))


PARTS = """
    state_service s1 tier=state_central themes=data
    state_service s2 tier=state_central themes=food
    local_authority c1 tier=commune themes=data
    local_authority c2 tier=commune
    organisation alone tier=association themes=data
    s1 PARTNERS_WITH s2
    c1 PARTNERS_WITH c2
"""


def test_parts_are_joined_for_a_reason(draw: Draw) -> None:
    image = draw(PARTS)
    (tie,) = proposed_ties(image, TODAY, GroupBy.SPHERE)
    assert _told(image, (tie,)) == [("c1", "s1")]
    assert tie.gain == pytest.approx(1 + 1 / 2 + 1 / 2 + 1 / 3)
    assert (tie.contacts, tie.reasons) == ((), (Reason(ReasonKind.SHARED_THEME, 1.0, themes=("data",)),))


def test_a_territory_in_common_only_adds_to_other_reasons(draw: Draw) -> None:
    apart = """
        state_service s1 tier=state_central territory=department:13
        state_service s2 tier=state_central {themes}
        local_authority c1 tier=commune territory=department:13
        local_authority c2 tier=commune {themes}
        s1 PARTNERS_WITH s2
        c1 PARTNERS_WITH c2
    """
    assert proposed_ties(draw(apart.format(themes="")), TODAY, GroupBy.SPHERE) == ()
    image = draw(apart.format(themes="themes=data territory=region:11"))
    (tie,) = proposed_ties(image, TODAY, GroupBy.SPHERE)
    assert _told(image, (tie,)) == [("c2", "s2")]
    assert {reason.kind for reason in tie.reasons} == {ReasonKind.SHARED_THEME, ReasonKind.SAME_TERRITORY}


def test_whoever_has_no_contact_is_joined_where_its_group_is_named(draw: Draw) -> None:
    image = draw(PARTS)
    found = proposed_ties(image, TODAY, GroupBy.SPHERE, between=("CIVIL_SOCIETY", "STATE"))
    assert _told(image, found) == [("alone", "s1")]


def test_units_are_on_the_themes_of_their_works_and_meet_each_others_needs(read: Read) -> None:
    text = """
        state_service s1 tier=state_central needs=data
        state_service s2 tier=state_central
        local_authority c1 tier=commune offers=data
        local_authority c2 tier=commune
        lab ls themes=care
        lab lc themes=care
        s1 CARRIES ls
        s2 CARRIES ls
        c1 CARRIES lc
        c2 CARRIES lc
    """
    themes = [Theme(id=name, label_fr=name, label_en=name) for name in ("care", "data")]
    image = build([*themes, *read(text)])
    first = proposed_ties(image, TODAY, GroupBy.SPHERE)[0]
    assert _told(image, (first,)) == [("c1", "s1")]
    assert {(reason.kind, reason.themes) for reason in first.reasons} == {
        (ReasonKind.SHARED_THEME, ("care",)),
        (ReasonKind.OFFER_MEETS_NEED, ("data",)),
    }


def test_those_who_know_each_other_by_other_ties_are_not_proposed(draw: Draw) -> None:
    text = """
        organisation a tier=association
        local_authority b tier=commune
        organisation c tier=company
        a PARTNERS_WITH c
        b PARTNERS_WITH c
    """
    assert _told(draw(text), proposed_ties(draw(text), TODAY, GroupBy.SPHERE)) == [("a", "b")]
    assert proposed_ties(draw(f"{text}\na PART_OF b"), TODAY, GroupBy.SPHERE) == ()


def test_persons_are_proposed_unless_left_out(draw: Draw) -> None:
    image = draw("""
        state_service s tier=state_central
        local_authority c tier=commune
        organisation between tier=association
        innovator ida
        ida WORKS_FOR c
        ida COLLABORATES_WITH between
        s PARTNERS_WITH between
    """)
    assert _told(image, proposed_ties(image, TODAY, GroupBy.SPHERE)) == [("ida", "s")]
    assert proposed_ties(image, TODAY, GroupBy.SPHERE, persons=False) == ()


def test_nobody_and_one_group_have_nothing_to_propose(draw: Draw) -> None:
    assert proposed_ties(draw("lab empty"), TODAY, GroupBy.SPHERE) == ()
    one = draw(
        "organisation a tier=company\norganisation b tier=company\norganisation c tier=company\n"
        "a PARTNERS_WITH b\nb PARTNERS_WITH c"
    )
    assert proposed_ties(one, TODAY, GroupBy.SPHERE) == ()
    assert _told(one, proposed_ties(one, TODAY, GroupBy.ADMINISTRATION)) == [("a", "c")]


def test_of_very_many_units_those_with_most_contacts_are_looked_at(
    two_sides: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_UNITS", 2)
    assert _told(two_sides, proposed_ties(two_sides, TODAY, GroupBy.SPHERE)) == [("c1", "s1")]


def _graph(image: Image) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.from_scipy_sparse_array(two_mode(image, TODAY).contacts)
    return graph


TIERS = (Tier.RESEARCH, Tier.ASSOCIATION, Tier.COMPANY)
BODIES = 10


@st.composite
def communities(draw: st.DrawFn) -> tuple[list[Actor], list[Tie]]:
    bodies: list[Actor] = [
        KINDS["ORGANISATION"].record(
            id=f"b{number}",
            name="B",
            tier=draw(st.sampled_from(TIERS)),
            themes=draw(st.sampled_from([(), ("x",), ("x", "y")])),
        )
        for number in range(BODIES)
    ]
    pairs = st.lists(st.sampled_from(list(combinations(range(BODIES), 2))), unique=True, max_size=16)
    ties = [
        Tie(id=f"t{one}{other}", from_id=f"b{one}", to_id=f"b{other}", relation="PARTNERS_WITH")
        for one, other in draw(pairs)
    ]
    return bodies, ties


@given(communities(), st.integers(1, 10))
@settings(deadline=None, max_examples=80)
def test_proposals_keep_their_word(community: tuple[list[Actor], list[Tie]], limit: int) -> None:
    bodies, ties = community
    image = build([*bodies, *ties])
    found = proposed_ties(image, TODAY, GroupBy.SPHERE, limit=limit)
    assert len(found) <= limit
    graph = _graph(image)
    group = grouping(image, two_mode(image, TODAY).units, GroupBy.SPHERE, TODAY).only
    met = Counter(row for tie in found for row in (tie.a, tie.b))
    assert max(met.values(), default=0) <= 3
    for tie in found:
        assert group[tie.a] != group[tie.b]
        assert set(tie.contacts) == set(nx.common_neighbors(_graph(image), tie.a, tie.b))
        assert sum(reason.weight for reason in tie.reasons) == pytest.approx(1)
        before = nx.global_efficiency(graph)
        assert not graph.has_edge(tie.a, tie.b)
        graph.add_edge(tie.a, tie.b)
        assert tie.gain == pytest.approx((nx.global_efficiency(graph) - before) * BODIES * (BODIES - 1) / 2)


@given(communities(), st.permutations(range(BODIES)))
@settings(deadline=None, max_examples=40)
def test_order_changes_nothing(community: tuple[list[Actor], list[Tie]], order: list[int]) -> None:
    bodies, ties = community
    image, turned = build([*bodies, *ties]), build([*(bodies[place] for place in order), *ties[::-1]])
    assert [
        (image.ids[tie.a], image.ids[tie.b], round(tie.gain, 9)) for tie in proposed_ties(image, TODAY, GroupBy.SPHERE)
    ] == [
        (turned.ids[tie.a], turned.ids[tie.b], round(tie.gain, 9))
        for tie in proposed_ties(turned, TODAY, GroupBy.SPHERE)
    ]


def test_those_who_are_on_one_spot_of_the_network_are_not_proposed_by_chance_of_rounding() -> None:
    """Of a star with a tail, leaves are on one spot; how far apart they come out hangs on the order of rows."""
    tiers = {"b7": Tier.ASSOCIATION}
    pairs = ("01", "02", "06", "07", "03", "18")
    ties = [Tie(id=p, from_id=f"b{p[0]}", to_id=f"b{p[1]}", relation="PARTNERS_WITH") for p in pairs]
    bodies = [
        KINDS["ORGANISATION"].record(id=name, name=name, tier=tiers.get(name, Tier.RESEARCH))
        for name in (f"b{number}" for number in range(BODIES))
    ]
    swapped = [*bodies[:6], bodies[7], bodies[6], *bodies[8:]]
    images = build([*bodies, *ties]), build([*swapped, *ties[::-1]])
    one, other = (_told(image, proposed_ties(image, TODAY, GroupBy.SPHERE)) for image in images)
    assert one == other
