"""Pictures for the press on the page: with credit, and each file at an address that stays."""

import io
import re

from PIL import Image

from tests.support.board_pages import Served


async def test_page_leads_to_a_picture_with_its_credit(served: Served) -> None:
    section = (await served.page("/fr/press")).split('class="press-pictures"')[1].split("</section>")[0]
    (picture,) = served.runtime.event.pictures
    assert picture.caption["fr"] in section
    assert picture.credit in section
    for address in re.findall(r'(?:src|href)="([^"]+)"', section):
        response = await served.client.get(address)
        with Image.open(io.BytesIO(await response.read())) as image:
            assert (response.status, response.content_type) == (200, image.get_format_mimetype())
        again = await served.client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status, await again.read()) == (304, b"")
    assert response.headers["Content-Disposition"] == 'attachment; filename="drawn-hall.png"'


async def test_other_addresses_lead_to_no_file(served: Served) -> None:
    for path in ("drawn-hall/event.toml", "none/drawn-hall.png", "none/thumbnail"):
        await served.page(f"/pictures/{path}", 404)
