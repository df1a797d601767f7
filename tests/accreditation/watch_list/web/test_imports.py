"""Import of files: CSV and XLSX, and what is no table."""

import io

import pytest
from aiohttp import FormData
from openpyxl import Workbook

from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, hidden

PATH = "/staff/watch-list/import"


def workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(["Họ tên", "Ngày sinh"])
    book.active.append(["Nguyễn Văn A", "1980-02-03"])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "status", "text"),
    [
        (workbook(), 200, "entry was read"),
        ("\ufeffName;Remark\r\nLan Anh;x\r\nMai;y\r\n".encode(), 200, "entries were read"),
        (b"%PDF-1.7", 422, "This file is not a table."),
        (b"Name\n=1+1\n", 422, "This cell contains a formula."),
    ],
)
async def test_file_is_read_or_refused(client: Client, sign_in: SignIn, content: bytes, status: int, text: str) -> None:
    await sign_in("thu", roles.SECURITY_OFFICER, roles.WATCH_LIST_OFFICER)
    form = FormData()
    form.add_field("csrf", hidden(await (await client.get(PATH)).text(), "csrf"))
    form.add_field("file", content, filename="list.bin")
    answer = await client.post(PATH, data=form)
    assert answer.status == status
    assert text in await answer.text()
