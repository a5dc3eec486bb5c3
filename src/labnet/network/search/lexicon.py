"""The words that a search index holds, found again by inflection, by their beginning or by likeness."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import snowballstemmer
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
    """A set of folded words. Not for several threads at once: the stemmer keeps state."""

    def __init__(self) -> None:
        self._stemmer = snowballstemmer.stemmer("french")
        self._sorted: list[str] = []
        self._words: set[str] = set()
        self._of_stem: dict[str, tuple[str, ...]] = {}
        self._of_length: defaultdict[int, set[str]] = defaultdict(set)

    def __contains__(self, word: str) -> bool:
        """Tell whether the word itself is held."""
        return word in self._words

    def __len__(self) -> int:
        """Count the words."""
        return len(self._words)

    def add(self, words: Iterable[str]) -> None:
        """Add words; those that are held already stay."""
        new = set(words) - self._words
        for word in new:
            stem = self._stem(word)
            self._of_stem[stem] = (*self._of_stem.get(stem, ()), word)
            self._of_length[len(word)].add(word)
        if new:
            self._words |= new
            self._sorted.extend(new)
            self._sorted.sort()

    def discard(self, words: Iterable[str]) -> None:
        """Take words out."""
        old = self._words.intersection(words)
        for word in old:
            stem = self._stem(word)
            kept = tuple(other for other in self._of_stem.pop(stem) if other != word)
            if kept:
                self._of_stem[stem] = kept
            self._of_length[len(word)].discard(word)
        if old:
            self._words -= old
            self._sorted = [word for word in self._sorted if word not in old]

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
        return self._sorted[bisect_left(self._sorted, beginning) : bisect_left(self._sorted, beginning + _LAST_CHAR)]

    def neighbours(self, word: str) -> list[tuple[str, int]]:
        """Give the words nearest to one that is not held, by the number of slips between, fewest only.

        A slip is a letter missing, added, changed or two letters swapped: one is forgiven in words of 4 to 7 letters,
        two from 8 letters. Short words keep their first letter, and words with digits are never mended.
        """
        if len(word) < _SHORTEST_MENDED or not word.isalpha():
            return []
        most = 2 if len(word) >= _LONG else 1
        found = process.extract(
            word, list(self._candidates(word, most)), scorer=OSA.distance, score_cutoff=most, limit=_MOST_NEIGHBOURS
        )
        fewest = min((int(slips) for _, slips, _ in found), default=0)
        return sorted((near, fewest) for near, slips, _ in found if slips == fewest)

    def _candidates(self, word: str, most: int) -> Iterator[str]:
        for length in range(len(word) - most, len(word) + most + 1):
            for other in self._of_length.get(length, ()):
                if (other[0] == word[0] or len(word) >= _LONG) and other.isalpha():
                    yield other

    def _stem(self, word: str) -> str:
        return str(self._stemmer.stemWord(word)) if len(word) >= _SHORTEST_STEMMED else word
