"""Delivery of events: by exact type, in order, and past subscribers that fail."""

from dataclasses import dataclass

from structlog.testing import capture_logs

from conference.bus import Bus


@dataclass(frozen=True)
class Opened:
    number: int


@dataclass(frozen=True)
class OpenedLate(Opened):
    pass


class Subscriber:
    """Records what it receives, under its name, in a shared list."""

    def __init__(self, name: str, received: list[tuple[str, object]]) -> None:
        self._name = name
        self._received = received

    async def __call__(self, event: object) -> None:
        self._received.append((self._name, event))


async def test_subscribers_are_called_in_order_of_subscription(bus: Bus) -> None:
    received: list[tuple[str, object]] = []
    for name in ("first", "second", "third"):
        bus.subscribe(Opened, Subscriber(name, received))
    await bus.publish(Opened(1))
    assert received == [("first", Opened(1)), ("second", Opened(1)), ("third", Opened(1))]


async def test_event_reaches_subscribers_of_its_exact_type_only(bus: Bus) -> None:
    received: list[tuple[str, object]] = []
    bus.subscribe(Opened, Subscriber("base", received))
    bus.subscribe(OpenedLate, Subscriber("derived", received))
    await bus.publish(OpenedLate(2))
    assert received == [("derived", OpenedLate(2))]


async def test_event_without_subscribers_is_dropped(bus: Bus) -> None:
    received: list[tuple[str, object]] = []
    await bus.publish(Opened(1))
    bus.subscribe(Opened, Subscriber("late", received))
    assert received == []


async def test_failing_subscriber_is_logged_and_the_next_is_called(bus: Bus) -> None:
    received: list[tuple[str, object]] = []

    async def fail(event: Opened) -> None:
        raise ValueError(event.number)

    bus.subscribe(Opened, fail)
    bus.subscribe(Opened, Subscriber("next", received))
    with capture_logs() as logged:
        await bus.publish(Opened(1))
    assert received == [("next", Opened(1))]
    assert [(line["event"], line["event_type"]) for line in logged] == [("bus.subscriber_failed", "Opened")]


async def test_unsubscribed_are_not_called(bus: Bus) -> None:
    received: list[tuple[str, object]] = []
    bus.subscribe(Opened, Subscriber("earlier", received))
    bus.unsubscribe_all()
    bus.subscribe(Opened, Subscriber("later", received))
    await bus.publish(Opened(1))
    assert received == [("later", Opened(1))]
