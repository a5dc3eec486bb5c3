"""Threads that read images while a writer makes new ones: what each reads is of one revision, and whole."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import networkx as nx
import numpy as np
from tests.pictures import ties_of

from labnet.model.dates import PartialDate
from labnet.model.kinds import KINDS, Actor
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.network.audiences import Audience
from labnet.network.changes import Batch, apply, build
from labnet.network.image import OUT, Image
from labnet.network.network import Network
from labnet.network.paths import routes
from labnet.network.projections import seen_by
from labnet.network.walk import Trail, within

ACTORS, READERS, BATCHES = 60, 3, 400
LABS = [f"l{number}" for number in range(ACTORS)]


def lab(id_: str, version: int = 1) -> Actor:
    return KINDS["LAB"].record(id=id_, name=f"{id_} {version}", version=version)


@dataclass
class Registry:
    """What there should be, kept in dictionaries by a writer of its own."""

    chance: random.Random
    actors: dict[str, Actor] = field(default_factory=lambda: {id_: lab(id_) for id_ in LABS})
    ties: dict[str, Tie] = field(default_factory=dict)

    def batches(self) -> Iterator[Batch]:
        """Put, replace, end and drop ties; rename, drop and bring back actors."""
        for number in range(BATCHES):
            names = list(self.actors)
            ties = [self._tie(f"t{self.chance.randrange(150)}", names, number) for _ in range(self.chance.randrange(6))]
            gone = {tie.id for tie in ties[:1] if self.chance.random() < 0.3}
            put: list[Actor | Tie] = [tie for tie in {tie.id: tie for tie in ties}.values() if tie.id not in gone]
            leaving = {self.chance.choice(names)} if number % 7 == 0 and len(names) > ACTORS // 2 else set()
            put = [record for record in put if isinstance(record, Tie) and not {record.from_id, record.to_id} & leaving]
            put += [lab(self.chance.choice(LABS), number) for _ in range(2)]
            put = [record for record in put if record.id not in leaving]
            self._take({record.id: record for record in put}, gone, leaving)
            dropped = [(Entity.TIE, id_) for id_ in gone] + [(Entity.ACTOR, id_) for id_ in leaving]
            yield Batch(put=put, dropped=dropped)

    def _tie(self, id_: str, names: list[str], number: int) -> Tie:
        until = PartialDate(2000 + number % 20) if self.chance.random() < 0.3 else None
        one, other = self.chance.choice(names), self.chance.choice(names)
        return Tie(id=id_, from_id=one, to_id=other, relation="FEDERATES_WITH", until=until)

    def _take(self, put: dict[str, Actor | Tie], gone: set[str], leaving: set[str]) -> None:
        self.actors = {id_: actor for id_, actor in self.actors.items() if id_ not in leaving}
        self.actors |= {id_: record for id_, record in put.items() if isinstance(record, Actor)}
        self.ties = {
            id_: tie for id_, tie in self.ties.items() if id_ not in gone and not {tie.from_id, tie.to_id} & leaving
        } | {id_: record for id_, record in put.items() if isinstance(record, Tie)}

    def told(self) -> tuple[dict[str, str], set[tuple[str, str, str]]]:
        ties = {(tie.from_id, tie.to_id, tie.id) for tie in self.ties.values()}
        return {id_: actor.name for id_, actor in self.actors.items()}, ties


def faults(image: Image, names: dict[str, str], ties: set[tuple[str, str, str]], start: int) -> list[str]:
    """Tell what is wrong with an image, read in every way there is."""
    origins, entries = image.entries_of(np.arange(len(image)))
    ways = entries.codes % 2 == OUT
    out = set(zip(origins[ways].tolist(), entries.neighbours[ways].tolist(), entries.ties[ways].tolist(), strict=True))
    back = set(
        zip(entries.neighbours[~ways].tolist(), origins[~ways].tolist(), entries.ties[~ways].tolist(), strict=True)
    )
    network = Network.of(image)
    simple = network.simple()
    undirected = nx.Graph(simple)
    origin = next(row for row in [*range(start, len(image)), *range(start)] if image.alive[row])
    name = image.ids[origin]
    near = nx.single_source_shortest_path_length(undirected, name, cutoff=2)
    reach = within(image, origin, 2, Trail())
    met = {image.ids[row] for level in reach.levels for row in level.rows.tolist()} | {name}
    far = max(near, key=lambda other: near[other])
    ways_there = routes(image, origin, image.row(far) or 0, Trail(), 1) if far != name else None
    checks = {
        "entries stand in both rows": out == back,
        "counts": (image.number_of_actors, image.number_of_ties) == (len(names), len(ties)),
        "actors": {actor.id: actor.name for actor in image.actors()} == names,
        "ties": {(tie.from_id, tie.to_id, tie.id) for tie in ties_of(image)} == ties,
        "names lead to rows": all(image.actor(image.row(id_) or 0).id == id_ for id_ in names),
        "ids lead to ties": all(image.tie_row(id_) is not None for _, _, id_ in ties),
        "the face": set(network.edges(keys=True)) == ties,
        "degrees": sum(degree for _, degree in network.degree) == 2 * len(ties),
        "the simple face": {frozenset(edge) for edge in simple.edges} == {frozenset(tie[:2]) for tie in ties},
        "a walk": met == set(near),
        "a path": ways_there is None or ways_there[0].length == near[far],
        "what the public sees": seen_by(image, Audience.PUBLIC).number_of_ties == len(ties),
    }
    return [f"{check} at {image.revision}" for check, is_so in checks.items() if not is_so]


def test_readers_find_every_image_whole_while_hundreds_of_batches_are_written() -> None:
    registry = Registry(random.Random(5))  # noqa: S311 - not for secrets
    published = [(build(registry.actors.values()), *registry.told())]
    written, looked = threading.Event(), threading.Event()

    def read(number: int) -> tuple[int, set[int], list[str]]:
        found: list[str] = []
        revisions: set[int] = set()
        rounds = 0
        while not written.is_set() or rounds == 0:
            rounds += 1
            newest = len(published) - 1
            # The newest image, and one that was the newest long ago.
            for place in (newest, newest * number // READERS):
                image, names, ties = published[place]
                found += faults(image, names, ties, rounds % ACTORS)
                revisions.add(image.revision)
            looked.set()
        return rounds, revisions, found

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read, number) for number in range(READERS)]
        try:
            for revision, batch in enumerate(registry.batches(), 1):
                image = apply(published[-1][0], batch, revision)
                published.append((image, *registry.told()))
                if revision % 20 == 0:
                    looked.clear()
                    assert looked.wait(60)
        finally:
            written.set()
        answers = [reader.result() for reader in readers]

    assert [fault for _, _, found in answers for fault in found] == []
    assert len(set().union(*(revisions for _, revisions, _ in answers))) > 10
    for image, names, ties in published[:: BATCHES // 20]:
        assert faults(image, names, ties, 0) == []


def test_threads_share_a_face_whose_rows_are_let_go_and_decoded_again() -> None:
    registry = Registry(random.Random(6))  # noqa: S311 - not for secrets
    image = build(registry.actors.values())
    for revision, batch in enumerate(registry.batches(), 1):
        image = apply(image, batch, revision)
    network = Network.of(image)
    simple = network.simple()
    for face in (network, simple):
        for name in ("_adj", "_node"):
            vars(face)[name]._limit = 3_000  # noqa: SLF001 - so small that rows are always let go
    names, ties = registry.told()

    def read(_: int) -> bool:
        sound = True
        for _ in range(20):
            sound &= set(network.edges(keys=True)) == ties
            sound &= {frozenset(edge) for edge in simple.edges} == {frozenset(tie[:2]) for tie in ties}
            sound &= nx.get_node_attributes(simple, "name") == names
        return sound

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(read, range(4)))
    assert vars(network)["_adj"].held < network.order()
