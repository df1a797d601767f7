"""The page for a forgotten password."""

from conference.auth.letters import StaffMail
from conference.auth.logins import Accounts
from conference.auth.people import set_email
from conference.web.staff.forgotten import PER_CLIENT
from tests.conference.web.conftest import Client, MakeClient, People, token_on
from tests.support.kept_letters import KeptLetters

PATH = "/staff/sign-in/forgotten"


async def ask(client: Client, name: str, **changes: str) -> tuple[int, str, str]:
    """Return the status, the address and the page of the answer."""
    answer = await client.post(PATH, data={"csrf": await token_on(client, PATH), "name": name, **changes})
    return answer.status, str(answer.url), (await answer.text()).partition("<main")[2]


async def test_answer_is_the_same_for_every_name(
    client: Client, people: People, accounts: Accounts, letters: KeptLetters
) -> None:
    await set_email(accounts, people.desk.id, "desk@press.example", by=people.administrator)
    answers = [await ask(client, name) for name in ("desk", "desk@press.example", "officer", "nobody", "")]
    assert len(set(answers)) == 1
    assert answers[0][0] == 200
    assert "notice-good" in answers[0][2]
    await accounts.transactions.close()
    assert [letter.address for letter in letters.requests] == ["desk@press.example"] * 2
    assert (await client.get(f"/staff/links/{letters.last_secret}")).status == 200


async def test_requests_of_one_client_are_limited(client: Client, people: People) -> None:
    token = await token_on(client, PATH)
    statuses = [(await client.post(PATH, data={"csrf": token, "name": f"n{n}"})).status for n in range(25)]
    assert statuses == [200] * PER_CLIENT.burst + [429] * (25 - PER_CLIENT.burst)


async def test_stale_form_is_shown_again(client: Client, letters: KeptLetters) -> None:
    status, _, page = await ask(client, "desk", csrf="0" * 64)
    assert status == 403
    assert 'role="alert"' in page


async def test_without_mail_the_page_names_the_administrator(make_client: MakeClient, accounts: Accounts) -> None:
    object.__setattr__(accounts, "mail", StaffMail())
    client = await make_client()
    page = (await (await client.get(PATH)).text()).partition("<main")[2]
    assert "<form" not in page
    assert "administrator" in page
