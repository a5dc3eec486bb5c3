from __future__ import annotations

import pytest

from labnet.wording.errors import explained

SHOWN = (
    "BAD_INPUT",
    "BAD_QUERY",
    "BUSY",
    "FORBIDDEN",
    "INTERNAL",
    "NOT_READY",
    "STALE",
    "STORE_UNAVAILABLE",
    "TOO_MUCH",
)


@pytest.mark.parametrize("code", SHOWN)
def test_every_code_that_a_page_may_show_is_explained_in_both_languages(code: str) -> None:
    english, french = explained(code, "en"), explained(code, "fr")

    assert len({code, english, french}) == 3
    assert french.endswith(".")


def test_any_other_code_stands_for_itself() -> None:
    assert explained("BAD_DATASET", "fr") == "BAD_DATASET"
