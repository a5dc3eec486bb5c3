"""Identifiers of bodies in the registers of others: SIREN, SIRET and the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["are_ids", "is_id", "siren", "siret"]

_LA_POSTE: Final = "356000000"
_LA_POSTE_HEAD_OFFICE: Final = "35600000000048"
_ID: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", re.ASCII)
_IDS: Final = re.compile(rf"(?:{_ID.pattern}\n)*", re.ASCII)
_MAX_ID: Final = 120


def is_id(text: str) -> bool:
    """Tell whether a text may be the id of a record: lower-case letters and digits, joined by single ``-`` or ``_``."""
    return len(text) <= _MAX_ID and _ID.fullmatch(text) is not None


def are_ids(texts: Sequence[str]) -> bool:
    """Tell whether all texts may be ids, which takes a fraction of the time of asking for each."""
    # No id holds the end of a line, so that there are as many ids as ends of lines only where each text is one.
    joined = "\n".join([*texts, ""])
    return (
        max(map(len, texts), default=0) <= _MAX_ID
        and joined.count("\n") == len(texts)
        and _IDS.fullmatch(joined) is not None
    )


def siren(text: str) -> str:
    """Check a SIREN (nine digits, Luhn's check) and give it without spaces.

    Examples
    --------
    >>> siren("999 000 011")
    '999000011'
    """
    digits = "".join(text.split())
    if not _is_number(digits, 9) or _luhn(digits):
        msg = f"{text!r} is not a SIREN: nine digits with a valid check digit"
        raise ValueError(msg)
    return digits


def siret(text: str) -> str:
    """Check a SIRET (a SIREN and five digits, Luhn's check) and give it without spaces.

    Establishments of La Poste (SIREN 356000000) follow a rule of their own: the sum of the digits is a multiple of 5.

    Examples
    --------
    >>> siret("99900001100018")
    '99900001100018'
    """
    digits = "".join(text.split())
    valid = _is_number(digits, 14) and not _luhn(digits)
    if digits.startswith(_LA_POSTE) and digits != _LA_POSTE_HEAD_OFFICE:
        valid = _is_number(digits, 14) and sum(map(int, digits)) % 5 == 0
    if not valid:
        msg = f"{text!r} is not a SIRET: fourteen digits with a valid check digit"
        raise ValueError(msg)
    return digits


def _is_number(digits: str, length: int) -> bool:
    return len(digits) == length and digits.isascii() and digits.isdigit()


def _luhn(digits: str) -> int:
    """Sum the digits, every second one from the right doubled (9 taken off above 9), modulo 10: 0 is valid."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10  # noqa: PLR2004 - two digits become their sum
