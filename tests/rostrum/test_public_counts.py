"""No count of signatures or ratifications is on a page of the public without its source and its time (B26)."""

import re
from datetime import date
from string import Formatter

from broadcast.board.actions.ratifications import record_deposit
from broadcast.board.actions.signing import record_signature
from broadcast.feed.public_board import read_snapshot
from conference.web.access import permissions_of
from tests.support.access_sweep import CODES
from tests.support.board_pages import Served, served

__all__ = ["served"]

SOURCE_WITHIN = 400
"""Characters of markup after a count in which its source and its time begin."""

SIGNATORIES = ("VN", "FR", "EG", "RU", "ES", "CN", "BR")


def public_addresses(served: Served) -> list[str]:
    """Return an address of each public route whose path begins with a language, in English."""
    app = served.client.app
    assert app is not None
    routes = [one for one in app.router.routes() if one.method == "GET" and permissions_of(one.handler) is None]
    formats = {one.resource.canonical for one in routes if one.resource}
    of_language = sorted(one for one in formats if one.startswith("/{language}/"))
    names = {one: {name for _, name, _, _ in Formatter().parse(one) if name} for one in of_language}
    return [one.format(**CODES) for one in of_language if names[one] <= CODES.keys()]


async def read_markup(served: Served, address: str) -> str:
    """Return a page without its scripts, "" for another file."""
    response = await served.client.get(address)
    if response.content_type != "text/html":
        return ""
    return re.sub(r"<script.*?</script>", "", await response.text(), flags=re.DOTALL)


async def test_counts_of_public_pages_have_source_and_time(served: Served) -> None:
    """Covers B26."""
    for country in SIGNATORIES:
        await record_signature(served.board, country, operator=served.operator)
    await record_deposit(served.board, "VN", date(2025, 10, 25), operator=served.operator)
    await served.heard()
    board = read_snapshot(served.feed.hub.snapshot("en").payload)
    assert board.tally is not None
    assert board.ratifications is not None
    showing = set()
    for address in public_addresses(served):
        html = await read_markup(served, address)
        for count in (board.tally, board.ratifications):
            for after in html.split(count.text)[1:]:
                showing.add(address)
                assert count.source in after[:SOURCE_WITHIN], address
                assert "<time" in after[:SOURCE_WITHIN], address
    assert {"/en/", "/en/press"} <= showing
