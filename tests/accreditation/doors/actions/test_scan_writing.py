"""What a transaction over scans writes and publishes, and the answers with prior entries."""

from accreditation.doors.actions.scan_services import Answer
from accreditation.doors.actions.scan_writing import complete_answers
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.events import HolderMoved, ScanRecorded
from accreditation.doors.ports.devices import Entry
from conference.bus import Bus
from tests.support.application_samples import NOON
from tests.support.badge_office import OTHER_GATE
from tests.support.scan_office import ScanOffice
from tests.support.scan_samples import make_scan, make_scan_batch, make_snapshot


async def test_new_scan_and_moved_holder_are_published_apart(doors: ScanOffice, bus: Bus) -> None:
    recorded: list[str | None] = []
    moved: list[str] = []

    async def on_scan(event: ScanRecorded) -> None:
        recorded.append(event.badge_id)

    async def on_move(event: HolderMoved) -> None:
        moved.append(event.badge_id)

    bus.subscribe(ScanRecorded, on_scan)
    bus.subscribe(HolderMoved, on_move)
    badge = await doors.office.active_badge()
    entered = await doors.ask(badge.token)
    assert (recorded, moved) == ([badge.id], [])
    await doors.one(doors.undo(entered.scan.key))
    assert (recorded, moved) == ([badge.id], [badge.id])


async def test_answer_to_a_repeated_scan_finds_its_prior_entry(doors: ScanOffice) -> None:
    """The prior entry has ended since, so that it is read by its id."""
    badge = await doors.office.active_badge()
    entered = await doors.ask(badge.token)
    refused = await doors.ask(badge.token, OTHER_GATE, key="key-refused")
    assert refused.scan.verdict is Verdict.ALREADY_INSIDE
    await doors.one(doors.undo(entered.scan.key))
    repeated = await doors.ask(badge.token, OTHER_GATE, key="key-refused")
    assert repeated.prior == Entry(entered.scan.occurred_at, entered.scan.door, entered.scan.key)


async def test_answer_names_the_contradicted_scan_before_the_prior(doors: ScanOffice) -> None:
    batch = make_scan_batch(make_snapshot())
    first = make_scan("key-1", NOON)
    later = make_scan("key-2", NOON, conflict="twice", conflict_key="key-1")
    batch.scans.load_histories(["badge-1"], [first, later])
    answers = [Answer(key="key-2", scan=later), Answer(key="key-3", problem="scan.unknown")]
    async with doors.services.transactions.read() as transaction:
        completed = await complete_answers(doors.services, transaction, batch, answers)
    assert completed[0].prior == Entry(NOON, "gate-a", "key-1")
    assert completed[0].roster_entry is not None
    assert completed[1] == answers[1]
