"""Exporting the store as a data set folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labnet.model.kinds import Actor
from labnet.model.records import Entity, Manifest
from labnet.model.ties import Tie
from labnet.network.audiences import Audience, visible
from labnet.readwrite.writing import Contents, write_dataset
from labnet.store import Store

__all__ = ["ExportReport", "export_dataset", "merge_manifests"]

_NAME: Final = "labnet"
_BETWEEN_TITLES: Final = " + "
_BETWEEN_TEXTS: Final = "\n\n"
_LONGEST_TITLE: Final = 500
_LONGEST_TEXT: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What an export wrote.

    Attributes
    ----------
    counts : dict
        How many records of each sort were written.
    hidden : int
        How many actors were left out because the public may not see them.
    seq : int
        Number of the last change that the export holds.
    """

    counts: dict[Entity, int]
    hidden: int
    seq: int


def export_dataset(store: Store, folder: Path, *, everything: bool = False) -> ExportReport:
    """Write what the store holds at one moment as a data set folder, which gives the same records when imported.

    Unless everything is asked for, only what the public may see is written: an actor that it may not see is absent,
    with its ties and with every mention of it as an administration.

    Parameters
    ----------
    store : Store
        What to export.
    folder : Path
        A folder that is new, empty or a data set, which is replaced; `BadInput` otherwise.
    everything : bool
        Whether to export what is hidden as well.
    """
    with store.reading() as reading:
        hidden = set[str]()
        if not everything:
            hidden.update(actor.id for actor in reading.actors() if not visible(actor, Audience.PUBLIC))
        contents = Contents(
            manifest=merge_manifests(reading.manifests()),
            sources=reading.sources(),
            themes=reading.themes(),
            territories=reading.territories(),
            actors=(_without(hidden, actor) for actor in reading.actors() if actor.id not in hidden),
            ties=_between_others(hidden, reading.ties()),
        )
        return ExportReport(counts=write_dataset(folder, contents), hidden=len(hidden), seq=reading.seq)


def merge_manifests(manifests: Iterable[Manifest]) -> Manifest:
    """Give one description for all data sets in the store: its own where there is but one.

    Titles and texts stand one after the other, each once, so that merging what was merged before adds nothing.
    """
    each = list(manifests)
    if len(each) == 1:
        return each[0]
    return Manifest(
        id=_NAME,
        title=_joined((manifest.title for manifest in each), _BETWEEN_TITLES, _LONGEST_TITLE) or _NAME,
        description=_joined((manifest.description for manifest in each), _BETWEEN_TEXTS, _LONGEST_TEXT),
        licences=tuple(dict.fromkeys(licence for manifest in each for licence in manifest.licences)),
        method=_joined((manifest.method for manifest in each), _BETWEEN_TEXTS, _LONGEST_TEXT),
        fictional=any(manifest.fictional for manifest in each),
    )


def _joined(texts: Iterable[str | None], between: str, longest: int) -> str | None:
    parts = dict.fromkeys(part for text in texts if text for part in text.split(between))
    joined = between.join(parts)
    if len(joined) > longest:
        joined = f"{joined[: longest - 2].rstrip()} …"
    return joined or None


def _without(hidden: set[str], actor: Actor) -> Actor:
    """Give an actor as if those who are hidden did not exist."""
    if not hidden:
        return actor
    return dataclasses.replace(
        actor,
        administration=None if actor.administration in hidden else actor.administration,
        evidence=tuple(
            piece for piece in actor.evidence if piece.field != "administration" or piece.value not in hidden
        ),
    )


def _between_others(hidden: set[str], ties: Iterable[Tie]) -> Iterator[Tie]:
    return (tie for tie in ties if not hidden.intersection((tie.from_id, tie.to_id)))
