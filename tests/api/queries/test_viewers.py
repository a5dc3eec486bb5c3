from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_visitor_is_nobody(ask: Callable[..., Any]) -> None:
    assert ask("{ viewer { role actor { name } } }") == {"viewer": None}
