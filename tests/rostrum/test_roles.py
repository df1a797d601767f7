"""The roles of the whole site; their names are stored in databases."""

from rostrum.roles import ACCREDITATION_OFFICER, ROLE_TABLE, SECURITY_OFFICER


def test_role_names_are_those_of_stored_rows() -> None:
    assert [role.name for role in ROLE_TABLE] == [
        "accreditation_officer",
        "security_officer",
        "badge_desk",
        "door",
        "door_supervisor",
        "operator",
        "administrator",
    ]


def test_no_person_holds_the_roles_of_both_agencies() -> None:
    assert not ROLE_TABLE.are_compatible({ACCREDITATION_OFFICER, SECURITY_OFFICER})
    assert ROLE_TABLE.are_compatible(frozenset(ROLE_TABLE) - {SECURITY_OFFICER})
