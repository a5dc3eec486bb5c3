"""``python -m benchmarks.serve.stock DATABASE PORT``: labnet's schema under strawberry's own ASGI view, as it comes.

What one would get without labnet's endpoint: no limits, no cache of documents, errors unmasked, and questions on the
event loop.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from benchmarks.engine.networks import url_of
from labnet.api.context import Context, visitor_context
from labnet.api.schema import build_schema
from labnet.service.registry import Registry


def main() -> None:
    """Serve until told to stop."""
    database, port = sys.argv[1:]
    with Registry(url_of(Path(database))) as registry:

        class View(GraphQL[Context, Any]):
            async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:  # noqa: ARG002 - strawberry calls it so
                return visitor_context(registry)

        uvicorn.run(View(build_schema()), port=int(port), log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
