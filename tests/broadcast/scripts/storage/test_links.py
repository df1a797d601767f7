"""Links as they are stored: no secret, a count of openings."""

from sqlalchemy import select

from broadcast.scripts.actions.links import NewLink, add_link
from broadcast.scripts.services import ScriptServices
from broadcast.scripts.storage.tables import script_links
from tests.support.scripts import NINE, OPERATES, write_script


async def test_only_a_digest_is_stored_and_openings_are_counted(services: ScriptServices) -> None:
    await write_script(services, "Anthem")
    link, secret = await add_link(services, "opening", NewLink("Sound", ("sound",), "fr", 2), staff=OPERATES)
    async with services.transactions.write() as transaction:
        await services.links.count_opening(transaction, link.id, NINE)
        await services.links.count_opening(transaction, link.id, NINE)
    async with services.transactions.read() as transaction:
        found = await services.links.find(transaction, secret)
        row = (await transaction.connection.execute(select(script_links))).one()
    assert found is not None
    assert (found.opened, found.opened_at, found.scopes) == (2, NINE, ("sound",))
    assert secret not in str(row)
