"""Projection of alerts: one state has all languages, because who stands before a screen cannot choose one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol

from broadcast.board.domain.alerts import AlertKind, AlertStatus, SiteAlert
from broadcast.board.domain.shown import ShownAlert, ShownAlertText
from conference.languages import language, pick


class AlertWords(Protocol):
    """Texts of alerts that are not part of the event's data, in each language."""

    def alert_label(self, language: str, status: AlertStatus, kind: AlertKind) -> str: ...
    def alert_note(self, language: str, status: AlertStatus) -> str: ...


def project_alert(alert: SiteAlert, words: AlertWords, code: str) -> ShownAlert:
    """Return an alert with its texts in all languages, those of the language `code` first."""
    texts = tuple(_list_texts(alert, words, code))
    return ShownAlert(
        id=alert.id,
        status=alert.status.value,
        kind=alert.kind.value,
        headline=texts[0].headline,
        rooms=alert.rooms,
        screens=alert.screens,
        sent_at=_whole_second(alert.sent_at),
        expires_at=_whole_second(alert.expires_at),
        texts=texts,
    )


def _list_texts(alert: SiteAlert, words: AlertWords, first: str) -> Iterator[ShownAlertText]:
    for code in sorted(alert.texts, key=lambda one: one != first):
        face, text = language(code), alert.texts[code]
        yield ShownAlertText(
            language=code,
            tag=face.tag,
            direction=face.direction,
            label=words.alert_label(code, alert.status, alert.kind),
            note=words.alert_note(code, alert.status),
            headline=text.headline,
            description=text.description,
            instruction=text.instruction,
            places=tuple(pick(name, code)[0] for name in alert.places),
        )


def _whole_second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
