"""Kinds of actors: one dataclass each. GraphQL types, CSV columns and command-line choices follow from this module."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Final, TypeVar, dataclass_transform

from labnet.model import fields
from labnet.model.dates import PartialDate
from labnet.model.fields import fact
from labnet.model.provenance import Evidence
from labnet.model.vocabularies import Tier, Visibility

__all__ = ["KINDS", "Actor", "KindSpec", "kind"]

_STATE: Final = frozenset({Tier.STATE_CENTRAL, Tier.STATE_DECONCENTRATED})
_LOCAL: Final = frozenset(
    {Tier.REGION, Tier.DEPARTMENT, Tier.INTERCOMMUNAL, Tier.COMMUNE, Tier.SPECIAL_STATUS},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody or something that takes part in public innovation."""

    kind: ClassVar[str] = ""

    id: str = fact(fields.SLUG, "Stable id, also its slug in addresses: lower-case letters, digits and hyphens.")
    name: str = fact(fields.TEXT, "Name, as the actor itself writes it.")
    aliases: tuple[str, ...] = fact(
        fields.TEXTS, "Other names: acronyms, former names, spellings that sources use.", default=()
    )
    tier: Tier | None = fact(
        fields.choice(Tier), "Level and nature of a body; absent where it makes no sense.", default=None
    )
    administration: str | None = fact(
        fields.REFERENCE,
        "The body it answers to, or itself where it is one; absent means worked out from its ties.",
        default=None,
    )
    territory: str | None = fact(fields.TERRITORY, "Where it is, or the territory it serves.", default=None)
    themes: tuple[str, ...] = fact(fields.THEMES, "Subjects it works on.", default=())
    offers: tuple[str, ...] = fact(fields.THEMES, "Subjects on which it offers help.", default=())
    needs: tuple[str, ...] = fact(fields.THEMES, "Subjects on which it looks for help.", default=())
    since: PartialDate | None = fact(fields.DATE, "When it began, as precisely as the source says.", default=None)
    until: PartialDate | None = fact(
        fields.DATE, "When it ended; absent means that it goes on, or unknown.", default=None
    )
    siret: str | None = fact(fields.SIRET, "SIRET of its establishment; a lab may share its host's.", default=None)
    siren: str | None = fact(fields.SIREN, "SIREN of the legal unit.", default=None)
    identifiers: tuple[str, ...] = fact(
        fields.IDENTIFIERS, "Identifiers in other registers, as in rna:W332000000 or wikidata:Q90.", default=()
    )
    url: str | None = fact(fields.URL, "Its own web page.", default=None)
    description: str | None = fact(fields.LONG_TEXT, "What it is and does, in a few sentences.", default=None)
    note: str | None = fact(fields.LONG_TEXT, "Editors' note: what a reader should know of the record.", default=None)
    visibility: Visibility | None = fact(
        fields.choice(Visibility), "Who may see it; absent means the default of its kind.", default=None
    )
    confirmed_at: dt.date | None = fact(fields.DAY, "Day on which somebody said that it is still true.", default=None)
    fictional: bool = fact(fields.FLAG, "Whether it was made up, for tests and demonstrations.", default=False)

    evidence: tuple[Evidence, ...] = ()
    version: int = field(default=1, compare=False)
    updated_at: dt.datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class KindSpec:
    """What labnet knows of a kind beside its fields."""

    code: str
    record: type[Actor]
    plural: str
    fr: str
    en: str
    description: str
    tiers: frozenset[Tier]
    work: bool
    hub: bool
    person: bool
    visibility: Visibility

    @property
    def body(self) -> bool:
        """Whether actors of this kind are bodies: they have a tier, and can be an administration."""
        return bool(self.tiers)


KINDS: Final[dict[str, KindSpec]] = {}
"""Every kind by its code, in order of declaration."""

_Record = TypeVar("_Record", bound=Actor)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(fact,))
def kind(  # noqa: PLR0913 - one argument for each thing to say of a kind
    *,
    plural: str,
    fr: str,
    en: str,
    tiers: frozenset[Tier] = frozenset(),
    work: bool = False,
    hub: bool = False,
    person: bool = False,
    visibility: Visibility = Visibility.PUBLIC,
) -> Callable[[type[_Record]], type[_Record]]:
    """Declare a class as a kind of actor; its code follows from its name (``StateService``: ``STATE_SERVICE``).

    Parameters
    ----------
    plural : str
        Name of the list of all of them in GraphQL.
    fr, en : str
        What people call one of them, lower case.
    tiers : frozenset of Tier
        Tiers it may have; with any, it is a body.
    work : bool
        Whether it is a work: a place where other actors meet, such as a lab or an event.
    hub : bool
        Whether walks stop at it unless asked to go on: else everything is two steps apart.
    person : bool
        Whether it is a human being: employed by bodies, never one.
    visibility : Visibility
        Who may see one that does not say.
    """

    def declare(cls: type[_Record]) -> type[_Record]:
        record = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        code = re.sub(r"(?<=.)(?=[A-Z])", "_", cls.__name__).upper()
        record.kind = code
        KINDS[code] = KindSpec(
            code, record, plural, fr, en, inspect.cleandoc(cls.__doc__ or ""), tiers, work, hub, person, visibility
        )
        return record

    return declare


@kind(plural="innovators", fr="innovateur ou innovatrice", en="innovator", person=True, visibility=Visibility.MEMBERS)
class Innovator(Actor):
    """A person who innovates in or for the public service."""

    role: str | None = fact(fields.TEXT, "What the person does, in the words of their trade.", default=None)
    open_to_contact: bool = fact(fields.FLAG, "Whether the person wants to be asked for introductions.", default=False)


@kind(plural="labs", fr="laboratoire", en="lab", work=True)
class Lab(Actor):
    """A place or team where public policies and services are tried out with those concerned."""


@kind(plural="stateServices", fr="service de l'État", en="State service", tiers=_STATE)
class StateService(Actor):
    """A ministry, a central service or a deconcentrated service of the State, such as a prefecture."""


@kind(plural="localAuthorities", fr="collectivité territoriale", en="local authority", tiers=_LOCAL)
class LocalAuthority(Actor):
    """A region, a département, a group of communes, a commune, or an authority of special status."""


@kind(plural="organisations", fr="organisation", en="organisation", tiers=frozenset(Tier) - _STATE - _LOCAL)
class Organisation(Actor):
    """Any other body: public establishment, university, association, company."""


@kind(plural="clusters", fr="cluster", en="cluster", work=True)
class Cluster(Actor):
    """A group that people declare: a network, a federation, a community of practice."""

    planned: bool = fact(
        fields.FLAG, "Whether it is only a wish so far: no source says that it exists or names a member.", default=False
    )


@kind(plural="projects", fr="projet", en="project", work=True)
class Project(Actor):
    """Work with an aim and an end, led by one or several actors."""


@kind(plural="programmes", fr="programme", en="programme", hub=True)
class Programme(Actor):
    """A programme, a fund or a call that supports labs and projects."""

    announced_laureates: int | None = fact(
        fields.INTEGER, "How many laureates were announced, known here or not.", default=None
    )
    candidates: int | None = fact(
        fields.INTEGER, "How many files were sent in; absent where sources disagree, see the evidence.", default=None
    )
    ceiling: int | None = fact(fields.MONEY, "The most that one laureate may receive.", default=None)
    budget: int | None = fact(fields.MONEY, "The sum of the whole programme.", default=None)
    support_months: int | None = fact(fields.INTEGER, "For how many months a laureate is supported.", default=None)


@kind(plural="events", fr="événement", en="event", work=True)
class Event(Actor):
    """A gathering: a hackathon, a working meeting, a week of public innovation."""
