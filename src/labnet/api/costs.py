"""What questions cost, and how many items lists have where their fields do not say so themselves."""

from __future__ import annotations

from typing import Any, Final

from graphql import GraphQLField, GraphQLSchema, get_named_type, is_composite_type

from labnet.api.execution.costs import ASSUMED_LIST, Cost, ListSize, declared, fields_of, is_list, sized_fields
from labnet.api.paging import DEFAULT_PAGE

__all__ = ["SCAN", "WALK", "publish", "sliced"]

SCAN: Final = 250
"""What a look through the whole network costs, beside 1 for each object that an answer gives."""
WALK: Final = 20
"""What a walk from one actor costs."""

_PAGES: Final = ("first", "last")
_PAGED: Final = ["edges", "nodes"]


def publish(schema: GraphQLSchema) -> None:
    """Say of each field of a schema what follows from its type, unless the field says otherwise itself.

    A connection has as many edges and nodes as its page; one that is asked of the whole network costs `SCAN`. A list
    with `first` has as many items as that says, any other is taken to have ten.
    """
    for kind, _, field in fields_of(schema):
        if _is_connection(field):
            if declared(field, ListSize) is None:
                _say(field, sliced(_pages(field), assumed_size=DEFAULT_PAGE, sized_fields=_PAGED))
            if kind is schema.query_type and declared(field, Cost) is None:
                _say(field, Cost(weight=str(SCAN)))
    sized = sized_fields(schema)
    for kind, name, field in fields_of(schema):
        is_told = (kind.name, name) in sized or declared(field, ListSize) is not None
        if is_list(field.type) and is_composite_type(get_named_type(field.type)) and not is_told:
            if pages := _pages(field):
                _say(field, sliced(pages))
            else:
                _say(field, ListSize(assumed_size=ASSUMED_LIST))


def sliced(arguments: list[str], **more: Any) -> ListSize:
    """Say that some arguments, none of which must be given, say how many items a field has."""
    return ListSize(slicing_arguments=arguments, require_one_slicing_argument=False, **more)


def _is_connection(field: GraphQLField) -> bool:
    return get_named_type(field.type).name.endswith("Connection")


def _pages(field: GraphQLField) -> list[str]:
    return [name for name in _PAGES if name in field.args]


def _say(field: GraphQLField, directive: Any) -> None:
    definition = field.extensions["strawberry-definition"]
    definition.directives = [*definition.directives, directive]
