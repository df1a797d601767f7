"""Page of an appeal, and the history that the applicant sees."""

import re

import pytest

from accreditation.applications.domain.applications import State
from accreditation.vetting.domain import FindingInput
from rostrum import roles
from tests.accreditation.applications.web.test_status import ASK, load_application, page_text, submit_finding
from tests.support.accreditation_pages import Client, SignIn, apply, hidden
from tests.support.application_samples import REFUSE


@pytest.fixture
async def address(client: Client) -> str:
    return (await apply(client)).replace("/ar/", "/en/")


async def send_appeal(client: Client, address: str, text: str) -> tuple[int, str]:
    page = await (await client.get(f"{address}/appeal")).text()
    form = {"csrf": hidden(page, "csrf"), "text": text}
    response = await client.post(f"{address}/appeal", data=form, allow_redirects=False)
    return response.status, await response.text()


async def test_refusal_is_appealed_once_and_decided(client: Client, sign_in: SignIn, address: str) -> None:
    await submit_finding(client, address, REFUSE)
    assert "Appeals are accepted until" in await page_text(client, address)
    status, page = await send_appeal(client, address, "")
    assert (status, "Enter your reasons." in page) == (422, True)
    status, page = await send_appeal(client, address, "x" * 1001)
    assert (status, "x" * 1001 in page) == (422, True)
    assert (await send_appeal(client, address, "Our <registration> follows"))[0] == 303
    shown = await page_text(client, address)
    assert "Your appeal is being read" in shown
    assert "/appeal" not in shown
    assert (await client.get(f"{address}/appeal", allow_redirects=False)).status == 303
    application = await load_application(client, address)
    await sign_in("son", roles.SECURITY_OFFICER)
    other = await (await client.get("/staff/vetting/security", params={"id": application.id})).text()
    assert "registration" not in other
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    queue = await (await client.get("/staff/vetting/accreditation", params={"filter": "appealed"})).text()
    assert "Our &lt;registration&gt; follows" in queue
    form = {"csrf": hidden(queue, "csrf"), "act": "dismiss_appeal", "version": str(application.version)}
    path = f"/staff/vetting/accreditation/applications/{application.id}"
    assert (await client.post(path, data={**form, "message": "No entry found"}, allow_redirects=False)).status == 303
    assert (await load_application(client, address)).state is State.REFUSED
    shown = await page_text(client, address)
    assert "We regret that the decision remains unchanged" in shown
    assert "No entry found" in shown


async def test_decision_without_appeal_offers_none(client: Client, address: str) -> None:
    await submit_finding(client, address, FindingInput(finding=REFUSE.finding, reason="late"))
    assert "/appeal" not in await page_text(client, address)


async def test_applicant_sees_questions_and_decisions(client: Client, address: str) -> None:
    await submit_finding(client, address, ASK)
    await submit_finding(client, address, REFUSE)
    page = await page_text(client, address)
    history = page.partition('class="own-history"')[2].partition("</details>")[0]
    titles = re.findall(r"<strong>(.*?)</strong>", history)
    assert titles == ["Not approved", "The accreditation office asks you to correct", "Application received"]
    assert "No <sunglasses>" in history
    assert "internal-canary" not in page
    assert "linh" not in page.lower()
