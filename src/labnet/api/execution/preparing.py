"""Preparing a document once for all who send it: parsed, bounded, measured and validated, or why it cannot be run.

What is prepared is kept, the least lately used given up first, within a number of documents and of bytes; so are
documents that cannot be run. While one thread prepares a document, others that send the same wait for it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeAlias

import orjson
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    TokenKind,
    execute_sync,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from labnet.api.execution.bounds import Bounds, check_bounds
from labnet.api.execution.costs import Prices
from labnet.api.execution.describing import Described
from labnet.api.execution.faults import MOST_FAULTS, error_of
from labnet.api.execution.measuring import Measure, measure
from labnet.api.execution.plan import Plans
from labnet.errors import BadQuery, LabnetError, TooMuch

__all__ = ["Preparation", "Prepared"]

_NOTHING: Final = Measure()

_LONGEST_NUMBER: Final = 1_000
"""Digits of a whole number; Python itself refuses to read one that is much longer."""
_RULES: Final = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_BYTES_OF_TOKEN: Final = 1_000
"""What a token takes in memory with what is parsed from it, about."""

_Key: TypeAlias = tuple[str, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What is known of an operation of a document before anybody's variables are.

    Attributes
    ----------
    document, operation
        The document, and which of its operations is run; None where it cannot be.
    faults : tuple of dict
        Why it cannot be run, as clients see it; empty where it can.
    measure : Measure
        How deep it goes, and what it may give and cost.
    tokens : int
        How long the document is; where it could not be read, as long as it may be.
    plans : Plans or None
        How it is run without graphql-core, where it can be run at all.
    data : bytes or None
        The data of the answer, as JSON, where it is about the schema alone.
    """

    document: DocumentNode | None = None
    operation: OperationDefinitionNode | None = None
    faults: tuple[dict[str, Any], ...] = ()
    measure: Measure = _NOTHING
    tokens: int = 0
    plans: Plans | None = None
    data: bytes | None = None


class Preparation:
    """Prepares documents for a schema, and keeps what it has prepared.

    Parameters
    ----------
    documents, size : int
        How many documents are kept at most, and how many bytes they take with their plans, about.
    """

    def __init__(self, schema: GraphQLSchema, bounds: Bounds, documents: int = 1_000, size: int = 50_000_000) -> None:
        self._schema = schema
        self._prices = Prices(schema)
        self._described = Described(schema)
        self._bounds = bounds
        self._most = documents
        self._most_bytes = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, tuple[Prepared, int]] = OrderedDict()
        self._bytes = 0
        self._begun: dict[_Key, Future[Prepared]] = {}

    def kept(self, document: str, name: str | None = None) -> Prepared | None:
        """Give what was prepared of a document, None where nothing is kept of it."""
        with self._lock:
            return self._known((document, name))

    def prepare(self, document: str, name: str | None = None) -> Prepared:
        """Prepare the operation of a document that has a name, or its only one.

        Documents that cannot be run are no error here: `Prepared.faults` says what is wrong with them.
        """
        key = (document, name)
        with self._lock:
            if (kept := self._known(key)) is not None:
                return kept
            others = self._begun.get(key)
            own = self._begun.setdefault(key, Future())
        if others is None:
            self._work(key, own)
        return own.result()

    def _known(self, key: _Key) -> Prepared | None:
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def _work(self, key: _Key, future: Future[Prepared]) -> None:
        try:
            grown = partial(self._grown, key)
            found = _prepared(self._schema, self._prices, self._described, self._bounds, *key, grown)
        except BaseException as error:  # noqa: BLE001 - whoever waits is told
            with self._lock:
                del self._begun[key]
            future.set_exception(error)
            return
        with self._lock:
            del self._begun[key]
            self._keep(key, found)
        future.set_result(found)

    def _keep(self, key: _Key, found: Prepared) -> None:
        parsed = 0 if found.document is None else found.tokens
        size = len(key[0]) + len(key[1] or "") + len(str(found.faults)) + (parsed + 1) * _BYTES_OF_TOKEN
        size += len(found.data or b"")
        self._kept[key] = (found, size)
        self._bytes += size
        self._make_room()

    def _grown(self, key: _Key, size: int) -> None:
        """Take note that what was prepared takes more bytes now: a plan of it was compiled."""
        with self._lock:
            if key in self._kept:
                found, before = self._kept[key]
                self._kept[key] = (found, before + size)
                self._bytes += size
                self._make_room()

    def _make_room(self) -> None:
        while len(self._kept) > self._most or self._bytes > self._most_bytes:
            _, (_, freed) = self._kept.popitem(last=False)
            self._bytes -= freed


def _prepared(
    schema: GraphQLSchema,
    prices: Prices,
    described: Described,
    bounds: Bounds,
    text: str,
    name: str | None,
    grown: Callable[[int], object],
) -> Prepared:
    tokens = bounds.tokens
    try:
        document = _parsed(text, bounds)
        tokens = _counted(document)
        operation = _chosen(document, name)
        found = measure(schema, prices, document, operation)
        check_bounds(document, found, bounds)
        errors = validate(schema, document, _RULES, max_errors=MOST_FAULTS)
        if not errors:
            described.check(document)
    except (LabnetError, GraphQLError) as error:
        return Prepared(faults=(error_of(error),), tokens=tokens)
    if errors:
        return Prepared(faults=tuple(error_of(error) for error in errors), measure=found, tokens=tokens)
    data = _data_of_schema(schema, document, name) if found.about_schema else None
    return Prepared(document, operation, (), found, tokens, Plans(document, operation, grown), data)


def _data_of_schema(schema: GraphQLSchema, document: DocumentNode, name: str | None) -> bytes | None:
    """Answer what is asked of the schema, which is the same for everybody; None where the answer has errors."""
    result = execute_sync(schema, document, operation_name=name)
    return None if result.errors else orjson.dumps(result.data)


def _parsed(text: str, bounds: Bounds) -> DocumentNode:
    if len(text) > bounds.length:
        raise TooMuch(f"the document is longer than {bounds.length:,} characters; ask in parts")
    try:
        found = parse(text, max_tokens=bounds.tokens)
    except GraphQLSyntaxError as error:
        if "token" in error.message and str(bounds.tokens) in error.message:
            raise TooMuch(f"the document has more than {bounds.tokens:,} tokens; ask in parts") from error
        if "nested too deeply" in error.message:
            raise TooMuch("the document is nested too deeply to be read; ask in parts") from error
        raise
    token = found.loc.start_token if found.loc else None
    while token is not None:
        if token.kind is TokenKind.INT and token.end - token.start > _LONGEST_NUMBER:
            raise BadQuery(f"line {token.line}, column {token.column}: the number is too long to be one that is meant")
        token = token.next
    return found


def _counted(document: DocumentNode) -> int:
    count, token = 0, document.loc.start_token if document.loc else None
    while token is not None:
        count, token = count + 1, token.next
    return count


def _chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    found = get_operation_ast(document, name)
    if found is not None:
        return found
    if name is not None:
        raise BadQuery(f"operationName: the document has no operation {name[:80]!r}")
    raise BadQuery("give a document with one operation, or say by operationName which of several to run")
