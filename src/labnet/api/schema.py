"""The GraphQL schema, built from the registry of kinds and the groups of questions."""

from __future__ import annotations

from functools import cache
from typing import Any

import strawberry
from graphql import GraphQLError, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from labnet.api.costs import publish
from labnet.api.queries.actors import ActorQueries, typed_lists
from labnet.api.queries.bridges import BridgeQueries
from labnet.api.queries.communities import CommunityQueries
from labnet.api.queries.groups import GroupQueries
from labnet.api.queries.nodes import NodeQueries
from labnet.api.queries.scenarios import ScenarioQueries
from labnet.api.queries.ties import TieQueries
from labnet.api.queries.times import TimeQueries
from labnet.api.queries.viewers import ViewerQueries
from labnet.api.queries.words import WordQueries
from labnet.api.scalars import SCALARS
from labnet.api.subscriptions import Subscription
from labnet.api.types import kinds  # noqa: F401 - makes the types of all kinds
from labnet.api.types.references import ACTOR_TYPES

__all__ = ["build_schema", "core_schema"]


class _Schema(strawberry.Schema):
    """The schema; who answers reports errors, so it does not log them itself."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Leave errors to `labnet.api.execution`, which knows whose fault they are."""


@cache
def build_schema() -> strawberry.Schema:
    """Build the schema; every call gives the same one."""
    groups: tuple[type[Any], ...] = (
        NodeQueries,
        ViewerQueries,
        ActorQueries,
        typed_lists(),
        WordQueries,
        TieQueries,
        CommunityQueries,
        GroupQueries,
        TimeQueries,
        ScenarioQueries,
        BridgeQueries,
    )
    query = strawberry.type(type("Query", groups, {}), description="Everything that can be asked.")
    schema = _Schema(
        query=query,
        subscription=Subscription,
        types=list(ACTOR_TYPES.values()),
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=False),
    )
    publish(schema._schema)  # noqa: SLF001 - strawberry has no public name for it
    return schema


def core_schema() -> GraphQLSchema:
    """Give graphql-core's own form of the schema, for tools that work on it."""
    return build_schema()._schema  # noqa: SLF001 - strawberry has no public name for it
