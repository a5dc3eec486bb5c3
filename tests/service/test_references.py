from __future__ import annotations

import pytest

from labnet.model.kinds import KINDS, Lab
from labnet.model.records import Entity
from labnet.model.relations import RELATIONS
from labnet.service.references import Known, circles, no_body, no_relation
from labnet.store import Store


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ({}, []),
        ({"a": None, "b": "a", "c": "a"}, []),
        ({"a": "a"}, [["a"]]),
        ({"a": "b", "b": "c", "c": "a", "d": "a", "e": "missing"}, [["a", "b", "c"]]),
        ({"tail": "x", "x": "y", "y": "x", "p": "q", "q": "p"}, [["x", "y"], ["p", "q"]]),
    ],
)
def test_circles_are_found_once_each_without_what_leads_into_them(
    above: dict[str, str | None], expected: list[list[str]]
) -> None:
    assert list(circles(above)) == expected


def test_a_long_chain_is_walked_in_one_go() -> None:
    chain: dict[str, str | None] = {str(n): str(n + 1) for n in range(100_000)}

    assert list(circles(chain)) == []


def test_bodies_alone_can_be_an_administration() -> None:
    assert {kind for kind in KINDS if no_body("x", kind) is None} == {kind for kind, spec in KINDS.items() if spec.body}
    assert no_body("x", None) is None


def test_a_relation_says_in_words_which_kinds_it_joins() -> None:
    assert no_relation("WORKS_FOR", "INNOVATOR", "LAB") is None
    assert no_relation("WORKS_FOR", None, "PROJECT") is None
    assert no_relation("WORKS_FOR", "LAB", "PROJECT") == (
        "works_for does not go from lab to project: "
        "it goes from innovator to lab or State service or local authority or organisation"
    )
    assert no_relation("PART_OF", "INNOVATOR", "LAB") == (
        "part_of does not go from innovator to lab: it goes from anything but innovator to anything but innovator"
    )


def test_every_refusal_of_a_relation_names_its_ends() -> None:
    for relation, spec in RELATIONS.items():
        for kind in KINDS:
            refused = no_relation(relation, kind, kind)
            assert (refused is None) == (kind in spec.sources and kind in spec.targets)


@pytest.mark.parametrize("skip_bad", [True, False])
def test_what_was_left_out_is_missed_only_where_the_rest_is_stored(*, skip_bad: bool) -> None:
    with Store.open("sqlite://") as store, store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="old", name="Old")])
        known = Known(writing, Entity.ACTOR, "actors.csv", skip_bad=skip_bad)
        known.take("new", "PROJECT")
        known.take("bad", "LAB")
        known.leave_out("bad")
        known.look_up(["old", "bad", "nobody", None])

        problems = [known.problem(id_) for id_ in ("new", "old", "bad", "nobody")]
        known.leave_out_rest()

        assert problems[:2] == [None, None]
        assert (problems[2] is None) == (not skip_bad)
        assert problems[3] == "there is no actor 'nobody': add it to actors.csv, or name another"
        assert (known.problem("nobody") is None) == (not skip_bad)
        assert [known.kind(id_) for id_ in ("new", "old", "bad")] == ["PROJECT", "LAB", None]
        assert "old" in known
        assert "nobody" not in known
