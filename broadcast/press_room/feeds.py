"""The published figures as JSON and CSV, in each language."""

from datetime import datetime

import msgspec
from aiohttp import web
from msgspec import Struct

from broadcast.pages.page_cache import serve_cached
from broadcast.press_room.figures import PRECISION, PRESS_FIGURES
from conference.descriptions import Description, describes
from conference.event import Figure, Topic
from conference.event.model.fields import Precision
from conference.languages import LANGUAGES, pick
from conference.spreadsheets import csv_table
from conference.texts.catalogues import format_number
from conference.web import json_response, language_of, site_of

FEED = f"/feeds/{{language:{'|'.join(LANGUAGES)}}}/figures"


class FigureOut(Struct, frozen=True, kw_only=True):
    """A published figure. `topic`, `precision` and `source` are codes, the other texts are in the feed's language.

    `text` is the number with its precision. If `is_hour_assumed`, the source gives only the day of `as_of`.
    `reference` says where the source was published, such as a treaty record.
    """

    topic: str
    topic_name: str
    value: int
    precision: Precision
    text: str
    note: str
    as_of: datetime
    is_hour_assumed: bool
    source: str
    source_name: str
    reference: str


class FiguresOut(Struct, frozen=True, kw_only=True):
    """The published figures by topic, the latest first. Contradictory ones differ in what they count, or in time."""

    figures: list[FigureOut]


def routes() -> list[web.RouteDef]:
    """Return the routes of the feeds."""
    return [web.get(f"{FEED}.json", send_json), web.get(f"{FEED}.csv", send_csv)]


@describes(Description(answer=FiguresOut))
async def send_json(request: web.Request) -> web.Response:
    """Send the published figures, each with its source and time."""

    async def render_json() -> web.Response:
        return json_response(FiguresOut(figures=_list_figures(request)))

    return await serve_cached(request, request.config_dict[PRESS_FIGURES], render_json)


async def send_csv(request: web.Request) -> web.Response:
    """Send the published figures as CSV with the fields of `FigureOut`."""

    async def render_csv() -> web.Response:
        rows = [
            [str(value) for value in msgspec.to_builtins(one, builtin_types=()).values()]
            for one in _list_figures(request)
        ]
        headers = {"Content-Disposition": 'attachment; filename="figures.csv"'}
        body = csv_table(FigureOut.__struct_fields__, rows)
        return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)

    return await serve_cached(request, request.config_dict[PRESS_FIGURES], render_csv)


def _list_figures(request: web.Request) -> list[FigureOut]:
    published = request.config_dict[PRESS_FIGURES]
    return [_make_figure(request, one.topic, figure) for one in published.topics for figure in one.figures]


def _make_figure(request: web.Request, topic: Topic, figure: Figure) -> FigureOut:
    site, code = site_of(request), language_of(request)
    source = request.config_dict[PRESS_FIGURES].sources[figure.source]
    number = format_number(code, figure.value)
    return FigureOut(
        topic=topic.code,
        topic_name=pick(topic.name, code)[0],
        value=figure.value,
        precision=figure.precision,
        text=site.catalogues.text(code, PRECISION[figure.precision], number=number),
        note=pick(figure.note, code)[0] if figure.note else "",
        as_of=figure.as_of,
        is_hour_assumed="as_of" in figure.assumed,
        source=source.id,
        source_name=pick(source.name, code)[0],
        reference=source.reference,
    )
