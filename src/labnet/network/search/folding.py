"""Words of a text, folded (without accents, ligatures, elisions and case) and as they were written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

__all__ = ["Chunk", "Word", "chunks", "fold", "forget", "initials", "is_stop_word", "key"]

_UNSEEN: Final = dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
_SPELLINGS: Final = str.maketrans(_UNSEEN | {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_ACCENTS: Final = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_SPELT: Final = re.compile(f"[{''.join(map(chr, _SPELLINGS))}]")
_WRITTEN: Final = str.maketrans(_UNSEEN | {"\u02bc": "\u2019"})
_REWRITTEN: Final = re.compile(f"[{''.join(map(chr, _WRITTEN))}]")
_APOSTROPHES: Final = "'`\u00b4\u2018\u2019\u201b\u2032\uff07"
_HYPHENS: Final = r"\-\u2010\u2011"
_CHAR: Final = r"[^\W_]|[\u0300-\u036f]"
_CHUNK: Final = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}[^\W\d_]?(?![^\W_])|(?:{_CHAR})+(?:[{_APOSTROPHES}{_HYPHENS}](?:{_CHAR})+)*"
)
_PIECE: Final = re.compile(rf"((?:{_CHAR})+)([{_APOSTROPHES}]?)")
_HUMP: Final = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
_ELIDED: Final = frozenset({"c", "d", "j", "l", "m", "n", "qu", "s", "t", "jusqu", "lorsqu", "puisqu", "quoiqu"})
_ARTICLES: Final = frozenset({"a", "l", "la", "le", "les", "the"})
_FRENCH: Final = """
a afin ai ainsi alors apres au aussi autre autres aux avant avec avez avons car ce ceci cela celle celles celui ces cet
cette ceux chaque chez ci comme comment dans de depuis des dont du elle elles en entre est et etc etre eu fait faire
ici il ils je la le les leur leurs lors lorsque lui ma mais me meme mes moi mon ne ni nos notre nous on ont ou par
parce pas plus pour pourquoi qu quand que quel quelle quelles quels qui quoi sa sans se ses si soi son sont sous sur ta
te tes toi ton tous tout toute toutes tu un une vers vos votre vous y
"""
_ENGLISH: Final = """
about an and are as at be been but by can did do does for from had has have he her his how i in into is it its my no
not of or our she so than that the their them then there these they this those to was we were what when where which
who whose why will with you your
"""
_STOP_WORDS: Final = frozenset((_FRENCH + _ENGLISH).split())
_MOST_REMEMBERED: Final = 16_384
_MIN_INITIALS: Final = 3
_MAX_INITIALS: Final = 12


@dataclass(frozen=True, slots=True)
class Word:
    """A word, folded and as it was written."""

    form: str
    written: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of text without spaces: its words, and the whole of it as one word where it has several.

    ``État'LIN`` holds ``etat`` and ``lin`` and may be typed ``etatlin``.
    """

    words: tuple[Word, ...]
    joined: Word | None = None

    @property
    def written(self) -> str:
        """The chunk as it was written, without an elided article before it."""
        return self.joined.written if self.joined else self.words[0].written


def fold(text: str) -> str:
    """Give a text without accents, ligatures and case.

    Examples
    --------
    >>> fold("Cœur de l'Île-de-France")
    "coeur de l'ile-de-france"
    """
    if text.isascii():
        return text.lower()
    plain = text.casefold()
    if _SPELT.search(plain):
        plain = plain.translate(_SPELLINGS)
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    if plain.isascii():
        return plain.lower()
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def key(text: str) -> str:
    """Give the letters and digits of a text, folded and without anything between: equal for spellings of one name.

    Examples
    --------
    >>> key("Lab'O"), key("lab o"), key("LABO")
    ('labo', 'labo', 'labo')
    """
    folded = fold(text)
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def chunks(text: str) -> Iterator[Chunk]:
    """Cut a text into chunks and their words.

    Apostrophes, hyphens and capitals inside a chunk part its words; elided articles go; dotted acronyms are one word.

    Examples
    --------
    >>> [chunk.written for chunk in chunks("L'innovation d'Île-de-France, au S.G.A.R.")]
    ['innovation', 'Île-de-France', 'au', 'S.G.A.R.']
    >>> [word.form for chunk in chunks("LaBase, Val-d'Oise") for word in chunk.words]
    ['la', 'base', 'val', 'oise']
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if _REWRITTEN.search(text):
            text = text.translate(_WRITTEN)
    for written in _CHUNK.findall(text):
        chunk = _chunk(written)
        if chunk is not None:
            yield chunk


def forget() -> None:
    """Forget the words read so far, which are held because the same ones come again and again."""
    _chunk.cache_clear()


def is_stop_word(form: str) -> bool:
    """Tell whether a folded word says nothing by itself: a French or English stop word, or one letter."""
    return form in _STOP_WORDS or (len(form) == 1 and form.isalpha())


def initials(text: Sequence[Chunk]) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """Give the acronyms that a name may go by, with the words they stand for, at least three, the whole name first.

    They are the initials of its significant words, all of them, the first or the last; or of all but its articles
    (``hdf`` for Hauts-de-France), all of them or the last.

    Examples
    --------
    >>> [letters for letters, _ in initials(list(chunks("SGAR Provence-Alpes-Côte d'Azur")))]
    ['spaca', 'paca', 'spac', 'aca', 'spa']
    >>> [letters for letters, _ in initials(list(chunks("Hauts-de-France")))]
    ['hdf']
    """
    words = [word for chunk in text for word in chunk.words]
    if len(words) < _MIN_INITIALS:
        return
    significant = [word for word in words if not is_stop_word(word.form)]
    no_articles = [word for word in words if word.form not in _ARTICLES]
    given: set[str] = set()
    for run, beginnings in ((significant[:_MAX_INITIALS], True), (no_articles[:_MAX_INITIALS], False)):
        letters = "".join([word.form[0] for word in run])
        for start, end in _spans(len(run), beginnings=beginnings):
            if letters[start:end] not in given:
                given.add(letters[start:end])
                yield letters[start:end], tuple(run[start:end])


def _spans(length: int, *, beginnings: bool) -> Iterator[tuple[int, int]]:
    if length >= _MIN_INITIALS:
        yield 0, length
    for cut in range(1, length - _MIN_INITIALS + 1):
        yield cut, length
        if beginnings:
            yield 0, length - cut


def _plain(written: str) -> Chunk | None:
    form = key(written)
    return Chunk((Word(form, written),)) if form else None


@lru_cache(maxsize=_MOST_REMEMBERED)
def _chunk(written: str) -> Chunk | None:
    if "." in written or (written.isalnum() and (written.islower() or written.isupper() or written.istitle())):
        return _plain(written)
    first = _PIECE.match(written)
    if first and first[2] and fold(first[1]) in _ELIDED:
        written = written[first.end() :]
    words = tuple(_words(written))
    if not words:
        return None
    form = key(written)
    return Chunk(words, Word(form, written) if form != words[0].form else None)


def _words(written: str) -> Iterator[Word]:
    for piece in _PIECE.finditer(written):
        if piece[2] and fold(piece[1]) in _ELIDED:
            continue
        for part in _HUMP.split(piece[1]):
            form = key(part)
            if form:
                yield Word(form, part)
