"""What schemathesis checks of every answer: it is one that clients can rely on, whatever was asked."""

from __future__ import annotations

import re
from typing import Any, Final

import schemathesis

from labnet.errors import of_code

__all__ = ["answered_or_refused_with_a_code"]

_OF_THE_INSIDE: Final = re.compile(r"Traceback|sqlite|sqlalchemy|psycopg|strawberry|Error\b|site-packages")
"""What would be told of how labnet is made."""


@schemathesis.check
def answered_or_refused_with_a_code(ctx: Any, response: Any, case: Any) -> None:  # noqa: ARG001 - schemathesis hands them over
    """Check that there is data, or that each error has a code, is not a fault, and tells nothing of the inside."""
    body = response.json()
    assert response.status_code in (200, 429, 503), response.status_code
    assert "data" in body or body["errors"], body
    for error in body.get("errors", []):
        assert of_code(error["extensions"]["code"]) is not None, error
        assert not _OF_THE_INSIDE.search(error["message"]), error
