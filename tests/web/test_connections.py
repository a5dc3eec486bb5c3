"""Requests that are made to do harm, sent to a server that runs as it does for everybody."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest
from benchmarks.hostile.asking import codes_of, sent, split
from benchmarks.hostile.requests import REQUESTS, Request
from tests.processes import ask, free_port, serving


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server; in the end it has said nothing."""
    found, folder = free_port(), tmp_path_factory.mktemp("hostile")
    with serving(found, "--quiet", "--database", f"sqlite:///{folder / 'labnet.db'}") as server:
        yield found
        assert said_by(server) == ""


def said_by(server: subprocess.Popen[str]) -> str:
    """Stop a server, and give what it has said of faults."""
    server.terminate()
    return server.communicate(timeout=30)[1]


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_what_is_made_to_do_harm_is_refused_with_a_code_and_others_are_answered(port: int, request_: Request) -> None:
    status, content = split(sent(port, request_.sent))

    assert (status, codes_of(content) - {"TOO_MUCH"} or {"TOO_MUCH"}) == (request_.status, {request_.code})
    assert ask(port, "{ viewer { role } }")["data"] == {"viewer": None}
