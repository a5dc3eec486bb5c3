"""Relations between actors: one entry each. GraphQL enum, validation, filters and layers follow from this module."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Flag, auto
from typing import Final

from labnet.model.kinds import KINDS

__all__ = ["RELATIONS", "Layer", "RelationSpec", "relations_in"]


class Layer(Flag):
    """Named sets of relations that a question walks."""

    CONTACT = auto()
    """Ties through which people come to know each other: what walks follow unless told otherwise."""
    WORK = auto()
    """Taking part in a lab, project, cluster or event."""
    BELONGING = auto()
    """Who is part of what, and who works for whom."""
    MONEY = auto()
    """Funding and support: they tie everybody to a few funders."""
    PROGRAMME = auto()
    """Calls, laureates, juries."""
    HISTORY = auto()
    """What became of what."""


@dataclass(frozen=True, slots=True)
class RelationSpec:
    """A relation: which kinds it may join, what it means, and what people call it read either way."""

    code: str
    sources: frozenset[str]
    targets: frozenset[str]
    layers: Layer
    description: str
    fr: str
    en: str
    fr_back: str
    en_back: str
    symmetric: bool = False


_BODIES: Final = frozenset(code for code, spec in KINDS.items() if spec.body)
_WORKS: Final = frozenset(code for code, spec in KINDS.items() if spec.work)
_PEOPLE: Final = frozenset(code for code, spec in KINDS.items() if spec.person)
_LABS: Final = frozenset({"LAB"})
_PROGRAMMES: Final = frozenset({"PROGRAMME"})
_GROUPS: Final = frozenset({"LAB", "CLUSTER"})
_ANYBODY: Final = _BODIES | _PEOPLE | _GROUPS
_EVERYTHING: Final = frozenset(KINDS)

RELATIONS: Final[dict[str, RelationSpec]] = {
    spec.code: spec
    for spec in (
        RelationSpec(
            "WORKS_FOR",
            _PEOPLE,
            _BODIES | _LABS,
            Layer.CONTACT | Layer.BELONGING,
            "A person is employed by a body, or posted there.",
            *("travaille pour", "works for", "emploie", "employs"),
        ),
        RelationSpec(
            "MEMBER_OF",
            _ANYBODY,
            _GROUPS | _BODIES,
            Layer.CONTACT | Layer.WORK | Layer.BELONGING,
            "An actor is a member of a cluster, a lab or a body.",
            *("est membre de", "is a member of", "a pour membre", "has as member"),
        ),
        RelationSpec(
            "PART_OF",
            _EVERYTHING - _PEOPLE,
            _EVERYTHING - _PEOPLE,
            Layer.CONTACT | Layer.BELONGING,
            "A part of something larger of which it could not be taken out: a SGAR of its prefecture.",
            *("fait partie de", "is part of", "comprend", "includes"),
        ),
        RelationSpec(
            "CARRIES",
            _ANYBODY,
            _WORKS,
            Layer.CONTACT | Layer.WORK,
            "A body leads a lab or a project and answers for it.",
            *("porte", "carries", "est porté par", "is carried by"),
        ),
        RelationSpec(
            "PARTNERS_WITH",
            _ANYBODY,
            _EVERYTHING - _PEOPLE,
            Layer.CONTACT | Layer.WORK,
            "A partner, as the source calls it.",
            *("est partenaire de", "is a partner of", "a pour partenaire", "has as partner"),
        ),
        RelationSpec(
            "HOSTS",
            _BODIES | _WORKS,
            _WORKS,
            Layer.CONTACT | Layer.WORK,
            "A body gives a lab, project or event its place.",
            *("accueille", "hosts", "est accueilli par", "is hosted by"),
        ),
        RelationSpec(
            "RUNS",
            _ANYBODY,
            _WORKS | _PROGRAMMES,
            Layer.CONTACT | Layer.WORK,
            "An actor runs a project, an event, a cluster or a programme from day to day.",
            *("anime", "runs", "est animé par", "is run by"),
        ),
        RelationSpec(
            "FUNDS",
            _BODIES | _PROGRAMMES,
            _EVERYTHING - _PEOPLE,
            Layer.MONEY,
            "Money goes from one to the other.",
            *("finance", "funds", "est financé par", "is funded by"),
        ),
        RelationSpec(
            "SUPPORTS",
            _ANYBODY | _PROGRAMMES,
            _EVERYTHING - _PEOPLE,
            Layer.MONEY,
            "Help that is not a partnership: methods, advice, a programme's support.",
            *("soutient", "supports", "est soutenu par", "is supported by"),
        ),
        RelationSpec(
            "COLLABORATES_WITH",
            _ANYBODY | _WORKS,
            _ANYBODY | _WORKS,
            Layer.CONTACT | Layer.WORK,
            "Two actors have worked together; either may be named first.",
            *("a travaillé avec", "worked with", "a travaillé avec", "worked with"),
            symmetric=True,
        ),
        RelationSpec(
            "PARTICIPATES_IN",
            _ANYBODY,
            _WORKS | _PROGRAMMES,
            Layer.CONTACT | Layer.WORK,
            "An actor takes part in a project, an event or the work of a lab.",
            *("participe à", "takes part in", "a pour participant", "has as participant"),
        ),
        RelationSpec(
            "INITIATED",
            _ANYBODY,
            _WORKS | _PROGRAMMES,
            Layer.CONTACT | Layer.WORK,
            "An actor is at the origin of something that others may lead now.",
            *("est à l'origine de", "initiated", "a pour origine", "was initiated by"),
        ),
        RelationSpec(
            "FEDERATES_WITH",
            _GROUPS,
            _GROUPS,
            Layer.CONTACT | Layer.WORK,
            "Two labs or clusters joined for a stated purpose; either may be named first.",
            *("est fédéré avec", "federates with", "est fédéré avec", "federates with"),
            symmetric=True,
        ),
        RelationSpec(
            "LAUREATE_OF",
            _LABS,
            _PROGRAMMES,
            Layer.PROGRAMME,
            "A lab was chosen by a call or programme; the sum, where known, is what the source gives.",
            *("est lauréat de", "is a laureate of", "a pour lauréat", "has as laureate"),
        ),
        RelationSpec(
            "SELECTS",
            _ANYBODY,
            _PROGRAMMES,
            Layer.PROGRAMME,
            "Sits on the jury or steering committee that chooses a programme's laureates.",
            *("choisit les lauréats de", "selects for", "a pour jury", "has as selector"),
        ),
        RelationSpec(
            "SUCCEEDS",
            _EVERYTHING - _PEOPLE,
            _EVERYTHING - _PEOPLE,
            Layer.HISTORY,
            "Takes over from an actor that ended.",
            *("succède à", "succeeds", "a pour successeur", "is succeeded by"),
        ),
    )
}
"""Every relation by its code, in order of declaration."""


def relations_in(layers: Layer) -> Iterable[str]:
    """Give the codes of the relations that belong to any of the layers."""
    return (code for code, spec in RELATIONS.items() if spec.layers & layers)
