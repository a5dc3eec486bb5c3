"""Settings, read once from the environment; `labnet config` shows them."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from typing import Any, Final

from labnet.errors import BadInput

__all__ = ["PREFIX", "Settings"]

PREFIX = "LABNET_"

_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def _setting(
    default: Any, description: str, *, least: float = 0, most: float = math.inf, words: tuple[str, ...] = ()
) -> Any:
    metadata = {"description": description, "least": least, "most": most, "words": words}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator can set; each has an environment variable of its name in capitals after ``LABNET_``."""

    database: str = _setting("sqlite:///labnet.db", "Where records are kept, as a URL.")
    images: str = _setting(
        "",
        "Folder to keep an image of the network in, from which labnet starts faster; "
        "empty: beside a store that is a file, nowhere for any other.",
    )
    host: str = _setting("127.0.0.1", "Address to listen on; 127.0.0.1 is reached from this machine only.")
    port: int = _setting(8000, "Port to listen on.", most=65_535)
    workers: int = _setting(1, "How many processes serve; each holds the network in its own memory.", least=1)
    language: str = _setting(
        "fr", "Language of pages when the reader's browser asks for none we speak: fr or en.", words=("fr", "en")
    )
    origins: str = _setting(
        "",
        "Other sites whose pages may ask from a browser, as in https://example.org, with commas between; "
        "* for all, empty for none.",
    )
    documents: str = _setting(
        "",
        "Folder of GraphQL documents (*.graphql) that clients may name by documentId, besides those that labnet ships.",
    )
    trusted_only: bool = _setting(
        False,  # noqa: FBT003 - the default, as for all others
        "Whether only documents that the server knows are answered: yes or no.",
    )
    max_body_bytes: int = _setting(100_000, "Longest request body that is read.")
    max_tokens: int = _setting(2_000, "Longest GraphQL document, in tokens.")
    max_depth: int = _setting(12, "How deep the fields of a GraphQL operation may be nested.")
    max_fields: int = _setting(400, "How many fields a GraphQL operation may ask for, fragments included.")
    max_aliases: int = _setting(60, "How many aliases a GraphQL operation may give, fragments included.")
    max_directives: int = _setting(50, "How many directives a GraphQL document may hold.")
    max_operations: int = _setting(10, "How many operations a GraphQL document may hold; one of them is run.")
    max_prepared: int = _setting(1_000, "How many GraphQL documents are kept prepared.", least=1)
    max_prepared_bytes: int = _setting(50_000_000, "How many bytes prepared GraphQL documents may take, about.")
    visitor_nodes: int = _setting(
        8_000, "How many objects an answer to a visitor may hold, worked out before the operation is run."
    )
    visitor_cost: int = _setting(
        10_000,
        "What an operation of a visitor may cost: 1 for each object, 250 for each look through the whole network.",
    )
    visitor_points: int = _setting(300_000, "What all operations from one address may cost in a minute.", least=1)
    member_nodes: int = _setting(20_000, "How many objects an answer to a member may hold.")
    member_cost: int = _setting(25_000, "What an operation of a member may cost.")
    member_points: int = _setting(600_000, "What all operations of a member may cost in a minute.", least=1)
    coordinator_nodes: int = _setting(
        50_000, "How many objects an answer to a coordinator or an administrator may hold."
    )
    coordinator_cost: int = _setting(60_000, "What an operation of a coordinator or an administrator may cost.")
    coordinator_points: int = _setting(1_500_000, "What all operations of a coordinator may cost in a minute.", least=1)
    max_answer_bytes: int = _setting(10_000_000, "Longest answer to a GraphQL operation, in bytes.", least=1_000)
    max_seconds: float = _setting(5.0, "How long one answer may take, in seconds.")
    max_concurrent: int = _setting(8, "How many GraphQL operations run at the same time; others wait.", least=1)
    max_streams: int = _setting(1_000, "How many sockets and streams of events may be open at the same time.")
    max_streams_each: int = _setting(20, "How many of them may be open from one address.")
    max_queued: int = _setting(100, "How many GraphQL operations may wait for others; more are refused.")
    max_analyses: int = _setting(1, "How many analyses of the whole network run at the same time.", least=1)
    max_waiting: int = _setting(32, "How many analyses of the whole network may wait for others; more are refused.")
    poll_seconds: float = _setting(
        0.02,
        "How often the store is asked whether another process has changed it; "
        "PostgreSQL tells by itself, and is asked four times a second at most.",
        least=0.001,
        most=60,
    )
    debug: bool = _setting(False, "Whether a command that fails unexpectedly shows where: yes or no.")  # noqa: FBT003 - the default, as for all others

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read settings from the environment (the process's own unless given).

        Raises
        ------
        BadInput
            If a value is not of its setting's type, or a variable with labnet's prefix is not a setting.
        """
        variables = os.environ if environment is None else environment
        known = {PREFIX + setting.name.upper(): setting for setting in fields(cls)}
        unknown = sorted(name for name in variables if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise BadInput(f"{unknown[0]} is not a setting: `labnet config` lists them")
        values = {
            setting.name: _parsed(name, variables[name], setting)
            for name, setting in known.items()
            if name in variables
        }
        return cls(**values)


def _parsed(name: str, text: str, setting: Field[Any]) -> Any:
    kind, choices = type(setting.default), setting.metadata["words"]
    least, most = setting.metadata["least"], setting.metadata["most"]
    try:
        value = _PARSERS[kind](text.strip())
    except ValueError:
        words = {int: "a whole number", float: "a number", bool: "yes or no"}[kind]
        raise BadInput(f"{name} is {text!r}: give it {words}") from None
    if choices and value not in choices:
        raise BadInput(f"{name} is {text!r}: give it {' or '.join(choices)}")
    if kind is not str and value < least:
        raise BadInput(f"{name} is {text!r}: it cannot be less than {least:,}")
    if kind is not str and value > most:
        raise BadInput(f"{name} is {text!r}: it cannot be more than {most:,}")
    return value


def _flag(text: str) -> bool:
    if text.lower() not in _FLAGS:
        raise ValueError
    return _FLAGS[text.lower()]


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


_PARSERS: Final[dict[type[Any], Callable[[str], Any]]] = {str: str, int: int, float: _finite, bool: _flag}
