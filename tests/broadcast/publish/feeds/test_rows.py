"""The programme as JSON and CSV."""

import csv
import io
import json

from broadcast.board.domain.board import Revision
from broadcast.board.domain.shown import ShownChange
from broadcast.board.ports import Change
from broadcast.feed.public_board import PublicBoard
from broadcast.publish.feeds.entries import EntryMaker
from broadcast.publish.feeds.history import BoardHistory
from broadcast.publish.feeds.rows import ProgrammeRow, list_rows, write_csv, write_json
from broadcast.publish.feeds.selection import Selection
from rostrum.runtime import Runtime
from tests.support.board_samples import MORNING, NOON, session, shown_session


def test_rows_as_json_and_csv(runtime: Runtime) -> None:
    history = BoardHistory()
    logged = Change(
        offset=1,
        key="session/opening",
        action="a",
        operator="o",
        operator_name="O",
        at=MORNING,
        state=session(),
        previous=None,
    )
    history.add_changes([logged], until=1)
    changes = (ShownChange(kind="room", text="Moved"), ShownChange(kind="end", text="Ends later"))
    shown = shown_session(title='=HYPERLINK("x"), "quoted"', changes=changes, assumed=True)
    board = PublicBoard(
        revision=Revision("e", 1), at=MORNING, event=None, sessions=(shown,), tally=None, announcements=()
    )
    maker = EntryMaker(board=board, history=history, code="en", catalogues=runtime.catalogues)
    rows = list_rows(maker, Selection(), site="https://press.example/en", now=NOON)

    (sent,) = json.loads(write_json(maker, rows))["sessions"]
    assert (sent["title"], sent["changes"]) == (shown.title, ["Moved", "Ends later"])
    assert (sent["starts_at"], sent["address"]) == ("2025-10-25T02:00:00Z", "https://press.example/en/sessions/opening")

    body = write_csv(rows)
    assert body.startswith(b"\xef\xbb\xbfid,title,")
    assert body.count(b"\r\n") == 2
    (row,) = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    assert tuple(row) == ProgrammeRow.__struct_fields__
    assert row["title"].startswith("'=HYPERLINK")
    assert (row["changes"], row["assumed"]) == ("Moved\nEnds later", "true")
    assert row["ends_at"] == "2025-10-25T05:00:00+00:00"
