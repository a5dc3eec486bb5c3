"""Administrations of very different sizes, and the services that are part of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from labnet.fiction.draws import NOBODY, Bools, Floats, Ints, heavy, stream, zipf
from labnet.fiction.plan import Plan
from labnet.fiction.setting import Setting
from labnet.model.vocabularies import Tier

__all__ = ["TIERS", "Bodies", "draw_bodies"]

TIERS: Final = tuple(Tier)
"""Tiers by number."""

_SHARES: Final = {
    Tier.STATE_CENTRAL: 0.03,
    Tier.STATE_DECONCENTRATED: 0.22,
    Tier.REGION: 0.03,
    Tier.DEPARTMENT: 0.08,
    Tier.INTERCOMMUNAL: 0.14,
    Tier.COMMUNE: 0.23,
    Tier.SPECIAL_STATUS: 0.01,
    Tier.PUBLIC_ESTABLISHMENT: 0.10,
    Tier.RESEARCH: 0.05,
    Tier.ASSOCIATION: 0.06,
    Tier.COMPANY: 0.04,
    Tier.OTHER: 0.01,
}
_SIZES: Final = {
    Tier.STATE_CENTRAL: 10.0,
    Tier.STATE_DECONCENTRATED: 2.0,
    Tier.REGION: 4.0,
    Tier.DEPARTMENT: 4.0,
    Tier.INTERCOMMUNAL: 2.0,
    Tier.COMMUNE: 1.5,
    Tier.SPECIAL_STATUS: 4.0,
    Tier.PUBLIC_ESTABLISHMENT: 2.0,
    Tier.RESEARCH: 3.0,
    Tier.ASSOCIATION: 0.5,
    Tier.COMPANY: 0.8,
    Tier.OTHER: 0.3,
}
_FIRST: Final = (
    *(Tier.COMMUNE, Tier.STATE_DECONCENTRATED, Tier.ASSOCIATION, Tier.DEPARTMENT, Tier.STATE_CENTRAL),
    *(Tier.PUBLIC_ESTABLISHMENT, Tier.INTERCOMMUNAL, Tier.RESEARCH, Tier.REGION, Tier.COMPANY),
)
"""The first administrations, so that even a hamlet has several spheres."""

_ROOTS: Final = 0.45
_LARGEST: Final = 5_000.0
_MOST: Final = 0.16
"""The most of all people that one administration would have, but for the cut itself."""
_REGIONAL: Final = 0.3
_UNDER_ROOT: Final = 0.6
_HEAD_OFFICE: Final = 0.7


@dataclass(frozen=True, slots=True)
class Bodies:
    """Bodies, the administrations among them first.

    Attributes
    ----------
    tier, root, parent : int arrays
        The tier, as a place in `TIERS`; the row of the administration it answers to, and of the body it is part of,
        or `NOBODY`.
    department, region : int arrays
        Where it is; without a département all of a region, without either all of the country.
    theme : int array
        What it works on most.
    weight : float array
        Its size beside the others.
    roots : int
        How many administrations there are.
    """

    tier: Ints
    root: Ints
    parent: Ints
    department: Ints
    region: Ints
    theme: Ints
    weight: Floats
    roots: int


def draw_bodies(plan: Plan, setting: Setting) -> Bodies:
    """Draw administrations, their sizes, and services for each according to its size."""
    rng = stream(plan.seed, "administrations")
    count = plan.bodies
    roots = max(1, round(_ROOTS * count))
    tier = _draw_tiers(rng, roots)
    size = heavy(rng, roots, 1.1, _LARGEST) * np.array([_SIZES[each] for each in TIERS])[tier]
    size = np.minimum(size, _MOST * size.sum())
    department, region = _draw_places(rng, setting, tier)
    root = np.concatenate((np.arange(roots), _draw_roots(rng, size, count - roots)))
    return Bodies(
        tier=tier[root],
        root=root,
        parent=_draw_parents(rng, root, roots),
        department=_spread(rng, setting, department[root], region[root], services=np.arange(count) >= roots),
        region=region[root],
        theme=zipf(rng, count, len(setting.themes)),
        weight=_shared(rng, size, root, roots),
        roots=roots,
    )


def _draw_tiers(rng: np.random.Generator, roots: int) -> Ints:
    shares = np.array([_SHARES[tier] for tier in TIERS])
    tier: Ints = rng.choice(len(TIERS), roots, p=shares / shares.sum())
    first = [TIERS.index(each) for each in _FIRST[:roots]]
    tier[: len(first)] = first
    return tier


def _draw_places(rng: np.random.Generator, setting: Setting, tier: Ints) -> tuple[Ints, Ints]:
    department = setting.draw_departments(rng, len(tier))
    region = setting.region_of[department]
    regional = (tier == TIERS.index(Tier.REGION)) | (
        (tier == TIERS.index(Tier.STATE_DECONCENTRATED)) & (rng.random(len(tier)) < _REGIONAL)
    )
    central = tier == TIERS.index(Tier.STATE_CENTRAL)
    return np.where(regional | central, NOBODY, department), np.where(central, NOBODY, region)


def _draw_roots(rng: np.random.Generator, size: Floats, services: int) -> Ints:
    share = size**0.8
    return np.sort(rng.choice(len(size), services, p=share / share.sum()))


def _draw_parents(rng: np.random.Generator, root: Ints, roots: int) -> Ints:
    """Hang each service under its administration, or under a service of the same that came before it."""
    rows = np.arange(len(root))
    first = np.searchsorted(root[roots:], root) + roots
    before = np.maximum(rows - first, 0)
    earlier = first + (rng.random(len(root)) * before).astype(np.int64)
    under_root = (before == 0) | (rng.random(len(root)) < _UNDER_ROOT)
    parent = np.where(under_root, root, earlier)
    parent[:roots] = NOBODY
    return parent


def _spread(rng: np.random.Generator, setting: Setting, department: Ints, region: Ints, services: Bools) -> Ints:
    """Give half of the services of the country or of a region a département of their own."""
    drawn = setting.draw_departments(rng, len(department))
    fits = (region == NOBODY) | (setting.region_of[drawn] == region)
    own = services & (department == NOBODY) & fits & (rng.random(len(department)) < 0.5)  # noqa: PLR2004 - half
    return np.where(own, drawn, department)


def _shared(rng: np.random.Generator, size: Floats, root: Ints, roots: int) -> Floats:
    """Share the size of each administration between its head office and its services."""
    part = heavy(rng, len(root), 1.5, 50.0)
    part[:roots] = 0.0
    whole = np.bincount(root, part, roots)
    office = np.where(whole > 0, _HEAD_OFFICE, 1.0)
    weight: Floats = size[root] * (1 - office[root]) * part / np.maximum(whole, 1e-9)[root]
    weight[:roots] = size * office
    return weight
