"""Which sources the records of an image cite, and how often: a source is shown as long as anything shown cites it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from labnet.model.records import Entity
from labnet.model.vocabularies import Territory
from labnet.network.audiences import cites
from labnet.network.changes import Batch, Change
from labnet.network.columns import Ints
from labnet.network.image import Image

__all__ = ["citations", "recounted"]


def citations(image: Image) -> Counter[str]:
    """Count by how many actors, ties and territories of an image each source is cited."""
    found = _of_numbers(image.about["cites"][image.alive], image.records.sources.values)
    everything = image.number_of_ties == len(image.ties)
    found.update(_of_ties(image, slice(len(image.ties)) if everything else image.tie_rows()))
    found.update(source for territory in image.vocabulary.territories.values() for source in cites(territory))
    return found


def recounted(cited: Counter[str], before: Image, made: Change, batch: Batch) -> Counter[str]:
    """Give the count of citations after a batch; sources that nothing cites any more are absent."""
    after = made.image
    gained, lost = _of_ties(after, made.arrived), _of_ties(before, made.left)
    actors = {row[0] for row in batch.actors} | _named(batch, Entity.ACTOR)
    places = {word.id for word in batch.put if isinstance(word, Territory)} | _named(batch, Entity.TERRITORY)
    for image, count in ((after, gained), (before, lost)):
        count.update(source for id_ in actors for source in _of_actor(image, id_))
        count.update(source for place in places for source in _of_place(image, place))
    if gained == lost:
        return cited
    counted = cited.copy()
    counted.update(gained)
    counted.subtract(lost)
    return +counted


def _named(batch: Batch, entity: Entity) -> set[str]:
    return {key for sort, key in batch.dropped if sort is entity}


def _of_actor(image: Image, id_: str) -> Iterable[str]:
    row = image.row(id_)
    return () if row is None else image.records.sources.values[int(image.about["cites"][row])]


def _of_place(image: Image, place: str) -> Iterable[str]:
    territory = image.vocabulary.territories.get(place)
    return () if territory is None else cites(territory)


def _of_ties(image: Image, rows: Ints | slice) -> Counter[str]:
    return _of_numbers(image.ties.evidence.numbers.data[rows], image.ties.cited)


def _of_numbers(numbers: Ints, cited: Sequence[Iterable[str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    if len(numbers) > len(cited):
        counts = np.bincount(numbers)
        different = np.flatnonzero(counts)
        counts = counts[different]
    else:
        different, counts = np.unique(numbers, return_counts=True)
    for number, count in zip(different.tolist(), counts.tolist(), strict=True):
        for source in cited[number]:
            found[source] += count
    return found
