"""Communities as clients see them: members, what sets each apart, and the declared clusters it is like."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Final

import strawberry

from labnet.analysis import cluster_overlap
from labnet.analysis.communities import STABLE, Communities
from labnet.analysis.community_cards import Card
from labnet.analysis.community_cards import CommunityReport as Found
from labnet.analysis.selection import Key
from labnet.api.context import Context
from labnet.api.enums import Language, Sphere
from labnet.api.fields import field
from labnet.api.paging import After, Before, Connection, First, Last, Page, paged
from labnet.api.types.mixing import may_name_persons
from labnet.api.types.references import ActorRef, actor_at
from labnet.api.types.vocabularies import InLanguage, Territory, Theme, territory_of, themes_of
from labnet.errors import BadInput, TooMuch
from labnet.model.kinds import KINDS
from labnet.network.search.folding import fold
from labnet.wording.labels import louvain

if TYPE_CHECKING:
    from labnet.api.types.kinds import Cluster

__all__ = ["Community", "CommunityReport"]

_Cluster = Annotated["Cluster", strawberry.lazy("labnet.api.types.kinds")]

_MOST: Final = 200
_FINEST: Final = 10**9
"""Confidences are put in order by this many parts of 1."""
_THEMES_IN_NAME: Final = 2

_Some = Annotated[int, strawberry.argument(description=f"How many to give at most, 1 to {_MOST}.")]


class _Names:
    """What the communities of a report are called, worked out when first asked for.

    They are called by themes and region; where others would be called the same, or there are neither, by their centre
    too. A person is nobody's name: where only people are together, the number of the community stands for them.
    """

    def __init__(self, at: Context, cards: tuple[Card, ...]) -> None:
        self._at = at
        self._cards = cards
        self._plain: dict[Language, list[str]] = {}

    def of(self, number: int, language: Language) -> str:
        """Give what one of them is called."""
        if language not in self._plain:
            self._plain[language] = [self._plain_name(card, language) for card in self._cards]
        names = self._plain[language]
        name = names[number]
        if name and names.count(name) == 1:
            return name
        centre = self._at.image.actor(self._cards[number].centre)
        own = str(number + 1) if KINDS[centre.kind].person else centre.name
        return f"{name} · {own}" if name else own

    def _plain_name(self, card: Card, language: Language) -> str:
        themes = ", ".join(theme.label(language) for theme in themes_of(self._at, card.themes[:_THEMES_IN_NAME]))
        region = territory_of(self._at, card.common_region)
        parts = [themes[:1].upper() + themes[1:], "" if region is None else region.name()]
        return " · ".join(part for part in parts if part)


@strawberry.type(description="An actor in a community, and how sure that is.")
class CommunityMember:
    """An actor in a community."""

    at: strawberry.Private[Context]
    row: strawberry.Private[int]

    confidence: float = strawberry.field(
        description="In which share of runs it was with the others of the community, on average over them; 0 to 1."
    )
    core: bool = strawberry.field(description="Whether it is of the core: with the others in 60 % of the runs or more.")

    @field("The actor.")
    def actor(self) -> ActorRef:
        """Give the actor."""
        return actor_at(self.at, self.row)


@strawberry.type(description="How many people and bodies of a community are of a sphere.")
class SphereShare:
    """How many people and bodies of a community are of a sphere."""

    sphere: Sphere = strawberry.field(description="The sphere.")
    count: int | None = strawberry.field(
        description="How many; null where it stands on fewer than five people, or would tell such a number."
    )


@strawberry.type(description="A community beside a cluster that people declared.")
class ClusterOverlap:
    """A community beside a cluster that people declared."""

    at: strawberry.Private[Context]
    about: strawberry.Private[cluster_overlap.Overlap]

    @field("The cluster that people declared.")
    def cluster(self) -> _Cluster:
        """Give the cluster."""
        return actor_at(self.at, self.about.cluster)

    @field("Share of those in either that are in both; of those who can be members of a cluster.")
    def jaccard(self) -> float:
        """Give the likeness."""
        return self.about.jaccard

    @field("Who is in the cluster and not in the community, by id.")
    def missing(self, first: _Some = 20) -> list[ActorRef]:
        """Give who is missing."""
        return _actors(self.at, self.about.missing, first)

    @field("Who is in the community and not in the cluster, by id.")
    def extra(self, first: _Some = 20) -> list[ActorRef]:
        """Give who is extra."""
        return _actors(self.at, self.about.extra, first)


@strawberry.type(description="Actors who work together more than with others: detected, never declared.")
class Community:
    """Actors who work together more than with others."""

    at: strawberry.Private[Context]
    found: strawberry.Private[Found]
    number: strawberry.Private[int]
    names: strawberry.Private[_Names]

    @property
    def card(self) -> Card:
        """What is told of it."""
        return self.found.cards[self.number]

    @field("Names it within its report: the same for the same revision and arguments.")
    def key(self) -> str:
        """Give the key."""
        return str(self.number + 1)

    @field(
        "What it may be called: the themes that set it apart, and its region where most are in one; "
        "with the lab or body most ties inside lead to, where others would be called the same."
    )
    def label(self, language: InLanguage = Language.FR) -> str:
        """Give its name."""
        return self.names.of(self.number, language)

    @field("How many actors it has.")
    def size(self) -> int:
        """Give its size."""
        return int(self.found.found.sizes[self.number])

    @field("Its members: for members of the network those one is surest of first, then by id; for visitors by name.")
    def members(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[CommunityMember]:
        """Give a page of members."""
        found = self.found.found
        keys: list[Key] = sorted(
            (self._turn(found, place), self.at.image.ids[found.rows[place]], place)
            for place in found.members(self.number).tolist()
        )
        return paged(
            keys, Page(first, after, last, before), lambda places: [self._member(found, place) for place in places]
        )

    @field("How many of its people and bodies are of each sphere.")
    def spheres(self) -> list[SphereShare]:
        """Give the shares."""
        return [SphereShare(sphere=sphere, count=count) for sphere, count in self.card.spheres]

    @field("Themes that set it apart from the others, most distinctive first.")
    def themes(self) -> list[Theme]:
        """Give the themes."""
        return themes_of(self.at, self.card.themes)

    @field("Regions that set it apart from the others, most distinctive first.")
    def territories(self) -> list[Territory]:
        """Give the regions."""
        found = (territory_of(self.at, region) for region in self.card.regions)
        return [region for region in found if region is not None]

    @field("Evenness of its spheres: 0 where there is one only, 1 where all that the network has are alike.")
    def mix(self) -> float:
        """Give the evenness."""
        return self.card.mix

    @field("Clusters that people declared and that share a member with it, the most alike first.")
    def declared(self) -> list[ClusterOverlap]:
        """Give the clusters."""
        return [ClusterOverlap(at=self.at, about=each) for each in self.card.declared]

    @field("Members that are in two declared clusters or more, by id.")
    def in_several_clusters(self, first: _Some = 20) -> list[ActorRef]:
        """Give those in several clusters."""
        return _actors(self.at, self.card.several, first)

    def _turn(self, found: Communities, place: int) -> int | str:
        """Give by what a member is put in order: persons are not ranked for visitors."""
        if may_name_persons(self.at):
            return -round(float(found.confidence[place]) * _FINEST)
        return fold(self.at.image.actor(found.rows[place]).name)

    def _member(self, found: Communities, place: int) -> CommunityMember:
        return CommunityMember(
            at=self.at,
            row=int(found.rows[place]),
            confidence=float(found.confidence[place]),
            core=bool(found.core[place]),
        )


@strawberry.type(description="Who works together more than with others, as many runs of an algorithm agree.")
class CommunityReport:
    """Who works together more than with others."""

    at: strawberry.Private[Context]
    found: strawberry.Private[Found]

    as_of: dt.date = strawberry.field(description="The day looked at.")

    @field("Revision of the network it holds for.")
    def revision(self) -> int:
        """Give the revision."""
        return self.at.image.revision

    @field("How communities were found.")
    def method(self, language: InLanguage = Language.FR) -> str:
        """Give the method."""
        return louvain(self.found.found.runs, language.name.lower())

    @field("The resolution they were looked for at: the higher, the smaller the communities.")
    def resolution(self) -> float:
        """Give the resolution."""
        return self.found.found.resolution

    @field("How much more is tied inside communities than chance would have it; null where nobody is tied to anybody.")
    def modularity(self) -> float | None:
        """Give the modularity."""
        return self.found.found.modularity

    @field(
        "Mean agreement between runs (adjusted mutual information): 1 where all say the same, 0 where they agree no "
        "more than chance. Null with a single run."
    )
    def stability(self) -> float | None:
        """Give the stability."""
        return self.found.found.stability

    @field(f"Whether communities are to be taken with caution: runs agree less than {STABLE:g}, or there was one only.")
    def uncertain(self) -> bool:
        """Tell whether the runs agree too little."""
        stability = self.found.found.stability
        return stability is None or stability < STABLE

    @field("How many communities there are.")
    def total_communities(self) -> int:
        """Count the communities."""
        return len(self.found.cards)

    @field("How many ties were looked at.")
    def ties(self) -> int:
        """Count the ties."""
        return self.found.found.ties

    @field("How many of the ties have no known start: they count as if they had always been.")
    def undated(self) -> int:
        """Count the undated ties."""
        return self.found.found.undated

    @field("Communities, largest first.")
    def communities(self, first: _Some = 50) -> list[Community]:
        """Give the communities."""
        names = _Names(self.at, self.found.cards)
        numbers = range(min(_checked(first), len(self.found.cards)))
        return [Community(at=self.at, found=self.found, number=number, names=names) for number in numbers]

    @field("One of them, by its key; null where there is none.")
    def community(
        self, key: Annotated[str, strawberry.argument(description="The key of a community of this report.")]
    ) -> Community | None:
        """Give one of them."""
        keys = [str(number + 1) for number in range(len(self.found.cards))]
        names = _Names(self.at, self.found.cards)
        return Community(at=self.at, found=self.found, number=keys.index(key), names=names) if key in keys else None


def _actors(at: Context, rows: tuple[int, ...], first: int) -> list[ActorRef]:
    return [actor_at(at, row) for row in rows[: _checked(first)]]


def _checked(first: int) -> int:
    if first < 0:
        raise BadInput(f"first: {first} is less than 0")
    if first > _MOST:
        raise TooMuch(f"first: {first} is more than {_MOST}; ask for less")
    return first
