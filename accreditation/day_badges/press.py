"""Press of one-day badges for one event, in threads."""

import asyncio
from collections.abc import Sequence

from accreditation.badges.art import qr_shape
from accreditation.badges.domain.badges import short_code
from accreditation.badges.press import printed_languages
from accreditation.day_badges.art import DaySheet, LogColumns, NumberedCode, day_sheet_pdf
from accreditation.day_badges.domain import DayBadge, DayBadgeSet
from conference.event import Event
from conference.texts.catalogues import key_family, own_catalogues
from conference.texts.dates import format_date

LINES = key_family("day_badges.print.", ("name", "outlet", "document", "signature"))
"""Labels of the lines that are written on by hand."""

COLUMNS = key_family("day_badges.log.", ("name", "outlet", "document", "time", "signature"))
"""Headings of the log sheet after the number."""


class TypstDayPress:
    """`accreditation.day_badges.ports.DayBadgePress` for one event."""

    def __init__(self, event: Event) -> None:
        self._event = event

    async def pdf(self, made: DayBadgeSet, badges: Sequence[DayBadge]) -> bytes:
        """Make a PDF: a page for each badge, then the log sheet. Some 20 ms a badge."""
        return await asyncio.to_thread(lambda: day_sheet_pdf(sheet_of(made, badges, self._event)))


def sheet_of(made: DayBadgeSet, badges: Sequence[DayBadge], event: Event) -> DaySheet:
    """Collect the content: "one day" and the date in each language of the event, other texts in one or two."""
    text, few = own_catalogues().text, printed_languages(event)
    every = tuple(dict.fromkeys((*few, *event.languages)))
    category = event.category(made.entitlement.category)

    def wording(key: str) -> tuple[str, ...]:
        return tuple(text(code, key) for code in few)

    return DaySheet(
        words=tuple(text(code, "day_badges.print.one_day") for code in every),
        dates=tuple(format_date(code, made.day, weekday=True) for code in every),
        events=tuple(event.name[code] for code in few),
        category=tuple(category.name[code] for code in few),
        letter=made.entitlement.letter,
        colour=category.colour,
        marks=tuple(event.zone(code).mark for code in made.entitlement.zones),
        lines=tuple(wording(key) for key in LINES.values()),
        log=LogColumns(
            wording("day_badges.log.title"),
            tuple(wording(key) for key in COLUMNS.values()),
            wording("day_badges.log.rule"),
        ),
        badges=tuple(NumberedCode(one.number, short_code(one.number), qr_shape(one.token)) for one in badges),
    )
