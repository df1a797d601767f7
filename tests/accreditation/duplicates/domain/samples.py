"""Persons to compare."""

from dataclasses import replace
from typing import Any

from accreditation.duplicates.domain.people import ComparedPerson, Frequencies, PhotoPrint

EVERYONE = Frequencies(4000)

HOA = ComparedPerson(
    application_id="app_1",
    native_name="Nguyễn Thị Hoa Quỳnh",
    family_name="NGUYEN",
    given_name="THI HOA QUYNH",
    email="hoa@example.org",
    phone="+84912345678",
    country="VN",
    outlet_id="out_1",
)

OMAR = ComparedPerson(
    application_id="app_2",
    native_name="عمر خليل درويش",
    family_name="DARWISH",
    given_name="OMAR KHALIL",
    email="omar@example.org",
    phone="+962791230000",
    country="JO",
    outlet_id="out_2",
)


def changed(person: ComparedPerson, **changes: Any) -> ComparedPerson:
    """Return another application with these data."""
    return replace(person, **{"application_id": "app_9", **changes})


def stripes(shift: int = 0, *, sha256: str = "a") -> PhotoPrint:
    """Return a print with two crops; those of another shift differ in many bits."""
    shape = int("01" * 100, 2) >> shift if shift else int("0110" * 50, 2)
    return PhotoPrint(sha256, (shape, shape ^ 0b111), (bytes(90), bytes(90)))
