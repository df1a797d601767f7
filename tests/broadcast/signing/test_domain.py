"""The register: order of calling, signers, full powers, second person."""

import pytest

from broadcast.signing import domain as rules
from broadcast.signing.domain import Proposal, Signatory, SignerDraft
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from tests.support.board_samples import MORNING, NOON

SEED = ("VN", "DZ", "AO", "AU")


def test_event_signatories_are_on_the_register() -> None:
    stored = [Signatory(country="AO", order=1, version=3), Signatory(country="QA", order=9)]
    register = rules.merge_register(SEED, stored)
    assert [entry.country for entry in register] == ["AO", "VN", "DZ", "AU", "QA"]
    assert rules.find_signatory(register, "AO").version == 3
    with pytest.raises(NotFoundError, match=r"signing\.not_on_register"):
        rules.find_signatory(register, "FR")


def test_state_that_declined_is_not_called_and_may_not_sign() -> None:
    register = rules.merge_register(SEED, [Signatory(country="DZ", order=2, declined_at=NOON)])
    assert rules.calling_order(register) == ("VN", "AO", "AU")
    assert [rules.may_sign(register, code) for code in ("VN", "DZ", "FR")] == [True, False, False]


@pytest.mark.parametrize(
    ("country", "place", "order"),
    [
        ("AU", 1, ["AU", "VN", "DZ", "AO"]),
        ("VN", 3, ["DZ", "AO", "VN", "AU"]),
        ("VN", 99, ["DZ", "AO", "AU", "VN"]),
        ("AO", 3, ["VN", "DZ", "AO", "AU"]),
    ],
)
def test_state_is_moved_in_the_order_of_calling(country: str, place: int, order: list[str]) -> None:
    register = rules.merge_register(SEED, [])
    moved = rules.move_signatory(register, country, place)
    assert [entry.country for entry in rules.merge_register(SEED, moved)] == order


def test_powers_are_of_one_signer() -> None:
    entry = Signatory(country="VN", order=1)
    with pytest.raises(RuleError, match=r"signing\.no_signer"):
        rules.check_powers(entry, by="Lan", now=NOON)
    named = rules.edit_signer(entry, SignerDraft(name="  Nguyễn  An ", rank="Minister"))
    checked = rules.check_powers(named, by="Lan", now=NOON)
    assert (checked.signer_name, checked.powers_at, checked.powers_by) == ("Nguyễn An", NOON, "Lan")
    assert rules.edit_signer(checked, SignerDraft(name="Nguyễn An", rank="Envoy")).powers_at == NOON
    assert rules.edit_signer(checked, SignerDraft(name="Trần Bình", rank="Envoy")).powers_at is None


def test_hostile_names_are_refused_by_field() -> None:
    entry = Signatory(country="VN", order=1)
    with pytest.raises(InvalidError) as caught:
        rules.edit_signer(entry, SignerDraft(name="a" * 201, rank="\u202eMinister"))
    assert set(caught.value.fields) >= {"name"}


def test_new_state_is_at_the_end_once() -> None:
    register = rules.merge_register(SEED, [])
    assert rules.add_signatory(register, "QA", {"QA"}).order == 5
    with pytest.raises(RuleError, match=r"signing\.on_register"):
        rules.add_signatory(register, "VN", {"VN"})
    with pytest.raises(InvalidError, match=r"signing\.unknown_country"):
        rules.add_signatory(register, "XX", {"QA"})


def test_proposing_operator_is_no_second_person() -> None:
    proposal = Proposal(
        id="p", country="QA", in_plenary=True, proposed_by="a", proposed_by_name="A", proposed_at=MORNING
    )
    with pytest.raises(RuleError, match=r"signing\.same_person"):
        rules.require_second_person(proposal, "a")
    rules.require_second_person(proposal, "b")


def test_entry_that_has_changed_is_a_conflict() -> None:
    with pytest.raises(ConflictError, match=r"signing\.register_changed"):
        rules.require_version(Signatory(country="VN", order=1, version=2), 1)
    rules.require_version(Signatory(country="VN", order=1, version=2), 2)
