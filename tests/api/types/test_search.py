from __future__ import annotations

import datetime as dt

from labnet.api.context import Context
from labnet.api.types.search import hit_at
from labnet.model.records import Entity
from labnet.network.search import Hit
from labnet.service.registry import Registry
from labnet.service.viewer import VISITOR


def test_a_hit_that_the_image_does_not_hold_is_left_out(shipped: Registry) -> None:
    context = Context(viewer=VISITOR, view=shipped.view(VISITOR), today=dt.date(2026, 11, 23))
    known = [(Entity.ACTOR, "lab-labase"), (Entity.THEME, "open-data"), (Entity.TERRITORY, "region:93")]

    # The index may be a moment ahead of the image that the request is answered from.
    found = [hit_at(context, Hit(entity, id_, 1.0, ())) for entity, id_ in known]
    missing = [hit_at(context, Hit(entity, "nowhere", 1.0, ())) for entity, _ in known]

    assert [type(hit.node).__name__ for hit in found if hit] == ["Lab", "Theme", "Territory"]
    assert missing == [None, None, None]
