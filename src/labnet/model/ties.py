"""Ties: dated, sourced relations between two actors."""

from __future__ import annotations

from dataclasses import dataclass, field

from labnet.model import fields
from labnet.model.dates import PartialDate
from labnet.model.fields import fact
from labnet.model.provenance import Evidence
from labnet.model.relations import RELATIONS
from labnet.model.vocabularies import AwardBasis

__all__ = ["RELATION", "Tie", "tie_id"]


def _relation(text: str) -> str:
    code = text.upper()
    if code not in RELATIONS:
        msg = f"{text!r} is not a relation: use one of {', '.join(RELATIONS)}"
        raise ValueError(msg)
    return code


RELATION = fields.FieldType("relation", _relation, str.lower)
"""Type of the field that holds a relation, written in any case."""


def tie_id(from_id: str, relation: str, to_id: str, since: PartialDate | None) -> str:
    """Give the id of a tie that has none of its own: its ends, relation and start, joined by dots.

    Examples
    --------
    >>> tie_id("sgar-na", "CARRIES", "lab-labase", PartialDate(2017))
    'sgar-na.carries.lab-labase.2017'
    """
    parts = [from_id, relation.lower(), to_id, *([str(since)] if since else [])]
    return ".".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """One relation between two actors, as dated and as sure as its sources."""

    id: str = fact(fields.TEXT, "Stable id; made from the ends, relation and start unless given.")
    from_id: str = fact(fields.REFERENCE, "Id of the actor it goes out from.")
    to_id: str = fact(fields.REFERENCE, "Id of the actor it goes to.")
    relation: str = fact(RELATION, "What joins the two.")
    role: str | None = fact(fields.TEXT, "The part that the first plays for the second.", default=None)
    purpose: str | None = fact(
        fields.LONG_TEXT, "What the tie is for, in the words of those who made it.", default=None
    )
    since: PartialDate | None = fact(fields.DATE, "When it began; absent means unknown.", default=None)
    until: PartialDate | None = fact(
        fields.DATE, "When it ended; absent means that it goes on, or unknown.", default=None
    )
    weight: float = fact(fields.NUMBER, "How strong it is beside others of its relation; 1 is ordinary.", default=1.0)
    amount: int | None = fact(fields.MONEY, "Sum of money that goes with it.", default=None)
    amount_basis: AwardBasis | None = fact(
        fields.choice(AwardBasis), "What the sum is: a grant, a budget, or not told.", default=None
    )
    note: str | None = fact(fields.LONG_TEXT, "Editors' note: what a reader should know of the record.", default=None)

    evidence: tuple[Evidence, ...] = ()
    version: int = field(default=1, compare=False)
