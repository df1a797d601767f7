from datetime import UTC, datetime, time, timedelta

from msgspec import structs

from accreditation.applications.services import appeal_rules, release_hours
from conference.event import Event


def test_release_hours_are_in_order(event: Event) -> None:
    assert release_hours(event) == ()
    assert release_hours(structs.replace(event, decisions=("18:00", "10:00"))) == (time(10), time(18))


def test_appeals_end_with_the_last_day(event: Event) -> None:
    rules = appeal_rules(event)
    midnight = datetime.combine(event.ends_on + timedelta(days=1), time(), event.zone_info)
    assert rules.event_ends_at.astimezone(UTC) == midnight.astimezone(UTC)
    allowed = {one.code for one in (*event.refusal_reasons, *event.revocation_reasons) if one.appeal}
    assert rules.reasons == allowed
