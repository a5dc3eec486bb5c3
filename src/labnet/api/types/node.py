"""The interface of everything that has a global id."""

from __future__ import annotations

import strawberry

from labnet.api.fields import field

__all__ = ["Node"]


@strawberry.interface(description="Anything that `node(id)` can find again.")
class Node:
    """Anything that ``node(id)`` can find again."""

    @field("Global id: the same for as long as the thing exists.")
    def id(self) -> strawberry.ID:
        """Give the global id."""
        raise NotImplementedError
