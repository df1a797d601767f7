"""A worker of letters with a mail server of the test's own, on one loop and one clock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from bench.mail_server import MailBox, Plan, serving_mail
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.mail.enclosures import MakeEnclosure, no_enclosure
from conference.mail.messages import Sender
from conference.mail.smtp import MailServer, SmtpConnection, SmtpTimeouts, TlsMode, connect
from conference.mail.storage import SqlOutbox
from conference.mail.tables import letters
from conference.mail.worker import SendingPlan, Worker, WorkerServices
from conference.storage.transactions import Transactions
from tests.support.letters import sample_letter

SENDER = Sender("press@example.org", "Press centre", "press.example.org", bounces="bounce@example.org")

Connect = Callable[[], Awaitable[SmtpConnection]]


@dataclass(kw_only=True)
class MailOffice:
    """Outbox, worker, and the box of the mail server."""

    transactions: Transactions
    clock: ManualClock
    ids: SequentialIds
    outbox: SqlOutbox
    box: MailBox
    server: MailServer

    async def connect(self) -> SmtpConnection:
        """Connect to the mail server."""
        return await connect(self.server)

    def worker(
        self,
        sender: Sender = SENDER,
        connect: Connect | None = None,
        make_enclosure: MakeEnclosure = no_enclosure,
        **plan: Any,
    ) -> Worker:
        """Another worker, as of another process."""
        services = WorkerServices(
            transactions=self.transactions,
            clock=self.clock,
            connect=connect or self.connect,
            ids=self.ids,
            sender=sender,
            plan=SendingPlan(**plan),
            make_enclosure=make_enclosure,
        )
        return Worker(services)

    async def add(self, *names: str, **values: Any) -> list[str]:
        """Add a letter to each of these recipients at example.org; return their ids."""
        async with self.transactions.write() as transaction:
            return [
                str(
                    await self.outbox.add(
                        transaction, sample_letter(about=name, address=f"{name}@example.org", **values)
                    )
                )
                for name in names
            ]

    async def rows(self) -> dict[str, Row[Any]]:
        """The stored letters by the name of the recipient."""
        async with self.transactions.read() as transaction:
            found = await transaction.connection.execute(select(letters).order_by(letters.c.id))
            return {row.address.partition("@")[0]: row for row in found}

    async def states(self) -> dict[str, str]:
        """Name of the recipient → state of the letter."""
        return {name: row.state for name, row in (await self.rows()).items()}

    async def reach(self, states: dict[str, str]) -> None:
        """Wait until the letters have these states."""
        while await self.states() != states:  # noqa: ASYNC110 - another task changes the database
            await asyncio.sleep(0.005)


@asynccontextmanager
async def open_office(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds, plan: Plan, **options: Any
) -> AsyncIterator[MailOffice]:
    """Serve mail, and open an office that sends through it."""
    box = MailBox()
    async with serving_mail(box, plan, **options) as port:
        yield MailOffice(
            transactions=transactions,
            clock=clock,
            ids=ids,
            outbox=SqlOutbox(clock, ids),
            box=box,
            server=MailServer(
                host="127.0.0.1", port=port, tls=TlsMode.NONE, timeouts=SmtpTimeouts(message_s=0.2, command_s=5)
            ),
        )
