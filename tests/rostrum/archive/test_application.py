"""The application that the archive is written from: public pages that say what they are, and nothing else."""

import pytest

from rostrum.archive.application import FIRST_ADDRESSES, asking_application, make_archive_application
from rostrum.runtime import Runtime


@pytest.mark.usefixtures("served")
async def test_archive_application_has_the_public_pages_alone(runtime: Runtime) -> None:
    app = make_archive_application(runtime, runtime.clock.now())
    async with asking_application(app) as session:
        for address in FIRST_ADDRESSES:
            if address.startswith(("/vi/", "/feeds/vi/", "/calendar/vi/")) or address == "/":
                async with session.get(address) as answer:
                    assert answer.status == 200, address
                    assert ("archive-note" in await answer.text()) == (answer.content_type == "text/html")
        for address in ("/en/apply", "/rehearsal/en/", "/doors/", "/staff/setup"):
            async with session.get(address, allow_redirects=False) as answer:
                assert answer.status in (303, 404), address
