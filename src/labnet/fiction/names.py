"""Invented names: syllables that no real person, town or body of France is called by."""

from __future__ import annotations

from itertools import product
from typing import Final

__all__ = ["CLUSTER", "EVENT", "FIRST_NAMES", "LAB", "LAST_NAMES", "MINISTRIES", "PLACES", "PROGRAMMES", "PROJECT"]
__all__ += ["ROLES", "ROOT", "SERVICE", "TIE_ROLES"]


def _joined(*parts: str) -> tuple[str, ...]:
    return tuple("".join(chosen) for chosen in product(*(part.split(" ") for part in parts)))


FIRST_NAMES: Final = _joined(
    "Aelk Bryx Cynz Dovz Elzw Fylk Gwix Hyrz Iaxm Jylv Kaezh Lyxt Myrk Nyxh Oxam Pyrz Qylv Ryxm Sylk Tyxh Uzyk Vexl "
    "Wynk Xylm Yvox Zankr",
    "adoria avane amirel azence aquine atamel alisor avrielle adazie andrelle",
)
LAST_NAMES: Final = _joined(
    "Quorz Zelk Xand Vryl Wox Brux Tryl Glyv Korz Myxt Dwalk Fyrn Huxt Jalz Lozk Nyrb Plyx Skalz Tzark Ulvyr Kwist "
    "Zwen Yrkh Ghuz Drovz Bzal",
    "a o e y",
    "mandel bataire quart vintre lombre zerac guile pavance rondel sourde lisque tardin verlaye brisque",
)
PLACES: Final = _joined(
    "Zyver Xandu Quorzi Wexil Kolzo Vrandzu Brizzo Tzalmu Gwyntu Kerzha Zolvi Xilmo Qwenda Vyxa Dwarvi Fyzza Jyxo "
    "Kwilmi Myzzo Nyxvi Pryzu Skolvi Tryxa Zwarde",
    "gnac mont ville bourg court lande rive fosse clairs val font roche",
    ", -sur-Brume -les-Lunes -le-Songe -sous-Étoile -l'Égarée -la-Lointaine -aux-Échos".replace(", ", " "),
)
MINISTRIES: Final = tuple(
    f"Ministère des {one} et des {other}"
    for one, other in product(
        ["Nuages", "Lanternes", "Boussoles", "Marées", "Passerelles", "Horloges", "Tisanes"],
        ["Échos", "Marelles", "Brouillons", "Lucioles", "Ricochets", "Parapluies"],
    )
)
PROGRAMMES: Final = tuple(
    f"{what} {whim}"
    for what, whim in product(
        ("Programme", "Fonds", "Appel à projets"),
        ["Mille-Lanternes", "Grand-Ricochet", "Brume-Claire", "Sept-Boussoles"],
    )
)

ROOT: Final = {
    "STATE_CENTRAL": "{ministry}",
    "STATE_DECONCENTRATED": "Préfecture de {place}",
    "REGION": "Région {place}",
    "DEPARTMENT": "Département de {place}",
    "INTERCOMMUNAL": "Communauté de communes de {place}",
    "COMMUNE": "Ville de {place}",
    "SPECIAL_STATUS": "Collectivité de {place}",
    "PUBLIC_ESTABLISHMENT": "Agence publique de {place}",
    "RESEARCH": "Université de {place}",
    "ASSOCIATION": "Les Amis de {place}",
    "COMPANY": "Coopérative de {place}",
    "OTHER": "Tiers-lieu de {place}",
}
"""Names of administrations by tier."""

SERVICE: Final = ("Direction", "Service", "Pôle", "Mission", "Bureau")
PROJECT: Final = (
    *("Chantier", "Atelier", "Guichet", "Fabrique", "Carnet", "Parcours", "Passerelle", "Défi", "Boussole"),
    *("Feuille de route", "Kit", "Observatoire"),
)
LAB: Final = ("Labo de {place}", "Fabrique de {place}", "Lab' {place}", "L'Atelier de {place}")
CLUSTER: Final = "Réseau {theme} de {place}"
EVENT: Final = ("Rencontres", "Hackathon", "Semaine", "Forum")

ROLES: Final = (
    *("designer de services", "cheffe de projet", "chef de projet", "chargée de mission", "chargé de mission"),
    *(
        "directrice de l'innovation",
        "directeur de l'innovation",
        "développeuse",
        "développeur",
        "juriste",
        "sociologue",
    ),
    *("facilitatrice", "facilitateur", "responsable de laboratoire", "analyste de données", "travailleuse sociale"),
    *(
        "travailleur social",
        "urbaniste",
        "formatrice",
        "formateur",
        "ingénieure",
        "ingénieur",
        "chercheuse",
        "chercheur",
    ),
)
TIE_ROLES: Final = ("coordination", "conception", "données", "terrain", "animation", "évaluation", "appui juridique")
