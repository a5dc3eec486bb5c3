from __future__ import annotations

from collections.abc import Callable

import pytest

from labnet.network.image import Image


@pytest.fixture(scope="module")
def network(draw: Callable[[str], Image]) -> Image:
    """A ministry, a city and a school, each its own administration, two labs and a person.

    The lab of the State (2014 to 2016) is the ministry's, the joint lab (since November 2016) the ministry's and the
    city's; ida works for the city.
    """
    return draw("""
        state_service ministry tier=state_central themes=care territory=region:11
        local_authority city tier=commune themes=housing territory=commune:13055
        organisation school tier=research
        lab lab-state since=2014 until=2016 themes=housing territory=region:11
        lab lab-joint since=2016-11
        innovator ida
        ministry CARRIES lab-state
        ministry CARRIES lab-joint
        city CARRIES lab-joint
        ida WORKS_FOR city
        ministry PARTNERS_WITH city since=2016
        school PARTNERS_WITH ministry until=2016
    """)
