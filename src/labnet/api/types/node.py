"""The interface of everything that has a global id."""

from __future__ import annotations

from abc import abstractmethod

import strawberry

from labnet.api.fields import field

__all__ = ["Node"]


@strawberry.interface(description="Anything that `node(id)` can find again.")
class Node:
    """Anything that ``node(id)`` can find again."""

    @field("Global id: the same for as long as the thing exists.")
    @abstractmethod
    def id(self) -> strawberry.ID:
        """Give the global id; each type knows its own."""
