"""Files of CAP: import by staff, export of each alert, and the public ones as an Atom feed."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from aiohttp import web

from broadcast.alerts.actions.drafting import import_alert, list_alerts, read_alert_record
from broadcast.alerts.cap_reading import MOST_BYTES, read_alert
from broadcast.alerts.cap_writing import CONTENT_TYPE, format_time, write_alert
from broadcast.alerts.domain.cap import Scope, Status
from broadcast.alerts.domain.composing import texts_of
from broadcast.alerts.domain.register import RegisteredAlert, is_live
from broadcast.alerts.ports import AlertServices
from broadcast.alerts.web.context import services_of
from broadcast.alerts.web.forms import ImportForm
from broadcast.alerts.web.pages import HOME, AlertsQuery, render_alerts
from broadcast.board.roles import OPERATE_BOARD
from conference.errors import InvalidError, NotFoundError
from conference.texts.catalogues import key_family
from conference.web import FormOutcome, form_on, read_form, require, shows_refusal_on, site_of, staff_of

ATOM = "http://www.w3.org/2005/Atom"
FEED_TITLE, FEED_AUTHOR = "CAP 1.2", "Rostrum"
CACHE = "public, max-age=5"
PUBLIC_FOR_S = 2.0
"""Seconds for which the public alerts are not read again, unless an act of this process has changed them."""

PROBLEMS = key_family("error.cap.", (
    "name_characters", "restriction_missing", "addresses_missing", "references_missing", "info_missing", "not_language",
    "field_missing", "expires_before", "polygon_open", "not_place", "altitude_missing", "unknown_element",
    "more_than_one", "not_value", "characters",
))  # fmt: skip
"""Texts of the problems of single elements of a file."""


class PublicAlerts:
    """The public actual alerts in force, read at most once in PUBLIC_FOR_S: any number of readers may ask for them."""

    def __init__(self) -> None:
        self._listed: list[RegisteredAlert] = []
        self._read_at: float | None = None

    def forget(self) -> None:
        """Read again at the next request: an act of this process has changed the register."""
        self._read_at = None

    async def read(self, services: AlertServices) -> list[RegisteredAlert]:
        """Return them, the latest first."""
        now = services.board.clock.monotonic()
        if self._read_at is None or now - self._read_at >= PUBLIC_FOR_S:
            lists = await list_alerts(services, limit=0)
            self._listed = [one for one in lists.live if _is_public(one)]
            self._read_at = now
        at = services.board.clock.now()
        return [one for one in self._listed if is_live(one, at)]


PUBLIC_ALERTS: web.AppKey[PublicAlerts] = web.AppKey("public_alerts", PublicAlerts)


async def _show_outcome(request: web.Request, outcome: FormOutcome) -> web.Response:
    """Show the page with the problem of a file and its wrong elements, which are no fields of the form."""
    elements = {name: text for name, text in outcome.errors.items() if name != "file"}
    errors = {name: text for name, text in outcome.errors.items() if name == "file"}
    return await render_alerts(request, AlertsQuery(), replace(outcome, errors=errors), elements=elements)


@form_on(HOME, ImportForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome)
async def import_file(request: web.Request) -> web.Response:
    """Save the alert of a file as a draft, or name every element that is wrong."""
    form = await read_form(request, ImportForm)
    if form.file is None:
        raise InvalidError("alert.file_missing", {"file": "alert.file_missing"})
    content = await asyncio.to_thread(form.file.file.read, MOST_BYTES + 1)
    alert = await asyncio.to_thread(read_alert, content)
    await import_alert(services_of(request), alert, operator=staff_of(request))
    raise web.HTTPSeeOther(f"{HOME}?did=import")


@require(OPERATE_BOARD)
async def export_alert(request: web.Request) -> web.Response:
    """Send an alert as a file of CAP."""
    record = await read_alert_record(services_of(request), request.match_info["alert"])
    return _send_alert(record.registered, cache="no-store")


async def show_public_alert(request: web.Request) -> web.Response:
    """Send a public actual alert that is in force as a file of CAP; 404 for any other."""
    found = {one.id: one for one in await _list_public(request)}
    registered = found.get(request.match_info["alert"])
    if registered is None:
        raise NotFoundError("http_404")
    return _send_alert(registered, cache=CACHE)


async def show_feed(request: web.Request) -> web.Response:
    """Send the public actual alerts that are in force as an Atom feed, whose entries link the files of CAP."""
    services = services_of(request)
    listed = await _list_public(request)
    changed = max((one.changed_at for one in listed), default=services.board.clock.now())
    body = _write_feed(site_of(request).url("/alerts.atom"), listed, changed, services.site.languages)
    return web.Response(body=body, content_type="application/atom+xml", headers={"Cache-Control": CACHE})


async def _list_public(request: web.Request) -> list[RegisteredAlert]:
    return await request.config_dict[PUBLIC_ALERTS].read(services_of(request))


def _is_public(registered: RegisteredAlert) -> bool:
    return registered.alert.status is Status.ACTUAL and registered.alert.scope is Scope.PUBLIC


def _write_feed(address: str, listed: Sequence[RegisteredAlert], changed: datetime, languages: Sequence[str]) -> bytes:
    root = Element("feed", xmlns=ATOM)
    _add_texts(root, {"id": address, "title": FEED_TITLE, "updated": format_time(changed)})
    SubElement(SubElement(root, "author"), "name").text = FEED_AUTHOR
    for one in listed:
        entry = SubElement(root, "entry")
        texts = texts_of(one.alert, languages)
        headline = next(iter(texts.values())).headline if texts else one.alert.identifier
        updated = format_time(one.published_at or one.changed_at)
        _add_texts(entry, {"id": f"urn:rostrum:alert:{one.id}", "title": headline, "updated": updated})
        SubElement(entry, "link", rel="alternate", type=CONTENT_TYPE, href=f"alerts/{one.id}.xml")
    content: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _add_texts(element: Element, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        SubElement(element, name).text = text


def _send_alert(registered: RegisteredAlert, *, cache: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{registered.id}.xml"', "Cache-Control": cache}
    return web.Response(body=write_alert(registered.alert), content_type=CONTENT_TYPE, headers=headers)


def routes() -> list[web.RouteDef]:
    """Return the routes of staff; they stand before the page of one alert."""
    return [
        web.post(f"{HOME}/import", import_file),
        web.get(f"{HOME}/{{alert}}/alert.xml", export_alert),
        web.get("/alerts.atom", show_feed),
        web.get("/alerts/{alert}.xml", show_public_alert),
    ]
