"""References between records: what may be referred to, by whom, and what to say where it may not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from labnet.model.kinds import KINDS
from labnet.model.records import Entity, Record
from labnet.model.relations import RELATIONS
from labnet.model.vocabularies import Territory, Theme
from labnet.store import Writing

__all__ = ["Known", "above", "circles", "no_body", "no_relation"]


class Known:
    """The ids of one sort of record that may be referred to: those in the folders and those in the store.

    A record that refers to one that is left out, or cannot be read, is at fault only where the rest is stored;
    otherwise the first fault says it all.

    Attributes
    ----------
    kind : callable
        Gives the kind of an actor by its id, None where it is not known.
    """

    def __init__(self, writing: Writing, entity: Entity, where: str, *, skip_bad: bool) -> None:
        self._writing = writing
        self._entity = entity
        self._where = where
        self._skip_bad = skip_bad
        self._kinds: dict[str, str] = {}
        self.kind: Final[Callable[[str], str | None]] = self._kinds.get
        self._absent: set[str] = set()
        self._left_out: set[str] = set()
        self._whole = True

    def __contains__(self, id_: object) -> bool:
        """Tell whether there is such a record."""
        return id_ in self._kinds

    def take(self, id_: str, kind: str) -> None:
        """Note that a record of the folders has this id."""
        self._kinds[id_] = kind

    def leave_out(self, id_: str) -> None:
        """Note that a record of the folders will not be stored."""
        self._kinds.pop(id_, None)
        self._absent.discard(id_)
        self._left_out.add(id_)

    def leave_out_rest(self) -> None:
        """Note that a file could not be read to its end: what else it holds is not known."""
        self._whole = False

    def look_up(self, ids: Iterable[str | None]) -> None:
        """Look into the store for those that are not known."""
        new = {id_ for id_ in set(ids).difference(self._kinds).difference(self._absent) if id_ is not None}
        if new:
            found = self._writing.get(self._entity, new)
            self._kinds.update((id_, getattr(record, "kind", "")) for id_, record in found.items())
            self._absent.update(new - found.keys())

    def problem(self, id_: str) -> str | None:
        """Say why a record must not refer to this one."""
        if id_ in self._kinds:
            return None
        if id_ in self._left_out:
            return f"{id_!r} is left out for its own faults: mend them" if self._skip_bad else None
        if not (self._whole or self._skip_bad):
            return None
        return f"there is no {self._entity} {id_!r}: add it to {self._where}, or name another"


def no_body(id_: str, kind: str | None) -> str | None:
    """Say why an actor cannot be an administration; None where it can, or its kind is not known."""
    if not kind or KINDS[kind].body:
        return None
    bodies = ", ".join(spec.en for spec in KINDS.values() if spec.body)
    return f"{id_!r} is no body but {KINDS[kind].en}: an administration is one of {bodies}"


def above(record: Record) -> str | None:
    """Give the id of the theme or territory that one belongs to."""
    if isinstance(record, Theme):
        return record.broader
    return record.parent if isinstance(record, Territory) else None


def circles(ups: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Find the circles into which steps upwards lead, each once."""
    done: set[str] = set()
    for start in ups:
        path: list[str] = []
        on_path: set[str] = set()
        at: str | None = start
        while at is not None and at not in done and at not in on_path:
            path.append(at)
            on_path.add(at)
            at = ups.get(at)
        if at in on_path:
            yield path[path.index(str(at)) :]
        done |= on_path


@lru_cache(maxsize=4_096)
def no_relation(relation: str, from_kind: str | None, to_kind: str | None) -> str | None:
    """Say why a relation may not join two kinds; None where it may, or a kind is not known."""
    spec = RELATIONS[relation]
    if not from_kind or not to_kind or (from_kind in spec.sources and to_kind in spec.targets):
        return None
    ends = f"from {KINDS[from_kind].en} to {KINDS[to_kind].en}"
    return f"{relation.lower()} does not go {ends}: it goes from {_words(spec.sources)} to {_words(spec.targets)}"


def _words(kinds: frozenset[str]) -> str:
    others = [spec.en for code, spec in KINDS.items() if code not in kinds]
    if len(others) < len(kinds):
        return f"anything but {' or '.join(others)}" if others else "anything"
    return " or ".join(spec.en for code, spec in KINDS.items() if code in kinds)
