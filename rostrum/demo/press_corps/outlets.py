"""Fictional media: those listed by name, and series composed from words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from conference.event import EventDataError, Fault
from conference.texts.folding import fold_to_key
from rostrum.demo.press_corps.lists import CorpsLists, Domestic, Group, Kind, ListedOutlet, Series
from rostrum.demo.press_corps.people import CorpsOutlet

SLUG_LENGTH = 40
"""Characters of an outlet's name in its mail domain: a label has at most 63 (RFC 1035 §2.3.4)."""


class Place(Struct, frozen=True):
    """Place for an approved person: at an outlet, or as a freelancer of a group."""

    group: Group
    kind: Kind
    domestic: bool
    outlet: CorpsOutlet | None


def domestic_group(domestic: Domestic) -> Group:
    """Return the national press as a group; its id is "vn" for country VN."""
    return Group(
        id=domestic.country.lower(),
        country=domestic.country,
        script=domestic.script,
        order=domestic.order,
        language=domestic.language,
        dialling=domestic.dialling,
        family=domestic.family,
        sets=domestic.sets,
        freelancers=domestic.freelancers,
        outlets=(
            *domestic.outlets,
            *(outlet for series in domestic.series for outlet in _make_series(series, domestic)),
        ),
    )


def _make_series(series: Series, domestic: Domestic) -> Iterator[ListedOutlet]:
    sizes = [people for people, times in series.sizes for _ in range(times)]
    for turn, people in enumerate(sizes):
        native, english = domestic.words[(series.first_word + turn) % len(domestic.words)]
        native_form, english_form = series.forms[turn % len(series.forms)]
        yield ListedOutlet(
            name=native_form.format(native), kind=series.kind, people=people, aliases=(english_form.format(english),)
        )


def make_places(lists: CorpsLists) -> list[Place]:
    """Make a place for every approved person, outlet by outlet, the national press first.

    Raises EventDataError when two outlets share a name in any spelling, or one has the name of a real medium.
    """
    home = domestic_group(lists.domestic)
    real = {fold_to_key(name) for name in lists.excluded.outlets}
    owners: dict[str, str] = {}
    places: list[Place] = []
    number = 0
    for group in (home, *lists.foreign.groups):
        for listed in group.outlets:
            number += 1
            _require_unique_names(listed, owners, real)
            outlet = CorpsOutlet(
                f"outlet-{number:03d}", listed.name, listed.aliases, listed.kind, group.country, group is home
            )
            places += [Place(group, listed.kind, group is home, outlet)] * listed.people
        places += [Place(group, "print", group is home, None)] * group.freelancers
    return places


def outlets_of(places: Iterable[Place]) -> tuple[CorpsOutlet, ...]:
    """Return the distinct outlets of the places."""
    return tuple(dict.fromkeys(place.outlet for place in places if place.outlet))


def _require_unique_names(listed: ListedOutlet, owners: dict[str, str], real: set[str]) -> None:
    for name in (listed.name, *listed.aliases):
        key = fold_to_key(name)
        if key in real:
            raise EventDataError(Fault("press_corps/", listed.name, f"{name!r} is a real medium"))
        if owners.setdefault(key, listed.name) != listed.name:
            raise EventDataError(Fault("press_corps/", listed.name, f"{name!r} is a name of {owners[key]!r}"))


def mail_domain(outlet: CorpsOutlet | None) -> str:
    """Return the outlet's mail domain under .example (RFC 2606)."""
    if outlet is None:
        return "freelance.example"
    names = (fold_to_key(name) for name in (outlet.name, *outlet.aliases))
    slug = next((name for name in names if name.isascii()), outlet.id)
    return f"{slug[:SLUG_LENGTH]}.example"
