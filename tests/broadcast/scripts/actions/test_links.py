"""Links for crews: one audit entry a creation and revocation; nothing after their end."""

from datetime import timedelta

import pytest

from broadcast.scripts.actions.links import NewLink, add_link, list_links, open_link, revoke_link
from broadcast.scripts.services import ScriptServices
from conference.clock import ManualClock
from conference.errors import InvalidError, NotFoundError, RuleError
from tests.support.scripts import OPERATES, write_script

SOUND = NewLink("Sound", ("sound", "spoken"), "fr", 2)


async def test_link_opens_its_script_until_it_is_revoked(services: ScriptServices) -> None:
    await write_script(services, "Anthem")
    link, secret = await add_link(services, "opening", SOUND, staff=OPERATES)
    opened = await open_link(services, secret, counts=True)
    assert (opened.link, opened.running.whole.session.id) == (link, "opening")
    await revoke_link(services, "opening", link.id, staff=OPERATES)
    assert await list_links(services, "opening", staff=OPERATES) == []
    for wrong in (secret, "guessed", services.issued.issue("other")):
        with pytest.raises(NotFoundError, match=r"script\.link_unknown"):
            await open_link(services, wrong, counts=True)


async def test_link_ends_with_its_time(services: ScriptServices, clock: ManualClock) -> None:
    await write_script(services, "Anthem")
    _, secret = await add_link(services, "opening", SOUND, staff=OPERATES)
    clock.at += timedelta(days=2)
    with pytest.raises(NotFoundError, match=r"script\.link_unknown"):
        await open_link(services, secret, counts=False)


async def test_link_needs_a_script_a_name_and_columns(services: ScriptServices) -> None:
    with pytest.raises(RuleError, match=r"script\.empty"):
        await add_link(services, "opening", SOUND, staff=OPERATES)
    for wrong in (NewLink("", ("sound",), "fr", 2), NewLink("Sound", (), "fr", 2), NewLink("Sound", ("x",), "fr", 2)):
        with pytest.raises(InvalidError):
            await add_link(services, "opening", wrong, staff=OPERATES)
