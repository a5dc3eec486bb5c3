from __future__ import annotations

import datetime as dt

from labnet.model.dates import PartialDate
from labnet.model.kinds import KINDS
from labnet.model.ties import Tie
from labnet.network.changes import build
from labnet.network.image import Image
from labnet.network.projections import at

Lab = KINDS["LAB"].record


def image_of(*dates: tuple[str, str]) -> Image:
    """Give two labs and one tie between them for each pair of dates, ``t0``, ``t1`` and so on."""
    ties = [
        Tie(
            id=f"t{number}",
            from_id="a",
            to_id="b",
            relation="FEDERATES_WITH",
            since=PartialDate.parse(since) if since else None,
            until=PartialDate.parse(until) if until else None,
        )
        for number, (since, until) in enumerate(dates)
    ]
    return build([Lab(id="a", name="A"), Lab(id="b", name="B"), Lab(id="c", name="C"), *ties])


def test_an_image_at_a_day_has_every_actor_and_the_ties_of_that_day() -> None:
    image = image_of(("2016", "2016"), ("2017", "2018"), ("2018", ""))

    then = at(image, dt.date(2018, 5, 1))

    assert sorted(tie.id for tie in then.all_ties()) == ["t1", "t2"]
    assert (then.number_of_actors, then.number_of_ties) == (3, 2)
    assert then.tie_row("t0") is None
    assert image.number_of_ties == 3


def test_the_image_of_a_day_is_made_once_and_a_few_days_are_held() -> None:
    image = image_of(("2016", "2016"))
    first = at(image, dt.date(2018, 5, 1))

    again = at(image, dt.date(2018, 5, 1))
    for day in range(2, 12):
        at(image, dt.date(2018, 5, day))

    assert again is first
    assert at(image, dt.date(2018, 5, 1)) is not first
