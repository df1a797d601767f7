"""Badges in the database, and their end when an approval ends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, Select, and_, insert, not_, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from accreditation.applications.domain.progress import BadgeTimes
from accreditation.applications.ports import NoteChange
from accreditation.applications.storage.tables import applications, outlet_aliases, photos
from accreditation.badges.domain.badges import Badge, BadgeStatus, with_status
from accreditation.badges.ports import BadgeCopy, Candidate, EndedApproval, ReplacedBadges
from accreditation.badges.storage.badge_rows import (
    BADGES_OF_PEOPLE,
    HOLDER_COLUMNS,
    badge_of,
    holder_of,
    marks_of,
    values_of,
)
from accreditation.badges.storage.print_runs import SqlPrintRuns
from accreditation.badges.storage.tables import badge_numbers, badges
from conference.audit import AuditEntry
from conference.errors import ConflictError
from conference.storage.inserts import insert_into
from conference.transactions import Transaction

T = TypeVar("T")

_APPROVED = "approved"
_MAX_IDS = 500
"""Maximum number of ids in one query: well under the 999 variables that old builds of SQLite allow."""

_CANDIDATE_COLUMNS = (applications.c.id, applications.c.state, applications.c.category)
_VALID = (BadgeStatus.ISSUED.value, BadgeStatus.SUSPENDED.value)


class SqlBadges:
    """`accreditation.badges.ports.BadgeStore` on SQLite and PostgreSQL."""

    def __init__(self, note_change: NoteChange, replaced: ReplacedBadges) -> None:
        self._note_change = note_change
        self._replaced = replaced

    async def list_candidates(
        self, transaction: Transaction, application_ids: Sequence[str], *, lock: bool
    ) -> list[Candidate]:
        """List these applications; `lock` locks their rows until the transaction ends."""
        candidates: list[Candidate] = []
        for batch in _split_batches(application_ids):
            wanted = select(*_CANDIDATE_COLUMNS).where(applications.c.id.in_(batch)).order_by(applications.c.id)
            rows = await transaction.connection.execute(wanted.with_for_update() if lock else wanted)
            candidates += [_row_to_candidate(row) for row in rows]
        return candidates

    async def list_ready(self, transaction: Transaction) -> list[Candidate]:
        """List the approved applications that may get a badge and have none, in the order of submission."""
        served = select(badges.c.application_id).where(badges.c.approval_ended.is_(False))
        wanted = select(*_CANDIDATE_COLUMNS).where(applications.c.state == _APPROVED, applications.c.id.not_in(served))
        rows = await transaction.connection.execute(wanted.order_by(applications.c.submitted_at, applications.c.id))
        return [_row_to_candidate(row) for row in rows]

    async def find_newest(self, transaction: Transaction, badge_id: str, *, lock: bool) -> Badge | None:
        """Find the badge's newest issue; `lock` locks its row until the transaction ends."""
        wanted = select(badges).where(badges.c.badge_id == badge_id).order_by(badges.c.serial.desc()).limit(1)
        row = (await transaction.connection.execute(wanted.with_for_update() if lock else wanted)).first()
        return None if row is None else badge_of(row)

    async def find_newest_by_application(
        self, transaction: Transaction, application_ids: Sequence[str]
    ) -> dict[str, Badge]:
        """Return application id → the newest issue of its newest badge."""
        newest: dict[str, Badge] = {}
        for batch in _split_batches(application_ids):
            wanted = select(badges).where(badges.c.application_id.in_(batch))
            for row in await transaction.connection.execute(wanted.order_by(badges.c.issued_at, badges.c.serial)):
                newest[row.application_id] = badge_of(row)
        return newest

    async def take_numbers(self, transaction: Transaction, letter: str, count: int) -> int:
        """Reserve `count` consecutive numbers of the letter; returns the first."""
        first = insert_into(badge_numbers, transaction.connection.dialect.name).values(letter=letter, last=count)
        counted = first.on_conflict_do_update(
            index_elements=[badge_numbers.c.letter], set_={"last": badge_numbers.c.last + count}
        ).returning(badge_numbers.c.last)
        last: int = (await transaction.connection.execute(counted)).scalar_one()
        return last - count + 1

    async def add(self, transaction: Transaction, badges_: Sequence[Badge]) -> None:
        """Store new issues. Raises ConflictError `badge.issued_meanwhile` after a concurrent issue."""
        try:
            await transaction.connection.execute(insert(badges), [values_of(badge) for badge in badges_])
        except IntegrityError as error:
            raise ConflictError("badge.issued_meanwhile") from error
        for batch in _split_batches([badge.id for badge in badges_ if badge.serial == 1]):
            await self._replaced(transaction, batch)
        for badge in badges_:
            self._note_change(transaction, badge.application_id)

    async def save(self, transaction: Transaction, badge: Badge) -> None:
        """Save the issue's status and marks."""
        this_issue = and_(badges.c.badge_id == badge.id, badges.c.serial == badge.serial)
        await transaction.connection.execute(update(badges).where(this_issue).values(marks_of(badge)))
        self._note_change(transaction, badge.application_id)

    async def mark_printed(self, transaction: Transaction, issues: Sequence[tuple[str, int]], *, at: datetime) -> None:
        """Save when these issues (badge id, serial) were printed."""
        for batch in _split_batches(issues):
            these_issues = tuple_(badges.c.badge_id, badges.c.serial).in_(batch)
            await transaction.connection.execute(update(badges).where(these_issues).values(printed_at=at))

    async def list_copies(self, transaction: Transaction, badge_ids: Sequence[str]) -> list[BadgeCopy]:
        """List the newest issue of each badge with its person and photo, in the order of their numbers."""
        copies: dict[str, BadgeCopy] = {}
        for batch in _split_batches(badge_ids):
            aliases = await _list_outlet_aliases(transaction, batch)
            for row in await transaction.connection.execute(_select_copies(batch)):
                holder = replace(holder_of(row), outlet_aliases=tuple(aliases.get(row.outlet_id, ())))
                copies[row.badge_id] = BadgeCopy(badge_of(row), holder, row.jpeg)
        return sorted(copies.values(), key=lambda copy: (len(copy.badge.number), copy.badge.number))


class BadgeCredentials:
    """`accreditation.applications.ports.Credentials`: ends badges and grants when their approval ends."""

    def __init__(self, badges: SqlBadges, ended: EndedApproval) -> None:
        self._badges = badges
        self._ended = ended

    async def end(self, transaction: Transaction, application_id: str, *, reason: str, actor: str, at: datetime) -> int:
        """Revoke every issued or suspended badge of the application; returns their number."""
        return await self._end_badges(
            transaction, application_id, BadgeStatus.REVOKED, reason=reason, actor=actor, at=at
        )

    async def supersede(self, transaction: Transaction, application_id: str, *, actor: str, at: datetime) -> int:
        """Supersede every issued or suspended badge of the application; returns their number."""
        return await self._end_badges(
            transaction, application_id, BadgeStatus.SUPERSEDED, reason=None, actor=actor, at=at
        )

    async def _end_badges(
        self,
        transaction: Transaction,
        application_id: str,
        status: BadgeStatus,
        *,
        reason: str | None,
        actor: str,
        at: datetime,
    ) -> int:
        of_approval = badges.c.application_id == application_id
        valid = select(badges).where(of_approval, badges.c.standing.in_(_VALID)).with_for_update()
        ended = [badge_of(row) for row in await transaction.connection.execute(valid)]
        for badge in ended:
            await self._badges.save(transaction, with_status(badge, status, reason=reason, at=at))
            details = {"number": badge.number, "serial": badge.serial, "reason": reason, "application": application_id}
            await transaction.record(AuditEntry(f"accreditation:badge:{status}", actor, badge.id, at, details))
        await transaction.connection.execute(update(badges).where(of_approval).values(approval_ended=True))
        await self._ended(transaction, application_id, actor=actor, at=at)
        return len(ended)

    async def find_badge_times(self, transaction: Transaction, application_id: str) -> BadgeTimes | None:
        """Return when the valid badge of the application was printed and collected, or None without one."""
        valid = badges.c.application_id == application_id, badges.c.standing == BadgeStatus.ISSUED.value
        columns = select(badges.c.printed_at, badges.c.collected_at, badges.c.activated_at).where(*valid)
        row = (await transaction.connection.execute(columns)).first()
        return None if row is None else BadgeTimes(row.printed_at, row.collected_at, row.activated_at is not None)

    async def has_had_badge(self, transaction: Transaction, application_id: str) -> bool:
        """Return whether a badge was ever issued for the application."""
        issued = select(badges.c.badge_id).where(badges.c.application_id == application_id).limit(1)
        return await transaction.connection.scalar(issued) is not None

    async def print_again(self, transaction: Transaction, application_id: str, *, actor: str, at: datetime) -> bool:
        """Return whether a valid badge was printed: it is now to be printed and handed over again.

        Raises ConflictError `badge.print_awaiting` for a badge in an open print run.
        """
        valid = and_(badges.c.application_id == application_id, badges.c.standing.in_(_VALID))
        row = (await transaction.connection.execute(select(badges).where(valid).with_for_update())).first()
        if row is None:
            return False
        badge = badge_of(row)
        open_runs = await SqlPrintRuns().list_open(transaction)
        if any(issue.badge_id == badge.id for run in open_runs for issue in run.issues):
            raise ConflictError("badge.print_awaiting", number=badge.number)
        if badge.printed_at is None:
            return False
        await self._badges.save(transaction, replace(badge, printed_at=None, collected_at=None))
        details = {"number": badge.number, "serial": badge.serial, "application": application_id}
        await transaction.record(AuditEntry("accreditation:badge:to_print_again", actor, badge.id, at, details))
        return True

    async def is_printed(self, transaction: Transaction, application_id: str, *, lock: bool = False) -> bool:
        """Return whether a badge of the current approval is printed or in an open print run; `lock` locks its rows."""
        of_approval = and_(badges.c.application_id == application_id, badges.c.approval_ended.is_(False))
        wanted = select(badges.c.badge_id, badges.c.printed_at).where(of_approval)
        issues = (await transaction.connection.execute(wanted.with_for_update() if lock else wanted)).all()
        if any(issue.printed_at is not None for issue in issues):
            return True
        badge_ids = {issue.badge_id for issue in issues}
        open_runs = await SqlPrintRuns().list_open(transaction) if badge_ids else []
        return any(issue.badge_id in badge_ids for run in open_runs for issue in run.issues)


async def _list_outlet_aliases(transaction: Transaction, badge_ids: Sequence[str]) -> dict[str, list[str]]:
    """Return outlet → its names, for the outlets of these badges."""
    of_badges = select(applications.c.outlet_id).select_from(BADGES_OF_PEOPLE).where(badges.c.badge_id.in_(badge_ids))
    wanted = select(outlet_aliases.c.outlet_id, outlet_aliases.c.alias).where(outlet_aliases.c.outlet_id.in_(of_badges))
    names: dict[str, list[str]] = {}
    for row in await transaction.connection.execute(wanted.order_by(outlet_aliases.c.alias)):
        names.setdefault(row.outlet_id, []).append(row.alias)
    return names


def _select_copies(badge_ids: Sequence[str]) -> Select[Any]:
    columns = select(badges, *HOLDER_COLUMNS, applications.c.outlet_id, photos.c.jpeg)
    people = BADGES_OF_PEOPLE.join(photos, photos.c.id == applications.c.photo_id)
    newest = not_(badges.c.standing == BadgeStatus.SUPERSEDED.value)
    return columns.select_from(people).where(badges.c.badge_id.in_(badge_ids), newest).order_by(badges.c.serial)


def _row_to_candidate(row: Row[Any, Any, Any]) -> Candidate:
    return Candidate(row.id, row.state, row.category)


def _split_batches(items: Sequence[T]) -> list[Sequence[T]]:
    return [items[start : start + _MAX_IDS] for start in range(0, len(items), _MAX_IDS)]
