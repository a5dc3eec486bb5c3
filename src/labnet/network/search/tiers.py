"""What people call the bodies of a tier, whatever their own names: ``mairie de Lille`` for ``Ville de Lille``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from labnet.model.vocabularies import Tier
from labnet.network.search import folding

__all__ = ["called", "is_generic"]

_CALLED: Final[Mapping[Tier, tuple[str, ...]]] = {
    Tier.REGION: ("région", "conseil régional"),
    Tier.DEPARTMENT: ("département", "conseil départemental", "conseil général"),
    Tier.COMMUNE: ("commune", "ville", "mairie", "municipalité"),
    Tier.INTERCOMMUNAL: ("intercommunalité", "communauté", "métropole"),
}
_CALLED_WHERE_NAMED: Final[Mapping[Tier, Mapping[str, tuple[str, ...]]]] = {
    Tier.STATE_DECONCENTRATED: {
        "prefecture": ("préfet", "préfète"),
        "prefet": ("préfecture", "préfète"),
        "prefete": ("préfecture", "préfet"),
    },
}
"""By a folded word of the body's name: not every service of the State in a territory is a prefecture."""


def _forms(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.form for text in texts for chunk in folding.chunks(text) for word in chunk.words)


_GENERIC: Final = _forms(
    chain(
        chain.from_iterable(_CALLED.values()),
        chain.from_iterable(chain(named, *named.values()) for named in _CALLED_WHERE_NAMED.values()),
    )
)


def called(tier: Tier | None, names: Iterable[str]) -> tuple[str, ...]:
    """Give what people call a body of a tier that goes by these names.

    Examples
    --------
    >>> called(Tier.REGION, ["Occitanie"])
    ('région', 'conseil régional')
    >>> called(Tier.STATE_DECONCENTRATED, ["Préfecture de La Réunion"])
    ('préfet', 'préfète')
    >>> called(Tier.STATE_DECONCENTRATED, ["DRAC Occitanie"])
    ()
    """
    if tier is None:
        return ()
    named = _CALLED_WHERE_NAMED.get(tier)
    words = _forms(names) if named else frozenset[str]()
    others = (text for word, texts in (named or {}).items() if word in words for text in texts)
    return tuple(dict.fromkeys((*_CALLED.get(tier, ()), *others)))


def is_generic(form: str) -> bool:
    """Tell whether a folded word says of what sort a body is rather than which one it is.

    Examples
    --------
    >>> is_generic("conseil"), is_generic("isere")
    (True, False)
    """
    return form in _GENERIC
