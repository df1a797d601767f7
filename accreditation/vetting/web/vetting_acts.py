"""What the buttons of the vetting page do: each reads its part of the form and calls one action."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from accreditation.applications.domain.applications import Application, Finding, Topic
from accreditation.applications.web.context import application_pages_of
from accreditation.vetting.actions.outlets import confirm_outlet, merge_outlet
from accreditation.vetting.actions.vetting import (
    Seen,
    hold_application,
    record_finding,
    reopen_application,
    resume_application,
    revoke_approval,
)
from accreditation.vetting.domain import FindingInput
from accreditation.vetting.web.queue import View
from conference.errors import InvalidError
from conference.texts.typed_text import read_note
from conference.web import staff_of

Act = Callable[[web.Request, View, Seen, Mapping[str, str]], Awaitable[object]]

STAYS = ("confirm_outlet", "merge_outlet", "resume", "reopen")
"""After these the same application is shown again."""


async def _find(request: web.Request, view: View, seen: Seen, statement: FindingInput) -> Application:
    return await record_finding(
        application_pages_of(request).services, statement, agency=view.agency, seen=seen, staff=staff_of(request)
    )


async def _approve(request: web.Request, view: View, seen: Seen, texts: Mapping[str, str]) -> object:
    return await _find(request, view, seen, FindingInput(finding=Finding.APPROVED, note=_note(texts)))


async def _refuse(request: web.Request, view: View, seen: Seen, texts: Mapping[str, str]) -> object:
    statement = FindingInput(finding=Finding.REFUSED, reason=texts.get("reason") or None, note=_note(texts))
    return await _find(request, view, seen, statement)


async def _ask(request: web.Request, view: View, seen: Seen, texts: Mapping[str, str]) -> object:
    topics = tuple(topic for topic in Topic if f"topic_{topic.value}" in texts)
    statement = FindingInput(
        finding=Finding.NEEDS_INFORMATION, topics=topics, message=_note(texts, "message"), note=_note(texts)
    )
    return await _find(request, view, seen, statement)


async def _hold(request: web.Request, view: View, seen: Seen, texts: Mapping[str, str]) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await hold_application(services, agency=view.agency, seen=seen, staff=staff, note=_note(texts))


async def _resume(request: web.Request, view: View, seen: Seen, _texts: Mapping[str, str]) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await resume_application(services, agency=view.agency, application_id=seen.application_id, staff=staff)


async def _revoke(request: web.Request, view: View, seen: Seen, texts: Mapping[str, str]) -> object:
    services, staff, reason = application_pages_of(request).services, staff_of(request), texts.get("reason", "")
    return await revoke_approval(
        services, agency=view.agency, application_id=seen.application_id, staff=staff, reason=reason
    )


async def _reopen(request: web.Request, view: View, seen: Seen, _texts: Mapping[str, str]) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await reopen_application(services, agency=view.agency, application_id=seen.application_id, staff=staff)


async def _confirm_outlet(request: web.Request, _view: View, _seen: Seen, texts: Mapping[str, str]) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await confirm_outlet(services, outlet_id=texts.get("outlet", ""), name=texts.get("name", ""), staff=staff)


async def _merge_outlet(request: web.Request, _view: View, _seen: Seen, texts: Mapping[str, str]) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await merge_outlet(services, source_id=texts.get("outlet", ""), target_id=texts.get("into", ""), staff=staff)


ACTS: Mapping[str, Act] = {
    "approve": _approve,
    "refuse": _refuse,
    "ask": _ask,
    "hold": _hold,
    "resume": _resume,
    "revoke": _revoke,
    "reopen": _reopen,
    "confirm_outlet": _confirm_outlet,
    "merge_outlet": _merge_outlet,
}


def _note(texts: Mapping[str, str], name: str = "note") -> str:
    """A note as kept. Raises InvalidError for one that cannot be."""
    note, problem = read_note(texts.get(name, ""))
    if problem is not None:
        raise InvalidError(problem.code, None, **problem.params)
    return note
