from __future__ import annotations

from collections.abc import Callable
from typing import Any

from labnet.api.types.ties import Money, euros


def test_a_tie_tells_all_that_its_record_holds(ask: Callable[..., Any]) -> None:
    found = ask(
        """
        { node(id: "tie:cdc.funds.lab-labase.2017") { ... on Tie {
            id from { slug } to { slug } relation role purpose since until weight amount { amount currency } version
            evidence { confidence note source { id } } } } }
        """
    )["node"]

    assert found == {
        "id": "tie:cdc.funds.lab-labase.2017",
        "from": {"slug": "cdc"},
        "to": {"slug": "lab-labase"},
        "relation": "FUNDS",
        "role": None,
        "purpose": None,
        "since": "2017",
        "until": None,
        "weight": 1.0,
        "amount": {"amount": 250_000, "currency": "EUR"},
        "version": 1,
        "evidence": [
            {
                "confidence": "REPORTED",
                "note": None,
                "source": {"id": "source:latribune-labase"},
            }
        ],
    }


def test_a_tie_tells_its_role_and_purpose(ask: Callable[..., Any]) -> None:
    found = ask(
        """
        { a: node(id: "tie:cc-cluny.collaborates_with.27e-region.2015") { ... on Tie { purpose } }
          b: node(id: "tie:drjscs-hdf.carries.lab-siilab.2016") { ... on Tie { role } } }
        """
    )

    assert found == {"a": {"purpose": "L'administration au coin de ma rue"}, "b": {"role": "pilote"}}


def test_no_sum_is_not_a_sum_of_nothing() -> None:
    assert euros(None) is None
    assert euros(0) == Money(amount=0, currency="EUR")
