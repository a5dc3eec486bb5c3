"""What findings say, in words that can be pasted into a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from labnet.wording.languages import translations
from labnet.wording.numbers import figure, p_value, percent

__all__ = ["Told", "advice", "detail", "title"]

_DOMAIN: Final = "findings"

_TITLES: Final = {
    "pair.under-connected": "“{a}” and “{b}” meet less than they should",
    "pair.single-bridge": "One joint work or direct tie alone links “{a}” and “{b}”",
    "pair.bridges": "Who links “{a}” and “{b}”",
    "pairs.as-expected": "Of the pairs that can be judged, none meets less than expected",
    "pairs.cannot-tell": "Of {pairs} pairs of groups out of {total}, nothing can be said",
    "pairs.no-fit": "Which groups meet too little cannot be told here",
    "network.closed": "Contacts stay inside groups",
    "network.open": "Contacts go across groups",
    "network.as-expected": "Contacts go across groups as much as chance would have it",
    "network.cannot-tell": "Whether contacts stay inside groups cannot be told",
    "group.closed": "“{a}” keeps to itself",
    "group.open": "“{a}” looks outwards",
    "effort.parallel": "“{x}” and “{y}” work on “{theme}” without being in contact",
    "cutpoint": "Without “{x}”, {value} actors would be cut off from the others",
    "isolates": "{value} of {n} actors have no contact with anybody",
    "ties.undated": "{undated} of {ties} ties have no known start",
}
_DETAILS: Final = {
    "pair.under-connected": (
        "{value} joint works or direct ties are known, where {expected} would be expected of groups that meet "
        "others as much ({p})."
    ),
    "pair.single-bridge": "{value} joint work or direct tie is known, where {expected} would be expected ({p}).",
    "pair.bridges": "{value} joint works or direct ties are known, where {expected} would be expected ({p}).",
    "pairs.as-expected": (
        "{tested} of {pairs} pairs of groups are expected to meet often enough for an absence to be seen; "
        "none of these meets less often than chance allows."
    ),
    "pairs.cannot-tell": (
        "{works} joint works or direct ties are known: so few that even two groups that never met would not "
        "be surprising."
    ),
    "pairs.no-fit": (
        "That takes at least four groups that meet each other, none of which is an end of nearly all meetings."
    ),
    "network.closed": (
        "The E-I index (-1: all contacts inside groups, 1: all across) is {value}, where chance would give {expected} "
        "({p}; {n} contacts)."
    ),
    "network.open": (
        "The E-I index (-1: all contacts inside groups, 1: all across) is {value}, where chance would give {expected} "
        "({p}; {n} contacts)."
    ),
    "network.as-expected": (
        "The E-I index (-1: all contacts inside groups, 1: all across) is {value}, where chance would give {expected} "
        "({p}; {n} contacts)."
    ),
    "network.cannot-tell": "{n} contacts are known: too few, or all of one group.",
    "group.closed": (
        "{share} of its contacts are inside; its E-I index is {value}, where chance would give {expected} ({p}). "
        "{groups} of {total} groups keep to themselves."
    ),
    "group.open": (
        "{share} of its contacts are inside; its E-I index is {value}, where chance would give {expected} ({p})."
    ),
    "effort.parallel": "They answer to different administrations, and nobody is in contact with both.",
    "cutpoint": "It is their only way to the largest part of the network.",
    "isolates": "Ties may be missing from the registry, or these actors may work alone.",
    "ties.undated": "They count as if they had always been, so figures of past days are too high.",
}
_ADVICE: Final = {
    "pair.under-connected": "Bring those who link them into a common project; proposed ties say who else could meet.",
    "pair.single-bridge": "Give them a second occasion to meet before the first one ends.",
    "network.closed": "Choose among the pairs of groups and the proposed ties where to open it up.",
    "group.closed": "Invite it into works of others, or others into its own; proposed ties say whom.",
    "effort.parallel": "Introduce them to each other: each has something the other need not do again.",
    "cutpoint": "Make a second link before it is needed: a project that its neighbours share would do.",
    "isolates": "Ask them whom they work with, and what they look for.",
    "pairs.cannot-tell": "Declare the works that are missing before drawing conclusions.",
    "pairs.no-fit": "Look at wider groups, or at the whole network.",
    "ties.undated": "Ask those concerned since when.",
}
_NAMES: Final = "Linking them already: {actors}."
_DECIDING: Final = (
    "With about {deciding} works or ties known in all ({works} today), a gap as wide in proportion would be "
    "significant."
)
_NOBODY: Final = "Nobody is known to link them."
_EXAMPLES: Final = "Among them: {actors}."
_NEEDED: Final = "With about {needed} works or ties known in all, half of these pairs could be judged."
_NEEDED_OF_SOME: Final = (
    "{meeting} of these pairs are of groups that are known to meet anybody at all; with about {needed} works or ties "
    "known in all, half of them could be judged."
)
_NONE_CAN: Final = "Nothing can be said of any of the {total} pairs of groups"
_ALONE: Final = "Of these, {alone} hang on it alone, and would have no contact left."
_FURTHEST: Final = "Furthest below expectation is “{a}” with “{b}”: {value} known, {expected} expected."
_NO_EXPECTATION: Final = "{value} joint works or direct ties are known; what chance would give cannot be told here."
_STEPS: Final = "The shortest way from one to the other has {distance} steps."
_NO_WAY: Final = "No way leads from one to the other."

_LINKED: Final = frozenset({"pair.under-connected", "pair.single-bridge", "pair.bridges"})


@dataclass(frozen=True, slots=True)
class Told:
    """What a finding is about, as people call it, and its figures; `value` … `n` are of its first statistic.

    `bound` tells whether `p` is but the most that it can be.
    """

    code: str
    groups: Sequence[str] = ()
    actors: Sequence[str] = ()
    theme: str = ""
    value: float | None = None
    expected: float | None = None
    p: float | None = None
    bound: bool = False
    n: int | None = None
    numbers: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


def title(told: Told, language: str) -> str:
    """Say in one line what was found.

    Examples
    --------
    >>> title(Told("group.closed", groups=["State"]), "en")
    '“State” keeps to itself'
    """
    none = told.code == "pairs.cannot-tell" and told.numbers["pairs"] == told.numbers["total"]
    return _said(_NONE_CAN if none else _TITLES[told.code], told, language)


def detail(told: Told, language: str) -> str:
    """Say what it rests on, with figures against chance and names."""
    first = _NO_EXPECTATION if told.code == "pair.bridges" and told.expected is None else _DETAILS[told.code]
    return " ".join(_said(each, told, language) for each in (first, *_further(told)))


def advice(told: Told, language: str) -> str | None:
    """Say what could be done; None where nothing needs to be."""
    text = _ADVICE.get(told.code)
    return None if text is None else _said(text, told, language)


def _further(told: Told) -> list[str]:
    """Give the sentences that follow where there is something to tell."""
    if told.code in _LINKED:
        undecided = "deciding" in told.numbers and told.code != "pair.under-connected"
        return [*([_DECIDING] if undecided else []), _NAMES if told.actors else _NOBODY]
    if told.code == "isolates" and told.actors:
        return [_EXAMPLES]
    if told.code == "cutpoint" and "alone" in told.numbers:
        return [_ALONE]
    if told.code == "effort.parallel":
        return [_STEPS if "distance" in told.numbers else _NO_WAY]
    if told.code == "pairs.cannot-tell":
        return [
            *([_FURTHEST] if told.groups and told.expected else []),
            *([_NEEDED_OF_SOME if "meeting" in told.numbers else _NEEDED] if "needed" in told.numbers else []),
        ]
    return []


def _said(text: str, told: Told, language: str) -> str:
    a, b, *_ = (*told.groups, "", "")
    x, y, *_ = (*told.actors, "", "")
    values = {
        **{name: figure(number, language) for name, number in told.numbers.items()},
        "share": percent(told.numbers.get("share", 0.0), language),
        "a": a,
        "b": b,
        "x": x,
        "y": y,
        "theme": told.theme,
        "actors": ", ".join(told.actors),
        "value": figure(told.value, language),
        "expected": figure(told.expected, language),
        "n": figure(told.n, language),
        "p": p_value(told.p, language, bound=told.bound),
    }
    return translations(language, _DOMAIN).gettext(text).format(**values)
