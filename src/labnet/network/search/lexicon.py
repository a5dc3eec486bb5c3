"""The words that a search index holds, found again by inflection, by their beginning or by likeness."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

__all__ = ["Lexicon"]

_SHORTEST_STEMMED: Final = 4
_SHORTEST_MENDED: Final = 4
_PLURALS: Final = frozenset({"", "s", "x"})
_LONG: Final = 8
_MOST_NEIGHBOURS: Final = 8
_LAST_CHAR: Final = chr(0x10FFFF)


class Lexicon:
    """Folded words, each as often as it was added. Not for several threads at once: the stemmer keeps state."""

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("french")
        self._counts: dict[str, int] = {}
        self._sorted: list[str] = []
        self._unsorted: list[str] = []
        self._of_stem: dict[str, tuple[str, ...]] = {}
        self._of_shape: dict[tuple[int, str], dict[str, None]] = {}

    def __contains__(self, word: str) -> bool:
        """Tell whether the word itself is held."""
        return word in self._counts

    def __len__(self) -> int:
        """Count the words."""
        return len(self._counts)

    def add(self, words: Iterable[str]) -> None:
        """Add words; those that are held already count once more."""
        for word in words:
            count = self._counts.get(word, 0)
            self._counts[word] = count + 1
            if not count:
                self._unsorted.append(word)
                stem = self._stem(word)
                self._of_stem[stem] = (*self._of_stem.get(stem, ()), word)
                if word.isalpha():
                    self._of_shape.setdefault((len(word), word[0]), {})[word] = None

    def discard(self, words: Iterable[str]) -> None:
        """Take words out, those that are held more than once one time only."""
        for word in words:
            count = self._counts.pop(word, 0)
            if count > 1:
                self._counts[word] = count - 1
            elif count:
                self._forget(word)

    def _forget(self, word: str) -> None:
        in_order = self._in_order()
        del in_order[bisect_left(in_order, word)]
        stem = self._stem(word)
        kept = tuple(other for other in self._of_stem.pop(stem) if other != word)
        if kept:
            self._of_stem[stem] = kept
        if word.isalpha():
            alike = self._of_shape[len(word), word[0]]
            del alike[word]
            if not alike:
                del self._of_shape[len(word), word[0]]

    def _in_order(self) -> list[str]:
        if self._unsorted:
            self._sorted += self._unsorted
            self._sorted.sort()
            self._unsorted = []
        return self._sorted

    def inflections(self, word: str) -> tuple[str, ...]:
        """Give the words that have the stem of this one, itself among them where it is held.

        A word too short to have a stem has its plural only: ``not`` is no form of ``notamment``.
        """
        same = self._of_stem.get(self._stem(word), ())
        if len(word) >= _SHORTEST_STEMMED:
            return same
        return tuple(other for other in same if other.removeprefix(word) in _PLURALS)

    def completions(self, beginning: str) -> list[str]:
        """Give the words that begin so, in alphabetical order."""
        words = self._in_order()
        return words[bisect_left(words, beginning) : bisect_left(words, beginning + _LAST_CHAR)]

    def neighbours(self, word: str) -> list[tuple[str, int]]:
        """Give the words nearest to one that is not held, by the number of slips between, fewest only.

        A slip is a letter missing, added, changed or two letters swapped: one is forgiven in words of 4 to 7 letters,
        two from 8 letters. Short words keep their first letter, and words with digits are never mended.
        """
        if len(word) < _SHORTEST_MENDED or not word.isalpha():
            return []
        most = 2 if len(word) >= _LONG else 1
        candidates = list(self._candidates(word, most))
        found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=None)
        fewest = min((int(slips) for _, slips, _ in found), default=0)
        return sorted((near, fewest) for near, slips, _ in found if slips == fewest)[:_MOST_NEIGHBOURS]

    def _candidates(self, word: str, most: int) -> Iterator[str]:
        lengths = range(len(word) - most, len(word) + most + 1)
        if len(word) < _LONG:
            return chain.from_iterable(self._of_shape.get((length, word[0]), ()) for length in lengths)
        return chain.from_iterable(words for (length, _), words in self._of_shape.items() if length in lengths)

    def _stem(self, word: str) -> str:
        return str(self._stemmer.stemWord(word)) if len(word) >= _SHORTEST_STEMMED else word
