"""Queries of the badge desk: the list with the chosen person, and the badges to print."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from accreditation.badge_desk.ports import DeskList, DeskPage, DeskRow, DeskSearch, PrintRow, PrintSelection, Shelf
from accreditation.badges.actions.badges import BadgeServices, require_desk
from accreditation.badges.actions.printing import MAX_RUN_SIZE
from accreditation.badges.domain.print_runs import PLAIN, PrintLayout, PrintRun, find_position
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError
from conference.transactions import Transaction


@dataclass(frozen=True, slots=True)
class DeskCounter:
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


@dataclass(frozen=True, slots=True)
class PrintPlan:
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
