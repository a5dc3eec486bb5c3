"""Reasons to bring two actors together, in words."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from labnet.wording.languages import translations
from labnet.wording.numbers import named

__all__ = ["KINDS", "reason"]

_DOMAIN: Final = "labels"

KINDS: Final = MappingProxyType(
    {
        "SHARED_THEME": ("same theme", "same themes"),
        "SHARED_WORK": ("worked together", "worked together"),
        "SHARED_CONTACT": ("shared contact", "shared contacts"),
        "OFFER_MEETS_NEED": ("offers what the other looks for", "offers what the other looks for"),
        "NEED_MEETS_OFFER": ("looks for what the other offers", "looks for what the other offers"),
        "SAME_TERRITORY": ("same territory", "same territory"),
        "CLOSE_IN_NETWORK": ("close by ties present or past", "close by ties present or past"),
        "ACTIVE": ("active in the network", "active in the network"),
    }
)
"""What each kind of reason is called, when it is about one thing and when it is about several."""

_PAST: Final = ("past shared contact", "past shared contacts")


def reason(kind: str, names: Sequence[str], language: str, *, past: bool = False) -> str:
    r"""Say what a reason is: its kind, and what it is about; `past` where contacts are those of the past.

    Examples
    --------
    >>> reason("SHARED_THEME", ["données ouvertes", "logement"], "fr")
    'mêmes thèmes\xa0: données ouvertes, logement'
    >>> reason("SAME_TERRITORY", [], "en")
    'same territory'
    """
    texts = translations(language, _DOMAIN)
    said = texts.ngettext(*(_PAST if past else KINDS[kind]), max(len(names), 1))
    return named(said, ", ".join(names), language) if names else said
