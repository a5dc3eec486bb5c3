from __future__ import annotations

import io
import json
import signal
import subprocess
from collections.abc import Callable, Sequence
from functools import partialmethod
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest
from tests.answered import without_cost

from labnet.assets import schema_folder
from labnet.model.kinds import Lab
from labnet.model.records import Entity
from labnet.network.search import BackgroundIndex, background
from labnet.store import Store

if TYPE_CHECKING:
    from tests.cli.conftest import Run

_NAMES = "query Names($first: Int) { labs(first: $first) { nodes { name } } }"
_ONE_LAB = {"data": {"labs": {"nodes": [{"name": "La Base"}]}}}


@pytest.fixture
def names(tmp_path: Path) -> str:
    file = tmp_path / "names.graphql"
    file.write_text(_NAMES, encoding="utf-8")
    return str(file)


def test_the_answer_is_what_a_visitor_may_see(labnet: Run, stored: str, names: str) -> None:
    ended = labnet("query", names, "--database", stored)

    assert ended.status == 0
    assert ended.err == ""
    assert without_cost(orjson.loads(ended.out)) == _ONE_LAB


def test_an_answer_from_a_network_that_is_made_up_says_so_in_french_and_english(
    labnet: Run, stored: str, names: str
) -> None:
    with Store.open(stored) as store, store.writing() as writing:
        writing.put(Entity.ACTOR, [Lab(id="lab-f", name="Fabrique", fictional=True)])

    ended = labnet("query", names, "--database", stored, "--variables", '{"first": 0}')

    assert without_cost(orjson.loads(ended.out)) == {"data": {"labs": {"nodes": []}}, "extensions": {"fictional": True}}
    french, english = ended.err.splitlines()
    assert french.startswith("labnet: Ce réseau est fictif")
    assert english.startswith("labnet: This network is fictional")


def test_variables_and_the_operation_are_given_on_the_command_line(labnet: Run, stored: str, tmp_path: Path) -> None:
    file = tmp_path / "two.graphql"
    file.write_text(_NAMES + " query Count { labs { totalCount } }", encoding="utf-8")
    common = ("query", str(file), "--database", stored)

    none = labnet(*common, "--operation", "Names", "--variables", '{"first": 0}')
    count = labnet(*common, "--operation", "Count")
    neither = labnet(*common)

    assert without_cost(orjson.loads(none.out)) == {"data": {"labs": {"nodes": []}}}
    assert without_cost(orjson.loads(count.out)) == {"data": {"labs": {"totalCount": 1}}}
    assert neither.status == 3


def test_errors_are_answered_told_and_the_status_is_3(labnet: Run, stored: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.graphql"
    file.write_text("{ labz { nodes { name } } viewr { id } }", encoding="utf-8")

    ended = labnet("query", str(file), "--database", stored)

    assert ended.status == 3
    assert len(orjson.loads(ended.out)["errors"]) == 2
    assert ended.err.startswith("labnet: BAD_QUERY: the answer has 2 errors: Cannot query field 'labz'")


def test_limits_hold_on_the_command_line_too(
    labnet: Run, stored: str, names: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LABNET_MAX_DEPTH", "2")

    ended = labnet("query", names, "--database", stored)

    assert ended.status == 3
    assert "the answer has an error: fields are nested 3 deep" in ended.err


def test_a_document_is_read_from_stdin(labnet: Run, stored: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(_NAMES.encode())))

    ended = labnet("query", "-", "--database", stored)

    assert without_cost(orjson.loads(ended.out)) == _ONE_LAB


def test_every_operation_that_labnet_ships_is_found_by_its_name(labnet: Run, stored: str) -> None:
    for path in sorted((schema_folder() / "operations").glob("*.graphql")):
        ended = labnet("query", path.stem, "--database", stored, "--variables", "{}")

        assert set(orjson.loads(ended.out)) <= {"data", "errors", "extensions"}


def test_a_file_comes_before_an_operation_of_the_same_name(labnet: Run, stored: str, tmp_path: Path) -> None:
    (tmp_path / "bridges").write_text(_NAMES, encoding="utf-8")

    ended = labnet("query", "bridges", "--database", stored)

    assert without_cost(orjson.loads(ended.out)) == _ONE_LAB


def test_a_name_that_nothing_has_is_refused_with_the_names_there_are(labnet: Run, stored: str) -> None:
    ended = labnet("query", "bridgez", "--database", stored)

    assert ended.status == 2
    assert ended.err.startswith("labnet: MISSING_FILE: there is no file bridgez; operations that labnet ships: actor,")
    assert " bridges," in ended.err


def test_a_file_that_cannot_be_read_is_named(labnet: Run, stored: str, tmp_path: Path) -> None:
    (tmp_path / "latin.graphql").write_bytes("# été".encode("latin-1"))

    folder = labnet("query", str(tmp_path), "--database", stored)
    latin = labnet("query", "latin.graphql", "--database", stored)

    assert folder == (2, "", f"labnet: MISSING_FILE: {tmp_path} cannot be read: Is a directory\n")
    assert latin == (2, "", "labnet: BAD_INPUT: latin.graphql is not text in UTF-8 (byte 3)\n")


@pytest.mark.parametrize(
    ("variables", "reason"), [("{first: 1}", "is not JSON"), ("[1]", "is not a JSON object"), ("", "is not JSON")]
)
def test_variables_that_are_no_json_object_are_refused(
    labnet: Run, stored: str, names: str, variables: str, reason: str
) -> None:
    ended = labnet("query", names, "--database", stored, "--variables", variables)

    assert ended.status == 2
    assert ended.err.startswith(f"labnet: BAD_INPUT: --variables {reason}")


def test_a_store_that_is_not_there_is_not_made(labnet: Run, names: str, tmp_path: Path) -> None:
    ended = labnet("query", names, "--database", f"sqlite:///{tmp_path / 'typo.db'}")

    assert ended.status == 4
    assert not (tmp_path / "typo.db").exists()


def test_an_answer_is_one_line_for_programs_and_indented_for_people(
    labnet: Run, on_terminal: Callable[[Sequence[str]], str], stored: str, names: str
) -> None:
    arguments = ["query", names, "--database", stored]

    piped = labnet(*arguments).out
    seen = on_terminal(arguments)
    compact = on_terminal([*arguments, "--json"])

    body = json.loads(piped)
    assert piped == json.dumps(body, separators=(",", ":")) + "\n"
    assert seen.replace("\r\n", "\n") == json.dumps(body, indent=2) + "\n"
    assert without_cost(body) == _ONE_LAB
    assert compact == piped.replace("\n", "\r\n")


def test_ctrl_c_ends_it_quietly_with_status_130(command: Callable[..., list[str]], stored: str) -> None:
    arguments = command("query", "-", "--database", stored)
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as asking:
        assert asking.stdin is not None
        # More than a pipe holds, so that the write comes back only once the command reads.
        asking.stdin.write("#" * 200_000)
        asking.stdin.flush()
        asking.send_signal(signal.SIGINT)
        out, err = asking.communicate(timeout=30)

    assert (asking.returncode, out, err) == (130, "", "")


def test_a_search_is_answered_however_long_it_takes_to_be_prepared(
    labnet: Run, stored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "_PAUSE", 0.3)
    monkeypatch.setattr(BackgroundIndex, "__init__", partialmethod(BackgroundIndex.__init__, patience=0.01))
    file = tmp_path / "search.graphql"
    file.write_text('{ search(text: "base") { score } }', encoding="utf-8")

    ended = labnet("query", str(file), "--database", stored)

    assert without_cost(orjson.loads(ended.out)) == {"data": {"search": [{"score": 0.97}]}}
