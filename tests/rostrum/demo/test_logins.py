"""Logins of the demonstration: one per role, and none before it is loaded."""

from rostrum.demo.logins import CREW, demo_logins
from rostrum.roles import ROLE_TABLE
from rostrum.settings import Settings


def test_crew_has_one_person_for_each_role() -> None:
    assert {roles[-1] for roles, _, _ in CREW.values()} == set(ROLE_TABLE)
    assert len(CREW) == len(list(ROLE_TABLE))


def test_data_folder_without_demonstration_has_no_logins(settings: Settings) -> None:
    assert demo_logins(settings) == {}
