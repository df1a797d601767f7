"""Content of collection passes in the applicant's language, drawn in threads."""

import asyncio
from datetime import datetime

from accreditation.applications.domain.progress import reference_of
from accreditation.badges.art import qr_shape
from accreditation.badges.art.pass_sheet import PassFact, PassSheet, pass_letter_png, pass_pdf, pass_png, qr_svg
from accreditation.badges.ports import CollectionPass, PassDrawing
from accreditation.badges.press import missing_letters
from conference.event import BadgeDesk, Event, OpeningHours
from conference.event.logo import logo_of
from conference.languages import language, pick
from conference.mail.letters import Attachment
from conference.texts.catalogues import own_catalogues
from conference.texts.dates import format_date, format_time, local_date
from conference.typesetting.text import printable


class PassPress:
    """`accreditation.badges.ports.PassDrawing` for one event."""

    def __init__(self, event: Event) -> None:
        self._event = event

    async def code_svg(self, held: CollectionPass) -> str:
        """Draw the QR code alone."""
        return await asyncio.to_thread(lambda: qr_svg(qr_shape(held.token)))

    async def png(self, held: CollectionPass, code: str) -> bytes:
        """Draw the pass as a picture in a language."""
        return await asyncio.to_thread(lambda: pass_png(sheet_of(held, self._event, code)))

    async def pdf(self, held: CollectionPass, code: str) -> bytes:
        """Draw the pass as PDF in a language."""
        return await asyncio.to_thread(lambda: pass_pdf(sheet_of(held, self._event, code)))

    async def for_letter(self, held: CollectionPass, code: str) -> tuple[bytes, bytes]:
        """Draw the pass as a picture of a letter and as PDF in a language."""

        def draw() -> tuple[bytes, bytes]:
            sheet = sheet_of(held, self._event, code)
            return pass_letter_png(sheet), pass_pdf(sheet)

        return await asyncio.to_thread(draw)


async def attach_pass(
    passes: PassDrawing, held: CollectionPass, *, language: str, content_id: str
) -> tuple[Attachment, ...]:
    """Return the files of a pass for a letter: a picture, which its HTML shows by this id, and a PDF."""
    picture, document = await passes.for_letter(held, language)
    application_id = held.copy.holder.application_id
    return (
        Attachment(
            file_name=pass_file_name(application_id, "png"),
            content_type="image/png",
            content=picture,
            content_id=content_id,
        ),
        Attachment(file_name=pass_file_name(application_id, "pdf"), content_type="application/pdf", content=document),
    )


def pass_file_name(application_id: str, suffix: str) -> str:
    """Return the name of a file with the pass of an application."""
    return f"collection-pass-{reference_of(application_id)}.{suffix}"


def sheet_of(held: CollectionPass, event: Event, code: str) -> PassSheet:
    """Collect the content of a pass. The Latin name stands in the place of a name with letters that no font has."""
    text, holder = own_catalogues().text, held.copy.holder
    native = holder.native_name
    if not printable(native) or missing_letters(native):
        native = holder.latin_name
    facts = [PassFact(text(code, "pass.reference"), (reference_of(holder.application_id),))]
    facts += _desk_facts(event.desk, event, code, now=held.made_at) if event.desk else []
    logo = logo_of(event.folder, event.look.logo)
    return PassSheet(
        language=language(code).tag.split("-")[0],
        direction=language(code).direction,
        title=text(code, "pass.title"),
        warning=text(code, "pass.warning"),
        event=pick(event.short_name, code)[0],
        native_name=native,
        latin_name=holder.latin_name,
        country=holder.country,
        facts=facts,
        note=text(code, "status.collect.bring"),
        qr=qr_shape(held.token),
        photo=held.copy.photo,
        accent=event.look.colour,
        logo=logo.content if logo else None,
    )


def _desk_facts(desk: BadgeDesk, event: Event, code: str, *, now: datetime) -> list[PassFact]:
    text = own_catalogues().text
    place = (pick(desk.place, code)[0], pick(event.venue, code)[0])
    hours = tuple(_format_hours(one, event, code) for one in desk.hours if one.closes_at > now)
    return [PassFact(text(code, "badges.title"), place), PassFact(text(code, "status.desk.title"), hours)]


def _format_hours(hours: OpeningHours, event: Event, code: str) -> str:
    day = format_date(code, local_date(hours.opens_at, event.zone_info), year=False, weekday=True)
    opens, closes = (format_time(code, at, event.zone_info) for at in (hours.opens_at, hours.closes_at))
    return own_catalogues().text(code, "pass.day_hours", day=day, opens=opens, closes=closes)
