"""What people are told whatever they asked."""

from __future__ import annotations

from labnet.wording.languages import LANGUAGES, translations

__all__ = ["fictional"]


def fictional() -> tuple[str, ...]:
    """Say that a network is fictional, in each language: for whom no language is known."""
    said = "This network is fictional, in whole or in part: it was made up for tests and demonstrations."
    return tuple(translations(language).gettext(said) for language in LANGUAGES)
