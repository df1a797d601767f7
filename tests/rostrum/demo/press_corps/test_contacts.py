"""Contacts of fictional people: unique, and never those of a real subscriber."""

import re

import pytest

from rostrum.demo.press_corps.contacts import Contacts
from rostrum.demo.press_corps.lists import Group
from rostrum.demo.press_corps.names import Name
from rostrum.demo.press_corps.people import CorpsOutlet

FR = Group(id="fr", country="FR", script="Latin", order="given_first", language="fr", dialling="33")
BRIDGE = CorpsOutlet("outlet-001", "Le Pont Bleu", ("Blue Bridge",), "print", "FR", domestic=False)


def test_person_has_key_address_and_number() -> None:
    contacts = Contacts()
    first = contacts.make_next(Name("Anne Petit", "PETIT", "ANNE"), FR, BRIDGE)
    assert (first[0], first[2]) == ("press-001", "+33000000001")
    assert re.fullmatch(r"anne\.petit@[a-z]+\.example", first[1])
    assert contacts.make_next(Name("Luc", "", "LUC"), FR, None) == (
        "press-002",
        "luc@freelance.example",
        "+33000000002",
    )


def test_people_of_one_name_have_different_addresses() -> None:
    contacts, name = Contacts(), Name("Anne Petit", "PETIT", "ANNE")
    addresses = [contacts.make_next(name, FR, None)[1] for _ in range(3)]
    assert addresses == [f"anne.petit{number}@freelance.example" for number in ("", 2, 3)]


def test_address_has_letters_of_the_last_given_name_only() -> None:
    contacts = Contacts()
    assert contacts.make_next(Name("", "O'NEILL-VON DER", "MARIE JEAN-LUC"), FR, None)[1] == (
        "jeanluc.oneillvonder@freelance.example"
    )


@pytest.mark.parametrize("family", ["X" * 200, "X " * 100])
def test_long_family_name_is_cut(family: str) -> None:
    local = Contacts().make_next(Name("", family, "ANNE"), FR, None)[1].partition("@")[0]
    assert local == "anne." + "x" * 30


def test_address_is_under_a_reserved_domain() -> None:
    foreign = CorpsOutlet("outlet-002", "大河日报", (), "print", "CN", domestic=False)
    for outlet in (BRIDGE, foreign, None):
        assert Contacts().make_next(Name("", "A", "B"), FR, outlet)[1].endswith(".example")
