"""What the codes of errors mean, in the reader's language; the message itself says the particulars, in English."""

from __future__ import annotations

from typing import Final

from labnet.wording.languages import translations

__all__ = ["explained"]

_MEANINGS: Final = {
    "BAD_INPUT": "A value cannot be used.",
    "BAD_QUERY": "The query does not fit the schema.",
    "BUSY": "Many questions are being answered: ask again in a moment.",
    "FORBIDDEN": "This is for members of the community.",
    "INTERNAL": "labnet could not answer; the fault is not yours.",
    "NOT_READY": "The answer is still being prepared: ask again in a moment.",
    "RATE_LIMITED": "Too much was asked in too short a time: ask again in a moment.",
    "STALE": "A change is stored but not shown yet: ask again in a moment.",
    "STORE_UNAVAILABLE": "The store cannot be read just now.",
    "TOO_MUCH": "The question asks for too much, or its answer takes too long.",
}


def explained(code: str, language: str) -> str:
    """Give what an error code means; a code that pages never show is given back as it is.

    Examples
    --------
    >>> explained("BAD_INPUT", "fr")
    'Une valeur ne peut pas être utilisée.'
    """
    meaning = _MEANINGS.get(code)
    return code if meaning is None else translations(language, "labels").gettext(meaning)
