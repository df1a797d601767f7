"""Alerts in the words of the reader, for the staff pages."""

from collections.abc import Sequence
from datetime import datetime

from aiohttp import web
from msgspec import Struct

from broadcast.alerts.domain.areas import PlaceKind, names_of
from broadcast.alerts.domain.cap import MessageType, Status
from broadcast.alerts.domain.composing import area_of, texts_of
from broadcast.alerts.domain.register import (
    AlertState,
    RegisteredAlert,
    expiry_of,
    is_all_clear,
    is_live,
    needs_second_person,
)
from broadcast.alerts.ports import AlertServices
from broadcast.alerts.web.context import services_of
from broadcast.board.domain.alerts import AlertText
from conference.languages import pick
from conference.texts.catalogues import key_family
from conference.web import language_of, staff_of

STATUS_LABEL = key_family("alert.status.", ("Actual", "Exercise", "Test"))
STATE_LABEL = key_family("alert.state.", (*AlertState, "expired"))
TYPE_LABEL = key_family("alert.type.", ("Alert", "Update", "Cancel", "all_clear"))


class AlertRow(Struct, frozen=True, kw_only=True):
    """An alert with its texts in the reader's language (or the first that it has), and what the reader may do."""

    registered: RegisteredAlert
    text: AlertText
    language: str
    is_foreign: bool
    status_key: str
    type_key: str
    state_key: str
    places: Sequence[str]
    expires_at: datetime | None
    is_actual: bool
    is_live: bool
    needs_second: bool
    can_follow: bool


def view_alert(request: web.Request, registered: RegisteredAlert, now: datetime) -> AlertRow:
    """Return an alert in the words of the reader."""
    services, code, alert = services_of(request), language_of(request), registered.alert
    text, text_language = _choose_text(services, registered, code)
    live = is_live(registered, now)
    expires_at = expiry_of(alert)
    has_expired = registered.state is AlertState.IN_FORCE and expires_at is not None and expires_at <= now
    return AlertRow(
        registered=registered,
        text=text,
        language=text_language,
        is_foreign=text_language != code,
        status_key=STATUS_LABEL[alert.status.value],
        type_key=TYPE_LABEL["all_clear" if is_all_clear(alert) else alert.message_type.value],
        state_key=STATE_LABEL["expired" if has_expired else registered.state.value],
        places=[pick(name, code)[0] for name in names_of(area_of(alert), services.site.places)],
        expires_at=expires_at,
        is_actual=alert.status is Status.ACTUAL,
        is_live=live,
        needs_second=needs_second_person(registered, staff_of(request).id),
        can_follow=live and not is_all_clear(alert),
    )


def list_places(services: AlertServices, code: str) -> dict[str, list[tuple[str, str]]]:
    """Return the event's places by kind, each as its code and its name."""
    listed: dict[str, list[tuple[str, str]]] = {kind.value: [] for kind in PlaceKind if kind is not PlaceKind.SCREEN}
    for place, about in services.site.places.items():
        listed[place.kind.value].append((str(place), pick(about.name, code)[0]))
    return listed


def _choose_text(services: AlertServices, registered: RegisteredAlert, code: str) -> tuple[AlertText, str]:
    texts = texts_of(registered.alert, services.site.languages)
    if not texts or registered.alert.message_type is MessageType.CANCEL:
        return AlertText(headline=registered.alert.note), code
    chosen = code if code in texts else next(iter(texts))
    return texts[chosen], chosen
