"""Passages: texts of one field, held once for all the records that share them, and found by their terms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from labnet.network.columns import Buffer, Ints
from labnet.network.search import folding
from labnet.network.search.lexicon import Lexicon
from labnet.network.search.runs import Runs
from labnet.network.search.searchable import FIELDS, INITIALS, WHOLE, Document, Shared, terms
from labnet.network.search.texts import Texts

__all__ = ["Passages", "Weights"]

Weights: TypeAlias = npt.NDArray[np.float32]
"""One number for each row."""

_POSTING: Final = np.dtype([("passage", np.int32), ("weight", np.float32)])
_CODES: Final = {field: code for code, field in enumerate(FIELDS)}
_NOBODY: Final = -1

_New: TypeAlias = tuple[str, tuple[str, ...], int | Shared]
"""Field and texts of a passage, and the row that owns it or what it is called where rows share it."""


class Passages:
    """The passages of all rows, each held as often as rows refer to it, and forgotten with the last.

    Terms are told apart by the 64 bits of their hash: among millions of terms, two meet once in many million processes.

    Attributes
    ----------
    lexicon : Lexicon
        The words of all passages that are held.
    held : int
        How many passages are not forgotten.
    """

    def __init__(self) -> None:
        self.lexicon = Lexicon()
        self.held = 0
        self._texts = Texts()
        self._fields = Buffer(np.empty(0, np.uint8))
        self._references = Buffer(np.empty(0, np.int32))
        self._owners = Buffer(np.empty(0, np.int32))
        self._number_of: dict[Shared, int] = {}
        self._shared: dict[int, Shared] = {}
        self._postings = Runs(np.int64, _POSTING)
        self._holders = Runs(np.int32, np.int32)

    def __len__(self) -> int:
        """Count the passages, forgotten ones included."""
        return self._references.size

    def number_of(self, shared: Shared) -> int | None:
        """Give the number of what is shared, None where no row holds it."""
        return self._number_of.get(shared)

    def shared(self) -> Collection[Shared]:
        """Give all that is shared."""
        return self._number_of.keys()

    def read(self, number: int) -> tuple[str, tuple[str, ...]]:
        """Give the field and the texts of a passage."""
        return FIELDS[self._fields.data[number]], self._texts[number]

    def add(
        self, documents: Iterable[Document], row: int, texts_of: Callable[[Shared], tuple[str, ...]]
    ) -> list[list[int]]:
        """Add the passages of documents, but those that are shared already; give the numbers of each document's.

        Parameters
        ----------
        documents : iterable of Document
            What comes.
        row : int
            Row of the first; the others follow.
        texts_of : callable
            Gives the texts of what is shared.
        """
        new: list[_New] = []
        numbers = []
        for owner, made in enumerate(documents, row):
            first = len(self) + len(new)
            new += ((field, texts, owner) for field, texts in made.own)
            numbers.append(list(range(first, first + len(made.own))))
            for shared in made.shared:
                number = self._number_of.setdefault(shared, len(self) + len(new))
                if number == len(self) + len(new):
                    new.append((shared[0], texts_of(shared), shared))
                numbers[-1].append(number)
        self._extend(new)
        return numbers

    def replace(self, shared: Shared, texts: tuple[str, ...]) -> int:
        """Give other texts to what is shared, and its new number; the old one is forgotten."""
        old, new = self._number_of[shared], len(self)
        rows = self.holders(old)
        self._extend([(shared[0], texts, shared)])
        self._number_of[shared] = new
        self._references.data[new] = self._references.data[old]
        self._holders.add(np.full(len(rows), new), rows)
        self._references.data[old] = 0
        del self._shared[old]
        self._forget(old)
        return new

    def _extend(self, new: Sequence[_New]) -> None:
        keys: list[int] = []
        weights: list[float] = []
        lengths: list[int] = []
        for number, (field, texts, of) in enumerate(new, len(self)):
            found = terms(field, texts)
            keys += map(hash, found)
            weights += found.values()
            lengths.append(len(found))
            self.lexicon.add(_words(found))
            if not isinstance(of, int):
                self._shared[number] = of
        postings = np.empty(len(keys), _POSTING)
        postings["passage"] = np.repeat(np.arange(len(self), len(self) + len(new)), lengths)
        postings["weight"] = weights
        self._postings.add(np.array(keys, np.int64), postings)
        self._texts.extend(texts for _, texts, _ in new)
        self._fields.extend(np.array([_CODES[field] for field, _, _ in new], np.uint8))
        self._owners.extend(np.array([of if isinstance(of, int) else _NOBODY for _, _, of in new], np.int32))
        self._references.extend(np.zeros(len(new), np.int32))
        self.held += len(new)

    def refer(self, rows: Ints, numbers: Ints) -> None:
        """Count references from rows to passages."""
        np.add.at(self._references.data, numbers, 1)
        common = self._owners.data[numbers] == _NOBODY
        self._holders.add(numbers[common], rows[common])

    def release(self, numbers: Ints) -> None:
        """Take references back; forget passages that nothing refers to any more."""
        np.subtract.at(self._references.data, numbers, 1)
        gone = np.unique(numbers[self._references.data[numbers] == 0]).tolist()
        for number in gone:
            self._forget(number)
        if gone:
            folding.forget()

    def _forget(self, number: int) -> None:
        self.lexicon.discard(_words(terms(*self.read(number))))
        self._texts.wipe(number)
        if (shared := self._shared.pop(number, None)) is not None:
            del self._number_of[shared]
        self.held -= 1

    def holders(self, number: int) -> Ints:
        """Give the rows that refer, or once did, to a passage that is shared."""
        return self._holders.at(np.array([number]))[1]

    def holds(self, term: str) -> bool:
        """Tell whether any row has a term."""
        _, found = self._postings.at(np.array([hash(term)]))
        return bool((self._references.data[found["passage"]] > 0).any())

    def weights(self, wanted: Mapping[str, float], rows: int, *, least: float = 0.0) -> Weights:
        """Give each row's best weight under any of some terms, each scaled by its factor; 0 where it has none.

        Weights below the least before they are scaled do not count. Rows that are gone may have weights too.
        """
        best = np.zeros(rows, np.float32)
        places, found = self._postings.at(np.fromiter(map(hash, wanted), np.int64, len(wanted)))
        counts = (found["weight"] >= np.float32(least)) & (self._references.data[found["passage"]] > 0)
        places, found = places[counts], found[counts]
        scaled = found["weight"] * np.fromiter(wanted.values(), np.float32, len(wanted))[places]
        owners = self._owners.data[found["passage"]]
        owned = owners != _NOBODY
        np.maximum.at(best, owners[owned], scaled[owned])
        places, holders = self._holders.at(found["passage"][~owned])
        np.maximum.at(best, holders, scaled[~owned][places])
        return best

    def only(self, rows: Ints) -> tuple[Passages, Ints]:
        """Give the passages that some row refers to, numbered anew, and the new number of each.

        Parameters
        ----------
        rows : (n,) array
            The new number of each row, -1 for those that are gone.
        """
        held = self._references.used() > 0
        numbers = np.where(held, np.cumsum(held) - 1, _NOBODY)
        kept = Passages()
        kept.lexicon, kept.held = self.lexicon, self.held
        kept._texts = self._texts.only(np.flatnonzero(held))
        kept._fields, kept._references = Buffer(self._fields.used()[held]), Buffer(self._references.used()[held])
        owners = self._owners.used()[held]
        kept._owners = Buffer(np.where(owners == _NOBODY, _NOBODY, rows[owners]).astype(np.int32))
        kept._number_of = {shared: int(numbers[number]) for shared, number in self._number_of.items()}
        kept._shared = {number: shared for shared, number in kept._number_of.items()}
        keys, postings = self._postings.pairs()
        stays = held[postings["passage"]]
        postings = postings[stays]
        postings["passage"] = numbers[postings["passage"]]
        kept._postings.add(keys[stays], postings)
        of, holders = self._holders.pairs()
        stays = held[of] & (rows[holders] != _NOBODY)
        kept._holders.add(numbers[of[stays]], rows[holders[stays]])
        return kept, numbers


def _words(found: Iterable[str]) -> Iterator[str]:
    return (term for term in found if term[0] not in (WHOLE, INITIALS))
