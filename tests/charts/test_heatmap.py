from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped] # ships no types

from labnet.charts.heatmap import Cell, colour, heatmap

SVG = "{http://www.w3.org/2000/svg}"
LEGEND = ("fewer", "as expected", "more", "cannot tell")


def test_each_cell_is_told_with_its_groups_text_and_colour() -> None:
    few, many = Cell("3", -1.0, "3, expected 9"), Cell("4", None)
    root = etree.fromstring(
        heatmap("Who works together", ["State", "Local"], [[None, few], [many, None]], LEGEND).encode()
    )
    drawn = {each.findtext(f"{SVG}title"): each.get("fill") for each in root.iterfind(f"{SVG}rect")}
    assert drawn["State · Local, 3, expected 9"] == colour(-1.0)
    assert drawn["Local · State"] == colour(None)
    texts = [each.text for each in root.iterfind(f"{SVG}text")]
    assert texts.count("State") == texts.count("Local") == 2
    assert {"3", "4", *LEGEND} <= set(texts)


def test_long_names_are_cut_but_told_whole() -> None:
    name = "Conseil départemental de la Gironde et du reste"
    root = etree.fromstring(heatmap("Groups", [name], [[Cell("1", 0.2)]], LEGEND).encode())
    assert root.findtext(f".//{SVG}rect/{SVG}title") == f"{name} · {name}"
    assert name not in [each.text for each in root.iterfind(f"{SVG}text")]


def test_a_map_of_nobody_is_a_picture_too() -> None:
    assert etree.fromstring(heatmap("Nobody", [], [], LEGEND).encode()).findtext(f"{SVG}title") == "Nobody"


@given(st.floats(-3, 3))
def test_the_further_from_expected_the_darker(shade: float) -> None:
    def light(text: str) -> int:
        return sum(int(text[at : at + 2], 16) for at in (1, 3, 5))

    assert light(colour(shade)) <= light(colour(shade / 2)) <= light(colour(0))
