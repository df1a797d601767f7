"""The measurement of letters at a small size: in one process, on a clock of the test, on both databases."""

import asyncio

from bench.letters import SHARES, flaws_of, misbehave
from bench.mail_server import Conduct
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.storage.transactions import Transactions
from tests.support.mail_office import MailOffice, open_office

LETTERS = 60


async def reach_ended(office: MailOffice, wanted: int) -> None:
    """Wait until so many letters have a final state."""
    ended = 0
    while ended < wanted:
        await asyncio.sleep(0.01)
        ended = sum(state not in ("waiting", "sending") for state in (await office.states()).values())


def find_names() -> list[str]:
    """Names of recipients, among them one for everything that the server does."""
    of_conduct = {misbehave(f"n{number}@example.org", 1): f"n{number}" for number in range(1000)}
    assert of_conduct.keys() == {Conduct.ACCEPT, *(conduct for conduct, *_ in SHARES)}
    return sorted({*of_conduct.values(), *(f"n{number}" for number in range(1000, 1000 + LETTERS))})


async def test_letters_through_a_misbehaving_server_are_sent_once(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    names = find_names()
    async with open_office(transactions, clock, ids, misbehave) as office:
        await office.add(*names)
        for share in (LETTERS // 6, LETTERS // 3):
            killed = asyncio.create_task(office.worker(connections=3).send_due())
            await reach_ended(office, share)
            killed.cancel()
            await asyncio.gather(killed, return_exceptions=True)
            clock.advance(3600)
        for _ in range(4):
            await office.worker(connections=4).send_due()
            clock.advance(4 * 3600)
        rows = list((await office.rows()).values())
    assert flaws_of(rows, office.box.accepted, len(names)) == []
    assert sum(row.state == "sent" for row in rows) > LETTERS * 0.7


def test_letter_accepted_twice_is_a_flaw() -> None:
    assert flaws_of([], {"ltr_1": 2}, 0) == ["1 letters were accepted twice"]
    assert flaws_of([], {}, 1) == ["1 letters are lost"]
