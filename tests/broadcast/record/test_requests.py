"""The day that a path of the record names: one of the event's, in every kind of file."""

import pytest

from tests.support.board_pages import Served


@pytest.mark.parametrize("kind", ["", ".json", ".csv", ".pdf"])
async def test_only_days_of_the_event_are_found(served: Served, kind: str) -> None:
    await served.page(f"/en/record/2025-10-01{kind}", 404)
    await served.page(f"/en/record/2025-13-45{kind}", 404)
    response = await served.client.get(f"/en/record/2025-10-25{kind}")
    assert (response.status, response.headers["Cache-Control"].startswith("public")) == (200, True)
