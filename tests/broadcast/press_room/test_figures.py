"""Figures by topic: order of topics and times, topics without a name, corrected figures apart."""

from datetime import timedelta

from broadcast.press_room.corrections import Correction, ListedFigure, Reason
from broadcast.press_room.figures import group_figures
from tests.broadcast.press_room.samples import NOON, SOURCES, TOPICS, make_figure


def list_figure(topic: str, value: int, hours: int = 0, *, corrected: int | None = None) -> ListedFigure:
    """Return a figure, which was corrected so many hours after noon if given."""
    correction = None
    if corrected is not None:
        at = NOON + timedelta(hours=corrected)
        correction = Correction(at=at, officer="Lan", reason=Reason.TYPING, replaced_by="other")
    return ListedFigure(id=f"fig_{value}", figure=make_figure(topic, value, hours), correction=correction)


def test_latest_figure_of_a_topic_is_first() -> None:
    figures = [list_figure("outlets", 64), list_figure("booths", 20), list_figure("outlets", 72, 2)]
    figures += [list_figure("outlets", 65), list_figure("outlets", 60, -1)]
    grouped = group_figures(TOPICS, figures, SOURCES.values())
    assert [(one.topic.code, [listed.figure.value for listed in one.figures]) for one in grouped.topics] == [
        ("booths", [20]),
        ("outlets", [72, 64, 65, 60]),
    ]
    assert grouped.sources == SOURCES


def test_topics_without_name_or_figures_are_left_out() -> None:
    assert group_figures(TOPICS[:1], [list_figure("outlets", 64)], SOURCES.values()).topics == ()


def test_corrected_figures_are_apart_the_latest_correction_first() -> None:
    figures = [list_figure("booths", 1, corrected=1), list_figure("booths", 2), list_figure("booths", 3, corrected=2)]
    (topic,) = group_figures(TOPICS, figures, SOURCES.values()).topics
    assert [one.figure.value for one in topic.figures] == [2]
    assert [one.figure.value for one in topic.corrected] == [3, 1]
