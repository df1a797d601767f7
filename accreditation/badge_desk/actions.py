"""Queries of the badge desk: the list with the chosen person, and the badges to print."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from accreditation.badge_desk.ports import (
    DeskList,
    DeskPage,
    DeskRow,
    DeskSearch,
    DoorList,
    DoorLists,
    PrintRow,
    PrintSelection,
    Shelf,
)
from accreditation.badges.actions.badges import APPROVED, MAX_CREW, BadgeServices, require_desk
from accreditation.badges.actions.printing import MAX_RUN_SIZE
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.domain.print_runs import PLAIN, PrintLayout, PrintRun, find_position
from accreditation.badges.domain.tokens import Flaw
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError
from conference.transactions import Transaction


class DeskCounter(Struct, frozen=True):
    """Content of the page: the list, the chosen person, and the number of people on each shelf.

    `to_print` counts the unprinted badges of the search; `open_runs` are the print runs that await an answer; `layout`
    is that of the last run of the person at the desk.
    """

    page: DeskPage
    row: DeskRow | None
    shelves: dict[str, int]
    to_print: int
    open_runs: tuple[PrintRun, ...]
    layout: PrintLayout

    @property
    def awaiting(self) -> Collection[str]:
        """The ids of the badges of the open print runs."""
        return _runs_by_badge(self.open_runs).keys()

    @property
    def run_of_person(self) -> PrintRun | None:
        """The open print run with the badge of the chosen person."""
        badge = self.row.badge if self.row else None
        return _runs_by_badge(self.open_runs).get(badge.id) if badge else None


class DeskCode(StrEnum):
    """What was scanned at the desk: a collection pass, a badge, or an earlier issue of one."""

    COLLECTION = "pass"
    BADGE = "badge"
    FORMER = "former"


class DeskReading(Struct, frozen=True):
    """A code that was scanned at the desk, and the application of its person."""

    code: DeskCode
    application_id: str


class PrintPlan(Struct, frozen=True):
    """What the next print run will be: its rows in order, at most `MAX_RUN_SIZE`.

    `remaining` counts the badges beyond that; `open_runs` are the print runs that await an answer, whose badges are not
    among the rows; `layout` is that of the last run of the person at the desk.
    """

    rows: tuple[PrintRow, ...]
    remaining: int
    open_runs: tuple[PrintRun, ...]
    layout: PrintLayout

    @property
    def reprints(self) -> int:
        """Number of badges that were printed before."""
        return sum(row.is_reprint for row in self.rows)

    @property
    def digest(self) -> str:
        """Text that is the same for the same issues in the same order."""
        issues = ",".join(f"{row.issue.badge_id}:{row.issue.serial}" for row in self.rows)
        return hashlib.sha256(issues.encode()).hexdigest()[:16]


async def read_counter(
    services: BadgeServices, people: DeskList, search: DeskSearch, *, chosen: str, staff: Staff
) -> DeskCounter:
    """Read the page's content in one transaction. If `chosen` is empty, the first person is shown.

    Raises ForbiddenError, NotFoundError `badge.unknown`.
    """
    require_desk(staff)
    async with services.transactions.read() as transaction:
        page = await people.list_page(transaction, search)
        wanted = chosen or (page.lines[0].holder.application_id if page.lines else None)
        row = await people.find(transaction, wanted) if wanted else None
        counts = await people.count_by_shelf(transaction)
        open_runs = await services.print_runs.list_open(transaction)
        to_print = await people.list_to_print(transaction, PrintSelection(search=search))
        layout = await _read_layout(services, transaction, staff)
    if chosen and row is None:
        raise NotFoundError("badge.unknown")
    shelves = {shelf.value: counts.get(shelf, 0) for shelf in Shelf}
    return DeskCounter(page, row, shelves, len(_without_awaiting(to_print, open_runs)), tuple(open_runs), layout)


async def read_desk_code(services: BadgeServices, text: str, *, staff: Staff) -> DeskReading:
    """Read a collection pass or a badge at the desk.

    Raises ForbiddenError, InvalidError `badge.not_read` for other texts and for tokens that are not proven.
    """
    require_desk(staff)
    async with services.transactions.read() as transaction:
        reading = (await services.keys.get_reader(transaction, now=services.clock.now())).read(text)
        is_pass = reading.flaw is Flaw.FOR_COLLECTION
        if is_pass:
            reading = (await services.keys.get_pass_reader(transaction)).read(text)
        claims = reading.claims if reading.flaw is None else None
        badge = await services.badges.find_newest(transaction, claims.badge_id, lock=False) if claims else None
    if claims is None or badge is None:
        raise InvalidError("badge.not_read", {"code": "badge.not_read"})
    if is_pass:
        return DeskReading(DeskCode.COLLECTION, badge.application_id)
    code = DeskCode.BADGE if claims.serial >= badge.serial else DeskCode.FORMER
    return DeskReading(code, badge.application_id)


async def read_door_lists(services: BadgeServices, lists: DoorLists, *, staff: Staff) -> Sequence[DoorList]:
    """Read the lists of the doors' devices. Raises ForbiddenError."""
    require_desk(staff)
    async with services.transactions.read() as transaction:
        return await lists.read(transaction, now=services.clock.now())


async def list_crew(
    services: BadgeServices, people: DeskList, application_ids: Sequence[str], *, staff: Staff
) -> list[DeskRow]:
    """List the people of the selection whose badges lie printed at the desk, in the order of the selection."""
    require_desk(staff)
    async with services.transactions.read() as transaction:
        rows = [await people.find(transaction, one) for one in dict.fromkeys(application_ids[:MAX_CREW])]
    return [row for row in rows if row is not None and _is_at_the_desk(row)]


def _is_at_the_desk(row: DeskRow) -> bool:
    badge = row.badge
    is_valid = badge is not None and badge.status is BadgeStatus.ISSUED and row.holder.state == APPROVED
    return is_valid and badge is not None and badge.printed_at is not None and badge.collected_at is None


async def plan_printing(
    services: BadgeServices,
    people: DeskList,
    selection: PrintSelection,
    *,
    limits: tuple[str, str] = ("", ""),
    staff: Staff,
) -> PrintPlan:
    """Plan the next print run: the badges of the selection, from the first to the last number of `limits` if typed.

    Raises ForbiddenError, InvalidError `badge.not_in_run` for a number that is not in the selection.
    """
    require_desk(staff)
    async with services.transactions.read() as transaction:
        open_runs = await services.print_runs.list_open(transaction)
        listed = await people.list_to_print(transaction, selection)
        layout = await _read_layout(services, transaction, staff)
    rows = _within_limits(_without_awaiting(listed, open_runs), limits)
    return PrintPlan(tuple(rows[:MAX_RUN_SIZE]), len(rows[MAX_RUN_SIZE:]), tuple(open_runs), layout)


async def _read_layout(services: BadgeServices, transaction: Transaction, staff: Staff) -> PrintLayout:
    """Return the layout that print buttons offer: the last one of this person.

    It belongs to the printer that the person stands at, which colleagues at another printer must not change.
    """
    return await services.print_runs.find_last_layout(transaction, staff.id) or PLAIN


def _within_limits(rows: Sequence[PrintRow], limits: tuple[str, str]) -> Sequence[PrintRow]:
    """Return the rows from the first to the last typed number. Raises InvalidError."""
    issues = [row.issue for row in rows]
    ends: list[int | None] = [None, None]
    for end, (field, typed) in enumerate(zip(("first", "last"), limits, strict=True)):
        if typed:
            ends[end] = find_position(issues, typed)
            if ends[end] is None:
                raise InvalidError("badge.not_in_run", {field: "badge.not_in_run"}, number=typed)
    first, last = ends
    return rows[first : None if last is None else last + 1]


def _without_awaiting(rows: Iterable[PrintRow], open_runs: Sequence[PrintRun]) -> list[PrintRow]:
    awaiting = _runs_by_badge(open_runs)
    return [row for row in rows if row.issue.badge_id not in awaiting]


def _runs_by_badge(runs: Iterable[PrintRun]) -> Mapping[str, PrintRun]:
    return {issue.badge_id: run for run in runs for issue in run.issues}
