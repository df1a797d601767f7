"""Messages that this site writes, from prepared or typed texts, and what screens show of a message."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from msgspec import Struct

from broadcast.alerts.domain.areas import (
    AreaCodes,
    Places,
    names_of,
    read_areas,
    rooms_in,
    screens_in,
    write_area,
)
from broadcast.alerts.domain.cap import (
    Alert,
    Category,
    Certainty,
    Info,
    MessageType,
    Reference,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)
from broadcast.alerts.domain.register import RegisteredAlert, expiry_of, is_all_clear
from broadcast.board.domain.alerts import AlertKind, AlertStatus, AlertText, SiteAlert
from conference.errors import InvalidError
from conference.languages import LANGUAGES, Text, language
from conference.texts.typed_text import read_line

LONGEST_HEADLINE, LONGEST_BODY = 120, 280
"""Most characters of a headline, of an instruction and of a description: read at once at ten metres."""

MOST_MINUTES = 24 * 60
"""Longest time for which an alert of this site is shown."""

_SHOWN_STATUS = {
    Status.ACTUAL: AlertStatus.ACTUAL,
    Status.EXERCISE: AlertStatus.EXERCISE,
    Status.TEST: AlertStatus.TEST,
}


class Danger(Struct, frozen=True, kw_only=True):
    """What an alert is about, by the lists of CAP."""

    category: Category = Category.SAFETY
    response: ResponseType = ResponseType.EXECUTE
    urgency: Urgency = Urgency.IMMEDIATE
    severity: Severity = Severity.SEVERE
    certainty: Certainty = Certainty.OBSERVED


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertContent:
    """The texts of an alert by language, the word for its event (`event`), and for how many minutes it is shown."""

    event: Text
    texts: Mapping[str, AlertText]
    minutes: int
    danger: Danger = Danger()


class Prepared(Struct, frozen=True, kw_only=True):
    """An alert of the event that is ready to be published."""

    id: str
    content: AlertContent

    @property
    def is_all_clear(self) -> bool:
        """Whether it says that the danger is over."""
        return self.content.danger.response is ResponseType.ALL_CLEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a message is: who sends it and when, its status, and which messages it refers to."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    message_type: MessageType = MessageType.ALERT
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The site of the alerts: its sender in CAP, its name, its places, and the languages of the event."""

    sender: str
    name: Text
    places: Places = field(default_factory=dict)
    languages: Sequence[str] = LANGUAGES


def compose_alert(content: AlertContent, envelope: Envelope, codes: AreaCodes, site: Site) -> Alert:
    """Return the message with one info block for each language of its texts."""
    return Alert(
        identifier=envelope.identifier,
        sender=site.sender,
        sent=envelope.sent,
        status=envelope.status,
        message_type=envelope.message_type,
        scope=Scope.PUBLIC,
        references=envelope.references,
        infos=tuple(_compose_info(content, envelope.sent, site, code, codes=codes) for code in content.texts),
    )


def _compose_info(content: AlertContent, sent: datetime, site: Site, code: str, *, codes: AreaCodes) -> Info:
    text, danger = content.texts[code], content.danger
    return Info(
        language=language(code).tag,
        categories=(danger.category,),
        event=content.event.get(code) or text.headline,
        responses=(danger.response,),
        urgency=danger.urgency,
        severity=danger.severity,
        certainty=danger.certainty,
        effective=sent,
        expires=sent + timedelta(minutes=content.minutes),
        sender_name=site.name.get(code, ""),
        headline=text.headline,
        description=text.description,
        instruction=text.instruction,
        areas=(write_area(codes, site.places, site=site.name, language=code),),
    )


def restart(alert: Alert, sent: datetime) -> Alert:
    """Return a message of this site as sent at another time: a draft that waited is shown as long as was planned."""
    moved = sent - alert.sent
    infos = tuple(
        replace(info, effective=sent, expires=None if info.expires is None else info.expires + moved)
        for info in alert.infos
    )
    return replace(alert, sent=sent, infos=infos)


def check_texts(texts: Mapping[str, AlertText], languages: Iterable[str]) -> None:
    """Raise InvalidError `alert.incomplete` with the field of each text that is missing or too long."""
    fields: dict[str, str] = {}
    for code in languages:
        text = texts.get(code, AlertText(headline=""))
        if not text.headline:
            fields[f"headline.{code}"] = "alert.text_missing"
        for name, value, most in _list_lengths(text):
            if len(value) > most:
                fields[f"{name}.{code}"] = "alert.text_too_long"
    if fields:
        raise InvalidError("alert.incomplete", fields)


def _list_lengths(text: AlertText) -> list[tuple[str, str, int]]:
    return [
        ("headline", text.headline, LONGEST_HEADLINE),
        ("instruction", text.instruction, LONGEST_BODY),
        ("description", text.description, LONGEST_BODY),
    ]


def check_imported(alert: Alert, site: Site) -> None:
    """Raise InvalidError `alert.not_for_screens` with each field for which this site cannot show a message of others.

    A cancellation needs no texts. Other messages need an expiry, and texts in a language of the event that screens
    can show.
    """
    fields: dict[str, str] = {}
    if alert.status not in _SHOWN_STATUS:
        fields["status"] = "alert.status_not_shown"
    if alert.message_type in (MessageType.ACK, MessageType.ERROR):
        fields["msgType"] = "alert.type_not_shown"
    if alert.message_type is not MessageType.CANCEL:
        fields |= _find_unshowable(alert, site)
    if fields:
        raise InvalidError("alert.not_for_screens", fields)


def _find_unshowable(alert: Alert, site: Site) -> dict[str, str]:
    fields = {f"info[{n}].expires": "alert.expiry_missing" for n, one in enumerate(alert.infos) if one.expires is None}
    shown = [(n, one) for n, one in enumerate(alert.infos) if _language_of(one) in site.languages]
    if not shown:
        fields["info[0].language"] = "alert.no_language"
    for number, info in shown:
        raw = AlertText(
            headline=info.headline or info.event, description=info.description, instruction=info.instruction
        )
        for name, value, most in _list_lengths(raw):
            _, problem = read_line(value, most=most)
            if problem is not None:
                is_long = problem.code == "text.too_long"
                fields[f"info[{number}].{name}"] = "alert.text_too_long" if is_long else problem.code
    return fields


def area_of(alert: Alert) -> AreaCodes:
    """Return the places of an alert; empty: the whole site."""
    return read_areas(area for info in alert.infos for area in info.areas)


def texts_of(alert: Alert, languages: Sequence[str]) -> dict[str, AlertText]:
    """Return the texts of an alert in the languages of the event, the first info block of each."""
    found: dict[str, AlertText] = {}
    for info in alert.infos:
        code = _language_of(info)
        if code in languages:
            found.setdefault(code, _text_of(info))
    return found


def shown_on_board(registered: RegisteredAlert, site: Site) -> SiteAlert | None:
    """Return what the board shows of an alert; None for one that is not public, or that no screen is meant for."""
    alert, codes = registered.alert, area_of(registered.alert)
    expires_at, texts = expiry_of(alert), texts_of(alert, site.languages)
    rooms, screens = rooms_in(codes, site.places), screens_in(codes)
    is_for_screens = rooms is None or rooms or screens
    if alert.scope is not Scope.PUBLIC or expires_at is None or not texts or not is_for_screens:
        return None
    return SiteAlert(
        id=registered.id,
        status=_SHOWN_STATUS[alert.status],
        kind=AlertKind.ALL_CLEAR if is_all_clear(alert) else AlertKind.ALERT,
        texts=texts,
        sent_at=registered.published_at or alert.sent,
        expires_at=expires_at,
        rooms=rooms,
        screens=screens,
        places=names_of(codes, site.places),
    )


def _language_of(info: Info) -> str:
    return info.language.partition("-")[0].lower()


def _text_of(info: Info) -> AlertText:
    """Return the texts of an info block as typed texts are cleaned: without characters that turn their direction."""
    return AlertText(
        headline=read_line(info.headline or info.event, most=LONGEST_HEADLINE)[0],
        description=read_line(info.description, most=LONGEST_BODY)[0],
        instruction=read_line(info.instruction, most=LONGEST_BODY)[0],
    )
