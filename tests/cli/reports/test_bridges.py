from __future__ import annotations

import csv
import io
from typing import Protocol

import orjson
import pytest


class Run(Protocol):
    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


def test_brokers_are_told_with_their_roles_and_what_chance_would_give(labnet: Run, shipped: str) -> None:
    status, out, err = labnet("report", "brokers", "--first", "3", "--database", shipped)
    head, first, *_ = (line.split("\t") for line in out.splitlines())
    told = dict(zip(head, first, strict=True))
    assert (status, err, told["acteur"]) == (0, "", "La 27e Région")
    assert told["itinérant"].startswith("56 (")
    assert "\nrôles\u00a0: nombre observé, attendu par hasard entre parenthèses\n" in out
    assert "\ntaille effective\nLa 27e Région" in out


def test_proposals_are_told_with_reasons_and_ways_between_two_groups(labnet: Run, shipped: str) -> None:
    options = ("--between", "STATE", "--between", "LOCAL", "--csv", "--language", "en")
    _, out, _ = labnet("report", "proposals", *options, "--database", shipped)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows
    assert all(row["reasons"] and float(row["gain"]) > 0 for row in rows)
    assert any(" → " in row["path"] for row in rows)


def test_parallel_efforts_are_told_with_whom_they_answer_to(labnet: Run, shipped: str) -> None:
    _, out, _ = labnet("report", "parallel", "--theme", "access-to-rights", "--database", shipped)
    assert (
        "accès aux droits\tTi Lab\tPréfecture de la région Bretagne, Région Bretagne\tZéro habitant sans droit" in out
    )


def test_of_an_effort_that_nobody_leads_the_administrations_of_those_who_take_part_are_told(
    labnet: Run, shipped: str
) -> None:
    _, out, _ = labnet("report", "parallel", "--theme", "access-to-rights", "--json", "--database", shipped)
    (effort,) = orjson.loads(out)
    names = [body["name"] for body in effort["administrationsOfB"]]
    assert names == ["Marseille Solutions", "Préfecture de région Provence-Alpes-Côte d'Azur"]


@pytest.mark.parametrize("name", ["brokers", "proposals", "parallel"])
def test_json_is_the_answer(labnet: Run, shipped: str, name: str) -> None:
    status, out, _ = labnet("report", name, "--json", "--database", shipped)
    assert (status, out[0]) == (0, "[")
