"""Unassigned mail addresses and telephone numbers: domains under .example, numbers outside every numbering plan."""

from __future__ import annotations

import re

from conference.texts.phone_numbers import read_phone
from rostrum.demo.press_corps.lists import Group
from rostrum.demo.press_corps.names import Name
from rostrum.demo.press_corps.outlets import mail_domain
from rostrum.demo.press_corps.people import CorpsOutlet

FAMILY_LENGTH = 30
"""Letters of the family name in an address, whose local part has at most 64 (RFC 5321 §4.5.3.1.1)."""


class Contacts:
    """Makes a unique key, mail address and telephone number for every person."""

    def __init__(self) -> None:
        self._count = 0
        self._addresses: set[str] = set()

    def make_next(self, name: Name, group: Group, outlet: CorpsOutlet | None) -> tuple[str, str, str]:
        """Make the key ("press-001"), address and number of the next person.

        The number has four zeros or more after the country's code, where no subscriber's number begins, and as many
        digits as the form accepts for the country.
        """
        self._count += 1
        address = self._make_address(name, mail_domain(outlet))
        numbers = (f"+{group.dialling}{'0' * zeros}{self._count:04d}" for zeros in range(4, 9))
        number = next(number for number in numbers if read_phone(number, "") is not None)
        return f"press-{self._count:03d}", address, number

    def _make_address(self, name: Name, domain: str) -> str:
        parts = (_keep_letters(name.given.split()[-1:]), _keep_letters(name.family.split())[:FAMILY_LENGTH])
        local = ".".join(part for part in parts if part)
        address, count = f"{local}@{domain}", 1
        while address in self._addresses:
            count += 1
            address = f"{local}{count}@{domain}"
        self._addresses.add(address)
        return address


def _keep_letters(words: list[str]) -> str:
    return re.sub(r"[^a-z]", "", "".join(words).lower())
