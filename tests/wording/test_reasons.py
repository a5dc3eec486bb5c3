from __future__ import annotations

import pytest

from labnet.analysis.reasons import ReasonKind
from labnet.wording.reasons import KINDS, reason


def test_every_kind_of_reason_has_words() -> None:
    assert set(KINDS) == {kind.name for kind in ReasonKind}


@pytest.mark.parametrize("kind", KINDS)
def test_reasons_are_said_in_french_too(kind: str) -> None:
    for names in ([], ["un"], ["un", "deux"]):
        english, french = reason(kind, names, "en"), reason(kind, names, "fr")
        assert english != french
        assert english.endswith(": " + ", ".join(names) if names else "")
        assert french.endswith("\u00a0: " + ", ".join(names) if names else "")


def test_one_thing_is_said_otherwise_than_several() -> None:
    assert reason("SHARED_CONTACT", ["DITP"], "fr") == "contact commun\u00a0: DITP"
    assert reason("SHARED_CONTACT", ["DITP", "CNFPT"], "fr") == "contacts communs\u00a0: DITP, CNFPT"
    assert reason("SHARED_CONTACT", ["DITP"], "en") == "shared contact: DITP"


def test_contacts_of_the_past_are_said_to_be_so() -> None:
    assert reason("SHARED_CONTACT", ["DITP"], "fr", past=True) == "ancien contact commun\u00a0: DITP"
    assert reason("SHARED_CONTACT", ["DITP", "CNFPT"], "en", past=True) == "past shared contacts: DITP, CNFPT"
