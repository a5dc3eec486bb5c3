"""The interface of all actors: what a record says, and where it stands in the network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import chain
from operator import attrgetter
from typing import Annotated, ClassVar

import strawberry

from labnet.analysis import affiliation
from labnet.analysis.collaboration import collaborations_of
from labnet.api.context import Context
from labnet.api.costs import WALK
from labnet.api.enums import Direction, Kind, Relation, Sphere, Tier
from labnet.api.execution.costs import ListSize
from labnet.api.execution.plan import batched
from labnet.api.fields import field
from labnet.api.filters import CollaborationFilter, TieFilter
from labnet.api.paging import After, Before, Connection, First, Last, Page
from labnet.api.scalars import URL
from labnet.api.types.collaborations import Collaboration, collaborations_page
from labnet.api.types.connections import MAX_HOPS, neighbours_page
from labnet.api.types.node import Node
from labnet.api.types.peers import FirstPeers, Openness, Peer, PeersFilter, PeersPage, peer_page, peers_page
from labnet.api.types.provenance import Evidence, evidence_of
from labnet.api.types.references import Actors, AsOf, actor_at, day_of
from labnet.api.types.ties import NeighbourConnection, Tie, ties_page
from labnet.api.types.vocabularies import Territory, Theme, territory_of, themes_of
from labnet.model import kinds
from labnet.model.dates import PartialDate

__all__ = ["Actor", "Identifier"]

_EPOCH = dt.datetime.fromtimestamp(0, dt.UTC)


@strawberry.type(description="An identifier in a register outside labnet.")
class Identifier:
    """An identifier in a register outside labnet."""

    scheme: str = strawberry.field(description="The register: `siren`, `siret`, `rna`, `wikidata` …")
    value: str = strawberry.field(description="The identifier, as text.")


def _territories(batch: Actors) -> list[Territory | None]:
    """Give where actors are: each territory is one object, however many are there."""
    made = {key: territory_of(batch.at, key) for key in {record.territory for record in batch.records}}
    return [made[record.territory] for record in batch.records]


def _themes(name: str) -> Callable[[Actors], list[list[Theme]]]:
    """Give what reads themes that records name: each theme is one object, however many name it."""
    get = attrgetter(name)

    def read(batch: Actors) -> list[list[Theme]]:
        named = list(map(get, batch.records))
        made = {theme.record.id: theme for theme in themes_of(batch.at, tuple(dict.fromkeys(chain(*named))))}
        return [[made[key] for key in keys if key in made] for keys in named]

    return read


@strawberry.interface(description="Somebody or something that takes part in public innovation.")
class Actor(Node):
    """Somebody or something that takes part in public innovation."""

    batch: ClassVar = Actors

    at: strawberry.Private[Context]
    row: strawberry.Private[int]

    id: strawberry.ID = batched(  # type: ignore[assignment] # other things with an id have a method for it
        Actors.ids, "Global id: the same for as long as the actor exists."
    )
    slug: str = batched(Actors.slugs, "Id that data sets and addresses use.")
    kind: Kind = batched(Actors.kinds_of, "What sort of actor it is.")
    name: str = batched(Actors.stored("name"), "Name, as the actor itself writes it.")
    aliases: list[str] = batched(
        Actors.stored("aliases"), "Other names: acronyms, former names, spellings that sources use."
    )
    description: str | None = batched(Actors.stored("description"), "What it is and does, in a few sentences.")
    url: URL | None = batched(Actors.stored("url"), "Its own web page.")
    tier: Tier | None = batched(
        Actors.stored("tier"), "Level and nature of a body; null where it makes no sense, as for a project."
    )
    territory: Territory | None = batched(_territories, "Where it is, or the territory it serves.")
    themes: list[Theme] = batched(_themes("themes"), "Subjects it works on.")
    offers: list[Theme] = batched(_themes("offers"), "Subjects on which it offers help.")
    needs: list[Theme] = batched(_themes("needs"), "Subjects on which it looks for help.")
    since: PartialDate | None = batched(Actors.stored("since"), "When it began, as precisely as the source says.")
    until: PartialDate | None = batched(
        Actors.stored("until"), "When it ended; null means that it goes on, or unknown."
    )
    note: str | None = batched(Actors.stored("note"), "Editors' note: what a reader should know of the record.")
    fictional: bool = batched(
        Actors.stored("fictional"),
        "Whether it was made up, for tests and demonstrations: whoever shows it must say so.",
    )
    version: int = batched(Actors.stored("version"), "How often the record was changed, counted from 1.")
    confirmed_at: dt.date | None = batched(
        Actors.stored("confirmed_at"), "Day on which somebody said that it is still true."
    )

    @property
    def record(self) -> kinds.Actor:
        """The actor's record."""
        return self.at.image.actor(self.row)

    @field(
        "Administrations it answers to: of a body the one it belongs to, or itself; of a person their employers'; "
        "of anything else those of its carriers, or of those who run it."
    )
    def administrations(self, as_of: AsOf = None) -> list[Actor]:
        """Give the administrations."""
        rows = affiliation.administrations(self.at.image, self.row, day_of(self.at, as_of, self.record.until))
        return [actor_at(self.at, row) for row in rows]

    @field("Spheres it belongs to: its own tier's, or those of its administrations.")
    def spheres(self, as_of: AsOf = None) -> list[Sphere]:
        """Give the spheres."""
        return list(affiliation.spheres(self.at.image, self.row, day_of(self.at, as_of, self.record.until)))

    @field("Identifiers in other registers.")
    def identifiers(self) -> list[Identifier]:
        """Give the identifiers."""
        record = self.record
        own = [("siren", record.siren), ("siret", record.siret)]
        others = (item.partition(":")[::2] for item in record.identifiers)
        return [Identifier(scheme=scheme, value=value) for scheme, value in (*own, *others) if value]

    @field("What speaks for the record, and for single fields of it.", size=ListSize(assumed_size=20))
    def evidence(self) -> list[Evidence]:
        """Give the evidence."""
        return evidence_of(self.at.image, self.record.evidence)

    @field("When the record was last changed.")
    def updated_at(self) -> dt.datetime:
        """Give the moment."""
        return self.record.updated_at or _EPOCH

    @field("Its ties, of all times unless the filter says otherwise; by their ends and relations.")
    def ties(
        self,
        filter: Annotated[TieFilter | None, strawberry.argument(description="Which of them to give.")] = None,  # noqa: A002 - what clients call it
        direction: Annotated[Direction, strawberry.argument(description="Which way they go.")] = Direction.BOTH,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Tie]:
        """Give a page of ties."""
        return ties_page(self.at, filter, Page(first, after, last, before), row=self.row, direction=direction)

    @field("Collaborations it takes part in, or is the subject of; works by name, then ties.")
    def collaborations(
        self,
        filter: Annotated[CollaborationFilter | None, strawberry.argument(description="Which of them to give.")] = None,  # noqa: A002 - what clients call it
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Collaboration]:
        """Give a page of collaborations."""
        found = collaborations_of(self.at.image, self.row)
        return collaborations_page(self.at, filter, Page(first, after, last, before), found)

    @field(
        "Who is near, nearest first. Walks follow contacts: not funding, support or being a laureate, unless "
        "`relations` names them; they do not go through programmes, or actors with very many ties.",
        cost=WALK,
    )
    def neighbours(
        self,
        hops: Annotated[int, strawberry.argument(description=f"How many ties away at most, 1 to {MAX_HOPS}.")] = 1,
        relations: Annotated[
            list[Relation] | None, strawberry.argument(description="Which relations to follow, either way.")
        ] = None,
        kinds: Annotated[
            list[Kind] | None, strawberry.argument(description="Give only these kinds; others are walked through.")
        ] = None,
        as_of: AsOf = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> NeighbourConnection:
        """Give a page of neighbours."""
        page = Page(first, after, last, before)
        return neighbours_page(self.at, self.row, hops, relations, kinds, as_of, page)

    @field(
        "People, labs and bodies like it, or complementary to it, that it may not know: at most 100, best first, each "
        "with reasons. The same for all who ask on the same day.",
        cost=WALK,
    )
    def peers(
        self,
        openness: Openness = 0.5,
        filter: PeersFilter = None,  # noqa: A002 - what clients call it
        as_of: AsOf = None,
        first: FirstPeers = 10,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Peer]:
        """Give a page of peers."""
        asked = PeersPage(openness, filter, peer_page(first, after, last, before))
        return peers_page(self.at, self.row, asked, day_of(self.at, as_of, self.record.until))
