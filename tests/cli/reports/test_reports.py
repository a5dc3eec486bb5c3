from __future__ import annotations

from typing import Protocol

import pytest

from labnet.cli.reports import REPORTS


class Run(Protocol):
    def __call__(self, *arguments: str) -> tuple[int, str, str]: ...


def test_help_names_each_report_on_a_line_that_is_not_cut(labnet: Run) -> None:
    status, out, _ = labnet("report", "--help")
    lines = out.partition("Commands:\n")[2].splitlines()
    assert status == 0
    assert [line.split()[0] for line in lines] == list(REPORTS)
    assert all(line.endswith(".") and not line.endswith("...") for line in lines)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_says_what_it_tells_and_what_it_takes(labnet: Run, name: str) -> None:
    status, out, err = labnet("report", name, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"Usage: labnet report {name} ")
    assert "--json" in out


def test_a_report_that_does_not_exist_is_refused(labnet: Run) -> None:
    status, _, err = labnet("report", "nothing")
    assert status == 2
    assert "No such command 'nothing'" in err
