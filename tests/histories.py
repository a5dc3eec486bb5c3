"""What random histories of a network are drawn from."""

from __future__ import annotations

from hypothesis import strategies as st

from labnet.model.provenance import Evidence
from labnet.model.vocabularies import Confidence

ACTORS = [f"a{number}" for number in range(7)]
TIES = [f"t{number}" for number in range(9)]
SOURCES = ["press", "report"]

evidence = st.lists(
    st.builds(
        Evidence,
        confidence=st.just(Confidence.REPORTED),
        source=st.sampled_from([None, *SOURCES]),
        field=st.sampled_from([None, "administration", "to"]),
        value=st.sampled_from([None, *ACTORS[:3]]),
    ),
    max_size=2,
).map(tuple)
