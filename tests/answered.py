"""What answers are about, besides what they cost."""

from __future__ import annotations

from typing import Any

__all__ = ["without_cost"]


def without_cost(body: dict[str, Any]) -> dict[str, Any]:
    """Take out of an answer what it cost, which every answer of what was run says, and most tests are not about."""
    if "data" in body:
        assert set(body["extensions"].pop("cost")) == {"nodes", "maxNodes", "cost", "maxCost"}
        if not body["extensions"]:
            del body["extensions"]
    return body
