"""Passport lines on the applicant's pages: asked by the event, checked, masked (A17)."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import Field, State
from tests.accreditation.applications.web.test_corrections import correct
from tests.accreditation.applications.web.test_status import ASK, load_application, submit_finding
from tests.support.accreditation_pages import Client, apply, fill_in
from tests.support.passports import passport_lines

LAYLA = passport_lines(family="HADDAD", given="LAYLA", country="JOR")


async def test_application_with_a_passport_shows_it_masked(client: Client) -> None:
    address = await apply(client, passport_line=LAYLA.lower())
    page = await (await client.get(address)).text()
    assert "67X" in page
    assert "C1234567X" not in page


async def test_wrong_check_digit_names_line_and_sign_and_keeps_all(client: Client) -> None:
    wrong = LAYLA.replace("C1234567X", "C1234568X")
    response = await fill_in(client, reading="en", passport_line=wrong)
    page = await response.text()
    assert response.status == 422
    assert wrong.replace("<", "&lt;") in page
    assert "Haddad" in page or "HADDAD" in page
    plain = page.translate({0x2068: None, 0x2069: None}).replace("<bdi>", "").replace("</bdi>", "")
    assert "Line 2: the check digit, character 10" in plain


async def test_passport_of_another_name_is_confirmed_by_sending_again(client: Client) -> None:
    other = passport_lines(family="LAYLA", given="HADDAD", country="JOR", expiry="251025")
    first = await fill_in(client, passport_line=other)
    assert first.status == 422
    again = await fill_in(client, page=await first.text(), photo=None, passport_line=other)
    assert again.status == 303


async def test_correction_keeps_the_stored_lines_when_left_empty(client: Client) -> None:
    address = await apply(client, passport_line=LAYLA)
    await submit_finding(client, address, replace(ASK, fields=(Field.PASSPORT_LINE, Field.PHONE)))
    before = await load_application(client, address)
    form = await (await client.get(f"{address}/correct")).text()
    assert "67X" in form
    assert "C1234567X" not in form
    response = await correct(client, address, passport_line="", phone="+962 79 123 4568")
    assert response.status == 303
    after = await load_application(client, address)
    assert (after.state, after.passport_id) == (State.SUBMITTED, before.passport_id)


@pytest.mark.parametrize("typed", ["x", "<script>alert(1)</script>", "P" * 5000, "\x00"])
async def test_hostile_lines_are_refused_and_shown_escaped(client: Client, typed: str) -> None:
    response = await fill_in(client, passport_line=typed)
    assert response.status == 422
    assert "<script>alert" not in await response.text()
