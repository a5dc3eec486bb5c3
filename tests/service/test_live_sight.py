from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TypeAlias

import pytest
from tests.pictures import ties_of

from labnet.model.kinds import Actor, Innovator, Lab, Organisation
from labnet.model.provenance import Evidence, Source
from labnet.model.records import Entity
from labnet.model.ties import Tie
from labnet.model.vocabularies import Confidence, Territory, TerritoryLevel, Visibility
from labnet.network.audiences import Audience
from labnet.service.live import LiveNetwork
from labnet.service.views import View
from labnet.store import Store

Read: TypeAlias = Callable[[str], list[Actor | Tie]]
Follow: TypeAlias = Callable[..., LiveNetwork]
Write: TypeAlias = Callable[[Store, list[Actor | Tie]], int]

PUBLIC, MEMBERS = Audience.PUBLIC, Audience.MEMBERS


def actors(view: View) -> list[str]:
    return sorted(actor.id for actor in view.image.actors())


def ties(view: View) -> list[str]:
    return sorted(tie.id for tie in ties_of(view.image))


def found(view: View, text: str) -> list[str]:
    return sorted(hit.id for hit in view.search.search(text))


def test_whoever_goes_out_of_sight_takes_ties_along_and_brings_them_back(
    store: Store, follow: Follow, read: Read, write: Write
) -> None:
    shown = read("lab a\n lab b name=Bureau\n lab c\n a RUNS b\n c RUNS b\n a RUNS c")
    hidden = read("lab b name=Bureau visibility=members")
    write(store, shown)
    live = follow()

    live.wait_for(write(store, hidden))
    without = live.view(PUBLIC)
    unfound = found(without, "bureau")
    live.wait_for(write(store, shown))

    assert (actors(without), ties(without), unfound) == (["a", "c"], ["a.runs.c"], [])
    assert actors(live.view(PUBLIC)) == ["a", "b", "c"]
    assert ties(live.view(PUBLIC)) == ["a.runs.b", "a.runs.c", "c.runs.b"]
    assert found(live.view(PUBLIC), "bureau") == ["b"]


def test_members_go_on_seeing_whom_the_public_does_not(store: Store, follow: Follow, read: Read, write: Write) -> None:
    write(store, read("lab a\n lab b\n a RUNS b"))
    live = follow()

    live.wait_for(write(store, read("lab b visibility=members")))

    assert (actors(live.view(MEMBERS)), ties(live.view(MEMBERS))) == (["a", "b"], ["a.runs.b"])


def test_a_change_of_somebody_hidden_is_not_seen(store: Store, follow: Follow, read: Read, write: Write) -> None:
    write(store, read("lab a\n innovator ada\n ada MEMBER_OF a"))
    live = follow()

    live.wait_for(write(store, read("innovator ada name=Adèle\n ada RUNS a\n ada MEMBER_OF a role=designer")))

    public = live.view(PUBLIC)
    assert (actors(public), ties(public), found(public, "adèle")) == (["a"], [], [])
    assert public.image.revision == store.seq()
    assert ties(live.view(MEMBERS)) == ["ada.member_of.a", "ada.runs.a"]


def test_somebody_who_becomes_of_a_kind_that_is_shown_brings_ties_along(
    store: Store, follow: Follow, read: Read, write: Write
) -> None:
    """A person is for members unless told otherwise, a lab for everybody."""
    write(store, read("lab a\n innovator x\n x MEMBER_OF a"))
    live = follow()

    live.wait_for(write(store, read("lab x")))

    assert (actors(live.view(PUBLIC)), ties(live.view(PUBLIC))) == (["a", "x"], ["x.member_of.a"])


def test_a_tie_that_leads_to_somebody_hidden_from_now_on_goes(
    store: Store, follow: Follow, read: Read, write: Write
) -> None:
    write(store, read("lab a\n lab b\n innovator ada\n a RUNS b id=t"))
    live = follow()

    with store.writing() as writing:
        writing.put(Entity.TIE, [Tie(id="t", from_id="ada", to_id="b", relation="RUNS")])
    live.wait_for(store.seq())

    assert (ties(live.view(PUBLIC)), ties(live.view(MEMBERS))) == ([], ["t"])


def cite(*sources: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(confidence=Confidence.SOURCED, source=source) for source in sources)


def sources(live: LiveNetwork, audience: Audience = PUBLIC) -> list[str]:
    return sorted(live.view(audience).image.vocabulary.sources)


@pytest.fixture
def cited(store: Store) -> Store:
    """A store with four sources: one cited by a lab, one by a person, one by a tie of the two, one by nobody."""
    with store.writing() as writing:
        writing.put(Entity.SOURCE, [Source(id=id_, title=id_) for id_ in ("for-lab", "for-ada", "for-tie", "unused")])
        ada = Innovator(id="ada", name="Ada", evidence=cite("for-ada"))
        writing.put(Entity.ACTOR, [Lab(id="lab", name="Lab", evidence=cite("for-lab")), ada])
        tie = Tie(id="t", from_id="ada", to_id="lab", relation="MEMBER_OF", evidence=cite("for-tie"))
        writing.put(Entity.TIE, [tie])
    return store


def test_a_source_is_seen_by_whom_sees_a_record_that_cites_it(cited: Store, follow: Follow) -> None:
    live = follow()

    assert cited.seq() == live.revision
    assert sources(live) == ["for-lab"]
    assert sources(live, MEMBERS) == ["for-ada", "for-lab", "for-tie"]


def test_sources_come_and_go_with_whom_they_speak_for(cited: Store, follow: Follow, write: Write) -> None:
    live = follow()
    ada = Innovator(id="ada", name="Ada", evidence=cite("for-ada"))

    live.wait_for(write(cited, [dataclasses.replace(ada, visibility=Visibility.PUBLIC)]))
    shown = sources(live)
    live.wait_for(write(cited, [ada]))

    assert (shown, sources(live)) == (["for-ada", "for-lab", "for-tie"], ["for-lab"])


def test_a_source_comes_with_the_first_citation_and_goes_with_the_last(
    cited: Store, follow: Follow, write: Write
) -> None:
    live = follow()
    other = Lab(id="other", name="Other", evidence=cite("unused"))
    tie = Tie(id="u", from_id="other", to_id="lab", relation="RUNS", evidence=cite("unused"))

    live.wait_for(write(cited, [other, tie]))
    both = sources(live)
    live.wait_for(write(cited, [dataclasses.replace(other, evidence=())]))
    one = sources(live)
    live.wait_for(write(cited, [dataclasses.replace(tie, evidence=())]))

    assert both == one == ["for-lab", "unused"]
    assert sources(live) == ["for-lab"]


def test_a_source_goes_with_the_ties_of_whoever_is_dropped(cited: Store, follow: Follow) -> None:
    live = follow()

    with cited.writing() as writing:
        writing.drop(Entity.ACTOR, ["ada"])
    live.wait_for(cited.seq())

    assert sources(live, MEMBERS) == ["for-lab"]


def test_a_source_that_is_written_after_it_was_cited_is_seen_and_its_new_title_too(
    store: Store, follow: Follow, write: Write
) -> None:
    write(store, [Lab(id="lab", name="Lab", evidence=cite("late"))])
    live = follow()

    seen = []
    for title in ("One", "Two"):
        with store.writing() as writing:
            writing.put(Entity.SOURCE, [Source(id="late", title=title), Source(id="unused", title=title)])
        live.wait_for(store.seq())
        seen += [(key, source.title) for key, source in live.view(PUBLIC).image.vocabulary.sources.items()]

    assert seen == [("late", "One"), ("late", "Two")]


def test_a_source_of_a_territory_is_seen_as_long_as_the_territory_cites_it(cited: Store, follow: Follow) -> None:
    region = Territory(level=TerritoryLevel.REGION, code="93", name="Provence", source="unused")
    live = follow()

    shown = []
    for territory in (region, dataclasses.replace(region, source=None)):
        with cited.writing() as writing:
            writing.put(Entity.TERRITORY, [territory])
        live.wait_for(cited.seq())
        shown.append(sources(live))

    assert shown == [["for-lab", "unused"], ["for-lab"]]


def about(administration: str) -> tuple[Evidence, ...]:
    return (Evidence(confidence=Confidence.DECLARED, field="administration", value=administration),)


LAB = Lab(id="lab", name="Lab", administration="body", evidence=about("body"))
TIE = Tie(
    id="t",
    from_id="lab",
    to_id="other",
    relation="RUNS",
    evidence=(Evidence(confidence=Confidence.DECLARED, field="to_id", value="body"),),
)
BODY = Organisation(id="body", name="Body")
HIDDEN = dataclasses.replace(BODY, visibility=Visibility.MEMBERS)


def told(live: LiveNetwork, audience: Audience = PUBLIC) -> tuple[str | None, int, int]:
    """Give the administration of the lab, and how many pieces of evidence there are about it and the tie."""
    image = live.view(audience).image
    (lab,) = (actor for actor in image.actors() if actor.id == "lab")
    return lab.administration, len(lab.evidence), sum(len(tie.evidence) for tie in ties_of(image))


def test_nothing_that_is_seen_names_whom_one_may_not_see(store: Store, follow: Follow, write: Write) -> None:
    write(store, [LAB, Lab(id="other", name="Other"), HIDDEN, TIE])

    live = follow()

    assert (told(live), told(live, MEMBERS)) == ((None, 0, 0), ("body", 1, 1))


def test_whoever_comes_into_sight_is_named_again_and_no_longer_when_hidden(
    store: Store, follow: Follow, write: Write
) -> None:
    write(store, [LAB, Lab(id="other", name="Other"), HIDDEN, TIE])
    live = follow()

    live.wait_for(write(store, [BODY]))
    shown = told(live)
    live.wait_for(write(store, [HIDDEN]))

    assert (shown, told(live)) == (("body", 1, 1), (None, 0, 0))


def test_whoever_is_made_after_being_named_is_named_from_then_on_until_dropped(
    store: Store, follow: Follow, write: Write
) -> None:
    live = follow()

    live.wait_for(write(store, [LAB, Lab(id="other", name="Other"), TIE]))
    before = told(live)
    live.wait_for(write(store, [BODY]))
    between = told(live)
    with store.writing() as writing:
        writing.drop(Entity.ACTOR, ["body"])
    live.wait_for(store.seq())

    assert (before, between, told(live)) == ((None, 0, 0), ("body", 1, 1), (None, 0, 0))


def test_who_names_and_who_is_named_may_come_at_once(store: Store, follow: Follow, write: Write) -> None:
    live = follow()

    live.wait_for(write(store, [LAB, Lab(id="other", name="Other"), BODY, TIE]))

    assert told(live) == ("body", 1, 1)


def test_nothing_of_somebody_who_goes_out_of_sight_stays_in_memory(store: Store, follow: Follow, write: Write) -> None:
    write(store, [BODY])
    live = follow()
    before = live.view(PUBLIC)

    live.wait_for(write(store, [HIDDEN]))
    without = live.view(PUBLIC)
    held = list(without.image.ids), dict(without.image.rows), list(without.image.records.texts)
    live.wait_for(write(store, [BODY]))
    back = live.view(PUBLIC)

    assert (actors(without), actors(back)) == ([], [BODY.id])
    ids, rows, texts = held
    # Whoever went leaves an empty place behind.
    assert (any(ids), rows, any(texts)) == (False, {}, False)
    assert back.search is before.search
