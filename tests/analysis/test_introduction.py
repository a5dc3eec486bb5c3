from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from labnet.analysis.introduction import introduction
from labnet.network.image import Image

Draw = Callable[[str], Image]
TODAY = dt.date(2026, 6, 1)


def _names(image: Image, one: str, other: str, day: dt.date = TODAY) -> list[str] | None:
    ends = image.rows[one], image.rows[other]
    found = introduction(image, *ends, day)
    return None if found is None else [image.ids[row] for row in found.rows]


def _people(count: int) -> str:
    return "\n".join(f"innovator p{number}" for number in range(count))


def test_whoever_has_few_others_to_introduce_is_asked(draw: Draw) -> None:
    busy = "\n".join(f"busy COLLABORATES_WITH p{number}" for number in range(20))
    image = draw(f"""
        innovator ann
        innovator bob
        innovator busy
        innovator free
        {_people(20)}
        ann COLLABORATES_WITH busy
        busy COLLABORATES_WITH bob
        ann COLLABORATES_WITH free
        free COLLABORATES_WITH bob
        {busy}
    """)
    assert _names(image, "ann", "bob") == ["ann", "free", "bob"]


def test_the_only_way_is_told_however_busy_it_is(draw: Draw) -> None:
    busy = "\n".join(f"busy COLLABORATES_WITH p{number}" for number in range(20))
    image = draw(f"""
        innovator ann
        innovator bob
        innovator busy
        {_people(20)}
        ann COLLABORATES_WITH busy
        busy COLLABORATES_WITH bob
        {busy}
    """)
    assert _names(image, "ann", "bob") == ["ann", "busy", "bob"]


def test_a_way_one_step_longer_may_be_better_but_not_two(draw: Draw) -> None:
    busy = "\n".join(f"busy COLLABORATES_WITH p{number} since=2025" for number in range(300))
    image = draw(f"""
        innovator ann
        innovator bob
        innovator busy
        innovator one
        innovator two
        {_people(300)}
        ann COLLABORATES_WITH busy weight=0.1
        busy COLLABORATES_WITH bob weight=0.1
        ann COLLABORATES_WITH one since=2026
        one COLLABORATES_WITH two since=2026
        two COLLABORATES_WITH bob since=2026
        {busy}
    """)
    assert _names(image, "ann", "bob") == ["ann", "one", "two", "bob"]


def test_ties_of_another_day_and_strangers_lead_nowhere(draw: Draw) -> None:
    image = draw("""
        innovator ann
        innovator bob
        ann COLLABORATES_WITH bob until=2020
    """)
    assert _names(image, "ann", "bob") is None
    assert _names(image, "ann", "bob", dt.date(2019, 1, 1)) == ["ann", "bob"]


def test_where_three_go_betweens_are_enough_nobody_is_led_through_four(draw: Draw) -> None:
    busy = "\n".join(f"b COLLABORATES_WITH p{number}" for number in range(300))
    image = draw(f"""
        innovator ann
        innovator a
        innovator b
        innovator c
        innovator bob
        innovator d
        innovator e
        {_people(300)}
        ann COLLABORATES_WITH a
        a COLLABORATES_WITH b
        b COLLABORATES_WITH c
        c COLLABORATES_WITH bob
        a COLLABORATES_WITH d
        d COLLABORATES_WITH e
        e COLLABORATES_WITH c
        {busy}
    """)
    assert _names(image, "ann", "bob") == ["ann", "a", "b", "c", "bob"]
    assert _names(image, "a", "bob") == ["a", "d", "e", "c", "bob"]
