"""``labnet documents``: the GraphQL documents that a server knows, and the ids by which clients name them."""

from __future__ import annotations

import dataclasses

from labnet.api.documents import Documents
from labnet.cli.console import write_json, write_table
from labnet.cli.options import Json, settings_with

__all__ = ["documents"]


def documents(*, json: Json = False) -> None:
    """List the documents that clients may name by their id.

    Those that labnet ships, and those of the folder that LABNET_DOCUMENTS names.
    """
    known = Documents(settings_with().documents)
    if json:
        write_json([dataclasses.asdict(document) for document in known])
    else:
        write_table(("name", "id"), [(document.name, document.id) for document in known])
