"""What is asked: one actor, a page of a hundred with what they refer to, and pages that add up to a thousand."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

__all__ = ["HUNDRED", "QUESTIONS", "Question", "bodies", "every_page"]

_SEED: Final = 1
_PAGE: Final = 100
_PAGES: Final = 10
_ONES: Final = 200
_OTHERS: Final = 100
"""How many requests of one actor, and of pages, there are; each has variables of its own."""

Variables = dict[str, Any]

_NODE: Final = "query Node($id: ID!) { node(id: $id) { id ... on Actor { name kind } } }"
_ACTOR: Final = "query Actor($id: ID!) { actor(by: { id: $id }) { id name kind } }"
_OF_PAGE: Final = """
query Hundred($after: String) {
  actors(first: 100, after: $after) {
    nodes { id name territory { name } themes { id label } administrations { id name } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
_THOUSAND: Final = f"""
query Thousand({", ".join(f"$c{page}: String" for page in range(_PAGES))}) {{
  {" ".join(f"p{page}: actors(first: 100, after: $c{page}) {{ ...Page }}" for page in range(_PAGES))}
}}
fragment Page on ActorConnection {{ nodes {{ id name kind territory {{ id name }} }} }}
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A document, what a reader calls it, and the variables of its requests, drawn from actors as lists have them."""

    name: str
    what: str
    document: str
    variables: Callable[[Sequence[Mapping[str, Any]], random.Random], list[Variables]]


def _some(actors: Sequence[Mapping[str, Any]], chance: random.Random) -> list[Variables]:
    return [{"id": actor["id"]} for actor in chance.choices(actors, k=_ONES)]


def _starts(actors: Sequence[Mapping[str, Any]], chance: random.Random, pages: int) -> list[list[str | None]]:
    """Draw places from where on so many pages follow each other; the first begins where the list does."""
    last = max(0, len(actors) - pages * _PAGE)
    firsts = [0, *(chance.randint(0, last) for _ in range(_OTHERS - 1))]
    return [[_before(actors, first + page * _PAGE) for page in range(pages)] for first in firsts]


def _before(actors: Sequence[Mapping[str, Any]], place: int) -> str | None:
    """Give the cursor after which a page begins at a place; after the last one where the list is too short for it."""
    return actors[min(place, len(actors)) - 1]["cursor"] if place else None


def _hundreds(actors: Sequence[Mapping[str, Any]], chance: random.Random) -> list[Variables]:
    return [{"after": after} for (after,) in _starts(actors, chance, 1)]


def _thousands(actors: Sequence[Mapping[str, Any]], chance: random.Random) -> list[Variables]:
    return [{f"c{page}": after for page, after in enumerate(pages)} for pages in _starts(actors, chance, _PAGES)]


HUNDRED: Final = Question("hundred", "100 actors with territory, themes and administrations", _OF_PAGE, _hundreds)
QUESTIONS: Final = (
    Question("node", "one actor, by node(id)", _NODE, _some),
    Question("actor", "one actor, by actor(by:)", _ACTOR, _some),
    HUNDRED,
    Question("thousand", "1000 actors with territories, in ten pages of 100", _THOUSAND, _thousands),
)


def bodies(question: Question, actors: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """Give the bodies of the requests, the same ones each time."""
    drawn = question.variables(actors, random.Random(_SEED))  # noqa: S311 - nobody has to guess it
    return [_body(question, variables) for variables in drawn]


def every_page(actors: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """Give the bodies of requests that ask for each actor once, a hundred at a time."""
    return [_body(HUNDRED, {"after": _before(actors, place)}) for place in range(0, len(actors), _PAGE)]


def _body(question: Question, variables: Variables) -> bytes:
    return orjson.dumps({"query": question.document, "variables": variables})
