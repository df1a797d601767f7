"""Pages of the batches for an agency that does not sign in: write, replace, withdraw; check and record its verdicts."""

import asyncio
import base64
import binascii
from typing import Annotated

from aiohttp import web
from aiohttp.web_request import FileField
from msgspec import Meta, Struct

from accreditation.exchange.actions.batches import WrittenBatch, read_batches, withdraw_batch, write_batch
from accreditation.exchange.actions.verdicts import VerdictReport, apply_verdicts, review_verdicts
from accreditation.exchange.agency_services import AgencyServices, partner_of
from accreditation.exchange.domain.batches import MAX_DAYS, BatchState
from accreditation.exchange.domain.verdicts import Verdict
from accreditation.exchange.sealed.verdict_files import MAX_VERDICT_BYTES
from accreditation.exchange.web.fault_texts import fault_text
from accreditation.exchange.worksheets import VERDICTS
from accreditation.vetting.actions.vetting import PERMISSIONS
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError, RuleError
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    error_text,
    field_texts,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    site_of,
    staff_of,
    typed_values,
)
from conference.web.files import file_response
from conference.web.middlewares import accepts

AGENCY_SERVICES = web.AppKey("agency services", AgencyServices)

PATH = "/staff/batches"
VERDICTS_PATH = f"{PATH}/verdicts"
RECORD_PATH = f"{VERDICTS_PATH}/record"
BATCH_PATH = f"{PATH}/{{batch}}"

STATES = key_family("batches.state.", [state.value for state in BatchState])
STATE_CHIPS = {
    BatchState.OPEN: ("look", "look"),
    BatchState.ANSWERED: ("good", "admitted"),
    BatchState.WITHDRAWN: ("plain", "stop"),
    BatchState.SUPERSEDED: ("plain", "stop"),
}
AGENCIES = key_family("vetting.title.", [agency.value for agency in PERMISSIONS])
DONE = key_family("batches.done.", ("answered", "withdrawn"))

_USUAL_DAYS = "7"
_PART_CHARACTERS = 15_000
_FORM_BYTES = 64 * 1024
_READABLE = (ConflictError, InvalidError, NotFoundError, RuleError)


class DoneQuery(Struct, frozen=True):
    """What was just done."""

    done: Identifier = ""


class BatchForm(Struct, frozen=True, kw_only=True):
    """Days until the deadline, and the batch that the new one replaces, if any."""

    days: int
    supersedes: Identifier = ""


class WithdrawForm(Struct, frozen=True):
    """The form of a withdrawal has no field of its own."""


class VerdictForm(Struct, frozen=True):
    """The uploaded file."""

    file: FileField | None = None


class RecordForm(Struct, frozen=True):
    """The checked file again, in base64, in parts that are short enough for a field of a form."""

    part: dict[str, Annotated[str, Meta(max_length=_PART_CHARACTERS)]] = {}


@require(*PERMISSIONS.values())
async def show_batches(request: web.Request) -> web.Response:
    """`GET /staff/batches`."""
    return await _render_batches(request)


@form_on(PATH, BatchForm)
@require(*PERMISSIONS.values())
async def make_batch(request: web.Request) -> web.Response:
    """`POST /staff/batches` with the fields of `BatchForm`: the answer is the file, which is not stored."""
    services, staff = services_of(request), staff_of(request)
    try:
        form = await read_form(request, BatchForm)
        written = await write_batch(
            services, partner_of(staff), days=form.days, staff=staff, supersedes=form.supersedes
        )
    except _READABLE as error:
        return await _render_batches(request, error, await typed_values(request, BatchForm))
    return file_response(written.file, "application/octet-stream", _file_name(written))


def _file_name(written: WrittenBatch) -> str:
    return f"{written.batch.agency.value}-{written.batch.sequence:04}.rostrum-batch"


@form_on(PATH, WithdrawForm)
@require(*PERMISSIONS.values())
async def end_batch(request: web.Request) -> web.Response:
    """`POST /staff/batches/{batch}/withdraw`."""
    try:
        await withdraw_batch(services_of(request), request.match_info["batch"], staff=staff_of(request))
    except RuleError as error:
        return await _render_batches(request, error)
    raise web.HTTPSeeOther(f"{PATH}?done=withdrawn")


@accepts(MAX_VERDICT_BYTES + _FORM_BYTES)
@form_on(PATH, VerdictForm)
@require(*PERMISSIONS.values())
async def check_verdicts(request: web.Request) -> web.Response:
    """`POST /staff/batches/verdicts`: report what the file would do."""
    try:
        file = (await read_form(request, VerdictForm)).file
        if file is None:
            raise InvalidError("field.missing", {"file": "field.missing"})
        data = await asyncio.to_thread(file.file.read, MAX_VERDICT_BYTES + 1)
        report = await review_verdicts(services_of(request), data, staff=staff_of(request))
    except InvalidError as error:
        return await _render_batches(request, error)
    return _render_report(request, report, data)


@accepts(MAX_VERDICT_BYTES * 2)
@form_on(PATH, RecordForm)
@require(*PERMISSIONS.values())
async def record_verdicts(request: web.Request) -> web.Response:
    """`POST /staff/batches/verdicts/record` with the fields of `RecordForm`: record all verdicts, or none."""
    try:
        data = _joined_file(await read_form(request, RecordForm))
        report = await apply_verdicts(services_of(request), data, staff=staff_of(request))
    except InvalidError as error:
        return await _render_batches(request, error)
    if not report.is_accepted:
        return _render_report(request, report, data)
    raise web.HTTPSeeOther(f"{PATH}?done=answered")


def _joined_file(form: RecordForm) -> bytes:
    """Return the file of the form's parts. Raises InvalidError `verdict.unreadable`."""
    try:
        return base64.b64decode("".join(form.part[name] for name in sorted(form.part)), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidError("verdict.unreadable") from None


def _file_parts(data: bytes) -> list[tuple[str, str]]:
    """Return the names and values of the fields that carry a file."""
    text = base64.b64encode(data).decode("ascii")
    starts = range(0, len(text), _PART_CHARACTERS)
    return [(f"part.{number:03}", text[start : start + _PART_CHARACTERS]) for number, start in enumerate(starts)]


async def _render_batches(
    request: web.Request, problem: RostrumError | None = None, values: dict[str, str] | None = None
) -> web.Response:
    services, staff = services_of(request), staff_of(request)
    partner = partner_of(staff)
    overview = await read_batches(services, partner, staff=staff)
    errors = field_texts(request, problem) if isinstance(problem, InvalidError) else {}
    return render(
        request,
        "exchange/batches.html",
        status=problem.status if problem else 200,
        overview=overview,
        partner=AGENCIES[partner.value],
        queue_path=f"/staff/vetting/{partner.other.value}",
        problem=error_text(request, problem) if problem and not errors else "",
        errors=errors,
        values={"days": _USUAL_DAYS, **(values or {})},
        done=DONE.get(read_query(request, DoneQuery).done),
        states=STATES,
        chips=STATE_CHIPS,
        path=PATH,
        verdicts_path=VERDICTS_PATH,
        most_days=MAX_DAYS,
        usual_days=_USUAL_DAYS,
    )


def _render_report(request: web.Request, report: VerdictReport, data: bytes) -> web.Response:
    texts, zone = site_of(request).catalogues, services_of(request).event.zone_info
    names = report.names or {}
    return render(
        request,
        "exchange/report.html",
        status=200 if report.is_accepted else 422,
        report=report,
        faults=[
            (fault.row, names.get(fault.application_id, ""), fault_text(texts, language_of(request), fault, zone))
            for fault in report.faults
        ],
        counts=[(VERDICTS[verdict.value], report.counts[verdict]) for verdict in Verdict],
        parts_of_file=_file_parts(data) if report.is_accepted else [],
        path=PATH,
        record_path=RECORD_PATH,
    )


def services_of(request: web.Request) -> AgencyServices:
    """Return the services of the exchange."""
    return request.config_dict[AGENCY_SERVICES]


def routes() -> list[web.RouteDef]:
    """Return the routes of the pages."""
    return [
        web.get(PATH, show_batches),
        web.post(PATH, make_batch),
        web.post(VERDICTS_PATH, check_verdicts),
        web.post(RECORD_PATH, record_verdicts),
        web.post(f"{BATCH_PATH}/withdraw", end_batch),
    ]
