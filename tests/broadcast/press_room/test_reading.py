"""The figures that pages show: the same object until one is added."""

import pytest
from msgspec import structs

from broadcast.board.actions.programme import load_programme
from broadcast.board.ports import Board
from broadcast.press_room.actions import FigureServices, correct_figure
from broadcast.press_room.corrections import Reason
from broadcast.press_room.reading import RECENT_S, FigureReader
from broadcast.press_room.storage import SqlPressFigures
from conference.clock import ManualClock
from tests.broadcast.press_room.samples import SOURCES, TOPICS, make_figure, make_value
from tests.support.board_samples import OPERATOR, programme


@pytest.fixture
async def services(board: Board) -> FigureServices:
    await load_programme(board, programme(), operator=OPERATOR)
    figures = (make_figure("booths", 20),)
    return FigureServices(board=board, store=SqlPressFigures(), topics=TOPICS, figures=figures, sources=SOURCES)


async def test_figures_are_read_again_after_a_correction_only(services: FigureServices) -> None:
    reader, other_node = FigureReader(services), FigureReader(services)
    first = await reader.read()
    assert await reader.read() is first
    wrong = first.topics[0].figures[0]
    await correct_figure(other_node.services, wrong.id, make_value(21), Reason.TYPING, operator=OPERATOR)
    (topic,) = (await reader.read()).topics
    assert ([one.figure.value for one in topic.figures], topic.corrected[0].id) == ([21], wrong.id)


async def test_page_reads_the_number_of_figures_once_a_second(services: FigureServices, clock: ManualClock) -> None:
    reader = FigureReader(services)
    first = await reader.read_recent()
    value = make_value(21)
    await correct_figure(services, first.topics[0].figures[0].id, value, Reason.TYPING, operator=OPERATOR)
    assert await reader.read_recent() is first
    clock.advance(RECENT_S)
    assert (await reader.read_recent()).topics[0].corrected


async def test_source_that_the_event_dropped_is_still_named(services: FigureServices) -> None:
    wrong = (await FigureReader(services).read()).topics[0].figures[0]
    await correct_figure(services, wrong.id, make_value(21), Reason.TYPING, operator=OPERATOR)
    bare = structs.replace(services, figures=(), sources={})
    assert (await FigureReader(bare).read()).sources == SOURCES
