from __future__ import annotations

from labnet.model.provenance import NEEDS_SOURCE, Evidence
from labnet.model.vocabularies import Confidence


def test_evidence_that_says_the_same_is_the_same() -> None:
    one, other = (Evidence(confidence=Confidence.SOURCED, source="s", field="since", value="2016") for _ in range(2))

    assert len({one, other, Evidence(confidence=Confidence.DISPUTED, source="s")}) == 2


def test_only_words_that_claim_a_source_need_one() -> None:
    free = {Confidence.INFERRED, Confidence.DECLARED, Confidence.CONFIRMED, Confidence.DISPUTED}

    assert set(Confidence) - NEEDS_SOURCE == free


def test_evidence_is_a_members_word_on_the_whole_record_unless_it_says_more() -> None:
    word = Evidence(confidence=Confidence.DECLARED)

    assert (word.source, word.field, word.value, word.note) == (None, None, None, None)
