"""What the doors are asked to look out for: posted to every door or to some, until it ends or expires."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from accreditation.doors.actions.devices import require_supervisor
from accreditation.doors.domain.events import NoticesChanged
from accreditation.doors.ports.devices import Notice, NoticeStore
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.clock import Clock
from conference.errors import InvalidError, NotFoundError
from conference.ids import Ids
from conference.texts.stream_safe import TYPED_PER_KEPT, normalize
from conference.transactions import Transactions

LONGEST_TEXT = 400
"""Letters: two sentences on a phone."""

LONGEST_NOTICE = timedelta(days=4)
"""As long as a device may be enrolled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeServices:
    """Where notices are kept; `doors` are the event's, by id."""

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
    """Ask doors (all of them when none is named) to look out for something, for one badge if it is named.

    Raises ForbiddenError, InvalidError with the fields `text`, `doors` or `lasts` that do not fit.
    """
    require_supervisor(staff)
    said = _tidy_text(text)
    flaws = {} if 0 < len(said) <= LONGEST_TEXT else {"text": "notice.text_unfit"}
    if not set(doors) <= set(services.doors):
        flaws["doors"] = "device.doors_unfit"
    if not timedelta(0) < lasts <= LONGEST_NOTICE:
        flaws["lasts"] = "device.until_unfit"
    if flaws:
        raise InvalidError(next(iter(flaws.values())), flaws)
    now = services.clock.now()
    notice = Notice(services.ids.new("notice"), said, badge_id, tuple(sorted(doors)), staff.id, now, now + lasts)
    async with services.transactions.write() as transaction:
        await services.notices.add(transaction, notice)
        details = {"doors": list(notice.doors), "badge": badge_id, "until": notice.expires_at.isoformat()}
        await transaction.record(AuditEntry("accreditation:notice:posted", staff.id, notice.id, now, details))
        transaction.emit(NoticesChanged(notice.id, now))
    return notice


async def end_notice(services: NoticeServices, notice_id: str, *, staff: Staff) -> Notice:
    """Take a notice off every door. Raises ForbiddenError, NotFoundError `notice.unknown`."""
    require_supervisor(staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        notice = await services.notices.save_end(transaction, notice_id, at=now)
        if notice is None:
            raise NotFoundError("notice.unknown")
        await transaction.record(AuditEntry("accreditation:notice:ended", staff.id, notice_id, now))
        transaction.emit(NoticesChanged(notice_id, now))
    return notice


async def standing_notices(services: NoticeServices) -> list[Notice]:
    """What the doors are asked to look out for now, oldest first."""
    async with services.transactions.read() as transaction:
        return await services.notices.list_active(transaction, now=services.clock.now())


def _tidy_text(text: str) -> str:
    """Return the text in one line of printable characters; empty when it is too long."""
    if len(text) > TYPED_PER_KEPT * LONGEST_TEXT:
        return ""
    kept = "".join(c if c.isprintable() else " " for c in normalize("NFC", text))
    return " ".join(kept.split())
