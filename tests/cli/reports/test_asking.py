from __future__ import annotations

import orjson
import pytest

from labnet.api.answers import FAULT, Answer
from labnet.cli.reports import asking
from labnet.cli.reports.asking import ask
from labnet.errors import BadInput, BadQuery, Busy, LabnetError, NotReady, TooMuch


@pytest.mark.parametrize("kind", [BadInput, BadQuery, Busy, NotReady, TooMuch])
def test_an_error_of_the_answer_keeps_its_class(
    monkeypatch: pytest.MonkeyPatch, shipped: str, kind: type[LabnetError]
) -> None:
    body = {"errors": [{"message": "no", "extensions": {"code": kind.code}}]}
    monkeypatch.setattr(asking, "answer", lambda *_: Answer(orjson.dumps(body), ran=True))
    with pytest.raises(kind, match=r"^silos: no$"):
        ask("silos", {}, database=shipped)


def test_a_fault_of_labnet_is_no_error_of_whoever_asks(monkeypatch: pytest.MonkeyPatch, shipped: str) -> None:
    body = {"errors": [{"message": FAULT, "extensions": {"code": "INTERNAL"}}]}
    monkeypatch.setattr(asking, "answer", lambda *_: Answer(orjson.dumps(body), ran=True))
    with pytest.raises(RuntimeError, match="silos: "):
        ask("silos", {}, database=shipped)


def test_what_is_too_much_is_told_so_with_its_own_exit_status(shipped: str) -> None:
    with pytest.raises(TooMuch, match="communities: runs: 1000 is more than"):
        ask("communities", {"runs": 1000}, database=shipped)
