"""Pages of duplicates: the list of hits, and one hit with both applications side by side, which an officer settles."""

from collections.abc import Sequence
from enum import StrEnum

from aiohttp import web
from msgspec import Struct
from msgspec.structs import replace

from accreditation.access.roles import Permission
from accreditation.applications.domain.answers import NAMES
from accreditation.applications.domain.applications import Agency, Application, State
from accreditation.applications.domain.duplicates import Trait
from accreditation.applications.web.apply import LABELS
from accreditation.applications.web.status import STATE_CHIPS
from accreditation.duplicates.actions.settling import (
    VIEWERS,
    ComparedPair,
    SettlementInput,
    list_hits,
    read_pair,
    settle_hit,
)
from accreditation.duplicates.domain.hits import Pair, Verdict
from accreditation.duplicates.services import DuplicateServices
from accreditation.duplicates.web.reasons import REASONS, TRAITS
from conference.auth.people import get_account
from conference.auth.roles import may
from conference.errors import ConflictError, InvalidError, NotFoundError, RostrumError
from conference.event import Event
from conference.languages import pick
from conference.texts.catalogues import key_family
from conference.texts.typed_text import NOTE_LENGTH
from conference.web import (
    Line,
    ListQuery,
    Note,
    Pager,
    fill_refused_form,
    form_on,
    language_of,
    offset_of,
    query_address,
    read_form,
    read_query,
    record_list_read,
    render,
    require,
    site_of,
    staff_of,
)

DUPLICATE_SERVICES = web.AppKey("duplicate services", DuplicateServices)
DUPLICATE_EVENT = web.AppKey("duplicate event", Event)

PATH = "/staff/duplicates"
PAIR_PATH = f"{PATH}/{{first}}/{{second}}"
PAGE_ROWS = 30

VERDICTS = key_family("duplicates.verdict.", [verdict.value for verdict in Verdict])
DONE = key_family("duplicates.done.", [verdict.value for verdict in Verdict])
STATES = key_family("vetting.state.", [state.value for state in State])
ERRORS = key_family("error.", ("duplicates.settled_already", "duplicates.changed", "duplicates.note_missing"))
NAME_LABELS = key_family("vetting.label.", NAMES)


class Shown(StrEnum):
    """Which hits the list shows."""

    OPEN = "open"
    SETTLED = "settled"


SHOWN_TEXTS = key_family("duplicates.shown.", [shown.value for shown in Shown])


class HitsQuery(ListQuery, frozen=True, kw_only=True):
    """Query of the list: open or settled hits, and the page."""

    shown: Shown = Shown.OPEN


class SettledQuery(Struct, frozen=True):
    """The verdict that was just saved."""

    done: Line = ""


class SettleForm(Struct, frozen=True, kw_only=True):
    """Fields of the form: the verdict of the pressed button, a note, and the traits that the page showed."""

    verdict: Verdict
    note: Note = ""
    seen: Line = ""


class FieldRow(Struct, frozen=True):
    """One field of both applications: the key of its label, the two values, and whether they are the same."""

    label: str
    first: str
    second: str

    @property
    def is_same(self) -> bool:
        """Whether both applications have the value."""
        return self.first == self.second != ""


@require(*VIEWERS)
async def show_hits(request: web.Request) -> web.Response:
    """`GET /staff/duplicates`."""
    query = read_query(request, HitsQuery)
    page = await list_hits(
        request.config_dict[DUPLICATE_SERVICES],
        settled=query.shown is Shown.SETTLED,
        offset=offset_of(query.page, PAGE_ROWS),
        limit=PAGE_ROWS,
        staff=staff_of(request),
    )
    await record_list_read(request, "duplicates", page.rows, filter=query.shown.value)
    return render(
        request,
        "duplicates/hits.html",
        page=page,
        query=query,
        pager=Pager(query.page, PAGE_ROWS, page.total),
        page_address=lambda number: query_address(PATH, replace(query, page=number)),
        shown_address=lambda shown: query_address(PATH, HitsQuery(shown=shown)),
        choices=tuple(Shown),
        shown_texts=SHOWN_TEXTS,
        done=DONE.get(read_query(request, SettledQuery).done),
        queue_path=_queue_path(request),
        path=PATH,
        traits=TRAITS,
        verdicts=VERDICTS,
    )


@require(*VIEWERS)
async def show_pair(request: web.Request) -> web.Response:
    """`GET /staff/duplicates/{first}/{second}`."""
    return await _render_pair(request)


@form_on(PAIR_PATH, SettleForm)
@require(Permission.VET_ACCREDITATION)
async def settle_pair(request: web.Request) -> web.Response:
    """`POST /staff/duplicates/{first}/{second}` with the fields of `SettleForm`."""
    try:
        form = await read_form(request, SettleForm)
        typed = SettlementInput(form.verdict, form.note, _read_traits(form.seen))
        await settle_hit(request.config_dict[DUPLICATE_SERVICES], _pair_of(request), typed, staff=staff_of(request))
    except (ConflictError, InvalidError) as error:
        if error.code not in ERRORS:
            raise
        response = await _render_pair(request, problem=error)
        return await fill_refused_form(request, response, SettleForm)
    raise web.HTTPSeeOther(query_address(PATH, HitsQuery(), done=form.verdict.value))


async def _render_pair(request: web.Request, *, problem: RostrumError | None = None) -> web.Response:
    services, event = request.config_dict[DUPLICATE_SERVICES], request.config_dict[DUPLICATE_EVENT]
    compared = await read_pair(services, _pair_of(request), staff=staff_of(request))
    await record_list_read(request, "duplicates", [one.id for one in compared.applications])
    return render(
        request,
        "duplicates/pair.html",
        status=problem.status if problem else 200,
        compared=compared,
        problem=ERRORS[problem.code] if problem else None,
        rows=_list_fields(request, event, compared),
        reasons=[REASONS[trait] for trait in compared.hit.traits],
        seen=",".join(compared.hit.traits),
        officer=await _officer_name(request, compared),
        may_settle=may(staff_of(request), Permission.VET_ACCREDITATION),
        queue_path=_queue_path(request),
        path=PATH,
        verdicts=VERDICTS,
        most_note=NOTE_LENGTH,
        state_keys=STATES,
        chips=STATE_CHIPS,
    )


def _list_fields(request: web.Request, event: Event, compared: ComparedPair) -> Sequence[FieldRow]:
    first, second = (_field_values(request, event, compared, one) for one in compared.applications)
    return [FieldRow(label, first[label], second[label]) for label in first]


def _field_values(request: web.Request, event: Event, compared: ComparedPair, one: Application) -> dict[str, str]:
    code, applicant, catalogues = language_of(request), one.applicant, site_of(request).catalogues
    outlet = compared.rows[one.id].outlet
    return {
        NAME_LABELS["native_name"]: applicant.native_name,
        NAME_LABELS["family_name"]: applicant.family_name,
        NAME_LABELS["given_name"]: applicant.given_name,
        LABELS["country"]: event.country_name(applicant.country, code),
        LABELS["outlet"]: outlet or catalogues.text(code, "status.freelance"),
        LABELS["function"]: pick(event.function(one.function).name, code)[0],
        LABELS["email"]: applicant.email,
        LABELS["phone"]: applicant.phone,
    }


async def _officer_name(request: web.Request, compared: ComparedPair) -> str:
    settled = compared.hit.settlement
    if settled is None:
        return ""
    try:
        return (await get_account(site_of(request).accounts, settled.officer)).staff.name
    except NotFoundError:
        return settled.officer


def _pair_of(request: web.Request) -> Pair:
    return Pair.of(request.match_info["first"], request.match_info["second"])


def _read_traits(text: str) -> tuple[Trait, ...]:
    known = {trait.value: trait for trait in Trait}
    return tuple(known[name] for name in text.split(",") if name in known)


def _queue_path(request: web.Request) -> str:
    """Return the path of the queue of the person's agency."""
    agency = Agency.ACCREDITATION if may(staff_of(request), Permission.VET_ACCREDITATION) else Agency.SECURITY
    return f"/staff/vetting/{agency.value}"


def routes() -> list[web.RouteDef]:
    """Return the routes of the pages."""
    return [web.get(PATH, show_hits), web.get(PAIR_PATH, show_pair), web.post(PAIR_PATH, settle_pair)]
