"""The published figures as JSON and CSV, in each language."""

from datetime import datetime

from aiohttp import web
from msgspec import Struct

from broadcast.press_room.corrections import ListedFigure
from broadcast.press_room.figures import PRECISION, REASONS, PressFigures
from broadcast.press_room.files import FOLDER, answer_csv, answer_json
from broadcast.press_room.reading import read_figures
from conference.descriptions import Description, describes
from conference.event import Topic
from conference.event.model.fields import Precision
from conference.languages import pick
from conference.texts.catalogues import format_number
from conference.web import language_of, site_of


class FigureOut(Struct, frozen=True, kw_only=True):
    """A published figure. `topic`, `precision` and `source` are codes, the other texts are in the feed's language.

    `text` is the number with its precision. If `is_hour_assumed`, the source gives only the day of `as_of`.
    `reference` says where the source was published, such as a treaty record. A figure with `corrected_at` was wrong:
    `corrected_by` is the `id` of the figure in its place, empty for one that was withdrawn. Of a valid one
    `corrected_at` is null, and `reason`, a code, `reason_name` and `corrected_by` are empty.
    """

    id: str
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
    corrected_at: datetime | None
    corrected_by: str
    reason: str
    reason_name: str


class FiguresOut(Struct, frozen=True, kw_only=True):
    """The published figures by topic, the latest first, then those that were corrected or withdrawn.

    Contradictory ones differ in what they count, or in time.
    """

    figures: list[FigureOut]


def routes() -> list[web.RouteDef]:
    """Return the routes of the feeds."""
    return [web.get(f"{FOLDER}/figures.json", send_json), web.get(f"{FOLDER}/figures.csv", send_csv)]


@describes(Description(answer=FiguresOut))
async def send_json(request: web.Request) -> web.Response:
    """Send the published figures, each with its source and time."""

    figures = await read_figures(request)
    return await answer_json(request, figures, lambda: FiguresOut(figures=_list_figures(request, figures)))


async def send_csv(request: web.Request) -> web.Response:
    """Send the published figures as CSV with the fields of `FigureOut`."""
    figures = await read_figures(request)
    return await answer_csv(request, figures, FigureOut, lambda: _list_figures(request, figures))


def _list_figures(request: web.Request, published: PressFigures) -> list[FigureOut]:
    return [
        _make_figure(request, published, one.topic, listed)
        for one in published.topics
        for listed in (*one.figures, *one.corrected)
    ]


def _make_figure(request: web.Request, published: PressFigures, topic: Topic, listed: ListedFigure) -> FigureOut:
    texts, code, figure, correction = (
        site_of(request).catalogues,
        language_of(request),
        listed.figure,
        listed.correction,
    )
    source = published.sources[figure.source]
    number = format_number(code, figure.value)
    return FigureOut(
        id=listed.id,
        topic=topic.code,
        topic_name=pick(topic.name, code)[0],
        value=figure.value,
        precision=figure.precision,
        text=texts.text(code, PRECISION[figure.precision], number=number),
        note=pick(figure.note, code)[0] if figure.note else "",
        as_of=figure.as_of,
        is_hour_assumed="as_of" in figure.assumed,
        source=source.id,
        source_name=pick(source.name, code)[0],
        reference=source.reference,
        corrected_at=correction.at if correction else None,
        corrected_by=correction.replaced_by if correction else "",
        reason=correction.reason.value if correction else "",
        reason_name=texts.text(code, REASONS[correction.reason.value]) if correction else "",
    )
