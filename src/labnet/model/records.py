"""The records that labnet keeps, under one name each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from labnet.model.kinds import Actor
from labnet.model.provenance import Source
from labnet.model.ties import Tie
from labnet.model.vocabularies import Territory, Theme

__all__ = ["Entity", "Licence", "Manifest", "Record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Terms under which a data set may be used."""

    name: str
    title: str | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a data set says of itself: title, licences, how it was collected, fictional or not."""

    id: str
    title: str
    description: str | None = None
    licences: tuple[Licence, ...] = ()
    method: str | None = None
    fictional: bool = False


class Entity(StrEnum):
    """Sorts of records, as the change log names them."""

    ACTOR = "actor"
    TIE = "tie"
    SOURCE = "source"
    THEME = "theme"
    TERRITORY = "territory"
    MANIFEST = "manifest"


Record: TypeAlias = Actor | Tie | Source | Theme | Territory | Manifest
