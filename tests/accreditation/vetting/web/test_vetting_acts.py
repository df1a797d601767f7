"""Buttons of the vetting page."""

import re

from accreditation.applications.domain.applications import Agency, State
from accreditation.duplicates.actions.comparing import compare_outdated
from accreditation.duplicates.web.duplicates import DUPLICATE_SERVICES
from rostrum import roles
from tests.support.accreditation_pages import TYPED, Client, SignIn, apply, enter_again, form_data, hidden
from tests.support.application_samples import upload
from tests.support.vetting_pages import A, B, load_application, outlet_fields, press_button, services_of


def without_attributes(html: str) -> str:
    """Return a page with bare tags."""
    return re.sub(r"<(\w+) [^>]*>", r"<\1>", html)


async def test_two_officers_approve_through_their_pages(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER, language="vi")
    candidate = await load_application(client, address)
    status, location = await press_button(client, A, candidate, "approve")
    assert status == 303
    assert "Đã ghi nhận" in await (await client.get(location)).text()
    assert (await load_application(client, address)).state is State.IN_REVIEW
    await sign_in("son", roles.SECURITY_OFFICER)
    status, _ = await press_button(client, B, await load_application(client, address), "approve")
    assert (status, (await load_application(client, address)).state) == (303, State.APPROVED)


async def test_refusal_requires_and_saves_a_reason(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    candidate = await load_application(client, address)
    status, page = await press_button(client, A, candidate, "refuse")
    assert status == 409
    assert "Choose the reason." in page
    status, _ = await press_button(client, A, candidate, "refuse", reason="late", note="third time")
    refused = await load_application(client, address)
    assert (status, refused.state) == (303, State.REFUSED)
    assert refused.decision is not None
    assert refused.decision.reason == "late"


async def test_request_for_information_saves_its_fields(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("son", roles.SECURITY_OFFICER)
    candidate = await load_application(client, address)
    assert (await press_button(client, B, candidate, "ask", message="x"))[0] == 409
    await press_button(
        client, B, candidate, "ask", field_photo="on", field_family_name="on", message="Line 1\r\nLine 2"
    )
    check = (await load_application(client, address)).checks[Agency.SECURITY]
    assert ([field.value for field in check.fields], check.message) == (["family_name", "photo"], "Line 1\nLine 2")


async def test_outdated_page_is_a_conflict_and_changes_nothing(client: Client, sign_in: SignIn, address: str) -> None:
    """Covers C7."""
    candidate = await load_application(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    await press_button(client, A, candidate, "approve")
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    status, page = await press_button(client, A, candidate, "refuse", reason="late")
    assert status == 409
    assert "has changed since the page was opened" in page
    assert (await load_application(client, address)).state is State.IN_REVIEW


async def test_conflict_tells_what_changed_and_keeps_the_text(client: Client, sign_in: SignIn, address: str) -> None:
    """Covers C7."""
    candidate = await load_application(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    await press_button(client, A, candidate, "ask", field_photo="on", message="Without glasses")
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    typed = {"field_phone": "on", "message": "Which <number>?", "note": "Calls back"}
    status, page = await press_button(client, A, candidate, "ask", **typed)
    assert status == 409
    news = page.partition('id="news-title"')[2].partition("</section>")[0]
    assert ("Linh" in news, "Without glasses" in news, "Application submitted" in news) == (True, True, False)
    form = page.partition('name="act" value="ask"')[2].partition("</form>")[0]
    assert re.findall(r'name="(field_\w+)" checked', form) == ["field_phone"]
    assert ("Which <number>?" in form, "Calls back" in form) == (True, True)
    assert hidden(form, "version") == str((await load_application(client, address)).version)


async def test_text_of_a_refused_act_without_its_form_is_shown(client: Client, sign_in: SignIn, address: str) -> None:
    candidate = await load_application(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    await press_button(client, A, candidate, "refuse", reason="late")
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    status, page = await press_button(client, A, candidate, "hold", note="Calls back")
    assert status == 409
    assert "no longer has the form" in page
    assert '<blockquote dir="auto">Calls back</blockquote>' in page


async def test_refused_act_keeps_what_was_typed(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    candidate = await load_application(client, address)
    status, page = await press_button(client, A, candidate, "refuse", note="third time")
    assert (status, "third time" in page, 'id="news-title"' in page) == (409, True, False)


async def test_hold_resume_revoke_and_reopen_change_the_state(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("son", roles.SECURITY_OFFICER)
    await press_button(client, B, await load_application(client, address), "hold", note="calls back")
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    assert (await press_button(client, A, await load_application(client, address), "approve"))[0] == 409
    assert (await press_button(client, A, await load_application(client, address), "resume"))[0] == 409
    await enter_again(client, "son")
    assert (await press_button(client, B, await load_application(client, address), "resume"))[0] == 303
    await press_button(client, B, await load_application(client, address), "approve")
    await enter_again(client, "linh")
    await press_button(client, A, await load_application(client, address), "approve")
    assert (await load_application(client, address)).state is State.APPROVED
    assert (await press_button(client, A, await load_application(client, address), "revoke"))[0] == 409
    await press_button(client, A, await load_application(client, address), "revoke", reason="conduct")
    assert (await load_application(client, address)).state is State.REFUSED
    await press_button(client, A, await load_application(client, address), "reopen")
    assert (await load_application(client, address)).state is State.SUBMITTED


async def test_unknown_act_or_application_is_refused(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    candidate = await load_application(client, address)
    assert (await press_button(client, A, candidate, "explode"))[0] == 422
    page = await (await client.get(A)).text()
    form = {"csrf": hidden(page, "csrf"), "act": "approve", "version": "1"}
    assert (await client.post(f"{A}/applications/app_none", data=form)).status == 404
    assert (await client.get(A, params={"id": "app_none"})).status == 404


async def test_invalid_note_is_refused_with_its_length(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    status, page = await press_button(client, A, await load_application(client, address), "approve", note="x" * 1001)
    assert status == 422
    assert "1001" in page


async def test_unknown_outlet_is_confirmed_or_merged_on_the_page(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    candidate = await load_application(client, address)
    page = await (await client.get(A)).text()
    assert "Unknown outlet" in page
    await press_button(
        client, A, candidate, "confirm_outlet", **await outlet_fields(client, candidate), name="صحيفة النيل"
    )
    second = await load_application(client, await apply(client, outlet="صحيفه", email="b@example.org"))
    await enter_again(client, "linh")
    status, _ = await press_button(
        client, A, second, "merge_outlet", **await outlet_fields(client, second), into=candidate.outlet_id or ""
    )
    assert status == 303
    desk = services_of(client)
    async with desk.transactions.read() as transaction:
        assert (await desk.applications.get(transaction, second.id)).outlet_id == candidate.outlet_id


async def test_confirmed_outlet_that_badges_cannot_show_is_renamed(client: Client, sign_in: SignIn) -> None:
    strange = await load_application(client, await apply(client, outlet="\U00012000 Times"))
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    assert "The badge cannot show these characters" in await (await client.get(A)).text()
    await press_button(
        client, A, strange, "confirm_outlet", **await outlet_fields(client, strange), name="\U00012001 Times"
    )
    page = await (await client.get(A)).text()
    assert "Correct the name of the outlet" in page
    assert "Unknown outlet" not in page
    await press_button(
        client, A, strange, "confirm_outlet", **await outlet_fields(client, strange), name="Cuneiform Times"
    )
    assert "Correct the name of the outlet" not in await (await client.get(A)).text()


async def test_officer_undoes_an_approval_from_the_page(client: Client, sign_in: SignIn, address: str) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    _, location = await press_button(client, A, await load_application(client, address), "approve")
    page = await (await client.get(location)).text()
    assert 'data-key="U"' in page
    assert page.count('value="undo"') == 1
    status, location = await press_button(client, A, await load_application(client, address), "undo")
    assert (status, (await load_application(client, address)).checks) == (303, {})
    assert "Your finding is undone" in await (await client.get(location)).text()
    assert (await press_button(client, A, await load_application(client, address), "undo"))[0] == 409


async def test_possible_duplicates_are_shown_with_reasons(client: Client, sign_in: SignIn, address: str) -> None:
    other = await load_application(client, await apply(client, outlet="Delta Post", email="other@example.org"))
    await compare_outdated(client.app[DUPLICATE_SERVICES])
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    first = await load_application(client, address)
    page = await (await client.get(A, params={"id": first.id})).text()
    shown = page.partition('class="duplicates"')[2].partition("</section>")[0]
    assert f'href="/staff/duplicates/{first.id}/{other.id}"' in shown
    assert [text in shown for text in ("Same name", "Same telephone", "Same e-mail")] == [True, True, False]


async def test_correction_is_shown_with_values_before_and_after(client: Client, sign_in: SignIn, address: str) -> None:
    await apply(client, native_name="Amal", given_name="Amal", phone="+962 79 123 0000", email="amal@example.org")
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    before = await load_application(client, address)
    asked = {"field_native_name": "on", "field_photo": "on"}
    await press_button(client, A, before, "ask", message="Your full name?", note="as in the letter", **asked)
    form = await (await client.get(f"{address}/correct")).text()
    typed = {**TYPED, "csrf": hidden(form, "csrf"), "version": hidden(form, "version"), "native_name": "ليلى الحداد"}
    await client.post(f"{address}/correct", data=form_data(typed, upload(200)))
    page = await (await client.get(A)).text()
    assert re.findall(r'name="seen" value="(app_\w+):', page)[0] == before.id
    assert "Corrected: " in page
    assert "Name in own script, Photo" in page
    history = page.partition('class="history"')[2].partition("</details>")[0]
    assert "Your full name?" in history
    assert "<del><bdi>ليلى حداد</bdi></del>" in without_attributes(history)
    assert "<ins><bdi>ليلى الحداد</bdi></ins>" in without_attributes(history)
    assert "Name in own script" in history
    assert "as you normally write it" not in page
    assert f"/staff/photos/{before.photo_id}/small" in history
    assert (await client.get(f"/staff/photos/{before.photo_id}/small")).status == 200
    await sign_in("son", roles.SECURITY_OFFICER)
    page = await (await client.get(B, params={"id": before.id})).text()
    assert "<ins><bdi>ليلى الحداد</bdi></ins>" in without_attributes(page)
    assert "Your full name?" not in page
    assert "as in the letter" not in page
    assert "Corrected: " not in page
    await sign_in("binh", roles.BADGE_DESK)
    assert (await client.get(f"/staff/photos/{before.photo_id}/small")).status == 404


async def test_unprintable_name_is_shown_and_corrected_after_approval(
    client: Client, sign_in: SignIn, address: str
) -> None:
    accepted = "native_name:name.unprintable:𝔄nna Haddad"
    strange = await apply(client, native_name="𝔄nna Haddad", given_name="Anna", accepted=accepted)
    for name, role, queue in (("son", roles.SECURITY_OFFICER, B), ("linh", roles.ACCREDITATION_OFFICER, A)):
        await sign_in(name, role)
        await press_button(client, queue, await load_application(client, strange), "approve")
    approved = await load_application(client, strange)
    page = await (await client.get(A, params={"id": approved.id})).text()
    assert "The badge cannot show these characters" in page
    for label in ("Name in own script", "Family name in the passport", "Given name in the passport"):
        assert f"<span>{label}</span>" in page
    names = {"native_name": "Anna Haddad", "family_name": "Haddad", "given_name": "Hanna"}
    status, problem = await press_button(client, A, approved, "rename", **{**names, "native_name": ""})
    assert (status, "Enter" in problem) == (422, True)
    status, location = await press_button(client, A, approved, "rename", **names)
    page = await (await client.get(location)).text()
    assert (status, "The badge cannot show" in page) == (303, False)
    renamed = await load_application(client, strange)
    assert (renamed.state, renamed.applicant.latin_name) == (State.APPROVED, "HANNA HADDAD")
