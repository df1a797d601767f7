"""The server's time in the headers of a page, from which its clock starts before the feed has said anything."""

from datetime import UTC

from aiohttp import web

from broadcast.feed.service import feed_of

SERVER_TIMING = "Server-Timing"


def add_page_time(request: web.Request, response: web.StreamResponse) -> None:
    """Name the time of the board's clock to the millisecond, as the metric `clock` (W3C Server Timing).

    A browser records when the header arrived, so that a page that is busy at its start knows the time all the same.
    """
    now = feed_of(request).hub.clock.now().astimezone(UTC)
    named = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    response.headers[SERVER_TIMING] = f'clock;desc="{named}"'
