from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

import numpy as np
import pytest
from scipy import sparse

from labnet.network.image import Image
from labnet.network.weights import bytes_of


@dataclass
class Plain:
    held: object


@dataclass(slots=True)
class Slotted:
    held: object


class Colour(Enum):
    RED = "R" * 10_000


BLOCK = np.zeros(10_000, np.int8)


@pytest.mark.parametrize(
    "value",
    [
        BLOCK,
        BLOCK[:1],
        (BLOCK, BLOCK, BLOCK[2:]),
        {"block": [BLOCK]},
        MappingProxyType({"block": BLOCK}),
        {frozenset({"x" * 9_900})},
        Plain(Slotted(BLOCK)),
        sparse.csr_array(np.ones((1, 800))),
    ],
)
def test_everything_that_is_held_is_weighed_once(value: object) -> None:
    assert 9_600 <= bytes_of(value) <= 12_000


def test_what_is_there_anyway_weighs_nothing() -> None:
    image = Image.empty()
    image.memo("large", lambda: np.zeros(10_000))

    assert bytes_of([image, Colour.RED, Image]) == sys.getsizeof([image, Colour.RED, Image])


def test_what_holds_itself_is_weighed_all_the_same() -> None:
    ring: list[object] = [BLOCK]
    ring.append(ring)

    assert 10_000 <= bytes_of(ring) <= 12_000
