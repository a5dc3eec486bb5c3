from __future__ import annotations

from labnet.wording.notices import fictional, no_ties_among_carriers


def test_that_a_network_is_fictional_is_said_in_french_and_in_english() -> None:
    french, english = fictional()

    assert french.startswith("Ce réseau est fictif, en tout ou en partie")
    assert english.startswith("This network is fictional, in whole or in part")


def test_zeros_among_carriers_are_explained_in_both_languages() -> None:
    assert no_ties_among_carriers("en").startswith("No direct tie is known")
    assert no_ties_among_carriers("fr").startswith("Aucun lien direct n'est connu")
