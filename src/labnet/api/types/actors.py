"""The interface of all actors: what a record says, and where it stands in the network."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from labnet.analysis import affiliation
from labnet.analysis.collaboration import collaborations_of
from labnet.api import ids
from labnet.api.context import Context
from labnet.api.enums import Direction, Kind, Relation, Sphere, Tier
from labnet.api.fields import field
from labnet.api.filters import CollaborationFilter, TieFilter
from labnet.api.paging import After, Before, Connection, First, Last, Page
from labnet.api.scalars import URL
from labnet.api.types.collaborations import Collaboration, collaborations_page
from labnet.api.types.connections import MAX_HOPS, neighbours_page
from labnet.api.types.node import Node
from labnet.api.types.peers import FirstPeers, Openness, Peer, PeersFilter, PeersPage, peer_page, peers_page
from labnet.api.types.provenance import Evidence, evidence_of
from labnet.api.types.references import AsOf, actor_at, day_of
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


@strawberry.interface(description="Somebody or something that takes part in public innovation.")
class Actor(Node):
    """Somebody or something that takes part in public innovation."""

    at: strawberry.Private[Context]
    row: strawberry.Private[int]

    @property
    def record(self) -> kinds.Actor:
        """The actor's record."""
        return self.at.image.actor(self.row)

    @field("Global id: the same for as long as the actor exists.")
    def id(self) -> strawberry.ID:
        """Give the global id."""
        return strawberry.ID(ids.global_id(ids.ACTOR, self.record.id))

    @field("Id that data sets and addresses use.")
    def slug(self) -> str:
        """Give the slug."""
        return self.record.id

    @field("What sort of actor it is.")
    def kind(self) -> Kind:
        """Give the kind."""
        return Kind[self.record.kind]

    @field("Name, as the actor itself writes it.")
    def name(self) -> str:
        """Give the name."""
        return self.record.name

    @field("Other names: acronyms, former names, spellings that sources use.")
    def aliases(self) -> list[str]:
        """Give the aliases."""
        return list(self.record.aliases)

    @field("What it is and does, in a few sentences.")
    def description(self) -> str | None:
        """Give the description."""
        return self.record.description

    @field("Its own web page.")
    def url(self) -> URL | None:
        """Give the address."""
        return None if self.record.url is None else URL(self.record.url)

    @field("Level and nature of a body; null where it makes no sense, as for a project.")
    def tier(self) -> Tier | None:
        """Give the tier."""
        return self.record.tier

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

    @field("Where it is, or the territory it serves.")
    def territory(self) -> Territory | None:
        """Give the territory."""
        return territory_of(self.at, self.record.territory)

    @field("Subjects it works on.")
    def themes(self) -> list[Theme]:
        """Give the themes."""
        return themes_of(self.at, self.record.themes)

    @field("Subjects on which it offers help.")
    def offers(self) -> list[Theme]:
        """Give the offers."""
        return themes_of(self.at, self.record.offers)

    @field("Subjects on which it looks for help.")
    def needs(self) -> list[Theme]:
        """Give the needs."""
        return themes_of(self.at, self.record.needs)

    @field("When it began, as precisely as the source says.")
    def since(self) -> PartialDate | None:
        """Give the start."""
        return self.record.since

    @field("When it ended; null means that it goes on, or unknown.")
    def until(self) -> PartialDate | None:
        """Give the end."""
        return self.record.until

    @field("Identifiers in other registers.")
    def identifiers(self) -> list[Identifier]:
        """Give the identifiers."""
        record = self.record
        own = [("siren", record.siren), ("siret", record.siret)]
        others = (item.partition(":")[::2] for item in record.identifiers)
        return [Identifier(scheme=scheme, value=value) for scheme, value in (*own, *others) if value]

    @field("Editors' note: what a reader should know of the record.")
    def note(self) -> str | None:
        """Give the note."""
        return self.record.note

    @field("What speaks for the record, and for single fields of it.")
    def evidence(self) -> list[Evidence]:
        """Give the evidence."""
        return evidence_of(self.at.image, self.record.evidence)

    @field("Whether it was made up, for tests and demonstrations: whoever shows it must say so.")
    def fictional(self) -> bool:
        """Tell whether it is fictional."""
        return self.record.fictional

    @field("How often the record was changed, counted from 1.")
    def version(self) -> int:
        """Give the version."""
        return self.record.version

    @field("When the record was last changed.")
    def updated_at(self) -> dt.datetime:
        """Give the moment."""
        return self.record.updated_at or _EPOCH

    @field("Day on which somebody said that it is still true.")
    def confirmed_at(self) -> dt.date | None:
        """Give the day."""
        return self.record.confirmed_at

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
        "`relations` names them; they do not go through programmes, or actors with very many ties."
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
        "with reasons. The same for all who ask on the same day."
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
