from __future__ import annotations

import csv
import io
from typing import Protocol


class Run(Protocol):
    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


def test_peers_are_told_with_reasons_and_the_way_to_them(labnet: Run, shipped: str) -> None:
    status, out, err = labnet("report", "peers", "lab-labase", "--database", shipped)
    head, first, *_ = (line.split("\t") for line in out.splitlines())
    told = dict(zip(head, first, strict=True))
    assert (status, err) == (0, "")
    assert (told["rang"], told["acteur"], told["nature"], told["autre administration"]) == (
        *("1", "Ti Lab", "laboratoire", "oui"),
    )
    assert told["par qui passer"].startswith("LaBase → ")
    assert "mêmes thèmes\u00a0: participation citoyenne" in told["raisons"]
    assert "\npar qui passer\u00a0: vide quand aucun chemin ne passe par trois intermédiaires au plus\n" in out


def test_kinds_openness_and_language_are_followed(labnet: Run, shipped: str) -> None:
    options = ("--kind", "state_service", "--openness", "0", "--first", "3", "--csv", "--language", "en")
    _, out, _ = labnet("report", "peers", "actor:lab-tilab", *options, "--database", shipped)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {row["kind"] for row in rows} == {"State service"}
    assert {row["other administration"] for row in rows} <= {"yes", "no"}


def test_whoever_is_not_there_has_no_peers(labnet: Run, shipped: str) -> None:
    status, _, err = labnet("report", "peers", "nobody", "--database", shipped)
    assert status == 2
    assert err.startswith("labnet: BAD_INPUT: peers: ")
    assert "'actor:nobody' is not the id of an actor" in err
