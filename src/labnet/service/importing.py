"""Importing data sets: everything that is in their folders, or nothing."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, Generic, NamedTuple, TypeVar

from labnet.model.kinds import KINDS, Actor
from labnet.model.provenance import Evidence
from labnet.model.records import Entity, Record
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme
from labnet.readwrite.dataset import DataSet
from labnet.readwrite.evidence import Remark
from labnet.readwrite.faults import FaultList, Notice, Place
from labnet.readwrite.lines import Progress, no_progress
from labnet.readwrite.records import Row
from labnet.readwrite.tables import ACTORS, MANIFEST_FILE, SOURCES, TERRITORIES, THEMES, TIES, Table
from labnet.service.collecting import seldom_collected
from labnet.service.references import Known, above, circles, no_body, no_relation
from labnet.service.reports import ImportReport
from labnet.store import Outcome, Store, Writing

__all__ = ["ImportReport", "import_datasets"]

R = TypeVar("R", bound=Record)
N = TypeVar("N", bound=Theme | Territory)
T = TypeVar("T")

_BATCH: Final = 1_000


def import_datasets(
    store: Store,
    folders: Iterable[Path],
    *,
    dry_run: bool = False,
    skip_bad: bool = False,
    progress: Progress = no_progress,
    who: str | None = None,
) -> ImportReport:
    """Store what data set folders hold, in one transaction: all of it, or nothing if there is any fault.

    All faults of all folders are looked for, and reported together. Records that are in the store already are
    updated, and none is dropped; importing the same folder again changes nothing.

    Parameters
    ----------
    store : Store
        Where to store it.
    folders : iterable of Path
        The data sets; ties of one may join actors of another. `MissingFile` where one is not a data set.
    dry_run : bool
        Whether to do everything but to store it.
    skip_bad : bool
        Whether to leave out records that have faults, with what thereby leads nowhere, and to store the others; a data
        set whose description has faults is refused all the same.
    progress : Progress, optional
        Called with a file, the bytes of it that are read and the bytes it has.
    who : str, optional
        Who imports, for the change log.
    """
    began = time.perf_counter()
    faults, notices = FaultList(), list[Notice]()
    datasets = [DataSet(Path(folder), faults, notices, progress) for folder in folders]
    with suppress(_Undone), seldom_collected(), store.writing(who=who, alone=True) as writing:
        run = _Import(writing, datasets, faults, skip_bad=skip_bad)
        before = after = writing.seq
        run.everything()
        if dry_run or not run.storing:
            raise _Undone
        after = writing.seq
    return ImportReport(
        outcomes=run.outcomes if run.storing else {entity: Outcome() for entity in Entity},
        faults=tuple(faults),
        fault_total=faults.total,
        notices=tuple(notices),
        left_out=run.left_out,
        refused=not run.storing,
        dry_run=dry_run,
        seq_before=before,
        seq_after=after,
        seconds=time.perf_counter() - began,
    )


class _Undone(Exception):
    """Leaves the transaction, so that it stores nothing."""


class _Sound(NamedTuple, Generic[R]):
    """A record that was read without fault, and its place."""

    place: Place
    record: R


class _Waiting(NamedTuple, Generic[R]):
    """A record that refers to one of its own sort, which may yet come; without itself where it is stored already."""

    place: Place
    id: str
    needs: str
    record: R | None


class _Import:
    """One import in its transaction: reads each file once, checks it all, and stores as long as nothing is wrong."""

    def __init__(self, writing: Writing, datasets: Sequence[DataSet], faults: FaultList, *, skip_bad: bool) -> None:
        self._writing = writing
        self._datasets = datasets
        self._faults = faults
        # Without its description, nobody knows whether a data set is fictional.
        self._skip_bad = skip_bad and all(dataset.manifest is not None for dataset in datasets)
        self._digests: dict[tuple[Entity, str], int] = {}
        self._sources = Known(writing, Entity.SOURCE, SOURCES.file, skip_bad=self._skip_bad)
        self._themes = Known(writing, Entity.THEME, THEMES.file, skip_bad=self._skip_bad)
        self._territories = Known(writing, Entity.TERRITORY, TERRITORIES.file, skip_bad=self._skip_bad)
        self._actors = Known(writing, Entity.ACTOR, ACTORS.file, skip_bad=self._skip_bad)
        self.outcomes = {entity: Outcome() for entity in Entity}
        self.left_out = 0
        self._well_cited: set[int] = set()

    @property
    def storing(self) -> bool:
        """Whether what is read is to be stored: from the first fault on it is only checked."""
        return self._skip_bad or not self._faults.total

    def everything(self) -> None:
        """Import all files, each sort of record after those that it refers to."""
        self._take_manifests()
        for dataset in self._datasets:
            read = self._sound(Entity.SOURCE, dataset, SOURCES, dataset.sources(), self._sources)
            self._put(Entity.SOURCE, (source for _, source in read))
        self._see_remarks()
        self._take_themes()
        self._take_territories()
        self._take_actors()
        self._take_ties()

    def _take_manifests(self) -> None:
        for dataset in self._datasets:
            manifest = dataset.manifest
            place = Place(dataset.folder / MANIFEST_FILE, None, self._faults)
            if manifest is not None and self._agrees(Entity.MANIFEST, place, manifest):
                self._put(Entity.MANIFEST, [manifest])

    def _see_remarks(self) -> None:
        """Take those out of the evidence whose sources are nowhere."""
        for dataset in self._datasets:
            remarks = dataset.remarks
            self._sources.look_up(piece.source for remark in remarks for piece in remark.pieces)
            remarks.drop({remark for remark in remarks if not self._is_cited_well(remarks.place(remark.line), remark)})

    def _is_cited_well(self, place: Place, remark: Remark) -> bool:
        before = self._faults.total
        self._see(place, "source", self._sources, _cited(remark.pieces))
        return self._faults.total == before

    def _take_themes(self) -> None:
        known = self._themes
        read = [
            sound
            for dataset in self._datasets
            for sound in self._sound(Entity.THEME, dataset, THEMES, dataset.themes(), known)
        ]
        self._put(Entity.THEME, self._tree(Entity.THEME, read, known, "broader"))

    def _take_territories(self) -> None:
        known = self._territories
        read = [
            sound
            for dataset in self._datasets
            for sound in self._sound(Entity.TERRITORY, dataset, TERRITORIES, dataset.territories(), known)
        ]
        self._sources.look_up(territory.source for _, territory in read)
        kept = self._kept(read, lambda place, record: self._see(place, "source", self._sources, [record.source]), known)
        self._put(Entity.TERRITORY, self._tree(Entity.TERRITORY, kept, known, "parent"))

    def _take_actors(self) -> None:
        waiting: list[_Waiting[Actor]] = []
        for dataset in self._datasets:
            for batch in _batches(self._sound(Entity.ACTOR, dataset, ACTORS, dataset.actors(), self._actors)):
                self._look_up_for([actor for _, actor in batch])
                stored = self._writing.get(Entity.ACTOR, [actor.id for _, actor in batch])
                kept = self._kept(batch, partial(self._see_actor, stored), self._actors)
                late = [self._wait(place, actor) for place, actor in kept if self._must_wait(actor)]
                waiting += late
                held = {wait.id for wait in late if wait.record is not None}
                self._put(Entity.ACTOR, (actor for _, actor in kept if actor.id not in held))
        settled = self._settled(waiting, self._actors, "administration")
        self._put(Entity.ACTOR, settled)

    def _take_ties(self) -> None:
        for dataset in self._datasets:
            for batch in _batches(self._sound(Entity.TIE, dataset, TIES, dataset.ties())):
                self._actors.look_up({end for _, tie in batch for end in (tie.from_id, tie.to_id)})
                self._see_evidence_of(tie for _, tie in batch)
                self._put(Entity.TIE, (tie for _, tie in self._kept(batch, self._see_tie)))

    def _sound(
        self, entity: Entity, dataset: DataSet, table: Table, rows: Iterable[Row[R]], known: Known | None = None
    ) -> Iterator[_Sound[R]]:
        """Give the records that were read, and note what may be referred to."""
        alone = len(self._datasets) == 1
        for row in rows:
            place = dataset.place(table, row.line)
            if row.record is not None and (alone or self._agrees(entity, place, row.record)):
                if known is not None:
                    known.take(row.record.id, row.kind or "")
                yield _Sound(place, row.record)
            else:
                self.left_out += 1
                if known is not None and row.id is not None:
                    known.leave_out(row.id)
        if known is not None and not dataset.is_whole(table):
            known.leave_out_rest()

    def _agrees(self, entity: Entity, place: Place, record: Record) -> bool:
        """Tell whether all data sets of the import that hold a record say the same."""
        if len(self._datasets) == 1:
            return True
        digest = hash(record)
        agrees = self._digests.setdefault((entity, record.id), digest) == digest
        if not agrees:
            field = {Entity.MANIFEST: "name", Entity.TERRITORY: "code"}.get(entity, "id")
            place.fault(field, f"another data set of this import holds the {entity} {record.id!r} otherwise: keep one")
        return agrees

    def _kept(
        self, batch: Iterable[_Sound[R]], see: Callable[[Place, R], None], known: Known | None = None
    ) -> list[_Sound[R]]:
        """Give those in which a check finds no fault; the others are left out."""
        kept, faults = [], self._faults
        for sound in batch:
            before = faults.total
            see(*sound)
            if faults.total == before:
                kept.append(sound)
            else:
                self.left_out += 1
                if known is not None:
                    known.leave_out(sound.record.id)
        return kept

    def _look_up_for(self, actors: Sequence[Actor]) -> None:
        self._themes.look_up({theme for actor in actors for theme in (*actor.themes, *actor.offers, *actor.needs)})
        self._territories.look_up({actor.territory for actor in actors})
        self._actors.look_up({actor.administration for actor in actors})
        self._see_evidence_of(actors)

    def _see_evidence_of(self, records: Iterable[Actor | Tie]) -> None:
        """Look at the sources of a batch: most of its records have the same evidence, one object for all of them."""
        pieces = {id(record.evidence): record.evidence for record in records}
        self._sources.look_up({source for evidence in pieces.values() for source in _cited(evidence)})
        known = self._sources
        self._well_cited = {
            key for key, evidence in pieces.items() if all(source in known for source in _cited(evidence))
        }

    def _see_evidence(self, place: Place, record: Actor | Tie) -> None:
        if id(record.evidence) not in self._well_cited:
            self._see(place, "source", self._sources, _cited(record.evidence))

    def _see_actor(self, stored: Mapping[str, Record], place: Place, actor: Actor) -> None:
        before = stored.get(actor.id)
        if isinstance(before, Actor) and before.kind != actor.kind:
            was = KINDS[before.kind].en
            place.fault("kind", f"{actor.id!r} is in the store as another kind ({was}): give this one another id")
        for column, themes in (("themes", actor.themes), ("offers", actor.offers), ("needs", actor.needs)):
            self._see(place, column, self._themes, themes)
        self._see(place, "territory", self._territories, [actor.territory])
        self._see_evidence(place, actor)
        if actor.administration is not None and actor.administration in self._actors:
            reason = no_body(actor.administration, self._actors.kind(actor.administration))
            if reason:
                place.fault("administration", reason)

    def _see_tie(self, place: Place, tie: Tie) -> None:
        kind = self._actors.kind
        from_kind, to_kind = kind(tie.from_id), kind(tie.to_id)
        if from_kind is None or to_kind is None:
            self._see(place, "from", self._actors, [tie.from_id])
            self._see(place, "to", self._actors, [tie.to_id])
        self._see_evidence(place, tie)
        reason = no_relation(tie.relation, from_kind, to_kind)
        if reason:
            place.fault("relation", reason)

    def _see(self, place: Place, column: str, known: Known, ids: Iterable[str | None]) -> None:
        for id_ in ids:
            reason = known.problem(id_) if id_ is not None else None
            if reason:
                place.fault(column, reason)

    def _must_wait(self, actor: Actor) -> bool:
        """Tell whether it may turn out later that an actor's administration is nowhere, or is left out."""
        if actor.administration in (None, actor.id):
            return False
        return self._skip_bad or actor.administration not in self._actors

    def _wait(self, place: Place, actor: Actor) -> _Waiting[Actor]:
        return _Waiting(place, actor.id, actor.administration or "", actor if self._skip_bad else None)

    def _tree(self, entity: Entity, read: Sequence[_Sound[N]], known: Known, column: str) -> Iterator[N]:
        """Give the records that hang in a tree: the one above is there, and none is above itself."""
        ups = {record.id: above(record) for _, record in read}
        places = {record.id: place for place, record in read}
        for circle in circles(self._with_stored(entity, ups)):
            for id_ in filter(places.__contains__, circle):
                places[id_].fault(column, f"{' > '.join([*circle, circle[0]])} is a circle: take one step out of it")
                self.left_out += 1
                known.leave_out(id_)
        hanging = [sound.record for sound in read if sound.record.id in known]
        yield from (record for record in hanging if above(record) is None)
        waiting = [_Waiting(places[each.id], each.id, up, each) for each in hanging if (up := above(each)) is not None]
        yield from self._settled(waiting, known, column)

    def _with_stored(self, entity: Entity, ups: Mapping[str, str | None]) -> dict[str, str | None]:
        whole = dict(ups)
        new = {id_ for id_ in ups.values() if id_ is not None and id_ not in whole}
        while new:
            found = self._writing.get(entity, new)
            whole.update((id_, above(record)) for id_, record in found.items())
            new = {up for id_ in found if (up := whole[id_]) is not None and up not in whole}
        return whole

    def _settled(self, waiting: Iterable[_Waiting[R]], known: Known, column: str) -> Iterator[R]:
        """Give those of the waiting whose need is met; where one is left out, so are those that need it."""
        by_need: dict[str, list[_Waiting[R]]] = {}
        for wait in waiting:
            by_need.setdefault(wait.needs, []).append(wait)
        known.look_up(by_need)
        unseen = deque(by_need)
        while unseen:
            need = unseen.popleft()
            known.look_up([need])
            reason = known.problem(need) or no_body(need, known.kind(need))
            for wait in by_need.pop(need, []) if reason else []:
                wait.place.fault(column, str(reason))
                self.left_out += 1
                known.leave_out(wait.id)
                unseen.append(wait.id)
        return (wait.record for waits in by_need.values() for wait in waits if wait.record is not None)

    def _put(self, entity: Entity, records: Iterable[Record]) -> None:
        for batch in _batches(records):
            if self.storing:
                self.outcomes[entity] += self._writing.put(entity, batch)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _cited(evidence: Iterable[Evidence]) -> dict[str, None]:
    return {piece.source: None for piece in evidence if piece.source is not None}
