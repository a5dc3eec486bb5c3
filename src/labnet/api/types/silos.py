"""Silos: the report, what it finds in plain words, and who holds the network together."""

from __future__ import annotations

import datetime as dt
from typing import Final

import strawberry

from labnet.analysis import findings, silos, vulnerability
from labnet.analysis.statistics import WITHHELD
from labnet.api.context import Context
from labnet.api.costs import SCAN
from labnet.api.enums import GroupBy, Language, Severity
from labnet.api.fields import field
from labnet.api.paging import After, Before, Connection, First, Last, Page, check_bound, paged
from labnet.api.types.actors import Actor
from labnet.api.types.mixing import FirstGroups, GroupCohesion, GroupPair, groups_of, may_name_persons, pairs_of
from labnet.api.types.references import ActorRef, Actors, actor_at
from labnet.api.types.statistics import Group, InLanguage, Statistic, group_label, statistic
from labnet.api.types.ties import Tie, tie_at
from labnet.network.search.folding import fold
from labnet.wording.findings import Told, advice, detail, title

__all__ = ["Cutpoint", "Finding", "SiloReport"]

_MOST: Final = 100


@strawberry.type(description="An actor or a tie whose loss would cut others off: exactly one of the two.")
class Cutpoint:
    """An actor or a tie that holds others."""

    at: strawberry.Private[Context]
    about: strawberry.Private[vulnerability.Cut]

    @field("The actor; null for a tie.")
    def actor(self) -> ActorRef | None:
        """Give the actor."""
        return None if self.about.row is None else actor_at(self.at, self.about.row)

    @field("The tie; null for an actor.")
    def tie(self) -> Tie | None:
        """Give the tie."""
        return None if self.about.tie is None else tie_at(self.at, self.about.tie)

    @field("How many actors would lose their way to the largest part that remains; those in `alone` are left aside.")
    def separates(self) -> int:
        """Give the number of those cut off."""
        return self.about.separates

    @field("How many single actors hang on it alone besides: with them, `whatIf` counts all that are cut off.")
    def alone(self) -> int:
        """Give the number of those left without any contact."""
        return self.about.alone


@strawberry.type(description="One thing to know of how groups mix, in plain words, with the figures it rests on.")
class Finding:
    """One thing to know."""

    at: strawberry.Private[Context]
    found: strawberry.Private[silos.Mixing]
    about: strawberry.Private[findings.Finding]

    @field("What sort of finding it is; stable, for programs: `pair.under-connected`, `group.closed` …")
    def code(self) -> str:
        """Give the code."""
        return self.about.code

    @field("How much it calls for something to be done.")
    def severity(self) -> Severity:
        """Give the severity."""
        return self.about.severity

    @field("What was found, in a line.")
    def title(self, language: InLanguage = Language.FR) -> str:
        """Say it in a line."""
        return title(self._told(language), language.name.lower())

    @field("What it rests on: figures against chance, and names.")
    def detail(self, language: InLanguage = Language.FR) -> str:
        """Say what it rests on."""
        return detail(self._told(language), language.name.lower())

    @field("What could be done; null where nothing needs to be.")
    def advice(self, language: InLanguage = Language.FR) -> str | None:
        """Say what could be done."""
        return advice(self._told(language), language.name.lower())

    @field("The figures it rests on.")
    def figures(self) -> list[Statistic]:
        """Give the figures."""
        return [statistic(each) for each in self.about.figures]

    @field("The groups it is about.")
    def groups(self) -> list[Group]:
        """Give the groups."""
        sizes = dict(zip(self.found.keys, self.found.sizes, strict=True))
        return [Group(at=self.at, by=self.found.asked.by, key=key, size=sizes[key]) for key in self.about.groups]

    @field("The actors it names.")
    def actors(self) -> list[ActorRef]:
        """Give the actors."""
        return [actor_at(self.at, row) for row in self.about.actors]

    def _told(self, language: Language) -> Told:
        image, spoken = self.at.image, language.name.lower()
        first = self.about.figures[0] if self.about.figures else WITHHELD
        return Told(
            self.about.code,
            groups=[group_label(image, self.found.asked.by, key, spoken) for key in self.about.groups],
            actors=[image.actor(row).name for row in self.about.actors],
            theme="" if self.about.theme is None else group_label(image, GroupBy.THEME, self.about.theme, spoken),
            value=first.value,
            expected=first.expected,
            p=first.p_value,
            bound=first.p_value_is_bound,
            n=first.n,
            numbers=self.about.numbers,
        )


@strawberry.type(
    description=(
        "Where groups keep to themselves, which two meet less than they should, who holds the network together. "
        "People of groups with fewer than five of them are not counted, so that nothing is told of few; bodies are."
    )
)
class SiloReport:
    """Where groups keep to themselves."""

    at: strawberry.Private[Context]
    about: strawberry.Private[silos.Mixing]

    @field("Number of the last change that it holds.")
    def revision(self) -> int:
        """Give the revision."""
        return self.at.image.revision

    @field("The day that ties are of.")
    def as_of(self) -> dt.date:
        """Give the day."""
        return self.about.asked.day

    @field("What groups are made of.")
    def by(self) -> GroupBy:
        """Give the grouping."""
        return self.about.asked.by

    @field(
        "E-I index of the whole network: external less internal contacts, by all contacts; expected if units were "
        "dealt out to groups at random, exactly. n counts contacts."
    )
    def external_internal(self) -> Statistic:
        """Give the index."""
        return statistic(self.about.segregation.external_internal)

    @field("Newman's assortativity by group: 1 if all contacts are inside groups; expected near 0. n counts contacts.")
    def assortativity(self) -> Statistic:
        """Give the assortativity."""
        return statistic(self.about.segregation.assortativity)

    @field("The groups, most closed first.")
    def groups(self, first: FirstGroups = 200) -> list[GroupCohesion]:
        """Give the groups."""
        return groups_of(self.at, self.about, first)

    @field("Pairs of different groups, furthest below expectation first.")
    def pairs(self, first: FirstGroups = 200) -> list[GroupPair]:
        """Give the pairs."""
        return pairs_of(self.at, self.about, first)

    @field("How many pairs of groups there are.")
    def total_pairs(self) -> int:
        """Give the number of pairs."""
        return self.about.pairs.total

    @field("People and bodies that share no work and have no direct tie with anybody counted, by name.")
    def isolates(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Actor]:
        """Give a page of isolates."""
        image = self.at.image
        rows = self.about.isolates(persons=may_name_persons(self.at)).tolist()
        keys = sorted((fold(image.actor(row).name), image.ids[row], row) for row in rows)
        return paged(keys, Page(first, after, last, before), lambda rows: Actors(self.at, rows))

    @field(
        "Who holds the network together: actors and ties whose loss would cut off more than single actors, those that "
        "would cut off most first. Persons are named for members only.",
        cost=SCAN,
    )
    def cutpoints(self, first: FirstGroups = 20) -> list[Cutpoint]:
        """Give the cut points."""
        check_bound("first", first, _MOST)
        asked = self.about.asked
        found = self.at.analyse(
            vulnerability.cuts, asked.day, asked.scope, persons=may_name_persons(self.at), limit=_MOST
        )
        return [Cutpoint(at=self.at, about=each) for each in found[:first]]

    @field("What a coordinator should know, worst first, in words that can be pasted into a note.", cost=SCAN)
    def findings(self, first: FirstGroups = 10) -> list[Finding]:
        """Give the findings."""
        check_bound("first", first, _MOST)
        told = self.at.analyse(findings.findings, self.about.asked, persons=may_name_persons(self.at))
        return [Finding(at=self.at, found=self.about, about=each) for each in told[:first]]

    @field("How many of the ties counted have no known start: they count as if they had always been.")
    def undated(self) -> int:
        """Give the number of undated ties."""
        return self.about.parts.undated
