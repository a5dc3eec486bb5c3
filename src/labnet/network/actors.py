"""Actors as columns: what questions look at by the thousand in numbers, the rest packed until somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import orjson

from labnet.model.fields import FLAG
from labnet.model.forms import ACTORS
from labnet.model.kinds import KINDS, Actor
from labnet.model.provenance import Evidence
from labnet.model.rows import EVIDENCE, UNREADABLE, Row
from labnet.model.vocabularies import Visibility
from labnet.network.audiences import names_others
from labnet.network.blocks import Blocks
from labnet.network.columns import Distinct, Ints, Parsed, end_of, start_of
from labnet.network.facets import FacetColumns
from labnet.network.memo import Memo

__all__ = [
    "ABOUT",
    "FICTIONAL",
    "KIND_CODES",
    "NAMES_OTHERS",
    "NOBODY",
    "TOLD",
    "UNKNOWN",
    "VISIBILITIES",
    "VISIBILITY_BITS",
    "ActorColumns",
    "together",
]

KIND_CODES: Final = {code: number for number, code in enumerate(KINDS)}
VISIBILITIES: Final = tuple(Visibility)

VISIBILITY_BITS: Final = 0b0011
"""Bits of `flags` that hold the place of the visibility in `VISIBILITIES`."""
FICTIONAL: Final = 0b0100
"""Bit of `flags`: somebody made the actor up."""
NAMES_OTHERS: Final = 0b1000
"""Bit of `flags`: evidence of the actor names other actors."""

NOBODY: Final = -1
UNKNOWN: Final = -2

ABOUT: Final = np.dtype(
    [
        ("text", np.int32),
        ("since", np.int32),
        ("until", np.int32),
        ("administration", np.int32),
        ("cites", np.int32),
        ("kind", np.uint8),
        ("flags", np.uint8),
    ],
    align=True,
)
"""What an image holds of each actor in numbers: the row of its text (-1: it is not there), first and last day, the row
of the administration that its record names (`NOBODY`, or `UNKNOWN` where nobody has that id), the number of the sources
it cites, kind and flags."""

TOLD: Final = ("id", "kind", "visibility", "fictional", "evidence", "since", "until", "administration")
"""The columns of the store that `ABOUT` and ids are made of."""

_PLACE: Final = {name: place for place, name in enumerate(ACTORS.names)}
_DECODED: Final = 1 << 16

_Key: TypeAlias = tuple[str, str | None, str | None, str | None]
"""Kind, visibility, whether made up, and evidence of an actor, as they are stored."""


class ActorColumns:
    """The ids and texts of actors; images know which of them are there.

    Attributes
    ----------
    ids : list of str
        Id of each row of an actor, empty where it must not be told.
    rows : dict of str to int
        Row of every id.
    texts : Blocks
        Rows as they are stored, each as a JSON list; an actor that changes gets a new one.
    sources : Distinct tuple of str
        The ids of sources that actors cite, by number.
    facets : FacetColumns
        What texts tell that questions about everybody need in numbers, as far as it has been asked for.
    """

    __slots__ = ("_decoded", "facets", "ids", "rows", "sources", "texts")

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.rows: dict[str, int] = {}
        self.texts = Blocks()
        self.sources = Distinct[tuple[str, ...]]()
        self.facets = FacetColumns()
        self._decoded: Memo[int, Actor] = Memo(_DECODED)

    def append(self, rows: Sequence[Row]) -> tuple[list[int], npt.NDArray[np.void]]:
        """Append actors as they are stored (see `labnet.model.forms.ACTORS`), no id twice.

        Returns
        -------
        list of int
            The row of each.
        (n,) array of ABOUT
            What images hold of each.
        """
        columns = list(zip(*rows, strict=True))
        # Copied, since orjson leaves them in blocks of a kilobyte and more.
        texts = [bytes(memoryview(orjson.dumps(row))) for row in rows]
        told = [columns[_PLACE[name]] for name in TOLD]
        about = self._append(told, texts)
        places = self._places(told[0])
        about["administration"] = self._administrations(told[-1])
        return places, about

    def fill(self, part: Sequence[Sequence[Any]]) -> npt.NDArray[np.void]:
        """Append actors none of which is there yet, and give what images hold of each.

        Parameters
        ----------
        part : sequence of sequence
            The columns that `TOLD` names, and the whole rows as JSON.
        """
        *columns, texts = part
        about = self._append(columns, list(map(str.encode, texts)))
        first = len(self.ids)
        self.ids.extend(columns[0])
        self.rows.update(zip(columns[0], range(first, len(self.ids)), strict=True))
        about["administration"] = self._administrations(columns[-1])
        return about

    def _append(self, columns: Sequence[Sequence[Any]], texts: Sequence[bytes]) -> npt.NDArray[np.void]:
        try:
            about = self._numbers(columns)
        except UNREADABLE:
            for text in texts:
                ACTORS.record(orjson.loads(text))
            raise
        about["text"] = np.arange(len(self.texts), len(self.texts) + len(texts), dtype=np.int32)
        self.texts.extend(texts)
        return about

    def _administrations(self, names: Sequence[str | None]) -> list[int]:
        find = self.rows.get
        return [NOBODY if name is None else find(name, UNKNOWN) for name in names]

    def _numbers(self, columns: Sequence[Sequence[Any]]) -> npt.NDArray[np.void]:
        _, kinds, visibilities, fictional, evidence, since, until, _ = columns
        about = np.zeros(len(kinds), ABOUT)
        read = Parsed(_pieces)
        cites = Parsed[str | None, int](lambda text: self.sources.number(_cited(read[text])))
        flags = Parsed[_Key, int](lambda key: _flags(key[0], key[1], key[2], read[key[3]]))
        keys = zip(kinds, visibilities, fictional, evidence, strict=True)
        meanings: tuple[tuple[str, Callable[[Any], int], Iterable[Any]], ...] = (
            ("kind", _KIND_OF_TEXT.__getitem__, kinds),
            ("since", start_of, since),
            ("until", end_of, until),
            ("cites", cites.__getitem__, evidence),
            ("flags", flags.__getitem__, keys),
        )
        for name, meaning, texts in meanings:
            about[name] = np.fromiter(map(meaning, texts), ABOUT[name], len(kinds))
        return about

    def _places(self, ids: Iterable[str]) -> list[int]:
        known, rows = self.ids, self.rows
        places: list[int] = []
        for id_ in ids:
            row = rows.setdefault(id_, len(known))
            if row == len(known):
                known.append(id_)
            places.append(row)
        return places

    def only(self, seen: npt.NDArray[np.bool_], texts: Ints) -> tuple[ActorColumns, Ints]:
        """Give columns of some actors, ids in the same rows, and nothing of the others.

        Parameters
        ----------
        seen : (n,) array of bool
            Which of the first n rows they are.
        texts : (m,) array of int
            The rows of the texts to be kept.

        Returns
        -------
        ActorColumns
            Without facets, and with the numbers of sources as they are here.
        (m,) array of int
            The rows of these texts there.
        """
        found = ActorColumns()
        ids, rows = self.ids[: len(seen)], self.rows.copy()
        if len(rows) > len(seen):
            rows = {id_: row for id_, row in rows.items() if row < len(seen)}
        for row in np.flatnonzero(~seen).tolist():
            rows.pop(ids[row], None)
            ids[row] = ""
        found.ids, found.rows = ids, rows
        found.texts, numbers = self.texts.only(texts)
        return found, numbers

    def put_together(self, about: npt.NDArray[np.void]) -> None:
        """Give texts new numbers, in the order that `together` has, and tell them to what images hold of each."""
        rows = together(about)
        self.texts = Blocks(map(list(self.texts).__getitem__, about["text"][rows].tolist()))
        about["text"][rows] = np.arange(len(rows))

    def actor(self, text: int) -> Actor:
        """Give the record in the row of a text."""
        found = self._decoded.get(text)
        if found is None:
            found = ACTORS.record(orjson.loads(self.texts[text]))
            self.keep(text, found)
        return found

    def keep(self, text: int, actor: Actor) -> None:
        """Hold the record that a text gives, among the latest that were asked for."""
        self._decoded.keep(text, actor)

    def name(self, text: int) -> str:
        """Give the name in the row of a text, in a sixth of the time that it takes to make a record."""
        name: str = orjson.loads(self.texts[text])[_PLACE["name"]]
        return name

    def row(self, text: int) -> Row:
        """Give the row of a text as it is stored."""
        stored: list[Any] = orjson.loads(self.texts[text])
        return tuple(stored)


def together(about: npt.NDArray[np.void]) -> Ints:
    """Give the rows of those who are there by who may see them: the more of them stand together, the more is shared."""
    rows = np.flatnonzero(about["text"] >= 0)
    return rows[np.argsort(about["flags"][rows] & VISIBILITY_BITS, kind="stable")]


def _pieces(text: str | None) -> tuple[Evidence, ...]:
    return () if text is None else EVIDENCE.type.parse(text)


def _cited(evidence: Iterable[Evidence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(piece.source for piece in evidence if piece.source is not None))


def _flags(kind: str, visibility: str | None, fictional: str | None, evidence: tuple[Evidence, ...]) -> int:
    spec = KINDS[kind.upper()]
    seen_by = spec.visibility if visibility is None else Visibility(visibility.upper())
    flags = VISIBILITIES.index(seen_by)
    if fictional is not None and FLAG.parse(fictional):
        flags |= FICTIONAL
    if names_others(spec.record, evidence):
        flags |= NAMES_OTHERS
    return flags


_KIND_OF_TEXT: Final = {code.lower(): number for code, number in KIND_CODES.items()}
