"""Scripts of the demonstration: loaded once, one signed and one waiting."""

from broadcast.scripts.actions.reading import list_scripts
from broadcast.scripts.domain.signing import ScriptState, Signer
from broadcast.scripts.services import ScriptServices
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.resources import event_folder
from conference.storage.transactions import Transactions
from rostrum.demo.scripts import load_scripts, read_scripts
from tests.support.scripts import OPERATES, SIGNS, script_services


async def test_scripts_are_loaded_once(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> None:
    services: ScriptServices = script_services(transactions, clock, ids)
    folder, signers = event_folder("hanoi-2025"), dict.fromkeys(Signer, SIGNS)
    assert await load_scripts(services, folder, operator=OPERATES, signers=signers) == len(read_scripts(folder))
    assert await load_scripts(services, folder, operator=OPERATES, signers=signers) == 0
    states = {row.session.id: row.standing.state for row in await list_scripts(services, staff=OPERATES)}
    assert states == {"opening": ScriptState.SIGNED, "signing": ScriptState.WAITING}
