"""Exporting the store as a data set folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from labnet.model.kinds import Actor
from labnet.model.provenance import Source
from labnet.model.records import Entity, Manifest, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory
from labnet.network.audiences import Audience, as_seen, cites, visible
from labnet.readwrite.writing import Contents, write_dataset
from labnet.store import Reading, Store

__all__ = ["ExportReport", "export_dataset", "merge_manifests"]

R = TypeVar("R", bound=Record)

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
    fictional : bool
        Whether any of the actors that were written was made up.
    """

    counts: dict[Entity, int]
    hidden: int
    seq: int
    fictional: bool


def export_dataset(store: Store, folder: Path, *, everything: bool = False) -> ExportReport:
    """Write what the store holds at one moment as a data set folder, which gives the same records when imported.

    Unless everything is asked for, only what the public may see is written: an actor that it may not see is absent,
    with its ties, every mention of it as an administration, and the sources that nothing else cites.

    Parameters
    ----------
    store : Store
        What to export.
    folder : Path
        A folder that is new, empty or a data set, which is replaced; `BadInput` otherwise.
    everything : bool
        Whether to export what is hidden as well.
    """
    met: set[bool] = set()
    with store.reading() as reading:
        shown = reading if everything else _Public(reading)
        contents = Contents(
            manifest=merge_manifests(reading.manifests()),
            sources=shown.sources(),
            themes=reading.themes(),
            territories=shown.territories(),
            actors=_noting(shown.actors(), met),
            ties=shown.ties(),
        )
        hidden = shown.hidden if isinstance(shown, _Public) else 0
        counts = write_dataset(folder, contents)
        return ExportReport(counts=counts, hidden=hidden, seq=reading.seq, fictional=True in met)


def _noting(actors: Iterable[Actor], met: set[bool]) -> Iterator[Actor]:
    """Give the actors, and note whether fictional and other ones are met."""
    for actor in actors:
        met.add(actor.fictional)
        yield actor


class _Public:
    """What the public may see of the records in a store."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        shown = {actor.id: visible(actor, Audience.PUBLIC) for actor in reading.actors()}
        self._seen = {id_ for id_, is_shown in shown.items() if is_shown}
        self.hidden = len(shown) - len(self._seen)
        self._cited: set[str] = set()

    def actors(self) -> Iterator[Actor]:
        return self._citing(as_seen(actor, self._seen) for actor in self._reading.actors() if actor.id in self._seen)

    def ties(self) -> Iterator[Tie]:
        seen = self._seen
        ties = (as_seen(tie, seen) for tie in self._reading.ties() if tie.from_id in seen and tie.to_id in seen)
        return self._citing(ties)

    def territories(self) -> Iterator[Territory]:
        return self._citing(self._reading.territories())

    def sources(self) -> Iterator[Source]:
        """Give the sources that are cited by what was given before."""
        for source in self._reading.sources():
            if source.id in self._cited:
                yield source

    def _citing(self, records: Iterable[R]) -> Iterator[R]:
        for record in records:
            self._cited.update(cites(record))
            yield record


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
