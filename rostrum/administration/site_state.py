"""State of the site: readiness of this node, signing keys, and counts of applications, badges and scans."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web
from msgspec import Struct

from accreditation.applications.domain.applications import State
from accreditation.badge_desk.ports import Shelf
from accreditation.badge_desk.storage import SqlDeskList
from accreditation.badge_desk.web.badges import SHELVES
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.storage.command_post import SqlCommandPost
from accreditation.doors.web.command_post import VERDICTS
from accreditation.vetting.web.queue_texts import STATES
from conference.auth.roles import ADMINISTER
from conference.clock import day_began
from conference.health import HEALTH
from conference.texts.catalogues import key_family
from conference.web import render, require
from rostrum.administration.context import runtime_of
from rostrum.parts.stores import application_store
from rostrum.runtime import Runtime
from rostrum.signing_keys import list_keys

PARTS = key_family("admin.health.part.", ("database", "writes", "clock", "board", "serving"))
KEY_STATES = key_family("admin.keys.state.", ("signing", "retired", "withdrawn"))

_FIRST_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


class SiteCounts(Struct, frozen=True):
    """Numbers of applications by state, of people by the step of their badge, of scans by decision."""

    applications: Mapping[State, int]
    badges: Mapping[Shelf, int]
    scans: Mapping[Verdict, int]
    scans_today: Mapping[Verdict, int]


@require(ADMINISTER)
async def show_site(request: web.Request) -> web.Response:
    """`GET /staff/site`."""
    runtime = runtime_of(request)
    return render(
        request,
        "administration/site.html",
        health=await request.config_dict[HEALTH].parts(),
        parts_of=PARTS,
        clock_starts_at=runtime.settings.clock_starts_at,
        keys=await list_keys(runtime),
        key_states=KEY_STATES,
        counts=await _read_counts(runtime),
        states=STATES,
        shelves=SHELVES,
        verdicts=VERDICTS,
    )


async def _read_counts(runtime: Runtime) -> SiteCounts:
    today = day_began(runtime.clock.now(), runtime.event.zone_info)
    async with runtime.transactions.read() as transaction:
        applications = await application_store().count_states(transaction)
        badges = await SqlDeskList().count_by_shelf(transaction)
        by_door = await SqlCommandPost().count_scans(transaction, since=_FIRST_MOMENT, lately=today)
    scans, scans_today = Counter[Verdict](), Counter[Verdict]()
    for row in by_door:
        scans[row.verdict] += row.today
        scans_today[row.verdict] += row.lately
    return SiteCounts(applications, badges, scans, scans_today)
