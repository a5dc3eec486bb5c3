from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pictures import ties_of

from labnet.model.dates import NEVER_ENDS, PartialDate
from labnet.model.kinds import KINDS, Actor
from labnet.model.provenance import Evidence, Source
from labnet.model.records import Entity, Manifest, Record
from labnet.model.relations import RELATIONS
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import AwardBasis, Confidence, Territory, TerritoryLevel, Theme
from labnet.network.changes import Batch, apply, build
from labnet.network.image import Image

RING = [f"l{number}" for number in range(40)]
"""Enough actors that small batches are appended, and large ones lay everything out afresh."""
TOUCHED = [*RING[:6], "new-a", "new-b", "new-c"]
DATES = [None, *map(PartialDate.parse, ("2016", "2016-11", "2016-11-18", "9999"))]
EVIDENCE = [(), (Evidence(confidence=Confidence.SOURCED, source="report"),)]

R = TypeVar("R", Actor, Tie, Theme)


def lab(key: str, name: str = "", kind: str = "LAB", **more: Any) -> Actor:
    return KINDS[kind].record(id=key, name=name or key, **more)


def tie(from_id: str, to_id: str, relation: str = "FEDERATES_WITH", **more: Any) -> Tie:
    key = more.pop("id", None) or tie_id(from_id, relation, to_id, more.get("since"))
    return Tie(id=key, from_id=from_id, to_id=to_id, relation=relation, **more)


def ring() -> list[Record]:
    """Give forty labs in a ring, each federated with the next."""
    return [*map(lab, RING), *(tie(one, other) for one, other in zip(RING, [*RING[1:], RING[0]], strict=True))]


@dataclass
class Registry:
    """What an image should hold, kept in dictionaries."""

    actors: dict[str, Actor] = field(default_factory=dict)
    ties: dict[str, Tie] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)

    def records(self) -> list[Record]:
        return [*self.actors.values(), *self.ties.values(), *self.themes.values()]

    def after(self, batch: Batch) -> Registry:
        """Forget what is dropped and not put, with its ties; then put."""
        gone = {entity: {key for sort, key in batch.dropped if sort is entity} for entity in Entity}
        actors = {key: r for key, r in self.actors.items() if key not in gone[Entity.ACTOR]} | put(batch, Actor)
        ties = {key: r for key, r in self.ties.items() if key not in gone[Entity.TIE]} | put(batch, Tie)
        ties = {key: r for key, r in ties.items() if {r.from_id, r.to_id} <= actors.keys()}
        themes = {key: r for key, r in self.themes.items() if key not in gone[Entity.THEME]} | put(batch, Theme)
        return Registry(actors, ties, themes)

    def ghosts(self, batch: Batch) -> set[str]:
        """Give the ids of ties that would lead from or to nobody."""
        there = self.after(batch).actors.keys()
        return {r.id for r in put(batch, Tie).values() if not {r.from_id, r.to_id} <= there}


def put(batch: Batch, sort: type[R]) -> dict[str, R]:
    return {record.id: record for record in batch.put if isinstance(record, sort)}


def picture(image: Image) -> Any:
    """Tell what an image holds without telling its rows: two images of the same records give the same."""
    entries = {
        actor.id: sorted(
            (int(code), image.actor(int(neighbour)).id, image.tie(int(row)).id)
            for slice_ in [image.entries(image.rows[actor.id])]
            for code, neighbour, row in zip(slice_.codes, slice_.neighbours, slice_.ties, strict=True)
        )
        for actor in image.actors()
    }
    actors = {actor.id: (actor, actor.version, KINDS[actor.kind].code) for actor in image.actors()}
    ties = {tie.id: (tie, tie.version) for tie in ties_of(image)}
    return actors, ties, entries, image.vocabulary, image.number_of_actors, image.number_of_ties


def frozen(image: Image) -> Any:
    """Copy every byte that an image sees."""
    _, entries = image.entries_of(np.arange(len(image)))
    arrays = [
        image.kinds,
        image.alive,
        image.ends,
        image.start,
        image.length,
        entries.codes,
        entries.neighbours,
        entries.ties,
    ]
    return [array.tobytes() for array in arrays], list(image.actors()), list(ties_of(image)), image.vocabulary


def check(image: Image) -> None:
    """Check that rows are sorted, that names lead to rows, and that ids lead to ties."""
    for row in range(len(image)):
        entries = image.entries(row)
        assert np.lexsort((entries.ties, entries.neighbours, entries.codes)).tolist() == list(range(len(entries)))
    for actor in image.actors():
        assert image.actor(image.rows[actor.id]) == actor
        assert image.ends[image.rows[actor.id]] == (actor.until.end_code if actor.until else NEVER_ENDS)
        assert list(KINDS)[image.kinds[image.rows[actor.id]]] == actor.kind
    for row in image.tie_rows():
        assert image.tie_row(image.tie(int(row)).id) == row


actors = st.builds(
    lab,
    st.sampled_from(TOUCHED),
    st.sampled_from(["one", "two"]),
    st.sampled_from(["LAB", "CLUSTER"]),
    until=st.sampled_from(DATES),
    version=st.integers(1, 3),
)
ties = st.builds(
    tie,
    st.sampled_from(TOUCHED),
    st.sampled_from(TOUCHED),
    st.sampled_from([*list(RELATIONS)[:2], "FEDERATES_WITH"]),
    since=st.sampled_from(DATES),
    until=st.sampled_from(DATES),
    weight=st.sampled_from([1.0, 0.1, 3.5]),
    role=st.sampled_from([None, "chair"]),
    amount=st.sampled_from([None, 30_000]),
    amount_basis=st.sampled_from([None, AwardBasis.GRANT]),
    evidence=st.sampled_from(EVIDENCE),
    version=st.integers(1, 3),
    id=st.sampled_from([None, None, "mine", "yours", "l0.federates_with.l1"]),
)
themes = st.builds(Theme, id=st.sampled_from(["design", "data"]), label_fr=st.just("fr"), label_en=st.text(max_size=2))
tie_ids = [*(f"l{n}.federates_with.l{n + 1}" for n in range(5)), "mine", "yours", "l0.works_for.new-a", "nothing"]
drops = st.one_of(
    st.tuples(st.just(Entity.ACTOR), st.sampled_from([*TOUCHED, "nobody"])),
    st.tuples(st.just(Entity.TIE), st.sampled_from(tie_ids)),
    st.tuples(st.just(Entity.THEME), st.sampled_from(["design", "data"])),
)
batches = st.builds(
    Batch,
    put=st.lists(st.one_of(actors, ties, ties, themes), max_size=8),
    dropped=st.lists(drops, max_size=4),
)


@settings(max_examples=150, deadline=None)
@given(st.booleans(), st.lists(batches, max_size=12))
def test_every_image_of_a_history_is_the_image_of_its_records(large: bool, history: Sequence[Batch]) -> None:  # noqa: FBT001
    start = ring() if large else []
    image, registry = build(start), Registry().after(Batch(put=start))
    old: list[tuple[Image, Any]] = []
    rows: dict[str, int] = {}

    for revision, wanted in enumerate(history, 1):
        batch, ghosts = wanted, registry.ghosts(wanted)
        if ghosts:
            before = frozen(image), dict(image.rows), len(image.ties)
            with pytest.raises(KeyError, match="ties of nobody"):
                apply(image, wanted, revision)
            assert (frozen(image), dict(image.rows), len(image.ties)) == before
            batch = replace(wanted, put=[r for r in wanted.put if not (isinstance(r, Tie) and r.id in ghosts)])
        old.append((image, frozen(image)))
        image, registry = apply(image, batch, revision), registry.after(batch)

        assert picture(image) == picture(build(registry.records()))
        assert image.revision == revision
        check(image)
        assert rows.items() <= image.rows.items()
        rows = dict(image.rows)

    assert all(frozen(image) == bytes_ for image, bytes_ in old)


def test_a_batch_adds_what_it_puts() -> None:
    image = apply(build([lab("a")]), Batch(put=[lab("b"), tie("a", "b")]), 2)

    assert [actor.id for actor in image.actors()] == ["a", "b"]
    assert [found.id for found in ties_of(image)] == ["a.federates_with.b"]
    assert image.revision == 2


def test_a_tie_put_again_replaces_the_one_of_the_same_id() -> None:
    image = build([lab("a"), lab("b"), lab("c"), tie("a", "b", id="t")])

    image = apply(image, Batch(put=[tie("b", "c", id="t", weight=2.0)]), 1)

    assert [(found.from_id, found.to_id, found.weight) for found in ties_of(image)] == [("b", "c", 2.0)]
    assert len(image.entries(0)) == 0


def test_the_last_of_two_ties_with_one_id_is_put() -> None:
    image = build([lab("a"), lab("b"), tie("a", "b", weight=2.0), tie("a", "b", weight=3.0)])

    assert [found.weight for found in ties_of(image)] == [3.0]


def test_parallel_ties_stand_side_by_side() -> None:
    years = [tie("a", "b", since=PartialDate(year)) for year in (2016, 2018)]

    image = apply(build([lab("a"), lab("b"), *years]), Batch(dropped=[(Entity.TIE, years[0].id)]), 1)

    assert list(ties_of(image)) == [years[1]]


def test_ties_go_with_a_dropped_actor() -> None:
    image = build([*map(lab, "abc"), tie("a", "b"), tie("b", "c"), tie("b", "b"), tie("a", "c")])

    image = apply(image, Batch(dropped=[(Entity.ACTOR, "b")]), 1)

    assert [found.id for found in ties_of(image)] == ["a.federates_with.c"]
    assert [len(image.entries(row)) for row in range(3)] == [1, 0, 1]


def test_an_actor_that_comes_back_has_its_row_and_none_of_its_ties() -> None:
    first = build([lab("a"), lab("b"), tie("a", "b")])
    without = apply(first, Batch(dropped=[(Entity.ACTOR, "a")]), 1)

    again = apply(without, Batch(put=[lab("a", "again")]), 2)

    assert (first.row("a"), without.row("a"), again.row("a")) == (0, None, 0)
    assert again.actor(0).name == "again"
    assert again.number_of_ties == 0


def test_an_actor_dropped_and_put_at_once_keeps_its_ties() -> None:
    image = build([lab("a"), lab("b"), tie("a", "b")])

    image = apply(image, Batch(put=[lab("a", "changed")], dropped=[(Entity.ACTOR, "a")]), 1)

    assert image.actor(0).name == "changed"
    assert image.number_of_ties == 1


@pytest.mark.parametrize(
    "batch",
    [
        Batch(put=[lab("c"), tie("a", "z"), tie("a", "b")]),
        Batch(put=[lab("c"), tie("z", "a")]),
        Batch(put=[lab("c"), tie("a", "b")], dropped=[(Entity.ACTOR, "b")]),
    ],
)
def test_ties_of_nobody_are_refused_and_nothing_changes(batch: Batch) -> None:
    image = build([lab("a"), lab("b")])
    before = frozen(image)

    with pytest.raises(KeyError, match=r"ties of nobody: (a|z)\.federates_with\.(a|b|z)'"):
        apply(image, batch, 1)

    assert frozen(image) == before
    assert list(image.rows) == ["a", "b"]
    assert picture(apply(image, Batch(put=[lab("c")]), 1)) == picture(build([lab("a"), lab("b"), lab("c")]))


def test_dropping_what_is_not_there_changes_nothing() -> None:
    image = build(ring())

    same = apply(image, Batch(dropped=[(Entity.ACTOR, "z"), (Entity.TIE, "z"), (Entity.MANIFEST, "z")]), 1)

    assert picture(same) == picture(image)


def test_words_are_put_and_dropped() -> None:
    theme, place = Theme(id="t", label_fr="t", label_en="t"), Territory(level=TerritoryLevel.REGION, code="1", name="1")
    image = build([theme, place, Source(id="s"), Manifest(id="m", title="m")])

    image = apply(image, Batch(put=[replace(theme, label_en="u")], dropped=[(Entity.SOURCE, "s")]), 1)

    assert image.vocabulary.themes["t"].label_en == "u"
    assert image.vocabulary.territories == {"region:1": place}
    assert image.vocabulary.sources == {}


def test_a_small_change_writes_the_touched_rows_at_the_end() -> None:
    image = build(ring())

    changed = apply(image, Batch(put=[tie("l0", "l2")]), 1)

    assert changed.adjacency is image.adjacency
    assert changed.adjacency.ties.size == 80 + 6
    assert (changed.start[1:2] == image.start[1:2]).all()


def test_rows_are_laid_out_afresh_when_much_is_left_over() -> None:
    images = [build(ring())]

    for year in range(2000, 2020):
        images.append(apply(images[-1], Batch(put=[tie("l0", "l2", since=PartialDate(year))]), year))

    assert len({id(image.adjacency) for image in images}) > 1
    assert all(image.adjacency.ties.size <= 2 * int(image.length.sum()) for image in images)
    assert [image.number_of_ties for image in images] == list(range(40, 61))
