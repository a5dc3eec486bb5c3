"""What people are told whatever they asked."""

from __future__ import annotations

from labnet.wording.languages import LANGUAGES, translations

__all__ = ["fictional", "no_ties_among_carriers"]


def fictional() -> tuple[str, ...]:
    """Say that a network is fictional, in each language: for whom no language is known."""
    said = "This network is fictional, in whole or in part: it was made up for tests and demonstrations."
    return tuple(translations(language).gettext(said) for language in LANGUAGES)


def no_ties_among_carriers(language: str) -> str:
    """Say that those who carry a laureate together are tied to each other by nothing else that is known."""
    said = (
        "No direct tie is known between those who carry one laureate together: "
        "zeros say that none was declared, not that nobody met."
    )
    return translations(language, "labels").gettext(said)
