"""Worker that sends the letters of the outbox: each once, or its outcome is shown to the officers.

The state `sending` is committed before the text of a letter is given to the mail server. If the process ends after
that, or the answer is lost, the letter becomes `unclear`, and only an officer sends it again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from msgspec import Struct, field

from conference.clock import Clock
from conference.ids import Ids
from conference.mail.enclosures import MakeEnclosure, add_enclosure, no_enclosure
from conference.mail.messages import Message, Sender, StoredLetter, compose_message
from conference.mail.outcomes import Backoff, Outcome, Reason
from conference.mail.pace import Pace
from conference.mail.queue import SqlQueue
from conference.mail.smtp import MailServerError, SmtpConnection
from conference.mail.states import LetterState
from conference.tasks import end
from conference.transactions import Transaction, Transactions

T = TypeVar("T")
Write = Callable[[Transaction], Awaitable[Any]]

POLL_S = 5.0
"""Seconds after which a lane looks for letters that it was not told of: those of other processes, and later ones."""

STOP_WITHIN_S = 5.0
"""Seconds in which lanes may finish their letters when the process stops."""

_log = structlog.get_logger(__name__)


class SendingPlan(Struct, frozen=True, kw_only=True):
    """How letters are sent: connections at the same time, letters that one holds, times of holding, delays.

    `held_for` is longer than a connection takes for its letters as a rule, `sending_for` than it may take for one.
    When `enclosure_backoff` is over, a letter goes without files that cannot be made.
    """

    connections: int = 2
    letters_held: int = 10
    held_for: timedelta = timedelta(minutes=10)
    sending_for: timedelta = timedelta(minutes=30)
    backoff: Backoff = Backoff()
    server_backoff: Backoff = Backoff(first=timedelta(seconds=15), longest=timedelta(minutes=5))
    enclosure_backoff: Backoff = Backoff(
        first=timedelta(seconds=1), longest=timedelta(minutes=1), give_up_after=timedelta(minutes=10)
    )


class WorkerServices(Struct, frozen=True, kw_only=True):
    """What the worker needs. `connect` opens a connection to the mail server, or raises MailServerError."""

    transactions: Transactions
    clock: Clock
    connect: Callable[[], Awaitable[SmtpConnection]]
    ids: Ids
    sender: Sender
    queue: SqlQueue = field(default_factory=SqlQueue)
    plan: SendingPlan = SendingPlan()
    pace: Pace = field(default_factory=Pace)
    make_enclosure: MakeEnclosure = no_enclosure


class SharedWrites:
    """Runs the writes of all lanes that wait at the same time in one transaction: they share its commit."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions
        self._waiting: list[tuple[Write, asyncio.Future[Any]]] = []
        self._running: asyncio.Task[None] | None = None

    async def run(self, write: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run a write and return its result once it is committed. It is run even if the caller is cancelled."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((write, done))
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._run_waiting(), name="mail writes")
        return await done

    async def _run_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                async with self._transactions.write() as transaction:
                    results = [await write(transaction) for write, _ in batch]
            except Exception as error:
                for _, done in batch:
                    if not done.done():
                        done.set_exception(error)
                continue
            for (_, done), result in zip(batch, results, strict=True):
                if not done.done():
                    done.set_result(result)


class Worker:
    """Sends due letters on several connections, the lanes, each of which takes letter after letter."""

    def __init__(self, services: WorkerServices) -> None:
        self._services = services
        self.writes = SharedWrites(services.transactions)
        self._lanes = [_Lane(services, self) for _ in range(services.plan.connections)]
        self._failures = 0
        self._resumes_at: datetime | None = None
        self.is_stopping = False

    async def notify(self, _event: object = None) -> None:
        """Look for due letters now."""
        for lane in self._lanes:
            lane.wake.set()

    async def send_due(self) -> None:
        """Send all letters that are due, and close the connections."""
        await asyncio.gather(*(lane.send_due() for lane in self._lanes))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send letters until the block ends, when the lanes finish the letters that they are sending."""
        tasks = [asyncio.create_task(lane.run(), name="mail") for lane in self._lanes]
        try:
            yield
        finally:
            self.is_stopping = True
            await self.notify()
            await asyncio.wait(tasks, timeout=STOP_WITHIN_S)
            await end(*tasks)
            await self._release_letters()

    async def _release_letters(self) -> None:
        services = self._services
        try:
            async with services.transactions.write() as transaction:
                await services.queue.release(transaction, [lane.holder for lane in self._lanes])
        except Exception:
            _log.exception("mail.not_released")

    @property
    def is_paused(self) -> bool:
        """Whether the mail server is left alone, because it could not be used."""
        return self._resumes_at is not None and self._services.clock.now() < self._resumes_at

    def note_success(self) -> None:
        """Note that the mail server can be used."""
        self._failures, self._resumes_at = 0, None

    def note_failure(self, error: MailServerError) -> datetime:
        """Note that the mail server cannot be used, and return the time of the next attempt."""
        services = self._services
        if not self.is_paused:
            self._failures += 1
            delay = services.plan.server_backoff.delay_after(self._failures, "server")
            self._resumes_at = services.clock.now() + delay
            _log.warning("mail.server_unusable", error=str(error), again_at=self._resumes_at.isoformat())
        return self._resumes_at or services.clock.now()


class _Lane:
    """One connection to the mail server, opened when letters are due and closed when none are."""

    def __init__(self, services: WorkerServices, worker: Worker) -> None:
        self.wake = asyncio.Event()
        self._services, self._worker = services, worker
        self.holder = services.ids.new("lane")
        self._connection: SmtpConnection | None = None

    async def run(self) -> None:
        """Send letters until the worker stops. A failure is logged, and the letters are sent later."""
        while not self._worker.is_stopping:
            self.wake.clear()
            try:
                await self.send_due()
            except Exception:
                _log.exception("mail.not_sent")
            if not self._worker.is_stopping:
                await self._wait_for_letters()

    async def _wait_for_letters(self) -> None:
        try:
            async with asyncio.timeout(POLL_S):
                await self.wake.wait()
        except TimeoutError:
            pass

    async def send_due(self) -> None:
        """Send letters until none is due, the mail server cannot be used, or the worker stops."""
        try:
            while not self._worker.is_stopping and not self._worker.is_paused and (held := await self._claim_letters()):
                await self._send_all(held)
        finally:
            if self._connection is not None:
                await self._connection.close()
                self._connection = None

    async def _claim_letters(self) -> Sequence[StoredLetter]:
        """Hold due letters. The database is written to only if there are some."""
        services, now = self._services, self._services.clock.now()
        async with services.transactions.read() as transaction:
            is_interrupted = await services.queue.has_interrupted(transaction, now)
            if not is_interrupted and not await services.queue.has_due(transaction, now):
                return ()
        plan = services.plan

        async def claim(transaction: Transaction) -> Sequence[StoredLetter]:
            if is_interrupted:
                count = await services.queue.settle_interrupted(transaction, now)
                _log.warning("mail.unclear", letters=count)
            return await services.queue.claim(
                transaction, self.holder, now=now, until=now + plan.held_for, most=plan.letters_held
            )

        return await self._worker.writes.run(claim)

    async def _send_all(self, held: Sequence[StoredLetter]) -> None:
        for position, letter in enumerate(held):
            if self._worker.is_stopping:
                return
            try:
                await self._send_letter(letter)
            except MailServerError as error:
                await self._postpone_letters(held[position:], error)
                return

    async def _send_letter(self, letter: StoredLetter) -> None:
        """Try to send a letter and record the outcome. Raises MailServerError."""
        if self._connection is None or not self._connection.is_open:
            self._connection = None
            self._connection = await self._services.connect()
        enclosing = await self._add_enclosure(letter)
        if enclosing is None:
            await self._postpone_enclosure(letter)
            return
        await self._services.pace.wait_for_turn()
        message = self._compose_letter(enclosing)
        if message is None:
            await self._record_outcome(letter, Outcome(LetterState.FAILED, Reason.NOT_COMPOSED))
            return
        outcome = await self._connection.deliver(message, partial(self._begin_sending, letter))
        self._worker.note_success()
        if outcome is not None:
            await self._record_outcome(letter, outcome)

    async def _add_enclosure(self, letter: StoredLetter) -> StoredLetter | None:
        """Return the letter with its enclosure, or without one that is no longer due; None if it is to wait."""
        services, now = self._services, self._services.clock.now()
        is_last = services.plan.enclosure_backoff.is_over(letter.tried_since or now, now)
        return await add_enclosure(letter, services.make_enclosure, is_last=is_last)

    async def _postpone_enclosure(self, letter: StoredLetter) -> None:
        """Let a letter wait until its enclosure can be made."""
        services = self._services
        delay = services.plan.enclosure_backoff.delay_after(letter.attempts + 1, letter.id)
        outcome = Outcome(LetterState.WAITING, Reason.ENCLOSURE_PENDING)
        await self._record_outcome(letter, outcome, services.clock.now() + delay)
        asyncio.get_running_loop().call_later(delay.total_seconds(), self.wake.set)

    def _compose_letter(self, letter: StoredLetter) -> Message | None:
        """Return the message of a letter; None if that is impossible, which must not stop the other letters."""
        try:
            return compose_message(letter, self._services.sender, letter.tried_since or self._services.clock.now())
        except Exception:
            _log.exception("mail.not_composed", letter=letter.id)
            return None

    async def _begin_sending(self, letter: StoredLetter) -> bool:
        services, now = self._services, self._services.clock.now()

        async def begin(transaction: Transaction) -> bool:
            until = now + services.plan.sending_for
            return await services.queue.begin_sending(transaction, letter.id, self.holder, now=now, until=until)

        return await self._worker.writes.run(begin)

    async def _record_outcome(self, letter: StoredLetter, outcome: Outcome, due_at: datetime | None = None) -> None:
        """Record an outcome. A letter to be tried again is due at `due_at`, by default after its own delay."""
        services, now = self._services, self._services.clock.now()
        backoff = services.plan.backoff
        if outcome.state is LetterState.WAITING and backoff.is_over(letter.tried_since or now, now):
            outcome = Outcome(LetterState.FAILED, outcome.reason, outcome.answer)
        next_at = due_at or now + backoff.delay_after(letter.attempts + 1, letter.id)

        async def record(transaction: Transaction) -> bool:
            return await services.queue.record(
                transaction, letter.id, self.holder, outcome=outcome, now=now, due_at=next_at
            )

        is_recorded = await self._worker.writes.run(record)
        log = _log.debug if outcome.state is LetterState.SENT else _log.warning
        log("mail.letter", letter=letter.id, state=outcome.state.value, reason=outcome.reason.value, kept=is_recorded)

    async def _postpone_letters(self, held: Sequence[StoredLetter], error: MailServerError) -> None:
        """Let letters wait until the mail server is tried again."""
        due_at = self._worker.note_failure(error)
        for letter in held:
            await self._record_outcome(letter, Outcome(LetterState.WAITING, Reason.SERVER_UNUSABLE, str(error)), due_at)
