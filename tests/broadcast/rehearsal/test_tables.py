"""Tables of a rehearsal: none is one of the live board."""

from broadcast.board.storage import LIVE_TABLES
from broadcast.feed.node_storage import LIVE_NODES
from broadcast.rehearsal.tables import BOARD_TABLES, NODE_TABLE


def test_board_of_a_rehearsal_has_the_columns_of_the_live_one() -> None:
    live = (LIVE_TABLES.head, LIVE_TABLES.entries, LIVE_TABLES.changes, LIVE_NODES)
    own = (BOARD_TABLES.head, BOARD_TABLES.entries, BOARD_TABLES.changes, NODE_TABLE)
    assert {table.name for table in live} & {table.name for table in own} == set()
    for one, other in zip(live, own, strict=True):
        assert [column.name for column in one.columns] == [column.name for column in other.columns]
