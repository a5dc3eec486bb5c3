from __future__ import annotations

import pytest

from labnet.api.http.media import GRAPHQL, PLAIN, accepted, takes_gzip


@pytest.mark.parametrize(
    ("header", "media"),
    [
        ("", PLAIN),
        ("  ", PLAIN),
        ("*/*", PLAIN),
        ("application/*", PLAIN),
        (PLAIN, PLAIN),
        (GRAPHQL, GRAPHQL),
        (f"{PLAIN}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.9, {PLAIN}", PLAIN),
        (f"{GRAPHQL};q=0.5, */*", PLAIN),
        (f"{GRAPHQL}, */*;q=0.9", GRAPHQL),
        (f"{PLAIN};q=0, */*;q=0.1", GRAPHQL),
        ("APPLICATION/JSON ; Q=0.3", PLAIN),
        (f"{GRAPHQL}; charset=utf-8", GRAPHQL),
        (f'{GRAPHQL}; charset="UTF-8", {PLAIN};q=0.9', GRAPHQL),
        (f"{GRAPHQL}; charset=latin-1, {PLAIN}", PLAIN),
        ("text/*, image/png", None),
        (f"{PLAIN};q=many", None),
        (f"{PLAIN};q=2", None),
        (f"{PLAIN};q=nan", None),
        (";;;,,,=", None),
    ],
)
def test_the_media_type_is_the_most_welcome_of_those_there_are(header: str, media: str | None) -> None:
    assert accepted(header).media == media


@pytest.mark.parametrize(
    ("header", "events"),
    [
        ("text/event-stream", True),
        ("*/*", True),
        ("text/*", True),
        (PLAIN, False),
        ("text/event-stream;q=0, */*", False),
    ],
)
def test_streams_of_events_are_taken_by_who_says_so(header: str, *, events: bool) -> None:
    assert accepted(header).events is events


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("*", True),
        ("x-gzip", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0, *", False),
        ("gzip;q=x", False),
    ],
)
def test_gzip_is_taken_by_who_says_so(header: str, *, taken: bool) -> None:
    assert takes_gzip(header) is taken
