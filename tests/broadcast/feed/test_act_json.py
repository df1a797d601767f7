"""What all acts on the board answer in the API."""

import json

from broadcast.board.actions.commit import Committed
from broadcast.board.domain.board import Revision
from broadcast.feed.act_json import answer_change


def test_answer_names_key_change_and_offset() -> None:
    done = Committed(key="tally", state=None, revision=Revision("ep", 7), changed=True)
    assert json.loads(answer_change(done).body) == {"key": "tally", "changed": True, "offset": 7}  # type: ignore[arg-type]
