"""Plans on a schema of its own: what is read for many at once, what is left to graphql-core, what is remembered."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Any, ClassVar

import orjson
import pytest
import strawberry
from graphql import get_operation_ast, parse
from graphql.execution.values import VariableValues, get_variable_values

from labnet.api.execution.plan import Asked, Batch, Plans, Surprise, Unplanned, Written, batched, compile_plan

READ: list[str] = []
"""What was read for a batch, and for how many."""


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Pets(Batch["Pet"]):
    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = numbers

    @classmethod
    def of(cls, objects: Sequence[Pet]) -> Pets:
        return cls([each.number for each in objects])

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, places: Sequence[int]) -> Pets:
        return Pets([self.numbers[place] for place in places])

    def one(self, place: int) -> Pet:
        number = self.numbers[place]
        return (Dog if number % 2 else Cat)(number=number)

    def keys(self) -> Sequence[int]:
        return self.numbers

    def classes(self) -> Sequence[type[Any]]:
        return [Dog if number % 2 else Cat for number in self.numbers]

    def names(self) -> list[str]:
        READ.append(f"{len(self)} names")
        return [f"pet {number}" for number in self.numbers]

    def owners(self) -> list[Owner | None]:
        made = {key: Owner(name=f"owner {key}") for key in {number // 10 for number in self.numbers}}
        return [made[number // 10] if number // 10 else None for number in self.numbers]


@strawberry.type
class Owner:
    name: str

    @strawberry.field
    def greeting(self, word: Annotated[str, strawberry.argument(description="A word.")] = "hello") -> str:
        READ.append(f"greeting of {self.name}")
        return f"{word}, {self.name}"


@strawberry.interface
class Pet:
    batch: ClassVar = Pets

    number: int
    name: str = batched(Pets.names, "What it is called.")
    owner: Owner | None = batched(Pets.owners, "Whose it is.")


@strawberry.type
class Dog(Pet):
    barks: bool = True


@strawberry.type
class Cat(Pet):
    @strawberry.field
    def colour(self) -> Colour:
        return Colour.RED if self.number % 4 else Colour.BLUE


class Refused(strawberry.BasePermission):
    message = "no"

    def has_permission(self, *_: Any, **__: Any) -> bool:
        return False


@strawberry.type
class Query:
    @strawberry.field
    def pets(self, first: int = 4) -> Sequence[Pet]:
        return Pets(range(first))

    @strawberry.field
    def either(self) -> list[Annotated[Dog | Owner, strawberry.union("Either")]]:
        return [Dog(number=1), Owner(name="own"), Dog(number=3)]

    @strawberry.field
    def nested(self) -> list[list[int] | None] | None:
        return [[1, 2], None, []]

    @strawberry.field
    def broken(self) -> int:
        return None  # type: ignore[return-value] # what a field must not do

    @strawberry.field
    def endless(self) -> float:
        return math.inf

    @strawberry.field
    def counted(self, info: strawberry.Info[Any, Any]) -> int:
        return len(info.context)

    @strawberry.field(permission_classes=[Refused])  # type: ignore[untyped-decorator] # so it is
    def guarded(self) -> int:
        return 1

    @strawberry.field
    async def later(self) -> int:
        return 1


SCHEMA = strawberry.Schema(Query, types=[Dog, Cat])
CORE = SCHEMA._schema  # noqa: SLF001 - strawberry has no public name for it


def asked(text: str, variables: dict[str, Any] | None = None, written: Written | None = None) -> Any:
    """Answer by plan, and see that graphql-core says the same."""
    document = parse(text)
    operation = get_operation_ast(document)
    assert operation is not None
    values = get_variable_values(CORE, operation.variable_definitions or (), variables or {})
    assert isinstance(values, VariableValues)
    plan = Plans(document, operation).find(SCHEMA, values)
    assert plan is not None
    READ.clear()
    found = orjson.dumps(plan.run(Asked(values, "context", lambda: None, written or Written())))
    read = list(READ)
    expected = SCHEMA.execute_sync(text, variable_values=variables, context_value="context")
    assert expected.errors is None
    assert found == orjson.dumps(expected.data)
    READ[:] = read
    return orjson.loads(found)


def test_a_field_is_read_once_for_all_of_one_sort() -> None:
    found = asked("{ pets { name } }")

    assert found == {"pets": [{"name": f"pet {number}"} for number in range(4)]}
    assert READ == ["4 names"]


def test_who_is_referred_to_by_many_is_written_once() -> None:
    asked("{ pets(first: 35) { owner { greeting } } }")

    assert [f"greeting of owner {number}" for number in (1, 2, 3)] == READ


def test_objects_of_several_types_are_read_by_type_and_stay_in_their_order() -> None:
    found = asked("{ pets { __typename ... on Dog { barks name } ... on Cat { colour } } }")

    assert found["pets"][:2] == [
        {"__typename": "Cat", "colour": "BLUE"},
        {"__typename": "Dog", "barks": True, "name": "pet 1"},
    ]
    assert READ == ["2 names"]


def test_members_of_a_union_are_told_apart() -> None:
    found = asked("{ either { ... on Owner { name } ... on Dog { number } } }")

    assert found == {"either": [{"number": 1}, {"name": "own"}, {"number": 3}]}


def test_lists_in_lists_keep_their_nulls() -> None:
    assert asked("{ nested }") == {"nested": [[1, 2], None, []]}


def test_equal_keys_are_merged_through_fragments() -> None:
    text = """
    { pets(first: 12) { ...named owner { name } ... on Pet { owner { again: greeting(word: "bye") } } } }
    fragment named on Pet { name owner { greeting } ...named2 }
    fragment named2 on Pet { number }
    """

    assert asked(text)["pets"][11] == {
        "name": "pet 11",
        "owner": {"greeting": "hello, owner 1", "name": "owner 1", "again": "bye, owner 1"},
        "number": 11,
    }


@pytest.mark.parametrize("named", [True, False])
def test_what_is_left_in_hangs_on_the_variables_of_directives(*, named: bool) -> None:
    text = """
    query ($named: Boolean!) {
      pets(first: 1) { number name @include(if: $named) ...more @skip(if: $named) x: number @skip(if: true) }
    }
    fragment more on Pet { owner { name } }
    """
    (found,) = asked(text, {"named": named})["pets"]

    assert found == ({"number": 0, "name": "pet 0"} if named else {"number": 0, "owner": None})


def test_an_operation_has_a_bounded_number_of_plans() -> None:
    names = [f"v{number}" for number in range(5)]
    fields = " ".join(f"{name}: pets @include(if: ${name}) {{ number }}" for name in names)
    document = parse(f"query ({' '.join(f'${name}: Boolean!' for name in names)}) {{ counted {fields} }}")
    operation = get_operation_ast(document)
    assert operation is not None
    plans = Plans(document, operation)
    found = [
        plans.find(SCHEMA, VariableValues({}, {name: bool(choice >> place & 1) for place, name in enumerate(names)}))
        for choice in range(32)
    ]

    assert [plan is not None for plan in found] == [True] * 16 + [False] * 16


def test_resolvers_find_the_context_of_the_request() -> None:
    assert asked("{ counted }") == {"counted": len("context")}


def test_arguments_come_from_variables_and_defaults() -> None:
    assert len(asked("query ($first: Int!) { pets(first: $first) { number } }", {"first": 7})["pets"]) == 7
    assert len(asked("query ($first: Int = 2) { pets(first: $first) { number } }")["pets"]) == 2


def test_what_was_written_of_an_object_is_not_read_again() -> None:
    text, written = "{ pets(first: 3) { name } more: pets(first: 5) { name } }", Written()
    asked(text, written=written)
    first = list(READ)
    document = parse(text)
    operation = get_operation_ast(document)
    assert operation is not None
    plan = compile_plan(SCHEMA, document, operation, {})
    again = Asked(VariableValues({}, {}), "context", lambda: None, written)
    READ.clear()
    answers = [orjson.dumps(plan.run(again)) for _ in range(3)]

    assert first == ["3 names", "5 names"]
    assert READ == ["3 names", "5 names"]
    assert len(set(answers)) == 1


def test_what_hangs_on_variables_is_written_for_each_request() -> None:
    text = "query ($word: String!) { pets(first: 12) { owner { greeting(word: $word) } } }"
    written = Written()

    assert asked(text, {"word": "a"}, written)["pets"][11]["owner"] == {"greeting": "a, owner 1"}
    assert asked(text, {"word": "b"}, written)["pets"][11]["owner"] == {"greeting": "b, owner 1"}


def test_what_is_written_has_bounded_room() -> None:
    written = Written(room=2_000)
    objects = [{"name": "x" * 100}] * 4
    for number in range(10):
        written.keep(number, range(4), objects)

    assert sum(None not in written.find(number, range(4)) for number in range(10)) == 1
    assert written.keep(0, range(40), objects * 10) is not None
    assert written.find(0, range(40)) == [None] * 40


@pytest.mark.parametrize("text", ["{ broken }", "{ endless }"])
def test_what_only_graphql_core_can_say_is_a_surprise(text: str) -> None:
    document = parse(text)
    operation = get_operation_ast(document)
    assert operation is not None
    plan = compile_plan(SCHEMA, document, operation, {})

    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is, graphql-core answers
        plan.run(Asked(VariableValues({}, {}), None, lambda: None, Written()))
    assert isinstance(caught.value, Surprise) or "Float" in str(caught.value)


@pytest.mark.parametrize("text", ["{ guarded }", "{ later }", "{ __schema { queryType { name } } }"])
def test_what_plans_do_not_know_is_not_planned(text: str) -> None:
    document = parse(text)
    operation = get_operation_ast(document)
    assert operation is not None

    with pytest.raises(Unplanned):
        compile_plan(SCHEMA, document, operation, {})
    assert Plans(document, operation).find(SCHEMA, VariableValues({}, {})) is None


def test_time_is_looked_at_on_the_way() -> None:
    document = parse("{ pets { owner { name } } }")
    operation = get_operation_ast(document)
    assert operation is not None
    plan = compile_plan(SCHEMA, document, operation, {})

    def late() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        plan.run(Asked(VariableValues({}, {}), None, late, Written()))


def test_a_batch_is_a_sequence_of_its_objects() -> None:
    pets = Pets(range(5))

    assert [pet.number for pet in pets] == list(range(5))
    assert [pet.number for pet in pets[1:3]] == [1, 2]
    assert pets[-1].number == 4
    assert pets.values("number") == list(range(5))


def test_conditions_of_other_operations_of_a_document_are_none_of_an_operations_own() -> None:
    document = parse("query A($x: Boolean!) { nested @include(if: $x) } query B { pets { number } }")
    other = get_operation_ast(document, "B")
    assert other is not None

    plan = Plans(document, other).find(SCHEMA, VariableValues({}, {}))

    assert plan is not None
    found = plan.run(Asked(VariableValues({}, {}), None, lambda: None, Written()))
    assert orjson.loads(orjson.dumps(found))["pets"][1] == {"number": 1}


def test_a_condition_that_is_null_is_left_to_graphql_core() -> None:
    text = "query($x: Boolean = true) { nested @include(if: $x) }"
    document = parse(text)
    operation = get_operation_ast(document)
    assert operation is not None
    plans = Plans(document, operation)

    def values(sent: dict[str, Any]) -> VariableValues:
        found = get_variable_values(CORE, operation.variable_definitions or (), sent)
        assert isinstance(found, VariableValues)
        return found

    assert plans.find(SCHEMA, values({})) is not None
    assert plans.find(SCHEMA, values({"x": False})) is not None
    assert plans.find(SCHEMA, values({"x": None})) is None
    assert SCHEMA.execute_sync(text, variable_values={"x": None}).errors


def test_it_is_told_how_much_each_plan_takes_once() -> None:
    grown: list[int] = []
    document = parse("query($x: Boolean!) { pets { number ... on Dog { name } } nested @skip(if: $x) }")
    operation = get_operation_ast(document)
    assert operation is not None
    plans = Plans(document, operation, grown.append)

    for skipped in (True, False, True):
        plans.find(SCHEMA, VariableValues({}, {"x": skipped}))

    # One field of the query or two, one of cats, two of dogs.
    assert grown == [4 * 1_000, 5 * 1_000]
