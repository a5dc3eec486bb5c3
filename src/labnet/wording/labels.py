"""What people call the words of the schema: kinds, relations, tiers … and the names of fields."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS
from labnet.model.vocabularies import AwardBasis, Confidence, Sphere, TerritoryLevel, Tier
from labnet.wording.languages import translations

__all__ = ["heading", "label", "louvain", "tied"]

_DOMAIN: Final = "labels"
_ENUMS: Final[tuple[type[Enum], ...]] = (Tier, Sphere, Confidence, AwardBasis, TerritoryLevel)
_JUDGED: Final = frozenset(
    {
        *("UNDER_CONNECTED", "AS_EXPECTED", "OVER_CONNECTED", "CANNOT_TELL", "WITHHELD", "CLOSED", "OPEN"),
        *("INFO", "WATCH", "ALERT", "JOINT_WORK", "TIE"),
        *("COORDINATOR", "ITINERANT", "GATEKEEPER", "REPRESENTATIVE", "LIAISON"),
        *("SHARED_THEME", "SHARED_WORK", "SHARED_CONTACT", "OFFER_MEETS_NEED", "NEED_MEETS_OFFER", "SAME_TERRITORY"),
        *("CLOSE_IN_NETWORK", "ACTIVE"),
        *("EXACT", "NORMAL", "PERMUTATION", "POISSON", "SWAPS", "NONE"),
    }
)
"""What analyses say of groups and of people, and how they found it."""
_ENGLISH: Final = {
    "external internal": "E-I index",
    "local": "local authorities",
    "joint work": "joint works or direct ties",
    "p value": "p-value",
    "q value": "q-value",
    "state": "State",
}
"""What people say in English where it is not the words of the code."""
_CONTRACTED: Final = (("de", "Le ", "du "), ("de", "Les ", "des "), ("à", "Le ", "au "), ("à", "Les ", "aux "))
"""What French writes for a preposition and the article that a name begins with."""
_ELIDED: Final = frozenset("aeiouâàéèêëîïôûùœæ")
"""Before what "de" loses its vowel; not before an h, which in most names is not mute."""
_CODES: Final = frozenset(value.name for enum in _ENUMS for value in enum) | _JUDGED


def label(code: str, language: str) -> str:
    """Give what people call a value of one of the schema's enums; any other text is given back as it is.

    Examples
    --------
    >>> label("STATE_SERVICE", "fr"), label("CARRIES", "en"), label("Lyon", "fr")
    ("service de l'État", 'carries', 'Lyon')
    """
    spec = KINDS.get(code) or RELATIONS.get(code)
    if spec is not None:
        return spec.fr if language == "fr" else spec.en
    if code in _CODES:
        return _said(code.replace("_", " ").lower(), language)
    return code


def heading(field: str, language: str) -> str:
    """Give what people call a field, or a column of data sets.

    Examples
    --------
    >>> heading("carrierTiesBefore", "en")
    'carrier ties before'
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", field).strip().lower()
    return _said(words, language)


def tied(one: str, relation: str, other: str, language: str) -> str:
    """Say that one is tied to another; in French "de" and "à" are joined to the name that follows as grammar has it.

    Examples
    --------
    >>> tied("LaBase", "LAUREATE_OF", "Appel à projets", "fr"), tied("LaBase", "MEMBER_OF", "Les Labonautes", "fr")
    ("LaBase est lauréat d'Appel à projets", 'LaBase est membre des Labonautes')
    >>> tied("LaBase", "LAUREATE_OF", "Appel à projets", "en")
    'LaBase is a laureate of Appel à projets'
    """
    said = label(relation, language)
    return f"{one} {_followed(said, other) if language == 'fr' else f'{said} {other}'}"


def _followed(said: str, name: str) -> str:
    """Give French words and the name that follows them."""
    if said.endswith(" de") and name[:1].lower() in _ELIDED:
        return f"{said[:-1]}'{name}"
    for preposition, article, together in _CONTRACTED:
        if said.endswith(f" {preposition}") and name.startswith(article):
            return f"{said.removesuffix(preposition)}{together}{name.removeprefix(article)}"
    return f"{said} {name}"


def louvain(runs: int, language: str) -> str:
    """Say how communities were found.

    Examples
    --------
    >>> louvain(20, "fr")
    'Louvain, accord de 20 passages'
    """
    return translations(language, _DOMAIN).gettext("Louvain, consensus of %(runs)d runs") % {"runs": runs}


def _said(words: str, language: str) -> str:
    return _ENGLISH.get(words, words) if language == "en" else translations(language, _DOMAIN).gettext(words)
