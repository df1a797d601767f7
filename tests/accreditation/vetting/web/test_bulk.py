"""Pages of acts on many applications: what to look at first, results, undo (A4, A27)."""

import re
from dataclasses import replace

from accreditation.applications.domain.applications import Agency, Application, State
from accreditation.applications.domain.outlets import Outlet
from accreditation.duplicates.actions.comparing import compare_outdated
from accreditation.duplicates.web.duplicates import DUPLICATE_SERVICES
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, apply, hidden
from tests.support.vetting_pages import A, load_application, press_button, services_of

NAMES = ("Amal", "Basma", "Dalal")


async def apply_as(client: Client, number: int, **changes: str) -> Application:
    """Submit the application of another person, of an outlet that is known unless `changes` names another."""
    services = services_of(client)
    async with services.transactions.write() as transaction:
        await services.outlets.add(transaction, Outlet("out_known", "Nile Gazette", verified=True))
    fields = {
        "native_name": f"{NAMES[number]} Haddad",
        "given_name": NAMES[number],
        "email": f"a{number}@example.org",
        "phone": f"+962 79 123 45{number}7",
        "outlet": "Nile Gazette",
        **changes,
    }
    return await load_application(client, await apply(client, **fields))


async def post_many(client: Client, *rows: tuple[str, str], path: str = "many") -> str:
    page = await (await client.get(A)).text()
    form = [*rows, ("csrf", hidden(page, "csrf"))]
    response = await client.post(f"{A}/{path}", data=form)
    assert response.status == 200
    return await response.text()


def heading_of(page: str) -> str:
    """Return the words of the page's heading."""
    heading = re.search(r"<h1>(.*?)</h1>", page)
    return re.sub(r"<[^>]*>|[\u2066-\u2069]", "", heading[1]) if heading else ""


def row_of(candidate: Application) -> str:
    return f"{candidate.id}:{candidate.version}"


async def reload(client: Client, candidate: Application) -> Application:
    services = services_of(client)
    async with services.transactions.read() as transaction:
        return await services.applications.get(transaction, candidate.id)


async def correct_data(client: Client, candidate: Application) -> None:
    """Store a change of the applicant's data, which every officer has to see."""
    services, current = services_of(client), await reload(client, candidate)
    version = current.version + 1
    async with services.transactions.write() as transaction:
        await services.applications.save(transaction, replace(current, version=version, data_version=version))


async def test_bulk_first_shows_what_to_look_at(client: Client, sign_in: SignIn) -> None:
    clean = [await apply_as(client, number) for number in range(2)]
    twins = [await apply_as(client, 2, outlet=outlet) for outlet in ("Nile Gazette", "Delta Post")]
    await compare_outdated(client.app[DUPLICATE_SERVICES])
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    text = await post_many(client, *(("seen", row_of(one)) for one in (*clean, *twins)))
    assert heading_of(text) == "2 clean · 2 to look at"
    assert re.findall(r'name="(seen|looked)" value="([^"]+)"[^>]*?( checked)?>', text) == [
        *(("looked", row_of(one), "") for one in twins),
        *(("seen", row_of(one), " checked") for one in clean),
    ]
    assert text.count("Same telephone") == 2
    assert text.count("Unknown outlet") == 1
    assert [(await reload(client, one)).state for one in (*clean, *twins)] == [State.SUBMITTED] * 4


async def test_bulk_approves_what_to_look_at_only_if_selected(client: Client, sign_in: SignIn) -> None:
    clean, twin, other = await apply_as(client, 0), await apply_as(client, 1), await apply_as(client, 1)
    await compare_outdated(client.app[DUPLICATE_SERVICES])
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    hasty = [("confirmed", "yes"), *(("seen", row_of(one)) for one in (clean, twin))]
    assert heading_of(await post_many(client, *hasty)) == "1 clean · 1 to look at"
    assert (await reload(client, clean)).state is State.SUBMITTED
    text = await post_many(client, ("confirmed", "yes"), ("seen", row_of(clean)), ("looked", row_of(twin)))
    assert text.count("Approval recorded") == 2
    states = [(await reload(client, one)).state for one in (clean, twin, other)]
    assert states == [State.IN_REVIEW, State.IN_REVIEW, State.SUBMITTED]


async def test_bulk_shows_each_result_and_undoes_them(client: Client, sign_in: SignIn) -> None:
    candidates = [await apply_as(client, number) for number in range(3)]
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    await press_button(client, A, candidates[1], "approve")
    rows = [("confirmed", "yes"), *(("seen", row_of(one)) for one in candidates), ("seen", "nonsense")]
    text = await post_many(client, *rows)
    assert text.count("Approval recorded") == 2
    assert ">Name in own script</th>" in text
    assert text.count("Changed since the page was opened") == 1
    approved = re.findall(r'name="seen" value="([^"]+)"', text)
    assert [row.partition(":")[0] for row in approved] == [candidates[0].id, candidates[2].id]
    undone = await post_many(client, *(("seen", row) for row in approved), path="many/undo")
    assert undone.count("Finding undone") == 2
    states = [(await reload(client, one)).state for one in candidates]
    assert states == [State.SUBMITTED, State.IN_REVIEW, State.SUBMITTED]


async def test_rows_that_were_not_done_stay_selected(client: Client, sign_in: SignIn) -> None:
    clean, changed, decided = [await apply_as(client, number) for number in range(3)]
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    await press_button(client, A, decided, "approve")
    await press_button(client, A, changed, "refuse", reason="late", note="<late>")
    await press_button(client, A, await reload(client, changed), "reopen")
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    rows = [("seen", row_of(one)) for one in (clean, changed, await reload(client, decided))]
    await correct_data(client, changed)
    text = await post_many(client, ("confirmed", "yes"), *rows)
    assert text.count("Approval recorded") == 1
    news = text.partition("Changed since the page was opened")[2].partition("</td>")[0]
    assert ("Mai" in news, "&lt;late&gt;" in news, "Application submitted" in news) == (True, True, False)
    assert text.count("Not done") == 1
    again = re.findall(r'form="again" name="seen" value="([^"]+)" checked', text)
    assert again == [row_of(await reload(client, changed))]
    text = await post_many(client, ("confirmed", "yes"), ("seen", again[0]))
    assert text.count("Approval recorded") == 1
    assert Agency.ACCREDITATION in (await reload(client, changed)).checks


async def test_bulk_without_a_selection_says_so(client: Client, sign_in: SignIn) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    assert "No application was selected" in await post_many(client, ("confirmed", "yes"))


async def test_bulk_by_one_officer_never_approves(client: Client, sign_in: SignIn) -> None:
    candidate = await apply_as(client, 0)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    for version in ("1", "2", "3"):
        row = ("seen", f"{candidate.id}:{version}")
        await post_many(client, ("confirmed", "yes"), row, row)
    current = await reload(client, candidate)
    assert (current.state, set(current.checks)) == (State.IN_REVIEW, {Agency.ACCREDITATION})
