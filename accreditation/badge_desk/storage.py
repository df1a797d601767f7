"""The badge desk's list: approved people and their badges, by shelf and by words."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Case, ColumnElement, Row, Select, and_, case, func, not_, or_, select

from accreditation.applications.domain.outlets import search_key
from accreditation.applications.storage.tables import applications, outlet_aliases, outlets
from accreditation.badge_desk.ports import DeskPage, DeskRow, DeskSearch, Shelf
from accreditation.badges.domain.badges import BadgeStatus, read_number, read_short_code
from accreditation.badges.storage.badge_rows import HOLDER_COLUMNS, badge_of, holder_of
from accreditation.badges.storage.tables import badges
from conference.transactions import Transaction

_WORDS_MOST = 8
_APPROVED = applications.c.state == "approved"
_SUPERSEDED = badges.c.standing == BadgeStatus.SUPERSEDED.value
_STOPPED = (BadgeStatus.REVOKED.value, BadgeStatus.SUSPENDED.value)


def _current() -> ColumnElement[bool]:
    """The one issue that counts for a person: the newest that is not superseded, of their newest approval."""
    later = badges.alias()
    newer = select(later.c.badge_id).where(
        later.c.application_id == badges.c.application_id,
        later.c.standing != BadgeStatus.SUPERSEDED.value,
        or_(
            later.c.issued_at > badges.c.issued_at,
            and_(later.c.issued_at == badges.c.issued_at, later.c.badge_id > badges.c.badge_id),
        ),
    )
    counts = or_(badges.c.approval_ended.is_(False), not_(_APPROVED))
    return and_(badges.c.application_id == applications.c.id, not_(_SUPERSEDED), counts, not_(newer.exists()))


_PEOPLE = applications.outerjoin(badges, _current()).outerjoin(outlets, outlets.c.id == applications.c.outlet_id)
_SHELF: Case[str] = case(
    (badges.c.badge_id.is_(None), Shelf.READY.value),
    (or_(not_(_APPROVED), badges.c.standing.in_(_STOPPED)), Shelf.STOPPED.value),
    (badges.c.printed_at.is_(None), Shelf.TO_PRINT.value),
    (badges.c.collected_at.is_(None), Shelf.TO_HAND_OVER.value),
    else_=Shelf.COLLECTED.value,
)
_LISTED = or_(_APPROVED, badges.c.badge_id.is_not(None))


class SqlDeskList:
    """`accreditation.badge_desk.ports.DeskList` on SQLite and PostgreSQL."""

    async def page(self, transaction: Transaction, search: DeskSearch) -> DeskPage:
        """A page of the list, by number, those without one at the end in the order of their names."""
        where = _where(search)
        total = await transaction.connection.scalar(select(func.count()).select_from(_PEOPLE).where(where))
        order = (badges.c.number.is_(None), badges.c.number, applications.c.native_name, applications.c.id)
        rows = await transaction.connection.execute(
            _lines().where(where).order_by(*order).limit(search.limit).offset(search.offset)
        )
        return DeskPage(tuple(_line(row) for row in rows), total or 0)

    async def one(self, transaction: Transaction, application_id: str) -> DeskRow | None:
        """One approved person, or one who has had a badge."""
        row = (
            await transaction.connection.execute(_lines().where(_LISTED, applications.c.id == application_id))
        ).first()
        return None if row is None else _line(row)

    async def counts(self, transaction: Transaction) -> Mapping[Shelf, int]:
        """How many people are on each shelf."""
        statement = select(_SHELF.label("shelf"), func.count()).select_from(_PEOPLE).where(_LISTED)
        counted = {Shelf(shelf): n for shelf, n in await transaction.connection.execute(statement.group_by(_SHELF))}
        return {shelf: counted.get(shelf, 0) for shelf in Shelf}

    async def to_print(self, transaction: Transaction) -> list[str]:
        """The ids of every standing badge that was never printed, in the order of their numbers."""
        wanted = select(badges.c.badge_id).select_from(_PEOPLE).where(_SHELF.in_([Shelf.TO_PRINT.value]))
        rows = await transaction.connection.execute(wanted.order_by(badges.c.number))
        return [row.badge_id for row in rows]


def _lines() -> Select[Any]:
    return select(*badges.c, *HOLDER_COLUMNS).select_from(_PEOPLE)


def _where(search: DeskSearch) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [_LISTED]
    if search.shelf is not None:
        conditions.append(_SHELF.in_([search.shelf.value]))
    numbers = _numbers(search.words)
    if numbers:
        return and_(*conditions, badges.c.number.in_(numbers))
    for word in search_key(search.words).split()[:_WORDS_MOST]:
        in_outlets = select(outlet_aliases.c.outlet_id).where(
            outlet_aliases.c.alias_key.contains(word, autoescape=True)
        )
        named = applications.c.search_words.contains(word, autoescape=True)
        conditions.append(or_(named, applications.c.outlet_id.in_(in_outlets)))
    return and_(*conditions)


def _numbers(words: str) -> list[str]:
    """The badge numbers that the words can mean, as a number and as a short code."""
    code = read_short_code(words)
    found = [read_number(words), code.number if code is not None and code.sound else None]
    return [number for number in found if number is not None]


def _line(row: Row[Any]) -> DeskRow:
    return DeskRow(holder_of(row), None if row.badge_id is None else badge_of(row))
