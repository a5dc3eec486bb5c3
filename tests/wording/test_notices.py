from __future__ import annotations

from labnet.wording.notices import fictional


def test_that_a_network_is_fictional_is_said_in_french_and_in_english() -> None:
    french, english = fictional()

    assert french.startswith("Ce réseau est fictif, en tout ou en partie")
    assert english.startswith("This network is fictional, in whole or in part")
