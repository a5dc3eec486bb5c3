from __future__ import annotations

import dataclasses
import json
import re
from functools import partial
from pathlib import Path

import pytest
from benchmarks.engine import __main__ as command
from benchmarks.engine import memory, running, starting
from benchmarks.engine.killing import killing
from benchmarks.engine.measuring import best, deep_size
from benchmarks.engine.networks import Place, Size, multi_graph, parts, see_same_attributes, whole
from benchmarks.engine.running import ALL, measure
from benchmarks.engine.spreading import spreading
from benchmarks.figures import AtLeast, AtMost, Figure, Unequal, see_equal
from benchmarks.report import put_into, table

from labnet.model.records import Entity
from labnet.store import Store

BEGIN, END = command.MARKS
TINY = Size("tiny", 300)
SMALLER = Size("smaller", 150)
ABOUT = {
    "date": "2026-11-25",
    "processor": "abacus",
    "cores": 2,
    "system": "Linux",
    "python": "3.11",
    "libraries": {"numpy": "2.2"},
}
FIGURE = Figure(group="Questions", what="two hops", size="M", ours=0.002, peer=0.05, against="nx.bfs", goal=AtLeast(15))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two tiny networks."""
    kept = tmp_path_factory.mktemp("networks")
    for size in (SMALLER, TINY):
        Place(size, kept).prepare()
    return kept


@pytest.fixture(scope="module")
def figures(folder: Path) -> list[Figure]:
    """Everything measured on a tiny network, in this process: to start forty takes most of a minute."""
    smaller, tiny = Place(SMALLER, folder), Place(TINY, folder)
    with pytest.MonkeyPatch.context() as patch:
        for module in (memory, running, starting):
            patch.setattr(module, "fresh", lambda task, *args: task(*args))
        patch.setitem(running._GROUPS, "kills", partial(killing, rounds=1))  # noqa: SLF001 - fewer rounds
        return [*measure([tiny], ALL), *measure([smaller, tiny], ["growth"])]


def test_everything_is_measured_on_a_network_however_small(figures: list[Figure]) -> None:
    asked = {(figure.group, figure.size) for figure in figures if figure.size == "tiny"}

    groups = ("Memory", "Build", "Start", "Questions", "Faces", "Projections", "Changes", "Writing", "One actor")
    assert asked == {(group, "tiny") for group in groups}
    timed = [figure for figure in figures if figure.unit == "s"]
    assert all(figure.ours > 0 and (figure.peer is None or figure.peer > 0) for figure in timed)
    assert "by the clock" in next(figure.note for figure in timed if "kill -9" in figure.what)
    assert "of 500 within 200 ms" in next(figure.note for figure in timed if "another process" in figure.what)


def test_what_engines_differ_in_is_measured_on_both(folder: Path, database: str) -> None:
    place = Place(SMALLER, folder)

    shown = list(spreading(place, database, writes=5))
    with Store.open(database) as store, store.reading() as reading:
        stored = reading.get(Entity.TIE, (tie.id for tie in reading.ties()))

    assert [figure.what.rpartition(", ")[2] for figure in shown] == ["SQLite", "PostgreSQL"]
    assert all(0 < figure.ours < 30 and "of 5 within" in figure.note for figure in shown)
    assert len(stored) == whole(place.database).number_of_ties + 5


def test_the_command_starts_a_server_of_its_own_where_no_url_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "_SIZES", {"S": (SMALLER,)})

    command.main(["--size", "S", "--only", "commits", "--data", str(folder), "--postgresql"])

    told = capsys.readouterr().out
    assert "`python -m benchmarks.engine --size S --only commits --postgresql`" in told
    assert "16 threads, PostgreSQL" in told


def test_a_store_that_is_not_sound_after_a_kill_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "check", lambda _: ["a tie leads nowhere"])

    with pytest.raises(Unequal, match="what is wrong with the store"):
        list(killing(Place(SMALLER, folder), rounds=1))


def test_growth_is_an_exponent_from_the_smaller_network_to_the_larger_one(figures: list[Figure]) -> None:
    grown = [figure.what for figure in figures if figure.size == "smaller to tiny"]

    assert len(grown) == 4
    assert all(what.endswith(": exponent of growth") for what in grown)


def test_goals_are_those_of_size_m(figures: list[Figure]) -> None:
    assert not any(figure.goal for figure in figures)


def test_the_plain_graph_holds_what_the_face_gives_and_another_one_is_refused(folder: Path) -> None:
    database = Place(TINY, folder).database
    actors, ties = parts(database)
    image, graph = whole(database), multi_graph(actors, ties)
    see_same_attributes(image, graph)
    graph.nodes[image.ids[0]]["name"] = "somebody else"

    with pytest.raises(Unequal, match="attributes of"):
        see_same_attributes(image, graph)


def test_what_differs_is_not_measured() -> None:
    with pytest.raises(Unequal, match="hops: the answers differ, so nothing is measured: 1 is not 2"):
        see_equal("hops", 1, 2)


def test_the_slower_of_two_calls_takes_longer() -> None:
    quick, slow = best(lambda: sum(range(100)), lambda: sum(range(100_000)), rounds=2)

    assert 0 < quick < slow


def test_deep_sizes_count_what_is_held_and_each_thing_once() -> None:
    text = "x" * 1_000

    assert deep_size([text, text]) < 2 * deep_size(text) < deep_size([text, "y" * 1_000])


@pytest.mark.parametrize(
    ("goal", "reached"),
    [(None, None), (AtMost(0.002), True), (AtMost(0.001), False), (AtLeast(25), True), (AtLeast(26), False)],
)
def test_a_goal_is_reached_by_the_figure_itself_or_by_its_ratio(
    goal: AtMost | AtLeast | None,
    reached: bool | None,  # noqa: FBT001 - a case of the test
) -> None:
    assert dataclasses.replace(FIGURE, goal=goal).reached is reached


def test_more_a_second_is_better_and_without_a_peer_there_is_no_ratio() -> None:
    rates = dataclasses.replace(FIGURE, unit="/s", ours=100.0, peer=50.0)
    alone = dataclasses.replace(FIGURE, peer=None, goal=AtLeast(2))

    assert rates.ratio == 2
    assert (alone.ratio, alone.reached) == (None, False)


def test_the_table_tells_figures_in_units_that_people_read() -> None:
    sizes = Figure(group="Memory", what="a tie", size="M", ours=46.2, unit="B", goal=AtMost(45), note="with texts")

    text = table([FIGURE, sizes], ABOUT, "python -m benchmarks.engine")

    assert "`python -m benchmarks.engine`: abacus, 2 cores, Linux; Python 3.11, numpy 2.2.\n1 of 2 goals" in text
    assert "| two hops | M | 2 ms | 50 ms: nx.bfs | 25 | ratio at least 15 | reached |" in text
    assert "| a tie (with texts) | M | 46.2 B |  |  | at most 45 B | **not reached** |" in text


def test_the_table_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")

    put_into(page, "new", command.MARKS)

    assert page.read_text() == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"


def test_a_page_without_a_place_for_the_table_stays_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing")

    with pytest.raises(SystemExit, match=re.escape(f"has no place for the table: put these two lines in it\n{BEGIN}")):
        put_into(page, "new", command.MARKS)

    assert page.read_text() == "nothing"


def test_one_command_measures_writes_the_page_and_tells_progress(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "_SIZES", {"S": (TINY,)})
    page, figures = tmp_path / "page.md", tmp_path / "figures.json"
    page.write_text(f"{BEGIN}{END}")

    options = ["--size", "S", "--only", "build", "--data", str(folder), "--json", str(figures), "--write", str(page)]
    command.main(options)

    told = json.loads(figures.read_bytes())
    assert [row["what"] for row in told["rows"]] == ["an image from columns in memory"] * 2
    assert told["libraries"].keys() >= {"networkx", "numpy"}
    assert "`python -m benchmarks.engine --size S --only build`" in page.read_text()
    assert capsys.readouterr().err == "benchmark: tiny: 300 people\nbenchmark: build at tiny\n"
