"""Requests with an idempotency key are carried out once."""

from dataclasses import replace

import pytest

from conference.api.once import ABANDONED_AFTER, KEPT_FOR, RequestKey, answer_once, check_key
from conference.api.request_rows import KeptAnswer
from conference.clock import ManualClock
from conference.errors import ConflictError, InvalidError, RostrumError
from conference.storage.transactions import Transactions

KEY = RequestKey("tok_1", "key", "digest")


class Act:
    """Counts how often it is carried out."""

    def __init__(self, clock: ManualClock, *, status: int = 200) -> None:
        self.times, self.status, self._clock = 0, status, clock

    async def __call__(self) -> KeptAnswer:
        self.times += 1
        return KeptAnswer("", self._clock.now(), self.status, b'{"times": %d}' % self.times, "application/json")


@pytest.mark.usefixtures("each_database")
async def test_second_request_gets_the_first_answer(transactions: Transactions, clock: ManualClock) -> None:
    act = Act(clock, status=409)
    answers = [await answer_once(transactions, clock, KEY, act) for _ in range(3)]
    assert act.times == 1
    assert {(one.status, one.body) for one in answers} == {(409, b'{"times": 1}')}
    await answer_once(transactions, clock, replace(KEY, token_id="tok_2"), act)
    assert act.times == 2


async def test_key_of_another_request_is_refused(transactions: Transactions, clock: ManualClock) -> None:
    await answer_once(transactions, clock, KEY, Act(clock))
    with pytest.raises(InvalidError, match=r"api\.key_reused"):
        await answer_once(transactions, clock, replace(KEY, digest="other"), Act(clock))


@pytest.mark.usefixtures("each_database")
async def test_request_meanwhile_is_refused(transactions: Transactions, clock: ManualClock) -> None:
    async def act() -> KeptAnswer:
        with pytest.raises(ConflictError, match=r"api\.request_running"):
            await answer_once(transactions, clock, KEY, Act(clock))
        return await Act(clock)()

    assert (await answer_once(transactions, clock, KEY, act)).status == 200


async def test_failed_request_is_carried_out_again(transactions: Transactions, clock: ManualClock) -> None:
    async def fail() -> KeptAnswer:
        raise RostrumError("broken")

    with pytest.raises(RostrumError):
        await answer_once(transactions, clock, KEY, fail)
    await answer_once(transactions, clock, KEY, Act(clock, status=503))
    act = Act(clock)
    await answer_once(transactions, clock, KEY, act)
    assert act.times == 1


@pytest.mark.usefixtures("each_database")
async def test_request_of_an_ended_process_is_carried_out_again(transactions: Transactions, clock: ManualClock) -> None:
    later = Act(clock)

    async def end_process() -> KeptAnswer:
        clock.advance(ABANDONED_AFTER.total_seconds())
        return await answer_once(transactions, clock, KEY, later)

    await answer_once(transactions, clock, KEY, end_process)
    assert later.times == 1


async def test_answers_are_kept_for_a_day(transactions: Transactions, clock: ManualClock) -> None:
    act = Act(clock)
    await answer_once(transactions, clock, KEY, act)
    clock.advance(KEPT_FOR.total_seconds() + 1)
    await answer_once(transactions, clock, KEY, act)
    assert act.times == 2


@pytest.mark.parametrize("key", ["", "x" * 65, "é", "a\tb"])
def test_unfit_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidError, match=r"api\.key_invalid"):
        check_key(key)
