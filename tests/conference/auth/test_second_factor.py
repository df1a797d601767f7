"""Second factors on both databases: codes are accepted once, guesses are limited, a rule demands them."""

import asyncio
from dataclasses import replace

import pytest
from pyotp import TOTP
from sqlalchemy import select

from conference.auth import second_factor_rows as rows
from conference.auth.logins import Accounts, Origin, find_staff, sign_in
from conference.auth.pending_sign_ins import VALID_FOR, SecondStepError
from conference.auth.people import reset_password, set_email
from conference.auth.roles import ADMINISTRATOR, Staff, TotpRule
from conference.auth.second_factor import (
    PER_PERSON,
    PER_PERSON_AND_ADDRESS,
    SETUP_WITHIN,
    SignInOverError,
    begin_setup,
    confirm_setup,
    continue_setup,
    finish_setup,
    finish_sign_in,
    read_state,
    renew_recovery_codes,
    reset_second_factor,
    turn_off,
)
from conference.clock import ManualClock
from conference.errors import InvalidError, RuleError, ThrottledError
from tests.conference.auth.conftest import PASSWORD
from tests.conference.roles import INSPECTOR
from tests.support.kept_letters import KeptLetters

HOME = Origin("10.0.0.1")


class Phone:
    """An authenticator app that was set up for a person."""

    def __init__(self, secret: str, clock: ManualClock, codes: list[str]) -> None:
        self._totp, self._clock, self.recovery = TOTP(secret), clock, codes

    def code(self) -> str:
        """The code of the next time step."""
        self._clock.advance(30)
        return self._totp.at(self._clock.now())


async def set_up(accounts: Accounts, staff: Staff, clock: ManualClock) -> Phone:
    factor = begin_setup(accounts, staff.id)
    codes = await confirm_setup(accounts, staff, factor.sealed, TOTP(factor.secret).at(clock.now()), origin=HOME)
    return Phone(factor.secret, clock, codes)


async def give_password(accounts: Accounts, username: str = "hanh") -> SecondStepError:
    with pytest.raises(SecondStepError) as step:
        await sign_in(accounts, username=username, password=PASSWORD, address="10.0.0.1")
    return step.value


async def test_password_alone_opens_no_login(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    phone = await set_up(accounts, officer, clock)
    step = await give_password(accounts)
    assert not step.needs_setup
    with pytest.raises(InvalidError, match=r"totp\.wrong"):
        await finish_sign_in(accounts, step.pending, "000000", origin=HOME)
    login = await finish_sign_in(accounts, step.pending, phone.code(), origin=HOME)
    assert await find_staff(accounts, login.secret) == officer


async def test_code_is_accepted_once_even_at_once(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    phone = await set_up(accounts, officer, clock)
    step, code = await give_password(accounts), phone.code()
    tries = (finish_sign_in(accounts, step.pending, code, origin=HOME) for _ in range(3))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, InvalidError) for result in results) == 2


async def test_code_of_the_setup_is_not_accepted_again(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    factor = begin_setup(accounts, officer.id)
    code = TOTP(factor.secret).at(clock.now())
    await confirm_setup(accounts, officer, factor.sealed, code, origin=HOME)
    with pytest.raises(InvalidError):
        await finish_sign_in(accounts, (await give_password(accounts)).pending, code, origin=HOME)


async def test_recovery_code_works_once(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    phone = await set_up(accounts, officer, clock)
    step = await give_password(accounts)
    await finish_sign_in(accounts, step.pending, phone.recovery[3].upper().replace("-", " "), origin=HOME)
    assert (await read_state(accounts, officer)).recovery_codes == 9
    with pytest.raises(InvalidError):
        await finish_sign_in(accounts, step.pending, phone.recovery[3], origin=HOME)


async def test_renewed_recovery_codes_replace_the_earlier(
    accounts: Accounts, officer: Staff, clock: ManualClock
) -> None:
    phone = await set_up(accounts, officer, clock)
    renewed = await renew_recovery_codes(accounts, officer, phone.code(), origin=HOME)
    step = await give_password(accounts)
    with pytest.raises(InvalidError):
        await finish_sign_in(accounts, step.pending, phone.recovery[0], origin=HOME)
    await finish_sign_in(accounts, step.pending, renewed[0], origin=HOME)


async def test_secrets_and_codes_are_not_stored_readably(
    accounts: Accounts, officer: Staff, clock: ManualClock
) -> None:
    factor = begin_setup(accounts, officer.id)
    codes = await confirm_setup(accounts, officer, factor.sealed, TOTP(factor.secret).at(clock.now()), origin=HOME)
    async with accounts.transactions.read() as transaction:
        stored = [str(row) for row in await transaction.connection.execute(select(rows.second_factors))]
        stored += [str(row) for row in await transaction.connection.execute(select(rows.recovery_codes))]
    assert len(stored) == 11
    assert not any(secret in row for secret in (factor.secret, *codes) for row in stored)
    assert factor.secret not in factor.sealed


async def test_guesses_of_codes_are_limited(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    code = (await set_up(accounts, officer, clock)).code()
    step = await give_password(accounts)
    for _ in range(PER_PERSON_AND_ADDRESS.burst):
        with pytest.raises(InvalidError):
            await finish_sign_in(accounts, step.pending, "000000", origin=HOME)
    with pytest.raises(ThrottledError):
        await finish_sign_in(accounts, step.pending, code, origin=HOME)
    await finish_sign_in(accounts, step.pending, code, origin=Origin("10.0.0.2"))


async def test_guesses_from_many_addresses_are_limited(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    await set_up(accounts, officer, clock)
    step = await give_password(accounts)
    outcomes = []
    for number in range(PER_PERSON.burst + 2):
        with pytest.raises((InvalidError, ThrottledError)) as refused:
            await finish_sign_in(accounts, step.pending, "000000", origin=Origin(f"10.1.0.{number}"))
        outcomes.append(type(refused.value))
    assert outcomes[-2:] == [ThrottledError] * 2


async def test_pending_sign_in_ends(
    accounts: Accounts, officer: Staff, administrator: Staff, clock: ManualClock
) -> None:
    phone = await set_up(accounts, officer, clock)
    first = await give_password(accounts)
    clock.advance(VALID_FOR.total_seconds())
    with pytest.raises(SignInOverError):
        await finish_sign_in(accounts, first.pending, phone.code(), origin=HOME)
    second = await give_password(accounts)
    await reset_password(accounts, officer.id, "another long one", by=administrator)
    for pending in (second.pending, "forged"):
        with pytest.raises(SignInOverError):
            await finish_sign_in(accounts, pending, phone.code(), origin=HOME)


async def test_rule_demands_the_setup_before_anything_else(
    accounts: Accounts, officer: Staff, administrator: Staff, clock: ManualClock
) -> None:
    strict = replace(accounts, totp=TotpRule(roles=frozenset({INSPECTOR})))
    step = await give_password(strict)
    assert step.needs_setup
    await sign_in(strict, username="admin", password=PASSWORD, address="10.0.0.1")
    factor = begin_setup(strict, officer.id)
    with pytest.raises(InvalidError):
        await finish_setup(strict, step.pending, factor.sealed, "000000", origin=HOME)
    code = TOTP(factor.secret).at(clock.now())
    login, codes = await finish_setup(strict, step.pending, factor.sealed, code, origin=HOME)
    assert len(codes) == 10
    assert await find_staff(strict, login.secret) == officer
    assert not (await give_password(strict)).needs_setup
    with pytest.raises(RuleError, match=r"totp\.required"):
        await turn_off(strict, officer, "000000", origin=HOME)


async def test_setup_is_of_one_person_and_expires(
    accounts: Accounts, officer: Staff, administrator: Staff, clock: ManualClock
) -> None:
    factor = begin_setup(accounts, officer.id)
    assert continue_setup(accounts, officer.id, factor.sealed).secret == factor.secret
    assert continue_setup(accounts, administrator.id, factor.sealed).secret != factor.secret
    clock.advance(SETUP_WITHIN.total_seconds())
    for staff in (officer, administrator):
        with pytest.raises(InvalidError, match=r"totp\.setup_over"):
            await confirm_setup(accounts, staff, factor.sealed, "000000", origin=HOME)


async def test_second_setup_needs_the_first_turned_off(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    phone = await set_up(accounts, officer, clock)
    with pytest.raises(RuleError, match=r"totp\.is_on"):
        await set_up(accounts, officer, clock)
    with pytest.raises(InvalidError):
        await turn_off(accounts, officer, "000000", origin=HOME)
    await turn_off(accounts, officer, phone.code(), origin=HOME)
    assert not (await read_state(accounts, officer)).is_on
    await sign_in(accounts, username="hanh", password=PASSWORD, address="10.0.0.1")


async def test_administrator_resets_a_second_factor(
    accounts: Accounts, officer: Staff, administrator: Staff, clock: ManualClock, letters: KeptLetters
) -> None:
    await set_email(accounts, officer.id, "hanh@press.example", by=administrator)
    phone = await set_up(accounts, officer, clock)
    login = await finish_sign_in(accounts, (await give_password(accounts)).pending, phone.code(), origin=HOME)
    await reset_second_factor(accounts, officer.id, by=administrator.id)
    assert await find_staff(accounts, login.secret) is None
    assert [letter.kind for letter in letters.requests] == ["staff.second_factor_reset"]
    await sign_in(accounts, username="hanh", password=PASSWORD, address="10.0.0.1")
    with pytest.raises(RuleError, match=r"totp\.is_off"):
        await reset_second_factor(accounts, officer.id, by=administrator.id)


async def test_administrator_role_can_demand_it_alone(accounts: Accounts, administrator: Staff) -> None:
    strict = replace(accounts, totp=TotpRule(roles=frozenset({ADMINISTRATOR})))
    assert (await read_state(strict, administrator)).is_required
    assert (await give_password(strict, "admin")).needs_setup
