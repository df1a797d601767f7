"""Pages of the watch-list: import, hits, settlement and log; nothing of it on any page of others."""

import re

from accreditation.watch_list.actions.matching import match_outdated
from accreditation.watch_list.web.watch_list import WATCH_SERVICES
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, apply, enter_again, hidden
from tests.support.vetting_pages import A, load_application

PATH = "/staff/watch-list"
TABLE = "Name,Remark\nLayla Haddad,known since spring\n"


async def import_listed(client: Client) -> None:
    """Import a list with the sample applicant by the pages."""
    page = await (await client.get(f"{PATH}/import")).text()
    checked = await client.post(f"{PATH}/import", data={"csrf": hidden(page, "csrf"), "pasted": TABLE})
    report = await checked.text()
    assert "entry was read" in report
    form = {"csrf": hidden(report, "csrf"), "digest": hidden(report, "digest")}
    done = await client.post(f"{PATH}/import/confirm", data=form)
    assert "The list was imported." in await done.text()
    assert client.app is not None
    await match_outdated(client.app[WATCH_SERVICES])


async def test_agency_imports_a_list_and_settles_its_hit(client: Client, sign_in: SignIn) -> None:
    application = await load_application(client, await apply(client))
    await sign_in("thu", roles.SECURITY_OFFICER, roles.WATCH_LIST_OFFICER)
    await import_listed(client)
    page = await (await client.get(PATH)).text()
    path = page.partition(f'href="{PATH}/hits/')[2].partition('"')[0]
    assert path.startswith(application.id)
    answer = await client.get(f"{PATH}/hits/{path}")
    assert answer.headers["Cache-Control"] == "no-store"
    hit = await answer.text()
    assert "known since spring" in hit
    form = {"csrf": hidden(hit, "csrf"), "verdict": "other_person", "note": "another Layla"}
    assert "Your decision was saved." in await (await client.post(f"{PATH}/hits/{path}", data=form)).text()
    again = await client.post(f"{PATH}/hits/{path}", data=form)
    assert again.status == 409
    assert "another Layla" in await (await client.get(f"{PATH}/hits/{path}")).text()
    log = await (await client.get(f"{PATH}/log")).text()
    assert "List imported" in log
    assert "Hit settled" in log


async def read_texts(client: Client, application_id: str) -> dict[str, str]:
    """Return the texts of pages of another officer that show applications, counts and letters."""
    paths = ("/staff/", f"{A}?filter=all&id={application_id}", f"{A}?filter=duplicates", "/staff/duplicates")
    texts = {}
    for path in paths:
        answer = await client.get(path)
        assert answer.status == 200
        texts[path] = re.sub(r"<[^>]*>", "", await answer.text())
    return texts


async def test_no_one_else_sees_the_list_or_a_trace_of_it(client: Client, sign_in: SignIn) -> None:
    application = await load_application(client, await apply(client))
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    before = await read_texts(client, application.id)
    await sign_in("thu", roles.SECURITY_OFFICER, roles.WATCH_LIST_OFFICER)
    await import_listed(client)
    for role in (roles.ACCREDITATION_OFFICER, roles.SECURITY_OFFICER, roles.ADMINISTRATOR, roles.WATCH_LIST_OFFICER):
        await sign_in(f"only-{role.name}", role)
        for path in (PATH, f"{PATH}/import", f"{PATH}/log", f"{PATH}/hits/{application.id}/x"):
            assert (await client.get(path)).status == 403
    await enter_again(client, "mai")
    assert await read_texts(client, application.id) == before
    await sign_in("ada", roles.ADMINISTRATOR)
    for path in ("/staff/audit", "/staff/audit.csv"):
        text = await (await client.get(path)).text()
        assert "watch_list:" not in text
        assert "List imported" not in text


async def test_refused_table_is_reported_and_kept(client: Client, sign_in: SignIn) -> None:
    await sign_in("thu", roles.SECURITY_OFFICER, roles.WATCH_LIST_OFFICER)
    page = await (await client.get(f"{PATH}/import")).text()
    form = {"csrf": hidden(page, "csrf"), "pasted": "Name,Date of birth\nLan Anh,31/02/1990\n"}
    answer = await client.post(f"{PATH}/import", data=form)
    text = await answer.text()
    assert answer.status == 422
    assert "cell is refused" in text
    assert "31/02/1990" in text
    assert (await client.post(f"{PATH}/import", data=form | {"pasted": ""})).status == 422
    confirm = await client.post(f"{PATH}/import/confirm", data={"csrf": form["csrf"], "digest": "0" * 64})
    assert confirm.status == 409
