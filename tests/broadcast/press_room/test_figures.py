"""Figures by topic: order of topics and times, topics without a name."""

from datetime import UTC, datetime, timedelta

from broadcast.press_room.figures import group_figures
from conference.event import Figure, Source, Topic

NOON = datetime(2025, 10, 25, 12, tzinfo=UTC)
SOURCES = (Source(id="A", name={"en": "Committee"}, reference="treaty record"),)


def make_figure(topic: str, value: int, hours: int = 0) -> Figure:
    return Figure(topic=topic, value=value, precision="exact", as_of=NOON + timedelta(hours=hours), source="A")


def test_latest_figure_of_a_topic_is_first() -> None:
    topics = (Topic(code="booths", name={"en": "Booths"}), Topic(code="outlets", name={"en": "Outlets"}))
    figures = [make_figure("outlets", 64), make_figure("booths", 20), make_figure("outlets", 72, 2)]
    figures += [make_figure("outlets", 65), make_figure("outlets", 60, -1)]
    grouped = group_figures(topics, figures, SOURCES)
    assert [(one.topic.code, [figure.value for figure in one.figures]) for one in grouped.topics] == [
        ("booths", [20]),
        ("outlets", [72, 64, 65, 60]),
    ]
    assert grouped.sources == {"A": SOURCES[0]}


def test_topics_without_name_or_figures_are_left_out() -> None:
    topics = (Topic(code="booths", name={"en": "Booths"}),)
    assert group_figures(topics, [make_figure("outlets", 64)], SOURCES).topics == ()
