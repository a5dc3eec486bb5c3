from __future__ import annotations

from pathlib import Path

from labnet.readwrite.faults import Fault, FaultList, Place


def test_a_fault_is_written_as_compilers_do() -> None:
    assert str(Fault("data/actors.csv", 12, "siret", "too short")) == "data/actors.csv:12: siret: too short"
    assert str(Fault("data/actors.csv", 12, None, "odd")) == "data/actors.csv:12: odd"
    assert str(Fault("data/actors.csv", None, None, "odd")) == "data/actors.csv: odd"


def test_the_first_faults_are_kept_and_all_are_counted() -> None:
    faults = FaultList(limit=2)

    for line in range(5):
        Place(Path("ties.csv"), line + 1, faults).fault("to", "nobody")

    assert list(faults) == [Fault("ties.csv", 1, "to", "nobody"), Fault("ties.csv", 2, "to", "nobody")]
    assert (len(faults), faults.total) == (5, 5)


def test_a_long_reason_keeps_its_beginning_and_what_to_do_at_its_end() -> None:
    faults = FaultList()

    faults.add("a", 1, None, f"'{'x' * 9_000}' is not a date: write 2016")

    (fault,) = faults
    assert len(fault.reason) == 503
    assert fault.reason.startswith("'xxx")
    assert fault.reason.endswith("is not a date: write 2016")
