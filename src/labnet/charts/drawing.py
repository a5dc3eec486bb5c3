"""An SVG picture in the making: shapes and texts, a title and a description for whoever cannot see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape, quoteattr

__all__ = ["INK", "PALE", "Drawing", "cut", "width_of"]

INK: Final = "#1f2933"
PALE: Final = "#9aa5b1"
_FONT: Final = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_SIZE: Final = 12.0
_LETTER: Final = 0.56
"""Width of a letter, as a share of the size of the font: an average, for there is no font to measure."""


def width_of(text: str, size: float = _SIZE) -> float:
    """Give about how wide a text is, in pixels."""
    return len(text) * size * _LETTER


def cut(text: str, most: int) -> str:
    """Shorten a text to so many letters.

    Examples
    --------
    >>> cut("Bordeaux Métropole", 10), cut("Paris", 10)
    ('Bordeaux…', 'Paris')
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


@dataclass
class Drawing:
    """Shapes that are drawn one over the other; sizes and places are in pixels, from the upper left corner."""

    width: float
    height: float
    title: str
    description: str = ""
    shapes: list[str] = field(default_factory=list)

    def rectangle(self, place: tuple[float, float], size: tuple[float, float], fill: str, hint: str = "") -> None:
        """Draw a filled rectangle; the hint is shown to whoever points at it."""
        (x, y), (width, height) = place, size
        told = f"<title>{escape(hint)}</title>" if hint else ""
        self.shapes.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill={quoteattr(fill)}>{told}</rect>'
        )

    def line(self, points: list[tuple[float, float]], stroke: str, *, width: float = 2, dashes: str = "") -> None:
        """Draw a line through points."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashed = f" stroke-dasharray={quoteattr(dashes)}" if dashes else ""
        self.shapes.append(
            f'<polyline points="{path}" fill="none" stroke={quoteattr(stroke)} stroke-width="{width:g}"{dashed}/>'
        )

    def dot(self, place: tuple[float, float], fill: str, hint: str = "", radius: float = 2.5) -> None:
        """Draw a dot."""
        told = f"<title>{escape(hint)}</title>" if hint else ""
        self.shapes.append(
            f'<circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="{radius:g}" fill={quoteattr(fill)}>{told}</circle>'
        )

    def text(
        self,
        place: tuple[float, float],
        text: str,
        *,
        anchor: str = "start",
        size: float = _SIZE,
        fill: str = INK,
        turn: float = 0,
    ) -> None:
        """Write a text: `place` is where its baseline starts, has its middle or ends, as `anchor` says."""
        x, y = place
        turned = f' transform="rotate({turn:g} {x:g} {y:g})"' if turn else ""
        self.shapes.append(
            f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size:g}" fill={quoteattr(fill)}{turned}>'
            f"{escape(text)}</text>"
        )

    def svg(self) -> str:
        """Give the picture."""
        told = f"<desc>{escape(self.description)}</desc>" if self.description else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" role="img" font-family={quoteattr(_FONT)}>'
            f"<title>{escape(self.title)}</title>{told}"
            f'<rect width="100%" height="100%" fill="#ffffff"/>{"".join(self.shapes)}</svg>\n'
        )
