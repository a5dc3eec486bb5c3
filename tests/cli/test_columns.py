from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from labnet.model.kinds import KINDS
from labnet.model.relations import RELATIONS
from labnet.readwrite.tables import ACTORS, TIES

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def listed(labnet: Run, *arguments: str) -> dict[tuple[str, str], dict[str, Any]]:
    ended = labnet("columns", "--json", *arguments)
    assert ended.status == 0
    return {(each["file"], each["column"]): each for each in orjson.loads(ended.out)}


def test_every_column_that_is_read_is_listed_in_its_order_and_described(labnet: Run) -> None:
    found = listed(labnet)

    assert [column for file, column in found if file == "actors.csv"] == list(ACTORS.columns)
    assert [column for file, column in found if file == "ties.csv"] == list(TIES.columns)
    assert all(each["description"].endswith(".") for each in found.values())
    assert {column for (_, column), each in found.items() if each["required"]} == {
        *("id", "kind", "name"),
        *("from", "to", "relation"),
    }


def test_words_are_those_of_the_model(labnet: Run) -> None:
    found = listed(labnet)

    assert found["actors.csv", "kind"]["words"] == [code.lower() for code in KINDS]
    assert found["ties.csv", "relation"]["words"] == [code.lower() for code in RELATIONS]
    assert found["actors.csv", "visibility"]["words"] == ["public", "members", "private"]
    assert found["actors.csv", "name"]["words"] == []


def test_a_kind_has_only_its_own_columns_and_words(labnet: Run) -> None:
    lab = listed(labnet, "lab")
    service = listed(labnet, "State_Service")

    assert ("actors.csv", "tier") not in lab
    assert ("actors.csv", "ceiling") not in lab
    assert lab["actors.csv", "kind"]["words"] == ["lab"]
    assert "laureate_of" in lab["ties.csv", "relation"]["words"]
    assert "works_for" not in listed(labnet, "programme")["ties.csv", "relation"]["words"]
    assert service["actors.csv", "tier"]["words"] == ["state_central", "state_deconcentrated"]
    assert "laureate_of" not in service["ties.csv", "relation"]["words"]


def test_columns_are_lines_where_no_person_reads_them(labnet: Run) -> None:
    header, first, *_ = labnet("columns").out.splitlines()

    assert header.split("\t") == ["file", "column", "type", "required", "words", "description"]
    assert first.split("\t")[:5] == ["actors.csv", "id", "id", "yes", ""]


def test_another_word_than_a_kind_is_refused_with_the_kinds(labnet: Run) -> None:
    ended = labnet("columns", "squad")

    assert ended.status == 2
    assert ended.out == ""
    assert "'squad' is not one of 'innovator', 'lab', 'state_service'" in ended.err


_NEW_KIND = """
import sys
from labnet.model import fields
from labnet.model.fields import fact
from labnet.model.kinds import Actor, kind

@kind(plural="squads", fr="escouade", en="squad")
class Squad(Actor):
    "A few people for a few weeks."

    weeks: int | None = fact(fields.INTEGER, "For how many weeks.", default=None)

from labnet.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["columns", "squad"], "actors.csv\tweeks\tinteger\tno\t\tFor how many weeks."),
        (["columns"], "event, squad\t"),
        (["columns", "--help"], "|event|squad>"),
        (["columns", "nothing"], "'event', 'squad'"),
    ],
)
def test_a_new_kind_is_there_by_itself(arguments: list[str], shown: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _NEW_KIND, *arguments], capture_output=True, text=True, timeout=60, check=False
    )

    assert shown in ended.stdout + ended.stderr
