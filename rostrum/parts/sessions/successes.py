"""Figures of doors, badge desk, accreditation and press room on the sheet of the three successes."""

from collections.abc import Sequence
from datetime import UTC, datetime

from aiohttp import web

from accreditation.applications.domain.applications import State
from accreditation.badge_desk.ports import Shelf
from accreditation.badge_desk.storage import SqlDeskList
from accreditation.doors.domain.doors import ENTERED, TONES, Tone
from accreditation.doors.storage.command_post import SqlCommandPost
from accreditation.exports.domain import ExportFilter
from accreditation.exports.storage import SqlExportLists
from broadcast.press_room.reading import read_figures
from broadcast.record import successes
from broadcast.record.successes import FIGURE_COUNTERS, CountedFigure, FigureCounters
from rostrum.runtime import Runtime

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


def install_successes(app: web.Application, runtime: Runtime) -> None:
    """Install the sheet, which counts what other subjects have stored."""

    async def count_security(_request: web.Request) -> Sequence[CountedFigure]:
        async with runtime.transactions.read() as transaction:
            scans = await SqlCommandPost().count_scans(transaction, since=_EVER, lately=runtime.clock.now())
            shelves = await SqlDeskList().count_by_shelf(transaction)
        admitted = sum(one.today for one in scans if one.verdict in ENTERED)
        refused = sum(one.today for one in scans if TONES[one.verdict] is Tone.STOP)
        return (
            CountedFigure("admissions", admitted if scans else None, "doors.title"),
            CountedFigure("refusals", refused if scans else None, "doors.title"),
            CountedFigure("collected", shelves.get(Shelf.COLLECTED) or None, "badges.title"),
        )

    async def count_image(request: web.Request) -> Sequence[CountedFigure]:
        approved = ExportFilter(state=State.APPROVED.value)
        async with runtime.transactions.read() as transaction:
            accredited = await SqlExportLists().count_applications(transaction, approved, with_photo=False)
        published = sum(len(topic.figures) for topic in (await read_figures(request)).topics)
        return (
            CountedFigure("accredited", accredited or None, "vetting.title.accreditation"),
            CountedFigure("published", published or None, "press.figures.title"),
        )

    app[FIGURE_COUNTERS] = FigureCounters(security=count_security, image=count_image)
    app.router.add_routes(successes.routes())
