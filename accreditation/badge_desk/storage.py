"""The badge desk's list: approved people and their badges, by shelf and by words."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Case, ColumnElement, Row, Select, and_, case, func, not_, or_, select

from accreditation.applications.storage.applications import list_name_conditions
from accreditation.applications.storage.tables import applications, outlets
from accreditation.badge_desk.ports import DeskPage, DeskRow, DeskSearch, PrintRow, PrintSelection, Shelf
from accreditation.badges.domain.badges import BadgeStatus, read_number, read_short_code
from accreditation.badges.domain.print_runs import PrintOrder, RunIssue
from accreditation.badges.storage.badge_rows import HOLDER_COLUMNS, badge_of, holder_of
from accreditation.badges.storage.tables import badges
from conference.transactions import Transaction

_APPROVED = applications.c.state == "approved"
_SUPERSEDED = badges.c.standing == BadgeStatus.SUPERSEDED.value
_STOPPED = (BadgeStatus.REVOKED.value, BadgeStatus.SUSPENDED.value)


def _is_current_issue() -> ColumnElement[bool]:
    """Condition for the current issue of a person: the newest that is not superseded, of their newest approval."""
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


_PEOPLE = applications.outerjoin(badges, _is_current_issue()).outerjoin(
    outlets, outlets.c.id == applications.c.outlet_id
)
_SHELF: Case[str] = case(
    (badges.c.badge_id.is_(None), Shelf.READY.value),
    (or_(not_(_APPROVED), badges.c.standing.in_(_STOPPED)), Shelf.STOPPED.value),
    (badges.c.printed_at.is_(None), Shelf.TO_PRINT.value),
    (badges.c.collected_at.is_(None), Shelf.TO_HAND_OVER.value),
    else_=Shelf.COLLECTED.value,
)
_BY_NUMBER = (func.length(badges.c.number), badges.c.number)
_BY_NAME = (func.lower(applications.c.family_name), func.lower(applications.c.given_name), *_BY_NUMBER)
_ORDERS: Mapping[PrintOrder, tuple[ColumnElement[Any], ...]] = {
    PrintOrder.NUMBER: _BY_NUMBER,
    PrintOrder.NAME: _BY_NAME,
    PrintOrder.OUTLET: (func.lower(func.coalesce(outlets.c.name, "")), *_BY_NAME),
}
_PRINT_COLUMNS = (badges.c.badge_id, badges.c.serial, badges.c.number, badges.c.printed_at, *HOLDER_COLUMNS)
_LISTED = or_(_APPROVED, badges.c.badge_id.is_not(None))


class SqlDeskList:
    """`accreditation.badge_desk.ports.DeskList` on SQLite and PostgreSQL."""

    async def list_page(self, transaction: Transaction, search: DeskSearch) -> DeskPage:
        """List one page by badge number; people without a badge follow by name."""
        where = _search_condition(search)
        total = await transaction.connection.scalar(select(func.count()).select_from(_PEOPLE).where(where))
        order = (badges.c.number.is_(None), badges.c.number, applications.c.native_name, applications.c.id)
        rows = await transaction.connection.execute(
            _select_rows().where(where).order_by(*order).limit(search.limit).offset(search.offset)
        )
        return DeskPage(tuple(_row_to_desk_row(row) for row in rows), total or 0)

    async def find(self, transaction: Transaction, application_id: str) -> DeskRow | None:
        """Find a person who is approved or has had a badge."""
        row = (
            await transaction.connection.execute(_select_rows().where(_LISTED, applications.c.id == application_id))
        ).first()
        return None if row is None else _row_to_desk_row(row)

    async def count_by_shelf(self, transaction: Transaction) -> Mapping[Shelf, int]:
        """Count the people on each shelf."""
        statement = select(_SHELF.label("shelf"), func.count()).select_from(_PEOPLE).where(_LISTED)
        counted = {Shelf(shelf): n for shelf, n in await transaction.connection.execute(statement.group_by(_SHELF))}
        return {shelf: counted.get(shelf, 0) for shelf in Shelf}

    async def list_to_print(self, transaction: Transaction, selection: PrintSelection) -> list[PrintRow]:
        """List the badges of the selection that admit, in its order."""
        wanted = select(*_PRINT_COLUMNS).select_from(_PEOPLE).where(*_print_conditions(selection))
        rows = await transaction.connection.execute(wanted.order_by(*_ORDERS[selection.order]))
        return [_row_to_print_row(row) for row in rows]


def _select_rows() -> Select[Any]:
    return select(*badges.c, *HOLDER_COLUMNS).select_from(_PEOPLE)


def _search_condition(search: DeskSearch) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [_LISTED]
    if search.shelf is not None:
        conditions.append(_SHELF.in_([search.shelf.value]))
    if search.category:
        conditions.append(applications.c.category == search.category)
    numbers = _typed_numbers(search.words)
    if numbers:
        return and_(*conditions, badges.c.number.in_(numbers))
    conditions += list_name_conditions(search.words)
    return and_(*conditions)


def _print_conditions(selection: PrintSelection) -> list[ColumnElement[bool]]:
    if selection.chosen:
        admits = and_(_APPROVED, badges.c.standing == BadgeStatus.ISSUED.value)
        return [admits, applications.c.id.in_(selection.chosen)]
    return [_search_condition(selection.search), _SHELF.in_([Shelf.TO_PRINT.value])]


def _typed_numbers(words: str) -> list[str]:
    """List the badge numbers that the words may mean, as a number and as a short code."""
    code = read_short_code(words)
    typed = [read_number(words), code.number if code is not None and code.sound else None]
    return [number for number in typed if number is not None]


def _row_to_print_row(row: Row[Any]) -> PrintRow:
    holder = holder_of(row)
    issue = RunIssue(row.badge_id, row.serial, row.number)
    return PrintRow(issue, holder.native_name, holder.latin_name, holder.outlet, row.printed_at is not None)


def _row_to_desk_row(row: Row[Any]) -> DeskRow:
    return DeskRow(holder_of(row), None if row.badge_id is None else badge_of(row))
