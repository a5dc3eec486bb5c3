from __future__ import annotations

from lxml import etree  # type: ignore[import-untyped] # ships no types

from labnet.charts.drawing import Drawing, cut, width_of

SVG = "{http://www.w3.org/2000/svg}"


def test_a_drawing_is_a_picture_with_a_title_and_a_description_whatever_letters_they_have() -> None:
    drawing = Drawing(100, 50, "État & <collectivités>", "deux groupes")
    drawing.rectangle((1, 2), (3, 4), "#fff", "a < b")
    drawing.dot((5, 5), "#000", "c & d")
    drawing.dot((6, 6), "#000")
    drawing.line([(0, 0), (10, 10)], "#000", dashes="2 3")
    drawing.line([(0, 0), (10, 10)], "#000")
    drawing.text((1, 1), "L'été", turn=-45)
    root = etree.fromstring(drawing.svg().encode())
    assert root.get("viewBox") == "0 0 100 50"
    assert root.findtext(f"{SVG}title") == "État & <collectivités>"
    assert root.findtext(f"{SVG}desc") == "deux groupes"
    assert [each.text for each in root.iterfind(f".//{SVG}rect/{SVG}title")] == ["a < b"]
    assert [each.text for each in root.iterfind(f".//{SVG}circle/{SVG}title")] == ["c & d"]
    assert [each.get("stroke-dasharray") for each in root.iterfind(f"{SVG}polyline")] == ["2 3", None]
    assert root.findtext(f"{SVG}text") == "L'été"


def test_a_drawing_without_a_description_has_none() -> None:
    assert etree.fromstring(Drawing(1, 1, "a").svg().encode()).find(f"{SVG}desc") is None


def test_longer_and_larger_texts_are_wider() -> None:
    assert width_of("abcd") == 2 * width_of("ab") == width_of("ab", 24)


def test_texts_are_cut_only_where_they_are_too_long() -> None:
    assert (cut("abc", 3), cut("ab cd", 4)) == ("abc", "ab…")
