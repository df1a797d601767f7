"""Press of one event: draws badges for paper and phones from its typst template, in threads."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta

from accreditation.badges.art import (
    BadgeBack,
    BadgeFace,
    DeskDay,
    DeskNote,
    QrShape,
    ZoneKey,
    ZoneMark,
    badge_png,
    badges_pdf,
    missing_glyphs,
    qr_shape,
)
from accreditation.badges.art.photo import photo_page
from accreditation.badges.domain.badges import Badge, short_code
from accreditation.badges.domain.print_runs import PLAIN, PrintLayout
from accreditation.badges.ports import BadgeCopy, BadgeField, Flaw, Holder, Unprintable
from conference.event import BadgeDesk, Event, OpeningHours
from conference.languages import Text, pick
from conference.texts.catalogues import own_catalogues
from conference.texts.dates import format_date, format_time, local_date
from conference.typesetting.text import printable

LANGUAGE = "en"
"""The preferred language of the category, the function, the names of the zones and the days."""

HOST_LANGUAGE = "vi"
"""The preferred language of the event's second name."""

PHONE_DPI = 200
"""A6 at 827 × 1165 pixels: sharp on a phone, a tenth of a second to draw."""


class TypstPress:
    """`accreditation.badges.ports.BadgePress` for one event."""

    def __init__(self, event: Event) -> None:
        self._event = event
        self._template = event.folder / "badge.typ"

    async def qr_texts(self, tokens: Sequence[str]) -> list[str]:
        """Return the shape of each token's QR, as text to store with the badge. About 17 ms each."""
        return await asyncio.to_thread(lambda: [qr_shape(token).to_text() for token in tokens])

    async def pdf(self, copies: Sequence[BadgeCopy], layout: PrintLayout = PLAIN) -> bytes:
        """Make a PDF of these badges, in this order. Raises the errors of `accreditation.badges.art`."""
        back = back_of(self._event) if layout.two_sided else None
        return await asyncio.to_thread(
            lambda: badges_pdf(self._faces_of(copies), self._template, back, bleed=layout.bleed)
        )

    async def png(self, copy: BadgeCopy) -> bytes:
        """Draw the same page as a PNG for a phone."""
        return await asyncio.to_thread(lambda: badge_png(face_of(copy, self._event), self._template, dpi=PHONE_DPI))

    async def unprintable(self, copies: Sequence[BadgeCopy]) -> list[Unprintable]:
        """List the badges that cannot be drawn."""
        return await asyncio.to_thread(
            lambda: [report for copy in copies if (report := self._report_unprintable(copy))]
        )

    def _faces_of(self, copies: Sequence[BadgeCopy]) -> list[BadgeFace]:
        return [face_of(copy, self._event) for copy in copies]

    def _report_unprintable(self, copy: BadgeCopy) -> Unprintable | None:
        flaws = tuple(find_flaws(face_of(copy, self._event)))
        if not flaws:
            return None
        return Unprintable(copy.badge.id, copy.badge.number, copy.holder.native_name or copy.holder.latin_name, flaws)


def find_flaws(face: BadgeFace) -> Iterator[Flaw]:
    """Iterate over what prevents a badge from being drawn."""
    typed = {
        BadgeField.NATIVE_NAME: face.native_name,
        BadgeField.LATIN_NAME: face.latin_name,
        BadgeField.OUTLET: face.outlet,
    }
    others = " ".join(text for text in face.texts() if text not in typed.values())
    for field, text in (*typed.items(), (BadgeField.EVENT, others)):
        if letters := missing_letters(text):
            yield Flaw(field, letters)
    if not printable(face.native_name) and not printable(face.latin_name):
        yield Flaw(BadgeField.NATIVE_NAME)
    try:
        photo_page(face.photo)
    except ValueError:
        yield Flaw(BadgeField.PHOTO)


def printed_languages(event: Event) -> tuple[str, ...]:
    """Return the one or two languages of the event's names on the front, and of the back."""
    preferred = [code for code in (LANGUAGE, HOST_LANGUAGE) if code in event.languages]
    return tuple(dict.fromkeys((*preferred, *event.languages)))[:2]


def missing_letters(text: str) -> tuple[str, ...]:
    """Return the letters of a text that no bundled font has. Takes about 0.3 s the first time."""
    return tuple(missing_glyphs([text]).get(text, ()))


def face_of(copy: BadgeCopy, event: Event) -> BadgeFace:
    """Collect the content of the badge. Category, zones and days are those of the issue; names are current.

    The Latin name stands in the place of a native name with letters that no font has, and another name of the outlet
    in the place of such a name.
    """
    badge, holder = copy.badge, copy.holder
    category = event.category(badge.entitlement.category)
    return BadgeFace(
        number=short_code(badge.number),
        category_word=_printed_name(category.name),
        category_letter=badge.entitlement.letter,
        colour=category.colour,
        native_name="" if holder.latin_name and missing_letters(holder.native_name) else holder.native_name,
        latin_name=holder.latin_name,
        outlet=_printed_outlet(holder),
        function=_printed_name(event.function(holder.function).name),
        zones=tuple(_zone_mark(code, event) for code in badge.entitlement.zones),
        valid=_format_days(badge, event),
        event_names=_printed_texts(event.name, event),
        qr=QrShape.from_text(badge.qr),
        photo=copy.photo,
        country=holder.country,
    )


def _printed_outlet(holder: Holder) -> str:
    """Return the first of the outlet's names that the fonts have, its own name if there is none."""
    names = (holder.outlet, *holder.outlet_aliases)
    return next((name for name in names if not missing_letters(name)), holder.outlet)


def back_of(event: Event) -> BadgeBack:
    """Collect the content of the back: the key of the event's zones, and its badge desk if it has one."""
    return BadgeBack(
        title=tuple(own_catalogues().text(language, "badges.grants.zones") for language in printed_languages(event)),
        zones=tuple(ZoneKey(zone.mark, _printed_texts(zone.name, event)) for zone in event.zones),
        desk=_desk_note(event.desk, event) if event.desk else None,
    )


def _desk_note(desk: BadgeDesk, event: Event) -> DeskNote:
    return DeskNote(
        title=tuple(own_catalogues().text(language, "badges.title") for language in printed_languages(event)),
        place=_printed_texts(desk.place, event),
        days=tuple(_desk_day(hours, event) for hours in desk.hours),
        found=_printed_texts(desk.found, event),
    )


def _desk_day(hours: OpeningHours, event: Event) -> DeskDay:
    day = local_date(hours.opens_at, event.zone_info)
    code = printed_languages(event)[0]
    opens, closes = (format_time(code, at, event.zone_info) for at in (hours.opens_at, hours.closes_at))
    days = tuple(format_date(language, day, year=False) for language in printed_languages(event))
    return DeskDay(days, f"{opens}–{closes}")


def _printed_texts(text: Text, event: Event) -> tuple[str, ...]:
    return tuple(text[language] for language in printed_languages(event))


def _printed_name(text: Text) -> str:
    return pick(text, LANGUAGE)[0]


def _zone_mark(code: str, event: Event) -> ZoneMark:
    zone = event.zone(code)
    return ZoneMark(zone.code, zone.mark, _printed_name(zone.name))


def _format_days(badge: Badge, event: Event) -> str:
    """Format the first and the last day on which the badge admits, in venue time."""
    grant, code = badge.entitlement, printed_languages(event)[0]
    first = local_date(grant.valid_from, event.zone_info)
    last = local_date(grant.valid_until - timedelta(microseconds=1), event.zone_info)
    if first == last:
        return format_date(code, last)
    if code == LANGUAGE and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{format_date(code, last)}"
    return f"{format_date(code, first, year=first.year != last.year)} – {format_date(code, last)}"
