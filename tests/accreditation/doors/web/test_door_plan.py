"""The plan of devices: its digest tells two plans apart and covers keys and supervisors."""

import msgspec

from accreditation.doors.actions.roster import Trust
from accreditation.doors.ports.devices import Supervisor
from accreditation.doors.web.door_plan import EventPlan, supervisors_out
from conference.event import load_event
from conference.resources import event_folder

EVENT = load_event(event_folder("hanoi-2025"))
PLAN = EventPlan(EVENT)
NOBODY = Trust((), ())
ONE = Trust((), (Supervisor("stf_1", "Ada", "aa", "bb"),))


def test_digest_is_stable_and_names_the_plan() -> None:
    assert PLAN.digest == EventPlan(load_event(event_folder("hanoi-2025"))).digest
    assert PLAN.is_of(PLAN.digest_with(NOBODY))
    assert not PLAN.is_of("")
    assert not PLAN.is_of("0" * 16 + ".x")


def test_digest_changes_with_the_event_and_with_trust() -> None:
    later = EventPlan(msgspec.structs.replace(EVENT, list_stale_after_s=EVENT.list_stale_after_s + 1))
    assert later.digest != PLAN.digest
    assert not PLAN.is_of(later.digest)
    assert PLAN.digest_with(ONE) != PLAN.digest_with(NOBODY)
    assert PLAN.is_of(PLAN.digest_with(ONE))


def test_event_part_has_no_supervisors() -> None:
    assert "supervisors" not in msgspec.to_builtins(PLAN.values)
    whole = msgspec.structs.replace(PLAN.values, supervisors=supervisors_out(ONE))
    assert msgspec.to_builtins(whole)["supervisors"] == [{"id": "stf_1", "name": "Ada", "salt": "aa", "check": "bb"}]


def test_plan_has_every_door_and_zone() -> None:
    plan = msgspec.to_builtins(PLAN.values)
    assert [door["id"] for door in plan["doors"]] == [door.id for door in EVENT.doors]
    assert [zone["code"] for zone in plan["zones"]] == [zone.code for zone in EVENT.zones]
    assert all(len(door["name"]) == 7 for door in plan["doors"])


def test_plan_names_the_days_in_every_language() -> None:
    days = msgspec.to_builtins(PLAN.values)["days"]
    assert set(days) >= {"2025-10-24", "2025-10-25", "2025-10-26"}
    assert (days["2025-10-26"]["en"], days["2025-10-26"]["zh"]) == ("Sunday, 26 October", "10月26日星期日")
    assert all(len(names) == 7 for names in days.values())
