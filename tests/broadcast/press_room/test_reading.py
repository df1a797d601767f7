"""The figures that pages show: the same object until one is added."""

import pytest
from msgspec import structs

from broadcast.board.actions.programme import load_programme
from broadcast.board.ports import Board
from broadcast.press_room.actions import FigureServices, correct_figure
from broadcast.press_room.corrections import Reason
from broadcast.press_room.reading import FigureReader
from broadcast.press_room.storage import SqlPressFigures
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


async def test_source_that_the_event_dropped_is_still_named(services: FigureServices) -> None:
    wrong = (await FigureReader(services).read()).topics[0].figures[0]
    await correct_figure(services, wrong.id, make_value(21), Reason.TYPING, operator=OPERATOR)
    bare = structs.replace(services, figures=(), sources={})
    assert (await FigureReader(bare).read()).sources == SOURCES
