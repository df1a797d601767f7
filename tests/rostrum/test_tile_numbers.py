"""Numbers on the tiles of the first page of staff."""

import re

from accreditation.applications.domain.applications import State
from conference.auth.people import NewStaff, create_staff
from rostrum import roles
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import PASSWORD, Client, enter_again, office
from tests.support.badge_office import Office

__all__ = ["office"]


async def test_tiles_count_what_waits_on_their_pages(client: Client, runtime: Runtime, office: Office) -> None:
    await office.badge("app_1")
    await office.apply("app_2", state=State.SUBMITTED, decision=None)
    several = frozenset({roles.ACCREDITATION_OFFICER, roles.BADGE_DESK, roles.DOOR_SUPERVISOR, roles.OPERATOR})
    await create_staff(runtime.accounts, NewStaff("ada", "Ada", several | {roles.ADMINISTRATOR}, "en", PASSWORD))
    await enter_again(client, "ada")
    page = await (await client.get("/staff/")).text()
    numbers = [re.sub("<[^>]+>", "", text) for text in re.findall(r'class="tile-number">(.*?)</span>', page)]
    assert numbers == [
        "1 application to review",
        "1 badge to print",
        "0 conflicts to resolve",
        "0 sessions in progress",
        "1 active account",
    ]
