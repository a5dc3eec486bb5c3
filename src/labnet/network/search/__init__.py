"""Search in the words of actors, themes and territories: in memory, one index per audience."""

from labnet.network.search.background import BackgroundIndex
from labnet.network.search.index import Hit, SearchIndex
from labnet.network.search.matching import Match
from labnet.network.search.searchable import Searchable

__all__ = ["BackgroundIndex", "Hit", "Match", "SearchIndex", "Searchable"]
