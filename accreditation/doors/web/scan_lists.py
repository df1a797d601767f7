"""Lists behind the numbers of the command post: scans of today by door and result, and the history of a person."""

from enum import StrEnum

from aiohttp import web
from msgspec import Struct
from msgspec.structs import replace

from accreditation.access.roles import Permission
from accreditation.access.rules import Direction
from accreditation.badge_desk.web.badge_context import event_of
from accreditation.doors.actions.scan_lists import list_scans_today, read_history, read_history_photo
from accreditation.doors.domain.doors import TONES, Tone, Verdict
from accreditation.doors.web.command_post import PATH, VERDICTS, command_post_of
from conference.languages import pick
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    Pager,
    language_of,
    offset_of,
    query_address,
    read_query,
    record_list_read,
    render,
    require,
    staff_of,
)
from conference.web.lists import PageNumber

SCANS_PATH = f"{PATH}/scans"
PAGE_ROWS = 50


class Result(StrEnum):
    """Filter of scans by what the door said."""

    ADMITTED = "admitted"
    REFUSED = "refused"


RESULTS = key_family("command.result.", ["all", *(result.value for result in Result)])
DIRECTIONS = {Direction.ENTRY.value: "door.direction_entry", Direction.EXIT.value: "door.direction_exit"}
_TONE_OF = {Result.ADMITTED: Tone.ADMIT, Result.REFUSED: Tone.STOP}


class ScansQuery(Struct, frozen=True, kw_only=True):
    """Query of the list: door, result, one verdict (both or neither may be named), page."""

    door: Identifier = ""
    result: Result | None = None
    verdict: Verdict | None = None
    page: PageNumber = 1


@require(Permission.SUPERVISE_DOORS)
async def show_scans(request: web.Request) -> web.Response:
    """Show the scans of today."""
    query, event = read_query(request, ScansQuery), event_of(request)
    found = await list_scans_today(
        command_post_of(request),
        door=query.door or None,
        verdicts=verdicts_of(query),
        offset=offset_of(query.page, PAGE_ROWS),
        limit=PAGE_ROWS,
        staff=staff_of(request),
    )
    shown = [scan.badge_id for scan in found.scans if scan.badge_id]
    await record_list_read(request, "scans", shown, filter=query.door)
    return render(
        request,
        "doors/scans.html",
        query=query,
        scans=found.scans,
        pager=Pager(query.page, PAGE_ROWS, found.total),
        page_address=lambda page: query_address(SCANS_PATH, replace(query, page=page)),
        doors={door.id: door for door in event.doors},
        door_names=[(door.id, pick(door.name, language_of(request))[0]) for door in event.doors],
        results=RESULTS,
        directions=DIRECTIONS,
        verdicts=VERDICTS,
        tones=TONES,
    )


@require(Permission.SUPERVISE_DOORS)
async def show_history(request: web.Request) -> web.Response:
    """Show the history of a person."""
    history = await read_history(command_post_of(request), request.match_info["badge"], staff=staff_of(request))
    event = event_of(request)
    response = render(
        request,
        "doors/history.html",
        history=history,
        category=event.category(history.holder.category),
        doors={door.id: door for door in event.doors},
        directions=DIRECTIONS,
        verdicts=VERDICTS,
        tones=TONES,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@require(Permission.SUPERVISE_DOORS)
async def show_history_photo(request: web.Request) -> web.Response:
    """Return the photo of a person."""
    badge_id = request.match_info["badge"]
    jpeg = await read_history_photo(command_post_of(request), badge_id, staff=staff_of(request))
    return web.Response(body=jpeg, content_type="image/jpeg", headers={"Cache-Control": "no-store"})


def verdicts_of(query: ScansQuery) -> frozenset[Verdict] | None:
    """Return the verdicts that a query names, None for all."""
    if query.verdict is not None:
        return frozenset({query.verdict})
    if query.result is None:
        return None
    return frozenset(verdict for verdict in Verdict if TONES[verdict] is _TONE_OF[query.result])


def routes() -> list[web.RouteDef]:
    """Return the routes of the lists."""
    person = f"{PATH}/people/{{badge:[0-9a-f]{{16}}}}"
    return [
        web.get(SCANS_PATH, show_scans),
        web.get(person, show_history),
        web.get(f"{person}/photo.jpg", show_history_photo),
    ]
