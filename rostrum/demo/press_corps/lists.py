"""The data files of the press corps, typed: name lists, outlets, splits, hard cases."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from conference.event import EventDataError, Fault

FOLDER = "press_corps"

Pair = tuple[Annotated[str, Meta(min_length=1)], Annotated[str, Meta(min_length=1)]]
"""A name in its own script, and as in a passport (ICAO 9303); or an outlet's name and its English one."""

Kind = Literal["host", "tv", "radio", "print"]
Order = Literal["family_first", "given_first", "single"]
Counts = dict[str, int]


class Lists(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all types that are read from the files. An unknown key is an error."""


class ListedOutlet(Lists, frozen=True, kw_only=True):
    """An outlet and how many approved people it has."""

    name: str
    kind: Kind
    people: int
    aliases: tuple[str, ...] = ()


class Series(Lists, frozen=True, kw_only=True):
    """Outlets made from words: `forms` are patterns, `sizes` are (people, outlets of that size)."""

    kind: Kind
    first_word: int
    forms: tuple[Pair, ...]
    sizes: tuple[tuple[int, int], ...]


class NameSet(Lists, frozen=True, kw_only=True):
    """Middle and given names that go together."""

    middle: tuple[Pair, ...]
    given: tuple[Pair, ...]


class Group(Lists, frozen=True, kw_only=True):
    """People of one country and script: how their names are made and which outlets they have."""

    id: str
    country: str
    script: str
    order: Order
    language: str
    dialling: str
    given: tuple[Pair, ...] = ()
    family: tuple[Pair, ...] = ()
    sets: tuple[NameSet, ...] = ()
    freelancers: int = 0
    outlets: tuple[ListedOutlet, ...] = ()


class Domestic(Lists, frozen=True, kw_only=True):
    """domestic.toml: the national press."""

    country: str
    script: str
    order: Order
    language: str
    dialling: str
    freelancers: int
    family: tuple[Pair, ...]
    sets: tuple[NameSet, ...]
    words: tuple[Pair, ...]
    outlets: tuple[ListedOutlet, ...]
    series: tuple[Series, ...]


class Foreign(Lists, frozen=True, kw_only=True):
    """foreign.toml: the foreign press."""

    groups: tuple[Group, ...]


class Functions(Lists, frozen=True, kw_only=True):
    """How many approved people of each function, by kind of outlet."""

    domestic: dict[Kind, Counts]
    foreign: dict[Kind, Counts]


class Access(Lists, frozen=True, kw_only=True):
    """How many approved people of each function have one of these categories, dealt out in turn."""

    categories: tuple[str, ...]
    functions: Counts


class Later(Lists, frozen=True, kw_only=True):
    """Later changes of approved people, by reason code; numbers of badges that wait, printed or `unprinted`."""

    waiting: int = 0
    unprinted: int = 0
    revoked: tuple[str, ...]
    reissued: tuple[str, ...]


class Splits(Lists, frozen=True, kw_only=True):
    """corps.toml: the seed and how the corps is divided."""

    seed: int
    functions: Functions
    access: tuple[Access, ...]
    later: Later


class CasePerson(Lists, frozen=True, kw_only=True):
    """An approved person with a name that is hard for software."""

    case: str
    outlet: str
    native: str
    family: str
    given: str
    second_outlet: str | None = None
    country: str | None = None
    script: str | None = None


class OtherPerson(Lists, frozen=True, kw_only=True):
    """An application that was not approved; without `native` the name is composed."""

    outcome: Literal["refused", "withdrawn", "in_review"]
    group: str
    function: str
    outlet: str | None = None
    reason: str | None = None
    approved_by: str | None = None
    case: str | None = None
    native: str | None = None
    family: str = ""
    given: str = ""
    script: str | None = None


class Cases(Lists, frozen=True, kw_only=True):
    """cases.toml."""

    people: tuple[CasePerson, ...]


class Others(Lists, frozen=True, kw_only=True):
    """others.toml."""

    people: tuple[OtherPerson, ...]


class Excluded(Lists, frozen=True, kw_only=True):
    """excluded.toml: real persons and media."""

    named: tuple[str, ...]
    heads: tuple[str, ...]
    outlets: tuple[str, ...]


class CorpsLists(Struct, frozen=True, kw_only=True):
    """All of the press corps' files."""

    splits: Splits
    domestic: Domestic
    foreign: Foreign
    cases: Cases
    others: Others
    excluded: Excluded


L = TypeVar("L", bound=Lists)


def read_lists(event_folder: Path) -> CorpsLists:
    """Read the lists in `event_folder`/press_corps. Raises EventDataError with file and key."""
    return CorpsLists(
        splits=_read_file(event_folder, "corps.toml", Splits),
        domestic=_read_file(event_folder, "domestic.toml", Domestic),
        foreign=_read_file(event_folder, "foreign.toml", Foreign),
        cases=_read_file(event_folder, "cases.toml", Cases),
        others=_read_file(event_folder, "others.toml", Others),
        excluded=_read_file(event_folder, "excluded.toml", Excluded),
    )


def _read_file(event_folder: Path, name: str, kind: type[L]) -> L:
    file = f"{FOLDER}/{name}"
    try:
        return msgspec.convert(tomllib.loads((event_folder / file).read_text("utf-8")), kind)
    except FileNotFoundError as error:
        raise EventDataError(Fault(file, "", f"missing in {event_folder}")) from error
    except OSError as error:
        raise EventDataError(Fault(file, "", f"cannot be read: {error.strerror}")) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise EventDataError(Fault(file, "", f"not valid TOML: {error}")) from error
    except msgspec.ValidationError as error:
        raise EventDataError(Fault(file, "", str(error))) from error
