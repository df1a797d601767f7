"""Shared parts that no feature owns, opened from the settings and closed in reverse order."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from conference.audit import SYSTEM, AuditEntry
from conference.auth.letters import StaffMail
from conference.auth.logins import Accounts
from conference.auth.passwords import Passwords
from conference.bus import Bus
from conference.clock import Clock, ShiftedClock, SystemClock
from conference.event import Event
from conference.ids import Ids, RandomIds
from conference.issued_secrets import IssuedSecrets
from conference.mail.letters import LetterWriter, Outbox
from conference.mail.rendering import LetterRenderer, RenderedLetters
from conference.mail.storage import SqlOutbox
from conference.storage.engine import Database, open_database
from conference.storage.site_key import ensure_site_key
from conference.storage.trail_head import END_LOST, HeadKeeper, find_lost_end, head_file, read_head
from conference.storage.transactions import Transactions
from conference.texts.catalogues import Catalogues, own_catalogues
from conference.transactions import Transaction as AnyTransaction
from conference.vault.vault import Vault
from rostrum.events.startup import open_event
from rostrum.link_key import load_link_key
from rostrum.migrations.migrate import migrate
from rostrum.roles import ROLE_TABLE, totp_rule
from rostrum.settings import Settings
from rostrum.vault_key_ring import load_key_ring

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """Shared parts, open and ready."""

    settings: Settings
    clock: Clock
    ids: Ids
    issued_secrets: IssuedSecrets
    link_key: bytes
    vault: Vault
    bus: Bus
    database: Database
    transactions: Transactions
    event: Event
    event_version: int
    event_digest: str
    catalogues: Catalogues
    accounts: Accounts
    outbox: Outbox
    letters: LetterWriter


@asynccontextmanager
async def open_runtime(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Runtime]:
    """Open the parts for these settings: migrate the database, read the event. Closed in reverse order."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        database = open_database(settings.database)
        stack.push_async_callback(database.close)
        await migrate(database)
        passwords = Passwords()
        stack.callback(passwords.close)
        clock, ids, bus = clock or _open_clock(settings), RandomIds(), Bus()
        transactions = Transactions(database, bus)
        if database.file is not None:
            await _keep_trail_head(stack, transactions, head_file(database.file), clock)
        stack.push_async_callback(transactions.close)
        loaded = await open_event(settings, transactions, at=clock.now())
        event = loaded.event
        outbox = SqlOutbox(clock, ids)
        letters = RenderedLetters(LetterRenderer(event, own_catalogues()), outbox)
        staff_mail = StaffMail(letters if settings.smtp_host else None, settings.address)
        issued = IssuedSecrets(ids, await ensure_site_key(database, at=clock.now()))
        yield Runtime(
            settings=settings,
            clock=clock,
            ids=ids,
            link_key=load_link_key(settings),
            vault=Vault(load_key_ring(settings), clock),
            issued_secrets=issued,
            bus=bus,
            database=database,
            transactions=transactions,
            event=event,
            event_version=loaded.version,
            event_digest=loaded.digest,
            catalogues=own_catalogues(),
            accounts=Accounts(
                transactions, clock, ids, passwords, ROLE_TABLE, issued, mail=staff_mail, totp=totp_rule(event)
            ),
            outbox=outbox,
            letters=letters,
        )


async def _keep_trail_head(stack: AsyncExitStack, transactions: Transactions, path: Path, clock: Clock) -> None:
    """Record a lost end of the audit log, and keep its head in the file until the stack is closed."""
    keeper = HeadKeeper(transactions.database, path)
    stack.push_async_callback(keeper.close)
    transactions.on_recorded = keeper.note_entry
    kept = read_head(path)
    if kept is None:
        return
    async with transactions.read() as transaction:
        lost = await find_lost_end(transaction.connection, kept)
    if lost is None:
        return
    _log.error("audit.end_lost", said=lost.describe())
    details = {"entries": lost.entries, "since": lost.since and lost.since.isoformat(), "until": lost.until.isoformat()}
    entry = AuditEntry(END_LOST, SYSTEM, path.name, clock.now(), {**details, "hash": kept.hash})

    async def append(transaction: AnyTransaction) -> None:
        await transaction.record(entry)

    transactions.background.add("lost end of the audit log", append)


def _open_clock(settings: Settings) -> Clock:
    """Return the system clock, or that of a demonstration, anchored in the data folder at the first start."""
    if settings.clock_starts_at is None:
        return SystemClock()
    anchor = settings.data_dir / "clock.json"
    if not anchor.exists():
        moments = {"at": settings.clock_starts_at.isoformat(), "since": datetime.now(UTC).isoformat()}
        _replace_file(anchor, json.dumps(moments))
    moments = json.loads(anchor.read_text(encoding="utf-8"))
    return ShiftedClock(datetime.fromisoformat(moments["at"]), datetime.fromisoformat(moments["since"]))


def _replace_file(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
