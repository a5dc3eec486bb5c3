"""GraphQL documents that are made to take long, and the code that each is to be refused with."""

from __future__ import annotations

from typing import Final

__all__ = ["DOCUMENTS", "bomb", "viewers"]


def bomb(shape: str, levels: int = 18) -> str:
    """Give fragments that spread the next one several times each."""
    spread = shape.count("%d")
    fragments = "".join(
        f"fragment F{level} on Actor {{ {shape % ((level + 1,) * spread)} }} " for level in range(levels)
    )
    return f'{{ actor(by: {{slug: "a"}}) {{ ...F0 }} }} {fragments} fragment F{levels} on Actor {{ id }}'


def viewers(count: int) -> str:
    """Ask for the same under many names."""
    return "{ " + " ".join(f"a{n}: viewer {{ role }}" for n in range(count)) + " }"


def _nested(levels: int) -> str:
    inner = "id"
    for _ in range(levels):
        inner = f"neighbours {{ nodes {{ actor {{ {inner} }} }} }}"
    return f'{{ actor(by: {{slug: "a"}}) {{ {inner} }} }}'


def _of_schema(times: int, what: str) -> str:
    return "{ __schema { " + " ".join(f"a{n}: {what}" for n in range(times)) + " } }"


DOCUMENTS: Final[dict[str, tuple[str, str]]] = {
    "lists nested fifty deep": (_nested(50), "TOO_MUCH"),
    "ten thousand aliases": (viewers(10_000), "TOO_MUCH"),
    "as many aliases as tokens allow": (viewers(330), "TOO_MUCH"),
    "twenty thousand directives": ("{ viewer { role " + "@include(if: true) " * 20_000 + "} }", "TOO_MUCH"),
    "as many directives as tokens allow": ("{ viewer { role " + "@include(if: true) " * 280 + "} }", "TOO_MUCH"),
    "a fragment bomb": (bomb("a: administrations { ...F%d } b: administrations { ...F%d }"), "TOO_MUCH"),
    "eighteen levels of shared fragments": (bomb("...F%d ...F%d id"), "TOO_MUCH"),
    "shared fragments with lists": (bomb("...F%d administrations { id } ...F%d", 24), "TOO_MUCH"),
    "a fragment that spreads itself": ("{ ...A } fragment A on Query { ...A viewer { role } }", "BAD_QUERY"),
    "a circle of fragments": (
        "{ ...F0 } " + "".join(f"fragment F{n} on Query {{ ...F{(n + 1) % 180} }} " for n in range(180)),
        "TOO_MUCH",
    ),
    "every fragment within every other": (
        "{ ...F0 } "
        + "".join(f"fragment F{n} on Query {{ {' '.join(f'...F{m}' for m in range(28))} }} " for n in range(28)),
        "TOO_MUCH",
    ),
    "four hundred times one field": ("{ " + "viewer { role } " * 400 + "}", "TOO_MUCH"),
    "four hundred times one leaf": ("{ viewer { " + "role " * 400 + "} }", "TOO_MUCH"),
    "two megabytes of comments": ("#" + "x" * 2_000_000 + "\n{ viewer { role } }", "TOO_MUCH"),
    "two megabytes of short comments": ("#\n" * 1_000_000 + "{ viewer { role } }", "TOO_MUCH"),
    "as many comments as the length allows": ("#\n" * 49_000 + "{ viewer { role } }", "TOO_MUCH"),
    "the schema within itself": (
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        "BAD_QUERY",
    ),
    "the schema over and over": (_of_schema(60, "types { fields { type { fields { name } } } }"), "TOO_MUCH"),
    "the schema a few times over": (_of_schema(20, "types { fields { args { name description } } }"), "TOO_MUCH"),
    "the schema over and over beside something else": (
        _of_schema(20, "types { fields { name description } }").removesuffix("}") + "viewer { role } }",
        "TOO_MUCH",
    ),
    "a number of ninety thousand digits": ("{ actors(first: " + "9" * 90_000 + ") { totalCount } }", "BAD_QUERY"),
    "a number beyond all pages": ("{ actors(first: 99999999999) { nodes { id } } }", "TOO_MUCH"),
    "lists without end": ("{ actors(first: " + "[" * 900 + "]" * 900 + ") { totalCount } }", "TOO_MUCH"),
    "eleven operations": (" ".join(f"query Q{n} {{ viewer {{ role }} }}" for n in range(11)), "TOO_MUCH"),
    "as many misspelt fields as are allowed": (
        "{ " + " ".join(f"collaboratoin{n}" for n in range(390)) + " }",
        "BAD_QUERY",
    ),
    "as many misspelt types as tokens allow": (
        "query(" + " ".join(f"$a{n}: ColaboratoinFliter" for n in range(480)) + ") { viewer { role } }",
        "BAD_QUERY",
    ),
}
