from __future__ import annotations

import asyncio

import pytest

from labnet.api.http import streams as streams_module
from labnet.api.http.refusals import Refusal
from labnet.api.http.streams import Streams


def test_streams_are_counted_while_they_are_open() -> None:
    streams = Streams(most=3, each=2)

    with streams.opened("a"), streams.opened("a"), streams.opened("b"):
        with pytest.raises(Refusal) as full, streams.opened("c"):
            pass
        assert (full.value.status, len(streams)) == (503, 3)
    with streams.opened("a"), streams.opened("a"), pytest.raises(Refusal) as many, streams.opened("a"):
        pass

    assert (many.value.status, len(streams)) == (429, 0)


def test_closing_waits_for_those_that_are_open_and_lets_nobody_in() -> None:
    async def follow(streams: Streams, ended: list[str]) -> None:
        with streams.opened("a"):
            await streams.closed()
            await asyncio.sleep(0.05)
            ended.append("a")

    async def scenario() -> list[str]:
        streams, ended = Streams(most=3, each=3), list[str]()
        follower = asyncio.create_task(follow(streams, ended))
        await asyncio.sleep(0)
        await streams.close()
        told = list(ended)
        with pytest.raises(Refusal), streams.opened("b"):
            pass
        await follower
        return told

    assert asyncio.run(scenario()) == ["a"]


def test_closing_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams_module, "_CLOSING_SECONDS", 0.05)

    async def scenario() -> int:
        streams = Streams(most=3, each=3)
        with streams.opened("a"):
            await streams.close()
            return len(streams)

    assert asyncio.run(scenario()) == 1


def test_all_addresses_of_one_connection_of_version_6_are_one() -> None:
    streams = Streams(most=9, each=1)

    with streams.opened("2001:db8::1"), streams.opened("2001:db8:0:1::1"):
        with pytest.raises(Refusal) as many, streams.opened("2001:db8::2"):
            pass
        assert (many.value.status, len(streams)) == (429, 2)
    assert len(streams) == 0
