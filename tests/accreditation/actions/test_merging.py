"""What devices decided on their own, merged in whatever order it comes."""

from accreditation.domain.doors import Verdict
from tests.accreditation.badge_office import GATE, OTHER_GATE
from tests.accreditation.scan_office import ScanOffice, device


async def test_badge_admitted_at_two_doors_that_knew_nothing_of_each_other(doors: ScanOffice) -> None:
    """A2: two rows, one conflict, one person inside; sending the queues again changes nothing."""
    badge = await doors.office.badge()
    first = doors.told(badge.token, GATE, key="key-of-a", seconds=-60)
    later = doors.told(badge.token, OTHER_GATE, key="key-of-b", seconds=-30)
    answer = await doors.one(later, by=device("b"))
    assert answer.scan is not None
    assert answer.scan.conflict is None
    await doors.one(first, by=device("a"))
    rows, inside = await doors.rows(), await doors.inside()
    assert [(row["key"], row["conflict"], row["conflict_key"]) for row in rows] == [
        ("key-of-a", None, None),
        ("key-of-b", "twice", "key-of-a"),
    ]
    assert inside == [(badge.id, "venue", "key-of-a", first.scanned_at)]
    for _ in range(3):
        again = await doors.send(later, first)
        assert [one.scan.verdict for one in again if one.scan] == [Verdict.ADMITTED] * 2
        assert again[0].prior is not None
        assert again[0].prior.key == "key-of-a"
    assert (await doors.rows(), await doors.inside()) == (rows, inside)


async def test_scan_that_was_asked_becomes_what_is_told_and_then_stays(doors: ScanOffice) -> None:
    badge = await doors.office.badge()
    asked = doors.scan(badge.token, key="key-lost")
    assert (await doors.one(asked)).scan.verdict is Verdict.ADMITTED  # type: ignore[union-attr]
    told = doors.told(badge.token, key="key-lost", verdict=Verdict.ALREADY_INSIDE, seconds=-1)
    for item in (told, doors.told(badge.token, key="key-lost"), asked):
        answer = await doors.one(item)
        assert answer.scan is not None
        assert (answer.scan.verdict, answer.scan.decided_offline) == (Verdict.ALREADY_INSIDE, True)
    assert await doors.inside() == []
