"""Addresses of screens: what one shows, as values, and back. Every problem of an address is named.

`/ar/screens/rooms/R313?theme=light` is one layout in one language; `/screens/lobby?languages=vi,ar,fr` takes turns, and
without `languages` shows those of the event. A grid lists its parts in `cells`, separated by semicolons, each a layout
with its own options after colons: `/en/screens/grid?cells=lobby;room:room=plenary;programme:day=next`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from msgspec import Struct

from broadcast.pages.layouts import LAYOUTS, MAX_CELLS, Layout, Option, options_of
from conference.languages import LANGUAGES
from conference.texts.catalogues import key_family

SCREEN_NAME = "screen"
"""Query parameter with the name of a screen; not an option of its layout."""

LONGEST_ADDRESS = 1000
"""Longest address in characters; longer ones are no address of a screen."""

_BY_FOLDER = {layout.folder: layout for layout in LAYOUTS.values()}
_PROBLEMS = (
    "address_unknown",
    "language_unknown",
    "layout_unknown",
    "room_missing",
    "room_unknown",
    "option_unknown",
    "value_unknown",
    "cells_missing",
    "cells_too_many",
)
PROBLEM_TEXTS = key_family("layout.problem.", _PROBLEMS)
"""Code of a problem → key of its text, with the placeholders `option` and `value`."""


class LayoutProblem(Struct, frozen=True):
    """What is wrong in an address: a code of PROBLEM_TEXTS, the option or part it is in, the value as written."""

    code: str
    option: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One part of a grid: the name of its layout, its room ("" without one), its options by name."""

    layout: str
    room: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


class ScreenAddress(Struct, frozen=True, kw_only=True):
    """What a screen shows. No languages: those of the event. `cells` are of a grid; `options` those that were given."""

    layout: str
    languages: tuple[str, ...] = ()
    room: str = ""
    options: Mapping[str, str] = {}
    cells: tuple[Cell, ...] = ()


class ReadAddress(Struct, frozen=True):
    """An address as read, or None if it is not of a screen, and its problems in their order."""

    address: ScreenAddress | None
    problems: tuple[LayoutProblem, ...] = ()


def read_address(text: str, *, rooms: Collection[str]) -> ReadAddress:
    """Read the path and query of a screen's page; `rooms` are the identifiers of rooms that there are.

    Unknown options and values are named and left out; `address` is None only if no layout can be shown.
    """
    try:
        parts = urlsplit(text)
        segments = [unquote(segment) for segment in parts.path.split("/")[1:]]
        given = dict(parse_qsl(parts.query, keep_blank_values=True, max_num_fields=40))
    except ValueError:
        return ReadAddress(None, (LayoutProblem("address_unknown", value=text[:LONGEST_ADDRESS]),))
    language = segments.pop(0) if segments and segments[0] in LANGUAGES else ""
    is_screen = len(text) <= LONGEST_ADDRESS and not parts.scheme and not parts.netloc and segments[:1] == ["screens"]
    if not is_screen or not 2 <= len(segments) <= 3:
        return ReadAddress(None, (LayoutProblem("address_unknown", value=text[:LONGEST_ADDRESS]),))
    layout = _BY_FOLDER.get(segments[1])
    if layout is None:
        return ReadAddress(None, (LayoutProblem("layout_unknown", value=segments[1]),))
    room = segments[2] if len(segments) == 3 else ""
    return _read_query(layout, language, room, given, rooms=rooms)


def write_address(address: ScreenAddress) -> str:
    """Return the path and query of a screen's page, as `read_address` reads it, without values that are defaults."""
    layout = LAYOUTS[address.layout]
    language = f"/{address.languages[0]}" if len(address.languages) == 1 else ""
    room = f"/{quote(address.room, safe='')}" if layout.needs_room else ""
    query = _changed_options(options_of(layout), address.options)
    if len(address.languages) > 1:
        query["languages"] = ",".join(address.languages)
    if address.cells:
        query["cells"] = write_cells(address.cells)
    return f"{language}/screens/{layout.folder}{room}" + (f"?{urlencode(query, safe=',;:=')}" if query else "")


def read_options(layout: Layout, given: Mapping[str, str]) -> tuple[dict[str, str], list[LayoutProblem]]:
    """Return the options of a layout that are valid in a query, and the problems of the others."""
    options, problems = options_of(layout), []
    valid: dict[str, str] = {}
    for name, value in given.items():
        if name not in options:
            problems.append(LayoutProblem("option_unknown", name, value))
        elif not options[name].accepts(value):
            problems.append(LayoutProblem("value_unknown", name, value))
        else:
            valid[name] = value
    return valid, problems


def read_cells(text: str, *, rooms: Collection[str]) -> tuple[tuple[Cell | LayoutProblem, ...], list[LayoutProblem]]:
    """Read the parts of a grid, each a cell or the problem for which it cannot be shown, and all problems."""
    written = [part for part in text.split(";") if part]
    if not written:
        missing = LayoutProblem("cells_missing", "cells")
        return (missing,), [missing]
    found, problems = [], []
    for part in written[:MAX_CELLS]:
        cell, wrong = _read_cell(part, rooms=rooms)
        found.append(cell)
        problems += wrong
    if len(written) > MAX_CELLS:
        problems.append(LayoutProblem("cells_too_many", "cells", str(len(written))))
    return tuple(found), problems


def write_cells(cells: Iterable[Cell]) -> str:
    """Return the parts of a grid as `read_cells` reads them."""
    return ";".join(":".join((cell.layout, *_cell_options(cell))) for cell in cells)


def _cell_options(cell: Cell) -> Iterator[str]:
    options = {option.name: option for option in LAYOUTS[cell.layout].options}
    room = {"room": cell.room} if cell.room else {}
    yield from (f"{name}={value}" for name, value in {**room, **_changed_options(options, cell.options)}.items())


def _changed_options(options: Mapping[str, Option], given: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if name in options and value != options[name].default}


def _read_query(
    layout: Layout, language: str, room: str, given: Mapping[str, str], *, rooms: Collection[str]
) -> ReadAddress:
    query = {name: value for name, value in given.items() if name != SCREEN_NAME}
    problems = _room_problems(layout, room, rooms)
    languages = (language,) if language else ()
    for code in query.pop("languages", "").split(",") if not language else ():
        if code in LANGUAGES:
            languages = tuple(dict.fromkeys((*languages, code)))
        elif code:
            problems.append(LayoutProblem("language_unknown", "languages", code))
    cells: tuple[Cell | LayoutProblem, ...] = ()
    if layout.name == "grid":
        cells, wrong = read_cells(query.pop("cells", ""), rooms=rooms)
        problems += wrong
    options, wrong = read_options(layout, query)
    shown = tuple(cell for cell in cells if isinstance(cell, Cell))
    if (layout.needs_room and not room) or (layout.name == "grid" and not shown):
        return ReadAddress(None, (*problems, *wrong))
    address = ScreenAddress(layout=layout.name, languages=languages, room=room, options=options, cells=shown)
    return ReadAddress(address, (*problems, *wrong))


def _read_cell(part: str, *, rooms: Collection[str]) -> tuple[Cell | LayoutProblem, list[LayoutProblem]]:
    name, *written = part.split(":")
    layout = LAYOUTS.get(name)
    if layout is None or not layout.is_cell:
        unknown = LayoutProblem("layout_unknown", "cells", name)
        return unknown, [unknown]
    given = {option: value for option, _, value in (one.partition("=") for one in written)}
    room = given.pop("room", "")
    wrong = _room_problems(layout, room, rooms)
    if wrong:
        return wrong[0], wrong
    own = {option.name for option in layout.options}
    unknown_options = [LayoutProblem("option_unknown", name, value) for name, value in given.items() if name not in own]
    options, problems = read_options(layout, {name: value for name, value in given.items() if name in own})
    return Cell(layout=layout.name, room=room, options=options), [*unknown_options, *problems]


def _room_problems(layout: Layout, room: str, rooms: Collection[str]) -> list[LayoutProblem]:
    if layout.needs_room and not room:
        return [LayoutProblem("room_missing", "room")]
    if layout.needs_room and room not in rooms:
        return [LayoutProblem("room_unknown", "room", room)]
    return [LayoutProblem("option_unknown", "room", room)] if room and not layout.needs_room else []
