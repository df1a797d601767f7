"""Pages of the watch-list for its agency: the hits, one hit, and the agency's log."""

from aiohttp import web
from msgspec import Struct
from msgspec.structs import replace

from accreditation.access.roles import Permission
from accreditation.duplicates.web.duplicates import SHOWN_TEXTS, HitsQuery, Shown
from accreditation.watch_list.actions.settling import (
    WatchedApplication,
    list_log,
    list_watch_hits,
    read_watch_hit,
    settle_hit_of_list,
)
from accreditation.watch_list.domain.hits import WatchVerdict
from accreditation.watch_list.domain.matching import WatchReason
from accreditation.watch_list.services import WatchServices
from conference.auth.people import list_staff
from conference.errors import ConflictError
from conference.event import Event
from conference.texts.catalogues import key_family
from conference.texts.countries import country_name
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
    render,
    require,
    site_of,
    staff_of,
)

WATCH_SERVICES = web.AppKey("watch services", WatchServices)
WATCH_EVENT = web.AppKey("watch event", Event)

PATH = "/staff/watch-list"
HIT_PATH = f"{PATH}/hits/{{application}}/{{listed}}"
LOG_PATH = f"{PATH}/log"
IMPORT_PATH = f"{PATH}/import"
PAGE_ROWS = 30

VERDICTS = key_family("watch_list.verdict.", [verdict.value for verdict in WatchVerdict])
REASONS = key_family("watch_list.reason.", [reason.value for reason in WatchReason])
ACTIONS = {
    code.replace(".", ":"): key
    for code, key in key_family(
        "watch_list.did.",
        ("watch_list.list.imported", "watch_list.hits.listed", "watch_list.hit.read", "watch_list.hit.settled"),
    ).items()
}


class DoneQuery(Struct, frozen=True):
    """What was just done: `settled` or `imported`."""

    done: Line = ""


DONE = key_family("watch_list.done.", ("settled", "imported"))


class SettleWatchForm(Struct, frozen=True, kw_only=True):
    """Fields of the form: the verdict of the pressed button, and a note."""

    verdict: WatchVerdict
    note: Note = ""


@require(Permission.READ_WATCH_LIST)
async def show_watch_hits(request: web.Request) -> web.Response:
    """`GET /staff/watch-list`."""
    query = read_query(request, HitsQuery)
    page = await list_watch_hits(
        request.config_dict[WATCH_SERVICES],
        settled=query.shown is Shown.SETTLED,
        offset=offset_of(query.page, PAGE_ROWS),
        limit=PAGE_ROWS,
        staff=staff_of(request),
    )
    return _keep_private(render(
        request,
        "watch_list/hits.html",
        page=page,
        query=query,
        pager=Pager(query.page, PAGE_ROWS, page.total),
        page_address=lambda number: query_address(PATH, replace(query, page=number)),
        shown_address=lambda shown: query_address(PATH, HitsQuery(shown=shown)),
        choices=tuple(Shown),
        shown_texts=SHOWN_TEXTS,
        done=DONE.get(read_query(request, DoneQuery).done),
        path=PATH,
        verdicts=VERDICTS,
        reasons=REASONS,
    ))  # fmt: skip


@require(Permission.READ_WATCH_LIST)
async def show_watch_hit(request: web.Request) -> web.Response:
    """`GET /staff/watch-list/hits/{application}/{listed}`."""
    return await _render_hit(request)


@form_on(HIT_PATH, SettleWatchForm)
@require(Permission.READ_WATCH_LIST)
async def settle_watch(request: web.Request) -> web.Response:
    """`POST /staff/watch-list/hits/{application}/{listed}` with the fields of `SettleWatchForm`."""
    try:
        form = await read_form(request, SettleWatchForm)
        await settle_hit_of_list(
            request.config_dict[WATCH_SERVICES],
            request.match_info["application"],
            request.match_info["listed"],
            verdict=form.verdict,
            note=form.note,
            staff=staff_of(request),
        )
    except ConflictError as error:
        response = await _render_hit(request, status=error.status)
        return await fill_refused_form(request, response, SettleWatchForm)
    raise web.HTTPSeeOther(f"{PATH}?done=settled")


@require(Permission.READ_WATCH_LIST)
async def show_log(request: web.Request) -> web.Response:
    """`GET /staff/watch-list/log`."""
    query = read_query(request, ListQuery)
    page = await list_log(
        request.config_dict[WATCH_SERVICES],
        offset=offset_of(query.page, PAGE_ROWS),
        limit=PAGE_ROWS,
        staff=staff_of(request),
    )
    names = await _staff_names(request)
    return _keep_private(render(
        request,
        "watch_list/log.html",
        page=page,
        pager=Pager(query.page, PAGE_ROWS, page.total),
        page_address=lambda number: query_address(LOG_PATH, replace(query, page=number)),
        actions=ACTIONS,
        names=names,
        path=PATH,
    ))  # fmt: skip


async def _render_hit(request: web.Request, *, status: int = 200) -> web.Response:
    services, event = request.config_dict[WATCH_SERVICES], request.config_dict[WATCH_EVENT]
    compared: WatchedApplication = await read_watch_hit(
        services, request.match_info["application"], request.match_info["listed"], staff=staff_of(request)
    )
    code = language_of(request)
    settled = compared.hit.settlement
    names = await _staff_names(request)
    return _keep_private(render(
        request,
        "watch_list/hit.html",
        status=status,
        compared=compared,
        is_conflict=status != 200,
        country=event.country_name(compared.application.applicant.country, code),
        entry_country=country_name(compared.entry.country, code) if compared.entry and compared.entry.country else "",
        officer=names.get(settled.officer, settled.officer) if settled else "",
        path=PATH,
        verdicts=VERDICTS,
        reasons=REASONS,
        most_note=NOTE_LENGTH,
    ))  # fmt: skip


async def _staff_names(request: web.Request) -> dict[str, str]:
    return {account.staff.id: account.staff.name for account in await list_staff(site_of(request).accounts)}


def _keep_private(response: web.Response) -> web.Response:
    """Keep a page of the list out of caches."""
    response.headers["Cache-Control"] = "no-store"
    return response


def routes() -> list[web.RouteDef]:
    """Return the routes of the pages; `imports` has those of the import."""
    return [
        web.get(PATH, show_watch_hits),
        web.get(LOG_PATH, show_log),
        web.get(HIT_PATH, show_watch_hit),
        web.post(HIT_PATH, settle_watch),
    ]
