"""What each audience sees of the network at one revision, and how it becomes what they see at a later one."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from labnet.errors import LabnetError
from labnet.model.kinds import Actor
from labnet.model.records import Entity, Record
from labnet.model.vocabularies import Territory, Theme
from labnet.network.actors import TOLD as ACTOR_NAMES
from labnet.network.audiences import Audience
from labnet.network.changes import Batch, apply, change, load
from labnet.network.citations import citations, recounted
from labnet.network.image import Image
from labnet.network.projections import is_wasteful, packed, seen_by
from labnet.network.search import BackgroundIndex, Searchable, SearchIndex
from labnet.network.ties import TOLD as TIE_NAMES
from labnet.service.batches import Now, batch_for, read_now, whole_batch
from labnet.service.collecting import seldom_collected
from labnet.service.news import News, news_of
from labnet.service.warmstart import WarmStart
from labnet.store import Reading

__all__ = ["View", "Views"]

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """What one audience sees at one revision.

    `logged_at` is when the last change that it holds was logged: together with its number, the revision, it tells a
    state of one store from any other. `news` is what is new since the view before; None where there was none, or it was
    of another history.
    """

    image: Image
    search: SearchIndex
    logged_at: str = ""
    news: News | None = None


@dataclass(frozen=True, slots=True)
class _Held:
    """A view, and how often each source is cited in it: a source is seen as long as anything that is seen cites it."""

    view: View
    cited: Counter[str]


class Views:
    """The views of all audiences at one revision, and the whole image that they are parts of and nobody sees.

    A later revision is made by `caught_up`; whoever took a view keeps it as it was, but for its search index, which
    all revisions share.
    """

    def __init__(self, whole: Image, held: Mapping[Audience, _Held]) -> None:
        self._whole = whole
        self._held = held

    @classmethod
    def loaded(cls, reading: Reading, audiences: Iterable[Audience], warm: WarmStart | None = None) -> Views:
        """Make the views of some audiences: from a file and the changes since, or from all records of the store."""
        image = warm.image(reading) if warm else None
        whole = _whole(reading) if image is None else image
        views = cls(whole, {audience: _held(seen_by(whole, audience), reading) for audience in audiences})
        if image is None:
            return views
        try:
            return views.caught_up(reading)
        except LookupError as error:
            _log.warning("the changes since the image file was written are of no use: %s; the records are read", error)
            views.close()
            return cls.loaded(reading, audiences)

    @property
    def whole(self) -> Image:
        """The image of everything, which is for no audience."""
        return self._whole

    @property
    def revision(self) -> int:
        """Number of the last change that every view holds."""
        return self._whole.revision

    def of(self, audience: Audience) -> View:
        """Give what an audience sees."""
        return self._held[audience].view

    def each(self) -> Mapping[Audience, View]:
        """Give what each audience sees."""
        return {audience: held.view for audience, held in self._held.items()}

    def stop(self) -> None:
        """Prepare no more searches, since others take the place of these views; whoever took one keeps it."""
        for held in self._held.values():
            held.view.search.stop()

    def close(self) -> None:
        """Forget what was searched."""
        for held in self._held.values():
            held.view.search.close()

    def caught_up(self, reading: Reading) -> Views:
        """Give the views after the changes that the log holds by now.

        Raises
        ------
        LookupError
            If the log does not go on from here: the views must be loaded anew.
        """
        now = read_now(reading, self.revision)
        if now is None:
            return self
        changes = whole_batch(now)
        whole = apply(self._whole, changes, now.seq)
        # All is worked out before any view changes: its search index must not take in a batch twice.
        batches = {audience: batch_for(audience, held.view.image, whole, now) for audience, held in self._held.items()}
        advanced = {
            key: _advanced(key, held, whole, batches[key], now, reading.mark[1]) for key, held in self._held.items()
        }
        # Packed last: what an audience sees from now on was told by the rows that everybody had up to now.
        over = _leaves(changes, self._whole) or is_wasteful(whole)
        return Views(packed(whole) if over else whole, advanced)


def _whole(reading: Reading) -> Image:
    words: list[Record] = [*reading.themes(), *reading.territories(), *reading.sources()]
    with seldom_collected():
        seldom = list(reading.seldom_ties())
        return load(reading.actor_parts(ACTOR_NAMES), reading.tie_parts(TIE_NAMES), seldom, words, reading.seq)


def _held(image: Image, reading: Reading) -> _Held:
    words = image.vocabulary
    actors = _readable(image, image.living())
    found: Iterable[Searchable] = chain(words.themes.values(), words.territories.values(), actors)
    total = len(words.themes) + len(words.territories) + image.number_of_actors
    index = BackgroundIndex(found, total, themes=words.themes, territories=words.territories)
    return _Held(View(image, index, reading.mark[1]), citations(image))


def _readable(image: Image, rows: Iterable[int]) -> Iterator[Actor]:
    """Give the actors that can be read: one whose record was damaged must not keep the others from being found."""
    for row in rows:
        try:
            yield image.actor(row)
        except LabnetError as error:
            _log.warning("search leaves an actor out: %s", error)


def _advanced(audience: Audience, held: _Held, whole: Image, batch: Batch, now: Now, logged_at: str) -> _Held:
    before, search = held.view.image, held.view.search
    if _leaves(batch, before) or is_wasteful(before):
        # Packed anew, so that nothing of whoever goes, or goes out of sight, stays in the memory of the view.
        image = seen_by(whole, audience)
        cited = citations(image)
    else:
        made = change(before, batch, now.seq)
        cited = recounted(held.cited, before, made, batch)
        image = _with_sources(made.image, whole, held.cited, cited, now)
    put = {stored[0]: row for stored in batch.actors if (row := image.row(stored[0])) is not None}
    actors = list(_readable(image, put.values()))
    unread = put.keys() - {actor.id for actor in actors}
    dropped = [*batch.dropped, *((Entity.ACTOR, id_) for id_ in unread)]
    words = [word for word in batch.put if isinstance(word, Theme | Territory)]
    known = image.vocabulary
    search.update([*words, *actors], dropped, themes=known.themes, territories=known.territories)
    return _Held(View(image, search, logged_at, news_of(before, image, batch)), cited)


def _leaves(batch: Batch, before: Image) -> bool:
    """Tell whether somebody who was in sight no longer is."""
    return any(entity is Entity.ACTOR and before.row(key) is not None for entity, key in batch.dropped)


def _with_sources(image: Image, whole: Image, cited_before: Counter[str], cited: Counter[str], now: Now) -> Image:
    """Give the image with just the sources that it cites."""
    changed = cited_before.keys() ^ cited.keys() | {id_ for entity, id_ in now.words if entity is Entity.SOURCE}
    if not changed:
        return image
    known = whole.vocabulary.sources
    sources = {key: source for key, source in image.vocabulary.sources.items() if key not in changed}
    sources.update((key, known[key]) for key in sorted(changed) if key in cited and key in known)
    return replace(image, vocabulary=replace(image.vocabulary, sources=sources))
