"""Acts of officers on letters of the outbox. Each is an entry of the audit log."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, not_, select, update

from conference.audit import AuditEntry
from conference.clock import Clock
from conference.errors import RuleError
from conference.mail.queue import delete_secrets
from conference.mail.states import RESULTS, STATES_OF_ACTS, LetterAct, LetterState
from conference.mail.storage import LetterDue
from conference.mail.tables import letters
from conference.transactions import Transaction, Transactions

ACTIONS: Mapping[LetterAct, str] = {
    LetterAct.SEND_AGAIN: "conference:letter:sent_again",
    LetterAct.RELEASE: "conference:letter:released",
    LetterAct.CANCEL: "conference:letter:cancelled",
    LetterAct.PRINT: "conference:letter:printed",
}
"""Act → its action in the audit log."""


class OutboxServices(Struct, frozen=True):
    """What the acts need."""

    transactions: Transactions
    clock: Clock


async def act_on_letters(
    services: OutboxServices, act: LetterAct, letter_ids: Collection[str], *, actor: str
) -> Collection[str]:
    """Do an act on the letters whose state allows it; return their ids.

    Raises RuleError `mail.changed` if that is none: another act or the worker came first.
    """
    async with services.transactions.write() as transaction:
        changed = [one for one in letter_ids if await _change_letter(transaction, services, act, one)]
        for letter_id in changed:
            await transaction.record(AuditEntry(ACTIONS[act], actor, letter_id, services.clock.now()))
    if not changed:
        raise RuleError("mail.changed")
    return changed


async def _change_letter(transaction: Transaction, services: OutboxServices, act: LetterAct, letter_id: str) -> bool:
    """Change the state of a letter; False if its state does not allow the act, or if its text was deleted."""
    allowed = [state.value for state in STATES_OF_ACTS[act]]
    change = update(letters).where(letters.c.id == letter_id, letters.c.state.in_(allowed))
    if RESULTS[act] is LetterState.WAITING:
        change = change.where(letters.c.text != "")
    if act is LetterAct.RELEASE:
        change = change.where(not_(_is_scheduled(services.clock.now())))
    changed = await transaction.connection.execute(change.values(_values_after(act, services)))
    if changed.rowcount == 0:
        return False
    if RESULTS[act] is LetterState.WAITING:
        transaction.emit(LetterDue(letter_id))
    else:
        await delete_secrets(transaction, letter_id)
    return True


def _values_after(act: LetterAct, services: OutboxServices) -> dict[str, Any]:
    """Return the columns of a letter after an act. No process holds it any more."""
    now, state = services.clock.now(), RESULTS[act]
    values: dict[str, Any] = {"state": state.value, "holder": None, "held_until": None}
    if state is not LetterState.WAITING:
        return values | {"ended_at": now}
    restart = {"attempts": 0, "tried_since": None} if act is LetterAct.SEND_AGAIN else {}
    return values | {"due_at": now, "ended_at": None, **restart}


class SqlWaitingLetters:
    """`conference.mail.letters.WaitingLetters` on SQLite and PostgreSQL."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def cancel(self, transaction: Transaction, about: str, kinds: Collection[str]) -> None:
        """Cancel those of some kinds about something."""
        now = self._clock.now()
        values = {"state": LetterState.CANCELLED.value, "ended_at": now, "holder": None, "held_until": None}
        for letter_id in await self._list_scheduled(transaction, about, kinds, now):
            await transaction.connection.execute(update(letters).where(letters.c.id == letter_id).values(values))
            await delete_secrets(transaction, letter_id)

    async def release(self, transaction: Transaction, about: str, kinds: Collection[str]) -> None:
        """Send those of some kinds about something now."""
        now = self._clock.now()
        for letter_id in await self._list_scheduled(transaction, about, kinds, now):
            await transaction.connection.execute(update(letters).where(letters.c.id == letter_id).values(due_at=now))
            transaction.emit(LetterDue(letter_id))

    async def _list_scheduled(
        self, transaction: Transaction, about: str, kinds: Collection[str], now: datetime
    ) -> list[str]:
        of_kinds = letters.c.kind.in_([str(kind) for kind in kinds])
        wanted = select(letters.c.id).where(letters.c.about == about, of_kinds, _is_scheduled(now))
        return list(await transaction.connection.scalars(wanted.order_by(letters.c.id)))


def _is_scheduled(now: datetime) -> ColumnElement[bool]:
    """Return the condition of letters that were never tried and are due later."""
    return (
        (letters.c.state == LetterState.WAITING.value)
        & (letters.c.attempts == 0)
        & letters.c.tried_since.is_(None)
        & (letters.c.due_at > now)
    )
