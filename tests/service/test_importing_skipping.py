from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from labnet.service.importing import ImportReport, import_datasets
from labnet.store import Store

TIES = "from,to,relation\nlab,prg,laureate_of\n"


def ids(store: Store) -> tuple[list[str], list[str]]:
    with store.reading() as reading:
        return [actor.id for actor in reading.actors()], [tie.id for tie in reading.ties()]


def reasons(report: ImportReport) -> list[str]:
    return [f"{Path(fault.file).name}:{fault.line}:{fault.field}: {fault.reason}" for fault in report.faults]


def test_bad_rows_are_left_out_when_asked_with_all_that_thereby_leads_nowhere(
    store: Store, folder: Callable[..., Path]
) -> None:
    report = import_datasets(
        store,
        [
            folder(
                actors="id,kind,name,tier,administration,themes,since\n"
                "ada,innovator,Ada,,unit,,\n"
                "unit,state_service,Unit,,head,,\n"
                "head,state_service,Head,,bad,,\n"
                "bad,state_service,Bad,region,,,\n"
                "good,state_service,Good,state_central,good,,\n"
                "part,state_service,Part,state_central,good,,\n"
                "eater,lab,Eater,,,soup,\n",
                ties="from,to,relation\ngood,eater,carries\npart,good,part_of\nada,good,works_for\n",
                themes="id,label_fr,label_en,broader\nfood,faim,food,nothing\nsoup,soupe,soup,food\nart,art,art,\n",
                sources="id,url\na,\nb,x\n",
                evidence="about,field,value,source\nactor:part,,,a\nactor:part,,,b\nactor:good,since,soon,a\n",
            )
        ],
        skip_bad=True,
    )

    assert not report.refused
    assert ids(store) == (["good", "part"], ["part.part_of.good"])
    tiers = "state_central, state_deconcentrated"
    assert sorted(reasons(report)) == [
        "actors.csv:2:administration: 'unit' is left out for its own faults: mend them",
        "actors.csv:3:administration: 'head' is left out for its own faults: mend them",
        "actors.csv:4:administration: 'bad' is left out for its own faults: mend them",
        f"actors.csv:5:tier: the tier region is not for a State service, which may be {tiers}",
        "actors.csv:8:themes: 'soup' is left out for its own faults: mend them",
        "evidence.csv:3:source: 'b' is left out for its own faults: mend them",
        "evidence.csv:4:value: 'soon' is not a date: write 2016, 2016-11 or 2016-11-18",
        "sources.csv:3:url: 'x' is not a web address: it starts with https:// or http:// and has no spaces",
        "themes.csv:2:broader: there is no theme 'nothing': add it to themes.csv, or name another",
        "themes.csv:3:broader: 'food' is left out for its own faults: mend them",
        "ties.csv:2:to: 'eater' is left out for its own faults: mend them",
        "ties.csv:4:from: 'ada' is left out for its own faults: mend them",
    ]
    assert report.left_out == 10
    with store.reading() as reading:
        assert [len(actor.evidence) for actor in reading.actors()] == [0, 1]
        assert [theme.id for theme in reading.themes()] == ["art"]
    assert store.check() == []


def test_bad_rows_are_not_skipped_where_nobody_knows_whether_the_data_set_is_fictional(
    store: Store, folder: Callable[..., Path]
) -> None:
    report = import_datasets(store, [folder(package='{"name": "it", "fictional": true}')], skip_bad=True)

    assert (report.refused, store.seq()) == (True, 0)
    assert [fault.field for fault in report.faults] == ["title"]


def test_a_record_whose_new_row_is_bad_stays_as_it_is_in_the_store(store: Store, folder: Callable[..., Path]) -> None:
    import_datasets(store, [folder(ties=TIES)])
    actors = "id,kind,name,administration\nlab,lab,Lab,nobody\nprg,programme,,\nx,lab,X,\n"

    report = import_datasets(
        store, [folder(actors=actors, ties=TIES + "x,prg,laureate_of\nx,lab,federates_with\n")], skip_bad=True
    )

    assert report.left_out == 2
    assert ids(store) == (
        ["lab", "prg", "x"],
        ["lab.laureate_of.prg", "x.federates_with.lab", "x.laureate_of.prg"],
    )
    with store.reading() as reading:
        assert [actor.version for actor in reading.actors()] == [1, 1, 1]
