"""Asking what a report tells: one of the operations that labnet ships, as the operator, for as long as it takes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from labnet.api.answers import Operation, answer
from labnet.api.context import Context
from labnet.assets import schema_folder
from labnet.cli.console import say_fictional, waiting
from labnet.cli.options import settings_with
from labnet.errors import of_code
from labnet.service.registry import Registry
from labnet.service.viewer import OPERATOR

__all__ = ["ask"]


def ask(name: str, variables: Mapping[str, Any], *, database: str | None, quiet: bool = False) -> dict[str, Any]:
    """Run an operation of ``schema/operations/`` and give its data; variables that are None are left out.

    Raises
    ------
    LabnetError
        If the answer has errors: of the class that the first one had.
    """
    document = (schema_folder() / "operations" / f"{name}.graphql").read_text(encoding="utf-8")
    given = {key: value for key, value in variables.items() if value is not None}
    settings = dataclasses.replace(settings_with(database=database), max_seconds=math.inf)
    with Registry.of(settings, create=False) as registry:
        today = dt.datetime.now(dt.UTC).date()
        context = Context(OPERATOR, registry.view(OPERATOR), today, analyses=registry.analyses)
        with waiting(f"{name} …", quiet=quiet):
            body = answer(context, Operation(document, given), settings).body
    if errors := body.get("errors"):
        # What has a code of no error of labnet's is a defect: it is told as one.
        raise (of_code(errors[0]["extensions"]["code"]) or RuntimeError)(f"{name}: {errors[0]['message']}")
    if body.get("extensions", {}).get("fictional"):
        say_fictional(quiet=quiet)
    data: dict[str, Any] = body["data"]
    return data
