"""Generating a fictional community as a data set folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from labnet.assets import data_folder
from labnet.errors import BadDataset
from labnet.fiction.community import Community, draw_community
from labnet.fiction.plan import Plan, SiloKind
from labnet.fiction.records import actors, ties
from labnet.fiction.setting import Setting
from labnet.fiction.silos import LEFT, Silo
from labnet.model.provenance import Source
from labnet.model.records import Entity, Licence, Manifest
from labnet.model.vocabularies import Sphere, Territory, Theme
from labnet.readwrite.dataset import DataSet
from labnet.readwrite.faults import FaultList
from labnet.readwrite.lines import Progress, no_progress
from labnet.readwrite.records import Row
from labnet.readwrite.writing import Contents, see_that_it_may_be_written, write_dataset

__all__ = ["TRUTH_FILE", "GenerationReport", "generate_dataset"]

TRUTH_FILE: Final = "truth.json"
"""The file beside a generated data set that says which silos were planted; imports do not read it."""

_EVERY: Final = 4_096
_CC0: Final = Licence(name="cc0-1.0", title="CC0 1.0", path="https://creativecommons.org/publicdomain/zero/1.0/")

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationReport:
    """What was generated.

    Attributes
    ----------
    counts : dict
        How many records of each sort were written.
    silos : list of dict
        The silos that were planted, as in `TRUTH_FILE`.
    """

    counts: dict[Entity, int]
    silos: list[dict[str, Any]]


def generate_dataset(folder: Path, plan: Plan, progress: Progress = no_progress) -> GenerationReport:
    """Write a fictional community as a data set folder, with the truth about its silos beside it.

    The same plan gives the same bytes. The truth (`TRUTH_FILE`) is a JSON object: ``fictional``, ``name``, ``people``
    and ``seed`` of the set; ``by``, what the groups are (``administration``, then groups are ids of actors, or
    ``sphere``); ``shareLeft``, the share of contacts that planting leaves; ``silos``, each with its two ``groups`` and
    the contacts between them before and after (``contactsDrawn``, ``contactsLeft``): direct ties, and works in which
    both take part.

    Parameters
    ----------
    folder : Path
        A folder that is new, empty or a data set, which is replaced; `BadInput` otherwise.
    plan : Plan
        What to make; `BadInput` where it has no room for as many silos.
    progress : Progress, optional
        Called from time to time with a file, how many of its rows are written, and how many it will have.
    """
    see_that_it_may_be_written(folder)
    shipped = _Shipped()
    community = draw_community(plan, Setting.of(shipped.themes, shipped.territories, plan.seed))
    silos = [_silo(community, silo) for silo in community.silos]
    contents = Contents(
        manifest=_manifest(plan),
        sources=sorted((*shipped.sources, _source(plan)), key=lambda source: source.id),
        themes=shipped.themes,
        territories=shipped.territories,
        actors=_telling(actors(community), "actors.csv", len(community.cast), progress),
        ties=_telling(ties(community), "ties.csv", len(community.ties), progress),
        beside={TRUTH_FILE: _truth(plan, silos)},
    )
    return GenerationReport(counts=write_dataset(folder, contents), silos=silos)


class _Shipped:
    """Vocabularies of the data set that labnet ships, and the sources they cite."""

    def __init__(self) -> None:
        faults = FaultList()
        dataset = DataSet(data_folder(), faults, [])
        self.themes: list[Theme] = sorted(_records(dataset.themes()), key=lambda theme: theme.id)
        self.territories: list[Territory] = sorted(_records(dataset.territories()), key=lambda each: each.id)
        cited = {territory.source for territory in self.territories}
        self.sources: list[Source] = [source for source in _records(dataset.sources()) if source.id in cited]
        if faults.total:
            raise BadDataset(f"the data set that labnet ships has faults: install labnet again ({next(iter(faults))})")


def _records(rows: Iterable[Row[R]]) -> list[R]:
    return [row.record for row in rows if row.record is not None]


def _telling(records: Iterable[R], file: str, total: int, progress: Progress) -> Iterator[R]:
    for number, record in enumerate(records):
        if number % _EVERY == 0:
            progress(file, number, total)
        yield record
    progress(file, total, total)


def _manifest(plan: Plan) -> Manifest:
    return Manifest(
        id=plan.name,
        title=f"Fictional community of {plan.people} people, seed {plan.seed} / Communauté fictive",
        description=(
            "Fictional: every actor and every tie was made up by a program, for tests and demonstrations; only the "
            "words of themes and territories are real. / Fiction : acteurs et liens sont inventés par un programme, "
            "pour essais et démonstrations ; seuls les mots des thèmes et des territoires sont réels."
        ),
        licences=(_CC0,),
        method=f"labnet generate --people {plan.people} --seed {plan.seed}{_asked(plan)}",
        fictional=True,
    )


def _asked(plan: Plan) -> str:
    return f" --silos {plan.silos} --silos-by {plan.silos_by.value}" if plan.silos else ""


def _source(plan: Plan) -> Source:
    return Source(
        id=plan.name,
        title=f"Fictional: made up by labnet generate with seed {plan.seed}",
        note="Fiction : rien de ce qui cite cette source n'est réel.",
    )


def _silo(community: Community, silo: Silo) -> dict[str, Any]:
    return {
        "groups": [_group(community, group) for group in silo.groups],
        "contactsDrawn": silo.drawn,
        "contactsLeft": silo.left,
    }


def _group(community: Community, group: int) -> str:
    cast = community.cast
    by_administration = cast.plan.silos_by is SiloKind.ADMINISTRATION
    return cast.ids[cast.first["BODY"] + group] if by_administration else tuple(Sphere)[group].value


def _truth(plan: Plan, silos: list[dict[str, Any]]) -> str:
    truth = {
        "fictional": True,
        "name": plan.name,
        "people": plan.people,
        "seed": plan.seed,
        "by": plan.silos_by.value,
        "shareLeft": LEFT,
        "silos": silos,
    }
    return json.dumps(truth, ensure_ascii=False, indent=2) + "\n"
