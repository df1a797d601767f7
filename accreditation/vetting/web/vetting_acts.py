"""Acts of the buttons on the vetting page: each reads its fields of the form and calls one action."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from accreditation.applications.domain.applications import Application, Finding, Topic
from accreditation.applications.web.context import application_pages_of
from accreditation.vetting.actions.outlets import confirm_outlet, merge_outlet
from accreditation.vetting.actions.vetting import (
    SeenVersion,
    hold_application,
    record_finding,
    reopen_application,
    resume_application,
    revoke_approval,
)
from accreditation.vetting.domain import FindingInput
from accreditation.vetting.web.queue import QueueView
from conference.errors import InvalidError
from conference.texts.typed_text import read_note
from conference.web import staff_of

ActHandler = Callable[[web.Request, QueueView, SeenVersion, Mapping[str, str]], Awaitable[object]]

ACTS_WITHOUT_ADVANCE = ("confirm_outlet", "merge_outlet", "resume", "reopen")
"""Acts after which the same application is shown again."""


async def _record_finding(
    request: web.Request, view: QueueView, seen: SeenVersion, finding_input: FindingInput
) -> Application:
    return await record_finding(
        application_pages_of(request).services, finding_input, agency=view.agency, seen=seen, staff=staff_of(request)
    )


async def _approve_application(
    request: web.Request, view: QueueView, seen: SeenVersion, texts: Mapping[str, str]
) -> object:
    return await _record_finding(
        request, view, seen, FindingInput(finding=Finding.APPROVED, note=_read_note_field(texts))
    )


async def _refuse_application(
    request: web.Request, view: QueueView, seen: SeenVersion, texts: Mapping[str, str]
) -> object:
    finding_input = FindingInput(
        finding=Finding.REFUSED, reason=texts.get("reason") or None, note=_read_note_field(texts)
    )
    return await _record_finding(request, view, seen, finding_input)


async def _request_information(
    request: web.Request, view: QueueView, seen: SeenVersion, texts: Mapping[str, str]
) -> object:
    topics = tuple(topic for topic in Topic if f"topic_{topic.value}" in texts)
    finding_input = FindingInput(
        finding=Finding.NEEDS_INFORMATION,
        topics=topics,
        message=_read_note_field(texts, "message"),
        note=_read_note_field(texts),
    )
    return await _record_finding(request, view, seen, finding_input)


async def _hold_application(
    request: web.Request, view: QueueView, seen: SeenVersion, texts: Mapping[str, str]
) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await hold_application(services, agency=view.agency, seen=seen, staff=staff, note=_read_note_field(texts))


async def _resume_application(
    request: web.Request, view: QueueView, seen: SeenVersion, _texts: Mapping[str, str]
) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await resume_application(services, agency=view.agency, application_id=seen.application_id, staff=staff)


async def _revoke_approval(
    request: web.Request, view: QueueView, seen: SeenVersion, texts: Mapping[str, str]
) -> object:
    services, staff, reason = application_pages_of(request).services, staff_of(request), texts.get("reason", "")
    return await revoke_approval(
        services, agency=view.agency, application_id=seen.application_id, staff=staff, reason=reason
    )


async def _reopen_application(
    request: web.Request, view: QueueView, seen: SeenVersion, _texts: Mapping[str, str]
) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await reopen_application(services, agency=view.agency, application_id=seen.application_id, staff=staff)


async def _confirm_outlet(
    request: web.Request, _view: QueueView, _seen: SeenVersion, texts: Mapping[str, str]
) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await confirm_outlet(services, outlet_id=texts.get("outlet", ""), name=texts.get("name", ""), staff=staff)


async def _merge_outlet(request: web.Request, _view: QueueView, _seen: SeenVersion, texts: Mapping[str, str]) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await merge_outlet(services, source_id=texts.get("outlet", ""), target_id=texts.get("into", ""), staff=staff)


ACTS: Mapping[str, ActHandler] = {
    "approve": _approve_application,
    "refuse": _refuse_application,
    "ask": _request_information,
    "hold": _hold_application,
    "resume": _resume_application,
    "revoke": _revoke_approval,
    "reopen": _reopen_application,
    "confirm_outlet": _confirm_outlet,
    "merge_outlet": _merge_outlet,
}


def _read_note_field(texts: Mapping[str, str], name: str = "note") -> str:
    """Return the note in a field of the form. Raises InvalidError for an invalid note."""
    note, problem = read_note(texts.get(name, ""))
    if problem is not None:
        raise InvalidError(problem.code, None, **problem.params)
    return note
