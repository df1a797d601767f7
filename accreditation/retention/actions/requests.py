"""Requests of applicants to delete their data, and the export of what is stored about them."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace

from accreditation.access.roles import Permission
from accreditation.applications.actions.applying import get_by_link
from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.history import Step, shown_to_applicant
from accreditation.applications.domain.releases import as_shown
from accreditation.applications.ports import ApplicationRow
from accreditation.applications.services import APPLICANT
from accreditation.retention.domain import (
    AFTER_APPROVAL,
    ANSWER_WITHIN,
    NOT_INCLUDED,
    DataRequest,
    RefusalReason,
    RequestState,
)
from accreditation.retention.services import RequestServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff, may
from conference.errors import ConflictError, ForbiddenError, NotFoundError
from conference.transactions import Transaction

DELETED = "withdrawn"
"""Reason code of badges that end because their holder's data are deleted."""

MOST_OPEN = 500


async def request_deletion(services: RequestServices, *, secret: str) -> DataRequest:
    """Delete all data of the application now, or ask an officer if its badge is valid; return the request.

    An open request is returned as it is. Raises NotFoundError `application.unknown`.
    """
    applications = services.applications
    now = applications.clock.now()
    async with applications.transactions.write() as transaction:
        application = await get_by_link(applications, transaction, secret, lock=True)
        latest = await services.store.find_latest(transaction, application.id)
        if latest is not None and latest.state is RequestState.OPEN:
            return latest
        request = DataRequest(
            id=applications.ids.new("req"),
            application_id=application.id,
            asked_at=now,
            due_at=now + ANSWER_WITHIN,
        )
        if await applications.credentials.find_badge_times(transaction, application.id) is not None:
            await services.store.add(transaction, request)
            await _record_act(transaction, request, "opened", actor=APPLICANT)
            return request
        request = replace(request, state=RequestState.FULFILLED, decided_at=now, decided_by=APPLICANT)
        await services.store.add(transaction, request)
        await _erase_application(services, transaction, application.id)
        await _record_act(transaction, request, "fulfilled", actor=APPLICANT)
    return request


async def find_own_request(services: RequestServices, application_id: str) -> DataRequest | None:
    """Return the latest request of an application, or None."""
    async with services.applications.transactions.read() as transaction:
        return await services.store.find_latest(transaction, application_id)


async def list_open_requests(
    services: RequestServices, *, staff: Staff
) -> list[tuple[DataRequest, ApplicationRow | None]]:
    """List the open requests with their applications, those first that are due first. Raises ForbiddenError."""
    _require_officer(staff)
    async with services.applications.transactions.read() as transaction:
        found = await services.store.list_open(transaction, limit=MOST_OPEN)
        ids = [one.application_id for one in found]
        rows = {row.id: row for row in await services.applications.applications.list_rows(transaction, ids)}
    return [(one, rows.get(one.application_id)) for one in found]


async def fulfil_request(services: RequestServices, request_id: str, *, staff: Staff) -> DataRequest:
    """End the badges of the applicant and delete all data. Raises ForbiddenError, NotFoundError, ConflictError."""
    _require_officer(staff)
    applications = services.applications
    now = applications.clock.now()
    async with applications.transactions.write() as transaction:
        request = await _get_open(services, transaction, request_id)
        await applications.credentials.end(transaction, request.application_id, reason=DELETED, actor=staff.id, at=now)
        await _erase_application(services, transaction, request.application_id)
        request = replace(request, state=RequestState.FULFILLED, decided_at=now, decided_by=staff.id)
        await services.store.save(transaction, request)
        await _record_act(transaction, request, "fulfilled", actor=staff.id)
    return request


async def refuse_request(
    services: RequestServices, request_id: str, reason: RefusalReason, *, staff: Staff
) -> DataRequest:
    """Refuse a request: the data are deleted at their age. Raises ForbiddenError, NotFoundError, ConflictError."""
    _require_officer(staff)
    now = services.applications.clock.now()
    async with services.applications.transactions.write() as transaction:
        request = await _get_open(services, transaction, request_id)
        refused = replace(request, state=RequestState.REFUSED, decided_at=now, decided_by=staff.id, reason=reason.value)
        await services.store.save(transaction, refused)
        await _record_act(transaction, refused, "refused", actor=staff.id)
    return refused


async def export_data(services: RequestServices, *, secret: str) -> bytes:
    """Return what is stored about the applicant as a zip: `data.json`, photos, pictures of documents.

    It has what the applicant may see: no withheld decision, no note of officers. `not_included` in `data.json` names
    the tables that are left out, with the reason. Raises NotFoundError.
    """
    applications = services.applications
    now = applications.clock.now()
    async with applications.transactions.read() as transaction:
        application = as_shown(await get_by_link(applications, transaction, secret), now)
        steps = shown_to_applicant(await applications.history.list_steps(transaction, application.id), now)
        records = dict(await services.records.list_records(transaction, application.id))
        pictures = await services.documents.list_pictures(transaction, application.id)
        passport = await applications.passports.read(transaction, application.id)
        photos = await services.records.list_photos(transaction, application.id)
        outlet = await applications.outlets.find(transaction, application.outlet_id) if application.outlet_id else None
    if not application.is_approved:
        for name in AFTER_APPROVAL:
            records.pop(name, None)
    document: dict[str, object] = {
        "application": _application_values(application) | {"outlet": outlet.name if outlet else None},
        "passport": {"state": passport.state.value, "lines": passport.zone.text if passport.zone else None},
        "history": [_step_values(step) for step in steps],
        **records,
        "document_pictures": "unreadable" if pictures is None else sorted(pictures),
        "not_included": NOT_INCLUDED,
    }
    async with applications.transactions.write() as transaction:
        entry = AuditEntry("accreditation:application:exported", APPLICANT, application.id, now)
        await transaction.record(entry)
    return _make_zip(document, photos, pictures or {})


async def _erase_application(services: RequestServices, transaction: Transaction, application_id: str) -> None:
    """Delete everything of the application but ids in the audit log and the request."""
    if await services.applications.credentials.has_had_badge(transaction, application_id):
        await services.remove_from_doors(transaction, application_id)
    for eraser in services.erasers:
        await eraser.erase_person(transaction, application_id)


async def _get_open(services: RequestServices, transaction: Transaction, request_id: str) -> DataRequest:
    request = await services.store.find(transaction, request_id, lock=True)
    if request is None:
        raise NotFoundError("data_request.unknown")
    if request.state is not RequestState.OPEN:
        raise ConflictError("data_request.decided")
    return request


async def _record_act(transaction: Transaction, request: DataRequest, act: str, *, actor: str) -> None:
    details = {"request": request.id} | ({"reason": request.reason} if request.reason else {})
    at = request.decided_at or request.asked_at
    await transaction.record(
        AuditEntry(f"accreditation:data_request:{act}", actor, request.application_id, at, details)
    )


def _require_officer(staff: Staff) -> None:
    if not may(staff, Permission.VET_ACCREDITATION):
        raise ForbiddenError("role.missing")


def _application_values(application: Application) -> dict[str, object]:
    applicant = application.applicant
    return {
        "id": application.id,
        "state": application.state.value,
        "native_name": applicant.native_name,
        "family_name": applicant.family_name,
        "given_name": applicant.given_name,
        "country": applicant.country,
        "email": applicant.email,
        "phone": applicant.phone,
        "language": applicant.language,
        "function": application.function,
        "category": application.category,
        "consent_at": application.consent_at.isoformat() if application.consent_at else None,
        "submitted_at": application.submitted_at.isoformat() if application.submitted_at else None,
    }


def _step_values(step: Step) -> dict[str, object]:
    return {
        "at": step.at.isoformat(),
        "act": step.act.value,
        "message": step.message,
        "changes": [{"field": one.field, "before": one.before, "after": one.after} for one in step.changes],
    }


def _make_zip(document: dict[str, object], photos: Sequence[bytes], pictures: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(document, ensure_ascii=False, indent=1))
        for number, photo in enumerate(photos):
            archive.writestr("photo.jpg" if number == 0 else f"photo-replaced-{number}.jpg", photo)
        for name, picture in pictures.items():
            archive.writestr(name, picture)
    return packed.getvalue()
