"""The doors' pages for staff: enrol the browser one sits at, offer another device an enrolment, set one's PIN."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from aiohttp import web

from accreditation.access.roles import Permission
from accreditation.badge_desk.web.badge_context import event_of
from accreditation.doors.actions.devices import Offer, enrol_browser, offer_enrolment, offered_device
from accreditation.doors.actions.pins import PinServices, pin_set_at, set_pin
from accreditation.doors.domain.devices import LONGEST, MAX_NAME, Device, DeviceState, Right, Scope
from accreditation.doors.domain.pins import LONGEST as MAX_DIGITS
from accreditation.doors.domain.pins import SHORTEST as MIN_DIGITS
from accreditation.doors.web.device_context import device_post_of
from accreditation.doors.web.link_qr import link_qr
from conference.auth.roles import may
from conference.errors import InvalidError, NotFoundError
from conference.event import Event
from conference.texts.catalogues import key_family
from conference.web import field_texts, login_secret_of, posted_form, render, require, site_of, staff_of

RIGHTS = key_family("doors.right.", [right.value for right in Right])
STATES = key_family("doors.state.", [state.value for state in DeviceState])


@dataclass(frozen=True)
class DoorStaff:
    """What these pages work with. With HTTPS of our own: the certificate that devices must trust first (DER), and its
    SHA-256 as they show it."""

    pins: PinServices
    certificate: bytes | None = None
    fingerprint: str | None = None


DOOR_STAFF: web.AppKey[DoorStaff] = web.AppKey("door_staff", DoorStaff)


@require(Permission.SCAN, Permission.SUPERVISE_DOORS)
async def show_doors(request: web.Request) -> web.Response:
    """Choose a door for this browser, or offer another device an enrolment."""
    return _doors_page(request)


@require(Permission.SCAN)
async def enrol_this(request: web.Request) -> web.Response:
    """Enrol this browser for the chosen door, and open the app with its code."""
    door = str((await posted_form(request)).get("door", ""))
    services = device_post_of(request)
    offer = await enrol_browser(services, door, staff=staff_of(request), login=login_secret_of(request))
    raise web.HTTPSeeOther(f"/doors/#enrol={offer.code}", headers={"Cache-Control": "no-store"})


@require(Permission.SUPERVISE_DOORS)
async def offer(request: web.Request) -> web.Response:
    """Offer a device an enrolment, and show its QR; or say what does not fit."""
    form = await posted_form(request)
    values = {"name": str(form.get("name", "")), "until": str(form.get("until", ""))}
    doors = tuple(str(door) for door in form.getall("doors", ()))
    chosen = [right for right in Right if right.value in form.getall("rights", ())]
    until = _end_of(values["until"], event_of(request))
    scope = Scope(doors, frozenset(chosen), until or datetime.min.replace(tzinfo=event_of(request).zone_info))
    try:
        made = await offer_enrolment(device_post_of(request), scope, name=values["name"], staff=staff_of(request))
    except InvalidError as error:
        errors = field_texts(request, error)
        return _doors_page(request, values=values, doors=doors, rights=[one.value for one in chosen], errors=errors)
    return _offer_page(request, made)


@require(Permission.SUPERVISE_DOORS)
async def show_state(request: web.Request) -> web.Response:
    """Answer a poll of the offer's page with the part that shows the device's state."""
    device = await offered_device(device_post_of(request), request.match_info["device"], staff=staff_of(request))
    response = render(request, "doors/enrolment_state.html", **_state_data(device))
    response.headers["Cache-Control"] = "no-store"
    return response


@require(Permission.SUPERVISE_DOORS)
async def show_pin(request: web.Request) -> web.Response:
    """A supervisor's own PIN: whether there is one, and a form for a new one."""
    return await _pin_page(request)


@require(Permission.SUPERVISE_DOORS)
async def take_pin(request: web.Request) -> web.Response:
    """Set the supervisor's own PIN."""
    form = await posted_form(request)
    pin, again = (str(form.get(name, "")) for name in ("pin", "again"))
    try:
        await set_pin(request.config_dict[DOOR_STAFF].pins, pin, again=again, staff=staff_of(request))
    except InvalidError as error:
        return await _pin_page(request, errors=field_texts(request, error))
    raise web.HTTPSeeOther("/staff/doors/pin?did=set")


async def show_certificate(request: web.Request) -> web.Response:
    """The certificate of this installation's authority, for a device to install. It is no secret."""
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
        set_at=await pin_set_at(request.config_dict[DOOR_STAFF].pins, staff=staff_of(request)),
        did=request.query.get("did") == "set",
        errors=errors or {},
        least=MIN_DIGITS,
        most=MAX_DIGITS,
    )


def _doors_page(
    request: web.Request,
    *,
    values: Mapping[str, str] | None = None,
    doors: Sequence[str] = (),
    rights: Sequence[str] = (Right.UNDO.value,),
    errors: Mapping[str, str] | None = None,
) -> web.Response:
    event, staff = event_of(request), staff_of(request)
    ends = _ends(device_post_of(request).clock.now(), event)
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
        values=values or {"until": ends[0].isoformat()},
        chosen_doors=doors,
        chosen_rights=rights,
        errors=errors or {},
        most_name=MAX_NAME,
    )


def _offer_page(request: web.Request, made: Offer) -> web.Response:
    event, site = event_of(request), site_of(request)
    address = f"{site.public_url}/doors/"
    return render(
        request,
        "doors/doors_offer.html",
        doors=[event.door(door) for door in made.device.scope.doors],
        ends_at=made.expires_at,
        code=made.code,
        address=address,
        qr=link_qr(f"{address}#enrol={made.code}"),
        secure=site.secure,
        fingerprint=request.config_dict[DOOR_STAFF].fingerprint,
        **_state_data(made.device),
    )


def _state_data(device: Device) -> dict[str, Any]:
    """Return the data of the template `enrolment_state.html`."""
    return {"device": device, "state": device.state.value, "states": STATES}


def _ends(now: datetime, event: Event) -> list[date]:
    """The days at the venue with whose end a device may end."""
    today = now.astimezone(event.zone_info).date()
    days = (today + timedelta(days=n) for n in range(LONGEST.days + 1))
    return [day for day in days if now < _midnight_after(day, event) <= now + LONGEST]


def _midnight_after(day: date, event: Event) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, event.zone_info)


def _end_of(text: str, event: Event) -> datetime | None:
    try:
        return _midnight_after(date.fromisoformat(text), event)
    except (ValueError, OverflowError):
        return None


def routes() -> list[web.RouteDef]:
    """The addresses of the doors' pages for staff."""
    return [
        web.get("/staff/doors", show_doors),
        web.post("/staff/doors/enrol", enrol_this),
        web.post("/staff/doors/devices", offer),
        web.get("/staff/doors/devices/{device}/state", show_state),
        web.get("/doors/certificate.crt", show_certificate),
        web.get("/staff/doors/pin", show_pin),
        web.post("/staff/doors/pin", take_pin),
    ]
