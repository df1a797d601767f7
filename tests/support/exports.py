"""Client of the pages of exports."""

import csv
import io
import re

from aiohttp import ClientResponse

from tests.support.accreditation_pages import Client, hidden
from tests.support.badge_pages import page_of

PATH = "/staff/exports"


async def create(client: Client, subject: str, format: str = "csv", **chosen: str) -> ClientResponse:
    """Post the form of a new export."""
    page = await page_of(client, f"{PATH}/new?subject={subject}")
    data = {"csrf": hidden(page, "csrf"), "subject": subject, "format": format, **chosen}
    return await client.post(f"{PATH}/new", data=data, allow_redirects=False)


async def export(client: Client, subject: str, format: str = "csv", **chosen: str) -> str:
    """Create an export; return the address of its file."""
    assert (await create(client, subject, format, **chosen)).status == 303
    found = re.search(rf"{PATH}/exp_\w+/file", await page_of(client, PATH))
    assert found
    return found[0]


async def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    """Download a CSV; return its rows by the codes of the columns."""
    text = (await (await client.get(address)).read()).decode("utf-8-sig")
    headings, *rows = csv.reader(io.StringIO(text))
    codes = [heading.rpartition("[")[2].rstrip("]") for heading in headings]
    return [dict(zip(codes, row, strict=True)) for row in rows]
