"""The applicant's collection pass, behind the application's own link: its code, picture, PDF and calendar entry."""

from datetime import datetime

from aiohttp import web

from accreditation.applications.actions.applying import find_application
from accreditation.applications.domain.progress import reference_of
from accreditation.applications.web.context import LANGUAGE_PATH, application_pages_of, charge
from accreditation.applications.web.limits import BADGES
from accreditation.badge_desk.web.badge_context import badge_services_of, event_of
from accreditation.badges.actions.collection_pass import make_pass
from accreditation.badges.pass_press import pass_file_name
from accreditation.badges.ports import CollectionPass
from conference.errors import NotFoundError
from conference.event import BadgeDesk, OpeningHours
from conference.languages import pick
from conference.web import language_of, site_of

PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


async def show_code(request: web.Request) -> web.Response:
    """Return the QR code of the pass as SVG."""
    held = await _get_pass(request)
    svg = await badge_services_of(request).passes.code_svg(held)
    return web.Response(text=svg, content_type="image/svg+xml", headers=PRIVATE)


async def save_picture(request: web.Request) -> web.Response:
    """Return the pass as PNG, to be saved on a phone."""
    held = await _get_pass(request)
    body = await badge_services_of(request).passes.png(held, language_of(request))
    return _file_response(body, "image/png", _file_name(held, "png"))


async def save_pdf(request: web.Request) -> web.Response:
    """Return the pass as PDF."""
    held = await _get_pass(request)
    body = await badge_services_of(request).passes.pdf(held, language_of(request))
    return _file_response(body, "application/pdf", _file_name(held, "pdf"))


async def save_calendar_entry(request: web.Request) -> web.Response:
    """Return a calendar entry for the next opening hours of the badge desk."""
    held = await _get_pass(request)
    desk = event_of(request).desk
    hours = next_hours(desk, held.made_at) if desk else None
    if desk is None or hours is None:
        raise NotFoundError("pass.none")
    body = _calendar_of(request, held, desk, hours)
    return _file_response(body, "text/calendar", _file_name(held, "ics"), charset="utf-8")


def next_hours(desk: BadgeDesk, now: datetime) -> OpeningHours | None:
    """Return the first opening hours that have not ended; None after the last."""
    return min((one for one in desk.hours if one.closes_at > now), key=lambda one: one.opens_at, default=None)


async def _get_pass(request: web.Request) -> CollectionPass:
    charge(request, BADGES)
    application = await find_application(application_pages_of(request).services, secret=request.match_info["secret"])
    if application.withheld is not None:
        raise NotFoundError("pass.none")
    return await make_pass(badge_services_of(request), application.id)


def _calendar_of(request: web.Request, held: CollectionPass, desk: BadgeDesk, hours: OpeningHours) -> bytes:
    """Return an iCalendar object (RFC 5545) with one event, in the venue's time zone."""
    from icalendar import Calendar, Event  # noqa: PLC0415 - 6 MB, which a server needs only here

    event, code, text = event_of(request), language_of(request), site_of(request).catalogues.text
    reference = reference_of(held.copy.holder.application_id)
    entry = Event()
    entry.add("uid", f"{reference}-{hours.opens_at:%Y%m%d}@{request.host.partition(':')[0]}")
    entry.add("dtstamp", held.made_at)
    entry.add("dtstart", hours.opens_at.astimezone(event.zone_info))
    entry.add("dtend", hours.closes_at.astimezone(event.zone_info))
    entry.add("summary", text(code, "pass.calendar.summary", event=pick(event.short_name, code)[0]))
    entry.add("location", "\n".join(pick(place, code)[0] for place in (desk.place, event.venue, event.city)))
    bring, number = text(code, "status.collect.bring"), text(code, "pass.reference")
    entry.add("description", f"{number}\n{reference}\n\n{bring}")
    calendar = Calendar()
    calendar.add("prodid", "-//Rostrum//Collection pass//EN")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _file_name(held: CollectionPass, suffix: str) -> str:
    return pass_file_name(held.copy.holder.application_id, suffix)


def _file_response(body: bytes, kind: str, name: str, *, charset: str | None = None) -> web.Response:
    headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=body, content_type=kind, charset=charset, headers=headers)


def routes() -> list[web.RouteDef]:
    """Return the routes of the pass."""
    path = LANGUAGE_PATH + "/applications/{secret:[A-Za-z0-9_-]{22,64}}"
    return [
        web.get(f"{path}/pass.svg", show_code),
        web.get(f"{path}/pass.png", save_picture),
        web.get(f"{path}/pass.pdf", save_pdf),
        web.get(f"{path}/collect.ics", save_calendar_entry),
    ]
