"""The programme as JSON and CSV."""

import csv
import io
import json

from broadcast.board.domain.shown import ShownChange
from broadcast.publish.feeds.rows import ProgrammeRow, list_rows, write_csv, write_json
from broadcast.publish.feeds.selection import Selection
from rostrum.runtime import Runtime
from tests.support.board_samples import NOON, shown_session
from tests.support.public_boards import entry_maker


def test_rows_as_json_and_csv(runtime: Runtime) -> None:
    changes = (ShownChange(kind="room", text="Moved"), ShownChange(kind="end", text="Ends later"))
    shown = shown_session(title='=HYPERLINK("x"), "quoted"', changes=changes, assumed=True)
    maker = entry_maker(shown, runtime.catalogues)
    rows = list_rows(maker, Selection(), site="https://press.example/en", now=NOON)

    (sent,) = json.loads(write_json(maker, rows))["sessions"]
    assert (sent["title"], sent["changes"]) == (shown.title, ["Moved", "Ends later"])
    assert sent["day_name"] == "Saturday, 25 October"
    assert (sent["starts_at"], sent["address"]) == ("2025-10-25T02:00:00Z", "https://press.example/en/sessions/opening")

    body = write_csv(rows)
    assert body.startswith(b"\xef\xbb\xbfid,title,")
    assert body.count(b"\r\n") == 2
    (row,) = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    assert tuple(row) == ProgrammeRow.__struct_fields__
    assert row["title"].startswith("'=HYPERLINK")
    assert (row["changes"], row["assumed"]) == ("Moved\nEnds later", "true")
    assert row["ends_at"] == "2025-10-25T05:00:00Z"
