"""Pages: one template, one GraphQL operation."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from labnet.api.answers import Operation, answer, error_of
from labnet.api.context import Context, visitor_context
from labnet.api.turns import Turns
from labnet.errors import Busy, LabnetError
from labnet.network.image import Image
from labnet.service.rates import Rates
from labnet.service.registry import Registry
from labnet.settings import Settings
from labnet.web.questions import FIRST, Question, questions
from labnet.web.shapes import columns, heading_of, money, parts, shape
from labnet.wording.errors import explained
from labnet.wording.labels import heading, label
from labnet.wording.languages import LANGUAGES, preferred, translations

__all__ = ["Pages"]

_HTML: Final = "text/html"


class Pages:
    """Answers requests for pages on the network of a registry."""

    def __init__(self, registry: Registry, settings: Settings, turns: Turns, rates: Rates) -> None:
        self._registry = registry
        self._settings = settings
        self._turns = turns
        self._rates = rates
        self._environments = {language: _environment(language) for language in LANGUAGES}

    async def home(self, request: Request) -> Response:
        """Show a preset question with its answer; the first one unless another is named."""
        name = request.query_params.get("question", FIRST)
        question = questions().get(name)
        if question is None:
            return self._render(request, "missing.html", {"name": name[:80]}, 404)
        try:
            return await self._turns.run(self._answered, request, question)
        except Busy as error:
            body = {"errors": [error_of(error)]}
            return self._shown(request, question, visitor_context(self._registry), body, 503)

    def not_found(self, request: Request, error: Exception) -> Response:  # noqa: ARG002 - Starlette hands both over
        """Say that there is no such page."""
        return self._render(request, "missing.html", {"name": request.url.path[:80]}, 404)

    def _answered(self, request: Request, question: Question) -> Response:
        context = visitor_context(self._registry)
        address = request.client.host if request.client else ""
        budget = self._rates.budget(context.viewer, address, self._settings)
        context = replace(context, turns=self._turns, budget=budget)
        status = 200
        try:
            variables = question.asked(_typed(request), self._language(request))
            found = answer(context, Operation(question.document, variables), self._settings)
            body, status = found.body, 200 if found.retry is None else 429
        except LabnetError as error:
            body = {"errors": [error_of(error)]}
        return self._shown(request, question, context, body, status)

    def _shown(
        self, request: Request, question: Question, context: Context, body: dict[str, Any], status: int
    ) -> Response:
        values = {
            "question": question,
            "typed": _typed(request),
            "body": body,
            "raw": json.dumps(body, ensure_ascii=False, indent=2),
            "image": context.image,
            "today": context.today,
        }
        return self._render(request, "question.html", values, status)

    def _render(self, request: Request, template: str, values: dict[str, Any], status: int) -> Response:
        language = self._language(request)
        image: Image = values.get("image") or visitor_context(self._registry).image
        others = {code: str(request.url.include_query_params(lang=code).query) for code in LANGUAGES}
        page = self._environments[language].get_template(template)
        text = page.render({**values, "language": language, "others": others, "image": image, "questions": questions()})
        headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
        return Response(text, status, media_type=_HTML, headers=headers)

    def _language(self, request: Request) -> str:
        accept = request.headers.get("accept-language", "")
        return preferred(request.query_params.get("lang"), accept, self._settings.language)


def _typed(request: Request) -> dict[str, str]:
    return {name: text for name, text in request.query_params.items() if name not in ("question", "lang")}


def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("labnet.web"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined] # the extension adds it
    environment.filters["number"] = lambda value: format_decimal(value, locale=language)
    environment.filters["shape"] = shape
    environment.filters["columns"] = columns
    environment.filters["parts"] = parts
    environment.filters["heading_of"] = heading_of
    environment.filters["money"] = lambda value: money(value, language)
    environment.filters["heading"] = lambda field: heading(field, language)
    environment.filters["explained"] = lambda code: explained(code, language)
    environment.filters["label"] = lambda text: label(text, language)
    return environment
