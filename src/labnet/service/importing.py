"""Importing data sets: everything that is in their folders, or nothing."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Final, Generic, NamedTuple, TypeAlias, TypeVar

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
W = TypeVar("W")

_Problems: TypeAlias = list[tuple[str, str]]
"""What is wrong with a record: the column, and the reason."""

_ENDS: Final = attrgetter("from_id"), attrgetter("to_id")

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
        return not self._told(place, _missing("source", self._sources, _cited(remark.pieces)))

    def _take_themes(self) -> None:
        known = self._themes
        read = [
            (dataset.place(THEMES, line), theme)
            for dataset in self._datasets
            for line, theme in self._sound(Entity.THEME, dataset, THEMES, dataset.themes(), known)
        ]
        self._put(Entity.THEME, self._tree(Entity.THEME, read, known, "broader"))

    def _take_territories(self) -> None:
        known = self._territories
        read = [
            (dataset.place(TERRITORIES, line), territory)
            for dataset in self._datasets
            for line, territory in self._sound(Entity.TERRITORY, dataset, TERRITORIES, dataset.territories(), known)
        ]
        self._sources.look_up(territory.source for _, territory in read)
        kept = self._kept(
            read, lambda place: place, lambda record: _missing("source", self._sources, [record.source]), known
        )
        self._put(Entity.TERRITORY, self._tree(Entity.TERRITORY, kept, known, "parent"))

    def _take_actors(self) -> None:
        waiting: list[_Waiting[Actor]] = []
        for dataset in self._datasets:
            at = partial(dataset.place, ACTORS)
            for batch in _batches(self._sound(Entity.ACTOR, dataset, ACTORS, dataset.actors(), self._actors)):
                self._look_up_for([actor for _, actor in batch])
                stored = self._writing.get(Entity.ACTOR, [actor.id for _, actor in batch])
                kept = self._kept(batch, at, partial(self._problems_of_actor, stored), self._actors)
                late = [self._wait(at(line), actor) for line, actor in kept if self._must_wait(actor)]
                waiting += late
                held = {wait.id for wait in late if wait.record is not None}
                self._put(Entity.ACTOR, (actor for _, actor in kept if actor.id not in held))
        settled = self._settled(waiting, self._actors, "administration")
        self._put(Entity.ACTOR, settled)

    def _take_ties(self) -> None:
        for dataset in self._datasets:
            at = partial(dataset.place, TIES)
            for batch in _batches(self._sound(Entity.TIE, dataset, TIES, dataset.ties())):
                ties = [tie for _, tie in batch]
                self._actors.look_up({end for way in _ENDS for end in map(way, ties)})
                self._see_evidence_of(ties)
                self._put(Entity.TIE, (tie for _, tie in self._kept(batch, at, self._problems_of_tie)))

    def _sound(
        self, entity: Entity, dataset: DataSet, table: Table, rows: Iterable[Row[R]], known: Known | None = None
    ) -> Iterator[tuple[int, R]]:
        """Give the records that were read without fault, each with its line, and note what may be referred to."""
        alone = len(self._datasets) == 1
        for number, (line, id_, record, kind) in enumerate(rows):
            if number % _BATCH == 0:
                # Where much is wrong with a file, the store may have nothing else to do for long.
                self._writing.stay()
            if record is not None and (alone or self._agrees(entity, dataset.place(table, line), record)):
                if known is not None:
                    known.take(record.id, kind or "")
                yield line, record
            else:
                self.left_out += 1
                if known is not None and id_ is not None:
                    known.leave_out(id_)
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
        self,
        batch: Iterable[tuple[W, R]],
        at: Callable[[W], Place],
        problems: Callable[[R], _Problems],
        known: Known | None = None,
    ) -> list[tuple[W, R]]:
        """Give those with which nothing is wrong; the others are left out."""
        kept = []
        for read in batch:
            where, record = read
            found = problems(record)
            if not found:
                kept.append(read)
                continue
            self._told(at(where), found)
            self.left_out += 1
            if known is not None:
                known.leave_out(record.id)
        return kept

    def _told(self, place: Place, problems: _Problems) -> _Problems:
        for column, reason in problems:
            place.fault(column, reason)
        return problems

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

    def _problems_of_actor(self, stored: Mapping[str, Record], actor: Actor) -> _Problems:
        problems: _Problems = []
        before = stored.get(actor.id)
        if isinstance(before, Actor) and before.kind != actor.kind:
            was = KINDS[before.kind].en
            reason = f"{actor.id!r} is in the store as another kind ({was}): give this one another id"
            problems.append(("kind", reason))
        for column, themes in (("themes", actor.themes), ("offers", actor.offers), ("needs", actor.needs)):
            problems += _missing(column, self._themes, themes)
        problems += _missing("territory", self._territories, [actor.territory])
        if id(actor.evidence) not in self._well_cited:
            problems += _missing("source", self._sources, _cited(actor.evidence))
        if actor.administration is not None and actor.administration in self._actors:
            no_body_for = no_body(actor.administration, self._actors.kind(actor.administration))
            problems += [("administration", no_body_for)] if no_body_for else []
        return problems

    def _problems_of_tie(self, tie: Tie) -> _Problems:
        kind = self._actors.kind
        from_kind, to_kind = kind(tie.from_id), kind(tie.to_id)
        problems: _Problems = []
        if from_kind is None or to_kind is None:
            problems += _missing("from", self._actors, [tie.from_id])
            problems += _missing("to", self._actors, [tie.to_id])
        if id(tie.evidence) not in self._well_cited:
            problems += _missing("source", self._sources, _cited(tie.evidence))
        reason = no_relation(tie.relation, from_kind, to_kind)
        if reason:
            problems.append(("relation", reason))
        return problems

    def _must_wait(self, actor: Actor) -> bool:
        """Tell whether it may turn out later that an actor's administration is nowhere, or is left out."""
        if actor.administration in (None, actor.id):
            return False
        return self._skip_bad or actor.administration not in self._actors

    def _wait(self, place: Place, actor: Actor) -> _Waiting[Actor]:
        return _Waiting(place, actor.id, actor.administration or "", actor if self._skip_bad else None)

    def _tree(self, entity: Entity, read: Sequence[tuple[Place, N]], known: Known, column: str) -> Iterator[N]:
        """Give the records that hang in a tree: the one above is there, and none is above itself."""
        ups = {record.id: above(record) for _, record in read}
        places = {record.id: place for place, record in read}
        for circle in circles(self._with_stored(entity, ups)):
            for id_ in filter(places.__contains__, circle):
                places[id_].fault(column, f"{' > '.join([*circle, circle[0]])} is a circle: take one step out of it")
                self.left_out += 1
                known.leave_out(id_)
        hanging = [record for _, record in read if record.id in known]
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


def _missing(column: str, known: Known, ids: Iterable[str | None]) -> _Problems:
    absent = [id_ for id_ in ids if id_ is not None and known.kind(id_) is None]
    return [(column, reason) for id_ in absent if (reason := known.problem(id_))]


def _cited(evidence: Iterable[Evidence]) -> dict[str, None]:
    return {piece.source: None for piece in evidence if piece.source is not None}
