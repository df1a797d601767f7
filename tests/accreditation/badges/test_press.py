"""Content of a badge from its issue and the event, and the press that draws it."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from msgspec import structs
from PIL import Image

from accreditation.access.entitlement import Entitlement
from accreditation.badges.art import DeskDay, QrShape, ZoneKey, missing_glyphs
from accreditation.badges.domain.badges import Badge
from accreditation.badges.ports import BadgeCopy, BadgeField, Flaw, Holder
from accreditation.badges.press import TypstPress, back_of, face_of, printed_languages
from tests.support.badge_office import EVENT
from tests.support.badge_samples import photo, token
from tests.support.qr import read_qr

FIRST = datetime(2025, 10, 23, 17, tzinfo=UTC)
"""Midnight of 24 October in Hà Nội."""

GENERAL = Entitlement("general", "P", ("venue", "exhibition"), FIRST, datetime(2025, 10, 26, 17, tzinfo=UTC))
BADGE = Badge("0123456789abcdef", 1, "P-0001", "app_1", GENERAL, token(), "21 M0 0h1v1h-1z", FIRST, "staff_binh")
HOLDER = Holder(
    "app_1", "approved", "pool", "Nguyễn Thị Hoa", "NGUYEN THI HOA", "VN", "Báo Sông Hồng", "reporter", "photo_1"
)
COPY = BadgeCopy(BADGE, HOLDER, photo())


def copy_valid(start: datetime, end: datetime) -> BadgeCopy:
    return replace(COPY, badge=replace(BADGE, entitlement=replace(GENERAL, valid_from=start, valid_until=end)))


def test_face_has_the_category_of_the_issue_and_the_current_name() -> None:
    face = face_of(COPY, EVENT)
    assert (face.category_letter, face.colour) == ("P", EVENT.category("general").colour)
    assert face.category_word == EVENT.category("general").name["en"]
    assert (face.native_name, face.latin_name, face.outlet) == ("Nguyễn Thị Hoa", "NGUYEN THI HOA", "Báo Sông Hồng")
    assert [zone.code for zone in face.zones] == ["venue", "exhibition"]


def test_face_has_the_short_code_and_the_stored_shape() -> None:
    face = face_of(COPY, EVENT)
    assert face.number == "P-0001-02"
    assert face.qr == QrShape(21, "M0 0h1v1h-1z")


def test_names_of_the_event_are_english_and_vietnamese() -> None:
    assert face_of(COPY, EVENT).event_names == (EVENT.name["en"], EVENT.name["vi"])


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2025-10-24T00:00", "2025-10-25T00:00", "24 October 2025"),
        ("2025-10-24T23:59", "2025-10-27T00:00", "24–26 October 2025"),
        ("2025-10-31T08:00", "2025-11-02T00:00", "31 October – 1 November 2025"),
        ("2025-12-31T08:00", "2026-01-01T08:00", "31 December 2025 – 1 January 2026"),
        ("2025-10-24T00:00", "2025-10-25T00:01", "24–25 October 2025"),
    ],
)
def test_days_are_those_of_the_venue(start: str, end: str, days: str) -> None:
    copy = copy_valid(datetime.fromisoformat(start + "+07:00"), datetime.fromisoformat(end + "+07:00"))
    assert face_of(copy, EVENT).valid == days


def test_days_are_in_the_first_language_without_english() -> None:
    event = structs.replace(EVENT, languages=("fr", "ar"))
    assert face_of(COPY, event).valid == "24\u00a0octobre – 26\u00a0octobre 2025"


def test_back_has_the_key_of_all_zones_in_two_languages() -> None:
    back = back_of(EVENT)
    assert back.title == ("Zones", "Khu vực")
    assert back.zones == tuple(ZoneKey(zone.mark, (zone.name["en"], zone.name["vi"])) for zone in EVENT.zones)


def test_back_has_the_desk_in_venue_time() -> None:
    desk = back_of(EVENT).desk
    assert EVENT.desk is not None
    assert desk is not None
    assert desk.place == (EVENT.desk.place["en"], EVENT.desk.place["vi"])
    assert desk.found == (EVENT.desk.found["en"], EVENT.desk.found["vi"])
    assert desk.days[1] == DeskDay(("24 October", "ngày 24/10"), "08:00–20:00")


def test_back_of_an_event_without_a_desk_has_zones_only() -> None:
    back = back_of(structs.replace(EVENT, desk=None))
    assert back.desk is None
    assert back.zones == back_of(EVENT).zones


def test_back_has_no_letter_without_a_font() -> None:
    assert missing_glyphs(back_of(EVENT).texts()) == {}


async def test_shape_of_each_token_is_stored_in_order() -> None:
    shapes = [QrShape.from_text(text) for text in await TypstPress(EVENT).qr_texts([token(1), token(2), token(1)])]
    assert shapes[0] == shapes[2] != shapes[1]


@pytest.mark.parametrize("name", ["ޑިވެހި", "བསྟན་འཛིན", "ᏣᎳᎩ", "𝔄nna", "Aššur 𒀀"])
def test_latin_name_replaces_a_name_that_no_font_has(name: str) -> None:
    face = face_of(replace(COPY, holder=replace(HOLDER, native_name=name)), EVENT)
    assert (face.native_name, face.latin_name) == ("", "NGUYEN THI HOA")
    assert face_of(replace(COPY, holder=replace(HOLDER, native_name=name, latin_name="")), EVENT).native_name == name


@pytest.mark.parametrize(
    ("aliases", "printed"),
    [((), "𒀀 Times"), (("𒀁", "Aššur Times", "Times of Aššur"), "Aššur Times"), (("𒀁",), "𒀀 Times")],
)
def test_another_name_replaces_an_outlet_that_no_font_has(aliases: tuple[str, ...], printed: str) -> None:
    holder = replace(HOLDER, outlet="𒀀 Times", outlet_aliases=aliases)
    assert face_of(replace(COPY, holder=holder), EVENT).outlet == printed
    drawable = replace(holder, outlet="Báo Sông Hồng")
    assert face_of(replace(COPY, holder=drawable), EVENT).outlet == "Báo Sông Hồng"


@pytest.mark.parametrize(
    ("changes", "flaws"),
    [
        ({"outlet": "𒀀𒀁𒀀"}, [Flaw(BadgeField.OUTLET, ("𒀀", "𒀁"))]),
        ({"native_name": "𒀀", "latin_name": ""}, [Flaw(BadgeField.NATIVE_NAME, ("𒀀",))]),
        ({"latin_name": "𒀀"}, [Flaw(BadgeField.LATIN_NAME, ("𒀀",))]),
        ({"native_name": "\u200b", "latin_name": " "}, [Flaw(BadgeField.NATIVE_NAME)]),
    ],
)
async def test_flaws_are_reported_by_badge_and_field(changes: dict[str, str], flaws: list[Flaw]) -> None:
    odd = replace(COPY, holder=replace(HOLDER, **changes))  # type: ignore[arg-type]
    (report,) = await TypstPress(EVENT).unprintable([COPY, odd])
    assert (report.badge_id, report.number, list(report.flaws)) == (BADGE.id, "P-0001", flaws)


async def test_unreadable_photo_is_a_flaw() -> None:
    (report,) = await TypstPress(EVENT).unprintable([replace(COPY, photo=b"GIF89a"), COPY])
    assert report.flaws == (Flaw(BadgeField.PHOTO),)


async def test_text_of_the_event_without_a_font_is_a_flaw() -> None:
    functions = tuple(structs.replace(function, name={"en": "𒀀"}) for function in EVENT.functions)
    press = TypstPress(structs.replace(EVENT, functions=functions))
    assert [report.flaws for report in await press.unprintable([COPY])] == [(Flaw(BadgeField.EVENT, ("𒀀",)),)]


async def test_phone_picture_has_the_token() -> None:
    press = TypstPress(EVENT)
    (shape,) = await press.qr_texts([BADGE.token])
    png = await press.png(replace(COPY, badge=replace(BADGE, qr=shape)))
    assert read_qr(Image.open(io.BytesIO(png))) == [BADGE.token]


@pytest.mark.parametrize(
    ("languages", "printed"),
    [
        (("en", "fr", "es", "ru", "ar", "zh", "vi"), ("en", "vi")),
        (("fr", "en", "ar"), ("en", "fr")),
        (("fr", "ar"), ("fr", "ar")),
        (("zh",), ("zh",)),
    ],
)
def test_badge_has_languages_of_the_event(languages: tuple[str, ...], printed: tuple[str, ...]) -> None:
    fewer = structs.replace(EVENT, languages=languages)
    assert printed_languages(fewer) == printed
    assert len(back_of(fewer).title) == len(printed)
