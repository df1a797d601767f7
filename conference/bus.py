"""Event bus: delivers committed events from one feature to another."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog

E = TypeVar("E")
Handler = Callable[[Any], Awaitable[None]]
_log = structlog.get_logger(__name__)


class Bus:
    """Delivers events to the subscribers of their exact type, in the order of subscription.

    The transaction of an event is already committed, so that a failing subscriber is logged and the next one is
    called.
    """

    def __init__(self) -> None:
        self._handlers: dict[type, list[Handler]] = defaultdict(list)

    def subscribe(self, event_type: type[E], handler: Callable[[E], Awaitable[None]]) -> None:
        """Call `handler` with each event of `event_type` from now on."""
        self._handlers[event_type].append(handler)

    def unsubscribe_all(self) -> None:
        """Call no present subscriber any more."""
        self._handlers.clear()

    async def publish(self, event: object) -> None:
        """Call every subscriber of the event's type."""
        for handler in self._handlers[type(event)]:
            try:
                await handler(event)
            except Exception:
                _log.exception("bus.subscriber_failed", event_type=type(event).__name__)
