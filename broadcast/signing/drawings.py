"""Draw the map and the flags of the signing screen from npm packages: `python -m broadcast.signing.drawings`.

The map is Natural Earth's (world-atlas, 1:50 million, public domain) in the Equal Earth projection; the flags are those
of country-flag-icons (MIT). Both files are in `static/`, so that a server runs without Node and without these packages.
"""

import argparse
import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.core import get_global

from conference.texts.countries import countries

STATIC = Path(__file__).parent / "static"
MODULES = Path(__file__).parents[2] / "node_modules"

WIDTH, HEIGHT = 2000, 864
MAP_SIZE = f"0 0 {WIDTH} {HEIGHT}"
"""The `viewBox` of the map."""

NORTH, SOUTH = 84.0, -56.0
"""Edges of the map in degrees of latitude: without the Antarctic, which no State has."""

SMALL = 6
"""Width in units of the map under which a State is also shown as a dot."""

_PART_OF = {"TW": "CN", "HK": "CN", "MO": "CN", "Kosovo": "RS", "N. Cyprus": "CY", "Somaliland": "SO"}
"""Areas of the source that the maps of the United Nations show in the colour of a Member State."""

_WITHOUT_SHAPE = {"TV": (179.2, -8.5)}
"""States that the source does not draw: longitude and latitude."""

_CRIMEA = (32.3, 36.7, 44.2, 46.2)
"""West, east, south and north of Crimea: Ukraine's by General Assembly resolution 68/262, but not in the source."""

Ring = list[tuple[float, float]]


def draw_map(topology: Mapping[str, Any]) -> str:
    """Return the map as SVG: the group `land`, in it one shape a State with its ISO 3166 code, and all other land."""
    shapes: dict[str, list[Ring]] = defaultdict(list)
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = _code_of(geometry)
        for polygon in _polygons_of(geometry, _decode_arcs(topology)):
            owner = "UA" if code == "RU" and _is_in_crimea(polygon[0]) else code
            shapes[owner].extend(part for ring in polygon for part in cut_ring(ring))
    states = {code: shapes.get(code, []) for code in countries() if code != "EU"}
    other = [ring for code, rings in shapes.items() if code not in {*states, "AQ"} for ring in rings]
    parts = [f'<path d="{_path_of(other)}"/>', *(_draw_state(code, states[code]) for code in sorted(states))]
    return _wrap_svg(f'viewBox="{MAP_SIZE}"', f'<g id="land">{"".join(parts)}</g>')


def draw_flags(flags: Mapping[str, str]) -> str:
    """Return one SVG with a symbol for each flag. `flags`: ISO 3166 code → SVG, whose shapes must not refer to ids."""
    symbols = []
    for code, svg in sorted(flags.items()):
        match = re.fullmatch(r'<svg xmlns="[^"]*" viewBox="([^"]*)">(.*)</svg>\s*', svg, re.DOTALL)
        if match is None or " id=" in svg or "url(" in svg:
            raise ValueError(f"the flag of {code} is drawn in another way")
        symbols.append(f'<symbol id="{code}" viewBox="{match[1]}">{match[2]}</symbol>')
    return _wrap_svg('viewBox="0 0 3 2"', "".join(symbols))


def _wrap_svg(attributes: str, content: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{content}</svg>\n'


def _code_of(geometry: Mapping[str, Any]) -> str:
    """Return the ISO 3166 code of the State, or the name of another area."""
    name = str(geometry["properties"]["name"])
    aliases = get_global("territory_aliases").get(str(geometry.get("id", "")), ())
    code = aliases[0] if aliases else name
    return _PART_OF.get(code, code)


def _decode_arcs(topology: Mapping[str, Any]) -> Callable[[int], Ring]:
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]

    def decode(index: int) -> Ring:
        x = y = 0
        points = []
        for step_x, step_y in topology["arcs"][~index if index < 0 else index]:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        return points[::-1] if index < 0 else points

    return decode


def _polygons_of(geometry: Mapping[str, Any], decode: Callable[[int], Ring]) -> Iterable[list[Ring]]:
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry.get("arcs", [])
    return [[_join_arcs(map(decode, arcs)) for arcs in rings] for rings in polygons]


def _join_arcs(arcs: Iterable[Ring]) -> Ring:
    ring: Ring = []
    for arc in arcs:
        ring += arc[1:] if ring else arc
    return ring


def cut_ring(ring: Ring) -> list[Ring]:
    """Return the parts of a ring west and east of 180°; a ring that does not cross it is returned as it is."""
    unrolled = [ring[0]]
    for longitude, latitude in ring[1:]:
        turns = round((unrolled[-1][0] - longitude) / 360)
        unrolled.append((longitude + 360 * turns, latitude))
    shifts = [shift for shift in (-360, 0, 360) if any(-180 < x + shift < 180 for x, _ in unrolled)]
    parts = [[(x + shift, y) for x, y in unrolled] for shift in shifts]
    if len(parts) == 1:
        return parts
    return [part for part in (_clip_ring(_clip_ring(one, -180, 1), 180, -1) for one in parts) if len(part) > 2]


def _clip_ring(ring: Ring, edge: float, side: int) -> Ring:
    """Return the part of a ring on one side of a meridian: 1 east of it, -1 west of it."""
    kept: Ring = []
    for (x, y), (u, v) in zip([ring[-1], *ring[:-1]], ring, strict=True):
        is_in, was_in = (u - edge) * side >= 0, (x - edge) * side >= 0
        if is_in != was_in:
            kept.append((edge, y + (v - y) * (edge - x) / (u - x)))
        if is_in:
            kept.append((u, v))
    return kept


def _is_in_crimea(ring: Ring) -> bool:
    west, east, south, north = _CRIMEA
    return all(west <= x <= east and south <= y <= north for x, y in ring)


def _project_equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the place on the Equal Earth map (Šavrič, Patterson, Jenny 2018), before scaling."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(angle)
    x /= 3 * (9 * a4 * sixth * square + 7 * a3 * sixth + 3 * a2 * square + a1)
    return x, angle * (a1 + a2 * square + sixth * (a3 + a4 * square))


_EDGE = _project_equal_earth(180, 0)[0]
_TOP = _project_equal_earth(0, NORTH)[1]
_SCALE = WIDTH / (2 * _EDGE)


def _place_on_map(longitude: float, latitude: float) -> tuple[int, int]:
    x, y = _project_equal_earth(longitude, max(SOUTH, min(NORTH, latitude)))
    return round((x + _EDGE) * _SCALE), round((_TOP - y) * _SCALE)


def _draw_state(code: str, rings: list[Ring]) -> str:
    places = [_place_on_map(*point) for ring in rings for point in ring]
    if not places:
        x, y = _place_on_map(*_WITHOUT_SHAPE[code])
        return f'<g id="{code}"><circle cx="{x}" cy="{y}" r="{SMALL}"/></g>'
    xs, ys = [x for x, _ in places], [y for _, y in places]
    path = f'<path d="{_path_of(rings)}"/>'
    if max(xs) - min(xs) >= SMALL or max(ys) - min(ys) >= SMALL:
        return f'<g id="{code}">{path}</g>'
    x, y = (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2
    return f'<g id="{code}">{path}<circle cx="{x}" cy="{y}" r="{SMALL}"/></g>'


def _path_of(rings: Iterable[Ring]) -> str:
    """Return the path of rings in whole units, each by steps from its first point."""
    parts = []
    for ring in rings:
        places = [_place_on_map(*point) for point in ring]
        kept = [place for n, place in enumerate(places) if n == 0 or place != places[n - 1]]
        if len(kept) > 3:
            steps = [f"{x - u} {y - v}" for (u, v), (x, y) in pairwise(kept)]
            parts.append(f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z".replace(" -", "-"))
    return "".join(parts)


def main() -> None:
    """Draw both files from the packages in a folder of modules."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="?", type=Path, default=MODULES)
    modules: Path = parser.parse_args().modules
    topology = json.loads((modules / "world-atlas/countries-50m.json").read_text("utf-8"))
    flags = {code: (modules / f"country-flag-icons/3x2/{code}.svg").read_text("utf-8") for code in countries()}
    (STATIC / "world.svg").write_text(draw_map(topology), "utf-8")
    (STATIC / "flags.svg").write_text(draw_flags(flags), "utf-8")


if __name__ == "__main__":
    main()
