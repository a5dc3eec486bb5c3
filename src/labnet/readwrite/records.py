"""Rows to records and back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

from labnet.model import fields
from labnet.model.dates import PartialDate
from labnet.model.fields import Fact, facts
from labnet.model.kinds import KINDS, Actor
from labnet.model.provenance import Source
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import Territory, Theme, Tier
from labnet.readwrite.csvfile import Cells
from labnet.readwrite.evidence import Remarks, arrange, provenance_cells, read_evidence, split
from labnet.readwrite.faults import Place
from labnet.readwrite.tables import (
    ACTORS,
    KIND,
    PROVENANCE,
    SOURCES,
    TERRITORIES,
    THEMES,
    TIES,
    actor_facts,
    foreign_columns,
)
from labnet.readwrite.values import Columns, format_value

__all__ = [
    "Row",
    "actor_cells",
    "read_actor",
    "read_source",
    "read_territory",
    "read_theme",
    "read_tie",
    "source_cells",
    "territory_cells",
    "theme_cells",
    "tie_cells",
]

R_co = TypeVar("R_co", covariant=True)

_SOURCES: Final = Columns(SOURCES.facts)
_THEMES: Final = Columns(THEMES.facts)
_TERRITORIES: Final = Columns(TERRITORIES.facts)
_KIND: Final = Columns((KIND,))
_TIES: Final = Columns(fact for fact in TIES.facts if fact not in PROVENANCE)
_FICTIONAL: Final = ACTORS.columns.index("fictional")


class Row(NamedTuple, Generic[R_co]):
    """A row that was read: its line, and its id and record as far as they could be made out."""

    line: int
    id: str | None
    record: R_co | None
    kind: str | None = None


def read_source(cells: Cells, place: Place) -> Row[Source]:
    """Read a source."""
    before = place.faults.total
    values = _SOURCES.read(cells, place)
    sound = cells.sound and place.faults.total == before
    return Row(cells.line, values.get("id"), Source(**values) if sound else None)


def read_theme(cells: Cells, place: Place) -> Row[Theme]:
    """Read a theme."""
    before = place.faults.total
    values = _THEMES.read(cells, place)
    sound = cells.sound and place.faults.total == before
    return Row(cells.line, values.get("id"), Theme(**values) if sound else None)


def read_territory(cells: Cells, place: Place) -> Row[Territory]:
    """Read a territory; its id is made of its level and code."""
    before = place.faults.total
    values = _TERRITORIES.read(cells, place)
    level, code = values.get("level"), values.get("code")
    if code and not code.isalnum():
        place.fault("code", f"{code!r} is not the code of a territory: letters and digits only")
    id_ = f"{level.value.lower()}:{code}" if level and code else None
    sound = cells.sound and place.faults.total == before
    return Row(cells.line, id_, Territory(**values) if sound else None)


def read_actor(cells: Cells, place: Place, remarks: Remarks, *, fictional: bool) -> Row[Actor]:
    """Read an actor, and take what the data set says about it elsewhere.

    Parameters
    ----------
    cells : Cells
        The row.
    place : Place
        Where to record its faults.
    remarks : Remarks
        Evidence that stands in a file of its own.
    fictional : bool
        Whether an actor that does not say is fictional.
    """
    before = place.faults.total
    kind = _KIND.read(cells, place).get("kind")
    own = _actor_columns(kind)
    values = own.read(cells, place)
    evidence = read_evidence(cells, place)
    if kind is not None:
        _see_kind(kind, cells, values, place)
    _see_dates(values, place)
    values.setdefault("fictional", fictional)
    sound = cells.sound and place.faults.total == before
    id_ = values.get("id")
    further = remarks.take(f"actor:{id_}", own.by_column if kind else None) if id_ else ()
    record = KINDS[kind].record(**values, evidence=arrange(evidence + further)) if sound and kind else None
    return Row(cells.line, id_, record, kind)


def read_tie(cells: Cells, place: Place, remarks: Remarks) -> Row[Tie]:
    """Read a tie, and take what the data set says about it elsewhere; one without an id is given one."""
    before = place.faults.total
    values = _TIES.read(cells, place)
    evidence = read_evidence(cells, place)
    _see_dates(values, place)
    if "from_id" in values and values["from_id"] == values.get("to_id"):
        place.fault("to", f"the tie joins {values['to_id']!r} to itself: name another actor, or take it out")
    _give_id(values, cells)
    sound = cells.sound and place.faults.total == before
    id_ = values.get("id")
    further = remarks.take(f"tie:{id_}", _TIES.by_column) if id_ else ()
    return Row(cells.line, id_, Tie(**values, evidence=arrange(evidence + further)) if sound else None)


def source_cells(source: Source) -> list[str]:
    """Write a source as a row."""
    return _SOURCES.write(source)


def theme_cells(theme: Theme) -> list[str]:
    """Write a theme as a row."""
    return _THEMES.write(theme)


def territory_cells(territory: Territory) -> list[str]:
    """Write a territory as a row."""
    return _TERRITORIES.write(territory)


def actor_cells(actor: Actor) -> list[str]:
    """Write an actor as a row, with the evidence that its row can say."""
    cells = ["" if fact is None else format_value(fact, getattr(actor, fact.name)) for fact in _actor_cells(actor.kind)]
    cells[_FICTIONAL] = fields.FLAG.format(actor.fictional)
    return _with_provenance(cells, actor)


def tie_cells(tie: Tie) -> list[str]:
    """Write a tie as a row, with the evidence that its row can say."""
    return _with_provenance(_TIES.write(tie), tie)


def _with_provenance(cells: list[str], record: Actor | Tie) -> list[str]:
    """Put the evidence between the cells of a record and the last of them, which is its note."""
    return [*cells[:-1], *provenance_cells(split(record.evidence)[0]), cells[-1]]


def _give_id(values: dict[str, Any], cells: Cells) -> None:
    """Make the id of a tie from the rest where its cell is empty and the rest can be read."""
    unread = any(cells.values.get(column) and column not in values for column in ("id", "since"))
    if "id" in values or unread or not all(name in values for name in ("from_id", "relation", "to_id")):
        return
    values["id"] = tie_id(values["from_id"], values["relation"], values["to_id"], values.get("since"))


def _see_kind(kind: str, cells: Cells, values: Mapping[str, Any], place: Place) -> None:
    """Record what an actor of this kind cannot have."""
    spec = KINDS[kind]
    for column, owners in foreign_columns(kind).items():
        if cells.values.get(column):
            place.fault(column, f"{_article(spec.en)} has no {column} ({owners} only): empty the cell")
    tier: Tier | None = values.get("tier")
    if tier is not None and tier not in spec.tiers:
        allowed = ", ".join(sorted(each.value.lower() for each in spec.tiers))
        what = f"may be {allowed}" if allowed else "has none: empty the cell"
        place.fault("tier", f"the tier {tier.value.lower()} is not for {_article(spec.en)}, which {what}")


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _see_dates(values: Mapping[str, Any], place: Place) -> None:
    since: PartialDate | None = values.get("since")
    until: PartialDate | None = values.get("until")
    if since and until and since.start_code > until.end_code:
        place.fault("until", f"it ends ({until}) before it begins ({since}): put one of the dates right")


@cache
def _actor_columns(kind: str | None) -> Columns:
    return Columns(facts(Actor) if kind is None else actor_facts(kind))


@cache
def _actor_cells(kind: str) -> tuple[Fact | None, ...]:
    own = {**_actor_columns(kind).by_column, KIND.column: KIND}
    return tuple(own.get(fact.column) for fact in ACTORS.facts if fact not in PROVENANCE)
