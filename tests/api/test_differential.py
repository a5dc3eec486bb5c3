"""Plans beside graphql-core: the same bytes for whatever is asked, errors and all, on a network that keeps changing."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import get_operation_ast, parse
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.api.conftest import DATA, TODAY
from tests.queries import Asker

from labnet.api.answers import TALLY, Operation, answer
from labnet.api.context import Context
from labnet.api.execution.costs import Prices
from labnet.api.execution.measuring import measure
from labnet.api.schema import core_schema
from labnet.model.records import Entity
from labnet.service.importing import import_datasets
from labnet.service.registry import Registry
from labnet.service.viewer import OPERATOR, VISITOR
from labnet.settings import Settings

RARE = frozenset(
    {
        *("mixing", "silos", "parallelEfforts", "brokers", "proposedTies", "communities", "peers", "indicators"),
        *("trend", "diff", "whatIf", "rateLimit", "mixingOf"),
    }
)
WRONG = 0.1
"""Share of arguments that are not as they should be."""
PLENTY = Settings(
    max_depth=100, visitor_nodes=10**8, visitor_cost=10**8, max_fields=10**6, max_aliases=10**6, max_seconds=600
)
PRICES = Prices(core_schema())
OPERATIONS = sorted((Path(__file__).parents[2] / "schema" / "operations").glob("*.graphql"))


@pytest.fixture(scope="module")
def changing() -> Iterator[Registry]:
    with Registry("sqlite://") as registry:
        import_datasets(registry.store, [DATA]).raise_for_faults()
        registry.network.wait_for(registry.store.seq())
        yield registry


@pytest.fixture(scope="module")
def asker(changing: Registry) -> Asker:
    image = changing.view(VISITOR).image
    actors = [f"actor:{id_}" for id_ in image.ids if id_]
    slugs = [id_ for id_ in image.ids if id_]
    ties = [f"tie:{image.tie(row).id}" for row in image.tie_rows().tolist()]
    themes, territories = list(image.vocabulary.themes), list(image.vocabulary.territories)
    everything = [*actors, *ties, *(f"theme:{each}" for each in themes), *(f"territory:{each}" for each in territories)]

    def of(*pool: Any, wrong: tuple[Any, ...] = ()) -> Any:
        return lambda dice: dice.choice(wrong if wrong and dice.random() < WRONG else pool)

    return Asker(
        core_schema(),
        {
            "id": of(*everything, wrong=("actor:nobody", "x")),
            "ids": of(*everything, wrong=("theme:none",)),
            "ID": of(*actors, wrong=("actor:nobody",)),
            "slug": of(*slugs, wrong=("nobody",)),
            "theme": of(*themes, wrong=("none",)),
            "themes": of(*themes),
            "territory": of(*territories),
            "territories": of(*territories),
            "after": of(None, wrong=("x", "WyJsYWIiXQ")),
            "before": of(None, wrong=("x", "WyJsYWIiXQ")),
            "first": of(1, 2, 3, 5, 20, wrong=(0, -1, 101)),
            "last": of(None, wrong=(1, 2)),
            "hops": of(1, 2, wrong=(0, 5)),
            "String": of("lab", "bordeaux", "open data", ""),
            "Date": of("2016-11-18", "2020-01-01", "2026-11-23"),
            "PartialDate": of("2016", "2016-11"),
            "stepMonths": of(12, 24),
        },
        RARE,
    )


def compared(registry: Registry, asked: Operation) -> None:
    context = Context(viewer=VISITOR, view=registry.view(VISITOR), today=TODAY)
    by_plan, by_core = answer(context, asked, PLENTY), answer(context, asked, PLENTY, by_plan=False)
    assert by_plan.content == by_core.content or by_plan.volatile


def change(registry: Registry, seed: int) -> None:
    """Change the record of one actor: its name, its themes, or when it ended."""
    dice = random.Random(seed)  # noqa: S311 - the same change for the same number
    image = registry.view(VISITOR).image
    actor = image.actor(dice.choice(list(image.living())))
    more: dict[str, Any] = dice.choice(
        [
            {"name": f"{actor.name[:40]} {seed % 97}"},
            {"themes": tuple(sorted(image.vocabulary.themes)[:2])},
            {"note": None},
        ]
    )
    with registry.writing() as writing:
        writing.put(Entity.ACTOR, [dataclasses.replace(actor, **more)])


@settings(max_examples=2_000)
@given(seed=st.integers(0, 2**40))
def test_plans_answer_as_graphql_core_does(changing: Registry, asker: Asker, seed: int) -> None:
    if seed % 10 == 0:
        change(changing, seed)
    found = asker.query(seed)

    compared(changing, Operation(found.text, found.variables))


def objects(value: Any) -> int:
    """Count the objects of an answer."""
    if isinstance(value, dict):
        return 1 + sum(objects(each) for each in value.values())
    return sum(objects(each) for each in value) if isinstance(value, list) else 0


@settings(max_examples=500)
@given(seed=st.integers(0, 2**40))
def test_no_answer_holds_more_objects_than_were_counted_before_it_was_run(
    changing: Registry, asker: Asker, seed: int
) -> None:
    query = asker.query(seed)
    document = parse(query.text)
    operation = get_operation_ast(document, None)
    assert operation is not None
    size = measure(core_schema(), PRICES, document, operation).size(query.variables)
    context = Context(viewer=VISITOR, view=changing.view(VISITOR), today=TODAY)

    body = answer(context, Operation(query.text, query.variables), PLENTY).body

    assert max(0, objects(body.get("data")) - 1) <= size.nodes
    if "data" in body:
        assert body["extensions"]["cost"]["nodes"] == size.nodes


@settings(max_examples=200)
@given(data=st.data())
def test_shipped_operations_with_other_variables_are_answered_as_by_graphql_core(
    changing: Registry, data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(OPERATIONS)).read_text(encoding="utf-8")
    if any(word in text for word in RARE):
        return
    names = ("id", "of", "from", "to", "first", "asOf", "slug", "text", "filter", "after")
    values: st.SearchStrategy[Any] = st.sampled_from([None, 3, "lab-labase", "actor:lab-labase", [], {}])
    sent: dict[str, Any] = {name: data.draw(values) for name in names}

    compared(changing, Operation(text, sent))


@pytest.mark.parametrize("path", OPERATIONS, ids=lambda path: path.stem)
def test_every_shipped_operation_is_answered_by_a_plan(changing: Registry, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    context = Context(viewer=OPERATOR, view=changing.view(OPERATOR), today=TODAY)
    before = TALLY.counts()
    found = answer(context, Operation(text), Settings())

    assert "errors" not in found.body
    assert TALLY.counts() == before | {"planned": before["planned"] + 1}
