"""Values in texts: each kind of value fits where it is inserted, and a number has its plural form."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from conference.event import load_event
from conference.languages import LANGUAGES
from conference.texts.catalogues import Catalogues, fill, format_date, format_datetime, own_catalogues
from conference.texts.isolates import FIRST_STRONG, LEFT_TO_RIGHT, POP_ISOLATE
from tests.conference.event.folders import HANOI
from tests.conference.texts.every_text import PlacedText, catalogue_texts, every_text

COUNTS = (0, 1, 2, 3, 11, 64, 1_000_000)
NAMES = ("Nguyễn Thị Lan Anh", "نور الهدى", "程晓岚")
_LATE = datetime(2025, 10, 24, 11, 0, tzinfo=UTC)
_WITH_WORDS = ("room", "zone", "door", "category", "venue", "source")
"""Values that bring words of their own, such as the noun in "Room R313"."""

_OPENERS = re.compile(r"(^|[:：،,，·—(（“«\"「/。.]\s?)$")
_TWICE = re.compile(r"\b([^\W\d_]{2,})\s+\1\b|([\u3400-\u9fff]{2,})\2", re.IGNORECASE)
_NUMBERS = (
    "n|count|seconds|most|least|characters|length|size|of|used|entries|spoken|waiting|photos|width|height|megabytes"
)
_NUMBER_AND_WORD = re.compile(rf"\{{(?:{_NUMBERS})\}}[\s\u00a0\u202f]([^\W\d_]+)")
_UNITS_AND_PARTICLES = {
    "ar": {"د", "ث", "ميغابايت", "إلى", "من"},
    "en": {"min", "s", "MB", "to", "of", "can"},
    "fr": {"min", "s", "Mo", "à", "sur", "au"},
    "ru": {"мин", "с", "МБ", "до", "из"},
    "es": {"min", "s", "MB", "a", "de", "como"},
}
_CONSTANT_NUMBERS = ("apply.help.photo", "error.photo.too_small", "doors.pin.new_help")
"""Exceptions: the size of a photo and of a PIN are always the same numbers."""


@cache
def values(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return examples of what is inserted for each placeholder; one that is not named has a clock time."""
    event, texts = load_event(HANOI), own_catalogues()
    return {
        "room": tuple(room.name[language] for room in event.rooms),
        "zone": tuple(zone.name[language] for zone in event.zones),
        "door": tuple(door.name[language] for door in event.doors),
        "category": tuple(category.name[language] for category in event.categories),
        "title": tuple(item.title[language] for item in event.programme[:6]),
        "venue": (event.venue[language],),
        "city": (event.city[language],),
        "source": ((event.tally_source or {})[language],),
        "count": tuple(texts.plural(language, "board.signatories", n) for n in COUNTS),
        "minutes": tuple(texts.plural(language, "board.in_minutes", n) for n in COUNTS),
        "day": (format_date(language, date(2025, 10, 25), year=False), format_date(language, date(2025, 11, 1))),
        "at": (format_datetime(language, _LATE, ZoneInfo("Asia/Ho_Chi_Minh")),),
        **dict.fromkeys(("name", "by", "person", "username"), NAMES),
    }


def filled(text: PlacedText) -> Iterator[str]:
    """Yield the text with each kind of value; a plural form has its own number."""
    names = sorted(set(re.findall(r"\{(\w+)\}", text.text)))
    for chosen in product(*(values(text.language).get(name, ("09:05",)) for name in names)):
        yield fill(text.text, dict(zip(names, chosen, strict=True)))


def says_twice(text: str) -> bool:
    """Whether a word stands twice running, without a colon between."""
    return _TWICE.search(text) is not None


def leads_to_words(text: PlacedText) -> list[str]:
    """Return the placeholders of values with words of their own that a noun or a preposition leads to."""
    found = re.finditer(r"\{(\w+)\}", text.text.replace("\u00a0", " "))
    return [one[1] for one in found if one[1] in _WITH_WORDS and not _OPENERS.search(one.string[: one.start()])]


def needs_plural(text: PlacedText) -> bool:
    """Whether a number stands before a noun outside a plural entry."""
    allowed = _UNITS_AND_PARTICLES.get(text.language)
    if allowed is None or text.form is not None or text.place in _CONSTANT_NUMBERS:
        return False
    return any(word not in allowed for word in _NUMBER_AND_WORD.findall(text.text))


def plural_fault(language: str, forms: Mapping[str, str]) -> str | None:
    """Return what is wrong with the forms of a plural."""
    if language == "ar":
        if len({forms[form] for form in ("one", "two", "few", "many", "other")}) == 1:
            return "five forms are equal"
        if any("{n}" in forms[form] for form in ("zero", "one", "two")):
            return "a number of 0, 1 or 2 is not in words"
    if language in ("fr", "es") and not re.search(r"\{n\}[ \u00a0]d(e |’)", forms["many"]):
        return "a million lacks its de"
    return None


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_stands_twice_in_a_filled_text(language: str) -> None:
    texts = [text for text in every_text() if text.language == language]
    assert [(text.place, one) for text in texts for one in filled(text) if says_twice(one)] == []


@pytest.mark.parametrize(
    ("language", "words", "name"),
    [
        ("en", "The meeting has moved to room {room}.", "room"),
        ("ru", "Заседание перенесено в зал {room}.", "room"),
        ("ar", "نُقلت الجلسة إلى القاعة {room}.", "room"),
        ("zh", "会议改在{room}会议室举行。", "room"),
        ("vi", "Phiên họp chuyển sang phòng {room}.", "room"),
        ("vi", "Hết ngày {day}", "day"),
    ],
)
def test_value_that_repeats_the_word_before_it_is_found(language: str, words: str, name: str) -> None:
    assert any(says_twice(one) for one in filled(PlacedText("a", language, words)))
    assert name not in _WITH_WORDS or leads_to_words(PlacedText("a", language, words)) == [name]


def test_values_with_words_follow_a_colon_or_stand_alone() -> None:
    assert [(text.language, text.place) for text in every_text() if leads_to_words(text)] == []


def test_number_before_a_noun_is_a_plural() -> None:
    assert [(text.language, text.place, text.text) for text in catalogue_texts() if needs_plural(text)] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "At least {least} characters"),
        ("ru", "Нужно не менее {most} символов."),
        ("ar", "يرجى الانتظار {seconds} ثانية"),
        ("fr", "{length} caractères"),
    ],
)
def test_number_with_one_form_of_its_noun_is_found(language: str, words: str) -> None:
    assert needs_plural(PlacedText("a", language, words))


def test_plural_forms_are_those_of_the_language() -> None:
    entries = [
        (code, key, entry)
        for code in LANGUAGES
        for key, entry in own_catalogues().entries(code).items()
        if not isinstance(entry, str)
    ]
    faults = [(code, key, plural_fault(code, entry)) for code, key, entry in entries]
    assert [one for one in faults if one[2]] == []


@pytest.mark.parametrize(
    ("language", "forms", "fault"),
    [
        ("ar", dict.fromkeys(("zero", "one", "two", "few", "many", "other"), "لم تُرسل {n}"), "five forms are equal"),
        (
            "ar",
            {"zero": "{n} جهة", "one": "جهة", "two": "جهتان", "few": "{n} جهات", "many": "{n} جهة", "other": "{n} جهة"},
            "a number of 0, 1 or 2 is not in words",
        ),
        ("fr", {"one": "{n} badge", "many": "{n} badges", "other": "{n} badges"}, "a million lacks its de"),
        ("es", {"one": "{n} persona", "many": "{n} personas", "other": "{n} personas"}, "a million lacks its de"),
        ("fr", {"one": "{n} badge", "many": "{n} de badges", "other": "{n} badges"}, None),
    ],
)
def test_wrong_plural_form_is_found(language: str, forms: dict[str, str], fault: str | None) -> None:
    assert plural_fault(language, forms) == fault


def bare_values(texts: Catalogues, key: str) -> list[str]:
    """Return the placeholders of an Arabic text whose value is in no isolate when it is filled."""
    entry = texts.entries("ar")[key]
    patterns = (entry,) if isinstance(entry, str) else tuple(entry.values())
    names = sorted(
        {name for pattern in patterns for name in re.findall(r"\{(\w+)\}", pattern)}
        - ({"n"} if not isinstance(entry, str) else set())
    )
    values = {name: f"<{name}>" for name in names}
    written = texts.text("ar", key, **values) if isinstance(entry, str) else texts.plural("ar", key, 64, **values)
    return [name for name in names if f"{FIRST_STRONG}<{name}>{POP_ISOLATE}" not in written]


def test_each_value_in_an_arabic_text_lies_in_an_isolate() -> None:
    texts = own_catalogues()
    assert {key: names for key in texts.entries("ar") if (names := bare_values(texts, key))} == {}


def test_size_of_a_picture_is_one_isolate_in_arabic() -> None:
    sizes = [text.text for text in catalogue_texts() if text.language == "ar" and "{width}" in text.text]
    assert sizes
    assert all(f"{LEFT_TO_RIGHT}{{width}} × {{height}}{POP_ISOLATE}" in size for size in sizes)
