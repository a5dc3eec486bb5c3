"""The networks that networkx is called on, as faces and as the plain graphs that somebody would make by hand."""

from __future__ import annotations

import csv
import datetime as dt
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import pytest

from labnet.model.dates import PartialDate
from labnet.model.fields import facts
from labnet.model.kinds import KINDS, Actor
from labnet.model.relations import RELATIONS, Layer, relations_in
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import Tier
from labnet.network.changes import build
from labnet.network.network import Network

Graph: TypeAlias = Any
Make: TypeAlias = Callable[[], Graph]

DATA = Path(__file__).parents[3] / "data"


@dataclass(frozen=True)
class Drawing:
    """Records of a network, and the plain graphs that somebody would make of them by hand."""

    actors: tuple[Actor, ...]
    ties: tuple[Tie, ...]

    def network(self, revision: int = 7) -> Network:
        return Network.of(build([*self.actors, *self.ties], revision))

    def counts(self, tie: Tie, day: int | None) -> bool:
        """Contacts end with the actors they join; where nobody says when, they begin with the last of them.

        Unless they were over by then: somebody got the dates wrong, and the end is the better one to believe.
        """
        if day is None:
            return True
        first, last = first_day(tie.since), last_day(tie.until)
        if Layer.CONTACT in RELATIONS[tie.relation].layers:
            ends = [actor for actor in self.actors if actor.id in {tie.from_id, tie.to_id}]
            born = max(first_day(actor.since) for actor in ends)
            first = born if tie.since is None and born <= last else first
            last = min(last, *(last_day(actor.until) for actor in ends))
        return first <= str(day) <= last

    def plain_network(self, day: int | None = None) -> nx.MultiDiGraph[str]:
        """Edges stand in order of relation, of the actor they leave and of the one they reach."""
        plain: nx.MultiDiGraph[str] = nx.MultiDiGraph(revision=7)
        plain.graph.update({"day": day} if day else {})
        plain.add_nodes_from((actor.id, told_of(actor)) for actor in self.actors)
        place = {actor.id: place for place, actor in enumerate(self.actors)}
        relations = list(RELATIONS)

        def order(tie: Tie) -> tuple[int, int, int]:
            return relations.index(tie.relation), place[tie.from_id], place[tie.to_id]

        for tie in sorted(self.ties, key=order):
            if self.counts(tie, day):
                known = {"since": tie.since and str(tie.since), "until": tie.until and str(tie.until), "role": tie.role}
                attributes = {"weight": tie.weight, "relation": tie.relation} | {k: v for k, v in known.items() if v}
                plain.add_edge(tie.from_id, tie.to_id, tie.id, **attributes)
        return plain

    def plain_simple(self, layers: Layer | None = None, day: int | None = None) -> nx.Graph[str]:
        """Edges stand in order of their ends."""
        told = {"revision": 7, "layers": layers.name if layers else None, "day": day}
        plain: nx.Graph[str] = nx.Graph()
        plain.graph.update({name: value for name, value in told.items() if value})
        plain.add_nodes_from((actor.id, told_of(actor)) for actor in self.actors)
        place = {actor.id: place for place, actor in enumerate(self.actors)}
        weights: dict[tuple[int, int], float] = {}
        for tie in self.ties:
            if (layers is None or tie.relation in set(relations_in(layers))) and self.counts(tie, day):
                low, high = sorted((place[tie.from_id], place[tie.to_id]))
                weights[low, high] = weights.get((low, high), 0) + tie.weight
        for low, high in sorted(weights):
            plain.add_edge(self.actors[low].id, self.actors[high].id, weight=weights[low, high])
        return plain


def first_day(date: PartialDate | None) -> str:
    """Write a start so that texts compare like days: what is unknown of it is before every day."""
    return str(date or "").replace("-", "").ljust(8, "0")


def last_day(date: PartialDate | None) -> str:
    """Write an end likewise: what is unknown of it is after every day."""
    return str(date or "").replace("-", "").ljust(8, "9")


def told_of(actor: Actor) -> dict[str, str]:
    known = {
        "kind": actor.kind,
        "name": actor.name,
        "tier": actor.tier and actor.tier.value,
        "territory": actor.territory,
        "themes": "|".join(actor.themes),
        "since": actor.since and str(actor.since),
        "until": actor.until and str(actor.until),
        "fictional": "yes" if actor.fictional else None,
    }
    return {name: value for name, value in known.items() if value}


def tie(from_id: str, relation: str, to_id: str, since: str = "", until: str = "", **more: Any) -> Tie:
    start = PartialDate.parse(since) if since else None
    end = PartialDate.parse(until) if until else None
    key = more.pop("id", tie_id(from_id, relation, to_id, start))
    return Tie(id=key, from_id=from_id, to_id=to_id, relation=relation, since=start, until=end, **more)


def actor(kind: str, key: str, **more: Any) -> Actor:
    return KINDS[kind].record(id=key, name=more.pop("name", key.title()), **more)


def drawn() -> Drawing:
    """Give a dozen actors in two camps, north and south, and a hermit.

    Contacts join the camps by one project alone, so that it and both labs are cut points; money and history go from
    lab to lab. Ben left the prefecture on 31 August 2019 for the university, which partnered with lab-north twice.
    Ada and Ben worked together in 2018 and, as Ben tells it, in 2020.
    """
    actors = (
        actor("INNOVATOR", "ada", role="designer"),
        actor("INNOVATOR", "ben", themes=("design", "data")),
        actor("LAB", "lab-north", since=PartialDate(2016, 11), themes=("design",), territory="department:13"),
        actor("STATE_SERVICE", "prefecture", name="Préfecture <du Nord> & “Cie”", tier=Tier.STATE_DECONCENTRATED),
        actor("ORGANISATION", "university", tier=Tier.RESEARCH),
        actor("PROJECT", "project", since=PartialDate(2018), until=PartialDate(2021, 6, 30)),
        actor("LAB", "lab-south", fictional=True),
        actor("LOCAL_AUTHORITY", "region", tier=Tier.REGION, territory="region:93"),
        actor("INNOVATOR", "chloe"),
        actor("INNOVATOR", "dora"),
        actor("CLUSTER", "circle"),
        actor("PROGRAMME", "call"),
        actor("INNOVATOR", "hermit"),
    )
    ties = (
        tie("ada", "WORKS_FOR", "prefecture", "2015"),
        tie("ben", "WORKS_FOR", "prefecture", "2015-03", "2019-08-31", role="analyst"),
        tie("ben", "WORKS_FOR", "university", "2019-09-01"),
        tie("prefecture", "CARRIES", "lab-north", "2016-11"),
        tie("university", "PARTNERS_WITH", "lab-north", "2017", "2018", weight=0.5),
        tie("university", "PARTNERS_WITH", "lab-north", "2019", weight=2.0),
        tie("university", "FUNDS", "lab-north", "2019", amount=30_000),
        tie("ada", "COLLABORATES_WITH", "ben", "2018", "2018", weight=0.25),
        tie("ben", "COLLABORATES_WITH", "ada", "2020", weight=0.5, id="second-time"),
        tie("ada", "MEMBER_OF", "lab-north"),
        tie("ben", "MEMBER_OF", "lab-north", role="chair"),
        tie("lab-north", "PARTICIPATES_IN", "project", "2018", "2021-06-30"),
        tie("lab-south", "PARTICIPATES_IN", "project", "2018-05"),  # ends with the project
        tie("region", "CARRIES", "lab-south", "2017-01-15"),
        tie("region", "HOSTS", "lab-south"),
        tie("chloe", "WORKS_FOR", "region"),
        tie("dora", "WORKS_FOR", "region"),
        tie("chloe", "MEMBER_OF", "lab-south", "2017"),
        tie("dora", "MEMBER_OF", "lab-south", "2017", "2020-02"),
        tie("chloe", "MEMBER_OF", "circle"),
        tie("dora", "RUNS", "circle"),
        tie("lab-south", "LAUREATE_OF", "call", "2016"),
        tie("region", "SELECTS", "call"),
        tie("lab-north", "SUCCEEDS", "lab-south", "2021", weight=3.0),
        tie("lab-south", "SUPPORTS", "lab-north", until="2017"),
    )
    return Drawing(actors, ties)


def shipped() -> Drawing:
    """Give the actors and ties of the data set that comes with labnet."""
    return Drawing(
        tuple(
            record(**parsed(row, record)) for row in table("actors") for record in [KINDS[row["kind"].upper()].record]
        ),
        tuple(Tie(**parsed(row, Tie)) for row in table("ties")),
    )


def table(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def parsed(row: Mapping[str, str], record: type) -> dict[str, Any]:
    return {fact.name: fact.type.parse(row[fact.column]) for fact in facts(record) if row.get(fact.column)}


def tangled(seed: int) -> Drawing:
    """Give any network: two islands and a hermit, whose ties run in parallel, end, loop; names are of any script."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    dates = ["", "", "", "2015", "2016-11", "2018-05-01", "2019", "2020-02-29"]
    names = ["ada", "ben", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]
    called = ["Bénédicte", "数据", "Ωμέγα", "d d", "e&<f>", "“g”"]

    def date() -> PartialDate | None:
        text = chance.choice(dates)
        return PartialDate.parse(text) if text else None

    kinds = ["INNOVATOR", "LAB", "LAB", "PROJECT", "ORGANISATION", "PROGRAMME"]
    actors = tuple(
        actor(
            chance.choice(kinds),
            name,
            name=f"{called[place % 6]} {name}",
            since=date(),
            until=date(),
            themes=("a", "b")[: place % 3],
        )
        for place, name in enumerate(names)
    )
    islands = [names[:7], names[7:11]]
    ties = []
    for number in range(30):
        island = islands[number % 3 == 0]
        one, other = chance.choice(island), chance.choice(island)
        relation = chance.choice([*RELATIONS, "COLLABORATES_WITH", "COLLABORATES_WITH"])
        more = {"weight": chance.choice([1.0, 1.0, 0.3, 2.5]), "role": chance.choice([None, None, "présidente"])}
        id_ = {"id": f"n° {number}"} if chance.random() < 0.3 else {}
        ties.append(tie(one, relation, other, chance.choice(dates), chance.choice(dates), **more, **id_))
    return Drawing(actors, tuple({tie.id: tie for tie in ties}.values()))


def lone() -> Drawing:
    return Drawing((actor("LAB", "ada"),), ())


def looping() -> Drawing:
    return Drawing((actor("LAB", "ada"),), (tie("ada", "PART_OF", "ada"), tie("ada", "FUNDS", "ada", weight=0.5)))


DRAWINGS = {
    "drawn": drawn(),
    "shipped": shipped(),
    **{f"tangled {seed}": tangled(seed) for seed in range(3)},
    "empty": Drawing((), ()),
    "lone": lone(),
    "looping": looping(),
}
DAY, DATE = 20180501, dt.date(2018, 5, 1)

PLAIN = {"Network": "MultiDiGraph", "Simple": "Graph"}
CLASSES = re.compile("|".join(PLAIN))
ROUNDING: Any = {"rtol": 1e-9, "atol": 1e-12, "equal_nan": True}


@pytest.fixture(scope="session")
def drawings() -> Mapping[str, Drawing]:
    return DRAWINGS


@dataclass(frozen=True)
class Who:
    """Whom calls ask about; where a network has nobody of the sort, a stranger."""

    one: str
    two: str
    few: list[str]
    halves: list[set[str]]

    @classmethod
    def of(cls, graph: Graph) -> Who:
        names = list(graph)
        tied = [name for name in names if graph.degree(name)] or [*names, "nobody"]
        half = len(names) // 2
        return cls(tied[0], tied[-1], tied[:7], [set(names[:half]), set(names[half:])])


@cache
def graphs() -> Mapping[str, tuple[Make, Graph, Who]]:
    """Give each graph by name: how to make the face of it, the plain graph, and whom to ask about."""
    made: dict[str, tuple[Make, Graph]] = {}
    for name, drawing in DRAWINGS.items():
        network = drawing.network()
        made[f"{name}, all ties"] = partial(Network.of, network.image), drawing.plain_network()
        made[f"{name}, simple"] = network.simple, drawing.plain_simple()
    drawing, contact = DRAWINGS["tangled 1"], Layer.CONTACT
    network = drawing.network()
    made["tangled 1 on a day, all ties"] = partial(network.at, DATE), drawing.plain_network(DAY)
    made["tangled 1 on a day, contacts"] = partial(network.simple, contact, DAY), drawing.plain_simple(contact, DAY)
    return {name: (make, plain, Who.of(plain)) for name, (make, plain) in made.items()}


@pytest.fixture(scope="session")
def answers() -> Callable[[Callable[[Any, Any], Any]], tuple[dict[str, Any], dict[str, Any]]]:
    """Call something on every face and on its plain graph, and tell what they give, by name of the graph.

    A call that fails on all of them proves nothing unless it is meant to, and is refused.
    """

    def ask(call: Callable[[Any, Any], Any], *, fails: bool = False) -> tuple[dict[str, Any], dict[str, Any]]:
        given, expected = {}, {}
        for name, (make, plain, who) in graphs().items():
            given[name] = outcome(call, make(), who)
            expected[name] = outcome(call, plain, who)
        assert all(isinstance(answer, Failed) for answer in expected.values()) == fails, expected
        return given, expected

    return ask


@dataclass(frozen=True)
class Failed:
    """An exception that a call raised; classes of faces have the names of the plain ones in its message."""

    sort: type[Exception]
    message: str


class Close(float):
    """A number that equals those that differ from it by rounding alone."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Close) and bool(np.isclose(float(self), float(other), **ROUNDING))

    def __hash__(self) -> int:
        return 0


@dataclass(frozen=True, eq=False)
class Matrix:
    """An array that equals those of its form that differ from it by rounding alone."""

    values: Any

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Matrix):
            return False
        one, two = self.values, other.values
        same_form = (one.shape, one.dtype) == (two.shape, two.dtype)
        numbers = np.issubdtype(one.dtype, np.number)
        return same_form and bool(np.allclose(one, two, **ROUNDING) if numbers else (one == two).all())

    __hash__ = None  # type: ignore[assignment] # arrays have none


def outcome(call: Callable[[Any, Any], Any], graph: Graph, who: Who) -> Any:
    """Tell what a call gives, in order, or which exception it raises."""
    try:
        return told(call(graph, who))
    except Exception as error:  # noqa: BLE001 - whatever a plain graph raises, a face must
        return Failed(type(error), CLASSES.sub(lambda name: PLAIN[name[0]], str(error)))


def told(value: Any) -> Any:
    """Give a value as tuples and sets of plain values, which compare by what they hold, in order."""
    if value is None or isinstance(value, str | bytes | int):
        return value
    match value:
        case float() | np.floating():
            result: Any = Close(value)
        case set() | frozenset():
            result = frozenset(map(told, value))
        case nx.Graph():
            edges = value.edges(keys=True, data=True) if isinstance(value, nx.MultiGraph) else value.edges(data=True)
            result = (type(value), *map(told, (value.graph, value.nodes(data=True), edges)))
        case Mapping():
            result = tuple((told(key), told(item)) for key, item in value.items())
        case np.ndarray():
            result = Matrix(value)
        case _ if hasattr(value, "toarray"):
            result = Matrix(value.toarray())
        case _ if hasattr(value, "__iter__"):
            result = tuple(map(told, value))
        case _:
            result = repr(value)
    return result
