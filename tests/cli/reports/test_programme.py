from __future__ import annotations

import csv
import io
from typing import Protocol

import orjson


class Run(Protocol):
    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


def test_the_laureates_of_2016_are_told_in_french_with_their_awards_largest_first(labnet: Run, shipped: str) -> None:
    status, out, err = labnet("report", "programme", "--database", shipped)
    assert (status, err) == (0, "")
    assert out.startswith("Appel à projets « Laboratoires d'innovation territoriale »\nlauréats annoncés\u00a0: 12\n")
    assert (
        out.index("LaBase\t250\u202f000\tsubvention")
        < out.index("Lab Zéro\t170\u202f000\tbudget")
        < out.index("Lab Archipel")
    )
    assert "\nAucun lien direct n'est connu entre ceux qui portent ensemble un même laboratoire\u00a0: " in out
    assert "Lab Archipel  ███████████████▌          162\u202f000" in out


def test_english_and_csv_are_given_when_asked_for(labnet: Run, shipped: str) -> None:
    status, out, _ = labnet("report", "programme", "prg-lit", "--csv", "--language", "en", "--database", shipped)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert len(rows) == 10
    assert (rows[0]["lab"], rows[0]["award"], rows[0]["award basis"]) == ("LaBase", "250000", "grant")


def test_json_is_the_answer_to_the_operation(labnet: Run, shipped: str) -> None:
    _, out, _ = labnet("report", "programme", "--json", "--database", shipped)
    assert orjson.loads(out)["announcedLaureates"] == 12


def test_what_is_no_programme_is_refused(labnet: Run, shipped: str) -> None:
    for slug in ("nobody", "lab-labase"):
        status, out, err = labnet("report", "programme", slug, "--database", shipped)
        assert (status, out) == (2, "")
        assert err.startswith(f"labnet: BAD_INPUT: '{slug}' is not the id of a programme")


def test_a_language_labnet_does_not_speak_is_refused(labnet: Run, shipped: str) -> None:
    status, _, err = labnet("report", "programme", "--language", "de", "--database", shipped)
    assert (status, err) == (2, "labnet: BAD_INPUT: --language is 'de': give it fr or en\n")
