"""Collaborations and who takes part in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Final

import strawberry

from labnet.analysis import affiliation, collaboration
from labnet.api import ids
from labnet.api.context import Context
from labnet.api.enums import Relation, Sphere
from labnet.api.execution.costs import ListSize
from labnet.api.fields import field
from labnet.api.filters import CollaborationFilter, relation_codes
from labnet.api.paging import Connection, Page, paged
from labnet.api.types.node import Node
from labnet.api.types.provenance import Evidence, evidence_of
from labnet.api.types.references import ActorRef, AsOf, actor_at, day_of
from labnet.api.types.vocabularies import Territory, Theme, territory_of, themes_of
from labnet.model.dates import PartialDate
from labnet.model.kinds import Actor
from labnet.model.ties import Tie

__all__ = ["Collaboration", "CountedRelations", "Participation", "collaboration_by_key", "collaborations_page"]

CountedRelations = Annotated[
    list[Relation] | None,
    strawberry.argument(description="Which relations count as taking part; all by which one works together if absent."),
]

_TIE: Final = "tie/"


@strawberry.type(description="One actor's part in a collaboration; an actor with several ties has several.")
class Participation:
    """One actor's part in a collaboration."""

    at: strawberry.Private[Context]
    part: strawberry.Private[collaboration.Participation]
    day: strawberry.Private[dt.date]

    @field("Who takes part.")
    def actor(self) -> ActorRef:
        """Give the actor."""
        return actor_at(self.at, self.part.row)

    @field("The administration it answers to; null where there is none, or more than one.")
    def administration(self) -> ActorRef | None:
        """Give the administration."""
        found = affiliation.administrations(self.at.image, self.part.row, self.day)
        return actor_at(self.at, found[0]) if len(found) == 1 else None

    @field("The sphere it belongs to; null where there is none, or more than one.")
    def sphere(self) -> Sphere | None:
        """Give the sphere."""
        found = affiliation.spheres(self.at.image, self.part.row, self.day)
        return found[0] if len(found) == 1 else None

    @field("How it takes part.")
    def relation(self) -> Relation:
        """Give the relation."""
        return Relation[self.at.image.tie(self.part.tie).relation]

    @field("The part it plays.")
    def role(self) -> str | None:
        """Give the role."""
        return self.at.image.tie(self.part.tie).role

    @field("Since when.")
    def since(self) -> PartialDate | None:
        """Give the start."""
        return self.at.image.tie(self.part.tie).since

    @field("Until when.")
    def until(self) -> PartialDate | None:
        """Give the end."""
        return self.at.image.tie(self.part.tie).until

    @field("What speaks for it.", size=ListSize(assumed_size=6))
    def evidence(self) -> list[Evidence]:
        """Give the evidence."""
        return evidence_of(self.at.image, self.at.image.tie(self.part.tie).evidence)


@strawberry.type(description="A lab, project, cluster or event in which actors work together, or a direct tie.")
class Collaboration(Node):
    """A work in which actors meet, or a direct tie."""

    at: strawberry.Private[Context]
    about: strawberry.Private[collaboration.Collaboration]

    @field("Global id: the same for as long as the work or the tie exists.")
    def id(self) -> strawberry.ID:
        """Give the global id."""
        return strawberry.ID(ids.global_id(ids.COLLABORATION, self._key()))

    @field("The lab, project, cluster or event; null for a direct tie.")
    def subject(self) -> ActorRef | None:
        """Give the work."""
        return None if self.about.work is None else actor_at(self.at, self.about.work)

    @field("Who takes part, by relation.", size=ListSize(assumed_size=20))
    def participants(self, relations: CountedRelations = None, as_of: AsOf = None) -> list[Participation]:
        """Give who takes part."""
        day = self._day(as_of)
        return [Participation(at=self.at, part=part, day=day) for part in self._parts(relations, day)]

    @field("Administrations that the participants answer to.", size=ListSize(assumed_size=20))
    def administrations(self, relations: CountedRelations = None, as_of: AsOf = None) -> list[ActorRef]:
        """Give the administrations."""
        day = self._day(as_of)
        rows = (
            row
            for part in self._parts(relations, day)
            for row in affiliation.administrations(self.at.image, part.row, day)
        )
        return [actor_at(self.at, row) for row in dict.fromkeys(rows)]

    @field("Spheres that the participants belong to.")
    def spheres(self, relations: CountedRelations = None, as_of: AsOf = None) -> list[Sphere]:
        """Give the spheres."""
        day = self._day(as_of)
        return list(collaboration.spheres_of(self.at.image, self._parts(relations, day), day))

    @field("Whether at least two participants answer to different administrations.")
    def cross_administration(self, relations: CountedRelations = None, as_of: AsOf = None) -> bool:
        """Tell whether it crosses administrations."""
        day = self._day(as_of)
        return collaboration.crosses_administrations(self.at.image, self._parts(relations, day), day)

    @field("Themes of the work; of a direct tie, those that both ends share.")
    def themes(self) -> list[Theme]:
        """Give the themes."""
        if self.about.work is not None:
            return themes_of(self.at, self.at.image.actor(self.about.work).themes)
        one, other = (set(self.at.image.actor(part.row).themes) for part in self._parts(None, None))
        return themes_of(self.at, tuple(sorted(one & other)))

    @field("Where the work is; null for a direct tie.")
    def territory(self) -> Territory | None:
        """Give the territory."""
        work = self.about.work
        return None if work is None else territory_of(self.at, self.at.image.actor(work).territory)

    @field("When it began.")
    def since(self) -> PartialDate | None:
        """Give the start."""
        return self._record().since

    @field("When it ended.")
    def until(self) -> PartialDate | None:
        """Give the end."""
        return self._record().until

    @field("What speaks for the work, or for the tie.", size=ListSize(assumed_size=20))
    def evidence(self) -> list[Evidence]:
        """Give the evidence."""
        return evidence_of(self.at.image, self._record().evidence)

    def _record(self) -> Actor | Tie:
        image = self.at.image
        return image.actor(self.about.work) if self.about.work is not None else image.tie(self.about.tie or 0)

    def _key(self) -> str:
        return self._record().id if self.about.work is not None else _TIE + self._record().id

    def _day(self, as_of: dt.date | None) -> dt.date:
        records: list[Actor | Tie] = [self._record()]
        if self.about.tie is not None:
            records += [self.at.image.actor(part.row) for part in self._parts(None, None)]
        ends = [record.until for record in records if record.until is not None]
        return day_of(self.at, as_of, min(ends, key=PartialDate.last_day, default=None))

    def _parts(self, relations: list[Relation] | None, day: dt.date | None) -> list[collaboration.Participation]:
        return collaboration.participations(self.at.image, self.about, relation_codes(relations), day)


def collaboration_by_key(at: Context, key: str) -> Collaboration | None:
    """Give a collaboration by the key of its global id."""
    if key.startswith(_TIE):
        tie = at.image.tie_row(key.removeprefix(_TIE))
        about = None if tie is None else collaboration.Collaboration(tie=tie)
    else:
        work = at.image.row(key)
        about = None if work is None else collaboration.Collaboration(work=work)
    return Collaboration(at=at, about=about) if about and collaboration.is_collaboration(at.image, about) else None


def collaborations_page(
    at: Context,
    wanted: CollaborationFilter | None,
    page: Page,
    found: Iterable[collaboration.Collaboration] | None = None,
) -> Connection[Collaboration]:
    """Give a page of the collaborations that a filter selects: of all, or of those found before."""
    at.check_time()
    selection = (wanted or CollaborationFilter()).selection(at)
    chosen = collaboration.collaboration_keys(at.image, selection, found)
    keys = [key for key, _ in chosen]
    return paged(keys, page, lambda places: [Collaboration(at=at, about=chosen[place][1]) for place in places])
