"""Pages of focal points. Covers A28, A29, A12."""

import io
import re
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from accreditation.applications.domain.outlets import Outlet
from accreditation.outlets.storage.tables import crew_members
from conference.spreadsheets import csv_rows
from conference.web.context import SITE
from tests.support.accreditation_pages import Client
from tests.support.crew_desk import LETTER
from tests.support.crew_pages import add_people, open_crew, send, services_of

TABLE = "Name;E-mail;Function;No.\nLê Văn An;an@example.org;reporter;1\nPhạm Thu Hà;ha@example.org;;2\n"


async def count_members(client: Client) -> int:
    services = services_of(client)
    async with services.transactions.read() as transaction:
        return await transaction.connection.scalar(select(func.count()).select_from(crew_members)) or 0


async def test_letter_and_list_are_checked_then_invited(client: Client) -> None:
    page = await open_crew(client)
    status, html = await send(client, page, f"{page}/list", {}, {"letter": LETTER, "table": TABLE.encode()})
    assert status == 200
    assert "Lê Văn An" in html
    assert "No." in html
    assert await count_members(client) == 0
    assert await add_people(client, page, TABLE) == (303, f"{page}?did=invited&number=2")
    shown = await (await client.get(f"{page}?did=invited&number=2")).text()
    assert shown.count("/people/crew_") == 2
    assert await count_members(client) == 2


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(out)
    return out.getvalue()


HEADS = ("Name", "E-mail", "Country of the passport")
HOSTILE = {
    "formula": (csv_rows([HEADS]) + b"=1+1,a@example.org,\n", "table.formula"),
    "computed": (workbook(HEADS, ("=A1", "a@example.org")), "table.formula"),
    "nul": (csv_rows([HEADS]) + b"A\0,a@example.org,\n", "text.control"),
    "mark": ("\ufeffName;E-mail\nA;\n".encode(), "email.invalid"),
    "twice": (b"Name\tE-mail\nA\ta@example.org\nB\tA@example.org\n", "crew.email_twice"),
    "day": (csv_rows([HEADS]) + b"A,a@example.org,31/02\n", "crew.not_a_choice"),
    "excel day": (workbook(HEADS, ("A", "a@example.org", date(2025, 2, 28))), "crew.not_a_choice"),
    "huge cell": (csv_rows([HEADS]) + b"x" * 100_000 + b",a@example.org,\n", "text.too_long"),
    "rows": (b"Name;E-mail\n" + b"A;a@example.org\n" * 10_000, "table.too_many_rows"),
    "no column": (b"Name;Phone\nA;1\n", "table.column_missing"),
    "archive": (b"PK\x03\x04zip", "table.broken"),
    "document": (b"%PDF-1.7", "table.unknown_format"),
    "empty": (b"", "table.empty"),
}


@pytest.mark.parametrize("code", ["en", "ar"])
async def test_hostile_list_is_reported_and_nothing_written(client: Client, code: str) -> None:
    page = await open_crew(client, code=code)
    for case, (content, error) in HOSTILE.items():
        status, html = await send(client, page, f"{page}/list", {}, {"letter": LETTER, "table": content})
        assert (status, await count_members(client)) == (422, 0), case
        assert error_words(client, code, error) in html, case


def error_words(client: Client, code: str, error: str) -> str:
    """Return the beginning of the text of an error, up to its first value."""
    assert client.app is not None
    text = client.app[SITE].catalogues.pattern(code, f"error.{error}")
    return re.split(r"[{«“]", text)[0].strip()


async def test_faulty_list_can_be_corrected_on_the_page(client: Client) -> None:
    page = await open_crew(client)
    status, html = await send(client, page, f"{page}/list", {"pasted": "Name\tE-mail\nHoa\tbad"}, {"letter": LETTER})
    assert status == 422
    assert "Hoa\tbad" in html
    status, html = await send(client, page, f"{page}/list", {"pasted": "Name\tE-mail\nHoa\thoa@example.org"})
    assert status == 200


async def test_empty_post_and_missing_letter_are_named(client: Client) -> None:
    page = await open_crew(client)
    assert (await send(client, page, f"{page}/list", {}))[0] == 422
    status, html = await send(client, page, f"{page}/list", {"pasted": "Name\tE-mail\nHoa\thoa@example.org"})
    assert status == 409
    assert error_words(client, "en", "crew.letter_missing") in html
    status, html = await send(client, page, f"{page}/list", {}, {"letter": b"PK\x03\x04"})
    assert (status, error_words(client, "en", "document.zip") in html) == (422, True)
    assert await send(client, page, f"{page}/list", {}, {"letter": LETTER}) == (303, f"{page}?did=letter")


async def test_typed_person_is_added_or_shown_again(client: Client) -> None:
    page = await open_crew(client)
    await send(client, page, f"{page}/list", {}, {"letter": LETTER})
    typed = {"native_name": "Đỗ Minh", "email": "minh", "function": "reporter", "language": "vi"}
    status, html = await send(client, page, f"{page}/person", typed)
    assert (status, "Đỗ Minh" in html) == (422, True)
    done = await send(client, page, f"{page}/person", {**typed, "email": "minh@example.org"})
    assert done == (303, f"{page}?did=invited&number=1")


async def test_person_is_replaced_and_withdrawn(client: Client) -> None:
    page = await open_crew(client)
    await add_people(client, page, TABLE)
    people = re.findall(r'href="([^"]+/people/crew_[^"]+)"', await (await client.get(page)).text())
    new = {"act": "replace", "version": "1", "native_name": "Đỗ Minh", "email": "minh@example.org", "language": "vi"}
    assert await send(client, people[0], people[0], new) == (303, f"{page}?did=replaced")
    assert await send(client, people[1], people[1], {"act": "again"}) == (303, f"{page}?did=again")
    assert (await send(client, people[1], people[1], {"act": "none"}))[0] == 422
    assert (await send(client, people[1], people[1], {"act": "withdraw", "version": "9"}))[0] == 409
    assert await send(client, people[1], people[1], {"act": "withdraw", "version": "1"}) == (
        303,
        f"{page}?did=withdrawn",
    )


async def test_focal_point_of_another_outlet_reaches_nobody(client: Client) -> None:
    page = await open_crew(client)
    await add_people(client, page, TABLE)
    (person, _) = re.findall(r"/people/(crew_\w+)", await (await client.get(page)).text())
    other = await open_crew(client, Outlet("out_2", "Other Times", verified=True))
    assert "Lê Văn An" not in await (await client.get(other)).text()
    assert (await client.get(f"{other}/people/{person}")).status == 404
    for fields in ({"act": "withdraw", "version": "1"}, {"act": "again"}):
        assert (await send(client, other, f"{other}/people/{person}", fields))[0] == 404
    assert (await client.get(f"{page[:-2]}xx")).status == 404


async def test_blocked_and_merged_outlets_have_their_own_words(client: Client) -> None:
    page, services = await open_crew(client), services_of(client)
    async with services.transactions.write() as transaction:
        await services.applications.outlets.add(transaction, Outlet("out_9", "Target & Co", verified=True))
        await services.applications.outlets.merge(transaction, "out_1", "out_9")
    html = await (await client.get(page)).text()
    assert "Target &amp; Co" in html
    assert 'name="table"' not in html
    assert (await send(client, page, f"{page}/list", {}, {"letter": LETTER}))[0] == 409


async def test_empty_list_has_the_headings_of_the_language(client: Client) -> None:
    page = await open_crew(client, code="fr")
    answer = await client.get(f"{page}/list.csv")
    assert answer.content_type == "text/csv"
    status, _ = await send(
        client,
        page,
        f"{page}/list",
        {},
        {"letter": LETTER, "table": await answer.read() + csv_rows([("Lê Văn An", "", "", "an@example.org")])},
    )
    assert status == 200


async def test_own_link_is_replaced(client: Client) -> None:
    page = await open_crew(client)
    assert (await send(client, page, f"{page}/link", {}))[0] == 200
    assert (await client.get(page)).status == 404
