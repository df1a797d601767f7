"""Pages of exports: the person's open exports, and the form for another one. Work without JavaScript."""

from collections.abc import Mapping
from typing import Literal

from aiohttp import web
from msgspec import Struct, structs

from accreditation.access.roles import Permission
from accreditation.exports.actions.links import count_export, create_export, list_exports, may_export, withdraw_export
from accreditation.exports.actions.outlet_names import name_outlets, suggest_outlets
from accreditation.exports.domain import (
    FILTERS,
    FORMATS,
    LIFETIME,
    Export,
    ExportFilter,
    ExportFormat,
    ExportKind,
    ExportRequest,
)
from accreditation.exports.web.choices import TYPED, Choices, list_choices, read_filter
from accreditation.exports.web.context import ANY_READER, PATH, charge_person, export_services_of
from accreditation.exports.web.texts import COUNTS, DONE, FIELD_LABELS, FORMATS_SHOWN, KIND_LEADS, KINDS, SYMBOLS
from conference.auth.roles import may
from conference.errors import InvalidError, NotFoundError, RostrumError, RuleError
from conference.web import (
    Identifier,
    Line,
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

NEW_PATH = f"{PATH}/new"


class ExportsQuery(Struct, frozen=True):
    """The act just done."""

    did: Identifier = ""


class NewExportQuery(Struct, frozen=True, kw_only=True):
    """Kind and filter of a new export. The values of the filter are checked by `read_filter`."""

    subject: ExportKind | None = None
    state: Line = ""
    category: Line = ""
    outlet: Line = ""
    outlet_kind: Line = ""
    shelf: Line = ""
    day: Line = ""
    door: Line = ""
    result: Line = ""


class NewExportForm(Struct, frozen=True, kw_only=True):
    """An export to be created: the fields of `NewExportQuery`, and the format."""

    subject: ExportKind
    format: ExportFormat
    state: Line = ""
    category: Line = ""
    outlet: Line = ""
    outlet_kind: Line = ""
    shelf: Line = ""
    day: Line = ""
    door: Line = ""
    result: Line = ""


class WithdrawalForm(Struct, frozen=True, kw_only=True):
    """The act on an export."""

    do: Literal["withdraw"]


class ShownExport(Struct, frozen=True):
    """An open export with the texts of its filter, as labels with values."""

    export: Export
    filter: tuple[tuple[str, str], ...]


@require(*ANY_READER)
async def show_exports(request: web.Request) -> web.Response:
    """`GET /staff/exports`: the person's open exports, and the kinds that the person can export."""
    return await _list_page(request)


@require(*ANY_READER)
async def show_new_export(request: web.Request) -> web.Response:
    """`GET /staff/exports/new`: the filter of a kind and the number of rows that it chooses."""
    query = read_query(request, NewExportQuery)
    if query.subject is None or not may_export(query.subject, staff_of(request)):
        raise NotFoundError("export.not_available")
    typed = {name: str(value) for name, value in structs.asdict(query).items() if name != "subject"}
    return await _new_page(request, query.subject, typed)


@form_on(f"{NEW_PATH}?subject={{subject}}", NewExportForm)
@require(*ANY_READER)
async def take_export(request: web.Request) -> web.Response:
    """`POST /staff/exports/new` with the fields of `NewExportForm`."""
    charge_person(request)
    form, services = await read_form(request, NewExportForm), export_services_of(request)
    typed = {name: str(value) for name, value in structs.asdict(form).items() if name not in ("subject", "format")}
    try:
        wanted = await read_filter(services, form.subject, typed, _choices_of(request))
        await create_export(services, ExportRequest(form.subject, wanted, form.format), staff=staff_of(request))
    except (InvalidError, RuleError) as error:
        values = await typed_values(request, NewExportForm)
        return await _new_page(request, form.subject, typed, problem=error, chosen_format=str(values["format"]))
    raise web.HTTPSeeOther(f"{PATH}?did=created")


@form_on(PATH, WithdrawalForm)
@require(*ANY_READER)
async def take_withdrawal(request: web.Request) -> web.Response:
    """`POST /staff/exports/{export}` with the fields of `WithdrawalForm`."""
    await read_form(request, WithdrawalForm)
    await withdraw_export(export_services_of(request), request.match_info["export"], staff=staff_of(request))
    raise web.HTTPSeeOther(f"{PATH}?did=withdrawn")


async def _list_page(request: web.Request) -> web.Response:
    services, staff = export_services_of(request), staff_of(request)
    exports = await list_exports(services, staff=staff)
    outlets = await name_outlets(services, [one.request.filter for one in exports])
    return render(
        request,
        "exports/exports.html",
        exports=[ShownExport(one, _shown_filter(request, one.request, outlets)) for one in exports],
        kinds=[kind.value for kind in ExportKind if may_export(kind, staff)],
        kind_texts=KINDS,
        leads=KIND_LEADS,
        symbols=SYMBOLS,
        may_import=may(staff, Permission.VET_ACCREDITATION),
        formats=FORMATS_SHOWN,
        hours=LIFETIME.total_seconds() // 3600,
        done=DONE.get(read_query(request, ExportsQuery).did),
        path=PATH,
    )


async def _new_page(
    request: web.Request,
    kind: ExportKind,
    typed: Mapping[str, str],
    *,
    problem: RostrumError | None = None,
    chosen_format: str = "",
) -> web.Response:
    services, choices, count = export_services_of(request), _choices_of(request), 0
    wanted = ExportFilter()
    try:
        wanted = await read_filter(services, kind, typed, choices)
        count = await count_export(services, ExportRequest(kind, wanted, FORMATS[kind][0]), staff=staff_of(request))
    except InvalidError as error:
        problem = problem or error
    errors = field_texts(request, problem) if isinstance(problem, InvalidError) else {}
    outlets = await name_outlets(services, [wanted])
    return render(
        request,
        "exports/new.html",
        status=problem.status if problem else 200,
        kind=kind.value,
        kind_texts=KINDS,
        leads=KIND_LEADS,
        fields=FILTERS[kind],
        typed_fields=TYPED,
        labels=FIELD_LABELS,
        choices=choices,
        values={**typed, "format": chosen_format or FORMATS[kind][0].value},
        errors=errors,
        problem="" if errors or problem is None else error_text(request, problem),
        is_counted=not errors,
        count=count,
        counts=COUNTS,
        shown=_shown_filter(request, ExportRequest(kind, wanted, FORMATS[kind][0]), outlets),
        outlet_names=await suggest_outlets(services) if "outlet" in FILTERS[kind] else (),
        formats=FORMATS_SHOWN,
        kind_formats=[one.value for one in FORMATS[kind]],
        hours=LIFETIME.total_seconds() // 3600,
        path=PATH,
        new_path=NEW_PATH,
    )


def _choices_of(request: web.Request) -> Mapping[str, Choices]:
    return list_choices(export_services_of(request).event, site_of(request).catalogues, language_of(request))


def _shown_filter(
    request: web.Request, wanted: ExportRequest, outlets: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return the label and the value of each chosen field."""
    choices, chosen = _choices_of(request), wanted.filter.chosen
    texts = {name: dict(options) for name, options in choices.items()} | {"outlet": dict(outlets)}
    return tuple((FIELD_LABELS[name], texts[name].get(value, value)) for name, value in chosen.items())


def routes() -> list[web.RouteDef]:
    """Return the routes of the pages."""
    return [
        web.get(PATH, show_exports),
        web.get(NEW_PATH, show_new_export),
        web.post(NEW_PATH, take_export),
        web.post(f"{PATH}/{{export}}", take_withdrawal),
    ]
