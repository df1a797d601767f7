"""The staff page of the figures for the press: all figures by topic, and forms to add, correct or withdraw one."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from aiohttp import web
from msgspec import Meta, Struct

from broadcast.board.domain.timing import local_day, moment
from broadcast.board.roles import OPERATE_BOARD
from broadcast.pages.page_data import TemplateHelpers
from broadcast.press_room.actions import add_figure, correct_figure, withdraw_figure
from broadcast.press_room.corrections import OLDEST, FigureValue, ListedFigure, Reason
from broadcast.press_room.figures import PRECISION, REASONS, PressFigures
from broadcast.press_room.reading import PRESS_FIGURES, FigureReader, read_figures
from conference.errors import InvalidError
from conference.event.model.fields import Precision
from conference.languages import pick
from conference.texts.catalogues import key_family
from conference.web import (
    FormOutcome,
    Identifier,
    form_on,
    language_of,
    read_form,
    read_query,
    render,
    require,
    shows_refusal_on,
    site_of,
    staff_of,
)

PATH = "/staff/figures"
LARGEST = 1_000_000_000
NOON = time(12)
"""The hour of a figure whose source gives only the day, as in the event's files."""

DONE = key_family("figures.done.", ("added", "corrected", "withdrawn"))
PRECISIONS = key_family("figures.precision.", PRECISION)
ERRORS = key_family("error.figures.", ("corrected", "same", "too_many", "unknown", "withdrawn", "wrong_time"))
"""Errors of the actions, declared for the catalogues."""


class FigureQuery(Struct, frozen=True, kw_only=True):
    """The figure that is corrected, and the act just done."""

    figure: Identifier = ""
    did: Identifier = ""


class FigureForm(Struct, frozen=True, kw_only=True):
    """A figure as typed, in the time of the venue; without `as_of_time` the source gives only the day.

    `figure` is the wrong one, "" for a further figure, which has a topic.
    """

    figure: Identifier = ""
    topic: Identifier = ""
    value: Annotated[int, Meta(ge=0, le=LARGEST)]
    precision: Precision
    source: Identifier = ""
    as_of_day: date
    as_of_time: time | None = None
    reason: Reason | None = None


class WithdrawalForm(Struct, frozen=True, kw_only=True):
    """The wrong figure, and why it is withdrawn."""

    figure: Identifier = ""
    withdrawal_reason: Reason


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(PATH, show_figures),
        web.post(PATH, publish_figure),
        web.post(f"{PATH}/withdrawals", submit_withdrawal),
    ]


@require(OPERATE_BOARD)
async def show_figures(request: web.Request) -> web.Response:
    """Show all figures, with the form of the one chosen by `?figure=`."""
    return await _render_page(request, read_query(request, FigureQuery), FormOutcome())


async def _show_outcome(request: web.Request, outcome: FormOutcome) -> web.Response:
    return await _render_page(request, FigureQuery(figure=str(outcome.typed.get("figure", ""))), outcome)


@form_on(f"{PATH}?figure={{figure}}", FigureForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome, FigureForm)
async def publish_figure(request: web.Request) -> web.Response:
    """Publish a further figure, or one in place of a wrong one."""
    form = await read_form(request, FigureForm)
    services, operator = request.config_dict[PRESS_FIGURES].services, staff_of(request)
    value = _read_value(form, services.board.clock.now(), request.config_dict[PRESS_FIGURES])
    if not form.figure:
        await add_figure(services, form.topic, value, operator=operator)
        raise web.HTTPSeeOther(f"{PATH}?did=added")
    if form.reason is None:
        raise InvalidError("choice.missing", {"reason": "choice.missing"})
    await correct_figure(services, form.figure, value, form.reason, operator=operator)
    raise web.HTTPSeeOther(f"{PATH}?did=corrected")


@form_on(f"{PATH}?figure={{figure}}", WithdrawalForm)
@require(OPERATE_BOARD)
@shows_refusal_on(_show_outcome, WithdrawalForm)
async def submit_withdrawal(request: web.Request) -> web.Response:
    """Withdraw a wrong figure without another in its place."""
    form = await read_form(request, WithdrawalForm)
    services = request.config_dict[PRESS_FIGURES].services
    await withdraw_figure(services, form.figure, form.withdrawal_reason, operator=staff_of(request))
    raise web.HTTPSeeOther(f"{PATH}?did=withdrawn")


def _read_value(form: FigureForm, now: datetime, reader: FigureReader) -> FigureValue:
    """Return what a form states. Raises InvalidError for a day that is not a possible one."""
    zone = reader.services.board.zone
    today = local_day(now, zone)
    if not today - OLDEST <= form.as_of_day <= today:
        raise InvalidError("figures.wrong_time", {"as_of_day": "figures.wrong_time"})
    as_of = moment(form.as_of_day, form.as_of_time or NOON, zone)
    return FigureValue(
        value=form.value,
        precision=form.precision,
        source=form.source,
        as_of=as_of if form.as_of_time else min(as_of, now),
        is_hour_assumed=form.as_of_time is None,
    )


async def _render_page(request: web.Request, query: FigureQuery, outcome: FormOutcome) -> web.Response:
    code, services, texts = (
        language_of(request),
        request.config_dict[PRESS_FIGURES].services,
        site_of(request).catalogues,
    )
    zone, now = services.board.zone, services.board.clock.now()
    published = await read_figures(request)
    chosen = _find_valid(published, query.figure)
    values = {**_values_of(chosen, local_day(now, zone), zone), **outcome.typed}
    return render(
        request,
        "press_room/staff_figures.html",
        status=outcome.status,
        outcome=outcome,
        done=DONE.get(query.did),
        published=published,
        precision=PRECISION,
        reasons=REASONS,
        precision_choices=[(one, texts.text(code, key)) for one, key in PRECISIONS.items()],
        reason_choices=[(one, texts.text(code, key)) for one, key in REASONS.items()],
        chosen=chosen,
        values=values,
        topics=[(topic.code, pick(topic.name, code)[0]) for topic in services.topics],
        sources=[(one.id, f"{pick(one.name, code)[0]} ({one.reference})") for one in services.sources.values()],
        largest=LARGEST,
        path=PATH,
        **TemplateHelpers(code, now, zone).functions(),
    )


def _find_valid(published: PressFigures, figure_id: str) -> ListedFigure | None:
    """Return a figure, or the valid one in its place; None for an unknown id, and for a figure that was withdrawn."""
    listed = {one.id: one for topic in published.topics for one in (*topic.figures, *topic.corrected)}
    found = listed.get(figure_id)
    while found is not None and found.correction is not None:
        found = listed.get(found.correction.replaced_by)
    return found


def _values_of(chosen: ListedFigure | None, today: date, zone: ZoneInfo) -> Mapping[str, Any]:
    """Return the values of the form before anything is typed."""
    if chosen is None:
        return {"precision": "exact", "as_of_day": today.isoformat()}
    figure = chosen.figure
    local = figure.as_of.astimezone(zone)
    return {
        "figure": chosen.id,
        "value": figure.value,
        "precision": figure.precision,
        "source": figure.source,
        "as_of_day": local.date().isoformat(),
        "as_of_time": "" if "as_of" in figure.assumed else f"{local:%H:%M}",
    }
