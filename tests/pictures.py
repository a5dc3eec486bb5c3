"""What an image holds, told without its rows; and what an audience may see of records, worked out from the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from labnet.model.kinds import Actor
from labnet.model.provenance import Source
from labnet.model.records import Record
from labnet.model.relations import RELATIONS
from labnet.model.ties import Tie
from labnet.network.audiences import Audience, as_seen, cites, visible
from labnet.network.image import OUT, Image

_RELATIONS = list(RELATIONS)


def ties_of(image: Image) -> Iterator[Tie]:
    """Give all ties of an image as records."""
    return map(image.tie, image.tie_rows().tolist())


def shown_to(audience: Audience, records: Iterable[Record]) -> list[Record]:
    """Give the records that an audience may see, as it may see them.

    An actor by its visibility, a tie where both ends are seen, a source where something seen cites it; and all words.
    """
    every = list(records)
    seen = {record.id for record in every if isinstance(record, Actor) and visible(record, audience)}
    shown = [
        as_seen(record, seen)
        for record in every
        if (isinstance(record, Actor) and record.id in seen)
        or (isinstance(record, Tie) and {record.from_id, record.to_id} <= seen)
        or not isinstance(record, Actor | Tie | Source)
    ]
    cited = set().union(*map(cites, shown))
    return [*shown, *(record for record in every if isinstance(record, Source) and record.id in cited)]


def picture(image: Image, ids: Iterable[str] = ()) -> dict[str, Any]:
    """Tell all that an image shows: two images of the same records give the same, whatever their rows.

    Parameters
    ----------
    image : Image
    ids : iterable of str
        Ids of actors and ties that may not be there any more, to be looked up as well.
    """
    actors = {actor.id: (actor, actor.version, actor.updated_at) for actor in image.actors()}
    ties = {tie.id: (tie, tie.version) for tie in ties_of(image)}
    asked = {*ids, *actors, *ties}
    rows = {id_: row for id_ in asked if (row := image.row(id_)) is not None}
    tie_rows = {id_: row for id_ in asked if (row := image.tie_row(id_)) is not None}
    return {
        "actors": actors,
        "ties": ties,
        "found": {id_: image.actor(row).id for id_, row in rows.items()},
        "ties found": {id_: image.tie(row).id for id_, row in tie_rows.items()},
        "entries": {id_: _entries(image, row) for id_, row in rows.items()},
        "living": [image.ids[row] for row in image.living()] == list(actors),
        "counts": (image.number_of_actors, image.number_of_ties, len(image.tie_rows())),
        "fictional": image.fictional,
        "themes": image.vocabulary.themes,
        "territories": image.vocabulary.territories,
        "sources": image.vocabulary.sources,
    }


def expected(records: Iterable[Record], ids: Iterable[str] = ()) -> dict[str, Any]:
    """Tell the same of records, without making an image of them."""
    every = list(records)
    actors = {record.id: record for record in every if isinstance(record, Actor)}
    ties = {record.id: record for record in every if isinstance(record, Tie)}
    entries: dict[str, Counter[tuple[str, str, str, str]]] = {id_: Counter() for id_ in actors}
    for tie in ties.values():
        entries[tie.from_id][tie.relation, "out", tie.to_id, tie.id] += 1
        entries[tie.to_id][tie.relation, "in", tie.from_id, tie.id] += 1
    asked = {*ids, *actors, *ties}
    return {
        "actors": {id_: (actor, actor.version, actor.updated_at) for id_, actor in actors.items()},
        "ties": {id_: (tie, tie.version) for id_, tie in ties.items()},
        "found": {id_: id_ for id_ in asked if id_ in actors},
        "ties found": {id_: id_ for id_ in asked if id_ in ties},
        "entries": entries,
        "living": True,
        "counts": (len(actors), len(ties), len(ties)),
        "fictional": any(actor.fictional for actor in actors.values()),
        **{
            f"{type_}s" if type_ != "territory" else "territories": {
                record.id: record for record in every if type(record).__name__.lower() == type_
            }
            for type_ in ("theme", "territory", "source")
        },
    }


def _entries(image: Image, row: int) -> Counter[tuple[str, str, str, str]]:
    entries = image.entries(row)
    return Counter(
        (
            _RELATIONS[code // 2],
            "out" if code % 2 == OUT else "in",
            image.ids[neighbour],
            image.tie(tie).id,
        )
        for code, neighbour, tie in zip(
            entries.codes.tolist(), entries.neighbours.tolist(), entries.ties.tolist(), strict=True
        )
    )
