"""The press: badges of one event on paper and on phones, from its typst template, in threads beside the event loop."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from accreditation.badges.art import BadgeFace, QrShape, ZoneMark, badge_png, badges_pdf, missing_glyphs, qr_shape
from accreditation.badges.domain.badges import Badge, short_code
from accreditation.badges.ports import BadgeCopy, Unprintable
from conference.event import Event
from conference.languages import Text, pick
from conference.texts.dates import format_date, local_date

LANGUAGE = "en"
"""What is printed beside the names: the category, the function, the zones' names and the days."""

HOST_LANGUAGE = "vi"
"""The language of the event's second name."""

PHONE_DPI = 200
"""A6 at 827 × 1165 pixels: sharp on a phone, a tenth of a second to draw."""


class TypstPress:
    """`accreditation.badges.ports.BadgePress` for one event."""

    def __init__(self, event: Event) -> None:
        self._event = event
        self._template = event.folder / "badge.typ"

    async def qr_texts(self, tokens: Sequence[str]) -> list[str]:
        """The shape of each token's QR, as text to keep with the badge. About 17 ms each."""
        return await asyncio.to_thread(lambda: [qr_shape(token).to_text() for token in tokens])

    async def pdf(self, copies: Sequence[BadgeCopy]) -> bytes:
        """One page for each. Raises the errors of `badge_art`."""
        faces = [face_of(copy, self._event) for copy in copies]
        return await asyncio.to_thread(badges_pdf, faces, self._template)

    async def png(self, copy: BadgeCopy) -> bytes:
        """The same page for a phone."""
        face = face_of(copy, self._event)
        return await asyncio.to_thread(badge_png, face, self._template, dpi=PHONE_DPI)

    async def unprintable(self, copies: Sequence[BadgeCopy]) -> list[Unprintable]:
        """The badges that would show empty boxes."""
        return await asyncio.to_thread(lambda: [found for copy in copies if (found := self._report(copy))])

    def _report(self, copy: BadgeCopy) -> Unprintable | None:
        missing = missing_glyphs(face_of(copy, self._event).texts())
        letters = tuple(dict.fromkeys(letter for listed in missing.values() for letter in listed))
        if not letters:
            return None
        return Unprintable(copy.badge.id, copy.badge.number, copy.holder.native_name, letters)


def face_of(copy: BadgeCopy, event: Event) -> BadgeFace:
    """What the badge shows. The category, its zones and its days are those of the issue, the names those of today."""
    badge, holder = copy.badge, copy.holder
    category = event.category(badge.entitlement.category)
    return BadgeFace(
        number=short_code(badge.number),
        category_word=_word(category.name),
        category_letter=badge.entitlement.letter,
        colour=category.colour,
        native_name=holder.native_name,
        latin_name=holder.latin_name,
        outlet=holder.outlet,
        function=_word(event.function(holder.function).name),
        zones=tuple(_zone(code, event) for code in badge.entitlement.zones),
        valid=_days(badge, event),
        event_names=(_word(event.name), pick(event.name, HOST_LANGUAGE)[0]),
        qr=QrShape.from_text(badge.qr),
        photo=copy.photo,
        country=holder.country,
    )


def _word(text: Text) -> str:
    return pick(text, LANGUAGE)[0]


def _zone(code: str, event: Event) -> ZoneMark:
    zone = event.zone(code)
    return ZoneMark(zone.code, zone.mark, _word(zone.name))


def _days(badge: Badge, event: Event) -> str:
    """The first and the last day on which the badge admits, at the venue."""
    grant = badge.entitlement
    first = local_date(grant.valid_from, event.zone_info)
    last = local_date(grant.valid_until - timedelta(microseconds=1), event.zone_info)
    if first == last:
        return format_date(LANGUAGE, last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{format_date(LANGUAGE, last)}"
    return f"{format_date(LANGUAGE, first, year=first.year != last.year)} – {format_date(LANGUAGE, last)}"
