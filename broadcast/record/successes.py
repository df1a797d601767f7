"""The sheet of the three successes for the host: content, security and protocol, image. For administrators."""

from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web
from msgspec import Struct

from broadcast.record.press_sheet import FigureRow, list_figures, make_row, read_minute
from broadcast.record.requests import read_record
from conference.auth.roles import ADMINISTER
from conference.texts.catalogues import key_family
from conference.web import language_of, render, require, site_of

SUCCESSES = "/staff/record/successes"
ASPECTS = key_family("record.successes.", ("content", "security", "image"))
LABELS = key_family("record.successes.", ("admissions", "refusals", "collected", "accredited", "published"))


class CountedFigure(Struct, frozen=True):
    """A figure that another subject counts: its name in LABELS, its value, the key of the text that names its source.

    A value of None: nothing was counted.
    """

    name: str
    value: int | None
    source: str


CountFigures = Callable[[web.Request], Awaitable[Sequence[CountedFigure]]]


class FigureCounters(Struct, frozen=True, kw_only=True):
    """What counts the figures of the aspects besides content."""

    security: CountFigures
    image: CountFigures


FIGURE_COUNTERS: web.AppKey[FigureCounters] = web.AppKey("figure_counters", FigureCounters)


@require(ADMINISTER)
async def show_successes(request: web.Request) -> web.Response:
    """Show the figures of the three aspects with their sources."""
    record, counters = await read_record(request), request.app[FIGURE_COUNTERS]
    groups = {
        "content": [*list_figures(request, record, read_minute(request))],
        "security": [_tell_figure(request, one) for one in await counters.security(request)],
        "image": [_tell_figure(request, one) for one in await counters.image(request)],
    }
    return render(request, "record/successes.html", groups={ASPECTS[name]: rows for name, rows in groups.items()})


def routes() -> list[web.RouteDef]:
    """Return the route of the page."""
    return [web.get(SUCCESSES, show_successes)]


def _tell_figure(request: web.Request, figure: CountedFigure) -> FigureRow:
    text, code = site_of(request).catalogues.text, language_of(request)
    if figure.value is None:
        return FigureRow(label=text(code, LABELS[figure.name]), value="", note="", source=text(code, figure.source))
    source = text(code, figure.source)
    return make_row(request, LABELS[figure.name], figure.value, source=source, at=read_minute(request))
