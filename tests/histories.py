"""What random histories of a network are drawn from."""

from __future__ import annotations

from hypothesis import strategies as st

from labnet.model.dates import PartialDate
from labnet.model.provenance import Evidence
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import Confidence

ACTORS = [f"a{number}" for number in range(7)]
SOURCES = ["press", "report"]
RELATIONS = ["RUNS", "PARTNERS_WITH"]
STARTS = [None, None, *map(PartialDate.parse, ("2016", "2016-11"))]

_OFTEN = ACTORS[:2]
TIES = [
    *(f"t{number}" for number in range(5)),
    *(tie_id(_OFTEN[0], relation, _OFTEN[1], start) for relation in RELATIONS for start in STARTS[1:]),
    *(tie_id(_OFTEN[1], relation, _OFTEN[0], None) for relation in RELATIONS),
]
"""Ids of ties that histories change, drop and ask for again and again; any tie may have any of them."""

evidence = st.lists(
    st.builds(
        Evidence,
        confidence=st.just(Confidence.REPORTED),
        source=st.sampled_from([None, *SOURCES]),
        field=st.sampled_from([None, "administration", "to"]),
        value=st.sampled_from([None, *ACTORS[:3]]),
    ),
    max_size=2,
).map(tuple)

_ends = st.sampled_from([*ACTORS, *_OFTEN * 4])


@st.composite
def some_tie(draw: st.DrawFn) -> Tie:
    """Draw a tie that is mostly like another: of the same id, or between the same two."""
    one, relation, other, since = (
        draw(_ends),
        draw(st.sampled_from(RELATIONS)),
        draw(_ends),
        draw(st.sampled_from(STARTS)),
    )
    made = tie_id(one, relation, other, since)
    return Tie(
        id=draw(st.one_of(st.just(made), st.just(made), st.sampled_from(TIES))),
        from_id=one,
        to_id=other,
        relation=relation,
        since=since,
        until=draw(st.sampled_from([None, PartialDate(2017)])),
        weight=draw(st.sampled_from([1.0, 2.0])),
        note=draw(st.sampled_from([None, None, "Ended early."])),
        evidence=draw(evidence),
    )
