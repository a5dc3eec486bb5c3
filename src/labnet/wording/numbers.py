"""Numbers as people write them, in either language: figures, chances, shares, and what stands before and between them.

French puts a no-break space before a colon, a semicolon and a per cent sign, and a comma before decimals.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from babel.numbers import format_decimal

from labnet.wording.languages import translations

__all__ = ["chance", "figure", "listed", "named", "p_value", "percent"]

_DOMAIN: Final = "findings"
_SPACE: Final = "\N{NO-BREAK SPACE}"
_LEAST_P: Final = 0.001
_LEAST: Final = 0.0005
"""What is nearer to 0 is told by a bound: three decimals would make it 0."""


def figure(value: float | None, language: str) -> str:
    """Write a number: three figures that tell, with the language's own marks.

    Examples
    --------
    >>> figure(0.21348, "fr"), figure(0.00392, "en"), figure(1234.5, "en"), figure(1e-9, "en"), figure(None, "fr")
    ('0,213', '0.00392', '1,234', '< 0.001', '-')
    """
    if value is None:
        return "-"
    size = abs(value)
    if 0 < size < _LEAST:
        return f"{'<' if value > 0 else '>'} {figure(math.copysign(_LEAST_P, value), language)}"
    digits = 0 if value == round(value) else max(0, 2 - math.floor(math.log10(size)))
    return str(format_decimal(value, format=f"#,##0.{'#' * digits}" if digits else "#,##0", locale=language))


def chance(value: float | None, language: str, *, bound: bool = False) -> str:
    """Write a p-value in a cell; `bound` where it is but the most that it can be.

    Examples
    --------
    >>> chance(0.0421, "fr"), chance(0.01, "fr", bound=True), chance(1e-9, "en"), chance(None, "en")
    ('0,042', '≤ 0,01', '< 0.001', '')
    """
    if value is None:
        return ""
    if value < _LEAST_P:
        return f"< {figure(_LEAST_P, language)}"
    return f"{'≤ ' if bound else ''}{figure(round(value, 3), language)}"


def p_value(value: float | None, language: str, *, bound: bool = False) -> str:
    """Write a p-value in a sentence; `bound` where it is but the most that it can be.

    Examples
    --------
    >>> p_value(0.0421, "fr"), p_value(0.01, "fr", bound=True), p_value(1e-9, "en"), p_value(None, "en")
    ('p = 0,042', 'p ≤ 0,01', 'p < 0.001', 'p unknown')
    """
    if value is None:
        return translations(language, _DOMAIN).gettext("p unknown")
    told = chance(value, language, bound=bound)
    return f"p {told}" if told[0] in "<≤" else f"p = {told}"


def percent(share: float, language: str) -> str:
    r"""Write a share, 0..1, as per cent.

    Examples
    --------
    >>> percent(0.412, "fr"), percent(0.412, "en")
    ('41\xa0%', '41%')
    """
    return f"{round(100 * share)}{_SPACE if language == 'fr' else ''}%"


def named(name: str, value: str, language: str) -> str:
    r"""Write a value after its name.

    Examples
    --------
    >>> named("liens", "25", "fr"), named("ties", "25", "en")
    ('liens\xa0: 25', 'ties: 25')
    """
    return f"{name}{_SPACE if language == 'fr' else ''}: {value}"


def listed(parts: Iterable[str], language: str) -> str:
    r"""Write several things, of which each may have commas of its own.

    Examples
    --------
    >>> listed(["un", "deux"], "fr"), listed(["one", "two"], "en")
    ('un\xa0; deux', 'one; two')
    """
    return (f"{_SPACE}; " if language == "fr" else "; ").join(parts)
