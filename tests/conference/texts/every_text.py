"""Every text that a person reads, by place and language: the catalogues' and the reference event's."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import msgspec

from conference.event import load_event
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues
from conference.texts.countries import countries
from tests.conference.event.folders import HANOI


class PlacedText(NamedTuple):
    """A text with its catalogue key or its path in the event's folder; `form` is a plural's CLDR category."""

    place: str
    language: str
    text: str
    form: str | None = None


@cache
def catalogue_texts() -> tuple[PlacedText, ...]:
    """Return the texts of all catalogues, each plural form by itself."""
    return tuple(
        PlacedText(key, code, text, form)
        for code in LANGUAGES
        for key, entry in own_catalogues().entries(code).items()
        for form, text in ([(None, entry)] if isinstance(entry, str) else entry.items())
    )


@cache
def event_texts() -> tuple[PlacedText, ...]:
    """Return the texts of the reference event, without the names of States, which are the United Nations'."""
    names = {tuple(sorted(country.name.items())) for country in countries().values()}
    found = _texts_below("event", msgspec.to_builtins(load_event(HANOI), enc_hook=str))
    return tuple(
        PlacedText(place, code, text[code]) for place, text in found if tuple(sorted(text.items())) not in names
        for code in LANGUAGES
    )  # fmt: skip


@cache
def every_text() -> tuple[PlacedText, ...]:
    """Return all texts."""
    return catalogue_texts() + event_texts()


def _texts_below(place: str, value: object) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(value, dict):
        if value.keys() >= set(LANGUAGES):
            yield place, value
            return
        for name, inner in value.items():
            yield from _texts_below(f"{place}.{name}", inner)
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            name = (inner.get("id") or inner.get("code") or index) if isinstance(inner, dict) else index
            yield from _texts_below(f"{place}.{name}", inner)
