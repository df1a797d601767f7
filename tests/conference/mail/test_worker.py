"""The worker against a mail server that misbehaves: every letter is sent once, or its outcome is reported."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from sqlalchemy import update

from bench.mail_server import Conduct
from conference.bus import Bus
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.mail.letters import Attachment
from conference.mail.smtp import SmtpConnection
from conference.mail.storage import LetterDue
from conference.mail.tables import letters
from conference.mail.worker import SharedWrites
from conference.storage.transactions import Transactions
from conference.tasks import end
from conference.transactions import Transaction
from tests.support.mail_office import SENDER, open_office

FIRST_OF = {
    "accepted": Conduct.ACCEPT,
    "greylisted": Conduct.DEFER,
    "unknown": Conduct.REFUSE,
    "full": Conduct.DEFER_CONTENT,
    "rejected": Conduct.REFUSE_CONTENT,
    "dropped-before-data": Conduct.DROP_AT_RECIPIENT,
    "dropped-in-data": Conduct.DROP_IN_CONTENT,
    "accepted-and-dropped": Conduct.ACCEPT_AND_DROP,
    "dropped-at-end": Conduct.DROP_AT_END,
    "hanging": Conduct.HANG,
}


def misbehave_first(address: str, attempt: int) -> Conduct:
    """What the name of the recipient says at the first attempt; afterwards the letter is accepted."""
    return FIRST_OF.get(address.partition("@")[0], Conduct.ACCEPT) if attempt == 1 else Conduct.ACCEPT


def keep_misbehaving(address: str, attempt: int) -> Conduct:
    return misbehave_first(address, 1)


async def test_each_letter_is_sent_once_or_reported(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    """Covers C13."""
    async with open_office(transactions, clock, ids, misbehave_first) as office:
        names = dict(zip(FIRST_OF, await office.add(*FIRST_OF), strict=True))
        worker = office.worker()
        await worker.send_due()
        waiting = {"greylisted", "full", "dropped-before-data"}
        states = await office.states()
        assert waiting <= {name for name, state in states.items() if state == "waiting"}
        for _ in range(3):
            clock.advance(3600)
            await worker.send_due()
        unclear = {"accepted-and-dropped", "dropped-at-end", "hanging"}
        refused = {"unknown", "rejected"}
        states = await office.states()
        states_in_data = states.pop("dropped-in-data")
        assert {name for name, state in states.items() if state == "unclear"} == unclear
        assert {name for name, state in states.items() if state == "refused"} == refused
        assert {name for name, state in states.items() if state == "sent"} == FIRST_OF.keys() - unclear - refused - {
            "dropped-in-data"
        }
        assert states_in_data in ("sent", "unclear")
        assert set(office.box.accepted.values()) == {1}
        for name, letter in names.items():
            if states.get(name) == "sent":
                assert office.box.answered[letter] == 1
        rows = await office.rows()
    assert rows["unknown"].answer == "550 5.1.1 No such mailbox"
    assert rows["hanging"].reason == "answer_lost"
    assert rows["greylisted"].ended_at == clock.now() - timedelta(hours=2)


async def test_refused_letter_is_not_tried_again(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        await office.add("unknown", "hanging")
        for _ in range(3):
            await office.worker().send_due()
            clock.advance(9000)
    assert office.box.attempts == {"unknown@example.org": 1, "hanging@example.org": 1}


async def test_letter_is_given_up_after_three_days(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        await office.add("greylisted")
        delays = []
        while (row := (await office.rows())["greylisted"]).state == "waiting":
            delays.append((row.due_at - clock.now()).total_seconds())
            clock.advance(max(0.0, delays[-1]))
            await office.worker().send_due()
    assert row.state == "failed"
    assert row.answer.startswith("451")
    assert 45 <= delays[1] <= 60
    assert 3 * 3600 <= max(delays) <= 4 * 3600
    assert timedelta(days=3) <= row.ended_at - row.tried_since <= timedelta(days=3, hours=4)


async def test_process_that_ends_while_sending_leaves_it_unclear(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    """Covers C13: the process is cut between the commit of `sending` and the commit of the answer."""
    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        await office.add("hanging")
        office.server = replace(office.server, timeouts=replace(office.server.timeouts, message_s=60))
        cut = asyncio.create_task(office.worker().send_due())
        await office.reach({"hanging": "sending"})
        await end(cut)
        await office.worker().send_due()
        assert await office.states() == {"hanging": "sending"}
        clock.advance(3600)
        await office.worker().send_due()
        row = (await office.rows())["hanging"]
    assert (row.state, row.reason) == ("unclear", "program_ended")
    assert office.box.attempts == {"hanging@example.org": 1}


async def test_process_that_ends_before_data_leaves_a_waiting_letter(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        await office.add("mai")
        async with transactions.write() as transaction:
            held = update(letters).values(holder="of-a-dead-process", held_until=clock.now() + timedelta(minutes=1))
            await transaction.connection.execute(held)
        await office.worker().send_due()
        assert await office.states() == {"mai": "waiting"}
        clock.advance(60)
        await office.worker().send_due()
        assert await office.states() == {"mai": "sent"}


async def test_workers_of_several_nodes_send_each_letter_once(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        sent = await office.add(*(f"n{number}" for number in range(30)))
        await asyncio.gather(*(office.worker(letters_held=3).send_due() for _ in range(3)))
    assert office.box.accepted == dict.fromkeys(sent, 1)


async def test_letters_share_a_connection(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> None:
    async with open_office(transactions, clock, ids, misbehave_first) as office:
        await office.add("a", "unknown", "greylisted", "rejected", "b")
        await office.worker(connections=1).send_due()
    assert office.box.connections == 1


async def test_cancelled_letter_is_not_sent(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> None:
    """An officer cancels a letter that a worker holds already."""
    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        _, kept = await office.add("mai", "lan")

        async def cancel_and_connect() -> SmtpConnection:
            async with transactions.write() as transaction:
                cancelled = update(letters).where(letters.c.about == "mai").values(state="cancelled", holder=None)
                await transaction.connection.execute(cancelled)
            return await office.connect()

        await office.worker(connect=cancel_and_connect, connections=1).send_due()
        assert await office.states() == {"mai": "cancelled", "lan": "sent"}
    assert office.box.accepted == {kept: 1}


async def test_unusable_server_is_left_alone_for_a_while(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        await office.add(*(f"n{number}" for number in range(12)))
        usable = office.server
        office.server = replace(usable, port=1)
        worker = office.worker(connections=1)
        for _ in range(3):
            await worker.send_due()
        rows = (await office.rows()).values()
        assert sorted(row.attempts for row in rows) == [0] * 2 + [1] * 10
        assert {row.reason for row in rows} == {"", "server_unusable"}
        clock.advance(60)
        office.server = usable
        await office.worker().send_due()
        assert set((await office.states()).values()) == {"sent"}


async def test_refusal_of_our_sender_refuses_no_letter(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        await office.add("mai")
        await office.worker(replace(SENDER, bounces="refused-sender@example.org")).send_due()
        row = (await office.rows())["mai"]
    assert (row.state, row.reason, row.answer) == ("waiting", "server_unusable", "550 5.7.1 Sender not allowed")


async def test_confidential_text_is_deleted_once_sent(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        (open_letter,) = await office.add("mai")
        (secret_letter,) = await office.add("lan", confidential=True)
        await office.worker().send_due()
        rows = await office.rows()
    assert [bool(rows[name].text or rows[name].html) for name in ("mai", "lan")] == [True, False]
    for letter in (open_letter, secret_letter):
        message = message_from_bytes(office.box.contents[letter], policy=default)
        assert message["Message-ID"] == f"<{letter}@press.example.org>"
        assert office.box.senders[letter] == f"bounce+{letter}@example.org"


async def test_running_worker_sends_a_letter_when_it_is_committed(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds, bus: Bus
) -> None:
    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        worker = office.worker()
        bus.subscribe(LetterDue, worker.notify)
        async with worker.running():
            await office.add("mai")
            await office.reach({"mai": "sent"})


async def test_letter_for_later_waits(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> None:
    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        await office.add("mai", not_before=clock.now() + timedelta(hours=1))
        await office.worker().send_due()
        assert await office.states() == {"mai": "waiting"}
        clock.advance(3600)
        await office.worker().send_due()
        assert await office.states() == {"mai": "sent"}


@pytest.mark.parametrize(("utf8", "state"), [(True, "sent"), (False, "refused")])
async def test_address_outside_ascii_needs_a_server_that_takes_it(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds, *, utf8: bool, state: str
) -> None:
    async with open_office(transactions, clock, ids, keep_misbehaving, enable_SMTPUTF8=utf8) as office:
        await office.add("мая")
        await office.worker().send_due()
        assert await office.states() == {"мая": state}


async def test_waiting_writes_share_a_transaction(transactions: Transactions) -> None:
    writes, seen = SharedWrites(transactions), list[Transaction]()

    async def note(transaction: Transaction) -> int:
        seen.append(transaction)
        return len(seen)

    assert await asyncio.gather(*(writes.run(note) for _ in range(3))) == [1, 2, 3]
    assert len({id(transaction) for transaction in seen}) == 1


async def test_failed_write_fails_those_beside_it_alone(transactions: Transactions) -> None:
    writes = SharedWrites(transactions)

    async def fail(_transaction: Transaction) -> None:
        raise LookupError

    async def succeed(_transaction: Transaction) -> None: ...

    failures = await asyncio.gather(writes.run(succeed), writes.run(fail), return_exceptions=True)
    assert [type(failure) for failure in failures] == [LookupError, LookupError]
    await writes.run(succeed)


def plain_text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).strip()


async def test_letter_waits_for_its_enclosure_and_is_sent_once(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    image = Attachment(file_name="a.png", content_type="image/png", content=b"png", content_id="a@x")
    made = list[tuple[str, ...]]()

    async def make(*wanted: str) -> tuple[Attachment, ...]:
        made.append(wanted)
        if len(made) < 3:
            raise ValueError("not yet")
        return (image,)

    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        [letter_id] = await office.add("accepted", encloses="pass", enclosing_text="With", enclosing_html="<p>With")
        worker = office.worker(make_enclosure=make)
        for _ in range(3):
            await worker.send_due()
            clock.advance(60)
        assert made == [("pass", "accepted", "vi")] * 3
        assert office.box.accepted == {letter_id: 1}
        assert await office.states() == {"accepted": "sent"}
        message = message_from_bytes(office.box.contents[letter_id], policy=default)
    assert [part.get_content_type() for part in message.walk()][-1] == "image/png"
    assert plain_text(message) == "With"


async def test_letter_goes_without_an_enclosure_that_cannot_be_made(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    async def fail(*_wanted: str) -> tuple[Attachment, ...]:
        raise ValueError("never")

    async with open_office(transactions, clock, ids, keep_misbehaving) as office:
        [letter_id] = await office.add("accepted", encloses="pass", text="Without", enclosing_text="With")
        worker = office.worker(make_enclosure=fail)
        await worker.send_due()
        row = (await office.rows())["accepted"]
        assert (row.state, row.reason) == ("waiting", "enclosure_pending")
        clock.advance(600)
        await worker.send_due()
        assert await office.states() == {"accepted": "sent"}
        message = message_from_bytes(office.box.contents[letter_id], policy=default)
    assert plain_text(message) == "Without"
