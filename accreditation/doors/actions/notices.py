"""Notices to every door or to some, until they are ended or expire; and the alerts that doors show."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from msgspec import Struct

from accreditation.doors.actions.devices import require_supervisor
from accreditation.doors.domain.events import NoticesChanged
from accreditation.doors.ports.alerts import DoorAlert, DoorAlerts
from accreditation.doors.ports.devices import Notice, NoticeStore
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.clock import Clock
from conference.errors import InvalidError, NotFoundError
from conference.ids import Ids
from conference.texts.stream_safe import TYPED_PER_KEPT, normalize
from conference.transactions import Transactions

LONGEST_TEXT = 400
"""Maximum characters of a notice: two sentences on a phone."""

LONGEST_NOTICE = timedelta(days=4)
"""Longest validity of a notice: that of a device's enrolment."""


class NoticeServices(Struct, frozen=True, kw_only=True):
    """Dependencies of notices; `doors` are the ids of the event's doors."""

    transactions: Transactions
    notices: NoticeStore
    doors: Collection[str]
    clock: Clock
    ids: Ids


async def post_notice(
    services: NoticeServices,
    text: str,
    *,
    doors: Collection[str] = (),
    badge_id: str | None = None,
    lasts: timedelta,
    staff: Staff,
) -> Notice:
    """Post a notice to doors (to all of them when none is named), about one badge if it is named.

    Raises ForbiddenError, InvalidError with the invalid fields: `text`, `doors` or `lasts`.
    """
    require_supervisor(staff)
    tidy = _tidy_text(text)
    flaws = {} if 0 < len(tidy) <= LONGEST_TEXT else {"text": "notice.text_unfit"}
    if not set(doors) <= set(services.doors):
        flaws["doors"] = "device.doors_unfit"
    if not timedelta(0) < lasts <= LONGEST_NOTICE:
        flaws["lasts"] = "device.until_unfit"
    if flaws:
        raise InvalidError(next(iter(flaws.values())), flaws)
    now = services.clock.now()
    notice = Notice(services.ids.new("notice"), tidy, badge_id, tuple(sorted(doors)), staff.id, now, now + lasts)
    async with services.transactions.write() as transaction:
        await services.notices.add(transaction, notice)
        details = {"doors": list(notice.doors), "badge": badge_id, "until": notice.expires_at.isoformat()}
        await transaction.record(AuditEntry("accreditation:notice:posted", staff.id, notice.id, now, details))
        transaction.emit(NoticesChanged(notice.id, now))
    return notice


async def end_notice(services: NoticeServices, notice_id: str, *, staff: Staff) -> Notice:
    """End a notice at every door. Raises ForbiddenError, NotFoundError `notice.unknown`."""
    require_supervisor(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        notice = await services.notices.save_end(transaction, notice_id, at=now)
        if notice is None:
            raise NotFoundError("notice.unknown")
        await transaction.record(AuditEntry("accreditation:notice:ended", staff.id, notice_id, now))
        transaction.emit(NoticesChanged(notice_id, now))
    return notice


async def list_active_notices(services: NoticeServices) -> list[Notice]:
    """List the notices that are neither ended nor expired, oldest first."""
    async with services.transactions.read() as transaction:
        return await services.notices.list_active(transaction, now=services.clock.now())


def _tidy_text(text: str) -> str:
    """Return the text in one line of printable characters; empty when it is too long."""
    if len(text) > TYPED_PER_KEPT * LONGEST_TEXT:
        return ""
    printable = "".join(c if c.isprintable() else " " for c in normalize("NFC", text))
    return " ".join(printable.split())


class DoorAlertServices(Struct, frozen=True, kw_only=True):
    """Dependencies: the alerts of doors."""

    transactions: Transactions
    alerts: DoorAlerts
    clock: Clock


async def list_door_alerts(services: DoorAlertServices) -> Sequence[DoorAlert]:
    """Return the alerts that doors show now."""
    async with services.transactions.read() as transaction:
        return await services.alerts.list_active(transaction, now=services.clock.now())
