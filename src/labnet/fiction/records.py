"""A community as records: every actor and tie of it, in the order of their ids, all of them marked as fictional."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from labnet.fiction import names
from labnet.fiction.administrations import TIERS
from labnet.fiction.calendar import draw_precision
from labnet.fiction.cast import Cast
from labnet.fiction.community import Community
from labnet.fiction.draws import NOBODY, Ints, stream, zipf
from labnet.fiction.telling import Dates, Told, evidence, theme_tuples
from labnet.fiction.ties import CODES
from labnet.model.kinds import KINDS, Actor, Innovator
from labnet.model.ties import Tie, tie_id
from labnet.model.vocabularies import AwardBasis, Tier

__all__ = ["actors", "ties"]

_KIND_OF: Final = {tier: spec.record for spec in KINDS.values() for tier in spec.tiers}
_OFFER, _NEED, _ROLE, _OPEN = 0.3, 0.25, 0.6, 0.7
_TIE_ROLE, _STRONGER = 0.15, 0.2
_WITH_ROLES: Final = [CODES["PARTICIPATES_IN"], CODES["RUNS"], CODES["MEMBER_OF"]]
_STRENGTHS: Final = (2.0, 3.0, 5.0)
_AWARDS: Final = (10, 12, 15, 20)
_MONTHS: Final = (12, 18, 24, 36)


def actors(community: Community) -> Iterator[Actor]:
    """Make the records of actors."""
    cast, dates = community.cast, Dates()
    towns = _towns(cast)
    yield from _bodies(cast, towns)
    for part in ("EVENT", "LAB", "CLUSTER"):
        yield from _works(cast, part, dates)
    yield from _people(cast, dates)
    for part in ("PROGRAMME", "PROJECT"):
        yield from _works(cast, part, dates)


def ties(community: Community) -> Iterator[Tie]:
    """Make the records of ties."""
    columns, ids, codes = community.ties, community.cast.ids, list(CODES)
    rng = stream(community.cast.plan.seed, "told of ties")
    dates = Dates()
    rows = zip(
        columns.source.tolist(),
        columns.relation.tolist(),
        columns.target.tolist(),
        dates.of(columns.since, community.precision),
        dates.of(columns.until, community.precision),
        columns.amount.tolist(),
        _tie_roles(rng, columns.relation),
        _strengths(rng, columns.relation),
        evidence(community.cast.plan, rng, len(columns)),
        strict=True,
    )
    for source, code, target, since, until, amount, role, weight, word in rows:
        one, relation, other = ids[source], codes[code], ids[target]
        yield Tie(
            id=tie_id(one, relation, other, since),
            from_id=one,
            to_id=other,
            relation=relation,
            role=role,
            since=since,
            until=until,
            weight=weight,
            amount=None if amount < 0 else amount,
            amount_basis=None if amount < 0 else AwardBasis.GRANT,
            evidence=word,
        )


def _tie_roles(rng: np.random.Generator, relation: Ints) -> list[str | None]:
    told = np.isin(relation, _WITH_ROLES) & (rng.random(len(relation)) < _TIE_ROLE)
    return _words(names.TIE_ROLES, np.where(told, rng.integers(0, len(names.TIE_ROLES), len(relation)), NOBODY))


def _strengths(rng: np.random.Generator, relation: Ints) -> list[float]:
    stronger = (relation == CODES["COLLABORATES_WITH"]) & (rng.random(len(relation)) < _STRONGER)
    drawn: list[float] = np.where(stronger, rng.choice(_STRENGTHS, len(relation)), 1.0).tolist()
    return drawn


def _words(words: tuple[str, ...], which: Ints) -> list[str | None]:
    return [None if at < 0 else words[at] for at in which.tolist()]


def _towns(cast: Cast) -> list[str]:
    """Give each administration an invented town, none twice as long as there are enough."""
    roots = cast.bodies.roots
    turns = -(-roots // len(names.PLACES))
    order = np.tile(stream(cast.plan.seed, "towns").permutation(len(names.PLACES)), turns)[:roots]
    return [names.PLACES[at] for at in order.tolist()]


def _bodies(cast: Cast, towns: list[str]) -> Iterator[Actor]:
    bodies, first = cast.bodies, cast.first["BODY"]
    told = Told.of(cast, "BODY", bodies.theme)
    tiers = [TIERS[tier] for tier in bodies.tier.tolist()]
    offices = stream(cast.plan.seed, "services").integers(0, len(names.SERVICE), len(tiers)).tolist()
    heads = [_administration(tiers[row], town, row) for row, town in enumerate(towns)]
    places = zip(bodies.root.tolist(), bodies.department.tolist(), bodies.region.tolist(), strict=True)
    for row, (root, department, region) in enumerate(places):
        subject = cast.setting.themes[bodies.theme[row]].label_fr
        yield _KIND_OF[tiers[row]](
            id=cast.ids[first + row],
            name=heads[row] if row < bodies.roots else f"{names.SERVICE[offices[row]]} {subject}, {heads[root]}",
            tier=tiers[row],
            administration=cast.ids[first + root],
            territory=cast.setting.territory(department, region),
            **_common(told, row),
        )


def _administration(tier: Tier, town: str, row: int) -> str:
    return names.ROOT[tier.value].format(place=town, ministry=names.MINISTRIES[row % len(names.MINISTRIES)])


def _common(told: Told, at: int) -> dict[str, Any]:
    return {
        "themes": told.themes[at],
        "visibility": told.visibility[at],
        "confirmed_at": told.confirmed_at[at],
        "evidence": told.evidence[at],
        "fictional": True,
    }


def _works(cast: Cast, part: str, dates: Dates) -> Iterator[Actor]:
    work, first = cast.works[part], cast.first[part]
    count, record = len(work.carrier), KINDS[part].record
    rng = stream(cast.plan.seed, f"names of {part}")
    told = Told.of(cast, part, work.theme)
    precision = draw_precision(rng, count)
    since = dates.of(work.start, precision)
    until = dates.ends(work.end, precision)
    towns, forms = (rng.integers(0, most, count).tolist() for most in (len(names.PLACES), 1_000))
    sums = zip(*(rng.choice(choices, count).tolist() for choices in (_AWARDS, _MONTHS)), strict=True)
    for at, (laureates, months) in enumerate(sums):
        theme, town = cast.setting.themes[work.theme[at]].label_fr, names.PLACES[towns[at]]
        own: dict[str, Any] = {} if part != "PROGRAMME" else _programme(laureates, months)
        yield record(
            id=cast.ids[first + at],
            name=_work_name(part, forms[at], theme, town, str(since[at])[:4]),
            territory=cast.setting.departments[work.department[at]],
            description=f"{KINDS[part].fr.capitalize()} de fiction : {theme}.",
            since=since[at],
            until=until[at],
            **own,
            **_common(told, at),
        )


def _work_name(part: str, form: int, theme: str, town: str, year: str) -> str:
    if part == "LAB":
        return names.LAB[form % len(names.LAB)].format(place=town)
    if part == "CLUSTER":
        return names.CLUSTER.format(theme=theme, place=town)
    if part == "PROGRAMME":
        return f"{names.PROGRAMMES[form % len(names.PROGRAMMES)]} {year}"
    if part == "EVENT":
        return f"{names.EVENT[form % len(names.EVENT)]} {theme} de {town} {year}"
    return f"{names.PROJECT[form % len(names.PROJECT)]} {theme} de {town}"


def _programme(laureates: int, months: int) -> dict[str, int]:
    ceiling = 250_000
    budget = laureates * ceiling
    return {
        "announced_laureates": laureates,
        "candidates": 3 * laureates,
        "ceiling": ceiling,
        "budget": budget,
        "support_months": months,
    }


def _people(cast: Cast, dates: Dates) -> Iterator[Actor]:
    people, first = cast.people, cast.first["PERSON"]
    count = len(people.body)
    rng = stream(cast.plan.seed, "names of people")
    told = Told.of(cast, "PERSON", people.theme)
    given, family = (rng.integers(0, len(each), count).tolist() for each in (names.FIRST_NAMES, names.LAST_NAMES))
    rows = zip(
        given,
        family,
        people.department.tolist(),
        _subjects(cast, rng, _OFFER, people.theme),
        _subjects(cast, rng, _NEED, zipf(rng, count, len(cast.setting.themes))),
        _words(names.ROLES, np.where(rng.random(count) < _ROLE, rng.integers(0, len(names.ROLES), count), NOBODY)),
        (rng.random(count) < _OPEN).tolist(),
        dates.ends(people.end, draw_precision(rng, count)),
        strict=True,
    )
    for at, (one, other, department, offers, needs, role, is_open, until) in enumerate(rows):
        yield Innovator(
            id=cast.ids[first + at],
            name=f"{names.FIRST_NAMES[one]} {names.LAST_NAMES[other]}",
            territory=cast.setting.departments[department],
            offers=offers,
            needs=needs,
            until=until,
            role=role,
            open_to_contact=is_open,
            **_common(told, at),
        )


def _subjects(cast: Cast, rng: np.random.Generator, share: float, first: Ints) -> list[tuple[str, ...]]:
    """Give some people one or two subjects."""
    count = len(first)
    second = np.where(rng.random(count) < 0.3, zipf(rng, count, len(cast.setting.themes)), NOBODY)  # noqa: PLR2004 - some
    return theme_tuples(cast, np.where(rng.random(count) < share, first, NOBODY), second)
