"""Languages of an event: add one, remove one, and find the texts that an added one lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, cast

from msgspec import Struct, structs

from conference.event.changes import ENTRY_SECTIONS, entries_by_name
from conference.event.model import Annex, Event, Header
from conference.event.toml_lines import Path
from conference.languages import Text
from conference.texts.countries import countries

V = TypeVar("V")


class TextPlace(Struct, frozen=True):
    """A text that lacks a language: section ("" for the header), entry as in `entries_by_name`, the keys in it."""

    section: str
    name: str
    path: Path
    language: str


def add_language(event: Event, language: str) -> Event:
    """Return the event with a language more, whose texts are missing; only official names of States are there."""
    languages = dict.fromkeys((*event.languages, language))
    changed = structs.replace(event, languages=tuple(languages))
    sections = {
        section: tuple(_with_un_name(entry, language) for entry in getattr(event, section))
        for section in ("signatories", "speakers")
    }
    return structs.replace(changed, **sections)


def _with_un_name(entry: Any, language: str) -> Any:
    """Return an entry with the UN name of its State in a language, if the entry has the UN name in its languages."""
    state = countries().get(entry.country or "")
    if state is None or any(state.name.get(code) != words for code, words in entry.name.items()):
        return entry
    return structs.replace(entry, name=entry.name | {language: state.name[language]})


def remove_language(event: Event, language: str) -> Event:
    """Return the event without the texts of a language."""
    rest = tuple(code for code in event.languages if code != language)
    annexes = tuple(_without_sheet_language(annex, language) for annex in event.annexes)
    changed = structs.replace(event, languages=rest, annexes=annexes)
    return _map_texts(changed, lambda text: {code: text[code] for code in rest if code in text})


def _without_sheet_language(annex: Annex, language: str) -> Annex:
    return structs.replace(annex, sheet_languages=tuple(code for code in annex.sheet_languages if code != language))


def move_language_first(event: Event, language: str) -> Event:
    """Return the event with a language before the others: it stands where a page is in another language."""
    order = (language, *(code for code in event.languages if code != language))
    changed = structs.replace(event, languages=order)
    return _map_texts(changed, lambda text: {code: text[code] for code in order if code in text})


def complete_texts(event: Event) -> Event:
    """Return the event with another wording of a text in each language that the text lacks."""
    return _map_texts(event, lambda text: {code: text.get(code) or _any_wording(text) for code in event.languages})


def find_missing_texts(event: Event) -> tuple[TextPlace, ...]:
    """Return the texts that lack a language of the event, in the order of its sections."""
    return tuple(_find_missing(event))


def _find_missing(event: Event) -> Iterator[TextPlace]:
    owners: list[tuple[str, str, Any]] = [("", "", {name: getattr(event, name) for name in Header.__struct_fields__})]
    owners += [
        (section, name, _values_of(entry))
        for section in ENTRY_SECTIONS
        for name, entry in entries_by_name(event, section).items()
    ]
    for section, name, values in owners:
        for field, value in values.items():
            for path, text in _texts_in(value, (field,)):
                for code in event.languages:
                    if code not in text:
                        yield TextPlace(section, name, path, code)


def _texts_in(value: Any, path: Path) -> Iterator[tuple[Path, Text]]:
    if isinstance(value, Mapping):
        yield path, dict(value)
    elif isinstance(value, Struct):
        for field, one in _values_of(value).items():
            yield from _texts_in(one, (*path, field))
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _texts_in(one, (*path, number))


def _values_of(entry: Struct) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__struct_fields__}


def _any_wording(text: Text) -> str:
    return next(iter(text.values()), "")


def _map_texts(value: V, change: Callable[[Text], Text]) -> V:
    return cast(V, _map_values(value, change))


def _map_values(value: Any, change: Callable[[Text], Text]) -> Any:
    """Return a value with each text in it changed."""
    if isinstance(value, Mapping):
        return change(dict(value))
    if isinstance(value, tuple):
        return tuple(_map_values(one, change) for one in value)
    if isinstance(value, Struct):
        return structs.replace(value, **{name: _map_values(one, change) for name, one in _values_of(value).items()})
    return value


def set_texts(event: Event, texts: Mapping[TextPlace, str]) -> Event:
    """Return the event with wordings at places that lacked them. Places that the event does not have are left out."""
    for place, words in texts.items():
        event = _set_text(event, place, words)
    return event


def _set_text(event: Event, place: TextPlace, words: str) -> Event:
    def complete(text: Text) -> Text:
        both = {**text, place.language: words}
        return {code: both[code] for code in event.languages if code in both}

    if not place.section:
        return cast(Event, _change_at(event, place.path, complete))
    entries = tuple(
        _change_at(entry, place.path, complete) if name == place.name else entry
        for name, entry in entries_by_name(event, place.section).items()
    )
    return structs.replace(event, **{place.section: entries})


def _change_at(value: Any, path: Path, change: Callable[[Text], Text]) -> Any:
    """Return a value with the text at a path changed."""
    if not path:
        return change(dict(value))
    first, rest = path[0], path[1:]
    if isinstance(value, tuple):
        return tuple(_change_at(one, rest, change) if number == first else one for number, one in enumerate(value))
    return structs.replace(value, **{str(first): _change_at(getattr(value, str(first)), rest, change)})


def wording_at(event: Event, place: TextPlace) -> tuple[str, str]:
    """Return the language and the first wording of a text that lacks another language."""
    owner: Any = event
    if place.section:
        owner = entries_by_name(event, place.section)[place.name]
    for part in place.path:
        owner = owner[part] if isinstance(part, int) else getattr(owner, part)
    return next(iter(owner.items()), (place.language, ""))
