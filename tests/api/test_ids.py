from __future__ import annotations

import pytest

from labnet.api import ids
from labnet.errors import BadInput
from labnet.model.kinds import KINDS
from labnet.network.changes import build

Lab = KINDS["LAB"].record


def test_a_global_id_is_split_at_its_first_colon() -> None:
    made = ids.global_id(ids.TERRITORY, "region:93")

    assert made == "territory:region:93"
    assert ids.split(made) == ("territory", "region:93")


@pytest.mark.parametrize("text", ["", "lab-zero", "actor:" + "x" * 600])
def test_what_is_no_global_id_is_of_no_sort(text: str) -> None:
    assert ids.split(text) == ("", "")


@pytest.mark.parametrize("text", ["theme:open-data", "open-data"])
def test_an_id_may_come_with_or_without_its_sort(text: str) -> None:
    assert ids.bare(ids.THEME, text) == "open-data"


@pytest.mark.parametrize("text", ["a", "tie:a", "actor:b", "actor:", "actor:A"])
def test_an_argument_must_be_the_global_id_of_an_actor(text: str) -> None:
    image = build([Lab(id="a", name="A")], revision=1)

    assert ids.actor_row(image, "actor:a", "of") == 0
    with pytest.raises(BadInput, match=r"^of: '.*' is not the id of an actor; ids look like actor:lab-labase$"):
        ids.actor_row(image, text, "of")
