"""What the GraphQL type of labs adds to its stored fields: carriers, partners, projects, awards."""

from __future__ import annotations

import strawberry

from labnet.analysis import programmes
from labnet.analysis.affiliation import linked
from labnet.analysis.selection import Key
from labnet.api.fields import field
from labnet.api.paging import After, Before, Connection, First, Last, Page, paged
from labnet.api.types.actors import Actor
from labnet.api.types.programme import Laureate
from labnet.api.types.references import Actors, AsOf, actor_at, day_of
from labnet.network.image import IN, OUT
from labnet.network.search.folding import fold

__all__ = ["Lab"]


@strawberry.type
class Lab(Actor):
    """Derived fields of a lab."""

    @field("Bodies that lead the lab and answer for it.")
    def carriers(self, as_of: AsOf = None) -> list[Actor]:
        """Give the carriers."""
        rows = linked(self.at.image, self.row, "CARRIES", IN, day_of(self.at, as_of, self.record.until))
        return [actor_at(self.at, row) for row in rows]

    @field("Its partners, as sources call them.")
    def partners(self, as_of: AsOf = None) -> list[Actor]:
        """Give the partners."""
        rows = linked(self.at.image, self.row, "PARTNERS_WITH", IN, day_of(self.at, as_of, self.record.until))
        return [actor_at(self.at, row) for row in rows]

    @field("Projects that it runs, carries or initiated, of all times; by name.")
    def projects(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Actor]:
        """Give a page of projects."""
        self.at.check_time()
        image = self.at.image
        found = {row for name in ("RUNS", "CARRIES", "INITIATED") for row in linked(image, self.row, name, OUT)}
        projects = (row for row in found if image.actor(row).kind == "PROJECT")
        keys: list[Key] = sorted((fold(image.actor(row).name), image.ids[row], row) for row in projects)
        return paged(keys, Page(first, after, last, before), lambda rows: Actors(self.at, rows))

    @field("Calls and programmes that chose it.")
    def awards(self) -> list[Laureate]:
        """Give the awards."""
        return [Laureate(at=self.at, about=about) for about in programmes.awards(self.at.image, self.row)]
