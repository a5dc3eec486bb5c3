"""Where facts come from and how far each can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from labnet.model.dates import PartialDate
from labnet.model.vocabularies import Confidence

__all__ = ["NEEDS_SOURCE", "Evidence", "Source"]

NEEDS_SOURCE: Final = frozenset({Confidence.SOURCED, Confidence.REPORTED})
"""The confidences that say that a source can be read; the others may be somebody's word or conclusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A public page or document that facts are taken from."""

    id: str
    title: str | None = None
    url: str | None = None
    date: PartialDate | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What speaks for a record, or for one field of it.

    Without a ``field`` it speaks for the whole record. With one, ``value`` is what this source says of that field, as
    text in the form of the data set; two sources that disagree stand side by side as two pieces of evidence.
    No ``source`` means a member's word. The ``note`` says what a reader should know of this piece alone.
    """

    confidence: Confidence
    source: str | None = None
    note: str | None = None
    field: str | None = None
    value: str | None = None
