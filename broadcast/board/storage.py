"""The board in the database, on SQLite and PostgreSQL by the same queries.

The head has one row; each commit locks it first, so offsets become visible in their order.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, get_args

import msgspec
from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    Column,
    Executable,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    bindparam,
    insert,
    or_,
    select,
    update,
)

from broadcast.board.domain.alerts import SiteAlert
from broadcast.board.domain.announcements import Announcement
from broadcast.board.domain.board import (
    ALERT,
    ANNOUNCEMENT,
    CALLING,
    EVENT,
    IDENTIFICATION,
    INTERPRETATION,
    RATIFICATIONS,
    SESSION,
    SPEAKERS,
    TALLY,
    Entry,
    EventInfo,
    Revision,
    State,
)
from broadcast.board.domain.identification import Identification
from broadcast.board.domain.interpretation import Interpretation
from broadcast.board.domain.ratifications import Ratifications
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.signing import Calling, Tally
from broadcast.board.domain.speakers import SpeakersList
from broadcast.board.ports import MOST_KEYS, Change, ChangeAuthor, Write
from broadcast.board.sqlite_board import SqliteBoard
from conference.storage.engine import METADATA
from conference.storage.inserts import insert_into
from conference.storage.one_trip_statements import takes_statements
from conference.storage.types import UtcDateTime
from conference.transactions import Transaction

KEY = String(160)

WRITTEN = "written_"
"""Prefix of the parameters of a statement that writes to several tables."""

MOST_DECODED = 1024
"""Decoded states that are kept: those of several boards of two days. States cannot be changed."""


class BoardTables(Struct, frozen=True):
    """The tables of one board: its head, the latest entry of each key, the log of changes."""

    head: Table
    entries: Table
    changes: Table


def make_tables(name: str) -> BoardTables:
    """Make the tables `{name}_head`, `{name}_entries` and `{name}_changes`."""
    return BoardTables(
        head=Table(
            f"{name}_head",
            METADATA,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("epoch", String(48), nullable=False),
            Column("offset", Integer, nullable=False),
        ),
        entries=Table(
            f"{name}_entries",
            METADATA,
            Column("key", KEY, primary_key=True),
            Column("offset", Integer, nullable=False, unique=True),
            Column("version", Integer, nullable=False),
            Column("previous", Integer),
            Column("state", Text),
            Column("act", Integer),
        ),
        changes=Table(
            f"{name}_changes",
            METADATA,
            Column("offset", Integer, primary_key=True, autoincrement=False),
            Column("key", KEY, nullable=False),
            Column("action", String(80), nullable=False),
            Column("operator", String(80), nullable=False),
            Column("operator_name", String(200), nullable=False),
            Column("at", UtcDateTime, nullable=False),
            Column("state", Text),
            Column("previous", Integer),
            Column("act", Integer),
            Index(f"{name}_changes_key", "key", "offset"),
        ),
    )


LIVE_TABLES = make_tables("board")

_TYPES: tuple[tuple[str, type[State]], ...] = (
    (SESSION, Session),
    (SPEAKERS, SpeakersList),
    (ANNOUNCEMENT, Announcement),
    (ALERT, SiteAlert),
    (TALLY, Tally),
    (CALLING, Calling),
    (RATIFICATIONS, Ratifications),
    (EVENT, EventInfo),
    (IDENTIFICATION, Identification),
    (INTERPRETATION, Interpretation),
)
assert {kind for _, kind in _TYPES} == set(get_args(State))  # noqa: S101 - a type without a row would be lost


class SqlBoardStore:
    """`broadcast.board.ports.BoardStore` on SQLite and PostgreSQL, over the tables of one board."""

    def __init__(self, tables: BoardTables = LIVE_TABLES) -> None:
        self._head, self._entries, self._changes = tables.head, tables.entries, tables.changes
        self._sqlite = SqliteBoard(tables.head, tables.entries, tables.changes)

    async def lock(self, transaction: Transaction) -> Revision:
        """Lock the board until the transaction ends, and return the head."""
        if takes_statements(transaction.connection):
            return await self.get_head(transaction)  # the transaction is the only one that writes
        statement = select(self._head.c.epoch, self._head.c.offset).with_for_update()
        return _row_to_revision((await transaction.connection.execute(statement)).one())

    async def get_head(self, transaction: Transaction) -> Revision:
        """Return the head without locking it."""
        if takes_statements(transaction.connection):
            return _row_to_revision(await self._sqlite.read_head(transaction.connection))
        return _row_to_revision(
            (await transaction.connection.execute(select(self._head.c.epoch, self._head.c.offset))).one()
        )

    async def find_entry(self, transaction: Transaction, key: str) -> Entry | None:
        """Return the latest entry of a key, or None if it was never on the board."""
        return (await self.find_entries(transaction, [key])).get(key)

    async def find_entries(self, transaction: Transaction, keys: Collection[str]) -> dict[str, Entry]:
        """Return the latest entries of those keys that were ever on the board."""
        connection = transaction.connection
        if takes_statements(connection):
            rows: Iterable[Any] = await self._sqlite.find_entries(connection, keys)
        else:
            rows = await connection.execute(select(self._entries).where(self._entries.c.key.in_(keys)))
        return {row.key: _row_to_entry(row) for row in rows}

    async def list_entries(
        self, transaction: Transaction, *, after: int = 0, prefix: str = ""
    ) -> tuple[Revision, list[Entry]]:
        """Return the head and the entries with an offset greater than `after`, by offset, of one moment.

        Only those whose keys begin with `prefix`.
        """
        wanted = self._entries.c.offset > after
        if prefix:
            wanted &= self._entries.c.key.startswith(prefix, autoescape=True)
        joined = self._head.outerjoin(self._entries, wanted)
        statement = (
            select(self._head.c.epoch, self._head.c.offset.label("head"), self._entries)
            .select_from(joined)
            .order_by(self._entries.c.offset)
        )
        rows = (await transaction.connection.execute(statement)).all()
        return Revision(rows[0].epoch, rows[0].head), [_row_to_entry(row) for row in rows if row.key is not None]

    async def add_entries(
        self, transaction: Transaction, writes: Sequence[Write], stamp: ChangeAuthor, *, head: Revision | None = None
    ) -> list[Entry]:
        """Add the writes at the next offsets after `head`, in order. The transaction must hold the lock.

        Without the head, which `lock` has returned, it is read.
        """
        first = (head or await self.get_head(transaction)).offset + 1
        entries = [_write_to_entry(write, first + n) for n, write in enumerate(writes)]
        rows = [_entry_values(entry) for entry in entries]
        for entry, row in zip(entries, rows, strict=True):
            if entry.state is not None:
                _remember_state(entry.key, str(row["state"]), entry.state)
        made_by = _author_values(stamp)
        changes = [_change_values(row, made_by) for row in rows if row["version"] == row["offset"]]
        offset = first + len(writes) - 1
        if takes_statements(transaction.connection):
            await self._sqlite.write_entries(transaction.connection, rows, changes, offset=offset)
            return entries
        if len(rows) == len(changes) == 1:
            values = {WRITTEN + name: value for name, value in {**rows[0], **changes[0]}.items()}
            await transaction.connection.execute(self._write_one, values)
            return entries
        await transaction.connection.execute(_replace_entries(self._entries), rows)
        if changes:
            await transaction.connection.execute(insert(self._changes), changes)
        await transaction.connection.execute(update(self._head).values(offset=offset))
        return entries

    @cached_property
    def _write_one(self) -> Executable:
        """The statement of PostgreSQL that writes one entry and its change and moves the head, in one round trip."""
        entry: Any = _replace_entries(self._entries, _bind_columns(self._entries))
        change = insert(self._changes).values(_bind_columns(self._changes))
        moved = update(self._head).values(offset=bindparam(f"{WRITTEN}offset", type_=Integer))
        return moved.add_cte(entry.cte("entry"), change.cte("change"))

    async def find_change(self, transaction: Transaction, offset: int) -> Change | None:
        """Return the change committed at `offset`, or None if no version has this offset."""
        statement = select(self._changes).where(self._changes.c.offset == offset)
        row = (await transaction.connection.execute(statement)).first()
        return None if row is None else _row_to_change(row)

    async def list_changes(self, transaction: Transaction, *, limit: int, key: str | None = None) -> list[Change]:
        """Return the latest changes of the board or of one key, newest first."""
        statement = select(self._changes).order_by(self._changes.c.offset.desc()).limit(limit)
        if key is not None:
            statement = statement.where(self._changes.c.key == key)
        return [_row_to_change(row) for row in await transaction.connection.execute(statement)]

    async def list_later_changes(
        self, transaction: Transaction, *, after: int, prefixes: Sequence[str]
    ) -> list[Change]:
        """Return the changes after an offset of the keys that begin with one of `prefixes`, oldest first."""
        changes = self._changes.c
        is_wanted = or_(*(changes.key.startswith(prefix, autoescape=True) for prefix in prefixes))
        statement = select(self._changes).where(changes.offset > after, is_wanted).order_by(changes.offset)
        return [_row_to_change(row) for row in await transaction.connection.execute(statement)]

    async def list_act(self, transaction: Transaction, act: int) -> list[Change]:
        """Return the changes of an act that wrote several keys, oldest first."""
        offset = self._changes.c.offset
        made = (offset >= act) & (offset < act + MOST_KEYS) & (self._changes.c.act == act)
        statement = select(self._changes).where(made).order_by(offset)
        return [_row_to_change(row) for row in await transaction.connection.execute(statement)]

    async def renew_epoch(self, transaction: Transaction, epoch: str) -> Revision:
        """Start another epoch, so that every viewer loads the whole board again."""
        await transaction.connection.execute(update(self._head).values(epoch=epoch))
        return await self.get_head(transaction)


def _bind_columns(table: Table) -> dict[str, BindParameter[Any]]:
    """Return a parameter for each column: WRITTEN with its name."""
    return {one.name: bindparam(WRITTEN + one.name, type_=one.type) for one in table.c}


def _replace_entries(table: Table, values: Mapping[str, Any] | None = None) -> Executable:
    """Return the statement of PostgreSQL that adds entries or replaces those of the same key."""
    insertion = insert_into(table, "postgresql")
    if values is not None:
        insertion = insertion.values(values)
    others = {one.name: insertion.excluded[one.name] for one in table.c if not one.primary_key}
    return insertion.on_conflict_do_update(index_elements=["key"], set_=others)


def encode_state(state: State | None) -> str | None:
    """Encode a state as JSON text."""
    return None if state is None else msgspec.json.encode(state).decode()


_DECODED: dict[tuple[str, str], State] = {}
"""States that were decoded or written lately, by key and JSON text."""


def decode_state(key: str, text: str | None) -> State | None:
    """Decode the state of a key from its JSON text; one that was decoded or written lately is returned again.

    Raises: KeyError: the key is of no known kind.
    """
    if text is None:
        return None
    state = _DECODED.get((key, text))
    if state is None:
        state = _decode_kind(key, text)
        _remember_state(key, text, state)
    return state


def _remember_state(key: str, text: str, state: State) -> None:
    """Keep a state, so that the next act on its key sees the same objects; the oldest one is forgotten."""
    if len(_DECODED) >= MOST_DECODED:
        del _DECODED[next(iter(_DECODED))]
    _DECODED[key, text] = state


def _decode_kind(key: str, text: str) -> State:
    for prefix, kind in _TYPES:
        if key.startswith(prefix):
            return msgspec.json.decode(text, type=kind)
    raise KeyError(key)


def _row_to_revision(row: Row[*tuple[Any, ...]]) -> Revision:
    return Revision(row.epoch, row.offset)


def _row_to_entry(row: Row[*tuple[Any, ...]]) -> Entry:
    return Entry(
        key=row.key,
        offset=row.offset,
        version=row.version,
        previous=row.previous,
        state=decode_state(row.key, row.state),
        act=row.act,
    )


def _write_to_entry(write: Write, offset: int) -> Entry:
    version = offset if write.version is None else write.version
    return Entry(
        key=write.key, offset=offset, version=version, previous=write.previous, state=write.state, act=write.act
    )


def _entry_values(entry: Entry) -> Mapping[str, object]:
    return {
        "key": entry.key,
        "offset": entry.offset,
        "version": entry.version,
        "previous": entry.previous,
        "state": encode_state(entry.state),
        "act": entry.act,
    }


def _author_values(stamp: ChangeAuthor) -> Mapping[str, object]:
    return {
        "action": stamp.action,
        "operator": stamp.operator,
        "operator_name": stamp.operator_name,
        "at": stamp.at,
    }


def _change_values(entry_row: Mapping[str, object], made_by: Mapping[str, object]) -> Mapping[str, object]:
    """Return the row of the log for the row of an entry, which is a version of its own."""
    return {**{name: value for name, value in entry_row.items() if name != "version"}, **made_by}


def _row_to_change(row: Row[*tuple[Any, ...]]) -> Change:
    return Change(
        offset=row.offset,
        key=row.key,
        action=row.action,
        operator=row.operator,
        operator_name=row.operator_name,
        at=row.at,
        state=decode_state(row.key, row.state),
        previous=row.previous,
        act=row.act,
    )
