"""Translation of events of the bus to messages of webhooks: ids and states, no personal data (docs/api.md)."""

from collections.abc import Callable, Mapping
from typing import Any

from accreditation.applications.domain import events as applications
from accreditation.badges.domain import events as badges
from broadcast.board.domain.events import BoardChanged
from conference.clock import Clock
from conference.webhooks.domain import WebhookEvent
from conference.webhooks.outbox import Translate

Data = Mapping[str, object]


def _tell_application(state: str = "") -> Callable[[Any], Data]:
    def tell(event: Any) -> Data:
        return {"application": event.application_id} | ({"state": state} if state else {})

    return tell


def _tell_check(event: applications.CheckRecorded) -> Data:
    finding = {"agency": event.agency.value, "finding": event.finding.value}
    return {"application": event.application_id, **finding}


def _tell_issue(event: badges.BadgeIssued) -> Data:
    return {"badge": event.badge_id, "serial": event.serial, "application": event.application_id}


def _tell_status(event: badges.BadgeStatusChanged) -> Data:
    return {"badge": event.badge_id, "status": event.standing.value}


def _tell_collection(event: badges.BadgeCollected) -> Data:
    return {"badge": event.badge_id, "is_collected": not event.taken_back}


def _tell_board(event: BoardChanged) -> Data:
    return {"offset": event.offset}


_TOLD: Mapping[type, tuple[str, Callable[[Any], Data]]] = {
    applications.ApplicationSubmitted: ("application.submitted", _tell_application("submitted")),
    applications.ApplicationCorrected: ("application.corrected", _tell_application()),
    applications.CheckRecorded: ("application.checked", _tell_check),
    applications.ApplicationApproved: ("application.approved", _tell_application("approved")),
    applications.ApplicationRefused: ("application.refused", _tell_application("refused")),
    applications.ApplicationHeld: ("application.held", _tell_application("on_hold")),
    applications.ApplicationResumed: ("application.resumed", _tell_application()),
    applications.ApplicationReopened: ("application.reopened", _tell_application()),
    applications.ApprovalRevoked: ("application.revoked", _tell_application("refused")),
    applications.ApplicationWithdrawn: ("application.withdrawn", _tell_application("withdrawn")),
    badges.BadgeIssued: ("badge.issued", _tell_issue),
    badges.BadgeStatusChanged: ("badge.status_changed", _tell_status),
    badges.BadgeCollected: ("badge.collected", _tell_collection),
    BoardChanged: ("board.changed", _tell_board),
}

KINDS = tuple(kind for kind, _ in _TOLD.values())
"""The kinds of events that a webhook may be told of."""


def translate_at(clock: Clock) -> Translate:
    """Return the translation of events of the bus; those without a time of their own happen now."""

    def translate(event: object) -> WebhookEvent | None:
        told = _TOLD.get(type(event))
        if told is None:
            return None
        kind, tell = told
        return WebhookEvent(kind, getattr(event, "at", None) or clock.now(), tell(event))

    return translate
