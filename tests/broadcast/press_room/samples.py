"""Samples of figures for the press."""

from datetime import UTC, datetime, timedelta

from broadcast.press_room.corrections import FigureValue
from conference.event import Figure, Source, Topic

NOON = datetime(2025, 10, 24, 12, tzinfo=UTC)
TOPICS = (Topic(code="booths", name={"en": "Booths"}), Topic(code="outlets", name={"en": "Outlets"}))
SOURCES = {
    one.id: one
    for one in (
        Source(id="A", name={"en": "Committee"}, reference="treaty record"),
        Source(id="B", name={"en": "Newspaper"}, reference="24 October 2025"),
    )
}


def make_figure(topic: str, value: int, hours: int = 0) -> Figure:
    """Return an exact figure of the committee, so many hours after noon."""
    return Figure(topic=topic, value=value, precision="exact", as_of=NOON + timedelta(hours=hours), source="A")


def make_value(value: int, **changes: object) -> FigureValue:
    """Return what an officer states: an exact number of the newspaper at noon."""
    stated: dict[str, object] = {"value": value, "precision": "exact", "source": "B", "as_of": NOON}
    return FigureValue(**(stated | changes))  # type: ignore[arg-type]
