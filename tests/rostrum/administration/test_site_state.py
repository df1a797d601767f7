"""The page of the site's state: health, signing keys, counts."""

import re

from accreditation.applications.domain.applications import State
from conference.auth.roles import ADMINISTRATOR
from conference.clock import ManualClock
from conference.health import HEALTH
from rostrum.administration.site_state import PARTS
from rostrum.runtime import Runtime
from rostrum.signing_keys import list_keys, rotate_key, withdraw_key
from tests.support.accreditation_pages import Client, SignIn
from tests.support.badge_office import Office


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def read_site(client: Client) -> str:
    return words_of(await (await client.get("/staff/site")).text())


async def test_keys_have_fingerprint_age_and_state(
    client: Client, sign_in: SignIn, runtime: Runtime, clock: ManualClock
) -> None:
    await withdraw_key(runtime, await rotate_key(runtime))
    clock.advance(2 * 86_400)
    await sign_in("ada", ADMINISTRATOR)
    page = await read_site(client)
    for key in await list_keys(runtime):
        assert re.sub(r"(.{4})(?=.)", r"\1 ", key.fingerprint) in page
    assert page.count("2 days old") == 2
    assert "Signs badges" in page
    assert "Withdrawn; badges are refused" in page


async def test_failing_part_is_named(client: Client, sign_in: SignIn) -> None:
    async def fails() -> bool:
        return False

    await sign_in("ada", ADMINISTRATOR)
    health = client.server.app[HEALTH]  # type: ignore[attr-defined]
    assert set(await health.parts()) <= set(PARTS), "each part has a text"
    health.watch("board", fails)
    page = await read_site(client)
    assert "Session board Faulty" in page
    assert "Database In order" in page


async def test_counts_are_of_applications_and_badges(client: Client, sign_in: SignIn, office: Office) -> None:
    await sign_in("ada", ADMINISTRATOR)
    assert "Scans Today Total None 0 0" in await read_site(client)
    await office.badge("app_1")
    await office.apply("app_2", state=State.SUBMITTED, decision=None)
    page = await read_site(client)
    assert "Approved 1" in page
    assert "Submitted 1" in page
    assert "To print 1" in page
