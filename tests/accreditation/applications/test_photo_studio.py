"""Photo studio: uploads wait for one process, and are refused above a number."""

import asyncio
from collections import Counter

from accreditation.applications.photo_studio import MAX_WAITING, PillowStudio
from conference.errors import InvalidError, ThrottledError
from tests.support.photo_uploads import encoded, opened, portrait


async def test_studio_prepares_off_the_loop() -> None:
    photo = await PillowStudio().prepare(encoded(portrait()))
    assert opened(photo.jpeg).size == (600, 800)


async def test_studio_refuses_uploads_above_its_queue() -> None:
    studio = PillowStudio()
    crowd = [studio.prepare(b"no photo") for _ in range(MAX_WAITING + 3)]
    outcomes = await asyncio.gather(*crowd, return_exceptions=True)
    assert Counter(map(type, outcomes)) == {InvalidError: MAX_WAITING, ThrottledError: 3}
    assert (await studio.prepare(encoded(portrait(300, 400)))).width == 600
