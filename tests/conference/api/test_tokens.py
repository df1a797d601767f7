"""Tokens: made, shown once, valid until they expire, are revoked, or their owner loses the right."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from conference.api.token_rows import api_tokens
from conference.api.tokens import (
    MAX_TOKENS,
    PREFIX,
    USED_EVERY,
    NewToken,
    TokenError,
    add_token,
    find_bearer,
    find_owner,
    list_tokens,
    revoke_token,
)
from conference.auth.logins import Accounts
from conference.auth.people import set_disabled, set_roles
from conference.auth.roles import ADMINISTER, Staff
from conference.clock import ManualClock
from conference.errors import InvalidError, NotFoundError, RuleError
from conference.storage.audit import audit_log
from tests.conference.roles import CLERK, INSPECT, INSPECTOR

NEW = NewToken("Newsroom", frozenset({INSPECT}), 30)


@pytest.mark.usefixtures("each_database")
async def test_token_is_found_by_its_secret_alone(accounts: Accounts, officer: Staff) -> None:
    issued = await add_token(accounts, NEW, owner=officer)
    assert issued.secret.startswith(PREFIX)
    found = await find_bearer(accounts, issued.secret)
    assert (found.id, found.owner) == (issued.token.id, officer)
    async with accounts.transactions.read() as transaction:
        stored = (await transaction.connection.execute(select(api_tokens))).one()
        entry = (await transaction.connection.execute(select(audit_log).order_by(audit_log.c.seq.desc()))).first()
    assert issued.secret not in str(stored)
    assert entry is not None
    assert (entry.action, entry.actor, entry.subject) == ("conference:token:created", officer.id, issued.token.id)


@pytest.mark.parametrize("secret", ["", "x", PREFIX, "rst_" + "a" * 55, "\udce9" * 9])
async def test_foreign_secret_is_refused(accounts: Accounts, secret: str) -> None:
    with pytest.raises(TokenError, match=r"token\.invalid"):
        await find_bearer(accounts, secret)


async def test_token_ends_when_it_expires(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    issued = await add_token(accounts, NEW, owner=officer)
    clock.advance(timedelta(days=30).total_seconds() - 1)
    await find_bearer(accounts, issued.secret)
    clock.advance(1)
    with pytest.raises(TokenError):
        await find_bearer(accounts, issued.secret)


async def test_token_has_no_more_rights_than_its_owner(accounts: Accounts, officer: Staff) -> None:
    for scopes in (frozenset({ADMINISTER}), frozenset({INSPECT, ADMINISTER}), frozenset[str]()):
        with pytest.raises(InvalidError) as caught:
            await add_token(accounts, NewToken("n", scopes, 1), owner=officer)
        assert set(caught.value.fields) == {"scopes"}


async def test_all_invalid_fields_of_a_token_are_named(accounts: Accounts, officer: Staff) -> None:
    with pytest.raises(InvalidError) as caught:
        await add_token(accounts, NewToken(" \0", frozenset(), 9999), owner=officer)
    assert set(caught.value.fields) == {"name", "scopes", "days"}


@pytest.mark.usefixtures("each_database")
async def test_revoked_token_opens_nothing(accounts: Accounts, officer: Staff, administrator: Staff) -> None:
    issued = await add_token(accounts, NEW, owner=officer)
    with pytest.raises(NotFoundError):
        await revoke_token(accounts, issued.token.id, owner_id=administrator.id)
    await revoke_token(accounts, issued.token.id, owner_id=officer.id, by=officer.id)
    with pytest.raises(TokenError):
        await find_bearer(accounts, issued.secret)
    with pytest.raises(NotFoundError):
        await revoke_token(accounts, issued.token.id)
    assert await list_tokens(accounts) == []


async def test_suspended_owner_loses_the_tokens_for_good(
    accounts: Accounts, officer: Staff, administrator: Staff
) -> None:
    issued = await add_token(accounts, NEW, owner=officer)
    await set_disabled(accounts, officer.id, True, by=administrator)
    with pytest.raises(TokenError):
        await find_bearer(accounts, issued.secret)
    await set_disabled(accounts, officer.id, False, by=administrator)
    with pytest.raises(TokenError):
        await find_bearer(accounts, issued.secret)


async def test_lost_role_revokes_the_tokens_that_need_it(
    accounts: Accounts, officer: Staff, administrator: Staff
) -> None:
    await set_roles(accounts, officer.id, [INSPECTOR, CLERK], by=administrator)
    owner = await find_owner(accounts, officer.username)
    kept = await add_token(accounts, NewToken("kept", frozenset({CLERK.permission}), 1), owner=owner)
    lost = await add_token(accounts, NEW, owner=owner)
    await set_roles(accounts, officer.id, [CLERK], by=administrator)
    assert [one.id for one in await list_tokens(accounts)] == [kept.token.id]
    with pytest.raises(TokenError):
        await find_bearer(accounts, lost.secret)


async def test_latest_use_is_kept_by_minutes(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    issued = await add_token(accounts, NEW, owner=officer)
    used = clock.now()
    await find_bearer(accounts, issued.secret)
    clock.advance(USED_EVERY.total_seconds() - 1)
    await find_bearer(accounts, issued.secret)
    await accounts.transactions.background.close()
    assert [one.used_at for one in await list_tokens(accounts, owner_id=officer.id)] == [used]


async def test_person_has_a_bounded_number_of_tokens(accounts: Accounts, officer: Staff) -> None:
    for _ in range(MAX_TOKENS):
        await add_token(accounts, NEW, owner=officer)
    with pytest.raises(RuleError, match=r"token\.too_many"):
        await add_token(accounts, NEW, owner=officer)
