"""What is said to a request that is not answered at all."""

from __future__ import annotations

from collections.abc import Mapping

from labnet.errors import LabnetError

__all__ = ["Refusal"]


class Refusal(Exception):
    """A request is not answered: with which status, for which reason, and what its headers say besides."""

    def __init__(self, status: int, error: LabnetError, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(error))
        self.status = status
        self.error = error
        self.headers = dict(headers or {})
