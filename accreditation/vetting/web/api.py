"""Applications, decisions and outlets in the API. The acts are those of the officers' pages."""

from aiohttp import web

from accreditation.access.roles import Permission
from accreditation.applications.domain.applications import Application, Finding
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.web.context import application_pages_of
from accreditation.vetting.actions.reading import agency_of, list_outlets, read_application, search_applications
from accreditation.vetting.actions.releasing import count_withheld, release_all
from accreditation.vetting.actions.vetting import (
    hold_application,
    record_finding,
    reopen_application,
    resume_application,
    revoke_approval,
    undo_finding,
)
from accreditation.vetting.domain import FindingInput
from accreditation.vetting.web.api_json import (
    ApplicationOut,
    ApplicationsOut,
    FindingIn,
    HoldIn,
    OutletsOut,
    QuestionIn,
    ReleasedOut,
    ReleaseIn,
    RevocationIn,
    StateOut,
    VersionIn,
    WithheldOut,
    application_out,
    outlet_out,
    row_out,
    state_out,
)
from accreditation.vetting.web.queue import QueueQuery, QueueView
from accreditation.vetting.web.queue_texts import VETTERS
from conference.api.answers import PAGE_ROWS, ROOT, SEEN_HEADERS, PageQuery, describe_act, describe_read, read_notes
from conference.api.guard import record_personal_read, require_token, seen_version
from conference.descriptions import describes
from conference.web import json_response, offset_of, read_json, staff_of
from conference.web.forms import read_required_query

APPLICATIONS = f"{ROOT}/applications"
DECISIONS = f"{ROOT}/decisions"
OUTLETS = f"{ROOT}/outlets"


@describes(describe_read(ApplicationsOut, query=QueueQuery))
@require_token(*VETTERS)
async def list_page(request: web.Request) -> web.Response:
    """List applications: those that wait for the owner's agency, or those of another `filter`; `q` searches."""
    staff, query = staff_of(request), read_required_query(request, QueueQuery)
    search = QueueView(agency_of(staff), query).search()
    found = await search_applications(application_pages_of(request).services, search, staff=staff)
    await record_personal_read(
        request, "applications", filter=query.filter.value, people=[row.id for row in found.rows]
    )
    return json_response(ApplicationsOut([row_out(row) for row in found.rows], query.page, found.total))


@describes(describe_read(ApplicationOut))
@require_token(*VETTERS)
async def show_application(request: web.Request) -> web.Response:
    """Return an application. Its version is also the entity tag."""
    staff, services = staff_of(request), application_pages_of(request).services
    found = await read_application(services, request.match_info["application"], staff=staff)
    await record_personal_read(request, found.application.id)
    response = json_response(application_out(found, agency_of(staff)))
    response.headers["ETag"] = f'"{found.application.version}"'
    return response


@describes(describe_act(StateOut, FindingIn, headers=SEEN_HEADERS))
@require_token(*VETTERS)
async def add_finding(request: web.Request) -> web.Response:
    """Record the approval or the refusal of the owner's agency."""
    body = await read_json(request, FindingIn)
    note = read_notes(note=body.note)["note"]
    finding = FindingInput(finding=Finding(body.finding), reason=body.reason or None, note=note)
    return await _record_finding(request, body, finding)


@describes(describe_act(StateOut, QuestionIn, headers=SEEN_HEADERS))
@require_token(*VETTERS)
async def add_question(request: web.Request) -> web.Response:
    """Ask the applicant to correct fields of the form."""
    body = await read_json(request, QuestionIn)
    notes = read_notes(message=body.message, note=body.note)
    fields = tuple(dict.fromkeys(body.fields))
    finding = FindingInput(
        finding=Finding.NEEDS_INFORMATION,
        fields=fields,
        answer_by=body.answer_by,
        message=notes["message"],
        note=notes["note"],
    )
    return await _record_finding(request, body, finding)


@describes(describe_act(StateOut, HoldIn, headers=SEEN_HEADERS))
@require_token(*VETTERS)
async def put_on_hold(request: web.Request) -> web.Response:
    """Put an application on hold."""
    body, staff = await read_json(request, HoldIn), staff_of(request)
    services, note = application_pages_of(request).services, read_notes(note=body.note)["note"]
    return _answer_state(
        await hold_application(
            services, agency=agency_of(staff), seen=_seen_of(request, body.version), staff=staff, note=note
        )
    )


@describes(describe_act(StateOut, VersionIn, headers=SEEN_HEADERS))
@require_token(*VETTERS)
async def resume_review(request: web.Request) -> web.Response:
    """Resume an application that the owner's agency put on hold."""
    body, staff = await read_json(request, VersionIn), staff_of(request)
    services, seen = application_pages_of(request).services, _seen_of(request, body.version)
    return _answer_state(await resume_application(services, agency=agency_of(staff), seen=seen, staff=staff))


@describes(describe_act(StateOut, VersionIn, headers=SEEN_HEADERS))
@require_token(*VETTERS)
async def undo_own_finding(request: web.Request) -> web.Response:
    """Take back the owner's own finding."""
    body, staff = await read_json(request, VersionIn), staff_of(request)
    services, seen = application_pages_of(request).services, _seen_of(request, body.version)
    return _answer_state(await undo_finding(services, agency=agency_of(staff), seen=seen, staff=staff))


@describes(describe_act(StateOut, VersionIn, headers=SEEN_HEADERS))
@require_token(*VETTERS)
async def reopen_decision(request: web.Request) -> web.Response:
    """Cancel a refusal or revocation of the owner's agency."""
    body, staff = await read_json(request, VersionIn), staff_of(request)
    services, seen = application_pages_of(request).services, _seen_of(request, body.version)
    return _answer_state(await reopen_application(services, agency=agency_of(staff), seen=seen, staff=staff))


@describes(describe_act(StateOut, RevocationIn, headers=SEEN_HEADERS))
@require_token(*VETTERS)
async def revoke_decision(request: web.Request) -> web.Response:
    """Revoke an approval; its badge ends."""
    body, staff = await read_json(request, RevocationIn), staff_of(request)
    services, seen = application_pages_of(request).services, _seen_of(request, body.version)
    return _answer_state(
        await revoke_approval(services, agency=agency_of(staff), seen=seen, staff=staff, reason=body.reason)
    )


@describes(describe_read(WithheldOut))
@require_token(Permission.VET_ACCREDITATION)
async def show_withheld(request: web.Request) -> web.Response:
    """Return how many decisions are not released yet."""
    withheld = await count_withheld(application_pages_of(request).services)
    return json_response(WithheldOut(withheld.count, withheld.first_at))


@describes(describe_act(ReleasedOut, ReleaseIn))
@require_token(Permission.VET_ACCREDITATION)
async def release_decisions(request: web.Request) -> web.Response:
    """Release all withheld decisions now, if they are as many as `count`."""
    body, services = await read_json(request, ReleaseIn), application_pages_of(request).services
    return json_response(ReleasedOut(await release_all(services, seen_count=body.count, staff=staff_of(request))))


@describes(describe_read(OutletsOut, query=PageQuery))
@require_token(*VETTERS)
async def list_outlet_page(request: web.Request) -> web.Response:
    """List outlets by name; `q` searches in all their names."""
    query, services = read_required_query(request, PageQuery), application_pages_of(request).services
    offset = offset_of(query.page, PAGE_ROWS)
    found = await list_outlets(services, query.words, offset=offset, limit=PAGE_ROWS, staff=staff_of(request))
    return json_response(OutletsOut([outlet_out(one) for one in found.rows], query.page, found.total))


async def _record_finding(request: web.Request, body: VersionIn, finding: FindingInput) -> web.Response:
    staff, services = staff_of(request), application_pages_of(request).services
    seen = _seen_of(request, body.version)
    return _answer_state(await record_finding(services, finding, agency=agency_of(staff), seen=seen, staff=staff))


def _seen_of(request: web.Request, version: int | None) -> SeenVersion:
    return SeenVersion(request.match_info["application"], seen_version(request, version))


def _answer_state(application: Application) -> web.Response:
    return json_response(state_out(application))


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    one = f"{APPLICATIONS}/{{application}}"
    return [
        web.get(APPLICATIONS, list_page),
        web.get(one, show_application),
        web.post(f"{one}/finding", add_finding),
        web.post(f"{one}/question", add_question),
        web.post(f"{one}/hold", put_on_hold),
        web.post(f"{one}/resumption", resume_review),
        web.post(f"{one}/undo", undo_own_finding),
        web.post(f"{one}/reopening", reopen_decision),
        web.post(f"{one}/revocation", revoke_decision),
        web.get(DECISIONS, show_withheld),
        web.post(f"{DECISIONS}/release", release_decisions),
        web.get(OUTLETS, list_outlet_page),
    ]
