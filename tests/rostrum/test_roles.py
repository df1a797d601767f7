"""The roles of the whole site; their names are stored in databases."""

import pytest
from msgspec.structs import replace

from conference.auth.roles import ADMINISTRATOR, TotpRule
from conference.event import Event
from conference.event.errors import EventDataError
from conference.event.model import StaffRules
from rostrum.roles import ACCREDITATION_OFFICER, ROLE_TABLE, SECURITY_OFFICER, totp_rule


def test_role_names_are_those_of_stored_rows() -> None:
    assert [role.name for role in ROLE_TABLE] == [
        "accreditation_officer",
        "security_officer",
        "watch_list_officer",
        "badge_desk",
        "door",
        "door_supervisor",
        "operator",
        "private_sessions_officer",
        "script_protocol",
        "script_reception",
        "script_security",
        "script_media",
        "auditor",
        "administrator",
    ]


def test_no_person_holds_the_roles_of_both_agencies() -> None:
    assert not ROLE_TABLE.are_compatible({ACCREDITATION_OFFICER, SECURITY_OFFICER})
    assert ROLE_TABLE.are_compatible(frozenset(ROLE_TABLE) - {SECURITY_OFFICER})


def test_event_says_who_needs_a_second_factor(event: Event) -> None:
    assert totp_rule(event) == TotpRule()
    assert totp_rule(replace(event, staff=StaffRules(totp="required"))) == TotpRule(everyone=True)
    some = replace(event, staff=StaffRules(totp_roles=("administrator",)))
    assert totp_rule(some) == TotpRule(roles=frozenset({ADMINISTRATOR}))


def test_unknown_role_of_the_rule_is_a_fault(event: Event) -> None:
    wrong = replace(event, staff=StaffRules(totp_roles=("administrators",)))
    with pytest.raises(EventDataError, match=r"staff\.totp_roles: unknown role 'administrators'; did you mean"):
        totp_rule(wrong)
