"""What the GraphQL type of programmes adds to its stored fields: laureates, and all that is known of each award."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Final, cast

import numpy as np
import strawberry

from labnet.analysis import programmes
from labnet.analysis.selection import Key
from labnet.api.context import Context
from labnet.api.enums import AwardBasis, Confidence
from labnet.api.fields import field
from labnet.api.paging import After, Before, Connection, First, Last, Page, paged
from labnet.api.types.actors import Actor
from labnet.api.types.provenance import Evidence, evidence_of
from labnet.api.types.references import AsOf, actor_at
from labnet.api.types.ties import Money, euros
from labnet.model import kinds as model
from labnet.model.dates import PartialDate, day_code
from labnet.model.ties import Tie
from labnet.network.search.folding import fold

if TYPE_CHECKING:
    from labnet.api.types.kinds import Lab

__all__ = ["Laureate", "Programme"]

_Lab = Annotated["Lab", strawberry.lazy("labnet.api.types.kinds")]
_Programme = Annotated["Programme", strawberry.lazy("labnet.api.types.kinds")]


_COUNTED: Final = (
    "Premier et dernier jour du soutien comptés à partir de l'annonce : aucune source ne les donne. "
    "First and last day of support counted from the award: no source gives them."
)


@strawberry.type(description="A lab that a programme chose, and what is known of the award.")
class Laureate:
    """A lab that a programme chose."""

    at: strawberry.Private[Context]
    about: strawberry.Private[programmes.Laureate]

    @field("The lab.")
    def lab(self) -> _Lab:
        """Give the lab."""
        return cast("Lab", actor_at(self.at, self.about.lab))

    @field("The programme.")
    def programme(self) -> _Programme:
        """Give the programme."""
        return cast("Programme", actor_at(self.at, self.about.programme))

    @field("The sum, as the source gives it; null where no source does.")
    def award(self) -> Money | None:
        """Give the sum."""
        return euros(self._tie().amount)

    @field("What the sum is: a budget is not a grant.")
    def award_basis(self) -> AwardBasis:
        """Give what the sum is."""
        return self._tie().amount_basis or AwardBasis.UNSPECIFIED

    @field("First day of support, counted from the award: the evidence marks it as inferred.")
    def support_starts_on(self) -> PartialDate | None:
        """Give the start of support."""
        return self._tie().since

    @field("Last day of support, counted: its first day and the programme's months of support, added up.")
    def support_ends_on(self) -> PartialDate | None:
        """Give the end of support."""
        return self._end()

    @field("Whole months of support left on a day; 0 once it is over.")
    def months_remaining(
        self,
        as_of: Annotated[dt.date | None, strawberry.argument(description="The day; today if absent.")] = None,
    ) -> int | None:
        """Give the months left."""
        end, day = self._end(), as_of or self.at.today
        if end is None:
            return None
        last = end.last_day()
        return max(0, (last.year - day.year) * 12 + last.month - day.month - (last.day < day.day))

    @field("Ties among its carriers and partners that began before the award; null where that cannot be told.")
    def carrier_ties_before(self) -> int | None:
        """Count the ties from before."""
        return programmes.ties_around(self.at.image, self.about).before

    @field("Ties among its carriers and partners that began with the award or after; null as above.")
    def carrier_ties_after(self) -> int | None:
        """Count the ties from after."""
        return programmes.ties_around(self.at.image, self.about).after

    @field("How many ties among its carriers and partners have no known start, or one too imprecise to tell.")
    def undated(self) -> int:
        """Count the undated ties."""
        return programmes.ties_around(self.at.image, self.about).undated

    @field("What speaks for the award, and for its sum.")
    def evidence(self) -> list[Evidence]:
        """Give the evidence, with a mark on what is counted here."""
        found = evidence_of(self.at.image, self._tie().evidence)
        since = self._tie().since
        if since is not None:
            value = f"{since}/{self._end() or ''}"
            found.append(
                Evidence(source=None, confidence=Confidence.INFERRED, note=_COUNTED, field="support", value=value)
            )
        return found

    def _tie(self) -> Tie:
        return self.at.image.tie(self.about.tie)

    def _end(self) -> PartialDate | None:
        start = self._tie().since
        programme = self.at.image.actor(self.about.programme)
        months = programme.support_months if isinstance(programme, model.Programme) else None
        if start is None or months is None or start.year + months // 12 >= dt.MAXYEAR:
            return None
        return start.plus_months(months)


@strawberry.type
class Programme(Actor):
    """Derived fields of a programme."""

    @field("How many of the laureates announced are not known here; null where no number was announced.")
    def unidentified_laureates(self) -> int | None:
        """Count the laureates that are missing."""
        announced = self.record.announced_laureates if isinstance(self.record, model.Programme) else None
        known = len({each.lab for each in programmes.laureates(self.at.image, self.row)})
        return None if announced is None else max(0, announced - known)

    @field("Labs it chose, by name: those that are known, which may be fewer than announced.")
    def laureates(
        self,
        as_of: AsOf = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Laureate]:
        """Give a page of laureates."""
        self.at.check_time()
        image, day = self.at.image, day_code(as_of or self.at.today)
        found = [each for each in programmes.laureates(image, self.row) if image.active(np.array([each.tie]), day)[0]]
        names = (image.actor(each.lab) for each in found)
        keys: list[Key] = sorted((fold(lab.name), lab.id, place) for place, lab in enumerate(names))
        page = Page(first, after, last, before)
        return paged(keys, page, lambda places: [Laureate(at=self.at, about=found[place]) for place in places])
