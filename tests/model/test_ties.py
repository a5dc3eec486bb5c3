from __future__ import annotations

import pytest

from labnet.model.dates import PartialDate
from labnet.model.relations import RELATIONS
from labnet.model.ties import RELATION, Tie, tie_id


def test_a_tie_is_called_by_its_ends_relation_and_start() -> None:
    assert tie_id("a", "PART_OF", "b", PartialDate(2016, 11)) == "a.part_of.b.2016-11"
    assert tie_id("a", "PART_OF", "b", None) == "a.part_of.b"


@pytest.mark.parametrize("text", ["part_of", "PART_OF", "Part_Of"])
def test_a_relation_is_read_in_any_case(text: str) -> None:
    assert RELATION.parse(text) == "PART_OF"


@pytest.mark.parametrize("code", RELATIONS)
def test_every_relation_is_read_back_from_its_text(code: str) -> None:
    assert RELATION.parse(RELATION.format(code)) == code


def test_an_unknown_relation_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'likes' is not a relation: use one of WORKS_FOR, .*, SUCCEEDS"):
        RELATION.parse("likes")


def test_ties_are_ordinary_unless_said_otherwise() -> None:
    tie = Tie(id="t", from_id="a", to_id="b", relation="CARRIES")

    assert (tie.weight, tie.since, tie.until, tie.amount, tie.note, tie.evidence) == (1.0, None, None, None, None, ())
    assert tie.version == 1


def test_versions_do_not_make_ties_differ() -> None:
    one, other = (Tie(id="t", from_id="a", to_id="b", relation="CARRIES", version=version) for version in (1, 2))

    assert one == other
