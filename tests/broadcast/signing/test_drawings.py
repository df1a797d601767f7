"""The map and the flags of the signing screen."""

import re

import pytest

from broadcast.signing.drawings import MAP_SIZE, STATIC, cut_ring, draw_flags, draw_map
from conference.texts.countries import countries

SQUARE = [[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]


def topology(identifier: str, *steps: list[list[int]]) -> dict[str, object]:
    """A map of one area by its ISO 3166 number."""
    area = {"type": "Polygon", "id": identifier, "properties": {"name": "Area"}, "arcs": [[0]]}
    transform = {"scale": [1, 1], "translate": [0, 0]}
    return {"objects": {"countries": {"geometries": [area]}}, "arcs": list(steps), "transform": transform}


def test_stored_map_has_every_state_once() -> None:
    drawn = (STATIC / "world.svg").read_text("utf-8")
    assert re.findall(r'<g id="([A-Z]{2})">', drawn) == sorted(set(countries()) - {"EU"})
    assert f'viewBox="{MAP_SIZE}"' in drawn
    assert "<circle" in re.search(r'<g id="SG">(.*?)</g>', drawn)[1]  # type: ignore[index]


def test_stored_flags_are_those_of_all_states_and_of_the_union() -> None:
    drawn = (STATIC / "flags.svg").read_text("utf-8")
    assert re.findall(r'<symbol id="([A-Z]{2})"', drawn) == sorted(countries())
    assert "script" not in drawn
    assert "href" not in drawn


def test_state_is_drawn_under_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadcast.signing.drawings._WITHOUT_SHAPE", dict.fromkeys(countries(), (0.0, 0.0)))
    drawn = draw_map(topology("704", SQUARE))
    assert re.search(r'<g id="VN"><path d="M\d+ \d+l[-\d ]+z"/></g>', drawn)
    assert re.search(r'<g id="FR"><circle ', drawn)


def test_ring_across_the_date_line_is_cut_in_two() -> None:
    ring = [(170.0, 0.0), (-170.0, 0.0), (-170.0, 10.0), (170.0, 10.0), (170.0, 0.0)]
    west, east = sorted(cut_ring(ring), key=lambda part: max(x for x, _ in part))
    assert {x for x, _ in west} == {-180.0, -170.0}
    assert {x for x, _ in east} == {170.0, 180.0}
    assert cut_ring(ring[:1] * 4) == [ring[:1] * 4]


def test_flag_with_references_is_refused() -> None:
    plain = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><path d="M0 0h3v2H0z"/></svg>'
    assert '<symbol id="VN" viewBox="0 0 3 2"><path d="M0 0h3v2H0z"/></symbol>' in draw_flags({"VN": plain})
    with pytest.raises(ValueError, match="VN"):
        draw_flags({"VN": plain.replace("<path", '<path id="a"')})
