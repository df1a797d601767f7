"""A small server with a table of connections."""

from collections.abc import AsyncIterator

import pytest

from tests.conference.connections.serving import Site, serving


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """The server with the default limits."""
    async with serving() as opened:
        yield opened
