"""A new event from a few answers: small, complete, and without faults."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from conference.event import (
    ApplicationPeriod,
    Category,
    Door,
    Event,
    EventDataError,
    Fault,
    Look,
    ProgrammeItem,
    Room,
    Template,
    Zone,
    load_event,
)
from conference.event.documents import BADGE, HEADER, PLACES, PRESS, documents_of
from conference.event.export import COMMENTS, export_files, tables_of
from conference.event.load import check_documents
from conference.event.model import LanguageCode
from conference.languages import Text
from conference.resources import event_folder
from conference.texts.catalogues import own_catalogues

PATTERN = "hanoi-2025"
"""The shipped event whose functions, reasons and announcements every event can use, in all languages."""

COLOURS = ("#0b5cab", "#5b3a8c", "#2e6b34", "#b3261e", "#7a4a00", "#00696b", "#8a2a5b", "#3f4a56")
LETTERS = "PTDSVGMOABCEFHIJKLNQRUWXYZ"

HINTS = {
    HEADER: (
        "`languages` are those of all texts of these files, the preferred one first; the interface has all seven.",
        "Also possible: theme.<language>, notice.<language>, closing_time, list_stale_after_s, and [desk] with place,",
        "found and hours of the badge desk, and [look] with colour and logo (a PNG or WebP file beside this one).",
        "`rostrum event check` names what is missing or misspelt.",
    ),
    PLACES: (
        "A door guards a zone, a zone may lie `within` another, a room lies in a zone.",
        "Also possible: capacity of rooms and zones, passback of zones (hard, soft, timed), way of doors.",
    ),
    PRESS: (
        "A category is a kind of badge: its letter and colour, the zones that it opens, and when.",
        "A function leads to a category. Also possible: [[pools]], [[passports]], hours of a category.",
    ),
}
"""What the files of a new event explain at their heads."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a new event is made of. Texts have every language; rooms, categories and doors are in their order."""

    id: str
    languages: tuple[str, ...]
    timezone: str
    starts_on: date
    ends_on: date
    name: Text
    city: Text
    venue: Text
    rooms: Sequence[Text]
    categories: Sequence[Text]
    doors: Sequence[Text]
    contact: str
    colour: str | None = None


def read_wording(typed: str, languages: Iterable[str]) -> Text:
    """Return a text from "Forum", the same in all languages, or from "en: Forum | fr: Forum de l’eau"."""
    given: dict[str, str] = {}
    for part in typed.split("|"):
        marked = re.fullmatch(r"\s*([a-z]{2})\s*:\s*(.+?)\s*", part)
        given |= {marked[1]: marked[2]} if marked else {"": part.strip()}
    rest = given.get("") or next(iter(given.values()))
    return {code: given.get(code, rest) for code in languages}


def make_event(answers: Answers, today: date) -> Event:
    """Return the event of these answers. Raises EventDataError with what is wrong in them."""
    zone = _zone_of(answers.timezone)
    rooms = _codes_of(answers.rooms)
    categories = _codes_of(answers.categories)
    event = Event(
        id=answers.id,
        environment="live",
        fictional_press=False,
        languages=cast("tuple[LanguageCode, ...]", answers.languages),
        name=answers.name,
        short_name=answers.name,
        city=answers.city,
        venue=answers.venue,
        timezone=answers.timezone,
        starts_on=answers.starts_on,
        ends_on=answers.ends_on,
        applications=_application_period(answers, zone, today),
        look=Look(colour=answers.colour),
        rooms=tuple(
            Room(code=code, name=name, zone=code, order=order) for order, (code, name) in enumerate(rooms.items(), 1)
        ),
        zones=_zones_of(answers.venue, rooms),
        categories=tuple(_make_categories(categories, ("venue", *rooms), answers, zone)),
        doors=tuple(Door(id=code, name=name, zone="venue") for code, name in _codes_of(answers.doors).items()),
        programme=(_first_item(answers, next(iter(rooms)), zone),),
        pools=(),
        signatories=(),
        speakers=(),
        sources=(),
        figures=(),
        folder=Path(),
        **_common_parts(answers.languages, next(iter(categories))),
    )
    checked = check_documents(documents_of(tables_of(event)), event.folder)
    if checked.event is None:
        raise EventDataError(*checked.faults)
    return event


def write_event(event: Event, folder: Path) -> None:
    """Write the folder of a new event. Raises FileExistsError if it exists."""
    folder.mkdir(parents=True)
    for file, text in export_files(event).items():
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(_with_hints(file, text), encoding="utf-8")
    (folder / BADGE).write_bytes((event_folder(PATTERN) / BADGE).read_bytes())


def _with_hints(file: str, text: str) -> str:
    head = f"# {COMMENTS.get(file, '')}\n"
    hints = "".join(f"# {hint}\n" for hint in HINTS.get(file, ()))
    return text.replace(head, head + hints, 1)


def _zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise EventDataError(Fault(HEADER, "timezone", f"unknown: {name}", 'a name such as "Africa/Tunis"')) from error


def _codes_of(names: Sequence[Text]) -> dict[str, Text]:
    """Return names by codes made from their first wording; codes are unique, and short."""
    codes: dict[str, Text] = {}
    for number, name in enumerate(names, start=1):
        words = re.sub(r"[^a-z0-9]+", "-", next(iter(name.values())).lower()).strip("-")[:32]
        code = words or f"n{number}"
        codes[code if code not in codes and code != "venue" else f"{code}-{number}"] = name
    return codes


def _zones_of(venue: Text, rooms: Mapping[str, Text]) -> tuple[Zone, ...]:
    """Return the venue, and each room as a zone within it."""
    inner = (
        Zone(code=code, bit=cast("Any", bit), name=name, mark=str(bit + 1), within="venue")
        for bit, (code, name) in enumerate(rooms.items(), start=1)
    )
    return (Zone(code="venue", bit=0, name=venue, mark="1"), *inner)


def _make_categories(
    names: Mapping[str, Text], zones: tuple[str, ...], answers: Answers, zone: ZoneInfo
) -> Iterable[Category]:
    free = list(LETTERS)
    for number, (code, name) in enumerate(names.items()):
        wanted = next((letter for letter in next(iter(name.values())).upper() if letter in free), free[0])
        free.remove(wanted)
        yield Category(
            code=code,
            letter=wanted,
            colour=COLOURS[number % len(COLOURS)],
            name=name,
            zones=zones,
            valid_from=_midnight(answers.starts_on - timedelta(days=1), zone),
            valid_until=_midnight(answers.ends_on + timedelta(days=1), zone),
        )


def _application_period(answers: Answers, zone: ZoneInfo, today: date) -> ApplicationPeriod:
    """Return a period from today to the eve of the conference; if that is past, the 30 days before its last day."""
    opens, closes = today, answers.starts_on - timedelta(days=1)
    if closes <= opens:
        opens, closes = answers.ends_on - timedelta(days=30), answers.ends_on
    at_six = _midnight(closes, zone) + timedelta(hours=18)
    return ApplicationPeriod(opens_at=_midnight(opens, zone), closes_at=at_six, contact=answers.contact)


def _first_item(answers: Answers, room: str, zone: ZoneInfo) -> ProgrammeItem:
    starts_at = _midnight(answers.starts_on, zone) + timedelta(hours=9)
    texts = own_catalogues()
    return ProgrammeItem(
        id="opening",
        kind="opening_ceremony",
        day=answers.starts_on,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        room=room,
        title={code: texts.text(code, "session_kind.opening_ceremony.name") for code in answers.languages},
        order=10,
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the beginning of a day at the venue, with the offset that it has then."""
    at = datetime.combine(day, time(), zone)
    return at.astimezone(UTC).astimezone(_fixed_offset(at))


def _fixed_offset(at: datetime) -> Any:
    from datetime import timezone  # noqa: PLC0415

    return timezone(at.utcoffset() or timedelta())


def _common_parts(languages: tuple[str, ...], category: str) -> dict[str, Any]:
    """Return functions, reasons and announcements that every event can use, in these languages."""
    pattern = load_event(event_folder(PATTERN))
    functions = tuple(structs.replace(function, category=category) for function in pattern.functions)
    return {
        "functions": _in_languages(functions, languages),
        "refusal_reasons": _in_languages(pattern.refusal_reasons, languages),
        "revocation_reasons": _in_languages(pattern.revocation_reasons, languages),
        "reissue_reasons": _in_languages(pattern.reissue_reasons, languages),
        "announcements": _in_languages(_without_reviews(pattern.announcements), languages),
    }


def _without_reviews(templates: Iterable[Template]) -> tuple[Template, ...]:
    """Return prepared announcements without the reviews of the conference that they come from."""
    return tuple(structs.replace(template, reviews=()) for template in templates)


def _in_languages(entries: Iterable[Struct], languages: tuple[str, ...]) -> tuple[Struct, ...]:
    kept = []
    for entry in entries:
        texts = {name: value for name in entry.__struct_fields__ if isinstance(value := getattr(entry, name), Mapping)}
        chosen = {name: {code: text[code] for code in languages} for name, text in texts.items()}
        kept.append(structs.replace(entry, **chosen))
    return tuple(kept)
