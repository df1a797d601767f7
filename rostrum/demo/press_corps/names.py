"""Names of fictional people: composed from lists, each once, excluding names of real people."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from rostrum.demo.press_corps.draw import Draw
from rostrum.demo.press_corps.lists import Group

MAX_TRIES = 500
"""Maximum of draws for a name; more are needed only when a list is too short."""


UNSPACED = frozenset({"Han simplified", "Han traditional", "Hangul"})
"""Scripts in which family and given name stand together; Japanese names have a space for the reader."""


class Name(Struct, frozen=True):
    """A name in its own script, and its passport form: family name and given name in capitals."""

    native: str
    family: str
    given: str


class NameMaker:
    """Composes unique names of groups that are not excluded."""

    def __init__(self, seed: int, excluded: Iterable[str]) -> None:
        self._seed = seed
        self._draws: dict[str, Draw] = {}
        self._excluded = {person_key(name) for name in excluded}
        self._taken: set[str] = set()

    def take(self, native: str) -> None:
        """Reserve a name, so that it is not composed."""
        self._taken.add(native)

    def compose(self, group: Group) -> Name:
        """Compose a new name of the group. Raises ValueError when its lists are used up."""
        draw = self._draws.setdefault(group.id, Draw(self._seed, f"names/{group.id}"))
        for _ in range(MAX_TRIES):
            name = _compose_name(group, draw)
            if name.native not in self._taken and not self.is_excluded(name):
                self.take(name.native)
                return name
        raise ValueError(f"press_corps: the name lists of group {group.id!r} are too short")

    def is_excluded(self, name: Name) -> bool:
        """Whether the name, in any order, is that of an excluded real person."""
        return person_key(f"{name.family} {name.given}") in self._excluded


def person_key(latin_name: str) -> frozenset[str]:
    """Return the parts of a passport name as a set."""
    return frozenset(re.findall(r"[A-Z]+", latin_name.upper()))


def _compose_name(group: Group, draw: Draw) -> Name:
    given_native, given_latin = _draw_given_name(group, draw)
    if not group.family:
        return Name(given_native, "", given_latin)
    family_native, family_latin = draw.one_of(group.family)
    return Name(_join_names(group, family_native, given_native), family_latin, given_latin)


def _draw_given_name(group: Group, draw: Draw) -> tuple[str, str]:
    if not group.sets:
        return draw.one_of(group.given)
    names = draw.one_of(group.sets)
    (middle_native, middle_latin), (native, latin) = draw.one_of(names.middle), draw.one_of(names.given)
    return f"{middle_native} {native}", f"{middle_latin} {latin}"


def _join_names(group: Group, family: str, given: str) -> str:
    """Join family and given name in the group's order."""
    if group.order != "family_first":
        return f"{given} {family}"
    return f"{family}{given}" if group.script in UNSPACED else f"{family} {given}"
