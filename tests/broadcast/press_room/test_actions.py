"""Figures that officers add and correct, one after the other and at once."""

import asyncio

import pytest
from sqlalchemy import text as sql

from broadcast.board.actions.programme import load_programme
from broadcast.board.ports import Board
from broadcast.press_room.actions import FigureServices, add_figure, correct_figure, withdraw_figure
from broadcast.press_room.corrections import PublishedFigure, Reason, list_figures
from broadcast.press_room.storage import SqlPressFigures
from conference.errors import ConflictError, ForbiddenError, InvalidError, RuleError
from tests.broadcast.press_room.samples import SOURCES, TOPICS, make_figure, make_value
from tests.support.board_samples import DOOR_STAFF, OPERATOR, OTHER_OPERATOR, programme

EVENT = (make_figure("booths", 20), make_figure("outlets", 64))
FIRST = next(iter(list_figures(EVENT, ())))


@pytest.fixture
async def services(board: Board) -> FigureServices:
    await load_programme(board, programme(), operator=OPERATOR)
    return FigureServices(board=board, store=SqlPressFigures(), topics=TOPICS, figures=EVENT, sources=SOURCES)


async def list_published(services: FigureServices) -> list[PublishedFigure]:
    async with services.board.transactions.read() as transaction:
        return await services.store.list_all(transaction)


@pytest.mark.usefixtures("each_database")
async def test_second_of_two_officers_at_once_sees_the_conflict(services: FigureServices) -> None:
    """Covers B26."""
    results = await asyncio.gather(
        correct_figure(services, FIRST, make_value(21), Reason.TYPING, operator=OPERATOR),
        correct_figure(services, FIRST, make_value(22), Reason.COUNTING, operator=OTHER_OPERATOR),
        return_exceptions=True,
    )
    (refused,) = [one for one in results if isinstance(one, BaseException)]
    assert isinstance(refused, ConflictError)
    (published,) = await list_published(services)
    assert published in results
    assert (published.wrong, published.corrects) == (EVENT[0], FIRST)


async def test_correction_counts_the_same_and_is_audited(services: FigureServices) -> None:
    value = make_value(21, is_hour_assumed=True)
    published = await correct_figure(services, FIRST, value, Reason.SOURCE, operator=OPERATOR)
    assert published.figure is not None
    assert (published.figure.topic, published.figure.assumed) == ("booths", ("as_of",))
    assert {one.id for one in published.sources} == {"A", "B"}
    async with services.board.transactions.read() as transaction:
        query = sql("SELECT action, actor, details FROM audit_log ORDER BY seq DESC LIMIT 1")
        action, actor, details = (await transaction.connection.execute(query)).one()
    assert (action, actor) == ("broadcast:figure:corrected", OPERATOR.id)
    assert FIRST in details
    assert '"source"' in details


async def test_further_figure_is_added_once(services: FigureServices) -> None:
    await add_figure(services, "outlets", make_value(70), operator=OPERATOR)
    with pytest.raises(InvalidError, match=r"figures\.same"):
        await add_figure(services, "outlets", make_value(70), operator=OTHER_OPERATOR)
    with pytest.raises(InvalidError, match=r"choice\.missing"):
        await add_figure(services, "unknown", make_value(70), operator=OPERATOR)
    (published,) = await list_published(services)
    assert published.figure is not None
    assert (published.figure.value, published.figure.note, published.corrects) == (70, None, "")


async def test_withdrawn_figure_stays_without_another(services: FigureServices) -> None:
    await withdraw_figure(services, FIRST, Reason.SOURCE, operator=OPERATOR)
    listed = list_figures(services.figures, await list_published(services))
    assert [(one.id, one.correction.replaced_by) for one in listed.values() if one.correction] == [(FIRST, "")]
    assert len(listed) == len(EVENT)
    with pytest.raises(ConflictError, match=r"figures\.withdrawn"):
        await withdraw_figure(services, FIRST, Reason.SOURCE, operator=OTHER_OPERATOR)
    async with services.board.transactions.read() as transaction:
        query = sql("SELECT action, details FROM audit_log ORDER BY seq DESC LIMIT 1")
        action, details = (await transaction.connection.execute(query)).one()
    assert (action, FIRST in details) == ("broadcast:figure:withdrawn", True)


async def test_correction_to_the_same_values_is_refused(services: FigureServices) -> None:
    same = make_value(20, source="A")
    with pytest.raises(InvalidError, match=r"figures\.same"):
        await correct_figure(services, FIRST, same, Reason.TYPING, operator=OPERATOR)
    assert await list_published(services) == []


async def test_figures_are_limited_in_number(services: FigureServices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadcast.press_room.actions.MOST_PUBLISHED", 1)
    await add_figure(services, "outlets", make_value(70), operator=OPERATOR)
    with pytest.raises(RuleError, match=r"figures\.too_many"):
        await add_figure(services, "outlets", make_value(71), operator=OPERATOR)


async def test_figures_are_for_operators_only(services: FigureServices) -> None:
    with pytest.raises(ForbiddenError):
        await add_figure(services, "outlets", make_value(70), operator=DOOR_STAFF)
    with pytest.raises(ForbiddenError):
        await correct_figure(services, FIRST, make_value(21), Reason.TYPING, operator=DOOR_STAFF)
    with pytest.raises(ForbiddenError):
        await withdraw_figure(services, FIRST, Reason.TYPING, operator=DOOR_STAFF)
