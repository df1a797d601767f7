"""Acts of officers on letters."""

import pytest
from sqlalchemy import select, update

from conference.bus import Bus
from conference.clock import ManualClock
from conference.errors import RuleError
from conference.ids import SequentialIds
from conference.mail.outbox_acts import ACTIONS, OutboxServices, act_on_letters
from conference.mail.states import RESULTS, STATES_OF_ACTS, LetterAct, LetterState
from conference.mail.storage import LetterDue, SqlOutbox
from conference.mail.tables import letter_files, letters
from conference.storage.audit import audit_log
from conference.storage.transactions import Transactions
from tests.support.letters import sample_letter


async def add(transactions: Transactions, clock: ManualClock, state: LetterState, **values: object) -> str:
    async with transactions.write() as transaction:
        letter_id = str(await SqlOutbox(clock, SequentialIds()).add(transaction, sample_letter(**values)))
        await transaction.connection.execute(
            update(letters).values(state=state.value, attempts=3, tried_since=clock.now(), holder="lane")
        )
    return letter_id


@pytest.mark.parametrize("act", LetterAct)
async def test_act_is_done_in_the_states_that_allow_it(
    transactions: Transactions, clock: ManualClock, bus: Bus, act: LetterAct
) -> None:
    services, due = OutboxServices(transactions, clock), list[LetterDue]()

    async def note(event: LetterDue) -> None:
        due.append(event)

    letter_id = await add(transactions, clock, LetterState.WAITING)
    bus.subscribe(LetterDue, note)
    clock.advance(60)
    for state in LetterState:
        async with transactions.write() as transaction:
            await transaction.connection.execute(update(letters).values(state=state.value, holder="lane"))
        if state not in STATES_OF_ACTS[act]:
            with pytest.raises(RuleError):
                await act_on_letters(services, act, [letter_id], actor="stf_1")
            continue
        await act_on_letters(services, act, [letter_id], actor="stf_1")
        async with transactions.read() as transaction:
            row = (await transaction.connection.execute(select(letters))).one()
            entry = (await transaction.connection.execute(select(audit_log).order_by(audit_log.c.seq.desc()))).first()
        assert (row.state, row.holder) == (RESULTS[act], None)
        assert entry is not None
        assert (entry.action, entry.actor, entry.subject) == (ACTIONS[act], "stf_1", letter_id)
        if row.state == "waiting":
            assert (row.due_at, row.ended_at) == (clock.now(), None)
    is_to_send = RESULTS[act] is LetterState.WAITING
    assert due == [LetterDue(letter_id)] * (len(STATES_OF_ACTS[act]) if is_to_send else 0)


async def test_letter_sent_again_has_all_attempts(transactions: Transactions, clock: ManualClock) -> None:
    letter_id = await add(transactions, clock, LetterState.FAILED)
    await act_on_letters(OutboxServices(transactions, clock), LetterAct.SEND_AGAIN, [letter_id], actor="stf_1")
    async with transactions.read() as transaction:
        row = (await transaction.connection.execute(select(letters))).one()
    assert (row.attempts, row.tried_since) == (0, None)


async def test_deleted_text_is_not_sent_again(transactions: Transactions, clock: ManualClock) -> None:
    letter_id = await add(transactions, clock, LetterState.BOUNCED, text="", html="")
    services = OutboxServices(transactions, clock)
    with pytest.raises(RuleError):
        await act_on_letters(services, LetterAct.SEND_AGAIN, [letter_id], actor="stf_1")
    await act_on_letters(services, LetterAct.CANCEL, [letter_id], actor="stf_1")


async def test_cancelled_confidential_letter_loses_its_text(transactions: Transactions, clock: ManualClock) -> None:
    letter_id = await add(transactions, clock, LetterState.WAITING, confidential=True)
    await act_on_letters(OutboxServices(transactions, clock), LetterAct.CANCEL, [letter_id], actor="stf_1")
    async with transactions.read() as transaction:
        assert await transaction.connection.scalar(select(letters.c.text)) == ""
        assert await transaction.connection.scalar(select(letter_files.c.letter_id)) is None


async def test_only_letters_that_allow_an_act_are_changed(transactions: Transactions, clock: ManualClock) -> None:
    letter_id = await add(transactions, clock, LetterState.WAITING)
    services = OutboxServices(transactions, clock)
    printed = await act_on_letters(services, LetterAct.PRINT, [letter_id, "ltr_0"], actor="stf_1")
    assert printed == [letter_id]
