"""Actions of officers on follow-up forms: list, decide, export, print an inventory."""

from collections.abc import AsyncIterator, Mapping, Sequence

from msgspec import Struct

from accreditation.access.roles import Permission
from accreditation.annexes.actions.filling import FEATURE
from accreditation.annexes.domain.answers import AnnexState, Answers, decide, require_seen
from accreditation.annexes.ports import AnswersPage, AnswersRow, FilledAnnex
from accreditation.annexes.services import AnnexServices
from accreditation.applications.domain.applications import Application
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError, InvalidError, NotFoundError
from conference.event.model import Annex
from conference.transactions import Transaction

READERS = (Permission.VET_ACCREDITATION, Permission.VET_SECURITY)
_BATCH = 500
"""Answers that are read by one query of an export."""


class PersonAnswers(Struct, frozen=True):
    """The forms that a person has sent, in the order of the event; `outlet` is "" without one."""

    application: Application
    outlet: str
    sent: Sequence[tuple[Annex, Answers]]


def may_decide(annex: Annex, staff: Staff) -> bool:
    """Return whether an officer approves answers to the form."""
    return may(staff, Permission.VET_SECURITY if annex.by_security else Permission.VET_ACCREDITATION)


async def count_answers(services: AnnexServices, *, staff: Staff) -> Mapping[str, Mapping[AnnexState, int]]:
    """Count the answers by form and state. Raises ForbiddenError."""
    _require_reader(staff)
    async with services.transactions.read() as transaction:
        return await services.answers.count_by_state(transaction)


async def list_answers(
    services: AnnexServices, code: str, *, state: AnnexState | None, first: int, most: int, staff: Staff
) -> AnswersPage:
    """List the answers to a form, of one state or all. Raises ForbiddenError, NotFoundError `annex.unknown`."""
    _require_reader(staff)
    _get_annex(services, code)
    async with services.transactions.read() as transaction:
        return await services.answers.list_page(transaction, code, state=state, first=first, most=most)


async def read_person_answers(services: AnnexServices, application_id: str, *, staff: Staff) -> PersonAnswers:
    """Return all answers of a person. Raises ForbiddenError, NotFoundError."""
    _require_reader(staff)
    async with services.transactions.read() as transaction:
        application = await services.applications.applications.get(transaction, application_id)
        sent = await services.answers.list_of_person(transaction, application_id)
        outlet = await _find_outlet_name(services, transaction, application)
    found = [(annex, sent[annex.code]) for annex in services.event.annexes if annex.code in sent]
    return PersonAnswers(application, outlet, found)


async def decide_answers(
    services: AnnexServices,
    application_id: str,
    code: str,
    outcome: AnnexState,
    *,
    seen: int,
    note: str = "",
    staff: Staff,
) -> None:
    """Approve answers or return them, with a letter to the applicant; a return needs a note.

    Raises ForbiddenError for officers of the other agency; NotFoundError; InvalidError `annex.note_missing`;
    ConflictError `annex.changed`; RuleError `annex.decided`.
    """
    annex = _get_annex(services, code)
    if not may_decide(annex, staff):
        raise ForbiddenError("vetting.not_your_agency")
    if outcome is AnnexState.RETURNED and not note:
        raise InvalidError("annex.note_missing", {"note": "annex.note_missing"})
    async with services.transactions.write() as transaction:
        application = await services.applications.applications.get(transaction, application_id, lock=True)
        before = await services.answers.find(transaction, application_id, code)
        if before is None:
            raise NotFoundError("annex.unknown")
        require_seen(before, seen)
        now = services.applications.clock.now()
        answers = decide(before, outcome, note=note, officer=staff.id, at=now)
        await services.answers.save(transaction, answers)
        await services.letters.announce(transaction, answers, application)
        details = {"annex": code, "version": answers.version}
        await transaction.record(AuditEntry(f"{FEATURE}:{outcome.value}", staff.id, application_id, now, details))


async def export_answers(services: AnnexServices, code: str, *, staff: Staff) -> list[AnswersRow]:
    """Return all answers to a form for a table. Raises ForbiddenError, NotFoundError `annex.unknown`."""
    rows = [row async for row in _read_all(services, code, staff)]
    details = {"annex": code, "count": len(rows)}
    entry = AuditEntry(f"{FEATURE}:exported", staff.id, code, services.applications.clock.now(), details)
    await services.transactions.record_read(entry)
    return rows


async def _read_all(services: AnnexServices, code: str, staff: Staff) -> AsyncIterator[AnswersRow]:
    first = 0
    while True:
        page = await list_answers(services, code, state=None, first=first, most=_BATCH, staff=staff)
        for row in page.rows:
            yield row
        first += _BATCH
        if first >= page.total:
            return


async def print_inventory(services: AnnexServices, application_id: str, code: str, *, staff: Staff) -> bytes:
    """Return the inventory of a person's answers as PDF. Raises ForbiddenError, NotFoundError `annex.unknown`."""
    person = await read_person_answers(services, application_id, staff=staff)
    annex = _get_annex(services, code)
    answers = {one.code: sent for one, sent in person.sent}.get(code)
    if answers is None or not annex.sheet_languages:
        raise NotFoundError("annex.unknown")
    now, details = services.applications.clock.now(), {"annex": code, "version": answers.version}
    await services.transactions.record_read(AuditEntry(f"{FEATURE}:printed", staff.id, application_id, now, details))
    return await services.press.pdf(FilledAnnex(annex, person.application, answers, person.outlet))


async def _find_outlet_name(services: AnnexServices, transaction: Transaction, application: Application) -> str:
    if application.outlet_id is None:
        return ""
    outlet = await services.applications.outlets.find(transaction, application.outlet_id)
    return outlet.name if outlet else ""


def _require_reader(staff: Staff) -> None:
    if not any(may(staff, permission) for permission in READERS):
        raise ForbiddenError("vetting.not_your_agency")


def _get_annex(services: AnnexServices, code: str) -> Annex:
    try:
        return services.event.annex(code)
    except KeyError as error:
        raise NotFoundError("annex.unknown") from error
