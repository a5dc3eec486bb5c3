"""Languages labnet speaks, and the translations of its texts (gettext; English is the language of the sources)."""

from __future__ import annotations

import gettext
import io
from functools import cache
from importlib import resources
from typing import Final

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

__all__ = ["LANGUAGES", "preferred", "translations"]

LANGUAGES: Final = ("fr", "en")


@cache
def translations(language: str, domain: str = "labnet") -> gettext.NullTranslations:
    """Give the translations of a domain's texts into a language; English texts are their own."""
    if language == "en":
        return gettext.NullTranslations()
    catalogue = resources.files("labnet.wording") / "locale" / language / f"{domain}.po"
    compiled = io.BytesIO()
    with catalogue.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def preferred(asked: str | None, accept_language: str, default: str) -> str:
    """Choose the language of a page: the one asked for, else the reader's own, else the default.

    Examples
    --------
    >>> preferred(None, "en-GB,en;q=0.9,fr;q=0.5", "fr")
    'en'
    """
    if asked in LANGUAGES:
        return asked
    parts = (part.partition(";") for part in accept_language[:200].split(","))
    weighted = [(_weight(parameters), name) for name, _, parameters in parts]
    # A language of weight 0 is one that the reader does not want.
    ranked = sorted((pair for pair in weighted if pair[0] > 0), key=lambda pair: -pair[0])
    wanted = [name.strip().partition("-")[0].lower() for _, name in ranked]
    return negotiate_locale([name for name in wanted if name.isalpha()], LANGUAGES) or default


def _weight(parameters: str) -> float:
    try:
        return float(parameters.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
