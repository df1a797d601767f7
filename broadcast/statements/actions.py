"""Actions on texts of statements: links, receipt, reads by interpreters, delivery to the press."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from msgspec import Struct

from broadcast.board.actions.commit import must_operate
from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import Entry, State, session_key, speakers_key
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.speakers import Speaker, SpeakersList, find_speaker
from broadcast.board.ports import Board
from broadcast.statements.domain import (
    Purpose,
    Statement,
    StatementLink,
    delivered_speakers,
    is_delivered,
    must_be_valid,
    must_be_waiting,
    recognise_media,
)
from broadcast.statements.storage import SqlStatements
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import NotFoundError
from conference.transactions import Transaction
from conference.vault.vault import Vault

VALID_AFTER_END = timedelta(hours=12)
"""How long a link works after the planned end of its session."""

DELEGATION, INTERPRETER = "delegation", "interpreter"
"""Actors of the audit log who have a link and no login."""


class StatementServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the actions; the board says who has had the floor."""

    board: Board
    store: SqlStatements
    vault: Vault


class SessionTexts(Struct, frozen=True, kw_only=True):
    """A session with its list, the statements by speaker, and the links that are not revoked."""

    session: Session
    speakers: SpeakersList
    statements: Mapping[str, Statement]
    links: Sequence[StatementLink] = ()


async def make_link(
    services: StatementServices, session_id: str, speaker_id: str, *, purpose: Purpose, operator: Staff
) -> str:
    """Make a link in place of an earlier one, and return its secret, which is not stored.

    Raises: ForbiddenError, NotFoundError.
    """
    must_operate(operator)
    board, secret = services.board, services.board.ids.secret()
    now = board.clock.now()
    async with board.transactions.write() as transaction:
        session, speakers = await _get_session(services, transaction, session_id)
        if purpose is Purpose.HAND_IN:
            find_speaker(speakers, speaker_id)
        await services.store.revoke_links(transaction, session_id, speaker_id, purpose=purpose, now=now)
        link = StatementLink(
            id=board.ids.new("lnk"),
            digest=_digest_of(secret),
            purpose=purpose,
            session_id=session_id,
            speaker_id=speaker_id,
            expires_at=max(session.ends_at, session.until or session.ends_at, now) + VALID_AFTER_END,
        )
        await services.store.add_link(transaction, link)
        await transaction.record(_entry_of("link_made", operator.id, _subject_of(session_id, speaker_id), now))
    return secret


async def revoke_link(
    services: StatementServices, session_id: str, speaker_id: str, *, purpose: Purpose, operator: Staff
) -> None:
    """Revoke the link of a speaker or of interpreters.

    Raises: ForbiddenError, NotFoundError `statement.link_unknown`.
    """
    must_operate(operator)
    now = services.board.clock.now()
    async with services.board.transactions.write() as transaction:
        if not await services.store.revoke_links(transaction, session_id, speaker_id, purpose=purpose, now=now):
            raise NotFoundError("statement.link_unknown")
        await transaction.record(_entry_of("link_revoked", operator.id, _subject_of(session_id, speaker_id), now))


async def read_texts(services: StatementServices, session_id: str) -> SessionTexts:
    """Return what was handed in for a session, for operators and public pages.

    Raises: NotFoundError `board.unknown_key`.
    """
    async with services.board.transactions.read() as transaction:
        return await _get_texts(services, transaction, session_id)


async def list_delivered(services: StatementServices) -> list[SessionTexts]:
    """Return the sessions with texts that are public, in the order of their times."""
    entries = (await read_board(services.board)).entries
    async with services.board.transactions.read() as transaction:
        statements = await services.store.list_all(transaction)
    by_session: dict[str, dict[str, Statement]] = {}
    for one in statements:
        by_session.setdefault(one.session_id, {})[one.speaker_id] = one
    found = [_find_delivered(entries, session_id, texts) for session_id, texts in by_session.items()]
    return sorted((one for one in found if one), key=lambda one: (one.session.starts_at, one.session.id))


def _find_delivered(
    entries: Mapping[str, Entry], session_id: str, statements: Mapping[str, Statement]
) -> SessionTexts | None:
    session, speakers = (entries.get(key) for key in (session_key(session_id), speakers_key(session_id)))
    if session is None or speakers is None:
        return None
    if not isinstance(session.state, Session) or not isinstance(speakers.state, SpeakersList):
        return None
    is_public = any(one.id in statements for one in delivered_speakers(speakers.state))
    texts = SessionTexts(session=session.state, speakers=speakers.state, statements=statements)
    return texts if is_public else None


async def open_link(services: StatementServices, secret: str, purpose: Purpose) -> tuple[StatementLink, SessionTexts]:
    """Return the link of a secret with the texts of its session.

    Raises: NotFoundError `statement.link_unknown`.
    """
    async with services.board.transactions.read() as transaction:
        link = await _get_link(services, transaction, secret, purpose)
        return link, await _get_texts(services, transaction, link.session_id)


async def read_announced(services: StatementServices) -> tuple[tuple[str, str], ...]:
    """Return session and speaker of each statement of which the press may learn before it is public."""
    async with services.board.transactions.read() as transaction:
        return await services.store.list_announced(transaction)


async def hand_in(services: StatementServices, secret: str, content: bytes, *, is_announced: bool = False) -> Statement:
    """Store the text of the link's speaker in place of an earlier one, and whether the press may learn of it.

    Raises: NotFoundError `statement.link_unknown`, RuleError `statement.delivered`, the errors of `recognise_media`.
    """
    media, board = await asyncio.to_thread(recognise_media, content), services.board
    now = board.clock.now()
    async with board.transactions.write() as transaction:
        link = await _get_link(services, transaction, secret, Purpose.HAND_IN)
        _, speakers = await _get_session(services, transaction, link.session_id)
        must_be_waiting(find_speaker(speakers, link.speaker_id))
        statement = Statement(
            id=board.ids.new("stm"),
            session_id=link.session_id,
            speaker_id=link.speaker_id,
            media=media,
            size=len(content),
            received_at=now,
            is_announced=is_announced,
        )
        earlier = await services.store.find_statement(transaction, link.session_id, link.speaker_id)
        sealed = await services.vault.seal(transaction, statement.id, statement.id, content)
        await services.store.save_statement(transaction, statement, sealed)
        await services.vault.destroy(transaction, [earlier.id] if earlier else [])
        subject = _subject_of(link.session_id, link.speaker_id)
        entry = _entry_of("received", DELEGATION, subject, now)
        await transaction.record(
            replace(entry, details={"size": len(content), "media": media.value, "announced": is_announced})
        )
    return statement


async def read_for_interpreter(services: StatementServices, secret: str, speaker_id: str) -> tuple[Statement, bytes]:
    """Return a text to an interpreter; each read is counted and recorded.

    Raises: NotFoundError `statement.link_unknown`, `statement.not_received`.
    """
    now = services.board.clock.now()
    async with services.board.transactions.write() as transaction:
        link = await _get_link(services, transaction, secret, Purpose.INTERPRET)
        statement = await _get_statement(services, transaction, link.session_id, speaker_id)
        await services.store.count_read(transaction, statement.id)
        await transaction.record(_entry_of("read", INTERPRETER, _subject_of(link.session_id, speaker_id), now))
        return statement, await _unseal_text(services, transaction, statement)


async def read_delivered(services: StatementServices, session_id: str, speaker_id: str) -> tuple[Statement, bytes]:
    """Return a text that is public, because its speaker has had the floor.

    Raises: NotFoundError `statement.not_received`, also for a text under embargo.
    """
    async with services.board.transactions.read() as transaction:
        _, speakers = await _get_session(services, transaction, session_id)
        if not any(one.id == speaker_id and is_delivered(one) for one in speakers.speakers):
            raise NotFoundError("statement.not_received")
        statement = await _get_statement(services, transaction, session_id, speaker_id)
        return statement, await _unseal_text(services, transaction, statement)


def speaker_of(texts: SessionTexts, speaker_id: str) -> Speaker:
    """Return a speaker of the session. Raises NotFoundError `speakers.unknown_speaker`."""
    return find_speaker(texts.speakers, speaker_id)


async def _get_texts(services: StatementServices, transaction: Transaction, session_id: str) -> SessionTexts:
    session, speakers = await _get_session(services, transaction, session_id)
    found = await services.store.list_statements(transaction, session_id)
    links = await services.store.list_links(transaction, session_id)
    return SessionTexts(
        session=session, speakers=speakers, statements={one.speaker_id: one for one in found}, links=links
    )


async def _get_session(
    services: StatementServices, transaction: Transaction, session_id: str
) -> tuple[Session, SpeakersList]:
    session = await _find_state(services, transaction, session_key(session_id))
    if not isinstance(session, Session):
        raise NotFoundError("board.unknown_key")
    speakers = await _find_state(services, transaction, speakers_key(session_id))
    return session, speakers if isinstance(speakers, SpeakersList) else SpeakersList(session_id=session_id)


async def _find_state(services: StatementServices, transaction: Transaction, key: str) -> State | None:
    entry = await services.board.store.find_entry(transaction, key)
    return entry.state if entry is not None else None


async def _get_link(
    services: StatementServices, transaction: Transaction, secret: str, purpose: Purpose
) -> StatementLink:
    link = await services.store.find_link(transaction, _digest_of(secret))
    return must_be_valid(link, purpose, services.board.clock.now())


async def _get_statement(
    services: StatementServices, transaction: Transaction, session_id: str, speaker_id: str
) -> Statement:
    statement = await services.store.find_statement(transaction, session_id, speaker_id)
    if statement is None:
        raise NotFoundError("statement.not_received")
    return statement


async def _unseal_text(services: StatementServices, transaction: Transaction, statement: Statement) -> bytes:
    sealed = await services.store.get_sealed(transaction, statement.id)
    return await services.vault.unseal(transaction.connection, statement.id, statement.id, sealed)


def _entry_of(done: str, actor: str, subject: str, now: datetime) -> AuditEntry:
    return AuditEntry(f"broadcast:statement:{done}", actor, subject, now)


def _subject_of(session_id: str, speaker_id: str) -> str:
    return f"{session_id}/{speaker_id}" if speaker_id else session_id


def _digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
