from __future__ import annotations

import pytest
from rich.progress import ProgressColumn

from labnet.cli.progress import BYTES, ROWS, file_bars
from labnet.readwrite.lines import no_progress


@pytest.mark.parametrize("counting", [BYTES, ROWS])
@pytest.mark.parametrize("shown", [True, False])
def test_nothing_is_shown_where_nobody_watches(
    counting: type[ProgressColumn], capsys: pytest.CaptureFixture[str], *, shown: bool
) -> None:
    with file_bars(counting, beside="storing", shown=shown) as tell:
        tell("actors.csv", 1, 2)

    assert tell is no_progress
    assert capsys.readouterr() == ("", "")
