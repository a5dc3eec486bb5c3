from __future__ import annotations

import csv
import io
from typing import Protocol

import orjson
import pytest


class Run(Protocol):
    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


def test_who_would_be_cut_off_is_told_by_name(labnet: Run, shipped: str) -> None:
    status, out, err = labnet("report", "whatif", "--remove", "lab-tilab", "--database", shipped)
    assert (status, err) == (0, "")
    assert out.startswith("indicateur\ttel quel\tdans ce cas\n")
    assert "Préfecture de la région Bretagne (service de l'État)\n" in out
    assert "paires\n" in out
    _, _, listed = out.partition("coupés du réseau\u00a0: ")
    assert len(listed.splitlines()) == 1 + int(listed.splitlines()[0])


def test_a_tie_may_be_added_with_its_relation(labnet: Run, shipped: str) -> None:
    arguments = ("--add", "pref-bzh:lab-labase:partners_with", "--add", "ditp:sgmap")
    _, out, _ = labnet("report", "whatif", *arguments, "--csv", "--language", "en", "--database", shipped)
    rows = {row["indicator"]: row for row in csv.DictReader(io.StringIO(out))}
    assert float(rows["ties"]["as it would be"]) == float(rows["ties"]["as it is"]) + 2


def test_json_is_the_answer(labnet: Run, shipped: str) -> None:
    _, out, _ = labnet("report", "whatif", "--remove", "actor:prg-lit", "--json", "--database", shipped)
    assert orjson.loads(out)["totalSeparated"] > 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "say what is imagined: --remove ID, --add A:B"),
        (("--add", "ditp"), "--add is 'ditp': write the ids of two actors with a colon between"),
        (("--add", "ditp:"), "--add is 'ditp:'"),
        (("--add", "a:b:c:d"), "--add is 'a:b:c:d'"),
    ],
)
def test_what_says_nothing_is_refused(labnet: Run, shipped: str, arguments: tuple[str, ...], message: str) -> None:
    status, out, err = labnet("report", "whatif", *arguments, "--database", shipped)
    assert (status, out) == (2, "")
    assert message in err
