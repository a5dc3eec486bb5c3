from __future__ import annotations

from pathlib import Path

import pytest

from labnet.service.importing import import_datasets
from labnet.store import Store

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of the shipped data."""
    url = f"sqlite:///{tmp_path_factory.mktemp('shipped')}/labnet.db"
    with Store.open(url) as store:
        import_datasets(store, [DATA]).raise_for_faults()
    return url
