"""Sources and evidence."""

from __future__ import annotations

import strawberry

from labnet.api import ids
from labnet.api.enums import Confidence
from labnet.api.fields import field
from labnet.api.scalars import URL
from labnet.api.types.node import Node
from labnet.model import provenance
from labnet.model.dates import PartialDate
from labnet.network.image import Image

__all__ = ["Evidence", "Source", "evidence_of"]


@strawberry.type(description="A public page or document that facts are taken from.")
class Source(Node):
    """A public page or document that facts are taken from."""

    record: strawberry.Private[provenance.Source]

    @field("Global id: the same for as long as the source is cited.")
    def id(self) -> strawberry.ID:
        """Give the global id."""
        return strawberry.ID(ids.global_id(ids.SOURCE, self.record.id))

    @field("What it is called.")
    def title(self) -> str | None:
        """Give the title."""
        return self.record.title

    @field("Where it can be read.")
    def url(self) -> URL | None:
        """Give the address."""
        return None if self.record.url is None else URL(self.record.url)

    @field("When it was published, or covers until.")
    def date(self) -> PartialDate | None:
        """Give the date."""
        return self.record.date

    @field("What it is, and how it was read.")
    def note(self) -> str | None:
        """Give the note."""
        return self.record.note


@strawberry.type(
    description="What speaks for a record, or for one field of it. Sources that disagree stand side by side."
)
class Evidence:
    """What speaks for a record, or for one field of it."""

    source: Source | None = strawberry.field(description="Where it was read; null is a member's or editor's word.")
    confidence: Confidence = strawberry.field(description="How far it can be trusted.")
    note: str | None = strawberry.field(description="What a reader should know of this piece of evidence.")
    field: str | None = strawberry.field(
        description=(
            "The one field it speaks for, by its column in data sets, or `support` for days of support that are "
            "counted; null speaks for the whole record."
        )
    )
    value: str | None = strawberry.field(description="What this source says of that field.")


def evidence_of(image: Image, evidence: tuple[provenance.Evidence, ...]) -> list[Evidence]:
    """Give evidence with its sources looked up."""
    sources = image.vocabulary.sources
    return [
        Evidence(
            source=Source(record=sources[item.source]) if item.source and item.source in sources else None,
            confidence=item.confidence,
            note=item.note,
            field=item.field,
            value=item.value,
        )
        for item in evidence
    ]
