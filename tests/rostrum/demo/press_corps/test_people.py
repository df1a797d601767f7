"""Values of the press corps: who is approved, who is freelance, lookups."""

from dataclasses import replace

import pytest

from rostrum.demo.press_corps.people import CorpsApplication, CorpsOutlet, Outcome, PressCorps

OUTLET = CorpsOutlet("outlet-001", "Le Pont Bleu", ("Blue Bridge",), "print", "FR", domestic=False)
PERSON = CorpsApplication(
    key="press-001",
    native_name="Anne Petit",
    family_name="PETIT",
    given_name="ANNE",
    script="Latin",
    order="given_first",
    email="anne@pont.example",
    phone="+3300000001",
    country="FR",
    language="fr",
    function="reporter",
    category="general",
    outcome=Outcome.APPROVED,
    outlet_ids=("outlet-001",),
)


def test_person_without_outlet_is_freelance() -> None:
    assert not PERSON.is_freelance
    assert replace(PERSON, outlet_ids=()).is_freelance


def test_revoked_approval_counts_as_approved() -> None:
    people = [replace(PERSON, key=f"press-{n}", outcome=outcome) for n, outcome in enumerate(Outcome)]
    revoked = replace(PERSON, key="press-9", revoked="conduct")
    corps = PressCorps(1, (OUTLET,), (*people, revoked))
    assert [person.key for person in corps.approved] == ["press-0", "press-9"]


def test_outlet_is_found_by_its_id() -> None:
    corps = PressCorps(1, (OUTLET,), ())
    assert corps.outlet("outlet-001") is OUTLET
    with pytest.raises(KeyError):
        corps.outlet("Le Pont Bleu")
