"""Lists for the press: what is public on the board, in both formats; nothing that is under embargo."""

import csv
import io

import pytest
from msgspec import Struct

from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.signing import record_signature
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.domain.sessions import Verb
from broadcast.press_room.lists import PressSignatory, PressText
from broadcast.statements.actions import hand_in, make_link
from broadcast.statements.domain import Purpose
from broadcast.statements.web import STATEMENTS
from tests.support.board_pages import Served

CANARY = b"CANARY-statement-7f3a"


async def read_list(served: Served, code: str, name: str) -> list[dict[str, object]]:
    """Return the rows of a list in a language."""
    response = await served.client.get(f"/feeds/{code}/{name}.json")
    assert response.status == 200
    rows = (await response.json())[name]
    assert isinstance(rows, list)
    return rows


async def hand_in_text(served: Served) -> None:
    """Hand in the text of the first speaker of the debate."""
    app = served.client.app
    assert app is not None
    services = app[STATEMENTS].services
    secret = await make_link(services, "debate-1", "debate-1-01", purpose=Purpose.HAND_IN, operator=served.operator)
    await hand_in(services, secret, CANARY)


async def test_signatories_have_the_source_and_time_of_the_count(served: Served) -> None:
    """Covers B26."""
    assert await read_list(served, "en", "signatories") == []
    for country in ("VN", "FR"):
        await record_signature(served.board, country, operator=served.operator)
    await served.heard()
    rows = await read_list(served, "fr", "signatories")
    assert [(row["place"], row["country"], row["name"]) for row in rows] == [(1, "VN", "Viet Nam"), (2, "FR", "France")]
    assert all(row["source"] and row["as_of"] and row["signed_at"] for row in rows)


async def test_text_is_listed_once_its_speaker_has_the_floor(served: Served) -> None:
    await hand_in_text(served)
    assert await read_list(served, "en", "statements") == []
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await give_floor_to_next(served.board, "debate-1", operator=served.operator)
    await served.heard()
    (statement,) = await read_list(served, "en", "statements")
    address = str(statement["address"])
    assert (statement["bytes"], statement["format"]) == (len(CANARY), "txt")
    assert await (await served.client.get(address[address.index("/en/") :])).read() == CANARY


@pytest.mark.parametrize(("name", "kind"), [("signatories", PressSignatory), ("statements", PressText)])
async def test_csv_has_the_rows_of_the_json(served: Served, name: str, kind: type[Struct]) -> None:
    await hand_in_text(served)
    await record_signature(served.board, "VN", operator=served.operator)
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await give_floor_to_next(served.board, "debate-1", operator=served.operator)
    await served.heard()
    (row,) = await read_list(served, "vi", name)
    response = await served.client.get(f"/feeds/vi/{name}.csv")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    (cells,) = csv.DictReader(io.StringIO((await response.read()).decode("utf-8-sig")))
    assert tuple(cells) == kind.__struct_fields__
    assert cells["name"] == row["name"]
    again = await served.client.get(f"/feeds/vi/{name}.csv", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status == 304
