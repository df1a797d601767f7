"""Passport data on the vetting pages."""

import pytest

from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, apply
from tests.support.passports import passport_lines
from tests.support.vetting_pages import A, B, load_application

LAYLA = passport_lines(family="HADDAD", given="LAYLA", country="JOR")


@pytest.fixture
async def address(client: Client) -> str:
    return await apply(client, passport_line=LAYLA)


async def test_officers_see_the_masked_data(client: Client, sign_in: SignIn, address: str) -> None:
    candidate = await load_application(client, address)
    await sign_in("person", roles.ACCREDITATION_OFFICER)
    page = await (await client.get(f"{A}?id={candidate.id}")).text()
    assert "••••••67X" in page
    assert "C1234567X" not in page
    assert f"{candidate.id}/passport" not in page
    assert (await client.get(f"{A}/applications/{candidate.id}/passport")).status == 403


async def test_security_sees_the_full_data_on_request(client: Client, sign_in: SignIn, address: str) -> None:
    candidate = await load_application(client, address)
    await sign_in("person", roles.SECURITY_OFFICER)
    page = await (await client.get(f"{B}?id={candidate.id}")).text()
    assert "C1234567X" not in page
    assert f"{B}/applications/{candidate.id}/passport" in page
    response = await client.get(f"{B}/applications/{candidate.id}/passport")
    assert response.headers["Cache-Control"] == "no-store"
    assert "C1234567X" in await response.text()
    assert (await client.get(f"{B}/applications/app_none/passport")).status == 404
