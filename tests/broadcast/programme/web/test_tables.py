"""Import of a whole programme from a workbook, after a report by row, and export that can be imported again."""

import io
from datetime import datetime, timedelta

from aiohttp import FormData
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from broadcast.board.actions.read import read_board
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.sessions import Session
from broadcast.programme.domain.tables import REQUIRED, ReadProgramme, TableRules, read_rows
from broadcast.programme.web.tables import known_columns
from conference.auth.people import NewStaff, create_staff
from conference.event.kinds import KINDS
from conference.tables.columns import match_columns
from conference.tables.reading import read_table
from rostrum.roles import ADMINISTRATOR, OPERATOR
from tests.support.board_pages import PASSWORD, Served, hidden
from tests.support.board_samples import HANOI, event_info

IMPORT = "/staff/programme/import"


def agenda(rooms: list[str], items: int, *, is_broken: bool = False, is_from_1904: bool = False) -> bytes:
    """Return a workbook in the shape of a public agenda: dates as cells, the day merged over the items of a room."""
    book = Workbook()
    if is_from_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    sheet.append(["Day", "Start", "End", "Room", "Kind", "Title", "Remarks"])
    for number in range(items):
        day = datetime(2025, 10, 28) + timedelta(days=number // (len(rooms) * 3))  # noqa: DTZ001 - cells have no zone
        start = day + timedelta(hours=8 + 2 * (number // len(rooms) % 3))
        kind = ("plenary", "side_event", "exhibition")[number % 3]
        ends = start + timedelta(minutes=90)
        sheet.append([day, start.time(), ends.time(), rooms[number % len(rooms)], kind, f"Item {number}", "x"])
    if is_broken:
        sheet["F3"] = "=B3"
        sheet.merge_cells("A4:A6")
        sheet["B7"] = "25:61"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def send(served: Served, content: bytes, **fields: str) -> tuple[int, str]:
    seen = await served.page(IMPORT)
    form = FormData({"csrf": hidden(seen, "csrf"), "expected": hidden(seen, "expected"), **fields})
    form.add_field("table", content, filename="agenda.xlsx")
    response = await served.client.post(IMPORT, data=form)
    return response.status, await response.text()


async def sessions(served: Served) -> dict[str, Session]:
    entries = (await read_board(served.board)).entries.values()
    return {entry.state.id: entry.state for entry in entries if isinstance(entry.state, Session)}


async def test_agenda_of_120_items_in_20_rooms_is_imported_at_once(forum: Served) -> None:
    await forum.sign_in()
    before, rooms = await sessions(forum), [room.name["en"] for room in forum.board.rooms]
    book = agenda(rooms, 120)
    status, page = await send(forum, book, act="check")
    assert (status, "120" in page, await sessions(forum) == before) == (200, True, True)
    status, page = await send(forum, book, act="import")
    added = [one for name, one in (await sessions(forum)).items() if name not in before]
    assert (status, len(added), len({one.room for one in added})) == (200, 120, 20)
    assert f"{min(one.starts_at for one in added):%d %H:%M}" == "28 07:00"
    await undo_last(forum.board, "session/item-7", operator=forum.operator)
    assert await sessions(forum) == before


def test_dates_counted_from_1904_are_the_same_days() -> None:
    rules = TableRules(rooms=event_info("Loire", "Seine").rooms, kinds=KINDS, languages=("en",), zone=HANOI)

    def read(*, is_from_1904: bool) -> ReadProgramme:
        content = agenda(["hall", "hall1"], 12, is_from_1904=is_from_1904)
        heading, rows = read_table(content, language="en", most_rows=20)
        return read_rows(match_columns(heading, known_columns(("en",)), required=REQUIRED), rows, rules)

    usual = read(is_from_1904=False)
    assert (len(usual.rows), usual.problems) == (12, ())
    assert read(is_from_1904=True) == usual


async def test_workbook_with_faults_is_reported_by_row(served: Served) -> None:
    await served.sign_in()
    before = await sessions(served)
    status, page = await send(served, agenda([served.board.rooms[0].id], 8, is_broken=True), act="import")
    assert (status, await sessions(served) == before) == (422, True)
    for row in (3, 5, 6, 7):
        assert f">{row}</td>" in page
    assert (await send(served, b"", act="import"))[0] == 422


async def test_export_is_imported_without_a_change(served: Served) -> None:
    await served.sign_in()
    before = await sessions(served)
    for name in ("programme.xlsx", "programme.csv"):
        exported = await (await served.client.get(f"/staff/programme/{name}")).read()
        status, page = await send(served, exported, act="import")
        assert (status, "notice-good" in page) == (200, False)
        assert await sessions(served) == before


async def test_rooms_that_the_event_lacks_are_listed_once(served: Served) -> None:
    await served.sign_in()
    rows = [f"2025-10-25,{hour}:00,{hour}:30,Garden & <1>,Talk" for hour in (18, 20)]
    table = "\n".join(["day,start,end,room,title", *rows])
    status, page = await send(served, table.encode())
    assert status == 422
    assert page.count('<li><bdi translate="no">Garden &amp; &lt;1&gt;</bdi></li>') == 1
    assert "/staff/setup/" not in page
    owner = NewStaff("owner", "Owner", frozenset({OPERATOR, ADMINISTRATOR}), "en", PASSWORD)
    await create_staff(served.runtime.accounts, owner)
    await served.sign_in("owner")
    _, page = await send(served, table.encode())
    assert 'href="/staff/setup/sections/rooms/new"' in page
