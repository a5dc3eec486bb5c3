"""Search in the words of actors, themes and territories: in memory, one index per audience."""

from labnet.network.search.index import Hit, SearchIndex
from labnet.network.search.matching import Match

__all__ = ["Hit", "Match", "SearchIndex"]
