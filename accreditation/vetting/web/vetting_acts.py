"""Acts of the buttons on the vetting page: each reads its fields of the form and calls one action."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from accreditation.applications.actions.addresses import confirm_earlier_address
from accreditation.applications.actions.links import replace_link
from accreditation.applications.domain.answers import NAMES
from accreditation.applications.domain.applications import Application, Field, Finding
from accreditation.applications.domain.seen import SeenOutlet, SeenVersion
from accreditation.applications.web.context import application_pages_of
from accreditation.applications.web.forms import UNKNOWN_VERSION
from accreditation.outlets.actions.outlets import confirm_outlet, merge_outlet
from accreditation.outlets.web.context import outlet_services_of
from accreditation.vetting.actions.vetting import (
    correct_names,
    decide_appeal,
    hold_application,
    record_finding,
    reopen_application,
    resume_application,
    revoke_approval,
    undo_finding,
)
from accreditation.vetting.domain import FindingInput
from accreditation.vetting.web.queue import QueueView
from conference.errors import InvalidError
from conference.web import Identifier, Note, staff_of

ShownText = Annotated[str, Meta(max_length=1000)]
"""A value that the page showed, returned unchanged."""


class VettingForm(Struct, frozen=True, kw_only=True):
    """Fields of the buttons: the act, the version of the application that the officer saw, and what the act needs."""

    act: Annotated[str, Meta(extra={"error": "http_422"})]
    version: int = UNKNOWN_VERSION
    following: Identifier = ""
    note: Note = ""
    message: Note = ""
    reason: Identifier = ""
    answer_by: date | None = None
    fields: Annotated[dict[str, bool], Meta(extra={"prefix": "field_"})] = {}
    address: ShownText = ""
    outlet: Identifier = ""
    outlet_name: ShownText = ""
    outlet_verified: bool = False
    into: Identifier = ""
    name: str = ""
    native_name: str = ""
    family_name: str = ""
    given_name: str = ""


ActHandler = Callable[[web.Request, QueueView, SeenVersion, VettingForm], Awaitable[object]]

ACTS_WITHOUT_ADVANCE = (
    "confirm_outlet", "merge_outlet", "resume", "reopen", "undo", "rename", "allow_appeal", "dismiss_appeal",
    "replace_link", "confirm_address",
)  # fmt: skip
"""Acts after which the same application is shown again."""


async def _record_finding(
    request: web.Request, view: QueueView, seen: SeenVersion, finding_input: FindingInput
) -> Application:
    return await record_finding(
        application_pages_of(request).services, finding_input, agency=view.agency, seen=seen, staff=staff_of(request)
    )


async def _approve_application(request: web.Request, view: QueueView, seen: SeenVersion, form: VettingForm) -> object:
    return await _record_finding(request, view, seen, FindingInput(finding=Finding.APPROVED, note=form.note))


async def _refuse_application(request: web.Request, view: QueueView, seen: SeenVersion, form: VettingForm) -> object:
    finding_input = FindingInput(finding=Finding.REFUSED, reason=form.reason or None, note=form.note)
    return await _record_finding(request, view, seen, finding_input)


async def _request_information(request: web.Request, view: QueueView, seen: SeenVersion, form: VettingForm) -> object:
    fields = tuple(field for field in Field if form.fields.get(field.value))
    finding_input = FindingInput(
        finding=Finding.NEEDS_INFORMATION,
        fields=fields,
        answer_by=form.answer_by,
        message=form.message,
        note=form.note,
    )
    return await _record_finding(request, view, seen, finding_input)


async def _hold_application(request: web.Request, view: QueueView, seen: SeenVersion, form: VettingForm) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await hold_application(services, agency=view.agency, seen=seen, staff=staff, note=form.note)


async def _resume_application(request: web.Request, view: QueueView, seen: SeenVersion, _form: VettingForm) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await resume_application(services, agency=view.agency, seen=seen, staff=staff)


async def _revoke_approval(request: web.Request, view: QueueView, seen: SeenVersion, form: VettingForm) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await revoke_approval(services, agency=view.agency, seen=seen, staff=staff, reason=form.reason)


async def _reopen_application(request: web.Request, view: QueueView, seen: SeenVersion, _form: VettingForm) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await reopen_application(services, agency=view.agency, seen=seen, staff=staff)


async def _allow_appeal(request: web.Request, view: QueueView, seen: SeenVersion, form: VettingForm) -> object:
    return await _decide_appeal(request, view, seen, form, is_allowed=True)


async def _dismiss_appeal(request: web.Request, view: QueueView, seen: SeenVersion, form: VettingForm) -> object:
    return await _decide_appeal(request, view, seen, form, is_allowed=False)


async def _decide_appeal(
    request: web.Request, view: QueueView, seen: SeenVersion, form: VettingForm, *, is_allowed: bool
) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await decide_appeal(
        services, is_allowed=is_allowed, agency=view.agency, seen=seen, staff=staff, message=form.message
    )


async def _undo_finding(request: web.Request, view: QueueView, seen: SeenVersion, _form: VettingForm) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await undo_finding(services, agency=view.agency, seen=seen, staff=staff)


async def _correct_names(request: web.Request, _view: QueueView, seen: SeenVersion, form: VettingForm) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    return await correct_names(services, {name: getattr(form, name) for name in NAMES}, seen=seen, staff=staff)


async def _confirm_outlet(request: web.Request, _view: QueueView, _seen: SeenVersion, form: VettingForm) -> object:
    services, staff = outlet_services_of(request), staff_of(request)
    return await confirm_outlet(services, _seen_outlet(form), name=form.name, staff=staff)


async def _merge_outlet(request: web.Request, _view: QueueView, _seen: SeenVersion, form: VettingForm) -> object:
    services, staff = outlet_services_of(request), staff_of(request)
    return await merge_outlet(services, _seen_outlet(form), target_id=form.into, staff=staff)


def _seen_outlet(form: VettingForm) -> SeenOutlet:
    return SeenOutlet(form.outlet, form.outlet_name, form.outlet_verified)


async def _replace_link(request: web.Request, _view: QueueView, seen: SeenVersion, _form: VettingForm) -> object:
    return await replace_link(application_pages_of(request).services, seen, staff=staff_of(request))


async def _confirm_address(request: web.Request, _view: QueueView, seen: SeenVersion, form: VettingForm) -> object:
    services, staff = application_pages_of(request).services, staff_of(request)
    await confirm_earlier_address(services, seen, address=form.address, staff=staff)
    return seen


ACTS: Mapping[str, ActHandler] = {
    "approve": _approve_application,
    "refuse": _refuse_application,
    "ask": _request_information,
    "hold": _hold_application,
    "resume": _resume_application,
    "revoke": _revoke_approval,
    "reopen": _reopen_application,
    "allow_appeal": _allow_appeal,
    "dismiss_appeal": _dismiss_appeal,
    "undo": _undo_finding,
    "rename": _correct_names,
    "confirm_outlet": _confirm_outlet,
    "merge_outlet": _merge_outlet,
    "replace_link": _replace_link,
    "confirm_address": _confirm_address,
}


async def perform_form(request: web.Request, view: QueueView, application_id: str, form: VettingForm) -> None:
    """Perform the act of a button. Raises InvalidError, and as the actions."""
    act = ACTS.get(form.act)
    if act is None:
        raise InvalidError("http_422")
    await act(request, view, SeenVersion(application_id, form.version), form)
