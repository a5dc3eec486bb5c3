"""``labnet report``: questions on the whole network, told in tables and small plots; one module a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import typer

from labnet.cli.reports.brokers import brokers
from labnet.cli.reports.communities import communities
from labnet.cli.reports.diff import diff
from labnet.cli.reports.mixing import mixing
from labnet.cli.reports.parallel import parallel
from labnet.cli.reports.peers import peers
from labnet.cli.reports.programme import programme
from labnet.cli.reports.proposals import proposals
from labnet.cli.reports.silos import silos
from labnet.cli.reports.trend import trend
from labnet.cli.reports.whatif import whatif

__all__ = ["REPORTS", "build_reports"]

REPORTS: Final[Mapping[str, Callable[..., None]]] = MappingProxyType(
    {
        "peers": peers,
        "silos": silos,
        "mixing": mixing,
        "brokers": brokers,
        "proposals": proposals,
        "parallel": parallel,
        "communities": communities,
        "trend": trend,
        "diff": diff,
        "whatif": whatif,
        "programme": programme,
    }
)
"""Every report by the name people type."""


def build_reports() -> typer.Typer:
    """Build the group of commands from the reports."""
    app = typer.Typer(rich_markup_mode=None, help="Say what the network means.")
    for name, report in REPORTS.items():
        app.command(name)(report)
    return app
