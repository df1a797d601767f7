"""The demonstration as `rostrum demo` loads it: the whole press corps."""

import shutil
from pathlib import Path

from accreditation.applications.domain.applications import State
from accreditation.applications.storage.tables import outlets, photos
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.storage.tables import badges
from conference.event import load_event
from conference.resources import event_folder
from conference.storage import audit
from rostrum import roles
from rostrum.demo.press_corps import press_corps
from rostrum.demo.press_corps.load import LoadReport, LoadServices, load_press_corps
from rostrum.parts.accreditation import assemble_accreditation
from rostrum.parts.stores import application_store
from rostrum.runtime import Runtime, open_runtime
from rostrum.settings import Settings
from tests.support.application_samples import OFFICER_A, OFFICER_B, staff
from tests.support.rows import count, everything


def desks_of(runtime: Runtime) -> LoadServices:
    services = assemble_accreditation(runtime)
    return LoadServices(
        applications=services.applications,
        badges=services.badges,
        accreditation_officer=OFFICER_A,
        security_officer=OFFICER_B,
        badge_clerk=staff("binh", roles.BADGE_DESK),
    )


async def test_whole_corps_ends_as_it_is_meant_to_and_is_loaded_once(loaded: Path, tmp_path: Path) -> None:
    async with open_runtime(Settings(data_dir=Path(shutil.copytree(loaded, tmp_path / "data")))) as runtime:
        transactions = runtime.transactions
        async with transactions.read() as transaction:
            states = await application_store().count_states(transaction)
            assert (await audit.verify(transaction.connection)).broken_at is None
        assert states == {State.APPROVED: 396, State.REFUSED: 18 + 4, State.WITHDRAWN: 7, State.IN_REVIEW: 5}
        standings = {s: await count(transactions, badges, badges.c.standing == s.value) for s in BadgeStatus}
        assert standings == {
            BadgeStatus.ISSUED: 396,
            BadgeStatus.REVOKED: 4,
            BadgeStatus.SUPERSEDED: 6,
            BadgeStatus.SUSPENDED: 0,
        }
        waiting = badges.c.activated_at.is_(None), badges.c.standing == BadgeStatus.ISSUED.value
        assert await count(transactions, badges, *waiting) == 30 + 12 + 6
        assert await count(transactions, outlets) == await count(transactions, outlets, outlets.c.verified) == 189
        assert (
            await count(transactions, photos, photos.c.application_id.is_not(None))
            == await count(transactions, photos)
            == 430
        )
        before = await everything(transactions)
        again = await load_press_corps(desks_of(runtime), press_corps(load_event(event_folder("hanoi-2025"))))
        assert again == LoadReport(outlets=0, applications=0, badges=0, present=430)
        assert await everything(transactions) == before
