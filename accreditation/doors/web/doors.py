"""Pages of the doors for staff: enrol this browser, offer an enrolment to another device, set the own PIN."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.access.roles import Permission
from accreditation.badge_desk.web.badge_context import event_of
from accreditation.doors.actions.devices import Offer, enrol_browser, get_device, offer_enrolment
from accreditation.doors.actions.pins import PinServices, find_pin_time, set_pin
from accreditation.doors.domain.devices import (
    LONGEST,
    MAX_NAME,
    MOST_AT_ONCE,
    Device,
    DeviceState,
    Right,
    Scope,
    next_name,
    numbered_names,
)
from accreditation.doors.domain.pins import LONGEST as MAX_DIGITS
from accreditation.doors.domain.pins import SHORTEST as MIN_DIGITS
from accreditation.doors.web.device_context import device_post_of
from conference.auth.roles import may
from conference.errors import InvalidError, NotFoundError
from conference.event import Event
from conference.texts.catalogues import key_family
from conference.texts.link_qr import LinkQr, link_qr
from conference.web import (
    Identifier,
    Password,
    field_texts,
    form_on,
    login_secret_of,
    read_form,
    read_query,
    render,
    require,
    site_of,
    staff_of,
    typed_values,
)

RIGHTS = key_family("doors.right.", [right.value for right in Right])
STATES = key_family("doors.state.", [state.value for state in DeviceState])


class DoorStaff(Struct, frozen=True):
    """Dependencies of these pages.

    With `rostrum serve --tls`: the certificate (DER) that devices must trust, and its SHA-256 as devices show it.
    """

    pins: PinServices
    certificate: bytes | None = None
    fingerprint: str | None = None


DOOR_STAFF: web.AppKey[DoorStaff] = web.AppKey("door_staff", DoorStaff)


class BrowserForm(Struct, frozen=True):
    """The door for which this browser is enrolled."""

    door: Identifier = ""


class OfferForm(Struct, frozen=True, kw_only=True):
    """Enrolments of other devices for single doors and all doors of zones; `offer_enrolment` checks names and doors."""

    name: str = ""
    until: Annotated[date | None, Meta(extra={"error": "device.until_unfit"})] = None
    zones: tuple[Identifier, ...] = ()
    doors: tuple[Identifier, ...] = ()
    rights: tuple[Right, ...] = ()
    count: Annotated[int, Meta(ge=1, le=MOST_AT_ONCE, extra={"error": "device.count_unfit"})] = 1


class PinForm(Struct, frozen=True):
    """A new PIN, twice. It is checked by `set_pin`."""

    pin: Password = ""
    again: Password = ""


class PinQuery(Struct, frozen=True):
    """Query of the page of the PIN: `set` after it was changed."""

    did: Identifier = ""


@require(Permission.SCAN, Permission.SUPERVISE_DOORS)
async def show_doors(request: web.Request) -> web.Response:
    """Show the doors for this browser, and the form of an enrolment for another device."""
    return _doors_page(request)


@form_on("/staff/doors", BrowserForm)
@require(Permission.SCAN)
async def enrol_this(request: web.Request) -> web.Response:
    """Enrol this browser for the chosen door, and open the app with its code."""
    form, services = await read_form(request, BrowserForm), device_post_of(request)
    offer = await enrol_browser(services, form.door, staff=staff_of(request), login=login_secret_of(request))
    raise web.HTTPSeeOther(f"/doors/#enrol={offer.code}", headers={"Cache-Control": "no-store"})


@form_on("/staff/doors", OfferForm)
@require(Permission.SUPERVISE_DOORS)
async def offer(request: web.Request) -> web.Response:
    """Create enrolments and show their QR codes, or the form with its errors."""
    try:
        form = await read_form(request, OfferForm)
        made = await _offer_devices(request, form)
    except InvalidError as error:
        values = {"zones": [], "doors": [], "rights": [], **await typed_values(request, OfferForm)}
        return _doors_page(request, values=values, errors=field_texts(request, error))
    return _offer_page(request, made[0], form) if len(made) == 1 else _sheet_page(request, made)


async def _offer_devices(request: web.Request, form: OfferForm) -> list[Offer]:
    event, services, staff = event_of(request), device_post_of(request), staff_of(request)
    doors = [door.id for door in event.doors if door.zone in form.zones and door.id not in form.doors]
    scope = Scope((*form.doors, *doors), frozenset(form.rights), _end_of(form.until, event))
    names = numbered_names(form.name, form.count)
    return [await offer_enrolment(services, scope, name=name, staff=staff) for name in names]


@require(Permission.SUPERVISE_DOORS)
async def show_state(request: web.Request) -> web.Response:
    """Answer a poll of the offer's page with the part that shows the device's state."""
    device = await get_device(device_post_of(request), request.match_info["device"], staff=staff_of(request))
    response = render(request, "doors/enrolment_state.html", **_state_data(device))
    response.headers["Cache-Control"] = "no-store"
    return response


@require(Permission.SUPERVISE_DOORS)
async def show_pin(request: web.Request) -> web.Response:
    """Show whether the supervisor has a PIN, and the form of a new one."""
    return await _pin_page(request)


@form_on("/staff/doors/pin", PinForm)
@require(Permission.SUPERVISE_DOORS)
async def take_pin(request: web.Request) -> web.Response:
    """Set the supervisor's own PIN."""
    form = await read_form(request, PinForm)
    try:
        await set_pin(request.config_dict[DOOR_STAFF].pins, form.pin, again=form.again, staff=staff_of(request))
    except InvalidError as error:
        return await _pin_page(request, errors=field_texts(request, error))
    raise web.HTTPSeeOther("/staff/doors/pin?did=set")


async def show_certificate(request: web.Request) -> web.Response:
    """Return the public certificate of this installation's authority, for devices to install."""
    certificate = request.config_dict[DOOR_STAFF].certificate
    if certificate is None:
        raise NotFoundError("http_404")
    name = {"Content-Disposition": 'attachment; filename="rostrum.crt"'}
    return web.Response(body=certificate, content_type="application/x-x509-ca-cert", headers=name)


async def _pin_page(request: web.Request, errors: Mapping[str, str] | None = None) -> web.Response:
    return render(
        request,
        "doors/doors_pin.html",
        status=422 if errors else 200,
        set_at=await find_pin_time(request.config_dict[DOOR_STAFF].pins, staff=staff_of(request)),
        did=read_query(request, PinQuery).did == "set",
        errors=errors or {},
        least=MIN_DIGITS,
        most=MAX_DIGITS,
    )


def _doors_page(
    request: web.Request,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> web.Response:
    event, staff = event_of(request), staff_of(request)
    ends = _list_end_days(device_post_of(request).clock.now(), event)
    values = values or {"until": ends[0].isoformat(), "count": 1, "rights": (Right.UNDO.value,)}
    return render(
        request,
        "doors/doors.html",
        status=422 if errors else 200,
        doors=event.doors,
        zones={zone.code: zone for zone in event.zones},
        scans=may(staff, Permission.SCAN),
        supervises=may(staff, Permission.SUPERVISE_DOORS),
        ends=ends,
        rights=RIGHTS,
        values=values,
        chosen_zones=values.get("zones", ()),
        chosen_doors=values.get("doors", ()),
        chosen_rights=values["rights"],
        errors=errors or {},
        most_name=MAX_NAME,
        most_at_once=MOST_AT_ONCE,
    )


def _offer_page(request: web.Request, made: Offer, form: OfferForm) -> web.Response:
    return render(
        request,
        "doors/doors_offer.html",
        code=made.code,
        qr=_offer_qr(request, made),
        form=form,
        next_name=next_name(made.device.name),
        **_scope_data(request, made),
        **_state_data(made.device),
    )


def _sheet_page(request: web.Request, made: Sequence[Offer]) -> web.Response:
    codes = [(one, _offer_qr(request, one)) for one in made]
    return render(request, "doors/doors_sheet.html", codes=codes, **_scope_data(request, made[0]))


def _scope_data(request: web.Request, made: Offer) -> dict[str, Any]:
    """Return what enrolments that are offered together share."""
    event, site = event_of(request), site_of(request)
    return {
        "doors": [event.door(door) for door in made.device.scope.doors],
        "ends_at": made.expires_at,
        "address": f"{site.public_url}/doors/",
        "secure": site.secure,
        "fingerprint": request.config_dict[DOOR_STAFF].fingerprint,
    }


def _offer_qr(request: web.Request, made: Offer) -> LinkQr:
    return link_qr(f"{site_of(request).public_url}/doors/#enrol={made.code}")


def _state_data(device: Device) -> dict[str, Any]:
    """Return the data of the template `enrolment_state.html`."""
    return {"device": device, "state": device.state.value, "states": STATES}


def _list_end_days(now: datetime, event: Event) -> list[date]:
    """Return the days, in venue time, at whose end an enrolment may end."""
    today = now.astimezone(event.zone_info).date()
    days = (today + timedelta(days=n) for n in range(LONGEST.days + 1))
    return [day for day in days if now < _midnight_after(day, event) <= now + LONGEST]


def _midnight_after(day: date, event: Event) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, event.zone_info)


def _end_of(day: date | None, event: Event) -> datetime:
    """Return the end of the day in venue time; for no day, and the last of the calendar, a moment that is over."""
    if day is None or day == date.max:
        return datetime.min.replace(tzinfo=event.zone_info)
    return _midnight_after(day, event)


def routes() -> list[web.RouteDef]:
    """Return the routes of the doors' pages for staff."""
    return [
        web.get("/staff/doors", show_doors),
        web.post("/staff/doors/enrol", enrol_this),
        web.post("/staff/doors/devices", offer),
        web.get("/staff/doors/devices/{device}/state", show_state),
        web.get("/doors/certificate.crt", show_certificate),
        web.get("/staff/doors/pin", show_pin),
        web.post("/staff/doors/pin", take_pin),
    ]
