"""Acts of an officer on many applications: review the selection, approve it, undo the approvals.

Each row is a transaction of its own with its own audit entry, as if the officer had acted on it alone: a row that has
changed or cannot be decided does not stop the others, and its result says why.
"""

from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from accreditation.applications.domain.applications import Agency, Application
from accreditation.applications.domain.duplicates import Duplicate
from accreditation.applications.domain.history import Step, shown_to
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.ports import ApplicationRow
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import officer_of, record_finding, undo_finding
from accreditation.vetting.domain import FindingInput, require_agency
from conference.auth.roles import Staff
from conference.errors import InvalidError, RostrumError

MAX_BULK_ROWS = 200
"""Maximum applications in one bulk action: as many as an officer can review, one or two seconds of work."""


class BulkResult(Struct, frozen=True):
    """Result of one row of a bulk action: the changed application or the error."""

    seen: SeenVersion
    application: Application | None
    error: RostrumError | None

    @property
    def is_outdated(self) -> bool:
        """Whether nothing was done because the application has changed since it was shown."""
        return self.error is not None and self.error.code == "application.changed"


class SelectedRow(Struct, frozen=True):
    """One application of a selection, with what an officer should look at before approving it."""

    seen: SeenVersion
    row: ApplicationRow
    duplicates: tuple[Duplicate, ...]

    @property
    def is_clean(self) -> bool:
        """Whether it is in time, the outlet is known and no other application may be of the same person."""
        return not (self.duplicates or self.row.is_outlet_unknown or self.row.is_late)


async def review_selection(
    services: ApplicationServices, seen: Sequence[SeenVersion], *, agency: Agency, staff: Staff
) -> list[SelectedRow]:
    """Return the selected applications in their order; unknown ones are left out.

    Raises ForbiddenError, and InvalidError for more than `MAX_BULK_ROWS`.
    """
    require_agency(officer_of(staff), agency)
    _require_few(seen)
    ids = [one.application_id for one in seen]
    async with services.transactions.read() as transaction:
        rows = {row.id: row for row in await services.applications.list_rows(transaction, ids)}
        duplicates = await services.duplicates.list_open_of(transaction, ids)
    return [
        SelectedRow(one, rows[one.application_id], duplicates.get(one.application_id, ()))
        for one in {one.application_id: one for one in seen}.values()
        if one.application_id in rows
    ]


async def vet_many(
    services: ApplicationServices,
    finding_input: FindingInput,
    *,
    agency: Agency,
    seen: Sequence[SeenVersion],
    staff: Staff,
) -> list[BulkResult]:
    """Record the same finding on many applications, each in its own transaction under the same rules.

    Existing findings of the agency are not replaced; they are changed one by one.

    Raises InvalidError for more than `MAX_BULK_ROWS`; the error of a row is in its result.
    """

    async def find_one(one: SeenVersion) -> Application:
        return await record_finding(services, finding_input, agency=agency, seen=one, staff=staff, only_first=True)

    return await _try_each(seen, find_one)


async def undo_many(
    services: ApplicationServices, *, agency: Agency, seen: Sequence[SeenVersion], staff: Staff
) -> list[BulkResult]:
    """Take back the officer's own findings on many applications, each in its own transaction. Raises as `vet_many`."""

    async def undo_one(one: SeenVersion) -> Application:
        return await undo_finding(services, agency=agency, seen=one, staff=staff)

    return await _try_each(seen, undo_one)


async def list_current(
    services: ApplicationServices, results: Sequence[BulkResult], *, agency: Agency
) -> list[tuple[BulkResult, Application | None, tuple[Step, ...]]]:
    """Return each result with its application as it is now, None for an unknown one, and what has changed since.

    The steps since the seen version are listed for outdated rows, as the agency may see them, oldest first.
    """
    async with services.transactions.read() as transaction:
        ids = [result.seen.application_id for result in results]
        current = {one.id: one for one in await services.applications.list_by_ids(transaction, ids)}
        outdated = [result.seen.application_id for result in results if result.is_outdated]
        steps = {one: await services.history.list_steps(transaction, one) for one in dict.fromkeys(outdated)}
    return [
        (
            result,
            current.get(result.seen.application_id),
            tuple(
                shown_to(step, agency)
                for step in steps.get(result.seen.application_id, ())
                if result.is_outdated and step.version > result.seen.version
            ),
        )
        for result in results
    ]


async def _try_each(
    seen: Sequence[SeenVersion], act: Callable[[SeenVersion], Awaitable[Application]]
) -> list[BulkResult]:
    _require_few(seen)
    return [await _try_act(one, act) for one in seen]


async def _try_act(seen: SeenVersion, act: Callable[[SeenVersion], Awaitable[Application]]) -> BulkResult:
    try:
        application = await act(seen)
    except RostrumError as error:
        return BulkResult(seen, None, error)
    return BulkResult(seen, application, None)


def _require_few(seen: Sequence[SeenVersion]) -> None:
    if len(seen) > MAX_BULK_ROWS:
        raise InvalidError("vetting.too_many", most=MAX_BULK_ROWS)
